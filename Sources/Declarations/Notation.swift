/// How numbers are written in a source, read off a sample: `1,234.56`, `1.234,56`, `1 234,56`, `1234.56`.
package struct NumberStyle: Hashable, Sendable {
  package enum Grouping: Sendable, Hashable {
    case none
    case comma, point
    /// Space, no-break space, narrow no-break space.
    case space
    case apostrophe
  }

  package var decimalMark: UInt8
  package var grouping: Grouping

  package init(decimalMark: UInt8, grouping: Grouping) {
    self.decimalMark = decimalMark
    self.grouping = grouping
  }

  /// `1,234.56`: grouping is allowed, never required.
  package static let english = NumberStyle(decimalMark: UInt8(ascii: "."), grouping: .comma)
  /// `1234.56`
  package static let plain = NumberStyle(decimalMark: UInt8(ascii: "."), grouping: .none)

  /// Reads a sample; nil when it is not one of the known notations.
  package init?(sample: String) {
    switch sample {
    case "1,234.56": self = .english
    case "1234.56": self = .plain
    case "1.234,56": self.init(decimalMark: UInt8(ascii: ","), grouping: .point)
    case "1 234,56": self.init(decimalMark: UInt8(ascii: ","), grouping: .space)
    case "1 234.56": self.init(decimalMark: UInt8(ascii: "."), grouping: .space)
    case "1'234.56": self.init(decimalMark: UInt8(ascii: "."), grouping: .apostrophe)
    case "1234,56": self.init(decimalMark: UInt8(ascii: ","), grouping: .none)
    default: return nil
    }
  }

  package static let samples = [
    "1,234.56", "1234.56", "1.234,56", "1 234,56", "1 234.56", "1'234.56", "1234,56",
  ]
}

/// A strict date or time layout, such as `yyyy-MM-dd`, `MMM d, yyyy hh:mm a`, `yyyy-MM-dd HH:mm:ss Z`.
///
/// Letters: yyyy MM M dd d, MMM and MMMM (month names in English, German or Russian), HH H hh h mm ss a,
/// SSS (fraction, 1–9 digits, ignored), Z (`Z`, `+01:00`, `+0100`, `+01`), z (`UTC`, `UTC+0`, `GMT`,
/// or a zone abbreviation from a closed list). Anything else stands for itself.
package struct DatePattern: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case year, month, monthTwoDigits, day, dayTwoDigits, monthName
    case hour24, hour24TwoDigits, hour12, hour12TwoDigits, minute, second, fraction, amPm
    case offset, zoneName
    case literal(UInt8)
  }

  /// The pattern as declared.
  package var text: String
  package var parts: [Part]

  /// Nil when a letter is not one of the known ones, when the pattern lacks a year or month, or when it
  /// could be read in two ways: a part that stands twice, `hh` without `a`, minutes without hours.
  package init?(_ text: String) {
    var parts: [Part] = []
    var rest = text.utf8[...]
    while let next = rest.first {
      if let (token, part) = Self.tokens.first(where: { rest.starts(with: $0.token.utf8) }) {
        parts.append(part)
        rest = rest.dropFirst(token.utf8.count)
      } else if next < 0x80 {
        let isLetter = (0x61...0x7A).contains(next | 0x20)
        guard !isLetter || next == UInt8(ascii: "T") else { return nil }
        parts.append(.literal(next))
        rest = rest.dropFirst()
      } else {
        guard let character = Substring(rest).first, !character.isLetter else { return nil }
        parts += character.utf8.map { .literal($0) }
        rest = rest.dropFirst(character.utf8.count)
      }
    }
    guard Self.isUnambiguous(parts) else { return nil }
    self.text = text
    self.parts = parts
  }

  /// The longer ones first.
  private static let tokens: [(token: String, part: Part)] = [
    ("yyyy", .year), ("MMMM", .monthName), ("MMM", .monthName), ("MM", .monthTwoDigits), ("M", .month),
    ("dd", .dayTwoDigits), ("d", .day), ("HH", .hour24TwoDigits), ("H", .hour24), ("hh", .hour12TwoDigits),
    ("h", .hour12), ("mm", .minute), ("ss", .second), ("SSS", .fraction), ("a", .amPm), ("Z", .offset),
    ("z", .zoneName), ("'T'", .literal(UInt8(ascii: "T"))),
  ]

  private static func isUnambiguous(_ parts: [Part]) -> Bool {
    func count(_ some: Part...) -> Int { parts.count(where: some.contains) }
    let twelve = count(.hour12, .hour12TwoDigits)
    let hours = twelve + count(.hour24, .hour24TwoDigits)
    return count(.year) == 1 && count(.month, .monthTwoDigits, .monthName) == 1
      && count(.day, .dayTwoDigits) <= 1 && hours <= 1 && twelve == count(.amPm)
      && count(.minute) <= hours && count(.second) <= count(.minute) && count(.fraction) <= count(.second)
      && count(.offset, .zoneName) <= hours
  }

  package var hasDay: Bool { parts.contains(.day) || parts.contains(.dayTwoDigits) }
  package var hasTime: Bool {
    parts.contains { [.hour24, .hour24TwoDigits, .hour12, .hour12TwoDigits].contains($0) }
  }
  package var hasZone: Bool { parts.contains(.offset) || parts.contains(.zoneName) }
}
