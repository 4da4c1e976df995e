import Declarations
import EventSchema

extension HTMLRenderer {
  // MARK: Headline

  func headline(_ cards: [HeadlineCard], _ more: Note?) -> HTML {
    var footnotes = Footnotes()
    let items = cards.map { card($0, &footnotes) }
    let remark = list(more.map { note -> [HTML] in ["\(text: wording.sentence(note))"] } ?? [], "remarks")
    return "<div class=\"cards\">\n\(items.joined())</div>\n\(remark)\(list(footnotes))"
  }

  private func card(_ card: HeadlineCard, _ footnotes: inout Footnotes) -> HTML {
    let status: HTML = card.figure.status == .provisional ? " <small>\(word(.provisional))</small>" : ""
    let kind: HTML = card.figure.value == nil ? "value none" : "value"
    var html: HTML = """
      <article class="card">
      <h3>\(text: wording.text(card.title))\(status)</h3>
      <p class="\(kind)">\(text: wording.figure(card.figure))\(reference(card.figure.note, &footnotes))</p>
      \(goals(card.goals))\(SVGCharts.spark(card.spark))

      """
    if !card.comparisons.isEmpty {
      html += "<ul class=\"changes\">\n"
      for comparison in card.comparisons { html += self.comparison(comparison, card, &footnotes) }
      html += "</ul>\n"
    }
    return html + "</article>\n"
  }

  private func comparison(_ comparison: Comparison, _ card: HeadlineCard, _ footnotes: inout Footnotes)
    -> HTML
  {
    let change = Change(from: comparison.base, to: card.figure, better: card.better)
    let base = wording.text(
      .comparisonBase, ["period": .period(comparison.period), "base": .figure(comparison.base)])
    let name = wording.text(Word(comparison.kind, comparison.period.grain))
    let shown: HTML =
      change.map { self.change($0, word: .shown) } ?? "<span class=\"none\">\(word(.noComparison))</span>"
    return """
      <li>\(shown) <span class="against">\(text: name)</span> \
      <span class="base">\(text: base)\(reference(comparison.base.note, &footnotes))</span></li>

      """
  }

  enum VerdictWord { case shown, hidden }

  /// Colour follows the verdict; mark, sign and word say the same without it.
  func change(_ change: Change, word: VerdictWord) -> HTML {
    let kind: HTML =
      switch change.verdict {
      case .better: "delta better"
      case .worse: "delta worse"
      case .none: "delta neutral"
      }
    let place: HTML = word == .shown ? "verdict" : "hidden"
    let verdict: HTML = wording.verdict(change).map { " <span class=\"\(place)\">\(text: $0)</span>" } ?? ""
    return "<span class=\"\(kind)\">\(text: wording.markedChange(change))\(verdict)</span>"
  }

  // MARK: Breakdown

  func breakdown(_ table: BreakdownTable, caption: String) -> HTML {
    guard !table.rows.isEmpty || table.other != nil else {
      return "<p class=\"empty\">\(word(.noRows))</p>\n"
    }
    let sorted = table.columns[table.sortedBy]
    var footnotes = Footnotes()
    var head: HTML = "<th scope=\"col\">\(text: wording.text(table.dimension))</th>"
    for (index, column) in table.columns.enumerated() {
      let common = reference(table.commonNote(ofColumn: index), &footnotes)
      head += heading(column.title, column.unit, reference: common)
      if index == table.sortedBy { head += shareHeading(table, sorted) }
    }
    if table.comparedWith != nil {
      let hint: HTML = wording.direction(sorted.better).map { " <small>\(text: $0)</small>" } ?? ""
      head += "<th scope=\"col\" class=\"n\">\(word(.change))\(hint)</th>"
    }
    let largest = table.largest
    var body: HTML = "<tbody>\n"
    for row in table.rows + (table.other.map { [$0] } ?? []) {
      let bar = SVGCharts.bar(row.figures[table.sortedBy].value, of: largest)
      body += "<tr>\(cells(of: row, in: table, bar: bar, &footnotes))</tr>\n"
    }
    let total = cells(of: table.total, in: table, bar: "", &footnotes)
    body += "</tbody>\n<tfoot><tr class=\"total\">\(total)</tr></tfoot>\n"
    let statements = table.statements(wording).map { statement -> HTML in "\(text: statement)" }
    return self.table(caption, head, body) + list(statements, "remarks") + list(footnotes)
  }

  private func shareHeading(_ table: BreakdownTable, _ sorted: BreakdownTable.Column) -> HTML {
    if table.hasShares { return "<th scope=\"col\" class=\"share\">\(word(.share))</th>" }
    let title = wording.text(sorted.title)
    return "<th scope=\"col\" class=\"share\"><span class=\"hidden\">\(text: title)</span></th>"
  }

  private func cells(
    of row: BreakdownTable.Row, in table: BreakdownTable, bar: HTML, _ footnotes: inout Footnotes
  ) -> HTML {
    var html: HTML = "<th scope=\"row\">\(label(wording.label(row.label)))</th>"
    for (index, figure) in row.figures.enumerated() {
      let kind: HTML = figure.value == nil ? "n none" : "n"
      let note = table.commonNote(ofColumn: index) == nil ? figure.note : nil
      let goal = mark(row.mark(ofColumn: index))
      html += "<td class=\"\(kind)\">\(goal)\(text: wording.cell(figure))\(reference(note, &footnotes))</td>"
      if index == table.sortedBy {
        let share: HTML = row.share.map { "<span>\(text: wording.percent($0, decimals: 1))</span>" } ?? ""
        html += "<td class=\"share\">\(share)\(bar)</td>"
      }
    }
    if table.comparedWith != nil {
      let better = table.columns[table.sortedBy].better
      let change = Change(from: row.previous, to: row.figures[table.sortedBy], better: better)
      let text: HTML = change.map { self.change($0, word: .hidden) } ?? word(.notAvailable)
      let note = reference(table.baseNote(of: row), &footnotes)
      html += "<td class=\"\(change == nil ? "n none" : "n")\">\(text)\(note)</td>"
    }
    return html
  }

  // MARK: Trend

  func trend(_ trends: [Trend], id: String) -> HTML {
    var html: HTML = ""
    html += legend(trends.flatMap(\.points))
    html += "<div class=\"charts\">\n"
    for (index, trend) in trends.enumerated() { html += chart(trend, name: "\(text: id)-\(index)") }
    return html + "</div>\n"
  }

  /// Says what the lines and dots mean; nothing where there is only one kind of line.
  private func legend(_ points: [Trend.Point]) -> HTML {
    let hasLastYear = points.contains { $0.lastYear != nil }
    let hasProvisional = points.contains { $0.status == .provisional }
    let hasParts = points.contains { $0.lacks != nil }
    guard hasLastYear || hasProvisional || hasParts else { return "" }
    var html = key("<path class=\"line\" d=\"M0 5H28\"/>", .value)
    if hasLastYear { html += key("<path class=\"before\" d=\"M0 5H28\"/>", .lastYear) }
    if hasProvisional {
      html += key("<circle class=\"open-dot\" cx=\"14\" cy=\"5\" r=\"4\"/>", .provisional)
    }
    if hasParts { html += key("<circle class=\"part-dot\" cx=\"14\" cy=\"5\" r=\"4\"/>", .incomplete) }
    return "<p class=\"legend\" aria-hidden=\"true\">\(html)</p>\n"
  }

  private func key(_ drawing: HTML, _ name: Word) -> HTML {
    "<span class=\"key\"><svg viewBox=\"0 0 28 10\">\(drawing)</svg>\(word(name))</span>"
  }

  private func chart(_ trend: Trend, name: HTML) -> HTML {
    let unit: HTML = wording.unit(trend.unit).map { " <small>\(text: $0)</small>" } ?? ""
    let drawing = SVGCharts.trend(trend, name: name, wording)
    return """
      <figure class="chart">
      <figcaption>\(text: wording.text(trend.title))\(unit)</figcaption>
      \(trend.points.allSatisfy { $0.value == nil } ? "<p class=\"empty\">\(word(.noRows))</p>" : drawing)
      <details>
      <summary>\(word(.showData))</summary>
      \(numbers(trend))</details>
      </figure>

      """
  }

  private func numbers(_ trend: Trend) -> HTML {
    let hasLastYear = trend.points.contains { $0.lastYear != nil }
    var head: HTML = "<th scope=\"col\">\(word(.period))</th>" + heading(trend.title, trend.unit)
    if hasLastYear { head += "<th scope=\"col\" class=\"n\">\(word(.lastYear))</th>" }
    var body: HTML = "<tbody>\n"
    var footnotes = Footnotes()
    for point in trend.points {
      let status: HTML = point.status == .provisional ? " <small>\(word(.provisional))</small>" : ""
      body +=
        "<tr><th scope=\"row\">\(text: wording.period(point.period))\(status)</th>"
      body += cell(point.value, trend, reference(point.lacks, &footnotes))
      if hasLastYear { body += cell(point.lastYear, trend, reference(point.lastYearLacks, &footnotes)) }
      body += "</tr>\n"
    }
    return table(wording.text(trend.title), head, body + "</tbody>\n") + list(footnotes)
  }

  private func cell(_ value: Exact?, _ trend: Trend, _ reference: HTML) -> HTML {
    guard let value else { return "<td class=\"n none\">\(word(.gap))</td>" }
    let figure = Figure(value, trend.unit, decimals: trend.decimals)
    return "<td class=\"n\">\(text: wording.cell(figure))\(reference)</td>"
  }
}
