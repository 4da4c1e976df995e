import EventSchema

extension MarkdownRenderer {
  func facts(_ tables: [FactTable]) -> String {
    if tables.allSatisfy({ $0.rows.isEmpty && $0.notes.isEmpty }) { return word(.noRows) + "\n\n" }
    var out = ""
    for table in tables {
      if let title = table.title { out += "**\(escape(wording.text(title)))**\n\n" }
      if let caption = table.caption { out += "**\(word(caption))**\n\n" }
      var footnotes = Footnotes()
      if !table.rows.isEmpty {
        var shown = MarkdownTable(
          table.columns.map { (heading($0), $0.alignment == .number ? .number : .text) })
        for row in table.rows {
          shown.add(
            row.cells.map { cell in
              let text = self.cell(cell, &footnotes)
              return row.kind == .total && !text.isEmpty ? "**\(text)**" : text
            })
        }
        out += shown.text + "\n"
      }
      out += list(table.notes.map { escape(wording.sentence($0)) }) + list(footnotes)
    }
    return out
  }

  private func heading(_ column: FactTable.Column) -> String {
    let unit = column.unit.flatMap { wording.unit($0) }.map { " (\($0))" } ?? ""
    return escape((column.text ?? wording.text(column.heading)) + unit)
  }

  private func cell(_ cell: FactTable.Cell, _ footnotes: inout Footnotes) -> String {
    switch cell {
    case .text(let text): escape(text)
    case .word(let word): self.word(word)
    case .figure(let figure), .shaded(let figure, _): self.figure(figure, &footnotes, wording.cell)
    case .change(let change): escape(wording.change(change), at: .inside)
    case .period(let period): escape(wording.period(period))
    case .note(let note): escape(wording.sentence(note), at: .inside)
    case .empty: ""
    }
  }
}
