import Declarations
package import Diagnostics
import EventSchema

extension ChannelClassifier {
  /// Warnings about the rules of the user's own that can never match, since earlier ones take all they would, or since
  /// their conditions exclude each other.
  ///
  /// Only what is provable: by what texts begin and end with, contain or equal. Rules of the catalog don't tell.
  package var unreachableRules: [Diagnostic] { deadRules + deadSets }

  private var implication: ChannelImplication {
    ChannelImplication(tests: Dictionary(uniqueKeysWithValues: zip(dimensions, tests)))
  }

  private var deadRules: [Diagnostic] {
    let implication = self.implication
    let complete = completePair
    return rules.indices.compactMap { index in
      let rule = rules[index]
      guard rule.isOwn else { return nil }
      if implication.neverHolds(.all(rule.checks)) { return .contradictory(rule) }
      let earlier = rules[..<index]
      func taker(_ checks: [ChannelCheck]) -> ChannelRule? {
        earlier.first { implication.implies(.all(checks), .all($0.checks)) }
      }
      if let one = taker(rule.checks) { return .unreachable(rule, [one]) }
      if let complete, complete.last < index { return .unreachable(rule, complete.rules) }
      // Of a list, each text may be taken by another rule.
      for (place, check) in rule.checks.enumerated() {
        guard case .test(let dimension, let test) = check,
          case .equals(let texts)? = implication.tests[dimension]?[test],
          (2...100).contains(texts.count)
        else { continue }
        var split = implication.tests
        var takers: [ChannelRule] = []
        for text in texts.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
          split[dimension]?.append(.equals([text]))
          var checks = rule.checks
          checks[place] = .test(dimension, (split[dimension]?.count ?? 1) - 1)
          let single = ChannelImplication(tests: split)
          guard let taker = earlier.first(where: { single.implies(.all(checks), .all($0.checks)) }) else {
            break
          }
          takers.append(taker)
        }
        if takers.count == texts.count { return .unreachable(rule, takers) }
      }
      return nil
    }
  }

  /// The first two rules of the user's that take everything together, such as empty texts and all others, with the
  /// place of the later one.
  private var completePair: (last: Int, rules: [ChannelRule])? {
    let implication = self.implication
    for (index, rule) in rules.enumerated() where rule.isOwn {
      let other = rules[..<index].first { $0.isOwn && implication.isAlwaysMet(.any([$0.check, rule.check])) }
      if let other { return (index, [other, rule]) }
    }
    return nil
  }

  /// Sets that the user's rules go on with where nothing is left.
  private var deadSets: [Diagnostic] {
    let implication = self.implication
    let complete = completePair
    return thens.indices.compactMap { index in
      let then = thens[index]
      let taker = rules[..<then.rules].first { rule in rule.checks.allSatisfy(implication.isAlwaysMet) }
      if let taker { return .unreachable(then.set, at: then.location, [taker]) }
      if let complete, complete.last < then.rules {
        return .unreachable(then.set, at: then.location, complete.rules)
      }
      let first = thens[..<index].first { $0.set == then.set }
      return first.map { .twice(then.set, at: then.location, first: $0.location) }
    }
  }
}

extension ChannelRule {
  /// Whether it is the user's, and none of the catalog's.
  fileprivate var isOwn: Bool { !location.file.hasPrefix("Catalog/") }

  fileprivate var check: ChannelCheck { checks.count == 1 ? checks[0] : .all(checks) }
}

extension Diagnostic {
  fileprivate static func unreachable(_ set: String, at location: SourceLocation, _ takers: [ChannelRule])
    -> Diagnostic
  {
    let names = takers.map { "'\($0.id)', line \($0.location.line)" }.joined(separator: ", and ")
    return Diagnostic(
      .warning, at: location,
      takers.count == 1
        ? "'then: \(set)' never decides: \(names), takes everything"
        : "'then: \(set)' never decides: \(names), take everything together",
      hint: "move it up, or take it out")
  }

  fileprivate static func twice(_ set: String, at location: SourceLocation, first: SourceLocation)
    -> Diagnostic
  {
    Diagnostic(
      .warning, at: location,
      "'then: \(set)' never decides: the same set stands in line \(first.line)", hint: "take it out")
  }

  fileprivate static func contradictory(_ rule: ChannelRule) -> Diagnostic {
    Diagnostic(
      .warning, at: rule.location,
      "the rule '\(rule.id)' can never match: its conditions exclude each other",
      hint: "all conditions of a rule must hold; to take what meets one of several, list them under `any_of`")
  }

  fileprivate static func unreachable(_ rule: ChannelRule, _ takers: [ChannelRule]) -> Diagnostic {
    var names: [String] = []
    for taker in takers {
      let place = taker.location.file == rule.location.file ? ", line \(taker.location.line)" : ""
      let name = "'\(taker.id)'\(place)"
      if !names.contains(name) { names.append(name) }
    }
    return Diagnostic(
      .warning, at: rule.location,
      "the rule '\(rule.id)' can never match: what it would take is taken before, by \(names.joined(separator: " and "))",
      hint: "move it up, or take it out")
  }
}
