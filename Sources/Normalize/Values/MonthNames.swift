/// Month names of dates in exports: English, German, Russian; full and abbreviated, in any case.
enum MonthNames {
  /// Whose the point after an abbreviation is.
  enum Dot { case ofTheName, ofThePattern }

  private struct Name: Sendable {
    var bytes: [UInt8]
    var month: Int
    var isAbbreviation: Bool
  }

  private static let full = [
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
  ]
  private static let abbreviated = [
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "jan feb mär apr mai jun jul aug sept okt nov dez",
    "jan feb mrz apr mai jun jul aug sep okt nov dez",
    "янв фев мар апр май июн июл авг сен окт ноя дек",
    "янв февр мар апр мая июн июл авг сент окт нояб дек",
  ]

  /// Names by their first byte, in lower case; 128 for all beyond ASCII.
  private static let names: [[Name]] = {
    func list(_ lines: [String], isAbbreviation: Bool) -> [Name] {
      lines.flatMap { line in
        line.split(separator: " ").enumerated().map {
          Name(bytes: Array($1.utf8), month: $0 + 1, isAbbreviation: isAbbreviation)
        }
      }
    }
    var buckets = Array(repeating: [Name](), count: 129)
    for name in list(full, isAbbreviation: false) + list(abbreviated, isAbbreviation: true) {
      let bucket = Int(min(name.bytes[0], 128))
      if !buckets[bucket].contains(where: { $0.bytes == name.bytes }) { buckets[bucket].append(name) }
    }
    // The longest name first: "sep" must not win over "september".
    return buckets.map { $0.sorted { $0.bytes.count > $1.bytes.count } }
  }()

  /// Takes the month name at `position`, with a point after an abbreviation.
  ///
  /// - Returns: 1...12, or nil when no known name stands there as a whole word.
  static func take(_ bytes: Span<UInt8>, _ position: inout Int, _ end: Int, dot: Dot) -> Int? {
    guard position < end else { return nil }
    let first = bytes[position]
    let bucket = Int(first >= 0x80 ? 128 : (0x41...0x5A).contains(first) ? first + 32 : first)
    for name in names[bucket] where holds(name.bytes, bytes, position, end) {
      var after = position + name.bytes.count
      if after < end, isLetter(bytes[after]) { continue }
      if name.isAbbreviation, dot == .ofTheName, after < end, bytes[after] == UInt8(ascii: ".") { after += 1 }
      position = after
      return name.month
    }
    return nil
  }

  private static func holds(_ name: [UInt8], _ bytes: Span<UInt8>, _ at: Int, _ end: Int) -> Bool {
    guard at + name.count <= end else { return false }
    var i = 0
    while i < name.count {
      if name[i] < 0x80 {
        let byte = bytes[at + i]
        guard ((0x41...0x5A).contains(byte) ? byte + 32 : byte) == name[i] else { return false }
        i += 1
      } else {
        let pair = UInt16(bytes[at + i]) << 8 | UInt16(bytes[at + i + 1])
        guard lowerCase(pair) == UInt16(name[i]) << 8 | UInt16(name[i + 1]) else { return false }
        i += 2
      }
    }
    return true
  }

  /// Lower case of a two-byte UTF-8 letter: А–Я and Ä; the others of these names have none.
  private static func lowerCase(_ pair: UInt16) -> UInt16 {
    switch pair {
    case 0xD090...0xD09F: pair + 0x20  // А–П → а–п
    case 0xD0A0...0xD0AF: pair + 0xE0  // Р–Я → р–я: the lead byte changes
    case 0xC384: 0xC3A4  // Ä → ä
    default: pair
    }
  }

  /// ASCII letters, and the first bytes of Latin-1 and Cyrillic ones.
  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || byte == 0xC3 || byte == 0xD0 || byte == 0xD1
  }
}
