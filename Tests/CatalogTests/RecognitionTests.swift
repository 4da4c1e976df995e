import Declarations
import Extract
import Foundation
import Testing

/// Which profile a file is taken for, among all that there are.
@Suite("Recognition") struct RecognitionTests {
  static let profiles = ProfileTests.library.profileNames.compactMap { try? ProfileTests.library.profile($0) }

  private func candidates(_ text: String, _ profiles: [Profile]) throws -> [Recogniser.Candidate] {
    let path = NSTemporaryDirectory() + "sluice-recognition-\(UUID().uuidString)"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return Recogniser(profiles: profiles).candidates(try SourceFileOpener().heads(path, encoding: nil).texts)
  }

  @Test("every profile's own tests are taken for exports of that very profile", arguments: ProfileTests.cases)
  func own(_ c: ProfileTests.Case) throws {
    let test = try #require(Self.profiles.first { $0.name == c.profile }).tests[c.index]
    let found = try candidates(test.given, Self.profiles)
    let best = try #require(found.first, "\(test.location): no profile fits")
    let others = found.dropFirst().filter { $0.ties(with: best) }.map(\.profile.name)
    #expect(best.profile.name == c.profile, "\(test.location)")
    #expect(others.isEmpty, "\(test.location): nothing tells it from these")
  }

  @Test(
    "a table that anybody could have written is no tool's export",
    arguments: [
      "day,campaign,spend,impressions,clicks\n2026-01-01,A,1,2,3\n",
      "Date,Campaign name,Spend,Impressions,Clicks\n2026-01-01,A,1,2,3\n",
      "Datum;Kampagne;Ausgaben;Impressionen;Klicks\n2026-01-01;A;1;2;3\n",
      "Дата;Кампания;Расход;Показы;Клики\n01.01.2026;А;1;2;3\n",
      "日期,广告系列,花费,展示次数\n2026-01-01,A,1,2\n",
      "order,day,revenue,currency\n1,2026-01-01,2,EUR\n",
      "Order Date,Status,Total\n2026-01-01,paid,2\n",
      "Date,Status,Commission\n2026-01-01,approved,2\n",
      "<?xml version='1.0'?>\n<report/>\n",
      "<?xml version='1.0'?>\n<result><row><label>Norway</label><nb_visits>3</nb_visits></row></result>\n",
      "<?xml version='1.0'?>\n<results><result date='2026-01'><nb_hits>3</nb_hits></result></results>\n",
    ])
  func anybodys(_ text: String) throws {
    let best = try candidates(text, Self.profiles).first?.profile.name
    #expect(best?.hasPrefix("generic/") ?? true, "\(best ?? "")")
  }

  private static func profile(_ name: String, recognise: String, fields: String) throws -> Profile {
    let text = """
      profile: \(name)
      tool: T
      evidence: unverified
      gives: ad
      format: csv
      recognise: \(recognise)
      columns:
        day: {headings: [Day], as: date yyyy-MM-dd, required: yes}
        spend: {headings: [Cost, Spend], as: money, required: yes}
        \(fields)

      """
    let loaded = ProfileLoader.load(text: text, file: name)
    return try #require(loaded.profile, "\(loaded.diagnostics)")
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String, text: String, best: [String]
    var testDescription: String { name }
  }

  @Test(
    "the most specific profile wins, and ties are told",
    arguments: [
      Case(name: "nothing tells them apart", text: "Day,Cost,Clicks\n", best: ["a/clicks", "b/clicks"]),
      Case(name: "more headings", text: "Day,Cost,Clicks,Impr.\n", best: ["c/more"]),
      Case(name: "a heading that must stand there", text: "Day,Cost,Clicks,Winner?\n", best: ["d/winner"]),
      Case(name: "a heading that must not", text: "Day,Cost,Clicks,Not B\n", best: ["a/clicks"]),
      Case(name: "how the file begins", text: "Report of E\nDay,Cost,Clicks,Impr.\n", best: ["e/starts"]),
      Case(name: "only a generic one", text: "Day,Cost\n", best: ["generic/costs"]),
    ])
  func specific(_ c: Case) throws {
    let clicks = "clicks: {headings: [Clicks]}"
    let profiles = [
      try Self.profile("generic/costs", recognise: "{fields: [day]}", fields: ""),
      try Self.profile("a/clicks", recognise: "{fields: [clicks], headings_absent: [Zzz]}", fields: clicks),
      try Self.profile("b/clicks", recognise: "{fields: [clicks], headings_absent: [Not B]}", fields: clicks),
      try Self.profile(
        "c/more", recognise: "{fields: [impressions, clicks]}",
        fields: clicks + "\n  impressions: {headings: [Impr.]}"),
      try Self.profile(
        "d/winner", recognise: "{fields: [clicks], headings: [Winner?, Day]}", fields: clicks),
      try Self.profile(
        "e/starts", recognise: "{fields: [clicks], preamble_starts: [Report of E]}", fields: clicks),
    ]
    let found = try candidates(c.text + "2026-01-01,1,2,3\n", profiles)
    let best = try #require(found.first)
    #expect(found.filter { $0.ties(with: best) }.map(\.profile.name) == c.best)
  }
}
