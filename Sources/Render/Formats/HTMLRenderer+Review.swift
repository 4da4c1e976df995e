import Declarations
import EventSchema

extension HTMLRenderer {
  func review(_ whole: CampaignReview, caption: String) -> HTML {
    guard !whole.rows.isEmpty else { return "<p class=\"empty\">\(word(.noCampaigns))</p>\n" }
    let (review, folded) = whole.folded()
    var footnotes = Footnotes()
    var head: HTML = "<th scope=\"col\">\(word(.dimensionCampaign))</th>"
    for column in review.columns { head += heading(column.title, column.unit) }
    func cells(_ figures: [Figure]) -> HTML {
      var html: HTML = ""
      for figure in figures {
        let kind: HTML = figure.value == nil ? "n none" : "n"
        let note = reference(figure.note, &footnotes)
        html += "<td class=\"\(kind)\">\(text: wording.cell(figure))\(note)</td>"
      }
      return html
    }
    var body: HTML = ""
    for row in review.rows {
      body += """
        <tbody class="campaign">
        <tr><th scope="row">\(label(row.name))</th>\(cells(row.figures))</tr>
        <tr><td colspan="\(text: String(review.columns.count + 1))">\(review.hasVerdicts ? verdict(row) : "")\
        <small>\(text: wording.days(row))</small></td></tr>
        </tbody>

        """
    }
    let total = cells(review.total)
    body += "<tfoot><tr class=\"total\"><th scope=\"row\">\(word(.total))</th>\(total)</tr></tfoot>\n"
    let notes = (folded + review.notes).map { note -> HTML in "\(text: wording.sentence(note))" }
    return table(caption, head, body) + list(notes, "remarks") + list(footnotes)
  }

  private func verdict(_ row: CampaignReview.Row) -> HTML {
    let kind: HTML =
      switch row.verdict {
      case .invest: "verdict-word better"
      case .stop: "verdict-word worse"
      case .keep, .improve: "verdict-word"
      case nil: "none"
      }
    let word: HTML = row.verdict.map { self.word(Word($0)) } ?? self.word(.notAvailable)
    return """
      <span class="\(kind)">\(word)</span> <small>\(text: wording.because(row)) ·</small>\u{20}
      """
  }
}
