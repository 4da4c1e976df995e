import EventSchema

extension MarkdownRenderer {
  func audit(_ audit: CampaignAudit) -> String {
    let measures = audit.measures.map { (heading: word(Word($0)), alignment: MarkdownTable.Alignment.number) }
    func cells(_ amounts: [Exact?]) -> [String] {
      amounts.enumerated().map { escape(wording.cell(audit.figure($1, of: $0)), at: .inside) }
    }
    var summary = MarkdownTable([("", .text), (word(.auditCampaigns), .number)] + measures)
    for part in audit.parts {
      summary.add(
        [word(Word(part.kind)), escape(wording.cell(.count(part.rows.count)), at: .inside)]
          + cells(part.amounts))
    }
    var out = summary.text + "\n"
    let notes = audit.notes.map { escape(wording.sentence($0)) }
    if !notes.isEmpty { out += list(notes) }
    for part in audit.namedParts {
      var table = MarkdownTable([(word(Word(part.kind)), .text)] + measures)
      for row in part.rows.prefix(CampaignAudit.shownRows) {
        table.add([escape(row.label)] + cells(row.amounts))
      }
      out += table.text + "\n"
      let rest = part.rows.count - CampaignAudit.shownRows
      if rest > 0 { out += list([escape(wording.sentence(Note(.auditMore, ["n": .count(rest)])))]) }
    }
    return out
  }
}
