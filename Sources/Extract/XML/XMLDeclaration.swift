/// The XML declaration at the start of a file: `<?xml version="1.0" encoding="windows-1251"?>`.
///
/// Read by hand, before any parser: it names the encoding that the parser's input is made from.
struct XMLDeclaration {
  /// A declaration longer than this is not one.
  static let maximumLength = 1024

  /// As written; nil when not stated.
  var encoding: String?
  var version: String?
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
    version = Self.value(of: "version", in: text[(start + 5)..<close])
  }

  /// Whether it states no other version than 1.x. XML 1.0 (5th edition, 2.8) reads each of these as 1.0.
  var isReadable: Bool {
    guard let version else { return true }
    let minor = version.utf8.dropFirst(2)
    return version.hasPrefix("1.") && !minor.isEmpty && minor.allSatisfy { $0 &- 0x30 < 10 }
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
  private var isBehindMark = false
  private(set) var isDone = false
  /// Of the first byte held, from 1.
  private var line = 1

  /// Takes text until it is clear where the declaration ends.
  ///
  /// - Returns: What the parser may have: little while more text is needed.
  mutating func pass(_ bytes: Span<UInt8>) throws(XMLError) -> [UInt8] {
    for i in bytes.indices { held.append(bytes[i]) }
    if !isBehindMark {
      let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
      if held.count < 3, mark.starts(with: held) { return [] }
      if held.starts(with: mark) { held.removeFirst(3) }
      isBehindMark = true
    }
    let blanks = held.prefix(while: XMLDeclaration.isSpace)
    var given = blanks.filter { $0 == 0x0A }
    line += given.count
    held.removeFirst(blanks.count)
    guard let first = held.first else { return given }
    guard first == UInt8(ascii: "<") else { throw XMLError(.notMarkup, line: line) }
    let opening = Array("<?xml".utf8)
    let seen = held.prefix(6)
    // Fewer than six bytes that may still become a declaration.
    if seen.count < 6, opening.starts(with: seen.prefix(5)) { return given }
    if seen.starts(with: opening), XMLDeclaration.isSpace(held[5]) {
      let limit = XMLDeclaration.maximumLength
      guard let declaration = XMLDeclaration(Array(held.prefix(limit))) else {
        if held.count >= limit { throw XMLError(.unclosedDeclaration, line: line) }
        return given
      }
      guard declaration.isReadable else {
        throw XMLError(.unsupportedVersion(String((declaration.version ?? "").prefix(20))), line: line)
      }
      given += held[..<declaration.end].filter { $0 == 0x0A }
      held.removeFirst(declaration.end)
    }
    isDone = true
    defer { held = [] }
    return given + held
  }

  /// What is left at the end of a text too short to tell.
  mutating func rest() throws(XMLError) -> [UInt8] {
    isDone = true
    if held.starts(with: Array("<?xml".utf8)) { throw XMLError(.unclosedDeclaration, line: line) }
    return held
  }
}
