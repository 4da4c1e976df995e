import Glibc

/// Tags' attributes, names, entities, comments and processing instructions.
extension XMLScanner {
  /// A name without a colon that libxml2 takes; it must end within the piece.
  @inline(__always)
  func isGoodName(_ name: XMLName) -> Bool {
    // Other bytes than those of names were excluded by the mask.
    guard name.length > 0, name.bytes[name.length] != UInt8(ascii: ":") else { return false }
    var all = name.head
    // Whole words from the front, then the last eight bytes: all within a name longer than eight.
    var at = 8
    while at < name.length {
      all |= XMLName.head(name.bytes + min(at, name.length - 8), 8)
      at += 8
    }
    if all & 0x8080_8080_8080_8080 == 0 { return XMLNameRules.isASCIIStart(name.bytes[0]) }
    return XMLNameRules.isName(UnsafeBufferPointer(start: name.bytes, count: name.length).span)
  }

  // MARK: Attributes

  /// Reads what follows the name of a tag at a depth; the place behind its `>`.
  mutating func attributes(_ from: Int, of node: Int32, _ depth: Int) -> Int {
    var at = from
    var count = 0
    var seen: UInt64 = 0
    let wanted = node < 0 ? 0..<0 : nodes.nodes[Int(node)].attributes
    while true {
      let start = at
      while at < end, XMLDeclaration.isSpace(text[at]) { at += 1 }
      guard at < end else { return Step.more }
      if text[at] == UInt8(ascii: ">") { return at + 1 }
      if text[at] == UInt8(ascii: "/") {
        guard at + 1 < end else { return Step.more }
        return text[at + 1] == UInt8(ascii: ">") ? at + 2 : Step.bad
      }
      guard at > start else { return Step.bad }
      let nameEnd = attributeName(at)
      guard nameEnd >= 0, count < limits.attributes else { return nameEnd < 0 ? nameEnd : Step.bad }
      let name = XMLName(text + at, nameEnd - at)
      let bit: UInt64 = 1 &<< ((name.head &* 0x9E37_79B9_7F4A_7C15) &>> 58)
      if seen & bit != 0, isKnown(name, count) { return Step.bad }
      seen |= bit
      attributeNames[count] = name
      count += 1
      var open = nameEnd
      if text[open] != UInt8(ascii: "=") {
        while open < end, XMLDeclaration.isSpace(text[open]) { open += 1 }
        guard open < end, text[open] == UInt8(ascii: "=") else { return short(open) }
      }
      open += 1
      while open < end, XMLDeclaration.isSpace(text[open]) { open += 1 }
      guard open < end else { return Step.more }
      let quote = text[open]
      guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return Step.bad }
      // Elements have another namespace from here on.
      if depth > 0, name.length == 5, isNamespace(name) { return Step.bad }
      at = value(open + 1, quote, of: name, wanted)
      if at < 0 { return at }
    }
  }

  /// The end of an attribute's name; it has no prefix, except that it may declare one.
  @inline(__always)
  private func attributeName(_ from: Int) -> Int {
    let nameEnd = search(.name, from)
    guard nameEnd < end else { return Step.more }
    let name = XMLName(text + from, nameEnd - from)
    if isGoodName(name) { return nameEnd }
    guard text[nameEnd] == UInt8(ascii: ":"), isNamespace(name) else { return Step.bad }
    let prefixEnd = search(.name, nameEnd + 1)
    guard prefixEnd < end else { return Step.more }
    let prefix = XMLName(text + (nameEnd + 1), prefixEnd - nameEnd - 1)
    return isGoodName(prefix) && !isReserved(prefix) ? prefixEnd : Step.bad
  }

  private func isKnown(_ name: XMLName, _ count: Int) -> Bool {
    for i in 0..<count where attributeNames[i] == name { return true }
    return false
  }

  /// Reads a value and delivers it; the place behind the closing quote.
  @inline(__always)
  private mutating func value(_ from: Int, _ quote: UInt8, of name: XMLName, _ wanted: Range<Int>) -> Int {
    var at = search(.value, from)
    while at < end, text[at] != quote {
      // The other quote is text.
      guard text[at] == UInt8(ascii: "\"") || text[at] == UInt8(ascii: "'") else {
        return codedValue(from, quote, of: name, wanted)
      }
      at = search(.value, at + 1)
    }
    guard at < end else { return Step.more }
    if isNamespace(name) { return isPlainNamespace(from, at) ? at + 1 : Step.bad }
    for i in wanted where nodes.attributes[i].name == name {
      builder.attribute(i, text + from, at - from, at: origin + from)
    }
    return at + 1
  }

  /// A value that holds entities or blanks other than spaces.
  private mutating func codedValue(
    _ from: Int, _ quote: UInt8, of name: XMLName, _ wanted: Range<Int>
  ) -> Int {
    if isNamespace(name) { return Step.bad }
    decoded.removeAll(keepingCapacity: true)
    var at = from
    while true {
      let mark = search(.value, at)
      guard mark < end else { return Step.more }
      // Within the piece.
      decoded.append(contentsOf: UnsafeBufferPointer(start: text + at, count: mark - at))
      let byte = text[mark]
      at = mark + 1
      switch byte {
      case quote:
        var value = ContiguousArray<UInt8>()
        swap(&value, &decoded)
        value.withUnsafeBufferPointer {
          for i in wanted where nodes.attributes[i].name == name {
            if let start = $0.baseAddress { builder.attribute(i, start, $0.count, at: -1) }
          }
        }
        swap(&value, &decoded)
        return at
      case UInt8(ascii: "&"):
        at = entity(mark)
        if at < 0 { return at }
      case UInt8(ascii: "\t"), UInt8(ascii: "\n"): decoded.append(UInt8(ascii: " "))
      case UInt8(ascii: "\""), UInt8(ascii: "'"): decoded.append(byte)
      // `<` is wrong here; a CR is left to libxml2.
      default: return Step.bad
      }
    }
  }

  /// `xmlns`, or `xmlns:` and a prefix.
  @inline(__always)
  private func isNamespace(_ name: XMLName) -> Bool {
    // "xmlns" and ":" as they are loaded.
    name.head & 0xFF_FF_FF_FF_FF == 0x73_6E_6C_6D_78
      && (name.length == 5 || name.head >> 40 & 0xFF == UInt64(UInt8(ascii: ":")))
  }

  /// Names that begin with "xml" in any case.
  private func isReserved(_ name: XMLName) -> Bool {
    name.length >= 3 && (name.head & 0xFF_FFFF) | 0x20_2020 == 0x6C_6D_78
  }

  /// A root's namespace changes nothing, as all elements are of it and none has a prefix; but libxml2 reads
  /// its address. Only what is certainly one is taken.
  private func isPlainNamespace(_ from: Int, _ to: Int) -> Bool {
    let address = UnsafeBufferPointer(start: text + from, count: to - from)
    // Two of these addresses are reserved.
    let reserved = ["http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"]
    if reserved.contains(where: { address.starts(with: $0.utf8) }) { return false }
    guard let scheme = ["http://", "https://", "urn:"].first(where: { address.starts(with: $0.utf8) }) else {
      return false
    }
    func isPlain(_ byte: UInt8) -> Bool {
      XMLNameRules.isASCIIStart(byte) || byte &- UInt8(ascii: "0") < 10
    }
    let others = Array((scheme == "urn:" ? ".-:" : ".-/").utf8)
    let rest = address.dropFirst(scheme.utf8.count)
    return rest.first.map(isPlain) == true && rest.allSatisfy { isPlain($0) || others.contains($0) }
  }

  // MARK: Entities

  /// Appends what an entity stands for to `decoded`; the place behind its `;`.
  mutating func entity(_ mark: Int) -> Int {
    var close = mark + 1
    while close < end, close < mark + 12, text[close] != UInt8(ascii: ";") { close += 1 }
    guard close < end else { return Step.more }
    guard close < mark + 12, close > mark + 1 else { return Step.bad }
    let length = close - mark - 1
    if text[mark + 1] == UInt8(ascii: "#") {
      let digits = UnsafeBufferPointer(start: text + (mark + 2), count: length - 1)
      guard let value = Self.character(digits) else { return Step.bad }
      append(value)
      return close + 1
    }
    guard length <= 4 else { return Step.bad }
    // The names as they are loaded.
    switch XMLName.head(text + (mark + 1), length) {
    case 0x70_6D_61: decoded.append(UInt8(ascii: "&"))
    case 0x74_6C: decoded.append(UInt8(ascii: "<"))
    case 0x74_67: decoded.append(UInt8(ascii: ">"))
    case 0x74_6F_75_71: decoded.append(UInt8(ascii: "\""))
    case 0x73_6F_70_61: decoded.append(UInt8(ascii: "'"))
    default: return Step.bad
    }
    return close + 1
  }

  private mutating func append(_ character: UInt32) {
    func low(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: 0x80 | (character >> shift & 0x3F)) }
    if character < 0x80 { return decoded.append(UInt8(truncatingIfNeeded: character)) }
    if character < 0x800 {
      decoded.append(UInt8(truncatingIfNeeded: 0xC0 | character >> 6))
    } else if character < 0x10000 {
      decoded.append(UInt8(truncatingIfNeeded: 0xE0 | character >> 12))
      decoded.append(low(6))
    } else {
      decoded.append(UInt8(truncatingIfNeeded: 0xF0 | character >> 18))
      decoded.append(low(12))
      decoded.append(low(6))
    }
    decoded.append(low(0))
  }

  /// A numeric reference behind `#`, if XML allows the character.
  private static func character(_ digits: UnsafeBufferPointer<UInt8>) -> UInt32? {
    let isHex = digits.first == UInt8(ascii: "x")
    guard digits.count > (isHex ? 1 : 0) else { return nil }
    var value: UInt32 = 0
    for i in (isHex ? 1 : 0)..<digits.count {
      let byte = digits[i]
      var digit = UInt32(byte &- UInt8(ascii: "0"))
      if digit > 9 {
        digit = UInt32((byte | 0x20) &- UInt8(ascii: "a"))
        guard isHex, digit < 6 else { return nil }
        digit += 10
      }
      guard value < 0x110000 else { return nil }
      value = value * (isHex ? 16 : 10) + digit
    }
    switch value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: return value
    default: return nil
    }
  }

  // MARK: Comments and processing instructions

  /// The place behind a comment.
  func comment(_ mark: Int) -> Int {
    guard mark + 4 <= end else { return Step.more }
    guard UnsafeBufferPointer(start: text + mark, count: 4).elementsEqual("<!--".utf8) else {
      return Step.bad
    }
    var at = mark + 4
    while true {
      guard at + 3 <= end else { return Step.more }
      // Within the piece: `at` is at most three bytes before its end.
      guard let found = memchr(text + at, Int32(UInt8(ascii: "-")), end - at - 2) else { return Step.more }
      at = UnsafeRawPointer(found) - UnsafeRawPointer(text)
      if text[at + 1] == UInt8(ascii: "-") {
        return text[at + 2] == UInt8(ascii: ">") && at - mark <= Self.markupBytes ? at + 3 : Step.bad
      }
      at += 1
    }
  }

  /// The place behind a processing instruction.
  func instruction(_ mark: Int) -> Int {
    let nameEnd = search(.name, mark + 2)
    guard nameEnd < end else { return Step.more }
    let name = XMLName(text + (mark + 2), nameEnd - mark - 2)
    guard isGoodName(name) else { return Step.bad }
    // Of the reserved names only that of style sheets is common.
    let target = UnsafeBufferPointer(start: name.bytes, count: name.length)
    guard !isReserved(name) || target.elementsEqual("xml-stylesheet".utf8) else { return Step.bad }
    guard XMLDeclaration.isSpace(text[nameEnd]) || text[nameEnd] == UInt8(ascii: "?") else { return Step.bad }
    var at = nameEnd
    while true {
      guard at + 2 <= end else { return Step.more }
      guard let found = memchr(text + at, Int32(UInt8(ascii: "?")), end - at - 1) else { return Step.more }
      at = UnsafeRawPointer(found) - UnsafeRawPointer(text)
      if text[at + 1] == UInt8(ascii: ">") { return at - mark <= Self.markupBytes ? at + 2 : Step.bad }
      // Directly behind the name only `?>` will do.
      if at == nameEnd { return Step.bad }
      at += 1
    }
  }
}
