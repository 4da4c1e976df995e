package import Declarations
package import Diagnostics
package import EventSchema

/// The channel of a combination of traffic values, and the rule that decided.
package struct ChannelDecision: Sendable, Hashable, Comparable {
  package var channel: String
  /// `set/rule id` for lineage, such as `ga4-2026/paid-search`; `none` when no rule matched.
  package var rule: String

  /// The rule's name where the export or the input's declaration states the channel.
  package static let stated = "stated"
  /// The rule's name where an order has the channel of the deal that it names.
  package static let ofDeal = "deal"
  /// The rule's name where a refund has the channel of the order that it names.
  package static let ofOrder = "order"
  /// The rule's name where no rule matched.
  package static let none = "none"

  package init(channel: String, rule: String) {
    self.channel = channel
    self.rule = rule
  }

  package static func < (a: ChannelDecision, b: ChannelDecision) -> Bool {
    (a.channel, a.rule) < (b.channel, b.rule)
  }
}

/// A versioned set of rules that decides: its definitions hold from a day on, and are applied to all days.
package struct ChannelSet: Sendable, Hashable {
  package var name: String
  package var version: String
  package var effective: Day?
}

/// Channel rules, compiled: read from the top, the first match wins, `then` goes on with another set.
///
/// Works in two steps: a value's *outcomes*, one bit for every test of its dimension, are found once
/// per distinct value; the rule that decides follows from outcomes alone, and there are few different ones,
/// however many campaigns there are. Compares UTF-8 bytes of folded case; an absent value is the empty text.
package struct ChannelClassifier: Sendable {
  let rules: [ChannelRule]
  let thens: [(set: String, rules: Int, location: SourceLocation)]
  /// The versioned sets that the rules go on with, in their order.
  package let sets: [ChannelSet]
  /// The kind of event that is classified: some rules are of few kinds.
  private var kind = EventKind.visit
  /// Per dimension of `dimensions`.
  let tests: [[ChannelTest]]
  private let places: [Dimension: Int]
  /// Channel of what no rule matched: GA4's word for it.
  package static let unassigned = "Unassigned"
  /// Dimensions the rules look at, in order of name.
  package let dimensions: [Dimension]

  /// Every channel that a row may be given, in the order of the rules.
  package var channels: [String] {
    var seen: Set<String> = []
    return (rules.map(\.channel) + [Self.unassigned]).filter { seen.insert($0).inserted }
  }

  /// Channels of what only what is left over is: where no rule matched, or one that asks for nothing.
  var leftOver: Set<String> {
    Set(rules.filter(\.checks.isEmpty).map(\.channel)).union([Self.unassigned])
  }

  /// - Parameters:
  ///   - platform: rules of a profile, which stand before the first versioned set.
  ///   - library: versioned sets by name.
  /// - Throws: all problems at once: unknown sets, sets that lead back to themselves, bad patterns,
  ///   unknown source categories.
  package init(
    rules: ChannelRules, platform: ChannelRules? = nil, library: CatalogLibrary = CatalogLibrary(),
    traffic: TrafficNames? = nil
  ) throws(Diagnostics) {
    try self.init(rules: rules, platform: platform, known: library.channelSetNames, traffic: traffic) {
      name throws(Diagnostics) in
      try library.channels(name)
    }
  }

  /// - Parameters:
  ///   - known: names of all sets, for suggestions.
  ///   - traffic: which names are aliases of one source: rules about any of them are about that source.
  ///   - set: the set of a name, nil when there is none.
  package init(
    rules: ChannelRules, platform: ChannelRules? = nil, known: [String], traffic: TrafficNames? = nil,
    set: (String) throws(Diagnostics) -> ChannelRules?
  ) throws(Diagnostics) {
    var compiler = ChannelCompiler(known: known, platform: platform, traffic: traffic)
    try compiler.add(rules, visited: [rules.name], set)
    try self.init(compiler)
  }

  /// Further rules before those of another classifier, which are not compiled again.
  ///
  /// - Parameter first: go on to no other set.
  package init(_ first: ChannelRules, before others: ChannelClassifier) throws(Diagnostics) {
    var compiler = ChannelCompiler(known: [], platform: nil, traffic: nil)
    for (dimension, tests) in zip(others.dimensions, others.tests) { compiler.tests[dimension] = tests }
    try compiler.add(first, visited: [first.name]) { _ throws(Diagnostics) in nil }
    compiler.rules += others.rules
    compiler.sets = others.sets
    try self.init(compiler)
  }

  private init(_ compiler: ChannelCompiler) throws(Diagnostics) {
    guard compiler.diagnostics.isEmpty else { throw Diagnostics(compiler.diagnostics, exit: .badPipeline) }
    rules = compiler.rules
    thens = compiler.thens
    sets = compiler.sets
    dimensions = compiler.tests.keys.sorted()
    tests = dimensions.map { compiler.tests[$0] ?? [] }
    places = Dictionary(uniqueKeysWithValues: dimensions.enumerated().map { ($1, $0) })
  }

  /// - Parameter value: the bytes of a dimension's value, empty when absent.
  package func classify(_ value: (Dimension) -> [UInt8]) -> ChannelDecision {
    classify(outcomes: outcomes(value))
  }

  /// A rule that says where records come from that state nothing.
  package enum RuleOfNothing: Sendable {
    /// It asks for their input, or for what is said of all of it.
    case ofInput
    /// It asks for what they leave empty.
    case ofWhatIsEmpty
  }

  /// - Parameter constant: what is said of all records of an input.
  /// - Returns: nil where what is left over gets a channel, whatever it is.
  package func ruleOfNothing(_ constant: (Dimension) -> [UInt8]?) -> RuleOfNothing? {
    let outcomes = outcomes { constant($0) ?? [] }
    guard let rule = rules.first(where: { $0.checks.allSatisfy { holds($0, outcomes) } }) else { return nil }
    let required = rule.when.flatMap(\.required)
    if required.contains(where: { $0.dimension == .input || constant($0.dimension) != nil }) {
      return .ofInput
    }
    return required.contains { $0.test == .isEmpty } ? .ofWhatIsEmpty : nil
  }

  /// The same rules for events of a kind; without one, of visits.
  package func of(_ kind: EventKind) -> ChannelClassifier {
    var classifier = self
    classifier.kind = kind
    return classifier
  }

  private func outcomes(_ value: (Dimension) -> [UInt8]) -> [[UInt8]] {
    dimensions.enumerated().map { outcomes(of: value($1), inDimension: $0) }
  }

  /// For every test of a dimension whether the value passes it: 0 or 1.
  ///
  /// - Parameter index: place of the dimension in `dimensions`.
  package func outcomes(of value: [UInt8], inDimension index: Int) -> [UInt8] {
    var outcomes: [UInt8] = []
    var room: [UInt8] = []
    find(&outcomes, of: value.span, inDimension: index, room: &room)
    return outcomes
  }

  /// The same without allocating: there may be a million values.
  ///
  /// - Parameter room: to work in.
  func find(
    _ outcomes: inout [UInt8], of value: Span<UInt8>, inDimension index: Int, room: inout [UInt8]
  ) {
    room.removeAll(keepingCapacity: true)
    CaseFolding.append(value, to: &room)
    outcomes.removeAll(keepingCapacity: true)
    for test in tests[index] { outcomes.append(test.holds(room) ? 1 : 0) }
  }

  /// The tests of a dimension's values, where all of them can be tried in C; nil where one can't.
  ///
  /// Bit n of the outcomes of a text, which is not empty, is test n of `outcomes(of:inDimension:)`.
  func plainConditions(inDimension index: Int) -> PlainConditions? {
    guard tests[index].count <= 64 else { return nil }
    var conditions: [PlainConditions.Condition] = []
    for (bit, test) in tests[index].enumerated() {
      let (kind, parts): (PlainConditions.Kind, [[UInt8]])
      switch test {
      case .equals(let texts): (kind, parts) = (.equals, texts.filter { !$0.isEmpty })
      case .startsWith(let texts): (kind, parts) = (.startsWith, texts)
      case .endsWith(let texts): (kind, parts) = (.endsWith, texts)
      case .contains(let texts): (kind, parts) = (.contains, texts)
      case .isEmpty: continue
      case .matches: return nil
      }
      // Every text begins with nothing.
      if parts.contains([]) { return nil }
      conditions += parts.map { PlainConditions.Condition(kind: kind, part: $0, bit: bit) }
    }
    return conditions.count <= 128 ? PlainConditions(conditions) : nil
  }

  /// - Parameter outcomes: per dimension of `dimensions`, as `outcomes(of:inDimension:)` gives them.
  package func classify(outcomes: [[UInt8]]) -> ChannelDecision {
    let rule = rules.first { rule in rule.checks.allSatisfy { holds($0, outcomes) } }
    return rule.map { ChannelDecision(channel: $0.channel, rule: $0.id) }
      ?? ChannelDecision(channel: Self.unassigned, rule: ChannelDecision.none)
  }

  private func holds(_ check: ChannelCheck, _ outcomes: [[UInt8]]) -> Bool {
    check.holds(of: kind) { dimension, test in places[dimension].map { outcomes[$0][test] == 1 } ?? false }
  }
}

// MARK: Explaining

extension ChannelClassifier {
  /// How a combination of values was decided.
  package struct Explanation: Sendable {
    package var decision: ChannelDecision
    /// The conditions of the rule that decided, as they could stand in a file.
    package var conditions: [String]
    /// The rules before it, each with its first condition that is not met.
    package var passed: [(rule: ChannelDecision, unmet: String)]
  }

  /// - Parameter value: the bytes of a dimension's value, empty when absent.
  package func explain(_ value: (Dimension) -> [UInt8]) -> Explanation {
    let outcomes = outcomes(value)
    var passed: [(rule: ChannelDecision, unmet: String)] = []
    for rule in rules {
      let decision = ChannelDecision(channel: rule.channel, rule: rule.id)
      guard let unmet = rule.checks.firstIndex(where: { !holds($0, outcomes) }) else {
        return Explanation(decision: decision, conditions: rule.when.map(\.text), passed: passed)
      }
      passed.append((decision, rule.when[unmet].text))
    }
    return Explanation(
      decision: ChannelDecision(channel: Self.unassigned, rule: ChannelDecision.none), conditions: [],
      passed: passed)
  }
}
