import Declarations
import Diagnostics
import Extract
import Testing

/// What a file's head must be to hold a table, and what a user reads when it is not.
@Suite("Heads of CSV files") struct TableFinderTests {
  static let profileText = """
    profile: test/table
    tool: Test
    evidence: verified
    gives: ad
    format: csv
    recognise: {fields: [day, spend]}
    columns:
      day: {headings: [day], as: date yyyy-MM-dd, required: yes}
      spend: {headings: [spend], required: yes}
    """

  /// Opens a file of these bytes under the profile.
  private func open(_ bytes: [UInt8], profile text: String = profileText) throws -> SourceFile {
    let loaded = ProfileLoader.load(text: text, file: "test.yaml")
    let profile = try #require(loaded.profile, "\(loaded.diagnostics)")
    let file = try TemporaryFile(bytes)
    return try SourceFileOpener().open(
      path: "ads.csv", absolute: file.path, profile: profile, wanted: [0, 1], encoding: nil
    ).tables[0]
  }

  private func refusal(_ bytes: [UInt8]) -> Diagnostic? {
    do { _ = try open(bytes) } catch let error as Diagnostics {
      #expect(error.exit == .badInput)
      return error.list.first
    } catch { Issue.record(error) }
    return nil
  }

  private func wide(_ columns: Int) -> [UInt8] {
    Array(("day,spend" + (2..<columns).map { ",c\($0)" }.joined() + "\n2026-01-01,1\n").utf8)
  }

  @Test("4,096 columns are read, one more is refused with the number found")
  func columns() throws {
    #expect(try open(wide(4096)).headings.count == 4096)
    let found = try #require(refusal(wide(4097)))
    #expect(found.location == SourceLocation(file: "ads.csv", line: 1))
    #expect(found.message == "the heading row has 4097 columns, more than the 4096 that are read")
    #expect(found.hint != nil)
  }

  @Test("headings that do not end within the head are refused, not cut off")
  func cutHeadings() throws {
    func text(_ count: Int) -> [UInt8] {
      Array("day,spend,".utf8) + Array(repeating: 0x78, count: count) + Array("\n2026-01-01,1,2\n".utf8)
    }
    let fitting = SourceFile.headBytes - 11
    #expect(try open(text(fitting)).layout?.dataStart == SourceFile.headBytes)
    let found = try #require(refusal(text(fitting + 1)))
    #expect(found.message == "the heading row does not end within the first 256 KiB of the file")
    #expect(found.location == SourceLocation(file: "ads.csv", line: 1))
  }

  @Test("a file that ends with its headings, as short as they are, is an empty export")
  func headingsOnly() throws {
    #expect(try open(Array("day,spend".utf8)).headings == ["day", "spend"])
  }

  @Test(
    "where a profile's own delimiters give no heading row, those that programs for tables save with do",
    arguments: [
      (text: "day;spend\n2026-01-01;1,5\n", delimiter: ";"),
      (text: "day\tspend\n2026-01-01\t1\n", delimiter: "\t"),
      (text: "Ads, all\nday|spend\n2026-01-01|1\n", delimiter: "|"),
      // The tool's own comes first, though the other gives a heading row, too.
      (text: "day,spend;x\nday;spend;clicks\nday,spend\n", delimiter: ","),
    ])
  func otherDelimiters(_ text: String, _ delimiter: String) throws {
    let own = Self.profileText.replacing("format: csv", with: "format: {csv: {delimiters: [',']}}")
    for shape in [own, own.replacing("[',']", with: "[','], tables: several")] {
      let source = try open(Array(text.utf8), profile: shape)
      #expect(source.layout?.delimiter == delimiter.utf8.first)
      #expect(source.headings.starts(with: ["day", "spend"]))
    }
  }

  @Test("a file saved with another delimiter is recognised as its tool's")
  func recognised() throws {
    let own = Self.profileText.replacing("format: csv", with: "format: {csv: {delimiters: [',']}}")
    let profile = try #require(ProfileLoader.load(text: own, file: "test.yaml").profile)
    let file = try TemporaryFile(Array("day;spend\n2026-01-01;1\n".utf8))
    let head = try SourceFileOpener().heads(file.path, encoding: nil).texts
    #expect(Recogniser(profiles: [profile]).candidates(head).map(\.profile.name) == ["test/table"])
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    var name: String, text: String, line: Int, column = 0, message: String
    var testDescription: String { name }
  }

  @Test(
    "a head that holds no table is refused with its line and what was found",
    arguments: [
      Refused(name: "no bytes", text: "", line: 0, message: "the file is empty, expected a heading row"),
      Refused(
        name: "only a byte order mark", text: "\u{FEFF}", line: 0,
        message: "the file is empty, expected a heading row"),
      Refused(
        name: "a NUL in the headings", text: "Report\nday,sp\u{0}end\n", line: 2, column: 7,
        message: "the file holds NUL bytes"),
      Refused(
        name: "a NUL behind a byte order mark", text: "\u{FEFF}d\u{0}y,spend\n", line: 1, column: 2,
        message: "the file holds NUL bytes"),
      Refused(
        name: "a NUL above the headings", text: "\u{0}\nday,spend\n", line: 1, column: 1,
        message: "the file holds NUL bytes"),
      Refused(
        name: "a heading twice", text: "x\nday,spend,Spend\n", line: 2,
        message: "the heading 'Spend' stands twice"),
      Refused(
        name: "a heading that is missing", text: "x\nday,spent\n", line: 2,
        message: "no heading row of the profile test/table: missing 'spend'"),
    ])
  func refused(_ c: Refused) throws {
    let found = try #require(refusal(Array(c.text.utf8)))
    #expect(found.message == c.message)
    #expect(found.location == SourceLocation(file: "ads.csv", line: c.line, column: c.column))
    #expect(found.hint != nil)
  }

  @Test("columns nobody asks for may repeat, and a byte order mark is no part of the first heading")
  func accepted() throws {
    #expect(try open(Array("\u{FEFF}day,x,x,spend\n".utf8)).layout?.fields == [0, 3])
    #expect(try open(Array("\u{FEFF}day,spend\n".utf8)).layout?.dataStart == 13)
  }
}
