import Foundation
import Testing

/// People counted once, as a user sees it. All figures are worked out by hand from the two logs below.
@Suite("People counted once") struct PeopleTests {
  static let pipeline = """
    sluice: 1
    name: p
    title: {en: P}
    period: {every: month, from: 2026-01-01, to: 2026-03-31}
    calendar: {timezone: UTC}
    extract:
      newsletter: {profile: generic/email, files: a.csv, channel: Email}
      other_tool: {profile: generic/email, files: b.csv, channel: Email}
    render:
      tables:
        campaigns: {by: [campaign, month], columns: [opens, unique_opens, unique_clicks, sent], undefined_as: n/a, order: [campaign, month]}
        channels: {by: [channel, month], columns: [opens, unique_opens], undefined_as: n/a, order: [month]}

    """
  /// Ann opens May twice, written in two ways; Bob opens both; an open of nobody in March; a misspelt event.
  static let first = """
    at,person,campaign,event
    2026-01-05T10:00:00Z,ann@example.com,May,open
    2026-01-05T11:00:00Z, ANN@Example.com ,May,open
    2026-01-06T10:00:00Z,bob@example.com,May,open
    2026-01-06T10:00:00Z,bob@example.com,June,open
    2026-01-06T10:00:00Z,cat@example.com,June,sent
    2026-03-07T10:00:00Z,,June,open
    2026-03-07T10:00:00Z,ann@example.com,June,open
    2026-02-03T10:00:00Z,ann@example.com,June,open
    2026-02-03T10:00:00Z,dan@example.com,June,openx

    """
  /// Bob again, by another tool, and Eve, who clicks, too.
  static let second = """
    at,person,campaign,event
    2026-01-20T10:00:00Z,bob@example.com,May,open
    2026-01-20T10:00:00Z,eve@example.com,May,open
    2026-01-20T10:00:01Z,eve@example.com,May,click

    """

  static func table(_ name: String, threads: Int, key: String) throws -> String {
    let place = try Workspace()
    try place.write("p.yaml", pipeline)
    try place.write("a.csv", first)
    try place.write("b.csv", second)
    let run = try Sluice.run(
      ["table", "p.yaml", name, "--threads", "\(threads)"], environment: ["SLUICE_PERSON_KEY": key],
      folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    return run.out
  }

  @Test(
    "once per campaign and month, whatever the threads and the key",
    arguments: [(1, "one secret"), (3, "another secret")])
  func campaigns(threads: Int, key: String) throws {
    #expect(
      try Self.table("campaigns", threads: threads, key: key) == """
        campaign,month,opens,unique_opens,unique_clicks,sent
        June,2026-01,1,1,0,1
        June,2026-02,1,1,0,0
        June,2026-03,2,n/a,0,0
        May,2026-01,5,3,1,0

        """)
  }

  @Test("once per letter in a channel and month: who opens two is two, who opens one twice is one")
  func channels() throws {
    #expect(
      try Self.table("channels", threads: 2, key: "k") == """
        channel,month,opens,unique_opens
        Email,2026-01,6,4
        Email,2026-02,1,1
        Email,2026-03,2,n/a

        """)
  }
}

/// Orders and an email log under one pipeline: who is who depends on no secret.
@Suite("People across tools") struct PeopleAcrossToolsTests {
  static let pipeline = """
    sluice: 1
    name: p
    period: {every: month, from: 2026-01-01, to: 2026-02-28}
    currency: {report_in: EUR}
    extract:
      shop: {profile: generic/orders, files: orders.csv, history_since: 2025-01-01}
      log: {profile: generic/email, files: log.csv, channel: Email}
    normalize: {people: {identify_by: [email, customer_id]}}
    aggregate: {by: [channel, campaign], kpis: [revenue, new_customers, opens, unique_opens]}
    render:
      report: {formats: [html, markdown], output: out/, sections: [headline, channels, data_quality], rejects: rejects.csv}

    """

  @Test("two keys and any threads give the same bytes of every report; counts are those worked out by hand")
  func keys() throws {
    // 3 people order (u1…u3), u2 and u4 open mails; u4 has no order. One order is nobody's.
    let orders = """
      order,day,revenue,currency,email,person
      A,2026-01-05,10,EUR,u1@x.example,1
      B,2026-01-06,20,EUR,U2@x.example,2
      C,2026-02-07,30,EUR,u1@x.example,1
      D,2026-02-08,40,EUR,,3
      E,2026-02-09,50,EUR,,
      F,2026-02-09,fifty,EUR,u9@x.example,9

      """
    let log = """
      at,email,campaign,event
      2026-01-10T10:00:00Z,u2@x.example,May,open
      2026-01-11T10:00:00Z,u2@X.example,May,open
      2026-01-12T10:00:00Z,u4@x.example,May,open

      """
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline)
    try place.write("orders.csv", orders)
    try place.write("log.csv", log)
    var first: [String: Data]?
    for (key, threads) in [("one", "1"), ("another secret", "3"), ("", "2")] {
      let run = try Sluice.run(
        ["run", "p.yaml", "--as-of", "2026-03-02", "--threads", threads],
        environment: ["SLUICE_PERSON_KEY": key], folder: place.path)
      #expect(run.status == 0, "\(run.err)")
      var files: [String: Data] = [:]
      for name in ["report.json", "report.en.html", "report.en.md", "rejects.csv"] {
        files[name] = place.bytes("out/\(name)")
      }
      #expect(files.count == 4)
      if first == nil { first = files }
      #expect(files == first)
    }
    let json = try JSONSerialization.jsonObject(with: try #require(first?["report.json"]))
    let wanted: [String: Any] = [
      "figures": [
        ["id": "new_customers|2026-01", "exact": "2"], ["id": "new_customers|2026-02", "exact": "1"],
        ["id": "unique_opens|2026-01", "exact": "2"], ["id": "opens|2026-01", "exact": "3"],
      ],
      // u1, u2, customer 3, u4; the order of nobody is the one record without a person.
      "identity": [
        "persons": 4, "records": 8, "records_without_person": 1, "orders": 4, "orders_of_several_persons": 0,
        "emails_with_customer_id": 2, "customer_ids_with_email": 2,
      ],
    ]
    for problem in missing(wanted, in: json) { Issue.record("\(problem)") }
  }
}

/// Personal texts that no profile's own test holds.
@Suite("Personal texts") struct PersonalTextTests {
  static let pipeline = """
    sluice: 1
    name: p
    period: {every: month, only: 2026-02}
    currency: {report_in: EUR}
    extract:
      shop: {profile: shopify/orders, files: shop.csv}
      other: {profile: own/orders, files: other.csv, columns: {Mail: email}}
    aggregate: {by: [landing_page, source], kpis: [revenue]}
    render:
      report: {formats: [html, markdown], output: out/, sections: [headline, data_quality], rejects: {file: rejects.csv, raw_values: yes}}

    """
  static let own = """
    profile: own/orders
    tool: Own
    evidence: unverified
    gives: order
    recognise: {fields: [order, revenue]}
    format: csv
    columns:
      order: {headings: [order], required: yes}
      day: {headings: [day], as: date yyyy-MM-dd, required: yes}
      revenue: {headings: [revenue], as: money, required: yes}
      currency: {headings: [currency]}

    """

  @Test(
    "a personal note is in no output, only what its parameters say; nor is an address mapped by the pipeline file"
  )
  func notes() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline)
    try place.write("profiles/own/orders.yaml", Self.own)
    try place.write(
      "shop.csv",
      """
      Name,Email,Financial Status,Currency,Shipping,Taxes,Total,Created at,Note Attributes,Refunded Amount
      #1,canary@x.example,paid,EUR,0,0,30,2026-02-03 12:00:00 -0500,"utm_source: newsletter
      name: Canary Smith",0
      #2,canary@x.example,paid,EUR,0,0,12,2026-02-03 12:20:00 -0500,name: Canary Smith,0

      """)
    // An address where an amount should be is no text to show, either.
    try place.write(
      "other.csv",
      """
      order,day,revenue,currency,Mail
      A,2026-02-01,5,EUR,canary@x.example
      B,2026-02-01,5,EUR,canary@y.example
      C,2026-02-01,canary@x.example,EUR,

      """)
    for command in [["run"], ["events"], ["table"], ["plan"]] {
      let name = command == ["table"] ? ["landing_pages"] : []
      let run = try Sluice.run(command + ["p.yaml"] + name + ["--as-of", "2026-03-02"], folder: place.path)
      #expect(run.status == 0, "\(run.err)")
      #expect(!(run.out + run.err).lowercased().contains("canary"), "\(command): \(run.out)\(run.err)")
    }
    for name in ["report.json", "report.en.md", "report.en.html", "rejects.csv"] {
      let bytes = place.bytes("out/\(name)")
      let text = String(decoding: try #require(bytes), as: UTF8.self)
      #expect(!text.lowercased().contains("canary"), "\(name)")
      if name == "report.json" { #expect(text.contains("revenue|source=newsletter|2026-02")) }
      if name == "rejects.csv" { #expect(text.contains("other.csv,3,4,revenue,not_a_number")) }
    }
  }
}
