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
  /// Patterns with `{d} {month} {month_alone} {month_short} {m} {y} {week} {quarter} {weekday}`.
  package var dayPattern: String
  package var shortDayPattern: String
  package var weekPattern: String
  package var monthPattern: String
  package var shortMonthPattern: String
  package var quarterPattern: String
  /// `{first} – {last}`
  package var rangePattern: String
  /// Which plural form a count takes: `one_other`, `other`, `one_few_many`.
  package var plural: PluralRule
  /// Fixed words and sentences by key, with `{name}` placeholders.
  package var words: [String: String]
  /// Keys whose text depends on a count: form name → text.
  package var plurals: [String: [String: String]]
  /// CSS font stack.
  package var fonts: String
  package var location: SourceLocation

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
    dayPattern = "{y}-{m}-{d}"
    shortDayPattern = "{m}-{d}"
    weekPattern = "{y}-W{week}"
    monthPattern = "{y}-{m}"
    shortMonthPattern = "{y}-{m}"
    quarterPattern = "{y}-Q{quarter}"
    rangePattern = "{first} – {last}"
    plural = .other
    words = [:]
    plurals = [:]
    fonts = "sans-serif"
  }
}
