package import EventSchema

/// What names that people spell as they like have in common: their letters, whatever their case.
package enum FreeName {
  /// So long are ids that stand where a name is meant, at least.
  private static let shortestID = 12

  /// The folded name, by which spellings of one name are known to be the same. An id that stands in place of a name
  /// stays as it is: tools hand out `701Dx01Ab` and `701Dx01aB`, for two campaigns.
  package static func key(_ text: [UInt8]) -> [UInt8] {
    var key: [UInt8] = []
    append(text.span, to: &key)
    return key
  }

  /// The same of a name of some dimension: of others than these, names are told apart by their case.
  package static func key(_ text: [UInt8], _ dimension: Dimension) -> [UInt8] {
    Dimension.spelledFreely.contains(dimension) ? key(text) : text
  }

  static func append(_ text: Span<UInt8>, to key: inout [UInt8]) {
    guard isID(text) else { return CaseFolding.append(text, to: &key) }
    for place in text.indices { key.append(text[place]) }
  }

  /// Whether a text is nothing but letters and digits of ASCII, begins with a digit, and is as long as ids are.
  static func isID(_ text: Span<UInt8>) -> Bool {
    guard text.count >= shortestID, (0x30...0x39).contains(text[0]) else { return false }
    for place in text.indices {
      let byte = text[place]
      guard (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) else { return false }
    }
    return true
  }
}
