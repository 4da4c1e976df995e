import EventSchema

/// Records that state nothing of where they came from.
extension InputMapping {
  /// The channel of such a record: the input's own, or what the rules say of none.
  package var channelWithoutOrigin: [UInt8]? {
    constant(.channel) ?? classifier.map { Array($0.classify { constant($0) ?? [] }.channel.utf8) }
  }

  /// What makes such records be of that channel.
  package var ruleWithoutOrigin: ChannelClassifier.RuleOfNothing? {
    classifier?.ruleOfNothing { constant($0) }
  }
}
