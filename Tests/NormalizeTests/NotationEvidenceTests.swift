import Declarations
import EventSchema
import Testing

@testable import Normalize

@Suite("What cells say about their notation") struct NotationEvidenceTests {
  struct Weighed: Sendable, CustomTestStringConvertible {
    var text: String, sample: String, scale: Int, weight: NotationWeight
    init(_ text: String, _ sample: String, _ scale: Int, _ weight: NotationWeight) {
      (self.text, self.sample, self.scale, self.weight) = (text, sample, scale, weight)
    }
    var testDescription: String { "'\(text)' under \(sample), \(scale) decimals" }
  }

  @Test(
    "a number speaks for a notation only where no other kind of mark reads it, too",
    arguments: [
      // Amounts: one mark with three digits behind it says nothing, nor do digits alone.
      Weighed("1250", "1,234.56", 6, .neither), Weighed("1.250", "1,234.56", 6, .neither),
      Weighed("1,250", "1,234.56", 6, .neither), Weighed("1,250", "1.234,56", 6, .neither),
      Weighed("12.5", "1,234.56", 6, .proves), Weighed("0.250", "1,234.56", 6, .proves),
      Weighed("1,250.00", "1,234.56", 6, .proves), Weighed("1,250,000", "1,234.56", 6, .proves),
      Weighed("€12.50", "1,234.56", 6, .proves), Weighed("1250.000", "1,234.56", 6, .proves),
      Weighed("12,50", "1,234.56", 6, .contradicts), Weighed("1.250,00", "1,234.56", 6, .contradicts),
      Weighed("1.250.000", "1,234.56", 6, .contradicts), Weighed("-1 250,5", "1234.56", 6, .contradicts),
      Weighed("1,250.00", "1.234,56", 6, .contradicts), Weighed("1'250.5", "1 234,56", 6, .contradicts),
      // Where no mark groups, a mark may group or be the decimal one: no reason to take it for either.
      Weighed("1,234", "1234.56", 6, .neither), Weighed("12,000", "1234.56", 0, .neither),
      Weighed("1,234,567", "1234.56", 6, .neither), Weighed("1.234", "1234,56", 6, .neither),
      Weighed("12,5", "1234.56", 6, .contradicts), Weighed("1.234,5", "1234.56", 6, .contradicts),
      // Marks that are no decimal marks don't matter: nobody takes a space for one.
      Weighed("1 250.5", "1,234.56", 6, .neither), Weighed("x", "1,234.56", 6, .neither),
      Weighed("1.2.3", "1,234.56", 6, .neither), Weighed("", "1,234.56", 6, .neither),
      // Counts: what would be decimals of a count can only group.
      Weighed("1.250", "1,234.56", 0, .contradicts), Weighed("1,250", "1,234.56", 0, .proves),
      Weighed("1.000", "1,234.56", 0, .neither), Weighed("1,000", "1.234,56", 0, .neither),
      Weighed("12.00", "1,234.56", 0, .proves), Weighed("3.5", "1,234.56", 0, .proves),
      Weighed("3,5", "1,234.56", 0, .contradicts), Weighed("12", "1,234.56", 0, .neither),
    ])
  func weights(_ c: Weighed) throws {
    let order = NumberOrder(try #require(NumberStyle(sample: c.sample)))
    let bytes = Array(c.text.utf8)
    #expect(order.weight(bytes.span, 0, bytes.count, scale: c.scale) == c.weight)
    if c.weight == .contradicts {
      #expect(order.other(reading: bytes.span, 0, bytes.count, scale: c.scale) != nil)
    }
  }

  @Test(
    "three zeros behind the mark of a count are doubted, unless more digits before it or a zero rule out thousands",
    arguments: [
      ("1.000", nil), ("12.000", nil), ("-123.000", nil), ("1234.000", 1234), ("0.000", 0), ("12.00", 12),
      ("12.0000", 12), ("1,250.000", 1250),
    ] as [(String, Int64?)])
  func threeZeros(_ text: String, _ value: Int64?) throws {
    let bytes = Array(text.utf8)
    let doubtful = NumberParser(style: .english, threeZeros: .doubtful)
    #expect((try? doubtful.parse(bytes.span, 0, bytes.count, scale: 0)) == value)
    if value == nil {
      #expect(throws: NumberError.thousandsOrDecimals) {
        try doubtful.parse(bytes.span, 0, bytes.count, scale: 0)
      }
      #expect((try? NumberParser(style: .english).parse(bytes.span, 0, bytes.count, scale: 0)) != nil)
      #expect((try? doubtful.parse(bytes.span, 0, bytes.count, scale: 6)) != nil)
    }
  }

  @Test(
    "day and month change places where both are numbers before the year",
    arguments: [
      ("M/d/yyyy", "d/M/yyyy"), ("dd/MM/yyyy", "MM/dd/yyyy"), ("d.M.yy", "M.d.yy"),
      ("M/d/yyyy h:mm a", "d/M/yyyy h:mm a"), ("dd-MM-yyyy HH:mm", "MM-dd-yyyy HH:mm"),
      ("yyyy-MM-dd", nil), ("MMM d, yyyy", nil), ("dd MMM yyyy", nil), ("MM/yyyy", nil),
    ] as [(String, String?)])
  func swapped(_ pattern: String, _ other: String?) throws {
    let pattern = try #require(DatePattern(pattern))
    #expect(pattern.withDayAndMonthSwapped?.text == other)
    #expect(pattern.isWrittenByHabit == (other != nil && !pattern.text.contains(".")))
  }

  @Test("a day above the twelfth proves the order, one that is its month says nothing")
  func days() throws {
    var evidence: NotationEvidence = []
    for (day, expected) in [
      ("2026-02-02", []), ("2026-02-12", .ambiguous), ("2026-02-13", [.ambiguous, .proven]),
    ]
      as [(String, NotationEvidence)]
    {
      DayOrder.note(
        try DateParser(pattern: #require(DatePattern("yyyy-MM-dd"))).parse(day).day.number, &evidence)
      #expect(evidence == expected, "\(day)")
    }
  }
}
