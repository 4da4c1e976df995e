import Declarations
import EventSchema

/// Where records come from that do not say it.
extension InputMapping {
  /// The channel of a record that states nothing of where it came from: the input's own, or what the rules say of none.
  package var channelWithoutOrigin: [UInt8]? {
    constant(.channel) ?? classifier.map { Array($0.classify { constant($0) ?? [] }.channel.utf8) }
  }

  /// Whether the input alone says of which channel records are that state no origin: its channel, or a source by which
  /// the rules decide otherwise than by none.
  package var knowsChannel: Bool {
    if constant(.channel) != nil { return true }
    guard let classifier else { return false }
    return channelWithoutOrigin != Array(classifier.classify { _ in [] }.channel.utf8)
  }
}
