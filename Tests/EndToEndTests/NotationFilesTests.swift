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

@Suite("Bytes that are not UTF-8") struct EncodingFilesTests {
  private static func pipeline(_ encoding: String) -> String {
    """
    sluice: 1
    name: bytes
    period: {every: month, only: 2026-02}
    currency: {report_in: EUR}
    extract: {ads: {profile: generic/ad-costs, files: ads.csv, required: yes\(encoding)}}
    aggregate: {by: [campaign], kpis: [spend]}
    render: {report: {formats: [markdown], output: out/, sections: [headline]}}
    """
  }

  /// A table with a byte 0xE9, `é` in Latin-1, in one of its rows; line 1 is the heading.
  private func write(_ place: borrowing Workspace, row: Int, encoding: String) throws {
    try place.write("p.yaml", Self.pipeline(encoding))
    var rows = Array(repeating: Array("2026-02-01,Brand,2,EUR\n".utf8), count: 6_000)
    rows[row] = Array("2026-02-01,Caf".utf8) + [0xE9] + Array(",2,EUR\n".utf8)
    let bytes = Array("day,campaign,spend,currency\n".utf8) + rows.joined()
    try Data(bytes).write(to: URL(fileURLWithPath: "\(place.path)/ads.csv"))
  }

  @Test(
    "a file fails wherever such a byte stands: near the front, and behind what is looked at first",
    arguments: [1, 5_998])
  func anywhere(_ row: Int) throws {
    let place = try Workspace()
    try write(place, row: row, encoding: "")
    let run = try Sluice.run(["run", "p.yaml", "--as-of", "2026-03-02"], folder: place.path)
    #expect(run.status == 65)
    #expect(run.err.contains("ads.csv:\(row + 2)"), "\(run.err)")
    #expect(run.err.contains("declare `encoding:`, one of utf-8"), "\(run.err)")
  }

  @Test(
    "where the input says that it is UTF-8, the row is rejected; where it says Latin-1, all is read",
    arguments: [1, 5_998])
  func declared(_ row: Int) throws {
    for (encoding, spend) in [(", encoding: utf-8", "11998"), (", encoding: latin1", "12000")] {
      let place = try Workspace()
      try write(place, row: row, encoding: encoding)
      let run = try Sluice.run(["run", "p.yaml", "--as-of", "2026-03-02"], folder: place.path)
      #expect(run.status == 0, "\(run.err)")
      let json = place.bytes("out/report.json").map { String(decoding: $0, as: UTF8.self) } ?? ""
      #expect(json.contains("\"exact\": \"\(spend)\""), "\(encoding)")
    }
  }

  @Test("a byte order mark wins over a declared encoding, and is told")
  func contradiction() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline(", encoding: utf-16be"))
    let text = "\u{FEFF}day,campaign,spend,currency\n2026-02-01,Brand,2,EUR\n"
    let bytes = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    try Data(bytes).write(to: URL(fileURLWithPath: "\(place.path)/ads.csv"))
    let run = try Sluice.run(["run", "p.yaml", "--as-of", "2026-03-02"], folder: place.path)
    #expect(run.status == 0)
    #expect(
      run.err.contains("the input's encoding is utf-16be, but the file begins as utf-16le does"), "\(run.err)"
    )
  }
}
