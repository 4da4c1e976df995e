import Declarations
import EventSchema

extension MarkdownRenderer {
  func targets(_ rows: [TargetRow]) -> String {
    var footnotes = Footnotes()
    var table = MarkdownTable([
      (word(.keyFigure), .text), (word(.targetPlace), .text), (word(.target), .number),
      (word(.actual), .number),
      (word(.achievement), .number), (word(.result), .text),
    ])
    for row in rows {
      table.add([
        escape(wording.text(row.title)), escape(wording.place(row)), escape(wording.goal(row), at: .inside),
        figure(row.actual, &footnotes, wording.figure),
        figure(row.achievement, &footnotes, wording.figure), word(row.result.word),
      ])
    }
    return table.text + "\n" + list(TargetRow.remarks(rows).map { escape(wording.sentence($0)) })
      + list(footnotes)
  }
}
