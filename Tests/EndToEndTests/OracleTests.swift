import Foundation
import Testing

/// Figures and ledgers of the examples against `expected.py`, `campaigns.py` and `examples.py` under `Tests/Oracle`,
/// which share no code with us.
@Suite("Against the oracle") struct OracleTests {
  struct Figure: Decodable { var exact: String? }
  struct Money: Decodable { var measure, currency, records, accepted, filtered, rejected: String }
  struct File: Decodable {
    var file: String, records, accepted, rejected: Int, filtered: [String: Int], money: [Money]
  }
  struct Expected: Decodable {
    var totals: [String: [String: Figure?]]
    var channels: [String: [String: [String: Figure?]]]
    var files: [File]
    var alerts: [Alert]?
  }
  struct Alert: Decodable { var alert: String, channel: String?, exact: String, chance: String? }
  struct Report: Decodable {
    struct Fired: Decodable { var alert: String, by: [String: String], exact: String?, chance: String? }
    var alerts: [Fired]
    struct Value: Decodable { var id: String, exact: String? }
    struct Reconciliation: Decodable {
      struct Amount: Decodable {
        var measure: String, currency: String?, records, accepted, filtered, rejected: String
      }
      var file: String, records, accepted, rejected: Int, filtered_by: [String: Int], money: [Amount]
    }
    var figures: [Value], reconciliation: [Reconciliation]
  }

  /// Examples and how many figures are compared at least.
  static let examples = [("nightly", 1_200), ("quarterly", 1_000), ("website", 300), ("accounts", 30)]

  @Test("every figure and every account equals the oracle's, exactly", arguments: examples)
  func compare(_ name: String, atLeast: Int) throws {
    func data(_ path: String) throws -> Data {
      try #require(FileManager.default.contents(atPath: "\(Sluice.root)/\(path)"))
    }
    let expected = try JSONDecoder().decode(Expected.self, from: data("Tests/Oracle/\(name).expected.json"))
    let folder = try #require(EndToEndTests.reports[name])
    let report = try JSONDecoder().decode(Report.self, from: data("\(folder)/report.json"))
    let figures = Dictionary(report.figures.map { ($0.id, $0.exact) }) { first, _ in first }
    var compared = 0
    func check(_ id: String, _ figure: Figure?) {
      compared += 1
      // A figure of which no part is stated is left out of the report.
      let found: String? = figures[id] ?? nil
      let wanted: String? = figure?.exact
      #expect(found == wanted, "\(id)")
    }
    for (period, kpis) in expected.totals { for (kpi, figure) in kpis { check("\(kpi)|\(period)", figure) } }
    for (period, channels) in expected.channels {
      for (channel, kpis) in channels {
        for (kpi, figure) in kpis { check("\(kpi)|channel=\(channel)|\(period)", figure) }
      }
    }
    #expect(compared >= atLeast)
    let fired = report.alerts.map { [$0.alert, $0.by["channel"], $0.exact, $0.chance] }
    #expect(fired == (expected.alerts ?? []).map { [$0.alert, $0.channel, $0.exact, $0.chance] })
    for file in expected.files {
      let found = try #require(report.reconciliation.first { $0.file == file.file })
      let counts: [Int] = [found.records, found.accepted, found.rejected]
      let wanted: [Int] = [file.records, file.accepted, file.rejected]
      #expect(counts == wanted, "\(file.file)")
      #expect(found.filtered_by == file.filtered.filter { $0.value > 0 }, "\(file.file)")
      for money in file.money {
        let amount = found.money.first { $0.measure == money.measure && $0.currency == money.currency }
        let sums: [String?] = [amount?.records, amount?.accepted, amount?.filtered, amount?.rejected]
        let stated: [String?] = [money.records, money.accepted, money.filtered, money.rejected]
        #expect(sums == stated, "\(file.file) \(money.measure)")
      }
    }
  }

  @Test("every KPI of the catalogue has a value in a committed report, and the oracle's is the same")
  func catalogue() throws {
    func decode<Value: Decodable>(_ path: String, as _: Value.Type) throws -> Value {
      let data = try #require(FileManager.default.contents(atPath: "\(Sluice.root)/\(path)"))
      return try JSONDecoder().decode(Value.self, from: data)
    }
    var shown: Set<String> = []
    for (name, _) in Self.examples {
      let folder = try #require(EndToEndTests.reports[name])
      let report = try decode("\(folder)/report.json", as: Report.self)
      let figures = Dictionary(report.figures.map { ($0.id, $0.exact) }) { first, _ in first }
      let expected = try decode("Tests/Oracle/\(name).expected.json", as: Expected.self)
      // People whom one row states are known of a channel with one row, not of all.
      let cells =
        expected.totals.map { ($0.key, $0.value) }
        + expected.channels.flatMap { period, channels in
          channels.map { ("channel=\($0.key)|\(period)", $0.value) }
        }
      for (place, kpis) in cells {
        for case (let kpi, let figure?) in kpis {
          let found: String? = figures["\(kpi)|\(place)"] ?? nil
          if found != nil && found == figure.exact { shown.insert(kpi) }
        }
      }
    }
    let folder = try #require(EndToEndTests.reports["campaigns"])
    let reviewed = try decode("\(folder)/report.json", as: Judged.self).campaign_review.campaigns
    for wanted in try decode("Tests/Oracle/campaigns.expected.json", as: Campaigns.self).campaigns {
      let row = try #require(reviewed.first { $0.campaign == wanted.campaign })
      for figure in row.figures where figure.exact != nil && figure.exact == wanted.figures[figure.kpi] {
        shown.insert(figure.kpi)
      }
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(Sluice.root)/Catalog/kpis")
    let catalogue = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    #expect(catalogue.count > 100)
    #expect(catalogue.filter { !shown.contains($0) } == [], "in no example, or not as the oracle says")
  }

  struct Campaign: Decodable {
    var campaign, first, last, verdict: String, elapsed_days, planned_days: Int, figures: [String: String?]
  }
  struct Campaigns: Decodable { var campaigns: [Campaign], targets: [String: String] }
  struct Judged: Decodable {
    struct Value: Decodable { var kpi: String, exact: String? }
    struct Row: Decodable {
      var campaign, first, last: String, verdict: String?, elapsed_days, planned_days: Int, figures: [Value]
    }
    struct Review: Decodable { var campaigns: [Row] }
    var campaign_review: Review, targets: [Value]
  }

  @Test("every campaign, its verdict and every target equal the oracle's, exactly")
  func campaigns() throws {
    func decode<Value: Decodable>(_ path: String, as _: Value.Type) throws -> Value {
      let data = try #require(FileManager.default.contents(atPath: "\(Sluice.root)/\(path)"))
      return try JSONDecoder().decode(Value.self, from: data)
    }
    let expected = try decode("Tests/Oracle/campaigns.expected.json", as: Campaigns.self)
    let folder = try #require(EndToEndTests.reports["campaigns"])
    let report = try decode("\(folder)/report.json", as: Judged.self)
    #expect(report.campaign_review.campaigns.count == expected.campaigns.count)
    for wanted in expected.campaigns {
      let row = try #require(report.campaign_review.campaigns.first { $0.campaign == wanted.campaign })
      let found: [String?] = [row.first, row.last, row.verdict]
      let facts: [String?] = [wanted.first, wanted.last, wanted.verdict]
      #expect(found == facts, "\(wanted.campaign)")
      #expect(row.elapsed_days == wanted.elapsed_days && row.planned_days == wanted.planned_days)
      let figures = Dictionary(row.figures.map { ($0.kpi, $0.exact) }) { first, _ in first }
      for (kpi, exact) in wanted.figures {
        let found: String? = figures[kpi] ?? nil
        #expect(found == exact, "\(wanted.campaign) \(kpi)")
      }
    }
    for (kpi, exact) in expected.targets {
      let isThere = report.targets.contains { $0.kpi == kpi && $0.exact == exact }
      #expect(isThere, "\(kpi)")
    }
  }
}
