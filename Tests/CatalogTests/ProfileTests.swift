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
    let test = profile.tests[c.index]
    // A name of its own: two runs of the tests on one machine must not take each other's files away.
    let path = NSTemporaryDirectory() + "sluice-profile-\(UUID().uuidString).txt"
    try Data(test.given.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let head = try SourceFileOpener().head(path, encoding: nil)
    let single = try SingleFile(
      .init(path: "given", absolute: path), profile: profile, head: head, currency: test.currency,
      needsEverything: true)
    var events: [[String: String]] = []
    try EventReader(plan: single.plan).read(single.file) { event in
      events.append(Dictionary(event.fields.map { ($0.name, $0.value) }) { first, _ in first })
    }
    #expect(events.count == test.events.count, "\(test.location): \(events)")
    for (event, expected) in zip(events, test.events) {
      for (field, value) in expected {
        let name = Self.printed[field] ?? field
        #expect(event[name] == value, "\(test.location): \(field) of \(event)")
      }
    }
    let outcomes = await EmbeddedEngine(threads: 1).run([single.file], plan: single.plan)
    guard case .whole(let result)? = outcomes.first else {
      Issue.record("\(test.location): \(outcomes)")
      return
    }
    #expect(result.ledger.imbalances().isEmpty)
    for (measure, amount) in test.controlTotals {
      let total = result.controlTotals.first { $0.measure.rawValue == measure }
      #expect(
        total.map { Exact(units: Int128($0.units), scale: 6) } == Exact(decimal: amount),
        "\(test.location): \(measure)")
    }
    #expect(
      result.rejects.map { "\($0.origin.line) \($0.reason.rawValue)" }
        == test.rejects.map { "\($0.line) \($0.reason)" })
  }

  /// Fields that events print under the measure they become.
  static let printed = ["refund": "refunds", "amount": "deal_amount", "created": "day"]

  static let samples = ProcessInfo.processInfo.environment["SLUICE_SAMPLES"]

  /// (file, profile, records, accepted) of the samples; counted by eye and with Python's csv module.
  static let known: [(file: String, profile: String, records: Int, accepted: Int)] = [
    ("google-ads/campaign_report_en_inr.csv", "google-ads/report", 6, 2),
    ("meta-ads/daily_bom_aud.csv", "meta-ads/report", 88, 88),
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
      "ga4/overview_multi_block_bare.csv", "spotify-ads/daily_preamble.csv", "matomo/goals_day.xml",
      "salesforce/dataloader_campaign.csv",
    ])
  func foreign(_ file: String) async throws {
    await #expect(throws: Diagnostics.self) {
      try await Commands.inspect("\(Self.samples ?? "")/\(file)", threads: 1)
    }
  }
}
