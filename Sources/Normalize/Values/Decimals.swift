/// What stands behind an amount's decimal mark, as far as it tells decimals from thousands.
enum Decimals: Equatable {
  /// No mark.
  case none
  /// Three digits, and before them as many as stand before a group: `1.250` may be 1250.
  case three
  /// Anything else: `12.50`, `0.125` and `1250.125` are decimals.
  case other

  /// Called per cell of a column until one tells; currencies and signs around the digits are passed over.
  @inline(__always)
  static func look(_ bytes: Span<UInt8>, _ start: Int, _ length: Int, mark: UInt8) -> Decimals {
    var end = start + length
    while end > start, bytes[end - 1] &- 0x30 > 9 { end -= 1 }
    var at = end
    while at > start, bytes[at - 1] &- 0x30 <= 9 { at -= 1 }
    guard at > start, at < end, bytes[at - 1] == mark else { return .none }
    let behind = end - at
    var first = at - 1
    while first > start, bytes[first - 1] &- 0x30 <= 9 { first -= 1 }
    let before = at - 1 - first
    // `.5` has nothing before its mark; a currency such as `Kr.` ends with one.
    guard before > 0 else { return at - 1 == start && behind != 3 ? .other : .none }
    guard behind == 3, before <= 3, bytes[first] != UInt8(ascii: "0") else { return .other }
    // Digits and another mark before: `1,234.567` groups already.
    guard first >= start + 2, bytes[first - 2] &- 0x30 <= 9 else { return .three }
    return .other
  }
}
