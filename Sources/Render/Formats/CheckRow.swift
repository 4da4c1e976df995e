import EventSchema

/// A check of the data: what was allowed, what was found.
package struct CheckRow: Sendable {
  package var name: Word
  /// The most that is allowed.
  package var limit: Figure
  /// No value where there was nothing to look at.
  package var found: Figure
  /// Nil where there was nothing to look at, or what there was leaves it open.
  package var passed: Bool?
  /// What it looks at is known in part, and what is missing may decide otherwise.
  package var isOpen = false

  package init(name: Word, limit: Figure, found: Figure, passed: Bool?) {
    self.name = name
    self.limit = limit
    self.found = found
    self.passed = passed
  }

  var verdict: Word {
    switch passed {
    case true?: .checkPassed
    case false?: .checkNotPassed
    case nil: isOpen ? .checkOpen : .checkNothing
    }
  }
}

extension HTMLRenderer {
  func checks(_ rows: [CheckRow]) -> HTML {
    if rows.isEmpty { return "" }
    let heads: HTML = """
      <th scope="col">\(word(.check))</th><th scope="col" class="n">\(word(.checkLimit))</th>\
      <th scope="col" class="n">\(word(.checkFound))</th><th scope="col">\(word(.result))</th>
      """
    var body: HTML = "<tbody>\n"
    for row in rows {
      let kind: HTML = row.passed.map { $0 ? "good" : "bad" } ?? "none"
      body += """
        <tr><th scope="row">\(word(row.name))</th>\
        <td class="n">\(text: wording.text(.targetAtMost, ["value": .figure(row.limit)]))</td>\
        <td class="n">\(text: wording.figure(row.found))</td>\
        <td><span class="\(kind)">\(word(row.verdict))</span></td></tr>

        """
    }
    return "<h3>\(word(.checks))</h3>\n" + table(wording.text(.checks), heads, body + "</tbody>\n")
  }
}

extension MarkdownRenderer {
  func checks(_ rows: [CheckRow]) -> String {
    if rows.isEmpty { return "" }
    var table = MarkdownTable([
      (word(.check), .text), (word(.checkLimit), .number), (word(.checkFound), .number),
      (word(.result), .text),
    ])
    for row in rows {
      table.add([
        word(row.name), escape(wording.text(.targetAtMost, ["value": .figure(row.limit)]), at: .inside),
        escape(wording.figure(row.found), at: .inside), word(row.verdict),
      ])
    }
    return "### \(word(.checks))\n\n" + table.text + "\n"
  }
}
