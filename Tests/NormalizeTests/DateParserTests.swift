import Declarations
import EventSchema
import Testing

@testable import Normalize

@Suite("Dates") struct DateParserTests {
  struct Accepted: Sendable, CustomTestStringConvertible {
    var text: String, pattern: String, day: String, second: Int, offset: Int?
    init(_ text: String, _ pattern: String, _ day: String, _ second: Int = 0, offset: Int? = nil) {
      (self.text, self.pattern, self.day, self.second, self.offset) = (text, pattern, day, second, offset)
    }
    var testDescription: String { "'\(text)' as \(pattern) is \(day) +\(second) s" }
  }

  @Test(
    "a date is read exactly as its pattern says",
    arguments: [
      Accepted("2025-07-01", "yyyy-MM-dd", "2025-07-01"),
      Accepted(" 2024-02-29 ", "yyyy-MM-dd", "2024-02-29"),
      // The same text, two declarations: no text decides for itself.
      Accepted("03/04/2024", "dd/MM/yyyy", "2024-04-03"), Accepted("03/04/2024", "MM/dd/yyyy", "2024-03-04"),
      Accepted("29.02.2000", "dd.MM.yyyy", "2000-02-29"), Accepted("9999-12-31", "yyyy-MM-dd", "9999-12-31"),
      Accepted("01.07.2025", "dd.MM.yyyy", "2025-07-01"), Accepted("7/1/2025", "M/d/yyyy", "2025-07-01"),
      Accepted("20250701", "yyyyMMdd", "2025-07-01"), Accepted("Jul 1, 2025", "MMM d, yyyy", "2025-07-01"),
      Accepted("July 8, 2025", "MMM d, yyyy", "2025-07-08"),
      Accepted("SEPT 8, 2025", "MMM d, yyyy", "2025-09-08"),
      Accepted("1. September 2026", "d. MMMM yyyy", "2026-09-01"),
      Accepted("1. März 2026", "d. MMMM yyyy", "2026-03-01"),
      Accepted("1. MÄRZ 2026", "d. MMMM yyyy", "2026-03-01"),
      Accepted("3. Dez. 2026", "d. MMM yyyy", "2026-12-03"),
      Accepted("3. Dez. 2026", "d. MMM. yyyy", "2026-12-03"),
      Accepted("3. Mai 2026", "d. MMM yyyy", "2026-05-03"),
      Accepted("5 марта 2025", "d MMMM yyyy", "2025-03-05"),
      Accepted("5 МАРТА 2025", "d MMMM yyyy", "2025-03-05"),
      Accepted("5 Сентября 2025", "d MMMM yyyy", "2025-09-05"),
      Accepted("5 сент. 2025", "d MMM yyyy", "2025-09-05"),
      Accepted("Май 2025", "MMMM yyyy", "2025-05-01"), Accepted("янв. 2025", "MMM yyyy", "2025-01-01"),
      Accepted("июня 2025", "MMM yyyy", "2025-06-01"), Accepted("июл. 2025", "MMM yyyy", "2025-07-01"),
      Accepted("2025-07-01 23:59:59", "yyyy-MM-dd HH:mm:ss", "2025-07-01", 86_399),
      Accepted("2025-07-01 23:59:59.999999", "yyyy-MM-dd HH:mm:ss.SSS", "2025-07-01", 86_399),
      Accepted("2025-07-01T08:05:09.123456Z", "yyyy-MM-dd'T'HH:mm:ss.SSSZ", "2025-07-01", 29_109, offset: 0),
      Accepted("2025-07-01 08:05:09 +0300", "yyyy-MM-dd HH:mm:ss Z", "2025-07-01", 29_109, offset: 10_800),
      Accepted("2025-07-01 08:05:09 -05:30", "yyyy-MM-dd HH:mm:ss Z", "2025-07-01", 29_109, offset: -19_800),
      Accepted("2025-07-01 08:05:09 +01", "yyyy-MM-dd HH:mm:ss Z", "2025-07-01", 29_109, offset: 3600),
      Accepted("Jul 01, 2025 12:00 am", "MMM dd, yyyy hh:mm a", "2025-07-01", 0),
      Accepted("Jul 01, 2025 12:30 PM", "MMM dd, yyyy hh:mm a", "2025-07-01", 45_000),
      Accepted("Jul 01, 2025 1:05 Pm", "MMM dd, yyyy h:mm a", "2025-07-01", 47_100),
      Accepted("02/23/26 08:55 PM", "MM/dd/yy hh:mm a", "2026-02-23", 75_300),
      Accepted("23.02.00", "dd.MM.yy", "2000-02-23"), Accepted("12/31/99", "M/d/yy", "2099-12-31"),
      Accepted("02/23/26 8:55\u{202F}PM", "MM/dd/yy h:mm a", "2026-02-23", 75_300),
      Accepted("5\u{A0}марта 2025", "d MMMM yyyy", "2025-03-05"),
      Accepted("2024-01-22T16:14:25.000+0000", "yyyy-MM-ddTHH:mm:ss.SSSZ", "2024-01-22", 58_465, offset: 0),
      Accepted("2026-01-24 17:34:28 -0500", "yyyy-MM-dd HH:mm:ss Z", "2026-01-24", 63_268, offset: -18_000),
      Accepted(
        "2024-01-22 16:14:25.0123456789012345", "yyyy-MM-dd HH:mm:ss.SSS", "2024-01-22", 58_465),
      Accepted("2024041623", "yyyyMMddHH", "2024-04-16", 82_800),
      Accepted("2026-10-01|13", "yyyy-MM-dd|HH", "2026-10-01", 46_800),
      Accepted("Mon, Apr 26, 2021 12:25", "EEE, MMM d, yyyy HH:mm", "2021-04-26", 44_700),
      Accepted("Monday, 26 April 2021", "EEEE, d MMMM yyyy", "2021-04-26"),
      Accepted("Mo., 26.04.2021", "EEE, dd.MM.yyyy", "2021-04-26"),
      Accepted("понедельник, 26 апреля 2021 г.", "EEEE, d MMMM yyyy 'г.'", "2021-04-26"),
      Accepted("2021年4月26日 星期一", "yyyy年M月d日 EEEE", "2021-04-26"),
      Accepted("2026年1月31日", "yyyy年M月d日", "2026-01-31"),
      Accepted("2026年1月", "yyyy年M月", "2026-01-01"), Accepted("2026年1月", "yyyy年MMMM", "2026-01-01"),
      Accepted("十二月 5, 2025", "MMM d, yyyy", "2025-12-05"),
      Accepted("十月 5, 2025", "MMM d, yyyy", "2025-10-05"),
      Accepted("2026年1月31日 下午3:05", "yyyy年M月d日 ah:mm", "2026-01-31", 54_300),
      Accepted("2026年1月31日 上午12:05", "yyyy年M月d日 ah:mm", "2026-01-31", 300),
      Accepted("1 août 2025", "d MMMM yyyy", "2025-08-01"),
      Accepted("1 AOÛT 2025", "d MMMM yyyy", "2025-08-01"),
      Accepted("12 févr. 2025", "d MMM yyyy", "2025-02-12"),
      Accepted("3 juil. 2025", "d MMM yyyy", "2025-07-03"),
      Accepted("3 juin 2025", "d MMM yyyy", "2025-06-03"),
      Accepted("5 de enero de 2026", "d 'de' MMMM 'de' yyyy", "2026-01-05"),
      Accepted("5 de março de 2026", "d 'de' MMMM 'de' yyyy", "2026-03-05"),
      Accepted("5 dic 2025", "d MMM yyyy", "2025-12-05"), Accepted("5 dez. 2025", "d MMM yyyy", "2025-12-05"),
      Accepted("7 settembre 2025", "d MMMM yyyy", "2025-09-07"),
      Accepted("7 set. 2025", "d MMM yyyy", "2025-09-07"), Accepted("7 mag 2025", "d MMM yyyy", "2025-05-07"),
      Accepted("mercoledì 7 maggio 2025", "EEEE d MMMM yyyy", "2025-05-07"),
      Accepted("sábado, 3 de mayo de 2025", "EEEE, d 'de' MMMM 'de' yyyy", "2025-05-03"),
      Accepted("quarta-feira, 7 de maio de 2025", "EEEE, d 'de' MMMM 'de' yyyy", "2025-05-07"),
      Accepted("January 2024", "MMMM yyyy", "2024-01-01"), Accepted("Q3 2025", "QQQ yyyy", "2025-07-01"),
      Accepted("2025-Q4", "yyyy-QQQ", "2025-10-01"),
      Accepted("2025-07-01 9:00 UTC", "yyyy-MM-dd H:mm z", "2025-07-01", 32_400, offset: 0),
      Accepted("2025-07-01 9:00 UTC+0", "yyyy-MM-dd H:mm z", "2025-07-01", 32_400, offset: 0),
      Accepted("2025-07-01 9:00 UTC+3", "yyyy-MM-dd H:mm z", "2025-07-01", 32_400, offset: 10_800),
      Accepted("2025-07-01 9:00 GMT-08", "yyyy-MM-dd H:mm z", "2025-07-01", 32_400, offset: -28_800),
      Accepted("2025-07-01 9:00 UTC+05:30", "yyyy-MM-dd H:mm z", "2025-07-01", 32_400, offset: 19_800),
      Accepted("2025-07-01 9:00 CEST", "yyyy-MM-dd H:mm z", "2025-07-01", 32_400, offset: 7200),
      Accepted("2025-07-01 9:00 MSK", "yyyy-MM-dd H:mm z", "2025-07-01", 32_400, offset: 10_800),
      Accepted("2025-07-01 9:00 PDT", "yyyy-MM-dd H:mm z", "2025-07-01", 32_400, offset: -25_200),
    ])
  func reads(_ c: Accepted) throws {
    let parser = DateParser(pattern: try #require(DatePattern(c.pattern)))
    let time = try parser.parse(c.text)
    #expect(time.day.description == c.day)
    #expect(time.secondOfDay == c.second)
    #expect(time.offsetSeconds == c.offset)
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    var text: String, pattern: String, error: DateError
    init(_ text: String, _ pattern: String, _ error: DateError) {
      (self.text, self.pattern, self.error) = (text, pattern, error)
    }
    var testDescription: String { "'\(text)' as \(pattern): \(error)" }
  }

  @Test(
    "nothing rolls over and nothing is guessed",
    arguments: [
      Refused("2025-02-30", "yyyy-MM-dd", .noSuchDay), Refused("2025-02-29", "yyyy-MM-dd", .noSuchDay),
      Refused("2025-13-01", "yyyy-MM-dd", .noSuchDay), Refused("0000-00-00", "yyyy-MM-dd", .noSuchDay),
      Refused("2025-7-1", "yyyy-MM-dd", .doesNotMatch(offset: 5)),
      Refused("25-07-01", "yyyy-MM-dd", .doesNotMatch(offset: 0)),
      Refused("2025/07/01", "yyyy-MM-dd", .doesNotMatch(offset: 4)),
      Refused("13/04/2024", "MM/dd/yyyy", .noSuchDay), Refused("31/04/2024", "dd/MM/yyyy", .noSuchDay),
      Refused("03/04/24", "dd/MM/yyyy", .doesNotMatch(offset: 6)),
      Refused("3/4/2024", "dd/MM/yyyy", .doesNotMatch(offset: 0)),
      Refused("03/04/20244", "dd/MM/yyyy", .doesNotMatch(offset: 10)),
      Refused("29.02.1900", "dd.MM.yyyy", .noSuchDay), Refused("2100-02-29", "yyyy-MM-dd", .noSuchDay),
      Refused("30.02.2025", "dd.MM.yyyy", .noSuchDay), Refused("2025-00-10", "yyyy-MM-dd", .noSuchDay),
      Refused("2025-01-00", "yyyy-MM-dd", .noSuchDay), Refused("0000-01-01", "yyyy-MM-dd", .noSuchDay),
      Refused("1899-12-30T00:00", "yyyy-MM-dd", .doesNotMatch(offset: 10)),
      Refused("45839", "dd.MM.yyyy", .doesNotMatch(offset: 2)),
      Refused("45839", "yyyyMMdd", .doesNotMatch(offset: 4)),
      Refused("45839.5", "M/d/yyyy", .doesNotMatch(offset: 2)),
      Refused("２０２５-07-01", "yyyy-MM-dd", .doesNotMatch(offset: 0)),
      Refused("٢٠٢٥-٠٧-٠١", "yyyy-MM-dd", .doesNotMatch(offset: 0)),
      Refused("-2025-07-01", "yyyy-MM-dd", .doesNotMatch(offset: 0)),
      Refused("2025\u{2212}07\u{2212}01", "yyyy-MM-dd", .doesNotMatch(offset: 4)),
      Refused("2025-07-01 24:00", "yyyy-MM-dd HH:mm", .noSuchTime),
      Refused("2025-07-01 9:00", "yyyy-MM-dd HH:mm", .doesNotMatch(offset: 11)),
      Refused("2025-07-01 09:00 +01:60", "yyyy-MM-dd HH:mm Z", .doesNotMatch(offset: 17)),
      Refused("45839", "yyyy-MM-dd", .doesNotMatch(offset: 4)),
      Refused("2025-07-01 ", "dd.MM.yyyy", .doesNotMatch(offset: 2)),
      Refused("", "yyyy-MM-dd", .doesNotMatch(offset: 0)),
      Refused("2025-07-01x", "yyyy-MM-dd", .doesNotMatch(offset: 10)),
      Refused("Total", "yyyy-MM-dd", .doesNotMatch(offset: 0)),
      Refused("2025-07-01 24:00:00", "yyyy-MM-dd HH:mm:ss", .noSuchTime),
      Refused("2016-12-31 23:59:60", "yyyy-MM-dd HH:mm:ss", .noSuchTime),
      Refused("2025-07-01 10:60:00", "yyyy-MM-dd HH:mm:ss", .noSuchTime),
      Refused("2025-07-01 13:00 pm", "yyyy-MM-dd hh:mm a", .noSuchTime),
      Refused("2025-07-01 00:30 am", "yyyy-MM-dd hh:mm a", .noSuchTime),
      Refused("Foo 1, 2025", "MMM d, yyyy", .doesNotMatch(offset: 0)),
      Refused("Augustus 1, 2025", "MMM d, yyyy", .doesNotMatch(offset: 0)),
      Refused("Tue, Apr 26, 2021", "EEE, MMM d, yyyy", .noSuchDay),
      Refused("Xyz, Apr 26, 2021", "EEE, MMM d, yyyy", .doesNotMatch(offset: 0)),
      Refused("02/23/2026", "MM/dd/yy", .doesNotMatch(offset: 8)),
      Refused("2/23/26", "MM/dd/yy", .doesNotMatch(offset: 0)),
      Refused("Q5 2025", "QQQ yyyy", .doesNotMatch(offset: 0)),
      Refused("2026年13月1日", "yyyy年M月d日", .noSuchDay),
      Refused("2026-1-31", "yyyy年M月d日", .doesNotMatch(offset: 4)),
      Refused("2024-01-22T16:14:25.+0000", "yyyy-MM-ddTHH:mm:ss.SSSZ", .doesNotMatch(offset: 20)),
      Refused("2025-07-01  10:00", "yyyy-MM-dd HH:mm", .doesNotMatch(offset: 11)),
      Refused("2025-07-01\t10:00", "yyyy-MM-dd HH:mm", .doesNotMatch(offset: 10)),
      Refused("2026年1月31日 13:05", "yyyy年M月d日 ah:mm", .doesNotMatch(offset: 17)),
      Refused("5 aout 2025", "d MMMM yyyy", .doesNotMatch(offset: 2)),
      Refused("2025-07-01 9:00 CST", "yyyy-MM-dd H:mm z", .ambiguousZone(offset: 16)),
      Refused("2025-07-01 9:00 IST", "yyyy-MM-dd H:mm z", .ambiguousZone(offset: 16)),
      Refused("2025-07-01 9:00 XYZ", "yyyy-MM-dd H:mm z", .unknownZone(offset: 16)),
      Refused("2025-07-01 9:00 UTC+15", "yyyy-MM-dd H:mm z", .unknownZone(offset: 16)),
      Refused("2025-07-01 9:00 +1530", "yyyy-MM-dd H:mm Z", .doesNotMatch(offset: 16)),
    ])
  func refuses(_ c: Refused) throws {
    let parser = DateParser(pattern: try #require(DatePattern(c.pattern)))
    #expect(throws: c.error) { try parser.parse(c.text) }
  }

  @Test("every month of every language is known, full and abbreviated, in capitals too")
  func months() throws {
    let lists = [
      "January February March April May June July August September October November December",
      "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
      "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
      "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
      "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
      "янв фев мар апр май июн июл авг сен окт ноя дек",
    ]
    let parser = DateParser(pattern: try #require(DatePattern("d MMM yyyy")))
    for list in lists {
      for (index, name) in list.split(separator: " ").enumerated() {
        for text in [String(name), name.uppercased(), name.lowercased()] {
          let day = try parser.parse("7 \(text) 2025").day
          #expect(day == Day(year: 2025, month: index + 1, day: 7), "\(text)")
        }
      }
    }
  }

  @Test(
    "a preamble's range is read in any of the usual forms",
    arguments: [
      ("July 8, 2025 - July 31, 2025", "2025-07-08", "2025-07-31"),
      ("\"July 8, 2025 - July 31, 2025\"", "2025-07-08", "2025-07-31"),
      ("27 January 2026 - 23 February 2026", "2026-01-27", "2026-02-23"),
      ("1. September 2026 - 30. September 2026", "2026-09-01", "2026-09-30"),
      ("1. September 2026 – 30. September 2026", "2026-09-01", "2026-09-30"),
      ("2026-09-01–2026-09-30", "2026-09-01", "2026-09-30"),
      ("2026-09-01 - 2026-09-30", "2026-09-01", "2026-09-30"),
      ("July 8, 2025", "2025-07-08", "2025-07-08"),
    ])
  func range(text: String, first: String, last: String) throws {
    let range = try #require(DateRange.parse(text, patterns: Self.preamblePatterns))
    #expect(range.first.description == first)
    #expect(range.last.description == last)
  }

  @Test(
    "a range that ends before it starts, or is none, is nothing",
    arguments: ["July 31, 2025 - July 8, 2025", "All time", "", "\""])
  func noRange(text: String) {
    #expect(DateRange.parse(text, patterns: Self.preamblePatterns) == nil)
  }

  private static let preamblePatterns =
    ["MMMM d, yyyy", "d MMMM yyyy", "d. MMMM yyyy", "yyyy-MM-dd"].compactMap { DatePattern($0) }

  @Test(
    "a pattern that could be read in two ways is none",
    arguments: [
      "yyyy-MM", "MMMM yyyy", "d/M/yyyy H:mm", "yyyy-MM-dd hh:mm a", "yyyy-MM-dd'T'HH:mm:ss.SSSZ",
    ].map { ($0, true) }
      + [
        "yyyy-MM-dd hh:mm", "yyyy-MM-dd HH:mm a", "yyyy-MM-dd a", "yyyy yyyy-MM-dd", "yyyy-MM-dd MMM",
        "yyyy-MM-dd d",
        "yyyy-MM-dd mm", "yyyy-MM-dd HH:ss", "yyyy-MM-dd HH:mm SSS", "yyyy-MM-dd Z", "yyyy-MM-dd HH:mm Z z",
        "yyyy-MM-dd HH hh a", "dd.MM", "yyyy", "", "yyyy-MM EEE", "yyyy-QQQ-dd", "yyyy-MM QQQ", "yyyy 'de",
        "d '' M yyyy",
        "yyyy yy-MM-dd",
      ].map { ($0, false) })
  func patterns(_ text: String, isPattern: Bool) {
    #expect((DatePattern(text) != nil) == isPattern)
  }

  @Test(
    "two patterns that read one text as two dates are told apart",
    arguments: [
      ("d/M/yyyy", "M/d/yyyy", true), ("dd.MM.yyyy", "MM.dd.yyyy", true), ("yy-MM-dd", "dd-MM-yy", true),
      ("d/M/yyyy H:mm", "M/d/yyyy H:mm", true), ("dd/MM/yyyy", "M/d/yyyy", true),
      ("dd/MM/yyyy", "d/M/yyyy", false), ("yyyy-MM-dd", "dd.MM.yyyy", false),
      ("yyyy-MM-dd", "yyyy-MM-dd", false), ("MMM d, yyyy", "d MMM yyyy", false),
    ])
  func confused(_ a: String, _ b: String, _ isConfused: Bool) throws {
    let (a, b) = (try #require(DatePattern(a)), try #require(DatePattern(b)))
    #expect(a.isConfused(with: b) == isConfused && b.isConfused(with: a) == isConfused)
  }

  @Test("reject reasons keep their names")
  func reasons() {
    let names = RejectReason.allCases.map(\.rawValue).sorted()
    #expect(
      names == [
        "ambiguous_local_time", "bad_grouping", "bad_text", "contradicting_refund", "elements_in_value",
        "ends_before_start",
        "event_or_counts", "missing_value", "more_than_asked", "negative_plan", "negative_refund",
        "no_currency",
        "no_exchange_rate",
        "no_such_day",
        "no_such_local_time",
        "no_such_time", "not_a_count", "not_a_date", "not_a_number", "not_a_probability", "other_currency",
        "out_of_range",
        "out_of_scale",
        "range_too_long", "repeated_heading", "several_values", "sheet_error", "spreadsheet_day",
        "stray_quote", "thousands_or_decimals",
        "too_many_decimals",
        "unknown_currency", "unknown_value", "unknown_zone", "whole_month", "wrong_field_count",
      ])
    #expect(RejectReason(DateError.ambiguousZone(offset: 0)) == .unknownZone)
    #expect(RejectReason(NumberError.overflow) == .outOfRange)
  }
}
