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

  /// A real export: what it is, its records, those accepted, and a sum; counted by eye, with Python's csv module
  /// and with ElementTree. Where it states no period, the days are those of its origin's name.
  struct Sample: Sendable {
    var file: String, profile: String, records: Int, accepted: Int
    var covers: String?
    var period: String?

    init(
      _ file: String, _ profile: String, _ records: Int, _ accepted: Int, covers: String? = nil,
      period: String? = nil
    ) {
      (self.file, self.profile, self.records, self.accepted) = (file, profile, records, accepted)
      (self.covers, self.period) = (covers, period ?? covers)
    }
  }

  static let known: [Sample] = [
    Sample("google-ads/campaign_report_en_inr.csv", "google-ads/report", 6, 2),
    Sample("meta-ads/daily_bom_aud.csv", "meta-ads/report", 88, 88),
    Sample("amazon-ads/sp_campaign_report_inr.csv", "amazon-ads/report", 182, 182),
    Sample(
      "spotify-ads/daily_preamble.csv", "spotify-ads/report", 62, 62, period: "2026-05-27 to 2026-06-25"),
    Sample("salesforce/dataloader_opportunity.csv", "salesforce/opportunities", 50, 50),
    Sample("shopify/orders_trimmed_synthetic.csv", "shopify/orders", 127, 127),
    Sample("tradedoubler/event_breakdown_en.xml", "tradedoubler/events", 1, 1),
    Sample("commerceml/orders_cp1251.xml", "commerceml/orders", 1, 1),
    Sample("salesforce/dataloader_campaign.csv", "salesforce/campaigns", 8, 8),
    // Of seven blocks one counts something by day: views. The other file: sessions by channel group.
    Sample("ga4/overview_multi_block_bare.csv", "ga4/days", 28, 28, period: "2023-12-08 to 2024-01-04"),
    Sample(
      "ga4/overview_multi_block_commented.csv", "ga4/channels", 3, 3, period: "2023-04-24 to 2023-05-21"),
    Sample("matomo/api_get_month_en_utf16.csv", "matomo/visits", 1, 1),
    // A week over the end of a quarter can't be divided.
    Sample("matomo/visits_summary_week_utf16.csv", "matomo/visits", 1, 0),
    // Three of nine rows sum up others.
    Sample(
      "matomo/content_names_day_de_utf16.csv", "matomo/content-names", 9, 6,
      covers: "2010-01-03 to 2010-01-03"),
    Sample("matomo/visits_summary_day.xml", "matomo/visits-xml", 1, 1, covers: "2010-03-06 to 2010-03-06"),
    Sample("matomo/goals_day.xml", "matomo/goals-xml", 1, 1, covers: "2010-03-06 to 2010-03-06"),
    Sample("matomo/referrer_type_day.xml", "matomo/referrers-xml", 2, 2, covers: "2010-03-06 to 2010-03-06"),
    Sample(
      "matomo/scheduled_report_month.csv", "matomo/email-report", 1, 1, covers: "2010-01-01 to 2010-01-31"),
    Sample(
      "matomo/scheduled_report_ecommerce_week.tsv", "matomo/email-report", 1, 1,
      covers: "2011-04-04 to 2011-04-10"),
    // The first row sums up.
    Sample(
      "youtube-studio/table_data_geography.csv", "youtube-studio/geography", 202, 201,
      covers: "2021-10-01 to 2021-12-31"),
    Sample("youtube-studio/totals.csv", "youtube-studio/days", 365, 365),
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
  }

  @Test(
    "samples of other tools get a clear 'no profile'",
    .enabled(if: samples != nil, "set SLUICE_SAMPLES to the folder of sample exports"),
    arguments: ["spreadsheetml2003/poi_15573.xml", "spreadsheetml2003/datavalidations.xml"])
  func foreign(_ file: String) async throws {
    await #expect(throws: Diagnostics.self) {
      try await Commands.inspect("\(Self.samples ?? "")/\(file)", threads: 1)
    }
  }
}
