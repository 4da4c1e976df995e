import Diagnostics
import EventSchema

/// Reading `normalize: shared_costs:`.
extension PipelineFileLoader {
  static let sharedCostKeys: [KeySpec] = [
    KeySpec("name", "what is shared, for the report's notes", required: true),
    KeySpec("when", "conditions that must all hold, as those of channel rules", required: true),
    KeySpec("by", "spend, revenue, equal, or {Paid Search: 60%, Email: 40%}", required: true),
    KeySpec("over", "the channels that share; needed by `equal` (default: all that the key knows)"),
  ]

  func sharedCosts(_ node: YAMLNode) -> [SharedCost] {
    var rules: [SharedCost] = []
    for item in reader.items(node, "'shared_costs'") {
      guard let map = reader.mapping(item, "a shared cost", keys: Self.sharedCostKeys) else { continue }
      guard let rule = sharedCost(map) else { continue }
      if rules.contains(where: { $0.name.value == rule.name.value }) {
        reader.report(
          rule.name.location, "two shared costs are named '\(rule.name.value)'",
          hint: "reports name them: give each its own")
      }
      rules.append(rule)
    }
    return rules
  }

  private func sharedCost(_ map: MappingReader) -> SharedCost? {
    let when = map.node("when").map { ChannelRulesLoader.conditions($0, "'when'", reader) }
    if case .mapping(let entries, _)? = map.node("when"), entries.isEmpty {
      reader.report(
        map.valueLocation("when"), "a shared cost without conditions", hint: "such as {input: overheads}")
    }
    let over = map.someTexts("over")
    reportRepeated(over)
    let key = map.node("by").flatMap { self.key($0, over, map) }
    guard let name = map.located("name"), let when, let key else { return nil }
    return SharedCost(name: name, when: when, key: key, over: over, location: map.location)
  }

  /// A channel has one share. Names that differ in the case of their letters are one.
  private func reportRepeated(_ channels: [Located<String>]) {
    var known: Set<String> = []
    for channel in channels where !known.insert(channel.value.lowercased()).inserted {
      reader.report(
        channel.location, "'\(channel.value)' stands there twice",
        hint: "a channel has one share, in whatever case it is written",
        length: channel.value.unicodeScalars.count)
    }
  }

  private func key(_ node: YAMLNode, _ over: [Located<String>], _ map: MappingReader) -> SharedCost.Key? {
    if case .mapping = node {
      if let first = over.first {
        reader.report(first.location, "fixed shares name their channels: 'over' says it twice")
      }
      return fixed(node)
    }
    switch reader.text(node, "'by'") {
    case nil: return nil
    case "spend": return .measure(.spend)
    case "revenue": return .measure(.revenue)
    case "equal":
      if map.node("over") == nil {
        reader.report(
          node.location, "'by: equal' needs the channels that share",
          hint: "over: [Paid Search, Email]", length: 5)
      }
      return .equally
    case let other?:
      reader.unknown(other, "key to share costs by", ["spend", "revenue", "equal"], at: node.location)
      return nil
    }
  }

  private func fixed(_ node: YAMLNode) -> SharedCost.Key? {
    var shares: [(channel: String, share: Exact)] = []
    var isWhole = true
    let entries = reader.entries(node, "'by'")
    reportRepeated(entries.map { Located($0.key, at: $0.keyAt) })
    for (channel, _, value) in entries {
      guard let text = reader.text(value, "'\(channel)'") else { return nil }
      guard text.hasSuffix("%"), let percent = Exact(decimal: text.dropLast()), !percent.isNegative,
        let share = percent / Exact(100)
      else {
        reader.report(
          value.location, "expected a share such as 60% for '\(channel)', found '\(text)'",
          length: text.unicodeScalars.count)
        isWhole = false
        continue
      }
      shares.append((channel, share))
    }
    let sum = shares.reduce(.zero) { $0 + $1.share }
    if isWhole, sum != Exact(1) {
      reader.report(
        node.location, "the shares sum up to \(sum * Exact(100))%, not to 100%",
        hint: "nothing may be left over: a channel for the rest, or `by: equal`")
    }
    return .fixed(shares)
  }
}
