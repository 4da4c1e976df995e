import Foundation
import Testing

extension Workspace {
  func write(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }
}

/// What a user reads when an export is not what its name says: place, finding, remedy, exit code.
@Suite("Hostile and broken files") struct HostileFilesTests {
  static let heading = "day,campaign,spend,currency,clicks\n"
  static let rows = "2026-02-01,Brand,10.50,EUR,3\n2026-02-02,Brand,1.25,EUR,4\n"
  /// `gzip.compress(heading + rows, mtime=0)` of Python, in base 64.
  static let packed = Array(
    Data(
      base64Encoded: "H4sIAAAAAAACA0tJrNRJTswtSMxMz9MpLkjNS9FJLi0qSs1LBornZCZnF3MZGRiZ6RoY6R"
        + "oY6jgVJQIVGBromRrouIYG6RgjJI1gknpGpmA5Ey4AJ/eFz1wAAAA="
    ) ?? Data())

  struct Broken: Sendable, CustomTestStringConvertible {
    var name: String, bytes: [UInt8]
    /// The whole of what is printed.
    var said: String
    var status: Int32 = 65
    var testDescription: String { name }

    init(_ name: String, _ bytes: [UInt8], _ said: String) {
      (self.name, self.bytes, self.said) = (name, bytes, said)
    }
    init(_ name: String, _ text: String, _ said: String) { self.init(name, Array(text.utf8), said) }
  }

  private static func utf16(_ text: String) -> [UInt8] {
    text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }

  private static let kinds = [
    Broken(
      "a web page", "\n <!DOCTYPE html><html><body>Log in</body></html>",
      """
      ads.csv: error: this is an HTML page, not CSV or XML
        hint: the tool answered with a web page, perhaps a login or an error: fetch the export again; an .xls made of HTML is to be exported as CSV or XLSX

      """),
    Broken(
      "a JSON error", #"{"error": {"code": 403}}"#,
      "ads.csv: error: this is JSON, not CSV or XML\n  hint: choose CSV or XML in the tool's export\n"),
    Broken(
      "XML", "<?xml version=\"1.0\"?>\n<playlist/>\n",
      """
      ads.csv: error: expected CSV for the profile generic/ad-costs, found XML
        hint: export as CSV, or choose another profile

      """),
    Broken(
      "a workbook cut off", "PK\u{3}\u{4}\u{14}\u{0}\u{6}\u{0}[Content_Types].xml",
      "ads.csv: error: the ZIP archive ends too early: the directory at its end is missing\n  hint: fetch the file again: it was not transferred or written completely\n"
    ),
    Broken(
      "a ZIP archive cut off", "PK\u{3}\u{4}\u{14}\u{0}ads.csv",
      "ads.csv: error: the ZIP archive ends too early: the directory at its end is missing\n  hint: fetch the file again: it was not transferred or written completely\n"
    ),
    Broken(
      "a PDF", "%PDF-1.7\n",
      "ads.csv: error: this is a PDF document, not CSV or XML\n  hint: choose CSV or XML in the tool's export\n"
    ),
    Broken(
      "an empty file", "",
      """
      ads.csv: error: the file is empty, expected a heading row
        hint: fetch the export again; an export without rows still has headings

      """),
  ]

  private static let texts = [
    Broken(
      "UTF-16 without a mark", utf16(heading + rows),
      """
      ads.csv: error: the text looks like UTF-16, but has no byte order mark
        hint: declare `encoding: utf-16le` or `encoding: utf-16be`

      """),
    Broken(
      "Latin-1", Array((heading + rows).utf8) + [0x32, 0xFC, 0x2C, 0x0A],
      """
      ads.csv:4:2: error: the text is not UTF-8: byte 0xFC at offset 93
        hint: declare `encoding:`, one of utf-8, utf-16le, utf-16be, windows-1251, windows-1252, iso-8859-1, gb18030, big5, shift_jis, euc-kr, macintosh

      """),
    Broken(
      "half a UTF-16 character at the end", [0xFF, 0xFE] + utf16(heading + rows) + [0x32],
      """
      ads.csv:4: error: the file ends in the middle of a character, at offset 187
        hint: fetch the file again: its end is missing

      """),
    Broken(
      "a tail of NULs", heading + rows + String(repeating: "\u{0}", count: 700),
      """
      ads.csv:4:1: error: the file holds NUL bytes
        hint: the export is damaged, or UTF-16 without a byte order mark: download it again as UTF-8

      """),
    Broken(
      "an open quote", heading + rows + "2026-02-03,\"Brand,7,EUR,1\n" + rows,
      """
      ads.csv:4:12: error: a quote opens here and never closes
        hint: close it, or double quotes inside the field; is the file cut off, or an earlier quote left open?

      """),
    Broken(
      "a field of more than 1 MiB",
      heading + rows + "2026-02-03,\"" + String(repeating: "x\n", count: 600_000),
      """
      ads.csv:4: error: one field of this record is longer than 1 MiB, the most that is read
        hint: is a quote left open? close it, or double quotes inside the field; otherwise leave the text out of \
      the export

      """),
    Broken(
      "a heading twice", "day,campaign,spend,currency,spend\n2026-02-01,a,1,EUR,2\n",
      "ads.csv:1: error: the heading 'spend' stands twice\n  hint: remove one of the columns from the export\n"
    ),
    Broken(
      "5,000 columns", heading.dropLast() + (5..<5000).map { ",c\($0)" }.joined() + "\n",
      """
      ads.csv:1: error: the heading row has 5000 columns, more than the 4096 that are read
        hint: leave columns out of the export: only those that the profile knows are used

      """),
  ]

  private static func changed(_ at: Int, _ byte: UInt8) -> [UInt8] {
    var bytes = packed
    bytes[at < 0 ? bytes.count + at : at] ^= byte
    return bytes
  }

  private static let fetchAgain =
    "  hint: fetch the file again: it was not transferred or written completely\n"
  private static let archives = [
    Broken(
      "gzip cut off", Array(packed.dropLast(9)), "ads.csv: error: the gzip file ends too early\n" + fetchAgain
    ),
    Broken(
      "gzip with a wrong checksum", changed(-8, 1),
      "ads.csv: error: the gzip file is damaged: its checksum does not match\n" + fetchAgain),
    Broken(
      "gzip with a wrong length", changed(-4, 1),
      "ads.csv: error: the gzip file is damaged: its length does not match\n" + fetchAgain),
    Broken(
      "gzip with more behind it", packed + Array(rows.utf8),
      """
      ads.csv: error: other bytes follow the gzip data near byte \(packed.count + 2)
        hint: fetch the file again; gzip members may be joined, other data may not

      """),
    Broken(
      "gzip, the second member cut", packed + Array(packed.dropLast(3)),
      "ads.csv: error: the gzip file ends too early\n" + fetchAgain),
  ]

  @Test(
    "a broken file is refused with its place, what was found and what to do; nothing is written",
    arguments: kinds + texts + archives)
  func refused(_ c: Broken) throws {
    let place = try Workspace()
    try place.write("p.yaml", EndToEndTests.small)
    try place.write("ads.csv", c.bytes)
    for command in ["run", "events"] {
      let run = try Sluice.run([command, "p.yaml"], folder: place.path)
      #expect(run.err == c.said, "\(command)")
      #expect(run.status == c.status, "\(command)")
      #expect(run.out.isEmpty, "\(command)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(place.path)/out"))
    let look = try Sluice.run(["inspect", "ads.csv"], folder: place.path)
    #expect(
      look.status == c.status && look.err.contains("error: ") && look.err.contains("hint: "), "\(look.err)")
  }

  @Test(
    "a file of an input that may be missing leaves no trace in the figures when its end is bad",
    arguments: [
      Broken(
        "an open quote at the end",
        heading + String(repeating: rows, count: 9000) + "2026-02-03,\"Brand,7,EUR,1\n",
        "more.csv:18002:12: warning: "),
      Broken(
        "a NUL at the end", heading + String(repeating: rows, count: 20_000) + "\u{0}",
        "more.csv:40002:1: warning: "),
      Broken("a checksum", changed(-8, 1), "more.csv: warning: "),
      Broken(
        "an undefined byte of windows-1252 at the end", Array((heading + rows).utf8) + [0x81],
        "more.csv:4: warning: "),
    ])
  func noTrace(_ c: Broken) throws {
    let place = try Workspace()
    let encoding = c.name.contains("1252") ? ", encoding: windows-1252" : ""
    try place.write(
      "p.yaml",
      EndToEndTests.small.replacing(
        "  ads: {", with: "  more: {profile: generic/ad-costs, files: more.csv\(encoding)}\n  ads: {"))
    try place.write("ads.csv", EndToEndTests.ads)
    try place.write("more.csv", c.bytes)
    let run = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(run.err.contains(c.said), "\(run.err)")
    #expect(run.status == 3 || run.status == 65, "\(run.err)")
    let report = place.bytes("out/2026-02/report.json").map { String(decoding: $0, as: UTF8.self) }
    // Either no report, or one with the figures of ads.csv alone: 10.50 + 1.25 over 3 + 4 clicks.
    if let report {
      #expect(report.contains("\"exact\": \"47/28\"") && report.contains("\"exact\": \"11.75\""))
    }
    #expect((report != nil) == (run.status == 3))
    let same = try Sluice.run(["run", "p.yaml", "--threads", "5"], folder: place.path)
    #expect(same.err == run.err && same.status == run.status)
  }

  @Test("gzip members are read as one file, UTF-16 and a byte order mark like plain text")
  func accepted() throws {
    let plain = Array((Self.heading + Self.rows).utf8)
    let second = Self.packed
    for bytes in [
      plain, second, [0xEF, 0xBB, 0xBF] + plain, [0xFF, 0xFE] + Self.utf16(Self.heading + Self.rows),
      Array((Self.heading + Self.rows).replacing("\n", with: "\r\n").utf8),
      Array((Self.heading + Self.rows).replacing("\n", with: "\r").utf8), Array(plain.dropLast()),
    ] {
      let place = try Workspace()
      try place.write("p.yaml", EndToEndTests.small)
      try place.write("ads.csv", bytes)
      let run = try Sluice.run(["events", "p.yaml"], folder: place.path)
      #expect(run.status == 0, "\(run.err)")
      let lines = run.out.split(separator: "\n")
      #expect(lines.count == 2)
      #expect(lines.last?.contains("\"spend\":\"1.25 EUR\"") == true)
      #expect(lines.last?.contains("\"record\":2,\"line\":3") == true)
    }
  }

  @Test(
    "of several faults in a file the first is told, whatever the number of threads", arguments: [1, 9])
  func firstFault(_ threads: Int) throws {
    let row = Array("2026-02-01,Brand,10.50,EUR,3\n".utf8)
    var bytes = Array(Self.heading.utf8)
    for index in 0..<150_000 { bytes += index == 50_000 || index == 120_000 ? [0x32, 0, 0x0A] : row }
    bytes += Array("2026-02-01,\"Brand\n".utf8)
    let place = try Workspace()
    try place.write("p.yaml", EndToEndTests.small)
    try place.write("ads.csv", bytes)
    let run = try Sluice.run(["run", "p.yaml", "--threads", "\(threads)"], folder: place.path)
    #expect(run.status == 65)
    #expect(run.err.hasPrefix("ads.csv:50002:2: error: the file holds NUL bytes\n"), "\(run.err)")
  }

  @Test("a folder under the name of an export is no file: exit 66")
  func folder() throws {
    let place = try Workspace()
    try place.write("p.yaml", EndToEndTests.small)
    try place.write("ads.csv/x", "y\n")
    let run = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(run.status == 66, "\(run.err)")
    #expect(run.err.contains("ads.csv") && run.err.contains("hint: "), "\(run.err)")
  }
}
