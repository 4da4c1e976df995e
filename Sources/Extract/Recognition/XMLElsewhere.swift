/// Records of an XML file that stand where its profile does not look: another version of the export, perhaps.
package enum XMLElsewhere {
  /// - Parameters:
  ///   - head: the first part of a file in which no record stands where it should.
  ///   - record: the record's path: `orders/order`.
  /// - Returns: the first element that is named as a record, in whatever case, and how many stand around it.
  package static func find(in head: [UInt8], record: [String]) -> (name: String, depth: Int)? {
    guard let name = record.last else { return nil }
    let capital = name.prefix(1).uppercased() + name.dropFirst()
    let names = Set([name, name.lowercased(), name.uppercased(), capital]).sorted()
    var reader = XMLTokenReader(XMLVocabulary(elements: names, attributes: [], textIn: []))
    // Whether the file is good was found when it was read.
    try? reader.feed(head.span)
    var tokens = XMLTokens()
    reader.takeTokens(&tokens)
    var depth = 0
    for token in tokens.list {
      switch token.kind {
      case .start where token.name >= 0:
        return (names[Int(token.name)], depth)
      case .start: depth += 1
      case .end: depth -= 1
      case .attribute, .text: continue
      }
    }
    return nil
  }
}
