import EventSchema

extension HTMLRenderer {
  func facts(_ tables: [FactTable], caption: String) -> HTML {
    if tables.allSatisfy({ $0.rows.isEmpty && $0.notes.isEmpty }) {
      return "<p class=\"empty\">\(word(.noRows))</p>\n"
    }
    var html: HTML = ""
    for table in tables {
      var footnotes = Footnotes()
      if !table.rows.isEmpty {
        var head: HTML = ""
        for column in table.columns {
          let kind: HTML = column.alignment == .number ? " class=\"n\"" : ""
          let heading: HTML = column.text.map { "\(text: $0)" } ?? word(column.heading)
          let unit: HTML =
            column.unit.flatMap { wording.unit($0) }.map { " <small>\(text: $0)</small>" } ?? ""
          head += "<th scope=\"col\"\(kind)>\(heading)\(unit)</th>"
        }
        var body: HTML = "<tbody>\n"
        var foot: HTML = ""
        for row in table.rows {
          let cells = self.cells(of: row, in: table, &footnotes)
          switch row.kind {
          case .ordinary: body += "<tr>\(cells)</tr>\n"
          case .total: foot += "<tr class=\"total\">\(cells)</tr>\n"
          }
        }
        let hasTotal = table.rows.contains { $0.kind == .total }
        let total: HTML = hasTotal ? "<tfoot>\n\(foot)</tfoot>\n" : ""
        html += self.table(
          table.title.map { wording.text($0) } ?? table.caption.map { wording.text($0) } ?? caption, head,
          body + "</tbody>\n" + total,
          captionIs: table.caption == nil && table.title == nil ? .hidden : .shown)
      }
      html += list(table.notes.map { note -> HTML in "\(text: wording.sentence(note))" }, "remarks")
      html += list(footnotes)
    }
    return html
  }

  private func cells(of row: FactTable.Row, in table: FactTable, _ footnotes: inout Footnotes) -> HTML {
    var html: HTML = ""
    for (index, cell) in row.cells.enumerated() {
      let content = self.content(cell, &footnotes)
      if index == 0 {
        html += "<th scope=\"row\">\(content)</th>"
      } else {
        var kind: HTML = table.columns[index].alignment == .number ? " class=\"n\"" : ""
        if case .figure(let figure) = cell, figure.value == nil { kind = " class=\"n none\"" }
        if case .shaded(let figure, let shade) = cell {
          kind = figure.value == nil ? " class=\"n none\"" : " class=\"n shade-\(shade)\""
        }
        html += "<td\(kind)>\(content)</td>"
      }
    }
    return html
  }

  private func content(_ cell: FactTable.Cell, _ footnotes: inout Footnotes) -> HTML {
    switch cell {
    case .text(let text): label(text)
    case .word(let word): self.word(word)
    case .figure(let figure), .shaded(let figure, _):
      "\(text: wording.cell(figure))\(reference(figure.note, &footnotes))"
    case .change(let change): "\(text: wording.change(change))"
    case .period(let period): "\(text: wording.period(period))"
    case .note(let note): "\(text: wording.sentence(note))"
    case .empty: ""
    }
  }
}
