package import Columns
package import Declarations

/// Why a record was rejected. Raw values are promises: they stand in `report.json`.
package enum RejectReason: String, Sendable, CaseIterable, Hashable {
  case missingValue = "missing_value"
  case notANumber = "not_a_number"
  case badGrouping = "bad_grouping"
  case tooManyDecimals = "too_many_decimals"
  /// A count such as `12.000`, where nothing says whether its mark groups.
  case thousandsOrDecimals = "thousands_or_decimals"
  case outOfRange = "out_of_range"
  case notADate = "not_a_date"
  case noSuchDay = "no_such_day"
  case noSuchTime = "no_such_time"
  case noSuchLocalTime = "no_such_local_time"
  case ambiguousLocalTime = "ambiguous_local_time"
  case unknownZone = "unknown_zone"
  case endsBeforeStart = "ends_before_start"
  /// A cost of more than ten years that is to be spread over its days.
  case rangeTooLong = "range_too_long"
  case badText = "bad_text"
  case unknownValue = "unknown_value"
  case unknownCurrency = "unknown_currency"
  /// The amount's own text names another currency than its column, file or input.
  case otherCurrency = "other_currency"
  case noCurrency = "no_currency"
  /// No rate from the amount's currency may be used for its day.
  case noExchangeRate = "no_exchange_rate"
  case wrongFieldCount = "wrong_field_count"
  case strayQuote = "stray_quote"
  /// A spreadsheet's own error in place of a value: `#DIV/0!`.
  case sheetError = "sheet_error"
  /// A number where a date is meant that is one of a spreadsheet's days: `45992`.
  case spreadsheetDay = "spreadsheet_day"
  /// A month where a day is meant: `2026-02`.
  case wholeMonth = "whole_month"
  /// The heading row once more, between records.
  case repeatedHeading = "repeated_heading"
  /// A record of XML that states a column more than once.
  case severalValues = "several_values"
  /// An element of XML that holds others where a value is meant.
  case elementsInValue = "elements_in_value"
  /// A record of an email log that also states counts, or neither.
  case eventOrCounts = "event_or_counts"
  /// A survey's score that its scale does not have.
  case outOfScale = "out_of_scale"
  /// A deal's probability below 0 or above 100 %.
  case notAProbability = "not_a_probability"
  /// A number of people or mentions that is not whole, or below 0.
  case notACount = "not_a_count"
  /// More people know something than were asked.
  case moreThanAsked = "more_than_asked"
  /// Money given back that is below 0: whether that is a sign or a refund taken back, nothing says.
  case negativeRefund = "negative_refund"
  /// An order's amount below 0 beside a refund of another amount.
  case contradictingRefund = "contradicting_refund"
  /// A budget, expected revenue or cost of a plan that is below 0.
  case negativePlan = "negative_plan"

  /// The record was understood; what is missing is a rate.
  package var isOfRates: Bool { self == .noExchangeRate }

  /// What spreadsheets show instead of a value, in workbooks and in what they save as CSV.
  static let sheetErrors: Set<String> = [
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#ERROR!",
  ]

  /// Whether a cell holds nothing but one of these.
  static func isSheetError(_ bytes: Span<UInt8>, _ cell: Cell) -> Bool {
    var (low, high) = (Int(cell.start), Int(cell.start) + Int(max(cell.length, 0)))
    // Most cells fail here; `#1001` is the usual name of an order.
    guard low + 3 < high, bytes[low] == 0x23 || bytes[low] <= 0x20 || bytes[low] == 0xC2 else { return false }
    trim(bytes, &low, &high)
    guard high - low >= 4, high - low < 9, bytes[low] == 0x23, bytes[low + 1] >= 0x41 else { return false }
    return sheetErrors.contains(String(decoding: (low..<high).map { bytes[$0] }, as: UTF8.self))
  }

  /// Whether a text is a year and a month as numbers: `2026-02`, `02.2026`.
  static func isMonth(_ text: [UInt8]) -> Bool {
    let parts = text.split(omittingEmptySubsequences: false) { [0x2D, 0x2E, 0x2F].contains($0) }
    guard parts.count == 2, parts.allSatisfy({ $0.allSatisfy { $0 &- 0x30 < 10 } }) else { return false }
    let (year, month) = parts[0].count == 4 ? (parts[0], parts[1]) : (parts[1], parts[0])
    guard year.count == 4, year.first == 0x31 || year.first == 0x32, (1...2).contains(month.count) else {
      return false
    }
    return (1...12).contains(month.reduce(0) { $0 * 10 + Int($1 - 0x30) })
  }

  package init(_ fault: RecordFault.Kind) {
    switch fault {
    case .repeated: self = .severalValues
    case .holdsElements: self = .elementsInValue
    }
  }

  init(_ error: NumberError) {
    switch error {
    case .empty, .unexpectedByte: self = .notANumber
    case .badGrouping: self = .badGrouping
    case .tooManyDecimals: self = .tooManyDecimals
    case .thousandsOrDecimals: self = .thousandsOrDecimals
    case .overflow: self = .outOfRange
    }
  }

  init(_ error: DateError) {
    switch error {
    case .doesNotMatch: self = .notADate
    case .noSuchDay: self = .noSuchDay
    case .noSuchTime: self = .noSuchTime
    case .noSuchLocalTime: self = .noSuchLocalTime
    case .ambiguousLocalTime: self = .ambiguousLocalTime
    case .unknownZone, .ambiguousZone: self = .unknownZone
    case .endsBeforeStart: self = .endsBeforeStart
    }
  }

  /// What to do about it, in one line. Holds no value of the record.
  ///
  /// - Parameter notation: the sample of the notation that would read the text, where one is known
  ///   (`NumberParser.otherNotation(reading:)`).
  package func hint(expected type: ValueType?, notation: String? = nil) -> String {
    switch self {
    case .missingValue: "the column is required: fill it in the source, or map another column to the field"
    case .notANumber, .badGrouping:
      type == .duration ? "expected 1:02:03, 02:03 or seconds" : Self.numberHint(notation)
    case .tooManyDecimals:
      type == .count
        ? "counts have no decimals: is this column an amount?"
        : "amounts have at most 6 decimals: round in the source"
    case .thousandsOrDecimals:
      "are these thousands? a count has no decimals: set `numbers:` for this input to say how its numbers are written"
    case .outOfRange: "the number is larger than this program counts"
    case .notADate: Self.dateHint(type)
    case .noSuchDay: "the calendar has no such day or it is another weekday"
    case .noSuchTime: "a day ends at 23:59:59, and before AM and PM stand hours from 1 to 12"
    case .noSuchLocalTime:
      "clocks skipped this time in the input's zone: set `timezone:` for this input, or `nonexistent_times:` under `calendar:`"
    case .ambiguousLocalTime:
      "the time came twice when clocks were set back: export it with an offset, or set `ambiguous_times:` under `calendar:`"
    case .unknownZone: "the zone is unknown or stands for several: write an offset such as +01:00"
    case .endsBeforeStart: "the last day lies before the first"
    case .rangeTooLong: "a cost is spread over ten years at most: is the year right?"
    case .badText: "the bytes are not UTF-8: set `encoding:` for this input"
    case .unknownValue:
      "the profile knows no such status: say what it means under `stages:` of the input, where it is a stage of a deal or lead, else under `values:` in a profile of your own"
    case .unknownCurrency: "expected a code of three letters such as EUR, one that ISO 4217 lists"
    case .otherCurrency:
      "the amount names another currency: set `currency:` for this input, or map its currency column"
    case .noCurrency: "the file states no currency: set `currency:` for this input"
    case .noExchangeRate:
      "add the currency's rate for this day to the rate table, or allow an earlier one: `if_rate_missing: [use_previous, reject]`"
    case .wrongFieldCount:
      "the row has another number of fields than the heading row: is a comma inside an unquoted text?"
    case .sheetError:
      "the spreadsheet could not work the cell out: repair its formula, or name the text under `nulls:` of a profile of your own"
    case .spreadsheetDay:
      "a spreadsheet's number of a day (46023 is 2026-01-01): format the column as a date and export again, or say `as: excel_day` in a profile of your own"
    case .wholeMonth:
      "a whole month is no day: export by day, or say under `columns:` of this input what the column holds, such as {field: day, as: month yyyy-MM}"
    case .repeatedHeading:
      "the heading row stands here once more, perhaps because files were joined: the row is no record, and those around it count"
    case .severalValues:
      "the record states it more than once: name the one that is meant in a profile of your own, or say `repeated: first` there"
    case .elementsInValue:
      "the element holds others beside its text: name the one that is meant in a profile of your own"
    case .eventOrCounts: "a row states either one event or counts: leave the other empty"
    case .outOfScale:
      "NPS takes whole scores from 0 to 10, satisfaction whole ones from 1 to `scale`, reviews any above 0 up to `scale`"
    case .notAProbability: "a probability is 0 to 100 %: is it in a column of another meaning?"
    case .notACount: "people and mentions are counted: whole numbers from 0"
    case .moreThanAsked: "`base_n` is how many were asked: of them at most all know the name"
    case .negativeRefund:
      "refunds are amounts above 0: say `negate: yes` for the column if the export writes them below"
    case .contradictingRefund:
      "the row's amount is below 0, so it is a refund, but its refund column says another one: map one of the two"
    case .negativePlan:
      "what a campaign is planned to cost and to bring is 0 or more: say `negate: yes` for the column if the export writes it below"
    case .strayQuote:
      "a quote stands inside an unquoted field, or text follows a closing quote: "
        + "quote the field and double its quotes"
    }
  }

  private static func dateHint(_ type: ValueType?) -> String {
    switch type {
    case .date(let pattern)?, .dateTime(let pattern)?, .month(let pattern)?, .quarter(let pattern)?:
      "expected \(pattern.text): set `dates:` for this input if the file writes them differently"
    case .range(let pattern)?:
      "expected two days written \(pattern.text) with a dash or comma between them: set `dates:` for this input if the file writes them differently"
    case .nthDay?: "expected a number of days since the first day of the period that the file covers"
    case .excelDay?: "expected a number of days as Excel counts them, such as 46023 for 2026-01-01"
    case .text?, .count?, .fractionalCount?, .money?, .duration?, .hours?, .milliseconds?, nil:
      "set `dates:` for this input"
    }
  }

  private static func numberHint(_ notation: String?) -> String {
    guard let notation else {
      return
        "expected a number such as -1234.56; a text that means no value belongs under `nulls:` in a profile of your own"
    }
    let what =
      switch notation {
      case "1.234,56", "1234,56", "1 234,56": "a decimal comma"
      case "1,234.56", "1234.56": "a decimal point"
      default: "another notation"
      }
    return "this file uses \(what); set `numbers: \"\(notation)\"` for this input"
  }
}
