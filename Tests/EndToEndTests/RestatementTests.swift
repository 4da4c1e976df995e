import Foundation
import Testing

/// Overlapping exports against a model of a few lines: of every key the rows of the last file that has it.
@Suite("Overlapping exports") struct RestatementTests {
  /// A generator that gives the same numbers everywhere.
  private struct Numbers {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

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

  @Test(
    "every row counts once, as the last file that states it has it, whatever the threads",
    arguments: [1, 2, 3, 4])
  func model(seed: UInt64) throws {
    var numbers = Numbers(state: seed)
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline)
    var last: [String: (cents: Int, clicks: Int)] = [:]
    for file in 0..<4 {
      var text = "day,campaign,spend,currency,clicks\n"
      let first = numbers.next(12)
      var stated: Set<String> = []
      for _ in 0..<(40 + numbers.next(60)) {
        let key = String(format: "2026-01-%02d,c%d", 1 + first + numbers.next(12), numbers.next(6))
        guard stated.insert(key).inserted else { continue }
        let (cents, clicks) = (numbers.next(3000), numbers.next(50))
        last[key] = (cents, clicks)
        text += "\(key),\(cents / 100).\(String(format: "%02d", cents % 100)),EUR,\(clicks)\n"
      }
      try place.write("ads-\(file).csv", text)
    }
    var expected = "campaign,day,spend,clicks\n"
    let rows = last.map { key, value -> (String, String, Int, Int) in
      let parts = key.split(separator: ",")
      return (String(parts[1]), String(parts[0]), value.cents, value.clicks)
    }
    for (campaign, day, cents, clicks) in rows.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) {
      expected += "\(campaign),\(day),\(cents / 100).\(String(format: "%02d", cents % 100)),\(clicks)\n"
    }
    for threads in ["1", "3"] {
      let run = try Sluice.run(
        ["table", "p.yaml", "days", "--as-of", "2026-02-02", "--threads", threads], folder: place.path)
      #expect(run.out == expected, "\(run.err)")
    }
    // The same from the front by one worker each, as events.
    let events = try Sluice.run(["events", "p.yaml", "--as-of", "2026-02-02"], folder: place.path)
    #expect(events.out.split(separator: "\n").count == last.count, "\(events.err)")
  }

  @Test("large files, read by several workers in chunks, are told apart as small ones are")
  func chunks() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline)
    let padding = String(repeating: "x", count: 90)
    func rows(_ campaigns: Range<Int>, cents: Int) -> String {
      "day,campaign,spend,currency,clicks,ad_group\n"
        + campaigns.map { "2026-01-05,c\($0 % 3),0.0\(cents),EUR,1,\(padding)\($0)\n" }.joined()
    }
    // 30,000 and 30,000 rows of some 3.5 MB each; 20,000 in both.
    try place.write("ads-1.csv", rows(0..<30_000, cents: 1))
    try place.write("ads-2.csv", rows(10_000..<40_000, cents: 2))
    let run = try Sluice.run(
      ["table", "p.yaml", "days", "--as-of", "2026-02-02", "--threads", "3"], folder: place.path)
    // 10,000 at 0.01 (c0: 3,334, c1 and c2: 3,333), 30,000 at 0.02 (10,000 each).
    #expect(
      run.out == """
        campaign,day,spend,clicks
        c0,2026-01-05,233.34,13334
        c1,2026-01-05,233.33,13333
        c2,2026-01-05,233.33,13333

        """, "\(run.err)")
  }

  @Test("the later export is the one that says so in its preamble, whatever the files are called")
  func statedDay() throws {
    let place = try Workspace()
    try place.write(
      "p.yaml", Self.pipeline.replacingOccurrences(of: "generic/ad-costs", with: "linkedin-ads/report"))
    func report(_ generated: String, _ spent: String) -> String {
      "Campaign Performance Report (in UTC)\nReport Start: January 5, 2026, 12:00 AM\n"
        + "Report End: January 5, 2026, 11:59 PM\nDate Generated: \(generated)\n\n"
        + "Start Date (in UTC)\tCurrency\tCampaign Name\tTotal Spent\tImpressions\tClicks\n"
        + "1/5/2026\tEUR\tPears\t\(spent)\t640\t2\n"
    }
    try place.write("ads-a.csv", report("January 9, 2026, 9:12 AM", "12.50"))
    try place.write("ads-b.csv", report("January 6, 2026, 11:40 PM", "11.00"))
    let run = try Sluice.run(["table", "p.yaml", "days", "--as-of", "2026-02-02"], folder: place.path)
    #expect(run.out == "campaign,day,spend,clicks\nPears,2026-01-05,12.50,2\n", "\(run.err)")
    let inspect = try Sluice.run(["inspect", "ads-a.csv"], folder: place.path)
    #expect(inspect.out.contains("2026-01-09"), "\(inspect.out)")
  }

  struct Pair: CustomTestStringConvertible {
    let promise: String, profile: String, columns: String, first: String, second: String, expected: String
    var testDescription: String { promise }

    init(
      _ promise: String, _ profile: String, _ columns: String, _ first: String, _ second: String,
      _ expected: String
    ) {
      self.promise = promise
      (self.profile, self.columns, self.first, self.second) = (profile, columns, first, second)
      self.expected = expected
    }
  }

  @Test(
    "what two exports state is matched as a person would match it",
    arguments: [
      Pair(
        "an address in capitals, a space behind it and another word for an open are the same event",
        "generic/email", "opens",
        "at,email,campaign,event\n2026-01-05T10:00:00Z,ann@x.de,L,open\n",
        "at,email,campaign,event\n2026-01-05T10:00:00Z,ANN@x.de ,L,opened\n", "1"),
      Pair(
        "spaces around a campaign", "generic/ad-costs", "spend",
        "day,campaign,spend,currency\n2026-01-05,Brand,10,EUR\n",
        "day,campaign,spend,currency\n2026-01-05,Brand ,12,EUR\n", "12.00"),
      Pair(
        "two channels of a day complement each other", "generic/visits", "visits",
        "day,channel,visits\n2026-01-05,Paid,10\n", "day,channel,visits\n2026-01-05,Organic,5\n", "15"),
      Pair(
        "an order with a space before its id, five seconds later", "generic/orders", "revenue",
        "order,at,revenue,currency\nA1,2026-01-05 10:00:00,100,EUR\n",
        "order,at,revenue,currency\n A1,2026-01-05 10:00:05,100,EUR\n", "100.00"),
      Pair(
        "a stage with a space before it", "generic/leads", "mqls",
        "lead,at,stage\nL1,2026-01-05 10:00:00,mql\n", "lead,at,stage\nL1,2026-01-05 10:00:00, mql\n", "1"),
      Pair(
        "an order's number of another year is another order", "generic/orders", "revenue",
        "order,at,revenue,currency\nA1,2026-01-05 10:00:00,100,EUR\n",
        "order,at,revenue,currency\nA1,2025-01-05 10:00:00,100,EUR\n", "100.00"),
      Pair(
        "an order that is cancelled in the later export brings nothing", "woocommerce/orders", "revenue",
        "order_id,order_number,order_date,status,shipping_total,tax_total,discount_total,order_total,refunded_total,order_currency\n"
          + "502,1502,2026-01-05 12:40:00,completed,4.90,9.10,0.00,64.00,0.00,EUR\n",
        "order_id,order_number,order_date,status,shipping_total,tax_total,discount_total,order_total,refunded_total,order_currency\n"
          + "502,1502,2026-01-05 12:40:00,cancelled,4.90,9.10,0.00,64.00,0.00,EUR\n", ""),
      Pair(
        "a campaign's accent as a letter of its own", "generic/ad-costs", "spend",
        "day,campaign,spend,currency\n2026-01-05,Caf\u{E9},10,EUR\n",
        "day,campaign,spend,currency\n2026-01-05,Cafe\u{301},12,EUR\n", "12.00"),
      Pair(
        "an order whose day is corrected", "generic/orders", "orders",
        "order,at,revenue,currency\nA1,2026-01-05 10:00:00,100,EUR\nA2,2026-01-08 10:00:00,1,EUR\n",
        "order,at,revenue,currency\nA1,2026-01-06 10:00:00,100,EUR\nA3,2026-01-04 10:00:00,1,EUR\n", "3"),
      Pair(
        "a newer export without rows replaces nothing", "generic/ad-costs", "spend",
        "day,campaign,spend,currency\n2026-01-05,Brand,10,EUR\n", "day,campaign,spend,currency\n", "10.00"),
      Pair(
        "a newer export without a measure: what it does not state is no longer known", "generic/ad-costs",
        "clicks", "day,campaign,spend,currency,clicks\n2026-01-05,Brand,10,EUR,4\n",
        "day,campaign,spend,currency\n2026-01-05,Brand,12,EUR\n", "2026-01"),
    ])
  func matched(_ pair: Pair) throws {
    let place = try Workspace()
    try place.write(
      "p.yaml",
      Self.pipeline.replacingOccurrences(of: "generic/ad-costs", with: pair.profile)
        .replacingOccurrences(
          of: "{by: [campaign, day], columns: [spend, clicks], order: [campaign, day]}",
          with: "{by: [month], columns: [\(pair.columns)], order: [month]}"))
    try place.write("ads-1.csv", pair.first)
    try place.write("ads-2.csv", pair.second)
    let run = try Sluice.run(["table", "p.yaml", "days", "--as-of", "2026-02-02"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    let rows = run.out.split(separator: "\n").dropFirst()
    #expect(
      rows.first.map { String($0.split(separator: ",").last ?? "") } ?? "" == pair.expected, "\(run.out)")
  }

  struct Spelt: CustomTestStringConvertible {
    let promise: String
    /// Spend and clicks in two exports.
    let first: String, second: String
    let isSame: Bool
    var testDescription: String { promise }
  }

  @Test(
    "values are compared, not how they are written",
    arguments: [
      Spelt(promise: "10 and 10.00", first: "10,EUR,4", second: "10.00,EUR,4", isSame: true),
      Spelt(promise: "with commas", first: "\"1,234.50\",EUR,4", second: "1234.5,EUR,4", isSame: true),
      Spelt(promise: "a cent more", first: "10,EUR,4", second: "10.01,EUR,4", isSame: false),
      Spelt(promise: "nothing and 0", first: "10,EUR,", second: "10,EUR,0", isSame: false),
    ])
  func spelt(_ example: Spelt) throws {
    let place = try Workspace()
    try place.write(
      "p.yaml",
      Self.pipeline.replacingOccurrences(
        of: "\"ads-*.csv*\"", with: "\"ads-*.csv\", numbers: \"1,234.56\"")
        + "  r: {formats: [markdown], output: out, sections: [data_quality]}\n"
        + "aggregate: {kpis: [clicks]}\n")
    for (file, row) in [("ads-1.csv", example.first), ("ads-2.csv", example.second)] {
      try place.write(file, "day,campaign,spend,currency,clicks\n2026-01-05,Brand,\(row)\n")
    }
    let run = try Sluice.run(["run", "p.yaml", "--as-of", "2026-02-02"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    let report = try String(contentsOfFile: place.path + "/out/report.json", encoding: .utf8)
    #expect(report.contains("\"duplicate\": 1") == example.isSame)
    #expect(report.contains("\"replaced\": 1") == !example.isSame)
  }

  /// `a.csv`: Brand 1.00 on 5 January, 5.00 on the 6th; `b.csv`: 6.00 on the 6th.
  private static let archiveOfTwo =
    "UEsDBBQAAAAAAAAAKlxIV2r5VQAAAFUAAAAFAAAAYS5jc3ZkYXksY2FtcGFpZ24sc3BlbmQsY3VycmVuY3ksY2xpY2"
    + "tzCjIwMjYtMDEtMDUsQnJhbmQsMSxFVVIsMQoyMDI2LTAxLTA2LEJyYW5kLDUsRVVSLDEKUEsDBBQAAAAAAAAAKlxN"
    + "i1xuPAAAADwAAAAFAAAAYi5jc3ZkYXksY2FtcGFpZ24sc3BlbmQsY3VycmVuY3ksY2xpY2tzCjIwMjYtMDEtMDYsQn"
    + "JhbmQsNixFVVIsMQpQSwECFAMUAAAAAAAAACpcSFdq+VUAAABVAAAABQAAAAAAAAAAAAAAgAEAAAAAYS5jc3ZQSwEC"
    + "FAMUAAAAAAAAACpcTYtcbjwAAAA8AAAABQAAAAAAAAAAAAAAgAF4AAAAYi5jc3ZQSwUGAAAAAAIAAgBmAAAA1wAAAA"
    + "AA"

  @Test("an export inside an archive is later or earlier by its day, as files are")
  func archive() throws {
    let place = try Workspace()
    try place.write(
      "p.yaml",
      Self.pipeline.replacingOccurrences(
        of: "files: \"ads-*.csv*\"", with: "files: [\"*.csv\", \"*.zip\"], exported: yyyyMMdd"))
    try place.write("ads-20260111.csv", "day,campaign,spend,currency,clicks\n2026-01-05,Brand,3,EUR,1\n")
    let zip = try #require(Data(base64Encoded: Self.archiveOfTwo))
    try place.write("ads-20260110.zip", Array(zip))
    let run = try Sluice.run(["table", "p.yaml", "days", "--as-of", "2026-02-02"], folder: place.path)
    #expect(
      run.out == "campaign,day,spend,clicks\nBrand,2026-01-05,3.00,1\nBrand,2026-01-06,6.00,1\n", "\(run.err)"
    )
  }

  @Test("two exports of one day that contradict: the later name counts, and the run says so")
  func equallyNew() throws {
    let place = try Workspace()
    try place.write(
      "p.yaml",
      Self.pipeline.replacingOccurrences(
        of: "\"ads-*.csv*\"", with: "\"*-20260111.csv\", exported: yyyyMMdd"))
    try place.write("b-20260111.csv", "day,campaign,spend,currency,clicks\n2026-01-05,Brand,3,EUR,1\n")
    try place.write("a-20260111.csv", "day,campaign,spend,currency,clicks\n2026-01-05,Brand,2,EUR,1\n")
    let run = try Sluice.run(["table", "p.yaml", "days", "--as-of", "2026-02-02"], folder: place.path)
    #expect(run.out == "campaign,day,spend,clicks\nBrand,2026-01-05,3.00,1\n")
    #expect(
      run.err.contains(
        "b-20260111.csv: warning: this file and 'a-20260111.csv' were both exported on 2026-01-11 and state the same otherwise"
      ), "\(run.err)")
  }

  @Test("rows of several days that a table by day can't show are counted and named")
  func spanning() throws {
    let place = try Workspace()
    try place.write(
      "p.yaml",
      Self.pipeline.replacingOccurrences(of: "generic/ad-costs", with: "google-ads/report"))
    try place.write(
      "ads-1.csv",
      "Campaign report\n\"January 5, 2026 - January 11, 2026\"\nCampaign,Currency code,Impr.,Clicks,Cost\n"
        + "Brand,EUR,100,5,10.00\nGeneric,EUR,10,1,1.00\n")
    let run = try Sluice.run(["table", "p.yaml", "days", "--as-of", "2026-02-02"], folder: place.path)
    #expect(run.status == 0 && run.out == "campaign,day,spend,clicks\n", "\(run.out)")
    #expect(
      run.err.contains(
        "ads-1.csv: warning: 2 events are of more than one day: 'days' has no row for them"), "\(run.err)")
  }

  @Test("a file without a column that names entities in the other can't be matched: the run says so")
  func unmatched() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline)
    try place.write("ads-1.csv", "day,campaign,campaign_id,spend,currency\n2026-01-05,Brand,77,10,EUR\n")
    try place.write("ads-2.csv", "day,campaign,spend,currency\n2026-01-05,Brand,12,EUR\n")
    let run = try Sluice.run(["table", "p.yaml", "days", "--as-of", "2026-02-02"], folder: place.path)
    #expect(run.status == 3)
    #expect(
      run.err.contains("ads-2.csv: warning: only one of this file and 'ads-1.csv' has campaign_id"),
      "\(run.err)")
  }

  @Test("where files may not overlap, the run fails and names them")
  func refused() throws {
    let place = try Workspace()
    try place.write(
      "p.yaml",
      Self.pipeline.replacingOccurrences(of: "\"ads-*.csv*\"}", with: "\"ads-*.csv\", overlap: refuse}"))
    try place.write("ads-1.csv", "day,campaign,spend,currency\n2026-01-05,a,1,EUR\n2026-01-06,a,1,EUR\n")
    try place.write("ads-2.csv", "day,campaign,spend,currency\n2026-01-06,a,2,EUR\n")
    let run = try Sluice.run(["table", "p.yaml", "days", "--as-of", "2026-02-02"], folder: place.path)
    #expect(run.status == 65)
    #expect(
      run.err.contains(
        "ads-2.csv:2: error: the files of 'ads' state the same more than once: ads-1.csv, ads-2.csv; "
          + "first campaign 'a' of 2026-01-06 in ads-1.csv:3 and ads-2.csv:2"), "\(run.err)")
    try place.write("ads-2.csv", "day,campaign,spend,currency\n2026-01-06,b,2,EUR\n")
    #expect(
      try Sluice.run(["table", "p.yaml", "days", "--as-of", "2026-02-02"], folder: place.path).status == 0)
  }

  @Test("two ranges that overlap in part can't be told apart by rows: the run says so and is incomplete")
  func ranges() throws {
    let place = try Workspace()
    try place.write(
      "p.yaml",
      Self.pipeline.replacingOccurrences(of: "generic/ad-costs", with: "google-ads/report")
        .replacingOccurrences(of: "by: [campaign, day]", with: "by: [campaign, month]")
        .replacingOccurrences(of: "order: [campaign, day]", with: "order: [campaign, month]"))
    func report(_ days: String) -> String {
      "Campaign report\n\"\(days)\"\nCampaign,Currency code,Impr.,Clicks,Cost\nBrand,EUR,100,5,10.00\n"
    }
    try place.write("ads-1.csv", report("January 1, 2026 - January 14, 2026"))
    try place.write("ads-2.csv", report("January 1, 2026 - January 31, 2026"))
    let run = try Sluice.run(["table", "p.yaml", "days", "--as-of", "2026-02-02"], folder: place.path)
    #expect(run.status == 3, "\(run.out)")
    #expect(
      run.err.contains(
        "ads-2.csv: warning: the file covers 2026-01-01 to 2026-01-31, 'ads-1.csv' 2026-01-01 to 2026-01-14: days of both count twice"
      ), "\(run.err)")
    // The same range again is restated row by row.
    try place.write("ads-1.csv", report("January 1, 2026 - January 31, 2026"))
    let again = try Sluice.run(["table", "p.yaml", "days", "--as-of", "2026-02-02"], folder: place.path)
    #expect(
      again.status == 0 && again.out == "campaign,month,spend,clicks\nBrand,2026-01,10.00,5\n", "\(again.err)"
    )
  }

  @Test("orders in XML: one that stands in two files counts once, as the later file has it")
  func xml() throws {
    let place = try Workspace()
    try place.write(
      "profiles/own/orders.yaml",
      """
      profile: own/orders
      tool: Own shop
      evidence: verified
      gives: order
      recognise: {root: orders}
      format: {xml: {record: orders/order}}
      columns:
        order: {at: "@id", required: yes}
        at: {at: at, as: "datetime yyyy-MM-dd'T'HH:mm:ssZ", required: yes}
        revenue: {at: total, as: money, required: yes}
        currency: {at: currency}
      tests:
        - name: one order
          given: |
            <orders><order id="1"><at>2026-01-05T10:00:00Z</at><total>5</total><currency>EUR</currency></order></orders>
          expect: [{order: "1", revenue: 5 EUR}]

      """)
    try place.write(
      "p.yaml",
      """
      sluice: 1
      name: p
      root: .
      period: {every: month, only: 2026-01}
      currency: {report_in: EUR}
      extract:
        shop: {profile: own/orders, files: "*.xml", channel: Shop}
      render:
        tables:
          channels: {by: [channel, month], columns: [revenue, orders]}

      """)
    func order(_ id: Int, _ total: Int) -> String {
      "<order id=\"\(id)\"><at>2026-01-05T10:00:00Z</at><total>\(total)</total><currency>EUR</currency></order>"
    }
    try place.write("a.xml", "<orders>" + order(1, 10) + order(2, 20) + "</orders>")
    try place.write("b.xml", "<orders>" + order(2, 25) + order(3, 30) + order(3, 30) + "</orders>")
    let run = try Sluice.run(["table", "p.yaml", "channels", "--as-of", "2026-02-02"], folder: place.path)
    #expect(run.out == "channel,month,revenue,orders\nShop,2026-01,65.00,3\n", "\(run.err)")
  }
}
