import Foundation
import Testing

@Suite("From a folder of exports to a report") struct InitTests {
  static let january = """
    Campaign report
    "January 1, 2026 - January 31, 2026"
    Day,Campaign,Currency code,Impr.,Clicks,Cost
    2026-01-10,Brand,EUR,"1,000",40,20.00
    2026-01-31,Generic,EUR,500,10,30.50
    Total: Campaigns, --,EUR,"1,500",50,50.50

    """
  static let february = """
    Campaign report
    "February 1, 2026 - February 28, 2026"
    Day,Campaign,Currency code,Impr.,Clicks,Cost
    2026-02-03,Brand,EUR,800,32,16.00
    2026-02-27,Generic,EUR,200,8,24.25
    Total: Campaigns, --,EUR,"1,000",40,40.25

    """
  static let orders = """
    order,at,revenue,currency,person,source,medium
    A1,2026-01-12 09:00:00,100,EUR,ann@example.com,google,cpc
    A2,2026-02-05 10:30:00,80.50,EUR,ann@example.com,google,cpc
    A3,2026-02-20 11:00:00,40,EUR,bob@example.com,newsletter,email

    """

  static func exports() throws -> Workspace {
    let place = try Workspace()
    try place.write("exports/google-ads/2026-01.csv", january)
    try place.write("exports/google-ads/2026-02.csv", february)
    try place.write("exports/shop/orders.csv", orders)
    try place.write(
      "exports/agency.csv", "Datum;Ausgaben;Kanal\n03.02.2026;1.200,50;Radio\n17.02.2026;99,90;Plakat\n")
    try place.write("exports/notes.md", "# not an export\n")
    return place
  }

  @Test("rate files that agree are all named; one that contradicts them is told")
  func rates() throws {
    let place = try Self.exports()
    try place.write(
      "exports/shop/more.csv", "order,at,revenue,currency\nB1,2026-02-05 10:30:00,10,USD\n")
    try place.write("exports/fx/1.csv", "day,from,to,rate\n2026-01,USD,EUR,0.85\n")
    try place.write("exports/fx/2.csv", "day,from,to,rate\n2026-01,USD,EUR,0.850\n2026-02,USD,EUR,0.84\n")
    try place.write("exports/fx/3.csv", "day,from,to,rate\n2026-02,USD,EUR,0.9\n")
    let draft = try Sluice.run(["init", "exports"], folder: place.path)
    #expect(draft.status == 0, "\(draft.err)")
    #expect(
      draft.out.contains("rates: [exports/fx/1.csv, exports/fx/2.csv]")
        || draft.out.contains("rates: [fx/1.csv, fx/2.csv]"))
    #expect(draft.out.contains("a second rate of USD to EUR for 2026-02"))
  }

  @Test(
    "accounts have no day: a list of them decides no period, and amounts that no file has ask for no currency"
  )
  func accounts() throws {
    let place = try Self.exports()
    try place.write("exports/crm/targets.csv", "account,tier,target\nNorthwind,A,yes\nLakeside,B,no\n")
    try place.write(
      "exports/tests/ab.csv",
      "experiment,variant,day,exposures,conversions\nbutton,A,2026-02-03,100,10\nbutton,B,2026-02-03,100,12\n"
    )
    let draft = try Sluice.run(["init", "exports"], folder: place.path)
    #expect(draft.status == 0, "\(draft.err)")
    #expect(draft.out.contains("The files hold 2026-01-10 to 2026-02-27, 49 days"), "\(draft.out)")
    #expect(!draft.out.contains("Plans decide nothing here"), "\(draft.out)")
    #expect(draft.out.contains("crm/targets.csv"))
    let experiments =
      draft.out.components(separatedBy: "profile: generic/experiments").dropFirst().first ?? ""
    let entry = experiments.components(separatedBy: "profile: ").first ?? ""
    #expect(!entry.contains("in which currency"), "\(entry)")
  }

  @Test(
    "where rates begin later than amounts that need them, the draft's first run rejects these and goes through"
  )
  func lateRates() throws {
    let place = try Self.exports()
    try place.write(
      "exports/shop/more.csv",
      "order,at,revenue,currency\nB1,2026-01-05 10:30:00,10,USD\nB2,2026-02-05 10:30:00,10,USD\n")
    try place.write("exports/fx/1.csv", "day,from,to,rate\n2026-02-04,USD,EUR,0.85\n")
    let draft = try Sluice.run(["init", "exports"], folder: place.path)
    #expect(draft.out.contains("if_rate_missing: [use_previous, reject]"), "\(draft.out)")
    #expect(draft.out.contains("The rates begin on 2026-02-04"), "\(draft.out)")
    try place.write("p.yaml", draft.out)
    let run = try Sluice.run(["run", "p.yaml", "--as-of", "2026-03-02"], folder: place.path)
    #expect(run.status == 0 || run.status == 3, "\(run.err)")
  }

  @Test(
    "a plan decides no period and has a section; inputs that wait are questions; commands name whole paths")
  func plans() throws {
    let place = try Self.exports()
    // Campaigns of a quarter, up to a year ahead.
    try place.write(
      "exports/plan.csv",
      "campaign,start,end,budget,currency\nBrand,2026-01-01,2026-03-31,100,EUR\nNext,2026-04-01,2026-12-31,100,EUR\n"
    )
    try place.write("exports/us/orders.csv", "order,at,revenue,currency\nB1,2026-02-05 10:30:00,10,USD\n")
    try place.write(
      "exports/half/costs.csv", "day,cost,currency\n2026-02-05,10,EUR\n2026-02-06,20,EUR\n2026-02-31,1,EUR\n")
    let draft = try Sluice.run(["init", "exports", "--out", "exports/p.yaml"], folder: place.path)
    #expect(draft.status == 0, "\(draft.err)")
    let text = try #require(place.bytes("exports/p.yaml").map { String(decoding: $0, as: UTF8.self) })
    for part in [
      "period: {every: month, from: 2026-01-01, to: 2026-02-28, compare_with: [previous_month]}",
      "# The files hold 2026-01-10 to 2026-02-27", "campaign_review, data_quality",
      "# QUESTION 4: orders_us is not read yet: amounts in USD: needs `rates:`",
      "`sluice inspect exports/half/costs.csv` says why",
    ] {
      #expect(text.contains(part), "\(part)\n\(text)")
    }
  }

  @Test("two commands lead to a report with the right figures")
  func twoCommands() throws {
    let place = try Self.exports()
    let draft = try Sluice.run(["init", "exports", "--out", "pipeline.yaml"], folder: place.path)
    #expect(draft.status == 0, "\(draft.err)")
    #expect(draft.out.isEmpty && draft.err.isEmpty)
    let run = try Sluice.run(["run", "pipeline.yaml"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    let json = try #require(
      place.bytes("reports/exports/2026-02/report.json").map { String(decoding: $0, as: UTF8.self) })
    // 16.00 + 24.25; 80.50 by Paid Search + 40 by mail; of what was paid for came 80.50 / 40.25 = 2.
    #expect(
      json.contains(
        #""id": "spend|2026-02", "kpi": "spend", "by": {}, "period": "2026-02", "exact": "40.25""#)
        || json.contains("\"40.25\""))
    #expect(json.contains(#""exact": "2""#))
    #expect(json.contains(#""parts": {"where(revenue, spend)": "80.5", "spend": "40.25"}"#))
    #expect(json.contains("\"120.5\""))
    let table = try Sluice.run(["table", "pipeline.yaml", "channels"], folder: place.path)
    #expect(table.status == 0, "\(table.err)")
    let rows = table.out.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let columns = try #require(rows.first)
    func cell(_ channel: String, _ column: String) throws -> String {
      let row = try #require(rows.first { $0.first == channel[...] })
      return String(row[try #require(columns.firstIndex(of: column[...]))])
    }
    #expect(try cell("Paid Search", "spend") == "40.25")
    #expect(try cell("Paid Search", "revenue") == "80.50")
    #expect(try cell("Email", "revenue") == "40.00")
    // Bob is new in February, Ann has bought in January; the history is taken to begin with her order.
    #expect(try cell("Email", "new_customers") == "1")
    #expect(try cell("Paid Search", "new_customers") == "0")
  }

  @Test("the draft says what it chose and why, asks for what no file states, and lists what it does not read")
  func draft() throws {
    let place = try Self.exports()
    let draft = try Sluice.run(["init", "exports"], folder: place.path)
    #expect(draft.status == 0, "\(draft.err)")
    for line in [
      "period: {every: month, from: 2026-01-01, to: 2026-02-28, compare_with: [previous_month]}",
      "# The files hold 2026-01-10 to 2026-02-27, 49 days: one report per month.",
      "currency: {report_in: EUR}",
      "  google_ads:\n    profile: google-ads/report\n    files: exports/google-ads/*.csv",
      "  orders:\n    profile: generic/orders\n    files: exports/shop/orders.csv",
      "    history_since: 2026-01-12",
      "# QUESTION 1: whose days are meant?", "calendar: {timezone: UTC}",
      "# exports/agency.csv: no profile fits this file",
      "#       numbers: \"1.234,56\"", "#         Datum: {field: day, as: date dd.MM.yyyy}",
      "    - then: ga4-2026",
    ] { #expect(draft.out.contains(line), "lacks: \(line)\n\(draft.out)") }
    #expect(!draft.out.contains("notes.md"))
    // Nothing but ad spend is stated of the costs: it would say the same twice.
    #expect(draft.out.contains("    - spend\n") && !draft.out.contains("- marketing_cost"))
    #expect(draft.out.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test("amounts without a currency are asked for and shown under the code for none, never guessed")
  func noCurrency() throws {
    let none = String(repeating: "X", count: 3)
    let place = try Workspace()
    try place.write("exports/costs.csv", "day,cost,channel\n2026-02-01,10.50,Radio\n2026-02-28,2,Radio\n")
    let draft = try Sluice.run(["init", "exports", "--out", "p.yaml"], folder: place.path)
    #expect(draft.status == 0, "\(draft.err)")
    let text = try #require(place.bytes("p.yaml").map { String(decoding: $0, as: UTF8.self) })
    #expect(text.contains("currency: {report_in: \(none)}") && text.contains("    currency: \(none)"))
    #expect(text.contains("QUESTION 1: in which currency are the amounts?"))
    let table = try Sluice.run(["table", "p.yaml", "channels"], folder: place.path)
    #expect(table.status == 0, "\(table.err)")
    #expect(table.out.contains("Radio,12.50"))
  }

  @Test(
    "costs of a fortnight beside daily rows are spread over their days, and do not make the periods coarser")
  func spreadCosts() throws {
    let place = try Workspace()
    try place.write(
      "exports/ads.csv",
      "day,campaign,spend,currency,channel\n"
        + (2...16).map { "2026-02-\($0 < 10 ? "0" : "")\($0),A,1.00,EUR,Search\n" }.joined())
    try place.write(
      "exports/rent.csv", "day,last_day,cost,currency,channel\n2026-02-02,2026-02-15,14.00,EUR,Fairs\n")
    let draft = try Sluice.run(["init", "exports", "--out", "p.yaml"], folder: place.path)
    #expect(draft.status == 0, "\(draft.err)")
    let text = try #require(place.bytes("p.yaml").map { String(decoding: $0, as: UTF8.self) })
    #expect(text.contains("    spread: evenly_over_days\n"), "\(text)")
    #expect(text.contains("period: {every: week"), "\(text)")
    // The week from 9 to 15 February: seven days of rent, one euro each.
    let table = try Sluice.run(["table", "p.yaml", "channels"], folder: place.path)
    #expect(table.status == 0, "\(table.err)")
    #expect(
      table.out.split(separator: "\n").contains { $0.hasPrefix("Fairs,") && $0.contains("7.00") },
      "\(table.out)")
  }

  @Test(
    "a log of events is drafted with the figures that it feeds; a dollar in a file's name stands for itself")
  func eventLog() throws {
    let place = try Workspace()
    try place.write(
      "exports/${HOME}.csv",
      """
      at,person,campaign,event
      2026-01-31T10:00:00Z,a@example.com,M,open
      2026-01-31T11:00:00Z,a@example.com,M,open
      2026-01-31T10:00:00Z,b@example.com,M,sent
      2026-01-31T10:00:00Z,b@example.com,M,click

      """)
    let draft = try Sluice.run(["init", "exports", "--out", "p.yaml"], folder: place.path)
    #expect(draft.status == 0, "\(draft.err)")
    let text = try #require(place.bytes("p.yaml").map { String(decoding: $0, as: UTF8.self) })
    for kpi in ["sent", "opens", "unique_opens", "email_clicks"] { #expect(text.contains("    - \(kpi)\n")) }
    let table = try Sluice.run(["table", "p.yaml", "channels"], folder: place.path)
    #expect(table.status == 0, "\(table.err)")
    let rows = table.out.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let columns = try #require(rows.first)
    let values = Dictionary(zip(columns, try #require(rows.dropFirst().first))) { first, _ in first }
    #expect(values["opens"] == "2" && values["unique_opens"] == "1", "\(table.out)")
    #expect(values["sent"] == "1" && values["email_clicks"] == "1", "\(table.out)")
  }

  @Test("an existing file is replaced only with --force")
  func force() throws {
    let place = try Self.exports()
    try place.write("p.yaml", "mine\n")
    let refused = try Sluice.run(["init", "exports", "--out", "p.yaml"], folder: place.path)
    #expect(refused.status == 73)
    #expect(refused.err.contains("p.yaml: error: the file exists"))
    #expect(place.bytes("p.yaml") == Data("mine\n".utf8))
    #expect(
      try Sluice.run(["init", "exports", "--out", "p.yaml", "--force"], folder: place.path).status == 0)
    #expect(place.bytes("p.yaml")?.starts(with: Data("# Drafted".utf8)) == true)
  }

  @Test("reports of earlier runs and links out of the folder are not taken for exports")
  func passedOver() throws {
    let place = try Self.exports()
    try place.write("outside.csv", "day,cost\n2026-02-01,1\n")
    try FileManager.default.createSymbolicLink(
      atPath: "\(place.path)/exports/link.csv", withDestinationPath: "\(place.path)/outside.csv")
    try place.write("exports/reports/x/report.json", "{}")
    try place.write("exports/reports/x/costs.csv", "day,cost\n2026-02-01,1\n")
    let draft = try Sluice.run(["init", "exports"], folder: place.path)
    #expect(draft.out.contains("exports/link.csv: the link leads out of the folder"))
    #expect(!draft.out.contains("reports/x"))
  }

  struct Failing: Sendable, CustomTestStringConvertible {
    var folder: String, status: Int32, message: String
    var testDescription: String { folder }
  }

  @Test(
    "a folder without exports leaves nothing to draft",
    arguments: [
      Failing(folder: "nowhere", status: 66, message: "nowhere: error: there is no such folder"),
      Failing(folder: "exports/notes.md", status: 64, message: "this is a file, not a folder of exports"),
      Failing(folder: "empty", status: 65, message: "no file of this folder can be read as it is"),
    ])
  func failing(_ c: Failing) throws {
    let place = try Self.exports()
    try place.write("empty/readme.txt", "nothing here\n")
    let draft = try Sluice.run(["init", c.folder], folder: place.path)
    #expect(draft.status == c.status)
    #expect(draft.err.contains(c.message), "\(draft.err)")
    #expect(draft.out.isEmpty)
  }

  @Test(
    "an order's number beside an amount is an order, unless something says that money was given back",
    arguments: [
      ("list.csv", "Дата;Номер заказа;Сумма", "orders", "revenue"),
      ("list.csv", "Дата возврата;Номер заказа;Сумма", "refunds", "amount"),
      ("возвраты-2026.csv", "Дата;Номер заказа;Сумма", "refunds", "amount"),
      ("list.csv", "日期;订单号;金额", "orders", "revenue"),
      ("退款.csv", "日期;订单号;金额", "refunds", "amount"),
    ])
  func amounts(file: String, headings: String, kind: String, field: String) throws {
    let place = try Workspace()
    try place.write(
      "e/\(file)", "\(headings)\n01.02.2026;1001;1500\n02.02.2026;1002;2300\n15.02.2026;1003;900\n")
    let told = try Sluice.run(["inspect", "e/\(file)"], folder: place.path)
    #expect(told.out.contains("    profile: generic/\(kind)\n"), "\(told.out)")
    #expect(told.out.split(separator: "\n").contains { $0.contains(": \(field)") }, "\(told.out)")
  }

  @Test("a draft asks where two profiles fit a table alike, and names the columns that nothing reads")
  func rivals() throws {
    let place = try Workspace()
    try place.write(
      "e/letters.csv", "Campaign,Day,Sent,Spend\nLetter,2026-02-02,1200,10.50\nSale,2026-02-09,1100,9.00\n")
    let both = try Sluice.run(["init", "e"], folder: place.path)
    #expect(both.out.contains("generic/ad-costs or generic/email?"), "\(both.out)")
    #expect(both.out.contains("# Not read: 'Sent'."), "\(both.out)")
    try place.write(
      "f/letters.csv", "Mailing,Send date,Recipients,Opens,Colour\nLetter,2026-02-02,1200,300,red\n")
    let one = try Sluice.run(["init", "f"], folder: place.path)
    #expect(one.out.contains("    - sent\n") && one.out.contains("# Not read: 'Colour'."), "\(one.out)")
    #expect(!one.out.contains(" or generic/"))
  }

  @Test("a list of accounts has no days: it decides no period, and alone it makes no draft")
  func accountsAlone() throws {
    let place = try Workspace()
    try place.write("e/accounts.csv", "account,tier\nAcme,A\n")
    let alone = try Sluice.run(["init", "e"], folder: place.path)
    #expect(alone.status == 65, "\(alone.err)")
    try place.write("e/letters.csv", "Mailing,Send date,Sent\nLetter,2026-02-02,1200\n")
    let beside = try Sluice.run(["init", "e"], folder: place.path)
    #expect(beside.status == 0, "\(beside.err)")
    #expect(beside.out.contains("period: {every: day, only: 2026-02-02}\n"), "\(beside.out)")
    #expect(beside.out.contains("  # Any table: 1 file, 1 row.\n"))
  }
}
