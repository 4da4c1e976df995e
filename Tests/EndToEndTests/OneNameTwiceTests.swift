import Foundation
import Testing

/// Exports that name one thing in two ways: in another case, or with and without its id.
@Suite("Things that exports name in two ways") struct OneNameTwiceTests {
  private static let pipeline = """
    sluice: 1
    name: p
    root: .
    period: {every: month, only: 2026-01}
    currency: {report_in: EUR}
    extract:
      ads: {profile: generic/ad-costs, files: "ads-*.csv*"}
    render:
      tables:
        days: {by: [campaign, day], columns: [spend, clicks], order: [campaign, day]}

    """

  @Test("a channel in another case is the same in a later export")
  func channelsInAnotherCase() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline)
    try place.write("ads-1.csv", "day,channel,campaign,spend,currency\n2026-01-05,Social,Brand,10,EUR\n")
    try place.write("ads-2.csv", "day,channel,campaign,spend,currency\n2026-01-05,SOCIAL,Brand,12,EUR\n")
    let run = try Sluice.run(["table", "p.yaml", "days", "--as-of", "2026-02-02"], folder: place.path)
    #expect(
      run.status == 0 && run.out == "campaign,day,spend,clicks\nBrand,2026-01-05,12.00,\n", "\(run.out)")
  }

  struct Blank: Sendable, CustomTestStringConvertible {
    let promise: String
    /// Campaign, id and spend of rows of one day; the files are apart by `|`.
    let rows: String
    let status: Int32
    var columns = "campaign,campaign_id,spend"
    /// How many rows are told, and how much; nil for none.
    var told: String?
    var testDescription: String { promise }
  }

  @Test(
    "rows that leave blank what a row of another export states, otherwise of the same, count and are told",
    arguments: [
      Blank(
        promise: "blank before", rows: "Brand,,10|Brand,1,12", status: 3,
        told:
          "1 row of 'ads' leaves campaign_id blank, where a row of 'ads-2.csv' that is otherwise of the same "
          + "states it, the first in ads-1.csv:2 and ads-2.csv:2: both rows count, so that 10 EUR may count twice"
      ),
      Blank(
        promise: "blank later", rows: "Brand,1,10|x,2,1;Brand,,12", status: 3,
        told:
          "1 row of 'ads' leaves campaign_id blank, where a row of 'ads-1.csv' that is otherwise of the same "
          + "states it, the first in ads-1.csv:2 and ads-2.csv:3: both rows count, so that 12 EUR may count twice"
      ),
      Blank(
        promise: "in another case", rows: "Brand,,10|BRAND,1,12", status: 3, told: "so that 10 EUR may count"),
      Blank(promise: "another name", rows: "Brand,,10|Generic,1,12", status: 0),
      Blank(promise: "blank in both", rows: "Brand,,10|Brand,,12", status: 0),
      Blank(
        promise: "with and without an id in both", rows: "Brand,,10;Brand,1,5|Brand,,12;Brand,1,5", status: 0),
      Blank(promise: "its file has the id, too", rows: "Brand,,10;Brand,1,5|Brand,1,6", status: 0),
      Blank(promise: "two campaigns of one name", rows: "Brand,1,10|Brand,2,12", status: 0),
      Blank(
        promise: "a channel", rows: "Brand,,10|Brand,Social,12", status: 3, columns: "campaign,channel,spend",
        told: "leaves channel blank, where a row of 'ads-2.csv'"),
      Blank(
        promise: "a channel and an id", rows: "Brand,,,10|Brand,1,Social,12", status: 3,
        columns: "campaign,campaign_id,channel,spend", told: "leaves campaign_id, channel blank, where"),
      Blank(
        promise: "another channel", rows: "Brand,Search,10|Brand,Social,12", status: 0,
        columns: "campaign,channel,spend"),
      Blank(
        promise: "a channel that both leave blank beside one that both state",
        rows: "Brand,,10;Brand,Social,1|Brand,,12;Brand,Social,1", status: 0,
        columns: "campaign,channel,spend"),
      Blank(
        promise: "two rows, replaced by a third export",
        rows: "Brand,,10;Spring,,3|Brand,1,12;Spring,4,5|Brand,,10",
        status: 3,
        told:
          "2 rows of 'ads' leave campaign_id blank, where a row of 'ads-2.csv' that is otherwise of the same "
          + "states it, the first in ads-1.csv:3 and ads-2.csv:3: both rows count, so that 13 EUR may count twice"
      ),
    ])
  func blankIDs(example: Blank) throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline)
    for (number, rows) in example.rows.split(separator: "|").enumerated() {
      try place.write(
        "ads-\(number + 1).csv",
        "day,\(example.columns),currency\n"
          + rows.split(separator: ";").map { "2026-01-05,\($0),EUR\n" }.joined())
    }
    let run = try Sluice.run(["table", "p.yaml", "days", "--as-of", "2026-02-02"], folder: place.path)
    #expect(run.status == example.status, "\(run.err)")
    #expect(run.err.contains(" blank, where") == (example.told != nil), "\(run.err)")
    if let told = example.told { #expect(run.err.contains(told), "\(run.err)") }
  }
}
