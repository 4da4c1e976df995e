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
  /// Digits and marks may also be of full width: `１，２３４．５６`.
  package var isFullWidth = false

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
    case "１，２３４．５６":
      self = .english
      isFullWidth = true
    default: return nil
    }
  }

  /// The notation as it is declared.
  package var sample: String? {
    isFullWidth ? "１，２３４．５６" : Self.samples.first { NumberStyle(sample: $0) == self }
  }

  /// The notation in which the decimal mark of this one groups thousands.
  package var opposite: String { decimalMark == UInt8(ascii: ",") ? "1,234.56" : "1.234,56" }

  package static let samples = [
    "1,234.56", "1234.56", "1.234,56", "1 234,56", "1 234.56", "1'234.56", "1234,56",
  ]
}

/// A strict date or time layout, such as `yyyy-MM-dd`, `MMM d, yyyy hh:mm a`, `yyyy-MM-dd HH:mm:ss Z`.
///
/// Letters: yyyy yy (2000 to 2099) MM M dd d, MMM and MMMM (month names in English, German, Russian, French,
/// Spanish, Italian, Portuguese or Chinese), EEE and EEEE (weekday names in the same languages, which must be
/// right), QQQ (`Q1`), HH H hh h mm ss a (`AM`, `下午`), SSS (fraction, any number of digits, ignored), Z (`Z`,
/// `+01:00`, `+0100`, `+01`), z (`UTC`, `UTC+0`, `GMT`, or a zone abbreviation from a closed list). Text in
/// single quotes and anything else stands for itself; a space also for a no-break one.
package struct DatePattern: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case year, yearTwoDigits, month, monthTwoDigits, day, dayTwoDigits, monthName, weekdayName, quarter
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
      } else if next == UInt8(ascii: "'") {
        guard let text = Self.quoted(&rest) else { return nil }
        parts += text.map { .literal($0) }
      } else if next < 0x80 {
        let isLetter = (0x61...0x7A).contains(next | 0x20)
        guard !isLetter || next == UInt8(ascii: "T") else { return nil }
        parts.append(.literal(next))
        rest = rest.dropFirst()
      } else {
        guard let character = Substring(rest).first, !character.isLetter || Self.units.contains(character)
        else { return nil }
        parts += character.utf8.map { .literal($0) }
        rest = rest.dropFirst(character.utf8.count)
      }
    }
    guard Self.isUnambiguous(parts) else { return nil }
    self.text = text
    self.parts = parts
  }

  /// Chinese units behind numbers: `2026年1月31日 8时05分`.
  private static let units: Set<Character> = ["年", "月", "日", "号", "时", "時", "点", "分", "秒"]

  /// Takes text in single quotes; nil when it does not end or is empty.
  private static func quoted(_ rest: inout String.UTF8View.SubSequence) -> [UInt8]? {
    let inner = rest.dropFirst()
    guard let end = inner.firstIndex(of: UInt8(ascii: "'")), end > inner.startIndex else { return nil }
    rest = inner[inner.index(after: end)...]
    return Array(inner[..<end])
  }

  /// The longer ones first.
  private static let tokens: [(token: String, part: Part)] = [
    ("yyyy", .year), ("yy", .yearTwoDigits), ("EEEE", .weekdayName), ("EEE", .weekdayName),
    ("QQQ", .quarter), ("MMMM", .monthName), ("MMM", .monthName), ("MM", .monthTwoDigits), ("M", .month),
    ("dd", .dayTwoDigits), ("d", .day), ("HH", .hour24TwoDigits), ("H", .hour24), ("hh", .hour12TwoDigits),
    ("h", .hour12), ("mm", .minute), ("ss", .second), ("SSS", .fraction), ("a", .amPm), ("Z", .offset),
    ("z", .zoneName),
  ]

  private static func isUnambiguous(_ parts: [Part]) -> Bool {
    func count(_ some: Part...) -> Int { parts.count(where: some.contains) }
    let twelve = count(.hour12, .hour12TwoDigits)
    let hours = twelve + count(.hour24, .hour24TwoDigits)
    let days = count(.day, .dayTwoDigits)
    return count(.year, .yearTwoDigits) == 1 && count(.month, .monthTwoDigits, .monthName, .quarter) == 1
      && days <= 1 && count(.quarter) + days <= 1 && count(.weekdayName) <= days && hours <= 1
      && twelve == count(.amPm)
      && count(.minute) <= hours && count(.second) <= count(.minute) && count(.fraction) <= count(.second)
      && count(.offset, .zoneName) <= hours
  }

  package var hasDay: Bool { parts.contains(.day) || parts.contains(.dayTwoDigits) }
  package var hasQuarter: Bool { parts.contains(.quarter) }
  package var hasTime: Bool {
    parts.contains { [.hour24, .hour24TwoDigits, .hour12, .hour12TwoDigits].contains($0) }
  }
  package var hasZone: Bool { parts.contains(.offset) || parts.contains(.zoneName) }

  /// The pattern that reads the same texts with day and month in each other's place: `d/M/yyyy` for `M/d/yyyy`.
  /// Nil where the two are not both numbers that stand before the year.
  package var withDayAndMonthSwapped: DatePattern? {
    let numbers = parts.indices.filter {
      [.day, .dayTwoDigits, .month, .monthTwoDigits].contains(parts[$0])
    }
    let year = parts.firstIndex { $0 == .year || $0 == .yearTwoDigits }
    guard numbers.count == 2, let year, let last = numbers.last, last < year else { return nil }
    var isQuoted = false
    let swapped = text.map { letter -> Character in
      if letter == "'" { isQuoted.toggle() }
      if isQuoted { return letter }
      return letter == "d" ? "M" : letter == "M" ? "d" : letter
    }
    return DatePattern(String(swapped))
  }

  /// Whether days and months are told apart by where they are written alone; a point means days first everywhere.
  package var isWrittenByHabit: Bool {
    withDayAndMonthSwapped != nil && !parts.contains(.literal(UInt8(ascii: ".")))
  }

  /// Whether some text is one day in this pattern and another in the other: `d/M/yyyy` and `M/d/yyyy`.
  package func isConfused(with other: DatePattern) -> Bool {
    func shape(_ part: Part) -> Part {
      switch part {
      case .month, .monthTwoDigits, .dayTwoDigits, .day, .yearTwoDigits: .day
      default: part
      }
    }
    func order(_ part: Part) -> Part {
      switch part {
      case .monthTwoDigits: .month
      case .dayTwoDigits: .day
      default: part
      }
    }
    return parts.map(shape) == other.parts.map(shape) && parts.map(order) != other.parts.map(order)
  }
}
