import Declarations
import EventSchema

/// The first lines of a report: fixed templates over its figures, never a guessed cause.
package enum Summary {
  /// The first headline figure, the channel that moved most, and what is missing.
  package static func notes(of document: ReportDocument) -> [Note] {
    var notes: [Note] = []
    var quality = document.quality
    var hasMover = false
    for section in document.sections {
      switch section.block {
      case .headline(let cards, _):
        if notes.isEmpty, let card = cards.first { notes.append(headline(card)) }
      case .breakdown(let table):
        if !hasMover, table.dimension == .channel, let mover = mover(of: table) {
          notes.append(mover)
          hasMover = true
        }
      case .dataQuality(let block): quality = block
      case .alerts(let alerts): if let note = alerts.summary { notes.append(note) }
      case .targets(let rows): notes += targets(rows)
      case .campaignReview(let review): notes += verdicts(review)
      case .trend, .definitions, .utmAudit, .facts: break
      }
    }
    let period = document.header.period
    if let toDate = period.calendar.toDate {
      notes.insert(Note(.summaryToDate, ["n": .count(toDate.days)]), at: 0)
    }
    notes += document.header.withoutCounterpart.map { kind in
      Note(.summaryNoCounterpart, ["comparison": .word(Word(kind, period.grain))])
    }
    if let quality { notes += completeness(of: quality, document.header) }
    return notes
  }

  private static func headline(_ card: HeadlineCard) -> Note {
    var arguments: [String: Note.Argument] = ["kpi": .localized(card.title), "value": card.figure.inSentence]
    if let comparison = card.comparisons.first, comparison.base.extent == .whole,
      card.figure.extent == .whole,
      let change = Change(from: comparison.base, to: card.figure, better: card.better)
    {
      arguments["change"] = .change(change)
      arguments["comparison"] = .word(Word(comparison.kind, comparison.period.grain))
      return Note(.summaryFigureChange, arguments)
    }
    return Note(.summaryFigure, arguments)
  }

  private static func targets(_ rows: [TargetRow]) -> [Note] {
    let met = rows.count { $0.result == .met }
    let open = rows.count { $0.result == .underWay }
    var notes: [Note] = []
    if rows.count > open {
      notes.append(Note(.summaryTargets, ["n": .count(rows.count - open), "met": .count(met)]))
    }
    if open > 0 { notes.append(Note(.summaryTargetsOpen, ["n": .count(open)])) }
    return notes
  }

  /// How many campaigns each verdict has.
  private static func verdicts(_ review: CampaignReview) -> [Note] {
    let found = Verdict.allCases.compactMap { verdict -> Note.Argument? in
      let count = review.rows.count { $0.verdict == verdict }
      let parts: [String: Note.Argument] = ["term": .word(Word(verdict)), "text": .count(count)]
      return count == 0 ? nil : .note(Note(.labelled, parts))
    }
    if found.isEmpty { return [] }
    let none = review.rows.count { $0.verdict == nil }
    let parts: [String: Note.Argument] = ["term": .word(.notAvailable), "text": .count(none)]
    return [
      Note(
        .summaryVerdicts,
        [
          "n": .count(review.rows.count),
          "verdicts": .list(found + (none == 0 ? [] : [.note(Note(.labelled, parts))])),
        ])
    ]
  }

  /// The row whose sorting figure moved most in absolute terms, where that figure is money.
  private static func mover(of table: BreakdownTable) -> Note? {
    let column = table.columns[table.sortedBy]
    guard case .money = column.unit else { return nil }
    var found: (row: BreakdownTable.Row, base: Figure, distance: Exact)?
    for row in table.rows {
      let figure = row.figures[table.sortedBy]
      guard let base = row.previous, let old = base.value, let new = figure.value else { continue }
      let distance = new < old ? old - new : new - old
      if distance.isZero { continue }
      if let best = found, distance <= best.distance { continue }
      found = (row, base, distance)
    }
    // Of what is known in part, nobody knows how far it moved.
    guard let found, found.base.extent == .whole, found.row.figures[table.sortedBy].extent == .whole else {
      return nil
    }
    return Note(
      .summaryMover,
      [
        "label": found.row.label.argument, "kpi": .localized(column.title), "from": .figure(found.base),
        "to": .figure(found.row.figures[table.sortedBy]),
      ])
  }

  private static func completeness(of quality: DataQuality, _ header: Header) -> [Note] {
    var notes: [Note] = []
    let missing = quality.inputs.filter { $0.missing != nil || $0.files.isEmpty }.map {
      Note.Argument.text($0.name)
    }
    if !missing.isEmpty {
      notes.append(Note(.summaryMissingInput, ["n": .count(missing.count), "inputs": .list(missing)]))
    }
    let files = quality.inputs.flatMap(\.files)
    let rejected = files.reduce(0) { $0 + $1.rejected }
    let records = files.reduce(0) { $0 + $1.records }
    if rejected > 0 {
      notes.append(Note(.summaryRejected, ["n": .count(rejected), "records": .count(records)]))
    }
    notes += quality.unreadTables
    if files.contains(where: { !$0.isSound }) { notes.append(Note(.summaryDoesNotAddUp)) }
    let failed = quality.checks.filter { $0.passed == false }.map { Note.Argument.word($0.name) }
    if !failed.isEmpty {
      notes.append(Note(.summaryChecks, ["n": .count(failed.count), "checks": .list(failed)]))
    }
    notes += earlyEnds(quality, header)
    if notes.isEmpty { notes.append(Note(.summaryNothingMissing)) }
    return notes
  }

  /// Inputs without a row in the period, and those whose rows end before it does, though they come day by day: figures
  /// may lack days.
  private static func earlyEnds(_ quality: DataQuality, _ header: Header) -> [Note] {
    let end = min(header.period.last, header.asOf - 1)
    let ends = quality.inputs.compactMap { input -> (name: String, day: Day)? in
      guard case .daily(let until) = input.pace, input.missing == nil,
        let day = input.files.compactMap(\.newestDay).max(), day < min(end, until ?? end)
      else { return nil }
      return (input.name, day)
    }
    let (silent, short) = (
      ends.filter { $0.day < header.period.first }, ends.filter { $0.day >= header.period.first }
    )
    var notes: [Note] = []
    if !silent.isEmpty {
      let names = silent.map { Note.Argument.text($0.name) }
      notes.append(Note(.summaryNoRows, ["inputs": .list(names)]))
    }
    if !short.isEmpty {
      let names = short.map {
        Note.Argument.note(Note(.inputUpTo, ["input": .text($0.name), "day": .day($0.day)]))
      }
      notes.append(Note(.summaryRowsEnd, ["n": .count(short.count), "inputs": .list(names)]))
    }
    return notes
  }
}

extension FileQuality {
  /// Rows and amounts add up, and no control total contradicts them.
  package var isSound: Bool {
    addsUp
      && money.allSatisfy { check in
        if case .differs = check.control { return false }
        return check.addsUp
      }
  }
}

extension Figure {
  /// In a sentence, which has no footnotes, what is known in part says so itself.
  var inSentence: Note.Argument {
    extent == .whole ? .figure(self) : .note(Note(.inPart, ["value": .figure(self)]))
  }
}

extension BreakdownTable.Label {
  var argument: Note.Argument {
    switch self {
    case .value(let text): text.allSatisfy(\.isWhitespace) ? .word(.notSet) : .text(text)
    case .localized(let title): .localized(title)
    case .word(let word): .word(word)
    case .note(let note): .note(note)
    }
  }
}
