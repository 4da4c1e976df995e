package import Diagnostics
package import EventSchema

/// Costs that several channels share, and the key by which they do: a rule of `normalize: shared_costs:`.
///
/// Costs that state a channel of their own are never shared. Of the others, the first rule whose conditions hold
/// takes them, before channel rules are asked.
package struct SharedCost: Sendable {
  package enum Key: Sendable {
    /// In proportion to a measure of the channels in the period.
    case measure(Measure)
    case equally
    /// By shares that sum up to 1, in the order they stand in.
    case fixed([(channel: String, share: Exact)])
  }

  package var name: Located<String>
  package var when: [ChannelRules.Condition]
  package var key: Key
  /// The channels that share; empty: all that the key knows.
  package var over: [Located<String>]
  package var location: SourceLocation

  package init(
    name: Located<String>, when: [ChannelRules.Condition], key: Key, over: [Located<String>],
    location: SourceLocation
  ) {
    self.name = name
    self.when = when
    self.key = key
    self.over = over
    self.location = location
  }

  /// What stands in place of a channel until the costs of a rule are allocated. Begins with a control character, so
  /// that no channel that anybody writes is taken for it.
  package static func pool(_ index: Int) -> String { "\u{1}shared \(index)" }

  /// The channel of what could be allocated to none.
  package static let unallocated = "(shared costs)"

  /// A dimension's text as `sluice events` prints it.
  package static func shown(_ text: String) -> String {
    text.utf8.first == 1 && text.hasPrefix("\u{1}shared ") ? unallocated : text
  }

  /// The rules as channel rules.
  package static func steps(_ rules: [SharedCost]) -> [ChannelRules.Step] {
    rules.enumerated().map { index, rule in
      .rule(channel: pool(index), when: rule.when, id: "shared \(rule.name.value)", location: rule.location)
    }
  }
}
