import Foundation
import Testing

@Suite("Notation of large files") struct NotationFilesTests {
  /// A file of several chunks: the cell against the notation and the one for it lie far apart.
  private func ads(last: String) -> String {
    var rows = Array(repeating: "2026-02-01,Brand,300,EUR", count: 90_000)
    rows[50_000] = "2026-02-01,Brand,\"1.250,00\",EUR"
    rows[89_999] = "2026-02-01,Brand,\(last),EUR"
    return "day,campaign,spend,currency\n" + rows.joined(separator: "\n") + "\n"
  }

  private static let pipeline = """
    sluice: 1
    name: big
    period: {every: month, only: 2026-02}
    currency: {report_in: EUR}
    extract: {ads: {profile: generic/ad-costs, files: ads.csv, required: yes}}
    aggregate: {kpis: [spend]}
    render: {report: {formats: [markdown], output: out/, sections: [headline]}}
    """

  @Test(
    "a cell speaks for or against its column wherever it stands, however many read the file",
    arguments: [1, 2, 5])
  func chunks(_ threads: Int) throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline)
    try place.write("ads.csv", ads(last: "300"))
    let arguments = ["run", "p.yaml", "--as-of", "2026-03-02", "--threads", "\(threads)"]
    let refused = try Sluice.run(arguments, folder: place.path)
    #expect(refused.status == 65)
    // The heading is line 1, so the row at index 50,000 is line 50,002.
    #expect(
      refused.err.contains("ads.csv:50002: error: the column 'spend' is read as 1234.56"), "\(refused.err)")
    try place.write("ads.csv", ads(last: "0.5"))
    let run = try Sluice.run(arguments, folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    let json = place.bytes("out/report.json").map { String(decoding: $0, as: UTF8.self) } ?? ""
    // 89,998 rows of 300, one of 0.5, one rejected.
    #expect(json.contains("\"exact\": \"26999400.5\""))
    #expect(json.contains("\"line\": 50002, \"column\": \"spend\""))
  }
}
