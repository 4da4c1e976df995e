import Declarations
import EventSchema
import Foundation
import Render
import Testing

@Suite("the kitchen sink")
struct RenderingTests {
  private static let nbsp = "\u{A0}"

  private func html(_ code: String) throws -> String {
    HTMLRenderer.render(try KitchenSink.document(), try Shipped.wording(code), css: try Shipped.css())
  }
  private func markdown(_ code: String) throws -> String {
    MarkdownRenderer.render(try KitchenSink.document(), try Shipped.wording(code))
  }

  // MARK: Both formats

  @Test("the same document gives the same bytes", arguments: Shipped.codes)
  func deterministic(code: String) throws {
    #expect(try html(code) == html(code))
    #expect(try markdown(code) == markdown(code))
  }

  struct Shown: Sendable, CustomTestStringConvertible {
    var code: String, html: [String], markdown: [String]
    var testDescription: String { code }
  }

  @Test(
    "figures are written as the language writes them, with a minus as each format has it",
    arguments: [
      Shown(
        code: "en",
        html: [
          "€1,234,567.90", "▲ +5.3%", "▼ −5.0%", "−€1,234.50", "▼ −0.4 pp", "€345,800.50",
          "1,234,912 rows read",
        ],
        markdown: ["€1,234,567.90", "▲ +5.3%", "▼ -5.0%", "-€1,234.50", "▼ -0.4 pp", "€345,800.50"]),
      Shown(
        code: "zh-Hans",
        html: ["€1,234,567.90", "▲ +5.3%", "▼ −5.0%", "−€1,234.50", "▼ −0.4个百分点", "读取1,234,912行"],
        markdown: ["€1,234,567.90", "▼ -5.0%", "-€1,234.50"]),
      Shown(
        code: "ru",
        html: [
          "1\(nbsp)234\(nbsp)567,90\(nbsp)€", "▲ +5,3\(nbsp)%", "▼ −5,0\(nbsp)%", "−1\(nbsp)234,50\(nbsp)€",
          "▼ −0,4\(nbsp)п.\(nbsp)п.",
        ], markdown: ["1\(nbsp)234\(nbsp)567,90\(nbsp)€", "▼ -5,0\(nbsp)%", "-1\(nbsp)234,50\(nbsp)€"]),
    ])
  func figures(_ shown: Shown) throws {
    let (html, markdown) = (try html(shown.code), try markdown(shown.code))
    for text in shown.html { #expect(html.contains(text), "\(text)") }
    for text in shown.markdown { #expect(markdown.contains(text), "\(text)") }
  }

  @Test("a formula is printed in words and with its numbers")
  func formulas() throws {
    let html = try html("en")
    #expect(html.contains("Revenue ÷ Ad spend"))
    #expect(html.contains("€1,234,567.90 ÷ €345,800.50 = 3.57"))
    // Brackets stay where leaving them out would change the value.
    #expect(html.contains("(Ad spend − (cost − 1.5)) ÷ (new_customers, or −1 where that is 0)"))
  }

  @Test("the summary names the largest move and what is missing, and nothing else")
  func summary() throws {
    let wording = try Shipped.wording("en")
    #expect(
      Summary.notes(of: try KitchenSink.document()).map { wording.text($0) } == [
        "Revenue: €1,234,567.90 (+5.3% vs the previous month).",
        "Largest move: Email, Revenue from €150,000.00 to €199,000.50.",
        "10 alerts: Spend jumped.", "1 input is missing: newsletter.",
        "4 of 1,234,912 rows were rejected.", "Some files do not add up: see data quality.",
      ])
  }

  @Test("a file adds up only if rows and amounts do and no control total differs")
  func sound() throws {
    let files = try KitchenSink.document().sections.flatMap { section -> [FileQuality] in
      if case .dataQuality(let quality) = section.block { return quality.inputs.flatMap(\.files) }
      return []
    }
    #expect(files.map(\.addsUp) == [true, false])
    #expect(files.map(\.isSound) == [true, false])
  }

  // MARK: HTML

  @Test("no markup of a label gets through, and labels are isolated", arguments: Shipped.codes)
  func injection(code: String) throws {
    let html = try html(code)
    #expect(!html.contains("<script"))
    #expect(!html.contains("<meta>") && !html.contains("<i>") && !html.contains("<u>"))
    #expect(html.contains("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>"))
    #expect(html.contains("<bdi>&quot;quoted&quot; &amp; &#39;single&#39;</bdi>"))
  }

  @Test("the page asks nobody for anything", arguments: Shipped.codes)
  func selfContained(code: String) throws {
    let html = try html(code)
    #expect(html.contains("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\""))
    for request in ["src=", "href=", "url(", "@import", "<link", "<img", "javascript:"] {
      #expect(!html.contains(request), "\(request)")
    }
  }

  @Test("the page has a language, one first heading, one main part", arguments: Shipped.codes)
  func landmarks(code: String) throws {
    let html = try html(code)
    #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"\(code)\">"))
    #expect(html.count(of: "<h1>") == 1)
    #expect(html.count(of: "<main>") == 1)
  }

  @Test(
    "every table has a caption and scoped headings; every chart a title and a description",
    arguments: Shipped.codes)
  func accessible(code: String) throws {
    let html = try html(code)
    #expect(html.count(of: "<caption") == html.count(of: "<table>"))
    #expect(html.count(of: "<th ") == html.count(of: "<th scope="))
    #expect(html.count(of: "<th>") == 0)
    #expect(html.count(of: "role=\"img\"") == 3)
    #expect(html.count(of: "<title id=") == 3)
    #expect(html.count(of: "<desc id=") == 3)
  }

  @Test("every element that opens closes, in order", arguments: Shipped.codes)
  func nesting(code: String) throws {
    let void: Set<String> = ["meta", "br"]
    var open: [String] = []
    for piece in try html(code).split(separator: "<").dropFirst() {
      let tag = piece.prefix { $0 != ">" }
      if tag.hasPrefix("!") || tag.hasSuffix("/") { continue }
      let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber })
      if tag.hasPrefix("/") {
        #expect(open.popLast() == name)
      } else if !void.contains(name) {
        open.append(name)
      }
    }
    #expect(open == [])
  }

  @Test("a row has as many cells as its table has columns", arguments: Shipped.codes)
  func htmlCells(code: String) throws {
    for table in try html(code).components(separatedBy: "<table>").dropFirst() {
      let rows = table.components(separatedBy: "</table>")[0].components(separatedBy: "<tr").dropFirst()
        .filter { !$0.contains("colspan") }
      let counts = Set(rows.map { $0.count(of: "<td") + $0.count(of: "<th ") })
      #expect(counts.count == 1, "\(counts)")
    }
  }

  @Test("a report stays below 200 KB", arguments: Shipped.codes)
  func size(code: String) throws {
    #expect(try html(code).utf8.count < 200_000)
  }

  @Test("a note shared by a whole column stands at its heading, once")
  func sharedNotes() throws {
    let html = try html("en")
    #expect(html.count(of: "claimed by several platforms".capitalizedFirst) == 2)
    #expect(html.contains("Click-through rate<sup class=\"ref\">1</sup></th>"))
    #expect(!html.contains("5.3%<sup"))
  }

  // MARK: Markdown

  /// Splits a row at pipes that no backslash escapes.
  private func cells(_ line: Substring) -> Int {
    var count = 0
    var isEscaped = false
    for scalar in line.unicodeScalars {
      if scalar == "|", !isEscaped { count += 1 }
      isEscaped = scalar == "\\" && !isEscaped
    }
    return count - 1
  }

  @Test("a row has as many cells as the line below the headings", arguments: Shipped.codes)
  func markdownCells(code: String) throws {
    var block: [Substring] = []
    var tables = 0
    let lines: [Substring] = try markdown(code).split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines {
      if line.hasPrefix("|") {
        block.append(line)
      } else if !block.isEmpty {
        tables += 1
        #expect(Set(block.map(cells)).count == 1, "\(block[0])")
        #expect(block.count > 2)
        block = []
      }
    }
    #expect(tables == 13)
  }

  @Test("labels can't leave their cell in Markdown")
  func markdownLabels() throws {
    let markdown = try markdown("en")
    #expect(markdown.contains("| \\<script\\>alert(1)\\</script\\> |"))
    #expect(markdown.contains("| a\\|b\\](http\\://evil.example) \\`code\\` \\*bold\\* |"))
    #expect(markdown.contains("| \\- list \\# heading |"))
    #expect(markdown.contains("| (not set) |"))
    #expect(markdown.count(of: "<script") == markdown.count(of: "\\<script"))
  }

  @Test("front matter names the report, its day, its language and its period")
  func frontMatter() throws {
    let lines = try markdown("zh-Hans").split(separator: "\n").prefix(14)
    #expect(lines.first == "---" && lines.last == "---")
    for line in [
      "title: \"各渠道营销报告\"", "date: 2026-04-01", "lang: zh-Hans", "  period: \"2026-03\"",
      "  first_day: 2026-03-01",
    ] {
      #expect(lines.contains(Substring(line)), "\(line)")
    }
  }

  @Test("the text ends in one line break and never leaves two lines blank", arguments: Shipped.codes)
  func tidy(code: String) throws {
    let markdown = try markdown(code)
    #expect(markdown.hasSuffix("\n") && !markdown.hasSuffix("\n\n"))
    #expect(!markdown.contains("\n\n\n"))
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

  @Test(
    "a section of alerts is one quiet line where nothing fired, in every language", arguments: Shipped.codes)
  func quietAlerts(code: String) throws {
    var document = try KitchenSink.document()
    document.sections = document.sections.filter { $0.name == "alerts" }
    let loud = HTMLRenderer.render(document, try Shipped.wording(code), css: "")
    document.sections[0].block = .alerts(AlertList(judged: 12))
    let html = HTMLRenderer.render(document, try Shipped.wording(code), css: "")
    #expect(html.count(of: "<table>") == loud.count(of: "<table>") - 1)
    #expect(html.count(of: "<p class=\"empty\">") == 1)
    let markdown = MarkdownRenderer.render(document, try Shipped.wording(code))
    let section = try #require(markdown.components(separatedBy: "\n## ").dropFirst().first)
    #expect(section.contains("12") && !section.contains("|"))
  }
}
