/// What the first bytes of an XML file tell, read without a parser: for encodings and recognition.
package enum XMLPrologue {
  /// The encoding that the XML declaration names; nil when there is none.
  package static func declaredEncoding(_ head: [UInt8]) -> String? {
    let text = String(decoding: head.prefix(512), as: UTF8.self)
    let trimmed = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    guard trimmed.hasPrefix("<?xml"), let end = trimmed.firstRange(of: "?>") else { return nil }
    return attribute("encoding", in: String(trimmed[..<end.lowerBound]))
  }

  /// Local name and attributes of the root element; nil when it does not begin in these bytes.
  package static func root(_ head: [UInt8]) -> (name: String, attributes: [String: String])? {
    var rest = String(decoding: head, as: UTF8.self)[...]
    while let open = rest.firstIndex(of: "<") {
      rest = rest[open...]
      if rest.hasPrefix("<?") {
        guard let end = rest.firstRange(of: "?>") else { return nil }
        rest = rest[end.upperBound...]
      } else if rest.hasPrefix("<!--") {
        guard let end = rest.firstRange(of: "-->") else { return nil }
        rest = rest[end.upperBound...]
      } else if rest.hasPrefix("<!") {
        return nil
      } else {
        guard let close = rest.firstIndex(of: ">") else { return nil }
        let tag = rest[rest.index(after: rest.startIndex)..<close]
        let name = tag.prefix { !$0.isWhitespace && $0 != "/" }
        let local = name.split(separator: ":").last.map(String.init) ?? ""
        var attributes: [String: String] = [:]
        for word in tag.dropFirst(name.count).split(whereSeparator: \.isWhitespace) {
          if let equals = word.firstIndex(of: "=") {
            let key = String(word[..<equals])
            attributes[key] = attribute(key, in: String(tag))
          }
        }
        return (local, attributes)
      }
    }
    return nil
  }

  private static func attribute(_ name: String, in tag: String) -> String? {
    for quote in ["\"", "'"] {
      if let start = tag.firstRange(of: "\(name)=\(quote)"), let end = tag[start.upperBound...].firstRange(of: quote) {
        return String(tag[start.upperBound..<end.lowerBound])
      }
    }
    return nil
  }
}
