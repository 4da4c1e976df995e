import Declarations
import EventSchema

extension MarkdownRenderer {
  func review(_ whole: CampaignReview) -> String {
    guard !whole.rows.isEmpty else { return word(.noCampaigns) + "\n\n" }
    let (review, folded) = whole.folded()
    var footnotes = Footnotes()
    var columns: [(heading: String, alignment: MarkdownTable.Alignment)] = [
      (word(.dimensionCampaign), .text), (word(.period), .text),
    ]
    columns += review.columns.map { (heading($0.title, $0.unit), .number) }
    if review.hasVerdicts { columns += [(word(.verdict), .text), (word(.reason), .text)] }
    var table = MarkdownTable(columns)
    for row in review.rows {
      var cells = [escape(row.name), escape(wording.days(row), at: .inside)]
      cells += row.figures.map { figure($0, &footnotes, wording.cell) }
      if review.hasVerdicts {
        cells += [
          "**\(row.verdict.map { word(Word($0)) } ?? word(.notAvailable))**",
          escape(wording.because(row), at: .inside),
        ]
      }
      table.add(cells)
    }
    var total = ["**\(word(.total))**", ""]
    total += review.total.map { "**\(figure($0, &footnotes, wording.cell))**" }
    table.add(total + (review.hasVerdicts ? ["", ""] : []))
    return table.text + "\n" + list((folded + review.notes).map { escape(wording.sentence($0)) })
      + list(footnotes)
  }
}
