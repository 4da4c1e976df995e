import Foundation
import Testing

/// What a run says and returns where an alert fires; what is judged how, the cases under `fixtures/cases/alerts` say.
@Suite("Alerts of a run") struct AlertRunTests {
  private static func run(_ name: String, _ arguments: [String]) throws -> Sluice {
    let place = try Workspace(copying: [])
    let copy = "\(place.path)/case"
    try FileManager.default.copyItem(atPath: "\(Sluice.root)/fixtures/cases/alerts/\(name)", toPath: copy)
    return try Sluice.run(["run", "pipeline.yaml"] + arguments, folder: copy)
  }

  @Test("an alert fails a run only where that is asked for, with 4 and a line per alert")
  func failOn() throws {
    let plain = try Self.run("limits-and-jumps", ["--as-of", "2026-03-02"])
    #expect(plain.status == 0 && plain.err.isEmpty)
    let failing = try Self.run("limits-and-jumps", ["--as-of", "2026-03-02", "--fail-on", "alert"])
    #expect(failing.status == 4)
    #expect(
      failing.err == """
        alert: spend jumped: spend of channel 'Search' is 1500.00 in 2026-03-01
        alert: spend collapsed: spend of channel 'Display' is 100.00 in 2026-03-01
        alert: clicks are dear: cpc of channel 'Search' is 15.00 in 2026-03-01

        """)
    // Nothing fires a week before the data begin to say anything.
    let quiet = try Self.run("unfinished", ["--as-of", "2026-03-10", "--fail-on", "alert"])
    #expect(quiet.status == 0 && quiet.err.isEmpty)
  }

  @Test("a line of an alert on a part of its period says which days it is of")
  func partOfPeriod() throws {
    let run = try Self.run("incomplete", ["--as-of", "2026-03-02", "--fail-on", "alert"])
    // The blind ones go before.
    #expect(run.status == 3)
    let line =
      "alert: spend fell: spend of channel 'Social' is 50.00 in 2026-02 (social covers only 2026-02-01 to 2026-02-10)"
    #expect(run.err.contains(line + "\n"), "\(run.err)")
  }

  @Test("the summary for scripts counts the alerts")
  func summary() throws {
    let run = try Self.run("limits-and-jumps", ["--as-of", "2026-03-02", "--json", "--fail-on", "alert"])
    let json = try JSONSerialization.jsonObject(with: Data(run.out.utf8)) as? [String: Any]
    #expect(json?["alerts"] as? Int == 3)
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    let alert: String
    let message: String

    var testDescription: String { alert }
  }

  @Test(
    "numbers that are not of the KPI's unit, and KPIs that do not exist, are told before anything is read",
    arguments: [
      Wrong(alert: "{name: a, kpi: spend, above: 40%}", message: "'spend' is shown as money"),
      Wrong(alert: "{name: a, kpi: ctr, above: 3}", message: "'ctr' is shown as percent"),
      Wrong(alert: "{name: a, kpi: spent, above: 3 EUR}", message: "unknown KPI 'spent'"),
      Wrong(
        alert: "{name: a, kpi: ctr, above: 3%, ignore_below: {clics: 5}}", message: "unknown KPI 'clics'"),
      Wrong(
        alert: "{name: a, kpi: ctr, above: 3%, ignore_below: {clicks: 5%}}",
        message: "'clicks' is shown as count"),
    ])
  func units(_ c: Wrong) throws {
    let place = try Workspace()
    try place.write(
      "p.yaml",
      """
      sluice: 1
      name: p
      period: {every: day, last: 1}
      currency: {report_in: EUR}
      extract: {ads: {profile: generic/ad-costs, files: ads.csv}}
      aggregate:
        kpis: [spend]
        alerts: [\(c.alert)]
      render: {r: {formats: [markdown], output: out/, sections: [alerts]}}

      """)
    let run = try Sluice.run(["validate", "p.yaml"], folder: place.path)
    #expect(run.status == 78)
    #expect(run.err.contains("p.yaml:8:") && run.err.contains(c.message), "\(run.err)")
  }

  @Test("a section of alerts without alerts is a mistake")
  func nothingDeclared() throws {
    let place = try Workspace()
    try place.write(
      "p.yaml",
      """
      sluice: 1
      name: p
      period: {every: day, last: 1}
      extract: {ads: {profile: generic/ad-costs, files: ads.csv}}
      render: {r: {formats: [markdown], output: out/, sections: [alerts]}}

      """)
    let run = try Sluice.run(["validate", "p.yaml"], folder: place.path)
    #expect(run.status == 78 && run.err.contains("the section 'alerts' needs 'alerts' under `aggregate:`"))
  }
}
