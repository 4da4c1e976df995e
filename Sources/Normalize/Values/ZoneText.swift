/// Zone texts in dates: offsets, and a closed list of names that mean one thing.
enum ZoneText {
  enum Name: Equatable { case offset(Int), unknown, ambiguous }

  /// Takes `Z`, `+01:00`, `+0100` or `+01`.
  ///
  /// - Returns: seconds east of UTC, -12:00...+14:00.
  static func takeOffset(_ bytes: Span<UInt8>, _ position: inout Int, _ end: Int) -> Int? {
    guard position < end else { return nil }
    if bytes[position] == UInt8(ascii: "Z") {
      position += 1
      return 0
    }
    return takeSigned(bytes, &position, end, leastHourDigits: 2)
  }

  /// Takes a name such as `UTC`, `UTC+3`, `GMT+05:30`, `CET`, or an offset.
  static func takeName(_ bytes: Span<UInt8>, _ position: inout Int, _ end: Int) -> Name {
    if let offset = takeOffset(bytes, &position, end) { return .offset(offset) }
    var packed: UInt64 = 0
    var after = position
    while after < end, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[after]) {
      guard after - position < 4 else { return .unknown }
      packed = packed << 8 | UInt64(bytes[after])
      after += 1
    }
    if ambiguous.contains(packed) { return .ambiguous }
    guard let hours = hours.first(where: { $0.name == packed })?.hours else { return .unknown }
    if hours == 0, after < end, bytes[after] == UInt8(ascii: "+") || bytes[after] == UInt8(ascii: "-") {
      guard let offset = takeSigned(bytes, &after, end, leastHourDigits: 1) else { return .unknown }
      position = after
      return .offset(offset)
    }
    position = after
    return .offset(hours * 3600)
  }

  /// `+1`, `+01`, `+0130`, `+01:30`, and the same with `-`.
  private static func takeSigned(
    _ bytes: Span<UInt8>, _ position: inout Int, _ end: Int, leastHourDigits: Int
  ) -> Int? {
    guard position < end, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") else {
      return nil
    }
    let isWest = bytes[position] == UInt8(ascii: "-")
    var after = position + 1
    guard let hours = takeDigits(bytes, &after, end, leastHourDigits...2) else { return nil }
    var minutesAt = after
    if minutesAt < end, bytes[minutesAt] == UInt8(ascii: ":") { minutesAt += 1 }
    var minutes = 0
    if let found = takeDigits(bytes, &minutesAt, end, 2...2) {
      minutes = found
      after = minutesAt
    }
    let seconds = hours * 3600 + minutes * 60
    guard minutes < 60, seconds <= (isWest ? 12 : 14) * 3600 else { return nil }
    position = after
    return isWest ? -seconds : seconds
  }

  private static func takeDigits(
    _ bytes: Span<UInt8>, _ position: inout Int, _ end: Int, _ digits: ClosedRange<Int>
  ) -> Int? {
    var value = 0
    var after = position
    while after < end, after - position < digits.upperBound, bytes[after] &- 0x30 <= 9 {
      value = value * 10 + Int(bytes[after] &- 0x30)
      after += 1
    }
    guard after - position >= digits.lowerBound else { return nil }
    position = after
    return value
  }

  private static func packed(_ name: String) -> UInt64 { name.utf8.reduce(0) { $0 << 8 | UInt64($1) } }

  private static let hours: [(name: UInt64, hours: Int)] = [
    ("UTC", 0), ("GMT", 0), ("WET", 0), ("WEST", 1), ("CET", 1), ("CEST", 2), ("EET", 2), ("EEST", 3),
    ("MSK", 3),
    ("EST", -5), ("EDT", -4), ("MST", -7), ("MDT", -6), ("PST", -8), ("PDT", -7), ("JST", 9), ("AEST", 10),
    ("AEDT", 11),
  ].map { (packed($0.0), $0.1) }

  /// China, Cuba and Central America; India, Israel and Ireland; Britain and Bangladesh; Arabia and the
  /// Atlantic; and the like.
  private static let ambiguous: [UInt64] = [
    "CST", "CDT", "IST", "BST", "AST", "ADT", "SST", "GST", "PKT", "WIT",
  ].map(packed)
}
