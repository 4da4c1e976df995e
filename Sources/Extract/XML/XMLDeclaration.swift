/// The XML declaration at the start of a file: `<?xml version="1.0" encoding="windows-1251"?>`.
///
/// Read by hand, before any parser: it names the encoding that the parser's input is made from.
struct XMLDeclaration {
  /// A declaration longer than this is not one.
  static let maximumLength = 1024

  /// As written; nil when not stated.
  var encoding: String?
  /// Bytes up to and including `?>`, from the start of the text.
  var end: Int

  /// Reads a declaration in bytes that agree with ASCII; white space before it is skipped.
  /// Nil when there is none, or its end is missing.
  init?(_ text: [UInt8]) {
    guard let start = text.firstIndex(where: { !Self.isSpace($0) }),
      text[start...].starts(with: Array("<?xml".utf8)), start + 5 < text.count,
      Self.isSpace(text[start + 5])
    else { return nil }
    let limit = min(text.count, start + Self.maximumLength)
    guard
      let close = (start + 5..<max(start + 5, limit - 1)).first(where: {
        text[$0] == UInt8(ascii: "?") && text[$0 + 1] == UInt8(ascii: ">")
      })
    else { return nil }
    end = close + 2
    encoding = Self.value(of: "encoding", in: text[(start + 5)..<close])
  }

  private static func value(of name: String, in text: ArraySlice<UInt8>) -> String? {
    var rest = text
    while let key = word(&rest) {
      rest = rest.drop(while: isSpace)
      guard rest.popFirst() == UInt8(ascii: "=") else { return nil }
      rest = rest.drop(while: isSpace)
      guard let quote = rest.popFirst(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
        let close = rest.firstIndex(of: quote)
      else { return nil }
      if key == name { return String(decoding: rest[..<close], as: UTF8.self) }
      rest = rest[(close + 1)...]
    }
    return nil
  }

  private static func word(_ rest: inout ArraySlice<UInt8>) -> String? {
    rest = rest.drop(while: isSpace)
    let word = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    rest = rest.dropFirst(word.count)
    return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}

/// Takes the declaration out of UTF-8 text, so that the parser can't be told another encoding.
///
/// Line breaks stay, so that lines count right. White space before a declaration, which the standard
/// forbids and some tools write, goes too.
struct XMLDeclarationFilter {
  private var held: [UInt8] = []
  private(set) var isDone = false

  enum Problem: Error { case unclosed, notMarkup, endless }

  /// Takes text until it is clear where the declaration ends.
  ///
  /// - Returns: What the parser may have: nothing while more text is needed.
  mutating func pass(_ bytes: Span<UInt8>) throws(Problem) -> [UInt8] {
    for i in bytes.indices { held.append(bytes[i]) }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if held.count < 3, mark.starts(with: held) { return [] }
    let start = held.starts(with: mark) ? 3 : 0
    guard let first = held[start...].firstIndex(where: { !XMLDeclaration.isSpace($0) }) else {
      if held.count > XMLLimits.standard.quietBytes { throw .endless }
      return []
    }
    guard held[first] == UInt8(ascii: "<") else { throw .notMarkup }
    let opening = Array("<?xml".utf8)
    let seen = held[first...].prefix(6)
    // Fewer than six bytes that may still become a declaration.
    if seen.count < 6, opening.starts(with: seen.prefix(5)) { return [] }
    let isDeclaration = seen.starts(with: opening) && XMLDeclaration.isSpace(held[first + 5])
    var text = first
    if isDeclaration {
      guard let declaration = XMLDeclaration(Array(held[first...])) else {
        if held.count - first >= XMLDeclaration.maximumLength { throw .unclosed }
        return []
      }
      text = first + declaration.end
    }
    isDone = true
    let breaks = held[..<text].count { $0 == 0x0A }
    let result = Array(repeating: UInt8(0x0A), count: breaks) + held[text...]
    held = []
    return result
  }

  /// What is left at the end of a text too short to tell.
  mutating func rest() -> [UInt8] {
    isDone = true
    return held
  }
}
