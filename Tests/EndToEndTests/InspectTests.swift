import Foundation
import Testing

@Suite("Looking at one file") struct InspectTests {
  static let ads = """
    Campaign report
    "January 1, 2026 - January 31, 2026"
    Day,Campaign,Campaign status,Currency code,Impr.,Clicks,Cost
    2026-01-10,Brand,Enabled,EUR,"1,000",40,20.00
    2026-01-11,Brand,Enabled,EUR,"1,000",40,soon
    Total: Campaigns, --, --,EUR,"1,000",40,20.00

    """

  @Test("what was read, what was not, what would be rejected and what lost is said, in lines of 100 cells")
  func known() throws {
    let place = try Workspace()
    try place.write("ads.csv", Self.ads)
    let run = try Sluice.run(["inspect", "ads.csv"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    for text in [
      "profile           google-ads/report", "above the table   1: Campaign report",
      "period            2026-01-01 to 2026-01-31",
      "records           3 = 1 accepted + 1 filtered + 1 rejected", "Cost           spend, money",
      "columns not used\n  Campaign status", "1 × not_a_number, column 'Cost', first in line 5",
      "'Total: Campaigns', line 6  spend 20, but the records sum up to 20", "left out\n  total  1",
    ] { #expect(run.out.contains(text), "lacks: \(text)\n\(run.out)") }
    #expect(run.out.split(separator: "\n").allSatisfy { $0.count <= 100 })
    let json = try Sluice.run(["inspect", "ads.csv", "--json"], folder: place.path)
    let value = try #require(try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any])
    #expect(value["profile"] as? String == "google-ads/report")
    #expect((value["rejects"] as? [[String: Any]])?.first?["line"] as? Int == 5)
    #expect(value["columns_not_used"] as? [String] == ["Campaign status"])
  }

  @Test("a file of which more than half would be rejected returns 3, as a run of it does; up to half is 0")
  func mostlyRejected() throws {
    let place = try Workspace()
    let head = "day,campaign,spend,currency\n2026-02-01,A,soon,EUR\n"
    try place.write("all.csv", head)
    try place.write("half.csv", head + "2026-02-02,A,5,EUR\n")
    let all = try Sluice.run(["inspect", "all.csv"], folder: place.path)
    #expect(all.status == 3)
    #expect(
      all.err.contains("all.csv: warning: 1 of 1 records would be rejected: a run would be incomplete"),
      "\(all.err)")
    #expect(all.out.contains("would be rejected"))
    #expect(try Sluice.run(["inspect", "half.csv"], folder: place.path).status == 0)
    let run = FormulaTests.pipeline.replacing("ads.csv", with: "all.csv")
    try place.write("p.yaml", run)
    #expect(try Sluice.run(["run", "p.yaml"], folder: place.path).status == 3)
  }

  /// ISO 4217's code for none.
  static let noCurrency = String(repeating: "X", count: 3)

  @Test("a file that no profile fits gets a mapping to start from, and that mapping works")
  func unknown() throws {
    let place = try Workspace()
    try place.write(
      "agentur.csv", "Datum;Ausgaben netto;Kanal\n03.02.2026;1.200,50;Radio\n17.02.2026;99,90;Plakat\n")
    let run = try Sluice.run(["inspect", "agentur.csv"], folder: place.path)
    #expect(run.status == 65)
    #expect(run.err.contains("agentur.csv: error: no profile fits this file"))
    for text in [
      "Datum           dates dd.MM.yyyy", "Ausgaben netto  numbers 1.234,56", "    profile: generic/costs",
    ] {
      #expect(run.out.contains(text), "lacks: \(text)\n\(run.out)")
    }
    let entry = try #require(run.out.range(of: "  agentur:\n")).lowerBound
    try place.write(
      "p.yaml",
      """
      sluice: 1
      name: p
      period: {every: month, only: 2026-02}
      currency: {report_in: EUR}
      extract:
      \(run.out[entry...].replacingOccurrences(of: "currency: \(Self.noCurrency)", with: "currency: EUR"))
      aggregate: {kpis: [marketing_cost]}
      render:
        tables:
          all: {by: [month], columns: [marketing_cost]}

      """)
    let table = try Sluice.run(["table", "p.yaml", "all"], folder: place.path)
    #expect(table.status == 0, "\(table.err)")
    // 1200.50 + 99.90
    #expect(table.out == "month,marketing_cost\n2026-02,1300.40\n")
  }

  struct Guess: Sendable, CustomTestStringConvertible {
    var name: String, table: String, proposed: [String]
    var testDescription: String { name }
  }

  @Test(
    "what a table leaves open is a question in its proposal, not an answer",
    arguments: [
      Guess(
        name: "days, numbers and a currency that can be read in two ways; a total says nothing",
        table:
          "When,Campaign,Net cost\n03/04/2026 10:00,Brand,1.234\n05/06/2026 11:00,Other,2.345\nTotal,,3.579\n",
        proposed: [
          "as: datetime MM/dd/yyyy HH:mm}   # ? or dd/MM/yyyy HH:mm: the times looked at fit both",
          "    numbers: \"1,234.56\"   # ? or \"1.234,56\": the numbers looked at fit both",
          "    currency: \(noCurrency)   # ? no column names it: put the code, such as EUR",
        ]),
      Guess(
        name: "Chinese days", table: "日期,活动名称,净花费\n2026年2月3日,品牌,12.50\n2026年12月13日,其他,3.25\n",
        proposed: ["as: date yyyy年M月d日}"]),
    ])
  func questions(_ c: Guess) throws {
    let place = try Workspace()
    try place.write("table.csv", c.table)
    let run = try Sluice.run(["inspect", "table.csv"], folder: place.path)
    for text in c.proposed { #expect(run.out.contains(text), "lacks: \(text)\n\(run.out)") }
  }

  @Test("how days and numbers are written can be said, as a pipeline file says it")
  func notation() throws {
    let place = try Workspace()
    try place.write("x.csv", "day;campaign;spend;currency\n03.02.2026;Brand;1.234;EUR\n")
    let undeclared = try Sluice.run(["inspect", "x.csv"], folder: place.path)
    #expect(undeclared.status != 0)
    #expect((undeclared.out + undeclared.err).contains("--dates"), "\(undeclared.out)\(undeclared.err)")
    let run = try Sluice.run(
      ["inspect", "x.csv", "--dates", "dd.MM.yyyy", "--numbers", "1.234,56"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    let out = run.out.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(out.contains("numbers read as 1.234,56") && out.contains("spend 1234 EUR"), "\(run.out)")
    #expect(run.out.contains("day=2026-02-03"), "\(run.out)")
    for (option, text) in [("--dates", "yyyy-MM"), ("--numbers", "many")] {
      let refused = try Sluice.run(["inspect", "x.csv", option, text], folder: place.path)
      #expect(
        refused.status == 64 && refused.err.contains("for \(option), found '\(text)'"), "\(refused.err)")
    }
  }

  /// (a list of what mailings did, the mapping that is proposed of its beginning)
  static let mailings = [
    ("campaign,start,sent,opens,clicks\nMay,2026-02-03,1200,400,80\n", "campaign: campaign"),
    ("活动名称,发送时间,发送数,打开数\n五月,2026-02-03 10:00:00,1200,400\n", "发送数: sent"),
    // Thousands may be counts.
    ("Mailing;Sent at;Recipients;Opened\nMay;03.02.2026 10:00;1.200;400\n", "Recipients: sent"),
    // `at` is read as a time where nothing is said.
    ("Campaign,Sent at,Recipients\nMay,2026-02-03,1200\n", "Sent at: {field: at, as: date yyyy-MM-dd}"),
  ]

  @Test("lists of mailings are no campaign plans", arguments: mailings)
  func mailing(_ table: String, _ proposed: String) throws {
    let place = try Workspace()
    try place.write("list.csv", table)
    let run = try Sluice.run(["inspect", "list.csv"], folder: place.path)
    #expect(run.out.contains("profile: generic/email") && run.out.contains(proposed), "\(run.out)")
    #expect(!run.out.contains("profile  generic/campaign-plan"), "\(run.out)")
  }

  @Test(
    "a heading that stands twice is named, not hidden behind 'no profile'", arguments: ["inspect", "records"])
  func twice(_ command: String) throws {
    let place = try Workspace()
    try place.write("ads.csv", "day,campaign,spend,spend\n2026-02-01,Brand,1,1\n")
    let run = try Sluice.run(
      command == "inspect"
        ? ["inspect", "ads.csv"] : ["records", "ads.csv", "--profile", "generic/ad-costs"],
      folder: place.path)
    #expect(run.status == 65)
    #expect(run.err.contains("ads.csv:1: error: the heading 'spend' stands twice"), "\(run.err)")
  }

  @Test("a profile and an encoding can be named")
  func named() throws {
    let place = try Workspace()
    try place.write("x.csv", "day,campaign,spend\n2026-02-01,Brand,1\n")
    let run = try Sluice.run(
      ["inspect", "x.csv", "--profile", "generic/costs", "--encoding", "utf-8"], folder: place.path)
    #expect(run.status == 65)
    #expect(run.err.contains("no heading row of the profile generic/costs: missing 'cost'"), "\(run.err)")
    #expect(try Sluice.run(["inspect", "x.csv", "--encoding", "klingon"], folder: place.path).status == 64)
    #expect(try Sluice.run(["inspect", "x.csv", "--profile", "no/such"], folder: place.path).status == 64)
  }
}

@Suite("The reference") struct ReferenceTests {
  @Test(
    "the pages in docs/ say what drives the program",
    arguments: ["profiles", "kpis", "conversions", "pipeline-file"])
  func pages(_ page: String) throws {
    let printed = try Sluice.run(["reference", page])
    let written = FileManager.default.contents(atPath: "\(Sluice.root)/docs/\(page).md")
    #expect(written == Data(printed.out.utf8), "docs/\(page).md differs: run `make docs` and review the diff")
  }
}

@Suite("The KPIs on the terminal") struct KPIListTests {
  @Test("the list has a line per KPI with name, unit, direction and formula, variants under theirs")
  func list() throws {
    let lines = try Sluice.run(["kpis"]).out.split(separator: "\n").map { line in
      line.split(separator: " ").joined(separator: " ")
    }
    #expect(lines.contains("win_rate Win rate percent higher won_deals / (won_deals + lost_deals)"))
    #expect(
      lines.contains(
        "win_rate.value Win rate by value percent higher won_amount / (won_amount + lost_amount)"))
    #expect(lines.contains("cac Customer acquisition cost money lower marketing_cost / new_customers"))
    #expect(lines == lines.sorted(), "sorted by identifier")
  }

  @Test(
    "one KPI is explained: formula, what it comes down to, parts, source, tests, variants",
    arguments: [
      (
        "roas",
        ["formula   revenue / spend\n", "parts     revenue, spend\n", "revenue: 90, spend: 40 → 2.25\n"]
      ),
      (
        "cac",
        [
          "that is   (spend + cost) / new_customers\n", "parts     spend, cost, new_customers\n",
          "cost: 0, new_customers: 0, spend: 1 → n/a\n",
        ]
      ),
      ("win_rate", ["`kpis: [{win_rate: NAME}]`", "win_rate.value  Win rate by value"]),
      ("win_rate.value", ["formula   won_amount / (won_amount + lost_amount)\n"]),
      (
        "payback",
        ["parts     spend, cost, new_customers, revenue, orders, purchases_per_year, gross_margin\n"]
      ),
    ])
  func explained(_ name: String, _ texts: [String]) throws {
    let run = try Sluice.run(["kpis", name])
    #expect(run.status == 0)
    for text in texts { #expect(run.out.contains(text), "\(text) in \(run.out)") }
  }

  @Test("what means different things is refused with the choices, what is unknown with what is near")
  func refused() throws {
    let bare = try Sluice.run(["kpis", "conversion_rate"])
    #expect(bare.status == 64)
    #expect(bare.err.contains("say which is meant: visit_conversion_rate"), "\(bare.err)")
    let unknown = try Sluice.run(["kpis", "win_rat"])
    #expect(unknown.status == 64)
    #expect(unknown.err.contains("did you mean 'win_rate'?"), "\(unknown.err)")
  }
}

@Suite("Users' own profiles") struct OwnProfileTests {
  static func pipeline(_ profile: String) -> String {
    """
    sluice: 1
    name: p
    period: {every: month, only: 2026-02}
    currency: {report_in: EUR}
    extract:
      ads: {profile: \(profile), files: ads.csv, required: yes}
    aggregate: {kpis: [spend]}
    render:
      tables:
        all: {by: [month], columns: [spend]}

    """
  }

  @Test("a profile file that is a link out of its folder is not followed")
  func link() throws {
    let place = try Workspace()
    let printed = try Sluice.run(["profiles", "generic/ad-costs"], folder: place.path)
    try place.write("elsewhere.yaml", printed.out.replacing("generic/ad-costs", with: "our/ads"))
    try place.write("profiles/our/other.yaml", printed.out.replacing("generic/ad-costs", with: "our/other"))
    try FileManager.default.createSymbolicLink(
      atPath: "\(place.path)/profiles/our/ads.yaml", withDestinationPath: "\(place.path)/elsewhere.yaml")
    try place.write("ads.csv", "day,campaign,spend,currency\n2026-02-01,Brand,12.25,EUR\n")
    try place.write("p.yaml", Self.pipeline("our/ads"))
    let refused = try Sluice.run(["table", "p.yaml", "all"], folder: place.path)
    #expect(refused.status == 78, "\(refused.err)")
    #expect(refused.err.contains("the profile file is a link that leads out of its folder"), "\(refused.err)")
    try place.write("p.yaml", Self.pipeline("our/other"))
    #expect(try Sluice.run(["table", "p.yaml", "all"], folder: place.path).status == 0)
  }

  @Test("a built-in profile can be printed, changed and used in its place; a plan says so")
  func override() throws {
    let place = try Workspace()
    let printed = try Sluice.run(["profiles", "generic/ad-costs"], folder: place.path)
    #expect(printed.status == 0)
    try place.write(
      "profiles/generic/ad-costs.yaml",
      printed.out.replacing("headings: [spend]", with: "headings: [spend, Mediabudget]"))
    try place.write("p.yaml", Self.pipeline("generic/ad-costs"))
    try place.write("ads.csv", "day,campaign,Mediabudget,currency\n2026-02-01,Brand,12.25,EUR\n")
    let table = try Sluice.run(["table", "p.yaml", "all"], folder: place.path)
    #expect(table.out == "month,spend\n2026-02,12.25\n", "\(table.err)")
    let plan = try Sluice.run(["plan", "p.yaml"], folder: place.path)
    #expect(
      plan.out.contains(
        "ads  (generic/ad-costs, ./profiles/generic/ad-costs.yaml instead of the built-in one)")
        || plan.out.contains(
          "ads  (generic/ad-costs, profiles/generic/ad-costs.yaml instead of the built-in one)"),
      "\(plan.out)")
    let inspect = try Sluice.run(["inspect", "ads.csv"], folder: place.path)
    #expect(inspect.out.contains("Mediabudget  spend, money"), "\(inspect.err)\(inspect.out)")
  }

  @Test("what is wrong with an own profile is told at its place, with the line")
  func errors() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline("our/ads"))
    try place.write("ads.csv", "day,campaign,spend,currency\n2026-02-01,Brand,12.25,EUR\n")
    try place.write(
      "profiles/our/ads.yaml",
      "profile: our/ads\ntool: Ours\nevidence: verified\ngives: ad\nformat: csv\ncolumns:\n  day: {heading: [day]}\n"
    )
    for command in ["run", "validate", "plan"] {
      let run = try Sluice.run([command, "p.yaml"], folder: place.path)
      #expect(run.status == 78)
      #expect(
        run.err.contains("profiles/our/ads.yaml:7:9: error: unknown key 'heading' in column 'day'"),
        "\(run.err)")
      #expect(
        run.err.contains("hint: did you mean 'headings'?") && run.err.contains("7 |   day: {heading: [day]}"))
    }
    try place.write(
      "profiles/our/ads.yaml",
      "profile: other/name\ntool: Ours\nevidence: verified\ngives: ad\nformat: csv\ncolumns: {}\n")
    let run = try Sluice.run(["validate", "p.yaml"], folder: place.path)
    #expect(run.err.contains("the profile names itself 'other/name', its file says 'our/ads'"), "\(run.err)")
    try place.write("p.yaml", Self.pipeline("our/adds"))
    #expect(
      try Sluice.run(["validate", "p.yaml"], folder: place.path).err.contains("did you mean 'our/ads'?"))
  }

  /// What a person may write under the headings of the generic templates; all else is 1.
  static let filled = [
    "day": "2026-02-03", "at": "2026-02-03 10:00:00", "created": "2026-02-01", "closed": "2026-02-10",
    "published_at": "2026-02-03 10:00:00", "start": "2026-02-01", "end": "2026-02-10",
    "last_day": "2026-02-04",
    "refund_day": "2026-02-09", "currency": "EUR", "status": "won", "stage": "lead", "kind": "nps",
    "scale": "",
    "event": "", "type": "video", "email": "ann@example.org", "lead_source": "fair", "probability": "50%",
    "expected_close": "2026-03-01", "first_contact_at": "2026-02-03 12:00:00",
  ]

  @Test(
    "every generic template, filled in, is recognised and read",
    arguments: [
      "ad-costs", "campaign-plan", "content", "costs", "deals", "email", "leads", "orders", "refunds",
      "survey", "visits",
    ])
  func templates(_ name: String) throws {
    let place = try Workspace()
    let heading = try Sluice.run(["profiles", "generic/\(name)", "--template"]).out
    let cells = heading.dropLast().split(separator: ",").map { Self.filled[String($0)] ?? "1" }
    try place.write("mine.csv", heading + cells.joined(separator: ",") + "\n")
    let run = try Sluice.run(["inspect", "mine.csv"], folder: place.path)
    let out = run.out.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(out.contains("profile generic/\(name)"), "\(run.out)\(run.err)")
    #expect(out.contains("records 1 = 1 accepted + 0 filtered + 0 rejected"), "\(run.out)")
  }

  @Test("a profile printed into `profiles/` unchanged gives the same report, byte for byte but for its plan")
  func unchanged() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline("generic/ad-costs"))
    try place.write(
      "ads.csv", "day,campaign,spend,currency\n2026-02-01,Brand,12.25,EUR\n2026-02-02,B,x,EUR\n")
    let before = try Sluice.run(["events", "p.yaml"], folder: place.path)
    let printed = try Sluice.run(["profiles", "generic/ad-costs"], folder: place.path)
    try place.write("profiles/generic/ad-costs.yaml", printed.out)
    let after = try Sluice.run(["events", "p.yaml"], folder: place.path)
    #expect(before.status == 0 && after.out == before.out && !after.out.isEmpty)
    #expect(
      try Sluice.run(["profiles", "--test", "profiles/generic/ad-costs.yaml"], folder: place.path).status == 0
    )
  }

  @Test("a summary shows headings, words and what is needed; a template the headings alone")
  func views() throws {
    let summary = try Sluice.run(["profiles", "generic/deals", "--summary"])
    #expect(summary.out.contains("won ← won | 赢单 | выиграна"), "\(summary.out)")
    let email = try Sluice.run(["profiles", "generic/email", "--summary"])
    #expect(email.out.contains("required: at or day"), "\(email.out)")
    let template = try Sluice.run(["profiles", "generic/orders", "--template"])
    #expect(template.out.hasPrefix("order,"))
    #expect(template.out.split(separator: "\n").count == 1)
    #expect(try Sluice.run(["profiles", "commerceml/orders", "--template"]).status == 64)
    #expect(try Sluice.run(["profiles", "generic/rates", "--template"]).out == "day,from,to,rate\n")
    let unknown = try Sluice.run(["profiles", "matomo/visitors"])
    #expect(unknown.err.contains("matomo/visits") && !unknown.err.contains("shopify"), "\(unknown.err)")
    #expect(try Sluice.run(["profiles", "nothing"]).err.contains("`sluice profiles` lists all"))
  }
}
