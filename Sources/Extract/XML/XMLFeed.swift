import CByteScan
import Glibc

/// Cuts a document into what libxml2 is given: text as it comes, but tags, comments and instructions whole.
///
///     <row><a b="1"/>12 &am       given up to `12 `; the reference waits for its `;`
///     p; 13<!-- …                 given up to `13`; the comment waits for its `-->`, at most `markupBytes`
///
/// So limits hold to the byte however a file is cut, and libxml2 never waits: given half a tag its push parser
/// looks for the end anew with every piece. CDATA sections have no limit: long ones are given as several short
/// ones, which are the same text. What is malformed is libxml2's to say: it is given it.
struct XMLFeed {
  /// What is given at once.
  typealias Give = (UnsafeBufferPointer<UInt8>) throws(XMLError) -> Void

  private enum Kind {
    case text, reference
    /// Behind `<`: what follows tells what it is.
    case opening
    case startTag
    /// Ends at the next `>`: an end tag, a declaration, or what can't be a start tag any more.
    case plainTag
    case comment, instruction, section
  }

  /// Taken at once.
  private static let pieceSize = 8 << 10
  /// A reference is short, with all the zeros that a number may begin with.
  private static let referenceBytes = 1024
  private static let sectionStart = Array("<![CDATA[".utf8)
  private static let commentStart = Array("<!--".utf8)
  /// Before the `>`.
  private static let (commentEnd, instructionEnd, sectionEnd) =
    (Array("--".utf8), Array("?".utf8), Array("]]".utf8))

  private let limits: XMLLimits
  /// What was not given yet.
  private var held: ContiguousArray<UInt8> = []
  /// Held bytes before it were looked at.
  private var seen = 0
  /// Where in `held` the open markup begins.
  private var start = 0
  private var kind = Kind.text
  /// The quote of the attribute's value that is open in a start tag, or 0.
  private var quote: UInt8 = 0
  private var attributeCount = 0
  /// Of the first byte held, from 1.
  private var line: Int

  init(limits: XMLLimits, line: Int = 1) {
    self.limits = limits
    self.line = line
  }

  /// Takes more text and gives what can be given of it.
  mutating func pass(_ bytes: Span<UInt8>, give: Give) throws(XMLError) {
    var at = 0
    while at < bytes.count {
      let piece = bytes.extracting(at..<min(at + Self.pieceSize, bytes.count))
      at += piece.count
      // A NUL could make the parser guess another encoding.
      let zero = Self.firstZero(piece)
      let good = piece.extracting(..<(zero ?? piece.count))
      // The bytes are copied before the closure ends.
      good.withUnsafeBufferPointer { held.append(contentsOf: $0) }
      try look(give)
      if zero != nil {
        let line = self.line(of: held.count)
        try giveHeld(held.count, give)
        throw XMLError(.nul, line: line)
      }
    }
  }

  /// Gives what is left at the end of the document.
  mutating func finish(give: Give) throws(XMLError) { try giveHeld(held.count, give) }

  private static func firstZero(_ piece: Span<UInt8>) -> Int? {
    piece.withUnsafeBytes { raw in
      // A piece is never empty; memchr stays within its bytes.
      guard let base = raw.baseAddress, let found = memchr(base, 0, raw.count) else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  // MARK: Walking

  private mutating func look(_ give: Give) throws(XMLError) {
    while seen < held.count {
      let (open, from) = (kind, start)
      switch open {
      case .text: text()
      case .opening: if !opening() { return try giveHeld(start, give) }
      case .startTag: startTag()
      case .plainTag: markup(endsWith: [], behind: 2)
      case .comment: markup(endsWith: Self.commentEnd, behind: 4)
      case .instruction: markup(endsWith: Self.instructionEnd, behind: 2)
      case .section: markup(endsWith: Self.sectionEnd, behind: 9)
      case .reference: try reference(give)
      }
      if let problem = problem(open, length: seen - from) {
        let error = XMLError(problem, line: line(of: from))
        // What libxml2 says of the text before goes before.
        try giveHeld(from, give)
        throw error
      }
    }
    if kind == .section { return try giveSection(give) }
    try giveHeld(kind == .text ? held.count : start, give)
  }

  /// What is wrong with as much of some markup.
  private func problem(_ kind: Kind, length: Int) -> XMLError.Kind? {
    let markup: XMLError.Markup
    switch kind {
    case .text, .reference, .opening, .section: return nil
    case .startTag, .plainTag: markup = .tag
    case .comment: markup = .comment
    case .instruction: markup = .instruction
    }
    if kind == .startTag, attributeCount > limits.attributes {
      return .tooManyAttributes(limit: limits.attributes)
    }
    return length > limits.markupBytes ? .endlessMarkup(markup, limitInBytes: limits.markupBytes) : nil
  }

  /// Ends the open markup before a place.
  private mutating func close(at end: Int) {
    seen = end
    kind = .text
  }

  private mutating func text() {
    let from = seen
    let end = held.withUnsafeBufferPointer { all in
      let tag = Self.find(UInt8(ascii: "<"), all, from) ?? all.count
      // A part of what is held.
      return Self.find(UInt8(ascii: "&"), UnsafeBufferPointer(rebasing: all[..<tag]), from) ?? tag
    }
    start = end
    seen = end
    guard end < held.count else { return }
    kind = held[end] == UInt8(ascii: "&") ? .reference : .opening
    seen += 1
  }

  /// Looks what begins; false when more bytes must tell.
  private mutating func opening() -> Bool {
    switch held[start + 1] {
    case UInt8(ascii: "/"): kind = .plainTag
    case UInt8(ascii: "?"): kind = .instruction
    case UInt8(ascii: "!"):
      let head = held[start...].prefix(Self.sectionStart.count)
      if head.starts(with: Self.commentStart) {
        kind = .comment
      } else if head.elementsEqual(Self.sectionStart) {
        kind = .section
      } else if Self.commentStart.starts(with: head) || Self.sectionStart.starts(with: head) {
        return false
      } else {
        kind = .plainTag
      }
    default:
      kind = .startTag
      quote = 0
      attributeCount = 0
    }
    return true
  }

  private mutating func startTag() {
    let from = seen
    let (end, isWhole, isBroken) = held.withUnsafeBufferPointer { all in
      var at = from
      while at < all.count {
        let byte = all[at]
        at += 1
        if quote != 0 {
          if byte == quote { quote = 0 }
          if byte == UInt8(ascii: "<") { return (at, false, true) }
        } else if byte == UInt8(ascii: ">") {
          return (at, true, false)
        } else if byte == UInt8(ascii: "=") {
          attributeCount += 1
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
          quote = byte
        }
      }
      return (at, false, false)
    }
    seen = end
    if isWhole { close(at: end) }
    // No value may hold a `<`: libxml2 is to see it soon.
    if isBroken { kind = .plainTag }
  }

  /// Looks for the `>` behind certain bytes that ends markup.
  ///
  /// - Parameter head: how many bytes of its own it begins with.
  private mutating func markup(endsWith tail: [UInt8], behind head: Int) {
    let (first, least) = (seen, start + head)
    let end = held.withUnsafeBufferPointer { all -> Int? in
      var at = max(first, least)
      while let found = Self.find(UInt8(ascii: ">"), all, at) {
        let from = found - tail.count
        if from >= least, all[from..<found].elementsEqual(tail) { return found + 1 }
        at = found + 1
      }
      return nil
    }
    if let end { close(at: end) } else { seen = held.count }
  }

  private mutating func reference(_ give: Give) throws(XMLError) {
    while seen < held.count {
      let byte = held[seen]
      if byte == UInt8(ascii: ";") { return close(at: seen + 1) }
      let isText = XMLDeclaration.isSpace(byte) || byte == UInt8(ascii: "<") || byte == UInt8(ascii: "&")
      if isText || seen - start >= Self.referenceBytes {
        let line = self.line(of: start)
        // What libxml2 says of the place goes before.
        try giveHeld(seen, give)
        throw XMLError(.bareAmpersand, line: line)
      }
      seen += 1
    }
  }

  // MARK: Giving

  private func line(of place: Int) -> Int {
    held.withUnsafeBufferPointer { all in
      // `place` is at most their number.
      line + (all.baseAddress.map { Int(cbs_count($0, place, 0x0A)) } ?? 0)
    }
  }

  /// The first such byte at or behind a place, which is at most the end.
  private static func find(_ byte: UInt8, _ bytes: UnsafeBufferPointer<UInt8>, _ from: Int) -> Int? {
    // From the place to the end, and nothing behind it.
    guard let base = bytes.baseAddress, let found = memchr(base + from, Int32(byte), bytes.count - from)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// Gives the first bytes held.
  private mutating func giveHeld(_ count: Int, _ give: Give) throws(XMLError) {
    guard count > 0 else { return }
    line = line(of: count)
    try held.withUnsafeBufferPointer { all throws(XMLError) in
      // A part of what is held.
      try give(UnsafeBufferPointer(rebasing: all[..<count]))
    }
    held.removeFirst(count)
    seen -= count
    start -= count
  }

  /// Gives what there is of a section as a whole one, and begins another.
  private mutating func giveSection(_ give: Give) throws(XMLError) {
    let content = start + Self.sectionStart.count
    var cut = held.count
    // What may be part of the end, a line break or a character stays together.
    while cut > content, held.count - cut < 2, held[cut - 1] == UInt8(ascii: "]") { cut -= 1 }
    if cut > content, held[cut - 1] == UInt8(ascii: "\r") { cut -= 1 }
    var lead = cut
    while lead > content, cut - lead < 3, held[lead - 1] & 0xC0 == 0x80 { lead -= 1 }
    if lead > content, held[lead - 1] >= 0xC0 { cut = lead - 1 }
    guard cut > content else { return try giveHeld(start, give) }
    let rest = Array(held[cut...])
    held.removeLast(rest.count)
    held.append(contentsOf: Self.sectionEnd)
    held.append(UInt8(ascii: ">"))
    try giveHeld(held.count, give)
    held.append(contentsOf: Self.sectionStart)
    held.append(contentsOf: rest)
    start = 0
    seen = Self.sectionStart.count
  }
}
