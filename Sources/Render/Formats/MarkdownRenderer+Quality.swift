import EventSchema

extension MarkdownRenderer {
  func dataQuality(_ quality: DataQuality) -> String {
    var out = ""
    let important = quality.important
    if !important.isEmpty {
      out += "### \(word(.whatToKnow))\n\n"
      out += list(important.map { "⚠ " + escape(wording.sentence($0), at: .inside) })
    }
    out += checks(quality.checks)
    if !quality.files.isEmpty {
      out += "### \(word(quality.isComplete ? .everyRow : .rowsUnaccounted))\n\n"
      out += escape(wording.text(quality.everyRow), at: .inside) + "\n\n" + rows(quality) + "\n"
      out += money(quality)
    }
    if !quality.rejects.isEmpty { out += "### \(word(.rejectedRows))\n\n" + rejects(quality.rejects) + "\n" }
    out += names(quality.names)
    let remarks = quality.files.flatMap { file in
      file.remarks.map { Note(.inputNote, ["input": .text(file.path), "note": .note($0)]) }
    }
    out += list((remarks + quality.explanations).map { escape(wording.sentence($0)) })
    return out
  }

  private func rows(_ quality: DataQuality) -> String {
    let hasRepeated = quality.hasRepeated
    var table = MarkdownTable(
      [
        (word(.input), .text), (word(.file), .text), (word(.records), .number), (word(.accepted), .number),
        (word(.filtered), .number), (word(.rejected), .number),
      ] + (hasRepeated ? [(word(.repeated), .number)] : []) + [
        (word(.events), .number), (word(.newestDay), .text), ("", .text),
      ])
    for input in quality.inputs {
      for file in input.files {
        table.add(
          [
            escape(input.name), escape(file.path), count(file.records), count(file.accepted),
            count(file.filteredCount), count(file.rejected),
          ] + (hasRepeated ? [count(file.repeated)] : []) + [
            count(file.events), file.newestDay.map { escape(wording.day($0)) } ?? "",
            word(file.addsUp ? .addsUp : .doesNotAddUp),
          ])
      }
    }
    return table.text
  }

  private func money(_ quality: DataQuality) -> String {
    let hasRepeated = quality.hasRepeated
    var table = MarkdownTable(
      [
        (word(.file), .text), (word(.measure), .text), (word(.records), .number), (word(.accepted), .number),
        (word(.filtered), .number), (word(.rejected), .number),
      ] + (hasRepeated ? [(word(.repeated), .number)] : []) + [("", .text), (word(.controlTotal), .text)])
    var hasAny = false
    for file in quality.files {
      for check in file.money {
        hasAny = true
        table.add(
          [
            escape(file.path), escape("\(wording.text(Word(check.measure))) (\(wording.currency(check)))"),
            amount(check.records, check.decimals), amount(check.accepted, check.decimals),
            amount(check.filtered, check.decimals), amount(check.rejected, check.decimals),
          ] + (hasRepeated ? [amount(check.repeated, check.decimals)] : []) + [
            word(check.addsUp ? .addsUp : .doesNotAddUp), escape(wording.control(check), at: .inside),
          ])
      }
    }
    return hasAny ? "### \(word(.moneyCheck))\n\n" + table.text + "\n" : ""
  }

  private func rejects(_ rejects: [RejectSample]) -> String {
    var table = MarkdownTable([
      (word(.file), .text), (word(.line), .number), (word(.column), .text), (word(.rows), .number),
      (word(.reason), .text), (word(.whatToDo), .text),
    ])
    for reject in rejects {
      table.add([
        escape(reject.file), count(reject.line), escape(reject.column ?? ""), count(reject.count),
        escape(wording.text(reject.reason)), escape(reject.hint.map { wording.text($0) } ?? ""),
      ])
    }
    return table.text
  }

  private func names(_ checks: [NameQuality]) -> String {
    guard !checks.isEmpty else { return "" }
    var out = "### \(word(.namesOutside))\n\n" + list(checks.map { escape(wording.sentence($0.lead)) }) + "\n"
    var table = MarkdownTable([
      (word(.input), .text), (word(.dimensionCampaign), .text), (word(.events), .number),
      (word(.measure), .text),
    ])
    func amounts(_ money: [Note.Argument]) -> String { escape(wording.text(.list(money)), at: .inside) }
    for check in checks {
      for name in check.names {
        table.add([escape(check.input), escape(name.name), count(name.events), amounts(name.money)])
      }
      if let rest = check.rest { table.add([escape(check.input), escape(wording.text(rest)), "", ""]) }
      table.add([escape(check.input), word(.total), count(check.events), amounts(check.money)])
    }
    out += table.text + "\n"
    return out
  }

  func definitions(_ definitions: Definitions) -> String {
    var out = ""
    for entry in definitions.entries {
      let formula = FormulaWording(wording: wording, definition: entry)
      out += "### \(escape(wording.text(entry.title)))\n\n"
      let description = wording.text(entry.description)
      if !description.isEmpty { out += escape(description) + "\n\n" }
      var facts = [
        "\(word(.formula)): \(escape(formula.names, at: .inside))",
        "\(word(.withNumbers)): \(escape(formula.numbers, at: .inside))",
      ]
      if let note = entry.result.note {
        let isMissing = entry.result.value == nil
        facts.append(
          isMissing
            ? "\(word(.noValue)): \(escape(wording.text(note), at: .inside))" : escape(wording.sentence(note))
        )
      }
      facts += entry.notes.map { escape(wording.sentence($0)) }
      if let source = entry.source {
        facts.append("\(word(.source)): \(escape(wording.text(source), at: .inside))")
      }
      out += list(facts)
    }
    if !definitions.assumptions.isEmpty {
      out +=
        "### \(word(.assumptions))\n\n" + list(definitions.assumptions.map { escape(wording.sentence($0)) })
    }
    return out
  }

  private func count(_ value: Int) -> String { wording.number(Exact(value), decimals: 0) }
  private func amount(_ value: Exact, _ decimals: Int) -> String {
    escape(wording.number(value, decimals: decimals), at: .inside)
  }
}
