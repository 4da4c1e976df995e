import Declarations
import EventSchema

/// One self-contained page: no script, no request, charts as SVG, styles for dark mode and print.
package struct HTMLRenderer {
  let wording: Wording

  /// - Parameter css: The catalog's style sheet, `styles/report.css`.
  package static func render(_ document: ReportDocument, _ wording: Wording, css: String) -> String {
    HTMLRenderer(wording: wording.with(minus: .typographic)).page(document, css: css).markup
  }

  // MARK: Frame

  private func page(_ document: ReportDocument, css: String) -> HTML {
    let title = wording.text(document.title)
    let period = wording.period(document.header.period)
    return """
      <!DOCTYPE html>
      <html lang="\(text: wording.language.code)">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="Sluice \(text: document.footer.version)">
      <title>\(text: title) · \(text: period)</title>
      <style>
      :root { --fonts: \(styles: wording.language.fonts); }
      \(styles: css)</style>
      </head>
      <body>
      \(masthead(document))<main>
      \(document.sections.map { section($0) }.joined())</main>
      \(footer(document))</body>
      </html>

      """
  }

  private func masthead(_ document: ReportDocument) -> HTML {
    let header = document.header
    let facts = wording.facts(header).map { fact -> HTML in
      "<div><dt>\(text: fact.term)</dt><dd>\(text: fact.text)</dd></div>\n"
    }
    let summary = Summary.notes(of: document).map { note -> HTML in "<p>\(text: wording.text(note))</p>\n" }
    return """
      <header class="masthead">
      <h1>\(text: wording.text(document.title))</h1>
      <p class="period">\(text: wording.periodWithDays(header.period))</p>
      <div class="summary" role="group" aria-label="\(word(.summary))">
      \(summary.joined())</div>
      <dl class="facts">
      \(facts.joined())</dl>
      </header>

      """
  }

  private func section(_ section: ReportSection) -> HTML {
    let lead = wording.text(section.lead)
    let id = slug(section.name)
    let content: HTML =
      switch section.block {
      case .headline(let cards, let more): headline(cards, more)
      case .breakdown(let table): breakdown(table, caption: wording.text(section.title))
      case .trend(let trends): trend(trends, id: id)
      case .dataQuality(let quality): dataQuality(quality)
      case .definitions(let definitions): self.definitions(definitions)
      case .utmAudit(let audit): self.audit(audit, caption: wording.text(section.title))
      case .alerts(let alerts): self.alerts(alerts, caption: wording.text(section.title))
      case .facts(let tables): facts(tables, caption: wording.text(section.title))
      case .targets(let rows): targets(rows, caption: wording.text(section.title))
      case .campaignReview(let review): self.review(review, caption: wording.text(section.title))
      }
    return """
      <section id="\(text: id)" aria-labelledby="h-\(text: id)">
      <h2 id="h-\(text: id)">\(text: wording.text(section.title))</h2>
      \(lead.isEmpty ? "" : "<p class=\"lead\">\(text: lead)</p>\n")\(content)</section>

      """
  }

  private func footer(_ document: ReportDocument) -> HTML {
    let footer = document.footer
    let rows = footer.inputs.map { input -> HTML in
      "<tr><th scope=\"row\">\(label(input.path))</th><td><code>\(text: input.content)</code></td></tr>\n"
    }
    let inputs: HTML =
      rows.isEmpty
      ? ""
      : """
      <details>
      <summary>\(word(.contentHash))</summary>
      <div class="scroll" tabindex="0" role="group" aria-label="\(word(.contentHash))">
      <table>
      <caption class="hidden">\(word(.contentHash))</caption>
      <thead><tr><th scope="col">\(word(.file))</th><th scope="col">\(word(.contentHash))</th></tr></thead>
      <tbody>
      \(rows.joined())</tbody>
      </table>
      </div>
      </details>

      """
    return """
      <footer>
      <h2>\(word(.reproduce))</h2>
      <pre><code>\(text: footer.command)</code></pre>
      <dl class="facts">
      <div><dt>\(word(.pipeline))</dt><dd>\(label(document.pipeline))</dd></div>
      <div><dt>\(word(.pipelineHash))</dt><dd><code>\(text: footer.pipelineHash)</code></dd></div>
      <div><dt>\(word(.asOf))</dt><dd>\(text: wording.day(footer.asOf))</dd></div>
      </dl>
      \(inputs)<p class="made">\(text: wording.text(.madeWith, ["version": .text(footer.version)]))</p>
      </footer>

      """
  }

  // MARK: Parts

  func word(_ word: Word) -> HTML { "\(text: wording.text(word))" }

  /// Text of users and exports: isolated, so that its direction ends with it.
  func label(_ text: String) -> HTML { "<bdi>\(text: text)</bdi>" }

  /// A column heading with its currency below.
  func heading(_ title: LocalizedText, _ unit: FigureUnit, reference: HTML = "") -> HTML {
    let unit: HTML = wording.unit(unit).map { " <small>\(text: $0)</small>" } ?? ""
    return "<th scope=\"col\" class=\"n\">\(text: wording.text(title))\(reference)\(unit)</th>"
  }

  /// The number of a figure's note, outside the column of digits.
  func reference(_ note: Note?, _ footnotes: inout Footnotes) -> HTML {
    guard let note else { return "" }
    return "<sup class=\"ref\">\(footnotes.number(of: note))</sup>"
  }

  func list(_ footnotes: Footnotes) -> HTML {
    if footnotes.notes.isEmpty { return "" }
    let items = footnotes.notes.map { note -> HTML in "<li>\(text: wording.sentence(note))</li>\n" }
    return "<ol class=\"footnotes\">\n\(items.joined())</ol>\n"
  }

  func list(_ items: [HTML], _ kind: HTML) -> HTML {
    if items.isEmpty { return "" }
    return "<ul class=\"\(kind)\">\n\(items.map { item -> HTML in "<li>\(item)</li>\n" }.joined())</ul>\n"
  }

  /// A table that scrolls by itself on narrow screens.
  func table(_ caption: String, _ head: HTML, _ body: HTML, captionIs place: CaptionPlace = .hidden) -> HTML {
    let kind: HTML = place == .hidden ? " class=\"hidden\"" : ""
    return """
      <div class="scroll" tabindex="0" role="group" aria-label="\(text: caption)">
      <table>
      <caption\(kind)>\(text: caption)</caption>
      <thead><tr>\(head)</tr></thead>
      \(body)</table>
      </div>

      """
  }

  enum CaptionPlace { case shown, hidden }

  /// Section names are identifiers already; anything else becomes a hyphen.
  private func slug(_ name: String) -> String {
    String(
      name.map { character in
        character.isASCII && (character.isLetter || character.isNumber || character == "_") ? character : "-"
      })
  }
}
