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

  static let samples = ProcessInfo.processInfo.environment["SLUICE_SAMPLES"]

  /// (file, profile, records, accepted) of the samples; counted by eye and with Python's csv module.
  static let known: [(file: String, profile: String, records: Int, accepted: Int)] = [
    ("google-ads/campaign_report_en_inr.csv", "google-ads/report", 6, 2),
    ("meta-ads/daily_bom_aud.csv", "meta-ads/report", 88, 88),
    ("amazon-ads/sp_campaign_report_inr.csv", "amazon-ads/report", 182, 182),
    ("spotify-ads/daily_preamble.csv", "spotify-ads/report", 62, 62),
    ("salesforce/dataloader_opportunity.csv", "salesforce/opportunities", 50, 50),
    ("shopify/orders_trimmed_synthetic.csv", "shopify/orders", 127, 127),
    ("tradedoubler/event_breakdown_en.xml", "tradedoubler/events", 1, 1),
    ("commerceml/orders_cp1251.xml", "commerceml/orders", 1, 1),
  ]

  @Test(
    "every real sample is recognised and read without losing a row",
    .enabled(if: samples != nil, "set SLUICE_SAMPLES to the folder of sample exports"),
    arguments: 0..<known.count)
  func sample(_ index: Int) async throws {
    let sample = Self.known[index]
    let inspection = try await Commands.inspect("\(Self.samples ?? "")/\(sample.file)", threads: 2)
    let facts = Dictionary(inspection.facts.map { ($0.name, $0.value) }) { first, _ in first }
    #expect(facts["profile"] == sample.profile)
    #expect(
      facts["records"]?.hasPrefix("\(sample.records) = \(sample.accepted) accepted") == true, "\(facts)")
  }

  @Test(
    "samples of other tools get a clear 'no profile'",
    .enabled(if: samples != nil, "set SLUICE_SAMPLES to the folder of sample exports"),
    arguments: [
      "ga4/overview_multi_block_bare.csv", "matomo/goals_day.xml",
      "salesforce/dataloader_campaign.csv",
    ])
  func foreign(_ file: String) async throws {
    await #expect(throws: Diagnostics.self) {
      try await Commands.inspect("\(Self.samples ?? "")/\(file)", threads: 1)
    }
  }
}
