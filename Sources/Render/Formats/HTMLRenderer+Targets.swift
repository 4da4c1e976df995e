import Declarations
import EventSchema

extension HTMLRenderer {
  func targets(_ rows: [TargetRow], caption: String) -> HTML {
    var footnotes = Footnotes()
    let heads: [(Word, HTML)] = [
      (.targetPlace, ""), (.target, " class=\"n\""), (.actual, " class=\"n\""),
      (.achievement, " class=\"n\""),
      (.result, ""),
    ]
    var head: HTML = "<th scope=\"col\">\(word(.keyFigure))</th>"
    for (name, kind) in heads { head += "<th scope=\"col\"\(kind)>\(word(name))</th>" }
    var body: HTML = "<tbody>\n"
    for row in rows {
      let kind: HTML = row.actual.value == nil ? "n none" : "n"
      let share: HTML = row.achievement.value == nil ? "n none" : "n"
      body += """
        <tr><th scope="row">\(text: wording.text(row.title))</th><td>\(label(wording.place(row)))</td>\
        <td class="n">\(text: wording.goal(row))</td>\
        <td class="\(kind)">\(text: wording.figure(row.actual))\(reference(row.actual.note, &footnotes))</td>\
        <td class="\(share)">\(text: wording.figure(row.achievement))\(reference(row.achievement.note, &footnotes))</td>\
        <td>\(result(row.result, "\(word(row.result.word))"))</td></tr>

        """
    }
    let notes = TargetRow.remarks(rows).map { note -> HTML in "\(text: wording.sentence(note))" }
    return table(caption, head, body + "</tbody>\n") + list(notes, "remarks") + list(footnotes)
  }

  /// What a target of a card's figure wants, and what became of it.
  func goals(_ rows: [TargetRow]) -> HTML {
    rows.map { row -> HTML in
      "<p class=\"goal\">\(result(row.result, "\(text: wording.statement(row))"))</p>\n"
    }.joined()
  }

  /// The mark of a target before a cell's figure, which keeps its digits in their column.
  func mark(_ found: TargetRow.Result?) -> HTML {
    guard let found, let mark = found.mark else { return "" }
    return
      "<span class=\"\(kind(found))\"><span aria-hidden=\"true\">\(text: mark)</span><span class=\"hidden\">\(word(found.word))</span></span> "
  }

  private func result(_ found: TargetRow.Result, _ content: HTML) -> HTML {
    "<span class=\"\(kind(found))\">\(content)</span>"
  }

  private func kind(_ found: TargetRow.Result) -> HTML {
    switch found {
    case .met: "good"
    case .missed: "bad"
    case .noData, .underWay: "none"
    }
  }
}
