import Declarations
import EventSchema

/// GitHub-flavoured Markdown: tables, block-character charts in the last column, front matter.
///
/// Every string that is not a literal of this file goes through `MarkdownText`.
package struct MarkdownRenderer {
  let wording: Wording

  /// - Returns: the document, ending in one line break.
  package static func render(_ document: ReportDocument, _ wording: Wording) -> String {
    MarkdownRenderer(wording: wording.with(minus: .hyphen)).page(document)
  }

  // MARK: Frame

  private func page(_ document: ReportDocument) -> String {
    let summary = Summary.notes(of: document).map { wording.text($0) }
    var out = frontMatter(document, description: summary.joined(separator: " "))
    out += "# \(escape(wording.text(document.title)))\n\n"
    out += "**\(escape(wording.periodWithDays(document.header.period)))**\n\n"
    for fact in wording.facts(document.header) {
      out += "- \(escape(fact.term)): \(escape(fact.text, at: .inside))\n"
    }
    out += "\n" + summary.map { "> \(escape($0))\n" }.joined(separator: ">\n") + "\n"
    for section in document.sections {
      out += "## \(escape(wording.text(section.title)))\n\n"
      let lead = wording.text(section.lead)
      if !lead.isEmpty { out += escape(lead) + "\n\n" }
      switch section.block {
      case .headline(let cards, let more): out += headline(cards, more)
      case .breakdown(let table): out += breakdown(table)
      case .trend(let trends): out += trend(trends)
      case .dataQuality(let quality): out += dataQuality(quality)
      case .definitions(let definitions): out += self.definitions(definitions)
      case .utmAudit(let audit): out += self.audit(audit)
      case .alerts(let alerts): out += self.alerts(alerts)
      case .facts(let tables): out += facts(tables)
      case .targets(let rows): out += targets(rows)
      case .campaignReview(let review): out += self.review(review)
      }
    }
    return out + footer(document)
  }

  private func frontMatter(_ document: ReportDocument, description: String) -> String {
    let period = document.header.period
    let yaml = MarkdownText.yaml
    return """
      ---
      title: \(yaml(wording.text(document.title)))
      date: \(document.header.asOf)
      description: \(yaml(description))
      lang: \(wording.language.code)
      sluice:
        pipeline: \(yaml(document.pipeline))
        period: \(yaml(period.description))
        first_day: \(period.first)
        last_day: \(period.last)
        as_of: \(document.header.asOf)
        version: \(yaml(document.footer.version))
        pipeline_hash: \(yaml(document.footer.pipelineHash))
      ---


      """
  }

  private func footer(_ document: ReportDocument) -> String {
    let footer = document.footer
    var out = "## \(word(.reproduce))\n\n"
    out += escape(wording.text(.madeWith, ["version": .text(footer.version)])) + "\n\n"
    out += "- \(word(.pipeline)): \(MarkdownText.code(document.pipeline))\n"
    out += "- \(word(.pipelineHash)): \(MarkdownText.code(footer.pipelineHash))\n"
    out += "- \(word(.asOf)): \(escape(wording.day(footer.asOf), at: .inside))\n"
    out += "- \(word(.command)): \(MarkdownText.code(footer.command))\n"
    guard !footer.inputs.isEmpty else { return out }
    var table = MarkdownTable([(word(.file), .text), (word(.contentHash), .text)])
    for input in footer.inputs { table.add([escape(input.path), MarkdownText.code(input.content)]) }
    return out + "\n" + table.text
  }

  // MARK: Blocks of figures

  private func headline(_ cards: [HeadlineCard], _ more: Note?) -> String {
    let kinds = comparisonKinds(cards)
    var columns: [(heading: String, alignment: MarkdownTable.Alignment)] = [
      ("", .text), (word(.value), .number),
    ]
    columns += kinds.map { (escape(wording.text($0)), .text) }
    let hasGoals = cards.contains { !$0.goals.isEmpty }
    if hasGoals { columns.append((word(.target), .text)) }
    columns.append((word(.trend), .text))
    var table = MarkdownTable(columns)
    var footnotes = Footnotes()
    for card in cards {
      var cells = [escape(wording.text(card.title)), figure(card.figure, &footnotes, wording.figure)]
      for kind in kinds {
        let found = card.comparisons.first { Word($0.kind, $0.period.grain) == kind }
        cells.append(found.map { comparison($0, card, &footnotes) } ?? "")
      }
      if hasGoals { cells.append(escape(card.goals.map(wording.statement).joined(separator: " · "))) }
      cells.append(BlockChart.spark(card.spark))
      table.add(cells)
    }
    return table.text + "\n" + list(more.map { [escape(wording.sentence($0))] } ?? []) + list(footnotes)
  }

  private func comparisonKinds(_ cards: [HeadlineCard]) -> [Word] {
    var kinds: [Word] = []
    for comparison in cards.flatMap(\.comparisons) {
      let kind = Word(comparison.kind, comparison.period.grain)
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    return kinds
  }

  private func comparison(_ comparison: Comparison, _ card: HeadlineCard, _ footnotes: inout Footnotes)
    -> String
  {
    let base = wording.text(
      .comparisonBase, ["period": .period(comparison.period), "base": .figure(comparison.base)])
    let change = Change(from: comparison.base, to: card.figure, better: card.better)
    let parts = [
      change.map { wording.markedChange($0) } ?? wording.text(.noComparison),
      change.flatMap { wording.verdict($0) },
    ]
    let text = parts.compactMap { $0 }.joined(separator: " ") + " · " + base
    return escape(text, at: .inside) + reference(comparison.base.note, &footnotes)
  }

  private func breakdown(_ table: BreakdownTable) -> String {
    guard !table.rows.isEmpty || table.other != nil else { return word(.noRows) + "\n\n" }
    let sorted = table.columns[table.sortedBy]
    var columns: [(heading: String, alignment: MarkdownTable.Alignment)] = [
      (escape(wording.text(table.dimension)), .text)
    ]
    var footnotes = Footnotes()
    for (index, column) in table.columns.enumerated() {
      let common = reference(table.commonNote(ofColumn: index), &footnotes)
      columns.append((heading(column.title, column.unit) + common, .number))
    }
    if table.hasShares { columns.append((word(.share), .number)) }
    if table.comparedWith != nil { columns.append((word(.change), .number)) }
    columns.append((escape(wording.text(sorted.title)), .text))
    var out = MarkdownTable(columns)
    let largest = table.largest
    func add(_ row: BreakdownTable.Row, bar: Bool, strong: Bool) {
      let mark = { (text: String) in strong && !text.isEmpty ? "**\(text)**" : text }
      var cells = [mark(escape(wording.label(row.label)))]
      for (index, cell) in row.figures.enumerated() {
        var cell = cell
        if table.commonNote(ofColumn: index) != nil { cell.note = nil }
        let goal = row.mark(ofColumn: index)?.mark.map { $0 + " " } ?? ""
        cells.append(mark(goal + figure(cell, &footnotes, wording.cell)))
      }
      if table.hasShares { cells.append(mark(row.share.map { wording.percent($0, decimals: 1) } ?? "")) }
      if table.comparedWith != nil {
        let change = Change(from: row.previous, to: row.figures[table.sortedBy], better: sorted.better)
        cells.append(
          mark(
            (change.map { escape(wording.markedChange($0), at: .inside) } ?? word(.notAvailable))
              + reference(table.baseNote(of: row), &footnotes)))
      }
      cells.append(bar ? BlockChart.bar(row.figures[table.sortedBy].value, of: largest) : "")
      out.add(cells)
    }
    for row in table.rows { add(row, bar: true, strong: false) }
    if let other = table.other { add(other, bar: true, strong: false) }
    add(table.total, bar: false, strong: true)
    return out.text + "\n" + list(table.statements(wording).map { escape($0) }) + list(footnotes)
  }

  private func trend(_ trends: [Trend]) -> String {
    var overview = MarkdownTable([("", .text), (word(.trend), .text)])
    for trend in trends {
      let spark = BlockChart.spark(trend.points.map(\.value))
      overview.add([
        escape(wording.text(trend.title)),
        [escape(SVGCharts.description(trend, wording)), spark]
          .filter { !$0.isEmpty }.joined(separator: " "),
      ])
    }
    var out = overview.text + "\n"
    var footnotes = Footnotes()
    var periods: [Period] = []
    for period in trends.flatMap(\.points).map(\.period) where !periods.contains(period) {
      periods.append(period)
    }
    var table = MarkdownTable(
      [(word(.period), .text)] + trends.map { (heading($0.title, $0.unit), .number) })
    for period in periods.sorted() {
      let points = trends.map { trend in trend.points.first { $0.period == period } }
      let isProvisional = points.contains { $0?.status == .provisional }
      let name = escape(wording.period(period)) + (isProvisional ? " (\(word(.provisional)))" : "")
      table.add(
        [name]
          + zip(trends, points).map { trend, point in
            guard let value = point?.value else { return word(.gap) }
            let figure = Figure(value, trend.unit, decimals: trend.decimals, note: point?.lacks)
            return self.figure(figure, &footnotes, wording.cell)
          })
    }
    out += table.text + "\n"
    return out + list(footnotes)
  }

  // MARK: Parts

  func escape(_ text: String, at place: MarkdownText.Place = .start) -> String {
    MarkdownText.escape(text, at: place)
  }
  func word(_ word: Word) -> String { escape(wording.text(word)) }

  func heading(_ title: LocalizedText, _ unit: FigureUnit) -> String {
    let title = wording.text(title)
    return escape(wording.unit(unit).map { "\(title) (\($0))" } ?? title)
  }

  /// A figure with the number of its note.
  func figure(_ figure: Figure, _ footnotes: inout Footnotes, _ write: (Figure) -> String) -> String {
    escape(write(figure), at: .inside) + reference(figure.note, &footnotes)
  }

  private func reference(_ note: Note?, _ footnotes: inout Footnotes) -> String {
    note.map { " <sup>\(footnotes.number(of: $0))</sup>" } ?? ""
  }

  func list(_ footnotes: Footnotes) -> String {
    let lines = footnotes.notes.enumerated().map { index, note in
      "<sup>\(index + 1)</sup> \(escape(wording.sentence(note), at: .inside))"
    }
    return lines.isEmpty ? "" : lines.joined(separator: "  \n") + "\n\n"
  }

  func list(_ items: [String]) -> String {
    items.isEmpty ? "" : items.map { "- \($0)\n" }.joined() + "\n"
  }
}
