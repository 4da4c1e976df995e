package import Columns

/// Makes keys of the same person equal, before they are hashed.
package enum PersonNormaliser {
  /// Trims; folds A–Z of the whole address where the key holds an `@`. Other ids keep their case:
  /// `aB1` and `Ab1` may be two people. Nothing clever: dots and `+tags` of mailboxes stay.
  package static func normalise(_ key: [UInt8]) -> [UInt8] {
    let key = trimmed(key)
    return isAddress(key.span, 0, key.count) ? folded(key) : key
  }

  /// The token of the normalised key in `bytes[start..<start + length]`, `.nobody` for an empty one: what
  /// hashing the result of `normalise` gives, without making it.
  ///
  /// - Parameter ids: hashes keys that are no addresses; nil: all have one secret.
  package static func token(
    _ bytes: Span<UInt8>, _ start: Int, _ length: Int, _ key: PersonKey, ids: PersonKey? = nil
  ) -> PersonToken {
    var low = start
    var high = start + length
    trim(bytes, &low, &high)
    guard low < high else { return .nobody }
    guard isAddress(bytes, low, high - low) else {
      return (ids ?? key).hash(bytes, low, high - low, letters: .asTheyAre)
    }
    return key.hash(bytes, low, high - low, letters: .folded)
  }

  /// The token of what stands behind the last `@` of an address, whatever its case; `.nobody` where there is none.
  static func domainToken(_ cell: Cell, _ bytes: Span<UInt8>, _ key: PersonKey) -> PersonToken {
    var low = Int(cell.start)
    var high = low + max(0, Int(cell.length))
    trim(bytes, &low, &high)
    var start = high
    while start > low, bytes[start - 1] != UInt8(ascii: "@") { start -= 1 }
    guard start > low, start < high else { return .nobody }
    return key.hash(bytes, start, high - start, letters: .folded)
  }

  /// The tokens of the keys in some rows' cells, as `token` gives them one by one.
  static func tokens(
    of rows: Span<UInt32>, _ cells: Span<Cell>, _ bytes: Span<UInt8>, _ key: PersonKey, ids: PersonKey? = nil
  ) -> ContiguousArray<PersonToken> {
    var tokens: ContiguousArray<PersonToken> = []
    var rest: ContiguousArray<UInt32> = []
    key.tokens(of: rows, cells, bytes, ids: ids ?? key, into: &tokens, rest: &rest)
    for index in rest {
      let cell = cells[Int(rows[Int(index)])]
      tokens[Int(index)] = token(bytes, Int(cell.start), max(0, Int(cell.length)), key, ids: ids)
    }
    return tokens
  }

  /// The token of an account: names are those of companies, whatever the tool; what holds no letter is a number
  /// that a tool gave, hashed by `ids`. Names are the same whatever their case and their spaces; what holds digits and no
  /// space may be an id whose case counts, as that of CRMs does.
  static func accountToken(_ text: [UInt8], _ key: PersonKey, ids: PersonKey) -> PersonToken {
    let text = ComposedText.of(text)
    let name = accountName(text)
    return token(name.span, 0, name.count, key, ids: hasLetter(text) ? nil : ids)
  }

  private static func hasLetter(_ text: [UInt8]) -> Bool {
    text.contains { $0 >= 0x80 || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) }
  }

  /// Whether an account's text looks like an id of its tool: a number, or a long code such as `001Ec00000GGw3iIAD`.
  static func accountForm(_ text: [UInt8]) -> AccountForms {
    guard hasLetter(text) else { return .ids }
    guard text.count >= 15 else { return .names }
    var hasDigit = false
    for byte in text {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): hasDigit = true
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): continue
      default: return .names
      }
    }
    return hasDigit ? .ids : .names
  }

  /// The text that an account is the same by.
  package static func accountName(_ text: [UInt8]) -> [UInt8] {
    let name = trimmed(WhiteSpace.folded(text))
    let hasDigits = name.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return hasDigits && !name.contains(UInt8(ascii: " ")) ? name : CaseFolding.fold(name)
  }

  private static func isAddress(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var offset = start
    let end = start &+ length
    while offset &+ 8 <= end {
      // A byte that becomes zero borrows from its high bit.
      let word = bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ (0x40 &* ones)
      if (word &- ones) & ~word & (0x80 &* ones) != 0 { return true }
      offset &+= 8
    }
    while offset < end {
      if bytes[offset] == UInt8(ascii: "@") { return true }
      offset &+= 1
    }
    return false
  }
}

/// How an export says which accounts it is about.
package struct AccountForms: OptionSet, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }
  /// By ids of its tool.
  package static let ids = AccountForms(rawValue: 1)
  package static let names = AccountForms(rawValue: 2)

  /// Whether they are told by ids alone, or by names alone.
  package var areOfOneKind: Bool { self == .ids || self == .names }
}
