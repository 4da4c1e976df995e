package import Diagnostics

/// How one language writes numbers, money, dates and the report's fixed words.
///
/// Own data instead of ICU: the same bytes on every machine, and a small binary.
package struct Language: Sendable {
  /// BCP 47: `en`, `zh-Hans`, `ru`.
  package var code: String
  /// The language's own name.
  package var name: String
  package var decimalMark: String
  package var groupMark: String
  /// `{n}%` or `{n} %`
  package var percent: String
  /// `{currency} {n}` or `{n} {currency}`
  package var money: String
  /// Currency code → sign, such as `EUR: €`; others show their code.
  package var currencySigns: [String: String]
  /// 12 names as they stand inside a date, and alone.
  package var monthsInDate: [String]
  package var monthsAlone: [String]
  package var monthsShort: [String]
  /// Monday first.
  package var weekdays: [String]
  /// How days and periods are written.
  package var patterns: [Pattern: String]
  /// Which plural form a count takes: `one_other`, `other`, `one_few_many`.
  package var plural: PluralRule
  /// Fixed words and sentences by key, with `{name}` placeholders.
  package var words: [String: String]
  /// Keys whose text depends on a count: form name → text.
  package var plurals: [String: [String: String]]
  /// CSS font stack.
  package var fonts: String
  package var location: SourceLocation

  /// A day or period in words, with `{d} {month} {month_alone} {month_short} {m} {y} {week} {number} {weekday}`;
  /// `{number}` counts months of whole weeks, quarters and halves within their year. A range has `{first} {last}`.
  package enum Pattern: String, Sendable, CaseIterable {
    case day
    case shortDay = "short_day"
    case week, month
    case shortMonth = "short_month"
    case quarter, half, year
    case fiscalMonth = "fiscal_month"
    case fiscalQuarter = "fiscal_quarter"
    case fiscalHalf = "fiscal_half"
    case fiscalYear = "fiscal_year"
    case range
  }

  /// The pattern's text; every language has all.
  package func pattern(_ pattern: Pattern) -> String { patterns[pattern] ?? "" }

  package enum PluralRule: String, Sendable, CaseIterable {
    case oneOther = "one_other"
    case other
    case oneFewMany = "one_few_many"
  }

  package init(code: String, name: String, location: SourceLocation) {
    self.code = code
    self.name = name
    self.location = location
    decimalMark = "."
    groupMark = ","
    percent = "{n}%"
    money = "{currency} {n}"
    currencySigns = [:]
    monthsInDate = []
    monthsAlone = []
    monthsShort = []
    weekdays = []
    patterns = [:]
    plural = .other
    words = [:]
    plurals = [:]
    fonts = "sans-serif"
  }
}
