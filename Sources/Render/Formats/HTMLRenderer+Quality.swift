import EventSchema

extension HTMLRenderer {
  func dataQuality(_ quality: DataQuality) -> HTML {
    var html: HTML = ""
    let important = quality.important
    if !important.isEmpty {
      let items = important.map { note -> HTML in "\(text: wording.sentence(note))" }
      html += "<div class=\"notice\">\n<h3>\(word(.whatToKnow))</h3>\n\(list(items, "important"))</div>\n"
    }
    html += checks(quality.checks)
    if !quality.files.isEmpty {
      html +=
        "<h3>\(mark(quality.isComplete))\(word(quality.isComplete ? .everyRow : .rowsUnaccounted))</h3>\n"
      html +=
        "<p class=\"lead\">\(text: wording.text(quality.everyRow))</p>\n" + rows(quality) + money(quality)
    }
    if !quality.rejects.isEmpty { html += rejects(quality.rejects) }
    if !quality.names.isEmpty { html += names(quality.names) }
    let items = quality.explanations.map { note -> HTML in "\(text: wording.sentence(note))" }
    return html + list(items, "remarks")
  }

  private func rows(_ quality: DataQuality) -> HTML {
    let hasRepeated = quality.hasRepeated
    let numbers: [Word] =
      [.records, .accepted, .filtered, .rejected] + (hasRepeated ? [.repeated] : []) + [.events]
    var head: HTML = "<th scope=\"col\">\(word(.file))</th>"
    head += numbers.map { name -> HTML in "<th scope=\"col\" class=\"n\">\(word(name))</th>" }.joined()
    head += "<th scope=\"col\">\(word(.newestDay))</th>"
    head += "<th scope=\"col\"><span class=\"hidden\">\(word(.addsUp))</span></th>"
    var body: HTML = ""
    for input in quality.inputs where !input.files.isEmpty {
      let need = wording.text(input.need == .required ? .inputRequired : .inputOptional)
      body += """
        <tbody>
        <tr class="group"><th scope="rowgroup" colspan="\(text: hasRepeated ? "9" : "8")">\(label(input.name)) \
        <small>\(text: input.tool) · \(text: input.profile) · \(text: need)</small></th></tr>

        """
      for file in input.files { body += row(file, hasRepeated ? count(file.repeated) : "") }
      body += "</tbody>\n"
    }
    return table(wording.text(.everyRow), head, body)
  }

  private func row(_ file: FileQuality, _ repeated: HTML) -> HTML {
    let remarks = file.remarks.map { note -> HTML in "<small>\(text: wording.text(note))</small>" }.joined(
      "<br>")
    let day: HTML = file.newestDay.map { "\(text: wording.day($0))" } ?? ""
    return """
      <tr><th scope="row">\(label(file.path))\(remarks.markup.isEmpty ? "" : "<br>")\(remarks)</th>\
      \(count(file.records))\(count(file.accepted))\(count(file.filteredCount))\(count(file.rejected))\
      \(repeated)\(count(file.events))<td>\(day)</td><td>\(verdict(file.addsUp))</td></tr>

      """
  }

  private func money(_ quality: DataQuality) -> HTML {
    var body: HTML = "<tbody>\n"
    var hasAny = false
    let hasRepeated = quality.hasRepeated
    for file in quality.files {
      for check in file.money {
        hasAny = true
        let isBad = if case .differs = check.control { true } else { false }
        body += """
          <tr><th scope="row">\(label(file.path))</th>\
          <td>\(word(Word(check.measure))) <small>\(text: wording.currency(check))</small></td>\
          \(amount(check.records, check.decimals))\(amount(check.accepted, check.decimals))\(amount(check.filtered, check.decimals))\(amount(check.rejected, check.decimals))\
          \(hasRepeated ? amount(check.repeated, check.decimals) : "")<td>\(verdict(check.addsUp))</td>\
          <td class="\(isBad ? "n bad" : "n")">\(text: wording.control(check))</td></tr>

          """
      }
    }
    if !hasAny { return "" }
    var head: HTML = "<th scope=\"col\">\(word(.file))</th><th scope=\"col\">\(word(.measure))</th>"
    let numbers: [Word] = [.records, .accepted, .filtered, .rejected] + (hasRepeated ? [.repeated] : [])
    head += numbers.map { name -> HTML in "<th scope=\"col\" class=\"n\">\(word(name))</th>" }.joined()
    head += "<th scope=\"col\"><span class=\"hidden\">\(word(.addsUp))</span></th>"
    head += "<th scope=\"col\" class=\"n\">\(word(.controlTotal))</th>"
    return "<h3>\(word(.moneyCheck))</h3>\n" + table(wording.text(.moneyCheck), head, body + "</tbody>\n")
  }

  private func rejects(_ rejects: [RejectSample]) -> HTML {
    var body: HTML = "<tbody>\n"
    for reject in rejects {
      let hint: HTML = reject.hint.map { "<br><small>\(text: wording.text($0))</small>" } ?? ""
      body += """
        <tr><th scope="row">\(label(reject.file))</th>\(count(reject.line))\
        <td class="name">\(label(reject.column ?? ""))</td>\(count(reject.count))\
        <td class="prose">\(text: wording.text(reject.reason))\(hint)</td></tr>

        """
    }
    let head: HTML = """
      <th scope="col">\(word(.file))</th><th scope="col" class="n">\(word(.line))</th>\
      <th scope="col">\(word(.column))</th><th scope="col" class="n">\(word(.rows))</th>\
      <th scope="col">\(word(.reason))</th>
      """
    return "<h3>\(word(.rejectedRows))</h3>\n"
      + table(wording.text(.rejectedRows), head, body + "</tbody>\n")
  }

  private func names(_ checks: [NameQuality]) -> HTML {
    func amounts(_ money: [Note.Argument]) -> HTML {
      "<td class=\"prose\">\(text: wording.text(.list(money)))</td>"
    }
    var body: HTML = "<tbody>\n"
    for check in checks {
      for name in check.names {
        body += "<tr><th scope=\"row\">\(label(check.input))</th><td class=\"name\">\(label(name.name))</td>"
        body += "\(count(name.events))\(amounts(name.money))</tr>\n"
      }
      if let rest = check.rest {
        body +=
          "<tr><th scope=\"row\">\(label(check.input))</th><td class=\"name\">\(text: wording.text(rest))</td>"
        body += "<td></td><td></td></tr>\n"
      }
      body += "<tr class=\"total\"><th scope=\"row\">\(label(check.input))</th><td>\(word(.total))</td>"
      body += "\(count(check.events))\(amounts(check.money))</tr>\n"
    }
    let head: HTML = """
      <th scope="col">\(word(.input))</th><th scope="col">\(word(.dimensionCampaign))</th>\
      <th scope="col" class="n">\(word(.events))</th><th scope="col">\(word(.measure))</th>
      """
    let leads = checks.map { check -> HTML in "\(text: wording.sentence(check.lead))" }
    return "<h3>\(word(.namesOutside))</h3>\n\(list(leads, "remarks"))"
      + table(wording.text(.namesOutside), head, body + "</tbody>\n")
  }

  func definitions(_ definitions: Definitions) -> HTML {
    var html: HTML = "<div class=\"definitions\">\n"
    for entry in definitions.entries {
      let formula = FormulaWording(wording: wording, definition: entry)
      let description = wording.text(entry.description)
      var notes = (entry.result.note.map { [$0] } ?? []) + entry.notes
      notes = notes.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
      html += """
        <article class="definition">
        <h3>\(text: wording.text(entry.title))</h3>
        \(description.isEmpty ? "" : "<p>\(text: description)</p>\n")<dl>
        <dt>\(word(.formula))</dt><dd>\(text: formula.names)</dd>
        <dt>\(word(.withNumbers))</dt><dd class="numbers">\(text: formula.numbers)</dd>

        """
      if !notes.isEmpty {
        html += "<dt>\(word(.notes))</dt>"
        html += notes.map { note -> HTML in "<dd>\(text: wording.sentence(note))</dd>" }.joined() + "\n"
      }
      if let source = entry.source {
        html += "<dt>\(word(.source))</dt><dd>\(text: wording.text(source))</dd>\n"
      }
      html += "</dl>\n</article>\n"
    }
    html += "</div>\n"
    if !definitions.assumptions.isEmpty {
      let items = definitions.assumptions.map { note -> HTML in "\(text: wording.sentence(note))" }
      html += "<h3>\(word(.assumptions))</h3>\n" + list(items, "remarks")
    }
    return html
  }

  private func count(_ value: Int) -> HTML {
    let kind: HTML = value == 0 ? "n zero" : "n"
    return "<td class=\"\(kind)\">\(text: wording.number(Exact(value), decimals: 0))</td>"
  }

  private func amount(_ value: Exact, _ decimals: Int) -> HTML {
    let kind: HTML = value.isZero ? "n zero" : "n"
    return "<td class=\"\(kind)\">\(text: wording.number(value, decimals: decimals))</td>"
  }

  private func verdict(_ adds: Bool) -> HTML {
    adds
      ? "<span class=\"good\">\(word(.addsUp))</span>" : "<span class=\"bad\">\(word(.doesNotAddUp))</span>"
  }

  private func mark(_ adds: Bool) -> HTML {
    adds
      ? "<span class=\"good\" aria-hidden=\"true\">✓</span> "
      : "<span class=\"bad\" aria-hidden=\"true\">✗</span> "
  }
}
