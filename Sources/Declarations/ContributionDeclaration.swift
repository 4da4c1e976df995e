package import Diagnostics

/// What of new deals counts as marketing's: `aggregate: pipeline_contribution:`.
package struct ContributionDeclaration: Sendable {
  /// Channels whose deals are sourced by marketing, and whose touches influence deals.
  package var marketingChannels: [Located<String>]
  /// A touch so many days before a deal was created, or less, influences it.
  package var lookBackDays: Int
  package var location: SourceLocation

  package static let defaultLookBackDays = 90
}

extension PipelineFileLoader {
  static let contributionKeys: [KeySpec] = [
    KeySpec(
      "marketing_channels",
      "channels whose deals marketing sourced, and whose touches influence deals: [Paid Search, Email, Trade shows]",
      required: true),
    KeySpec(
      "look_back",
      "how long before a deal was created a touch of its account or person influences it (default: \(ContributionDeclaration.defaultLookBackDays) days)"
    ),
  ]

  func contribution(_ node: YAMLNode) -> ContributionDeclaration? {
    guard let map = reader.mapping(node, "'pipeline_contribution'", keys: Self.contributionKeys) else {
      return nil
    }
    let channels = map.texts("marketing_channels")
    if map.node("marketing_channels") != nil, channels.isEmpty {
      reader.report(map.valueLocation("marketing_channels"), "'marketing_channels' names no channel")
    }
    var known: Set<String> = []
    for channel in channels {
      if channel.value.isEmpty {
        reader.report(channel.location, "a channel needs a name")
      } else if !known.insert(channel.value).inserted {
        reader.report(
          channel.location, "'\(channel.value)' stands twice", length: channel.value.unicodeScalars.count)
      }
    }
    let days = map.parsed("look_back", expected: "a number of days such as 90 days") {
      Self.days($0, 0...3660)
    }
    return ContributionDeclaration(
      marketingChannels: channels, lookBackDays: days ?? ContributionDeclaration.defaultLookBackDays,
      location: node.location)
  }
}
