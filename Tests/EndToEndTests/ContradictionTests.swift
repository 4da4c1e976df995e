import Foundation
import Testing

/// What the commands that look at files say of one that contradicts the way it is read.
@Suite("Files that contradict their notation") struct ContradictionTests {
  static let ads = """
    day,campaign,spend,currency
    2026-02-01,Brand,1.250,EUR
    2026-02-02,Brand,300,EUR
    2026-02-03,Generic,"1.250,50",EUR

    """

  @Test("inspect says all that it knows, then what contradicts, where, and what to declare")
  func inspect() throws {
    let place = try Workspace()
    try place.write("ads.csv", Self.ads)
    let run = try Sluice.run(["inspect", "ads.csv"], folder: place.path)
    #expect(run.status == 65)
    for text in [
      "profile           generic/ad-costs", "numbers           read as 1234.56", "heading line      1",
      "records           3 = 2 accepted + 0 filtered + 1 rejected", "spend     spend, money",
      "1 × not_a_number, column 'spend', first in line 4", "first events",
    ] { #expect(run.out.contains(text), "lacks: \(text)\n\(run.out)") }
    #expect(
      run.err.contains(
        "ads.csv:4: error: the column 'spend' is read as 1234.56, but '1.250,50' can only be 1.234,56"))
    #expect(run.err.contains("set `numbers: \"1.234,56\"` for this input"))
    let json = try Sluice.run(["inspect", "ads.csv", "--json"], folder: place.path)
    #expect(json.status == 65)
    let value = try #require(try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any])
    #expect(value["profile"] as? String == "generic/ad-costs")
    #expect((value["problems"] as? [[String: Any]])?.map { $0["line"] as? Int } == [4])
  }

  @Test("inspect of a file that is damaged in its middle says what it is, and the damage")
  func damaged() throws {
    let place = try Workspace()
    try place.write(
      "ads.csv", "day,campaign,spend,currency\n2026-02-01,Brand,1.50,EUR\n2026-02-02,\"Brand,2,EUR\n")
    let run = try Sluice.run(["inspect", "ads.csv"], folder: place.path)
    #expect(run.status == 65)
    for text in ["profile           generic/ad-costs", "heading line      1", "spend     spend, money"] {
      #expect(run.out.contains(text), "lacks: \(text)\n\(run.out)")
    }
    #expect(run.err.contains("ads.csv:3:12: error:"), "\(run.err)")
  }

  @Test("a draft declares how a file writes its numbers, and a run of it has the right sum")
  func draft() throws {
    let place = try Workspace()
    try place.write("exports/ads.csv", Self.ads)
    let draft = try Sluice.run(["init", "exports", "--out", "p.yaml"], folder: place.path)
    #expect(draft.status == 0, "\(draft.err)")
    let text = place.bytes("p.yaml").map { String(decoding: $0, as: UTF8.self) } ?? ""
    #expect(text.contains("    numbers: \"1.234,56\""), "\(text)")
    #expect(text.contains("'1.250,50' under 'spend' in line 4 can only be 1.234,56."), "\(text)")
    let events = try Sluice.run(["events", "p.yaml", "--format", "csv"], folder: place.path)
    #expect(events.status == 0, "\(events.err)")
    // 1250 + 300 + 1250.5, as 1.250 is read in the file's own notation.
    for amount in ["1250 EUR", "300 EUR", "1250.5 EUR"] {
      #expect(events.out.contains(amount), "\(events.out)")
    }
  }
}
