import Foundation
import Testing

/// Files large enough to be read by several workers at once.
@Suite("Large XML files") struct XMLFilesTests {
  static let profile = """
    profile: shop
    tool: Shop
    evidence: unverified
    gives: order
    recognise: {root: orders}
    format: {xml: {record: orders/order}}
    columns:
      order: {at: "@id", required: yes}
      day: {at: "@day", as: date yyyy-MM-dd, required: yes}
      revenue: {at: sum, as: money, required: yes}
      person: {at: buyer, personal: yes}

    """
  static let pipeline = """
    sluice: 1
    name: large
    root: .
    period: {every: month, only: 2026-02}
    currency: {report_in: EUR}
    extract:
      shop: {profile: shop.yaml, files: orders.xml, currency: EUR, required: yes, history_since: 2020-01-01}
    normalize: {customer_is: order, rejected_rows_at_most: 5%}
    aggregate: {kpis: [orders, revenue, new_customers]}
    render:
      report: {formats: [markdown], output: out/<period>, sections: [headline, data_quality]}

    """
  /// Four lines an order; about 3 MB. Every 1000th order has no readable sum.
  static let count = 7_000
  static let orders = (0..<count).map { number in
    let sum = number % 1000 == 999 ? "much" : "1.25"
    return """
      <order id="\(number)" day="2026-02-\(number % 18 + 10)"><!-- <order id="none"> -->
        <buyer>b\(number % 500)@example.org</buyer>
        <text><![CDATA[\(String(repeating: "so <order> ", count: 15))]]> &amp; \(String(repeating: "on ", count: 30))</text>
        <sum>\(sum)</sum></order>

      """
  }.joined()

  private static func report(_ place: borrowing Workspace) throws -> String {
    try #require(place.bytes("out/2026-02/report.json").map { String(decoding: $0, as: UTF8.self) })
  }

  @Test("figures and lines of rejects depend neither on threads nor on which reader takes the file")
  func same() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline)
    try place.write("shop.yaml", Self.profile)
    // A prefix at the end is for libxml2: the whole file is read again.
    for end in ["</orders>", "<x:end xmlns:x='urn:x'/></orders>"] {
      try place.write("orders.xml", "<?xml version='1.0'?>\n<orders>\n\(Self.orders)\(end)")
      var first: String?
      for threads in ["1", "2", "5"] {
        let run = try Sluice.run(["run", "p.yaml", "--threads", threads], folder: place.path)
        #expect(run.status == 0, "\(run.err)")
        let json = try Self.report(place)
        #expect(json == first ?? json, "\(threads) threads")
        first = json
        // 6,993 orders at 1.25; order 6999 starts on line 2 + 6999 × 4 + 1.
        #expect(json.contains("\"exact\": \"8741.25\""), "\(end)")
        #expect(json.contains("\"line\": 27999,"), "\(end)")
        #expect(json.contains("\"exact\": \"6993\""), "\(end)")
      }
    }
  }

  /// Rows of an account, and one of a campaign behind more than a megabyte of them.
  private static let accounts = """
    <Report ReportName="Days" Rows="12001"><Table>
    \(String(repeating: "<Row><TimePeriod value=\"2026-02-03\"/><AccountName value=\"Ours\"/><Spend value=\"0.01\"/><Clicks value=\"1\"/></Row>\n", count: 12_000))
    <Row><TimePeriod value="2026-02-03"/><CampaignName value="Tea"/><Spend value="7"/><Clicks value="2"/></Row>
    </Table></Report>

    """

  @Test(
    "a name that only the last record of a large file states is read: rows without one are told, not renamed")
  func lateNames() throws {
    let place = try Workspace()
    try place.write(
      "p.yaml",
      """
      sluice: 1
      name: late
      root: .
      period: {every: month, only: 2026-02}
      currency: {report_in: EUR}
      extract:
        bing: {profile: microsoft-ads/xml, files: days.xml, currency: EUR, channel: Paid}
      normalize: {rejected_rows_at_most: 1%}
      aggregate: {by: [campaign], kpis: [spend]}
      render:
        report: {formats: [markdown], output: out/<period>, sections: [headline, campaigns, data_quality]}

      """)
    try place.write("days.xml", Self.accounts)
    let run = try Sluice.run(["run", "p.yaml"], folder: place.path)
    // 12,000 rows of a report by campaign name none.
    #expect(run.status == 3, "\(run.err)")
    let json = try Self.report(place)
    #expect(json.contains("\"id\": \"spend|campaign=Tea|2026-02\""), "\(run.err)")
    #expect(json.contains("\"rejected\": 12000,"))
    // A report of the account alone names no campaigns: nothing is missing there.
    try place.write(
      "days.xml",
      Self.accounts.replacingOccurrences(
        of: "<CampaignName value=\"Tea\"/>", with: "<AccountName value=\"Ours\"/>"))
    let coarse = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(coarse.status == 0, "\(coarse.err)")
    // 12,000 × 0.01 + 7.
    #expect(try Self.report(place).contains("\"exact\": \"127\""))
  }

  @Test("what is wrong at the end of a large file is named with its line, and nothing of it counts")
  func broken() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline)
    try place.write("shop.yaml", Self.profile)
    let last = 2 + Self.count * 4 + 1
    for (end, message) in [
      ("</order>", "orders.xml:\(last): error: the XML is malformed"),
      (
        "<order id='1'>&nbsp;</order></orders>", "orders.xml:\(last): error: the XML file refers to something"
      ),
      ("<order id='1'>\u{1}</order></orders>", "orders.xml:\(last): error: the XML file holds a character"),
      ("</orders><orders/>", "orders.xml:\(last): error: the XML file goes on after its root"),
      ("", "error: the XML file ends too early: 1 element is still open"),
    ] {
      try place.write("orders.xml", "<?xml version='1.0'?>\n<orders>\n\(Self.orders)\(end)")
      let run = try Sluice.run(["run", "p.yaml", "--threads", "3"], folder: place.path)
      #expect(run.status == 65, "\(end)")
      #expect(run.err.contains(message), "\(run.err)")
      #expect(place.bytes("out/2026-02/report.json") == nil)
    }
  }
}
