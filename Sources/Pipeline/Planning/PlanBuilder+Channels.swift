import Declarations
import Diagnostics
import EventSchema
import Normalize

extension PlanBuilder {
  /// The compiled rules per input, those of inputs whose profile has none, and what is to be said about the user's own.
  ///
  /// A profile's rules stand before the first versioned set. No rules are compiled where nobody wrote any and
  /// every input states its channel: GA4's are the largest file of the catalog.
  mutating func resolveChannels(
    _ inputs: [Plan.Input], _ traffic: TrafficNames
  ) throws(Diagnostics) -> (
    classifiers: [ChannelClassifier?], plain: ChannelClassifier?, warnings: [Diagnostic]
  ) {
    let areStated = inputs.allSatisfy { $0.statedChannel != nil }
    let none = [ChannelClassifier?](repeating: nil, count: inputs.count)
    if file.normalize.channels == nil, areStated, !options.everything { return (none, nil, []) }
    let rules = file.normalize.channels ?? .standard(at: file.normalize.location)
    var sets: [String: ChannelRules?] = [:]
    func set(_ name: String) throws(Diagnostics) -> ChannelRules? {
      if let known = sets[name] { return known }
      let loaded = try library.channels(name)
      sets[name] = .some(loaded)
      return loaded
    }
    func classifier(_ platform: ChannelRules?) throws(Diagnostics) -> ChannelClassifier {
      try ChannelClassifier(
        rules: rules, platform: platform, known: library.channelSetNames, traffic: traffic, set: set)
    }
    do throws(Diagnostics) {
      let plain = try classifier(nil)
      var ofProfile: [String: ChannelClassifier] = [:]
      var classifiers: [ChannelClassifier?] = []
      for input in inputs {
        guard let own = input.profile.channels else {
          classifiers.append(plain)
          continue
        }
        if let known = ofProfile[input.profile.name] {
          classifiers.append(known)
          continue
        }
        let compiled = try classifier(own)
        ofProfile[input.profile.name] = compiled
        classifiers.append(compiled)
      }
      let empty = file.normalize.channels.flatMap { $0.steps.isEmpty ? $0.location : nil }
      return (
        classifiers, plain,
        unknownInputs(rules) + plain.unreachableRules + (empty.map { [.noChannelRules(at: $0)] } ?? [])
      )
    } catch {
      problems += error.list
      return (none, nil, [])
    }
  }
}

extension PlanBuilder {
  /// Names of inputs in rules that no input has: such rules never match, or always.
  private func unknownInputs(_ rules: ChannelRules) -> [Diagnostic] {
    let known = file.inputs.map(\.name)
    let folded = Set(known.map { $0.lowercased() })
    return rules.steps.flatMap { step -> [Diagnostic] in
      guard case .rule(_, let when, let id, let location) = step else { return [] }
      let named = when.flatMap(\.tests).flatMap { dimension, test -> [String] in
        if dimension == .input, case .equals(let names) = test { names } else { [] }
      }
      return named.filter { !folded.contains($0.lowercased()) }.map { name in
        Diagnostic(
          .warning, at: location,
          "the rule '\(rules.name)/\(id)' names the input '\(name)', which there is not",
          hint: nearest(to: name, in: known).map { "did you mean '\($0)'?" }
            ?? "known: \(known.joined(separator: ", "))")
      }
    }
  }
}

extension Diagnostic {
  fileprivate static func noChannelRules(at location: SourceLocation) -> Diagnostic {
    Diagnostic(
      .warning, at: location,
      "there are no channel rules: whatever states no channel is \(ChannelClassifier.unassigned)",
      hint: "take `channels` out for the rules of GA4, or write `- then: ga4-2026`")
  }
}

extension ChannelRules {
  /// The rules of a pipeline file that has none: the default set.
  static func standard(at location: SourceLocation) -> ChannelRules {
    ChannelRules(name: "pipeline", steps: [.then("ga4-2026", location: location)])
  }
}
