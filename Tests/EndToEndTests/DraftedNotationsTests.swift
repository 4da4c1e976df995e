import Foundation
import Testing

@Suite("Exports that a spreadsheet saved anew are drafted as they can be read") struct DraftedNotationsTests {
  /// The same heading row in one encoding or another, days and numbers as a German spreadsheet writes them.
  static let report = """
    Kampagnenbericht;;;;;
    1. Februar 2026 - 28. Februar 2026;;;;;
    Tag;Kampagne;Währungscode;Impr.;Klicks;Kosten
    03.02.2026;Größe XL;EUR;1.000;40;1.016,00
    27.02.2026;Marke;EUR;200;8;24,25
    Gesamt: Kampagnen;--;EUR;1.200;48;1.040,25

    """
  static let orders = """
    order,day,revenue,currency,source,medium
    A1,2026-02-05,100,EUR,google,cpc
    A2,2026-02-27,80.50,EUR,google,cpc

    """
  /// Closed in February and expected in May; nobody says in which currency or zone.
  static let deals = """
    Record ID;Deal Name;Deal Stage;Create Date;Close Date;Amount
    1;Müller;Closed Won;02.02.2026 16:31;13.02.2026 09:00;5.798,62
    2;Weiß;Proposal sent;10.02.2026 16:31;30.05.2026 09:00;1.000,00

    """

  private static func latin1(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { $0.value < 256 ? UInt8($0.value) : 0x3F }
  }

  @Test(
    "encoding, days and numbers are in the draft; only the encoding is asked about, and the figures are right"
  )
  func savedAnew() throws {
    let place = try Workspace()
    try place.write("exports/orders.csv", Self.orders)
    try place.write("exports/bericht.csv", Self.latin1(Self.report))
    let draft = try Sluice.run(["init", "exports", "--out", "p.yaml"], folder: place.path)
    #expect(draft.status == 0, "\(draft.err)")
    let text = try #require(place.bytes("p.yaml").map { String(decoding: $0, as: UTF8.self) })
    for part in [
      "    dates: dd.MM.yyyy\n", "    encoding: windows-1252\n",
      "QUESTION 1: which encoding? The text is not UTF-8; windows-1252 is a guess",
      "as 'ä'", "# Then `must_reach: period_end` under an input",
    ] { #expect(text.contains(part), "lacks: \(part)\n\(text)") }
    let table = try Sluice.run(["table", "p.yaml", "campaigns"], folder: place.path)
    #expect(table.status == 0, "\(table.err)")
    let lines = table.out.split(separator: "\n")
    #expect(lines.contains { $0.contains("Größe XL") && $0.contains("1016.00") }, "\(table.out)")
    #expect(lines.contains { $0.contains("Marke") && $0.contains("24.25") }, "\(table.out)")
  }

  @Test("the encoding of a table that no profile fits is guessed by the headings that one knows")
  func unknownTable() throws {
    let place = try Workspace()
    try place.write("exports/orders.csv", Self.orders)
    // Номер;Дата;Сумма and a row, in windows-1251.
    try place.write(
      "exports/x.csv",
      [
        0xCD, 0xEE, 0xEC, 0xE5, 0xF0, 0x3B, 0xC4, 0xE0, 0xF2, 0xE0, 0x3B, 0xD1, 0xF3, 0xEC, 0xEC, 0xE0, 0x0A,
      ] + Array("1;03.02.2026;12,50\n".utf8))
    let draft = try Sluice.run(["init", "exports"], folder: place.path)
    #expect(draft.out.contains("encoding: windows-1251") && draft.out.contains("Дата: "), "\(draft.out)")
  }

  @Test("times and amounts of deals are read as their cells can only be meant")
  func deals() throws {
    let place = try Workspace()
    try place.write("exports/orders.csv", Self.orders)
    try place.write("exports/deals.csv", Self.latin1(Self.deals))
    let draft = try Sluice.run(["init", "exports"], folder: place.path)
    #expect(draft.status == 0, "\(draft.err)")
    for part in [
      "# The files hold 2026-02-02 to 2026-02-27, 26 days",
      "period: {every: month, only: 2026-02}",
      "    numbers: \"1.234,56\"\n    dates: dd.MM.yyyy HH:mm\n", "windows-1252 is a guess",
    ] { #expect(draft.out.contains(part), "lacks: \(part)\n\(draft.out)") }
  }

  @Test("amounts that may be thousands are asked about; days with points speak for thousands")
  func undecided() throws {
    let place = try Workspace()
    try place.write(
      "exports/orders.csv", "order;day;revenue;currency\nB1;01.02.2026;1.234;EUR\nB2;25.02.2026;2.500;EUR\n")
    let draft = try Sluice.run(["init", "exports", "--out", "p.yaml"], folder: place.path)
    #expect(draft.status == 0, "\(draft.err)")
    let text = try #require(place.bytes("p.yaml").map { String(decoding: $0, as: UTF8.self) })
    #expect(
      text.contains("QUESTION 1: is '1.234' under 'revenue' thousands (1.234,56) or decimals"), "\(text)")
    #expect(text.contains("    numbers: \"1.234,56\"\n"), "\(text)")
    let table = try Sluice.run(["table", "p.yaml", "channels"], folder: place.path)
    // 1,234 + 2,500.
    #expect(table.out.contains("3734.00"), "\(table.out)")
  }

  @Test("days that two patterns read otherwise are not guessed: the file waits, and the draft says so")
  func ambiguousDays() throws {
    let place = try Workspace()
    try place.write(
      "exports/ads.csv", "day,campaign,spend,currency\n03/02/2026,A,1,EUR\n04/02/2026,A,2,EUR\n")
    try place.write("exports/orders.csv", Self.orders)
    let draft = try Sluice.run(["init", "exports"], folder: place.path)
    #expect(draft.status == 0, "\(draft.err)")
    #expect(draft.out.contains("is not read yet: none of its 2 rows can be used yet"), "\(draft.out)")
    #expect(!draft.out.contains("dates:"))
  }

  @Test(
    "files that hold the same days: what both state counts once, but costs add up; neither is told otherwise")
  func sameDays() throws {
    let place = try Workspace()
    try place.write("exports/a/orders-1.csv", Self.orders)
    try place.write("exports/a/orders-2.csv", Self.orders + "A3,2026-02-28,1,EUR,google,cpc\n")
    try place.write("exports/b/costs-1.csv", "day,cost,currency\n2026-02-01,1,EUR\n2026-02-28,1,EUR\n")
    try place.write("exports/b/costs-2.csv", "day,cost,currency\n2026-02-02,1,EUR\n2026-02-27,1,EUR\n")
    let draft = try Sluice.run(["init", "exports", "--out", "p.yaml"], folder: place.path)
    #expect(draft.status == 0, "\(draft.err)")
    let text = try #require(place.bytes("p.yaml").map { String(decoding: $0, as: UTF8.self) })
      .replacing("\n  # ", with: " ")
    #expect(text.contains("what both state counts once, as the later one says it"), "\(text)")
    #expect(text.contains("costs of both add up"), "\(text)")
    let table = try Sluice.run(["table", "p.yaml", "channels"], folder: place.path)
    // 100 + 80.50 + 1.
    #expect(table.out.contains("181.50"), "\(table.out)")
  }
}
