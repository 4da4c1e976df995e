import Foundation
import Testing

@testable import Render

@Suite("escaping")
struct EscapingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String, escaped: String
    var testDescription: String { text }
  }

  @Test(
    "text in Markdown shows as it stands",
    arguments: [
      Case(text: "Paid Search", escaped: "Paid Search"),
      Case(text: "a|b", escaped: #"a\|b"#),
      Case(text: #"\|"#, escaped: #"\\\|"#),
      Case(text: "<script>", escaped: #"\<script\>"#),
      Case(text: "](http://x)", escaped: #"\](http\://x)"#),
      Case(text: "`a` *b* _c_ ~d~", escaped: #"\`a\` \*b\* \_c\_ \~d\~"#),
      Case(text: "![x]", escaped: #"\!\[x\]"#),
      Case(text: "&lt; #1", escaped: "\\&lt; \\#1"),
      Case(text: "- item", escaped: #"\- item"#),
      Case(text: "a-b", escaped: "a-b"),
      Case(text: "=1+1", escaped: #"\=1+1"#),
      Case(text: "1. first", escaped: #"1\. first"#),
      Case(text: "1.5", escaped: #"1\.5"#),
      Case(text: "www.x.example me@x.example", escaped: #"www\.x.example me\@x.example"#),
      Case(text: "a\r\nb\nc", escaped: "a  b c"),
      Case(text: "    code", escaped: "code"),
      Case(text: "a\u{0}b\u{1B}[31m\u{202E}c", escaped: "a\u{FFFD}b\u{FFFD}\\[31m\u{FFFD}c"),
    ])
  func markdown(_ c: Case) {
    #expect(MarkdownText.escape(c.text) == c.escaped)
  }

  @Test("code in Markdown holds backticks and pipes without ending")
  func code() {
    #expect(MarkdownText.code("sluice run x") == "`sluice run x`")
    #expect(MarkdownText.code("a`b``c") == "``` a`b``c ```")
    #expect(MarkdownText.code("a|b") == "`a\u{A6}b`")
  }

  @Test("front matter is quoted")
  func yaml() {
    #expect(MarkdownText.yaml("a: \"b\" \\ \n# c") == #""a: \"b\" \\  # c""#)
  }

  @Test(
    "text in HTML closes neither tag nor attribute",
    arguments: [
      Case(text: "<b>&\"'", escaped: "&lt;b&gt;&amp;&quot;&#39;"),
      Case(text: "a\u{0}\u{85}b", escaped: "a\u{FFFD}\u{FFFD}b"),
      Case(text: "&amp;", escaped: "&amp;amp;"),
      Case(text: "e\u{301}<\u{338}", escaped: "e\u{301}&lt;\u{338}"),
    ])
  func html(_ c: Case) {
    let html: HTML = "<p title=\"\(text: c.text)\">\(text: c.text)</p>"
    #expect(html.markup == "<p title=\"\(c.escaped)\">\(c.escaped)</p>")
  }

  @Test("a style sheet can't close its own element")
  func styles() {
    let html: HTML = "<style>\(styles: "a { } </style><script>")</style>"
    #expect(!html.markup.contains("<script"))
    #expect(html.markup.components(separatedBy: "</style>").count == 2)
  }
}
