import EventSchema

extension HTMLRenderer {
  func audit(_ audit: CampaignAudit, caption: String) -> HTML {
    var heads: HTML = ""
    for measure in audit.measures { heads += "<th scope=\"col\" class=\"n\">\(word(Word(measure)))</th>" }
    func cells(_ amounts: [Exact?]) -> HTML {
      var html: HTML = ""
      for (index, amount) in amounts.enumerated() {
        let kind: HTML = amount == nil ? "n none" : "n"
        html += "<td class=\"\(kind)\">\(text: wording.cell(audit.figure(amount, of: index)))</td>"
      }
      return html
    }
    var body: HTML = "<tbody>\n"
    for part in audit.parts {
      body += "<tr><th scope=\"row\">\(word(Word(part.kind)))</th>"
      body +=
        "<td class=\"n\">\(text: wording.cell(.count(part.rows.count)))</td>\(cells(part.amounts))</tr>\n"
    }
    let count: HTML = "<th scope=\"col\" class=\"n\">\(word(.auditCampaigns))</th>"
    var html = table(caption, "<td></td>\(count)\(heads)", "\(body)</tbody>\n")
    let notes = audit.notes.map { note -> HTML in "\(text: wording.sentence(note))" }
    if !notes.isEmpty { html += list(notes, "remarks") }
    for part in audit.namedParts {
      var rows: HTML = "<tbody>\n"
      for row in part.rows.prefix(CampaignAudit.shownRows) {
        rows += "<tr><th scope=\"row\">\(text: row.label)</th>\(cells(row.amounts))</tr>\n"
      }
      let title = wording.text(Word(part.kind))
      html += table(
        title, "<th scope=\"col\">\(word(.dimensionCampaign))</th>\(heads)", "\(rows)</tbody>\n",
        captionIs: .shown)
      let rest = part.rows.count - CampaignAudit.shownRows
      if rest > 0 {
        html += list(["\(text: wording.sentence(Note(.auditMore, ["n": .count(rest)])))"], "remarks")
      }
    }
    return html
  }
}
