import Foundation
import Testing

@Suite("Clock changes") struct LocalTimeTests {
  static let pipeline = """
    sluice: 1
    name: small
    root: .
    period: {every: month, only: 2026-03}
    calendar: {timezone: Europe/Berlin}
    currency: {report_in: EUR}
    extract:
      shop: {profile: generic/orders, files: orders.csv, required: yes, timezone: Europe/Berlin}
    aggregate: {kpis: [orders, revenue]}
    render:
      report: {formats: [markdown], output: out, sections: [headline]}

    """

  // From Python's zoneinfo: clocks went from 02:00 to 03:00 on 2026-03-29, from 03:00 to 02:00 on 2025-10-26.
  @Test(
    "a time that clocks skipped is rejected; of one that came twice the first is taken; the report names the zone data"
  )
  func changes() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline)
    try place.write(
      "orders.csv",
      """
      order,at,revenue,currency
      1,2026-03-29 01:59:59,1,EUR
      2,2026-03-29 02:00:00,1,EUR
      3,2026-03-29 02:59:59,1,EUR
      4,2026-03-29 03:00:00,1,EUR
      5,2025-10-26 02:30:00,1,EUR
      6,2026-03-30 24:00:00,1,EUR

      """)
    let run = try Sluice.run(["events", "p.yaml"], environment: ["TZ": "Asia/Tokyo"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    let instants = run.out.components(separatedBy: "\"at\":\"").dropFirst().map { String($0.prefix(20)) }
    #expect(instants == ["2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2025-10-26T00:30:00Z"])
    _ = try Sluice.run(["run", "p.yaml"], folder: place.path)
    let report = try #require(
      place.bytes("out/report.json").map { String(decoding: $0, as: UTF8.self) })
    // What tz data the machine has: its file begins with a line such as `# version 2025b`.
    let zones = try String(contentsOfFile: "/usr/share/zoneinfo/tzdata.zi", encoding: .utf8)
    let version = try #require(zones.prefix { $0 != "\n" }.split(separator: " ").last)
    #expect(report.contains("\"tzdata\": \"\(version)\""))
    for (line, reason) in [(3, "no_such_local_time"), (4, "no_such_local_time"), (7, "no_such_time")] {
      #expect(report.contains("\"line\": \(line), \"column\": \"at\", \"reason\": \"\(reason)\""))
    }
  }
}
