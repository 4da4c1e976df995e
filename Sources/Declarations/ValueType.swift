import EventSchema

/// How the text of a column becomes a value.
package enum ValueType: Sendable, Hashable {
  case text
  case count
  case fractionalCount
  case money
  case date(DatePattern)
  case dateTime(DatePattern)
  /// A month stated as a whole: first to last day.
  case month(DatePattern)
  /// Two days in one cell, the first and the last: `2026-01-01 - 2026-01-31`. One day stands for itself.
  case range(DatePattern)
  /// Days after the first day of the period that the file covers: `0000` is that day.
  case nthDay
  /// Days as Excel's 1900 system numbers them: `46023` is 2026-01-01. A time of day behind a point is left out.
  case excelDay
  /// `1:02:03`, `02:03` or seconds.
  case duration
  /// Hours with decimals.
  case hours
  case milliseconds

  /// What a value of the type is stored as.
  package enum Storage: Sendable, Hashable { case text, count, fractionalCount, money, duration, day, time }

  package var storage: Storage {
    switch self {
    case .text: .text
    case .count: .count
    case .fractionalCount: .fractionalCount
    case .money: .money
    case .duration, .hours, .milliseconds: .duration
    case .date, .month, .range, .nthDay, .excelDay: .day
    case .dateTime: .time
    }
  }

  /// The pattern that a date is written in.
  package var pattern: DatePattern? {
    switch self {
    case .date(let pattern), .dateTime(let pattern), .month(let pattern), .range(let pattern): pattern
    case .text, .count, .fractionalCount, .money, .nthDay, .excelDay, .duration, .hours, .milliseconds: nil
    }
  }

  /// Reads what a profile writes behind `as:`; nil when it is no type.
  package init?(_ text: String) {
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    let pattern = words.count == 2 ? DatePattern(words[1]) : nil
    switch (words.first ?? "", words.count) {
    case ("text", 1): self = .text
    case ("count", 1): self = .count
    case ("fractional_count", 1): self = .fractionalCount
    case ("money", 1): self = .money
    case ("nth_day", 1): self = .nthDay
    case ("excel_day", 1): self = .excelDay
    case ("duration", 1): self = .duration
    case ("hours", 1): self = .hours
    case ("milliseconds", 1): self = .milliseconds
    default:
      guard let pattern else { return nil }
      switch words[0] {
      // Without a day every row would silently lie on the first of its month.
      case "date" where pattern.hasDay: self = .date(pattern)
      case "datetime" where pattern.hasDay && pattern.hasTime: self = .dateTime(pattern)
      case "range" where pattern.hasDay: self = .range(pattern)
      case "month": self = .month(pattern)
      default: return nil
      }
    }
  }

  /// The type as a profile writes it.
  package var text: String {
    switch self {
    case .text: "text"
    case .count: "count"
    case .fractionalCount: "fractional_count"
    case .money: "money"
    case .date(let pattern): "date \(pattern.text)"
    case .dateTime(let pattern): "datetime \(pattern.text)"
    case .month(let pattern): "month \(pattern.text)"
    case .range(let pattern): "range \(pattern.text)"
    case .nthDay: "nth_day"
    case .excelDay: "excel_day"
    case .duration: "duration"
    case .hours: "hours"
    case .milliseconds: "milliseconds"
    }
  }

  /// One of each, for messages.
  package static let examples = [
    "text", "count", "fractional_count", "money", "'date yyyy-MM-dd'", "'datetime yyyy-MM-dd HH:mm:ss Z'",
    "'month yyyy-MM'", "'range yyyy-MM-dd'", "nth_day", "excel_day", "duration", "hours", "milliseconds",
  ]
}

extension Field {
  /// Whether a column of the type can fill the field. Values are stored as the field's kind says, so a count
  /// read as money would be off by a million.
  package func accepts(_ type: ValueType) -> Bool {
    switch defaultType.storage {
    case .day, .time: type.storage == .day || type.storage == .time
    case let own: type.storage == own
    }
  }

  /// The types that fill the field, for messages.
  package var typeHint: String {
    switch defaultType.storage {
    case .text: "text"
    case .count: "count"
    case .fractionalCount: "fractional_count"
    case .money: "money"
    case .duration: "duration, hours or milliseconds"
    case .day, .time: "a date, datetime, month, range, nth_day or excel_day"
    }
  }
}
