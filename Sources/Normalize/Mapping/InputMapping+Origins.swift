import EventSchema

/// Records that state nothing of where they came from.
extension InputMapping {
  /// The channel of such a record: the input's own, or what the rules say of none.
  package var channelWithoutOrigin: [UInt8]? {
    constant(.channel) ?? classifier.map { traffic.name(of: $0.classify { constant($0) ?? [] }) }
  }

  /// The channels of records that state something of their origin, of which no rule knows what it means.
  package var leftOverChannels: Set<[UInt8]> {
    guard constant(.channel) == nil else { return [] }
    return Set((classifier?.leftOver ?? [ChannelClassifier.unassigned]).map { Array($0.utf8) })
  }

  /// What makes such records be of that channel.
  package var ruleWithoutOrigin: ChannelClassifier.RuleOfNothing? {
    classifier?.ruleOfNothing { constant($0) }
  }

  /// Whether the input alone says of which channel records are that state no origin: its channel, or a source by which
  /// the rules decide otherwise than by none.
  package var knowsChannel: Bool {
    if constant(.channel) != nil { return true }
    guard let classifier else { return false }
    return channelWithoutOrigin != traffic.name(of: classifier.classify { _ in [] })
  }
}
