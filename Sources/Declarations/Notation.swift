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
    var rest = Substring(text)
    func take(_ token: String) -> Bool {
      guard rest.hasPrefix(token) else { return false }
      rest = rest.dropFirst(token.count)
      return true
    }
    while let next = rest.first {
      if take("yyyy") {
        parts.append(.year)
      } else if take("MMMM") || take("MMM") {
        parts.append(.monthName)
      } else if take("MM") {
        parts.append(.monthTwoDigits)
      } else if take("M") {
        parts.append(.month)
      } else if take("dd") {
        parts.append(.dayTwoDigits)
      } else if take("d") {
        parts.append(.day)
      } else if take("HH") {
        parts.append(.hour24TwoDigits)
      } else if take("H") {
        parts.append(.hour24)
      } else if take("hh") {
        parts.append(.hour12TwoDigits)
      } else if take("h") {
        parts.append(.hour12)
      } else if take("mm") {
        parts.append(.minute)
      } else if take("ss") {
        parts.append(.second)
      } else if take("SSS") {
        parts.append(.fraction)
      } else if take("a") {
        parts.append(.amPm)
      } else if take("Z") {
        parts.append(.offset)
      } else if take("z") {
        parts.append(.zoneName)
      } else if take("'T'") {
        parts.append(.literal(UInt8(ascii: "T")))
      } else if next.isLetter && next != "T" {
        return nil
      } else {
        parts += next.utf8.map { .literal($0) }
        rest = rest.dropFirst()
      }
    }
    guard Self.isUnambiguous(parts) else { return nil }
    self.text = text
    self.parts = parts
  }

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
