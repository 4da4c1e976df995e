import Diagnostics
import Testing

@Suite("Rendered diagnostics") struct DiagnosticRendererTests {
  @Test("a diagnostic shows the place, the line, a caret and the hint")
  func complete() {
    let source = "extract:\n  google_ads:\n    profil: google-ads/report\n"
    let diagnostic = Diagnostic(
      at: SourceLocation(file: "nightly.yaml", line: 3, column: 5),
      "unknown key 'profil' in input 'google_ads'",
      hint: "did you mean 'profile'?", length: 6)
    #expect(
      DiagnosticRenderer(sources: ["nightly.yaml": source]).render(diagnostic) == """
        nightly.yaml:3:5: error: unknown key 'profil' in input 'google_ads'
          3 |     profil: google-ads/report
            |     ^~~~~~
          hint: did you mean 'profile'?

        """)
  }

  @Test("the caret stands below wide characters, in cells of the terminal")
  func wide() {
    let diagnostic = Diagnostic(at: SourceLocation(file: "a", line: 1, column: 4), "x", length: 2)
    // Before the caret: one wide and two narrow characters are 4 cells; two wide ones are underlined by 4.
    #expect(
      DiagnosticRenderer(sources: ["a": "渠: 付费"]).render(diagnostic) == """
        a:1:4: error: x
          1 | 渠: 付费
            |     ^~~~

        """)
  }

  @Test("a file that may not be quoted is named only")
  func unquoted() {
    let diagnostic = Diagnostic(.warning, at: SourceLocation(file: "orders.csv", line: 2, column: 1), "odd")
    #expect(DiagnosticRenderer().render(diagnostic) == "orders.csv:2:1: warning: odd\n")
  }

  @Test("a place beyond the text gives no excerpt and no trap", arguments: [(0, 0), (1, 0), (9, 1), (1, 99)])
  func beyond(line: Int, column: Int) {
    let diagnostic = Diagnostic(at: SourceLocation(file: "a", line: line, column: column), "x", length: 50)
    #expect(DiagnosticRenderer(sources: ["a": "b"]).render(diagnostic).contains("error: x\n"))
  }

  @Test("control and direction characters are shown, not sent to the terminal")
  func control() {
    #expect(printable("a\u{1B}[31m\u{202E}\nб") == "a\\u{1B}[31m\\u{202E}\\u{A}б")
    #expect(printableLines("a\u{1B}[2J,b\r\nc\td\n") == "a\\u{1B}[2J,b\r\nc\td\n")
  }

  @Test("colour is there only when asked for")
  func colour() {
    let diagnostic = Diagnostic(.note, "x")
    #expect(DiagnosticRenderer(colour: .ansi).render(diagnostic) == "\u{1B}[1;36mnote\u{1B}[0m: x\n")
    #expect(DiagnosticRenderer().render(diagnostic) == "note: x\n")
  }
}

@Suite("Suggestions") struct SuggestionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var word: String, candidates: [String], expected: String?
    var testDescription: String { "\(word) → \(expected ?? "nothing")" }
  }

  @Test(
    "a mistyped word leads to the nearest known one",
    arguments: [
      Case(word: "profil", candidates: ["files", "profile"], expected: "profile"),
      Case(word: "Timezone", candidates: ["timezone"], expected: "timezone"),
      Case(word: "colunms", candidates: ["columns"], expected: "columns"),
      Case(word: "alerts", candidates: ["by", "kpis", "checks"], expected: nil),
      Case(word: "ab", candidates: ["ba"], expected: "ba"),
      Case(word: "spand", candidates: ["spend", "stand"], expected: "spend"),
      Case(word: "x", candidates: [], expected: nil),
    ])
  func nearestWord(_ c: Case) {
    #expect(nearest(to: c.word, in: c.candidates) == c.expected)
  }

  @Test("first letters stand for a name, unless several have them")
  func firstLetters() {
    let names = ["average_order_value", "roas", "cost_per_lead", "cost_per_like"]
    #expect(spelledOut("AOV", in: names) == "average_order_value")
    #expect(spelledOut("cpl", in: names) == nil)
    #expect(spelledOut("r", in: names) == nil)
    #expect(spelledOut("xyz", in: names) == nil)
  }

  @Test(
    "edits are inserts, deletes, replacements and swaps",
    arguments: [
      ("", "abc", 3), ("abc", "", 3), ("abc", "acb", 1), ("kitten", "sitting", 3), ("Дата", "Дата", 0),
    ])
  func edits(a: String, b: String, distance: Int) {
    #expect(editDistance(a, b) == distance)
    #expect(editDistance(b, a) == distance)
  }

  @Test("with a limit the distance is the same up to it, and above it beyond")
  func limited() {
    let words = [
      "spend", "spedn", "psend", "spnd", "impressions", "clicks", "click_rate", "clik_rates", "a", "",
    ]
    for a in words {
      for b in words {
        let distance = editDistance(a, b)
        for limit in 0...4 {
          let found = editDistance(a, b, upTo: limit)
          #expect(distance <= limit ? found == distance : found > limit, "\(a) \(b) \(limit)")
        }
      }
    }
  }
}

@Suite("Excerpts of files with CRLF") struct CRLFExcerptTests {
  @Test("lines are found and shown without the carriage return")
  func excerpt() {
    let renderer = DiagnosticRenderer(sources: ["a.yaml": "one: 1\r\ntwo: 2\r\n"])
    let text = renderer.render(
      Diagnostic(at: SourceLocation(file: "a.yaml", line: 2, column: 1), "wrong", length: 3))
    #expect(text == "a.yaml:2:1: error: wrong\n  2 | two: 2\n    | ^~~\n")
  }
}
