import Aggregate
import Declarations
import Diagnostics
import Engines
import EventSchema
import Extract
import Foundation
import Kernel
import Normalize
import Pipeline
import Testing

@Suite("Built-in profiles") struct ProfileTests {
  static let library = CatalogLibrary()

  struct Case: Sendable, CustomTestStringConvertible {
    var profile: String
    var index: Int
    var name: String
    var testDescription: String { "\(profile): \(name)" }
  }

  static let cases: [Case] = library.profileNames.flatMap { name -> [Case] in
    guard let profile = try? library.profile(name) else { return [] }
    return profile.tests.enumerated().map { Case(profile: name, index: $0, name: $1.name) }
  }

  @Test("every profile loads, has two tests and is named as its file", arguments: library.profileNames)
  func loads(_ name: String) throws {
    let profile = try #require(try Self.library.profile(name))
    #expect(profile.name == name)
    #expect(profile.tests.count >= 2)
  }

  @Test("the tests in the profile files hold", arguments: cases)
  func inline(_ c: Case) async throws {
    let profile = try #require(try Self.library.profile(c.profile))
    let problems = await ProfileTester(folder: NSTemporaryDirectory()).problems(
      of: profile.tests[c.index], profile)
    #expect(problems.map(\.message) == [])
  }

  @Test("a profile's test that does not hold is told by event, field and line")
  func deviations() async throws {
    let text = """
      profile: own/costs
      tool: Own
      evidence: unverified
      gives: cost
      format: csv
      columns:
        day: {headings: [day], as: date yyyy-MM-dd, required: yes}
        cost: {headings: [cost], as: money, required: yes}
      tests:
        - name: wrong on purpose
          currency: EUR
          given: |
            day,cost
            2026-01-01,5
            2026-01-02,x
          expect:
            - {day: "2026-01-01", cost: 6 EUR}
      """
    let profile = try #require(ProfileLoader.load(text: text, file: "own.yaml").profile)
    let problems = await ProfileTester(folder: NSTemporaryDirectory()).problems(of: profile)
    #expect(
      problems.map(\.message) == [
        "the test 'wrong on purpose': event 1: expected cost '6 EUR', found '5 EUR'",
        "the test 'wrong on purpose': expected rejects [], found [line 3 not_a_number]",
      ])
    #expect(problems.allSatisfy { $0.location?.file == "own.yaml" && $0.location?.line == 10 })
  }

  /// (file, profile, records of its tables, accepted) of made-up exports as ugly as real ones.
  static let fixtures: [(file: String, profile: String, records: [Int], accepted: [Int])] = [
    // Saved again by a spreadsheet: padded comments, CRLF, a mark in front; a comparison period.
    ("ga4/overview-resaved.csv", "ga4/channels", [3, 1], [3, 1]),
    ("matomo/visits-weeks-utf16.csv", "matomo/visits", [2], [2]),
    ("google-play/reviews_org.example.garden_202603.csv", "google-play/reviews", [2], [2]),
    ("fxiaoke/campaigns-gb18030.csv", "fxiaoke/campaigns", [2], [2]),
  ]

  @Test("ugly exports are recognised and read without losing a row", arguments: 0..<fixtures.count)
  func fixture(_ index: Int) async throws {
    let fixture = Self.fixtures[index]
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    // GB18030 has no mark of its own: a pipeline file names it.
    let finding = try await Commands.look(
      at: root.appendingPathComponent("fixtures/\(fixture.file)").path,
      encoding: fixture.file.contains("gb18030") ? "gb18030" : nil, threads: 2)
    guard case .known(let inspection) = finding else {
      Issue.record("not recognised")
      return
    }
    #expect(inspection.facts.first { $0.name == "profile" }?.value == fixture.profile)
    let records = inspection.facts.filter { $0.name.hasPrefix("records") }.map(\.value)
    #expect(records.count == fixture.records.count)
    for (fact, (all, accepted)) in zip(records, zip(fixture.records, fixture.accepted)) {
      #expect(fact.hasPrefix("\(all) = \(accepted) accepted"), "\(fact)")
    }
  }

  static let samples = ProcessInfo.processInfo.environment["SLUICE_SAMPLES"]

  /// A real export: what it is, its records, those accepted, its sums and its first event, read off the file by eye,
  /// with Python's csv module or with ElementTree. Where it states no period, the days are those of its origin's name.
  struct Sample: Sendable {
    var file: String, profile: String, records: Int, accepted: Int
    var covers: String?
    var period: String?
    /// Of money, by measure.
    var sums: [String: String]
    /// Fields of the first event.
    var first: [String: String]

    init(
      _ file: String, _ profile: String, _ records: Int, _ accepted: Int, covers: String? = nil,
      period: String? = nil, sums: [String: String] = [:], first: [String: String]
    ) {
      (self.file, self.profile, self.records, self.accepted) = (file, profile, records, accepted)
      (self.covers, self.period, self.sums, self.first) = (covers, period ?? covers, sums, first)
    }
  }

  static let known: [Sample] = [
    // Rows of 1661.67 and 904.26; the file's own total says 2565.92, a paisa less.
    Sample(
      "google-ads/campaign_report_en_inr.csv", "google-ads/report", 6, 2, period: "2025-07-08 to 2025-07-31",
      sums: ["spend": "2565.93 INR"],
      first: [
        "day": "2025-07-08", "last_day": "2025-07-31", "campaign": "Video views - 2025-07-19",
        "spend": "1661.67 INR", "impressions": "25881", "conversions_claimed": "0",
      ]),
    Sample(
      "meta-ads/daily_bom_aud.csv", "meta-ads/report", 88, 88,
      sums: ["spend": "4035.16 AUD", "conversion_value_claimed": "32068.34 AUD"],
      first: ["spend": "79.62 AUD", "impressions": "4457", "clicks": "97", "source": "facebook"]),
    Sample(
      "amazon-ads/sp_campaign_report_inr.csv", "amazon-ads/report", 182, 182,
      sums: ["spend": "47108.12 INR", "conversion_value_claimed": "71129.81 INR"],
      first: [
        "day": "2020-02-01", "spend": "201.68 INR", "impressions": "782", "clicks": "13",
        "conversions_claimed": "3", "conversion_value_claimed": "961.62 INR",
      ]),
    Sample(
      "spotify-ads/daily_preamble.csv", "spotify-ads/report", 62, 62, period: "2026-05-27 to 2026-06-25",
      sums: ["spend": "0.44 (no currency stated)"],
      first: [
        "day": "2026-05-27", "campaign": "Spotify_WebsiteVisits_CocoonAU_2026-06", "impressions": "0",
      ]),
    Sample(
      "salesforce/dataloader_opportunity.csv", "salesforce/opportunities", 50, 50,
      sums: ["deal_amount": "43603545.98 (no currency stated)"],
      first: ["status": "Qualification", "deals_created": "1"]),
    Sample(
      "salesforce/dataloader_campaign.csv", "salesforce/campaigns", 8, 8,
      first: ["campaign_id": "701Ec00000GJDl7IAH", "campaign_type": "social media", "status": "Completed"]),
    Sample(
      "shopify/orders_trimmed_synthetic.csv", "shopify/orders", 127, 127,
      sums: ["revenue": "15063 USD", "refunds": "423.75 USD"],
      first: ["order": "#1001", "day": "2025-01-15", "revenue": "183.5 USD", "status": "paid"]),
    Sample(
      "tradedoubler/event_breakdown_en.xml", "tradedoubler/events", 1, 1,
      sums: [
        "spend": "9.43999 (no currency stated)", "conversion_value_claimed": "188.79977 (no currency stated)",
      ],
      first: ["day": "2016-09-04", "campaign": "Hertz UK", "conversions_claimed": "1"]),
    Sample(
      "commerceml/orders_cp1251.xml", "commerceml/orders", 1, 1, sums: ["revenue": "9335.42 RUB"],
      first: ["order": "20", "day": "2007-10-16", "orders": "1"]),
    // Of seven blocks one counts something by day: views. The other file: sessions by channel group.
    Sample(
      "ga4/overview_multi_block_bare.csv", "ga4/days", 28, 28, period: "2023-12-08 to 2024-01-04",
      first: ["day": "2023-12-08", "page_views": "169"]),
    Sample(
      "ga4/overview_multi_block_commented.csv", "ga4/channels", 3, 3, period: "2023-04-24 to 2023-05-21",
      first: ["day": "2023-04-24", "last_day": "2023-05-21", "visits": "3"]),
    Sample(
      "matomo/api_get_month_en_utf16.csv", "matomo/visits", 1, 1,
      first: [
        "day": "2010-03-01", "last_day": "2010-03-31", "visits": "2", "visitors": "1", "page_views": "4",
        "visit_seconds": "1622", "web_bounces": "1",
      ]),
    // A week over the end of a quarter can't be divided.
    Sample("matomo/visits_summary_week_utf16.csv", "matomo/visits", 1, 0, first: [:]),
    // Three of nine rows sum up others.
    Sample(
      "matomo/content_names_day_de_utf16.csv", "matomo/content-names", 9, 6,
      covers: "2010-01-03 to 2010-01-03",
      first: ["title": "Text Ad - Click to download Piwik now", "video_views": "4"]),
    Sample(
      "matomo/visits_summary_day.xml", "matomo/visits-xml", 1, 1, covers: "2010-03-06 to 2010-03-06",
      first: [
        "day": "2010-03-06", "visits": "2", "visitors": "1", "visit_seconds": "1622", "web_bounces": "1",
      ]),
    Sample(
      "matomo/goals_day.xml", "matomo/goals-xml", 1, 1, covers: "2010-03-06 to 2010-03-06",
      first: ["day": "2010-03-06", "goal_completions": "2"]),
    Sample(
      "matomo/referrer_type_day.xml", "matomo/referrers-xml", 2, 2, covers: "2010-03-06 to 2010-03-06",
      first: [
        "day": "2010-03-06", "visits": "1", "visitors": "1", "visit_seconds": "1", "goal_completions": "1",
      ]),
    Sample(
      "matomo/scheduled_report_month.csv", "matomo/email-channels", 3, 3,
      covers: "2010-01-01 to 2010-01-31", first: ["last_day": "2010-01-31", "visits": "6"]),
    Sample(
      "matomo/scheduled_report_ecommerce_week.tsv", "matomo/email-channels", 1, 1,
      covers: "2011-04-04 to 2011-04-10", first: ["last_day": "2011-04-10", "visits": "5"]),
    // The first row sums up.
    Sample(
      "youtube-studio/table_data_geography.csv", "youtube-studio/geography", 202, 201,
      covers: "2021-10-01 to 2021-12-31",
      first: ["region": "US", "video_views": "2638475", "watch_seconds": "902481802.92"]),
    Sample(
      "youtube-studio/totals.csv", "youtube-studio/days", 365, 365,
      first: ["day": "2020-12-31", "video_views": "31964"]),
  ]

  @Test(
    "every real sample is recognised and read without losing a row",
    .enabled(if: samples != nil, "set SLUICE_SAMPLES to the folder of sample exports"),
    arguments: 0..<known.count)
  func sample(_ index: Int) async throws {
    let sample = Self.known[index]
    let inspection = try await Commands.inspect(
      "\(Self.samples ?? "")/\(sample.file)", covers: sample.covers, threads: 2)
    let facts = Dictionary(inspection.facts.map { ($0.name, $0.value) }) { first, _ in first }
    #expect(facts["profile"] == sample.profile)
    #expect(
      facts["records"]?.hasPrefix("\(sample.records) = \(sample.accepted) accepted") == true, "\(facts)")
    if let period = sample.period { #expect(facts["period"] == period) }
    for (measure, sum) in sample.sums { #expect(facts[measure] == sum, "\(measure)") }
    let rows = inspection.rows
    for (field, text) in sample.first {
      let column = rows.columns.firstIndex(of: field)
      #expect(column.map { rows.rows.first?[$0] } == text, "\(field) of the first event")
    }
  }

  /// Read by other tests: containers without a profile of their own.
  static let containers = ["datavalidations", "date_1904", "excel2003_iso8859-1", "poi_15573"].map {
    "spreadsheetml2003/\($0).xml"
  }

  @Test(
    "no sample is forgotten",
    .enabled(if: samples != nil, "set SLUICE_SAMPLES to the folder of sample exports"))
  func allSamples() throws {
    let folder = try #require(Self.samples)
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: "\(folder)/\($0)", isDirectory: &isFolder)
        && !isFolder.boolValue && $0 != "ORIGINS.md"
    }
    #expect(files.sorted() == (Self.known.map(\.file) + Self.containers).sorted())
  }

  @Test(
    "samples of other tools get a clear 'no profile'",
    .enabled(if: samples != nil, "set SLUICE_SAMPLES to the folder of sample exports"),
    arguments: containers)
  func foreign(_ file: String) async throws {
    await #expect(throws: Diagnostics.self) {
      try await Commands.inspect("\(Self.samples ?? "")/\(file)", threads: 1)
    }
  }
}
