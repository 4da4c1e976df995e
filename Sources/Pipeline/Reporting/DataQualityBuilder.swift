import Extract
import Aggregate
import Declarations
import EventSchema
import Kernel
import Normalize
import Render

/// What went in, what was left out, and what is missing: from the ledgers of the files.
struct DataQualityBuilder {
  let result: RunResult
  let figures: Figures
  var plan: Plan { result.plan }

  init(result: RunResult, figures: Figures) {
    self.result = result
    self.figures = figures
  }

  func build() -> DataQuality {
    var quality = DataQuality(inputs: plan.inputs.indices.map(input))
    quality.rejects = result.files.flatMap(rejects)
    quality.warnings =
      unread + cutOff + plan.inputs.indices.compactMap(rejected)
      + plan.inputs.indices.compactMap(noneKept) + result.standingNotes
    for stages in plan.inputs.indices.compactMap(result.unnamedStages) {
      if stages.doubtful == nil {
        quality.remarks.append(stages.note)
      } else {
        quality.warnings.append(stages.note)
      }
    }
    quality.warnings += result.accountsApart.map(\.note)
    quality.names = NameChecks(result).quality
    for gap in result.grainGaps {
      if gap.gap.isZero {
        quality.remarks.append(gap.note(plan))
      } else {
        quality.warnings.append(gap.note(plan))
      }
    }
    if let oldest = figures.rateUses.map(\.age).max(), oldest > 0 {
      quality.warnings.append(Note(.noteRatesAge, ["n": .count(oldest)]))
    }
    quality.warnings += plan.conversion.contradictions.map(\.note)
    if !figures.allocations.isEmpty {
      let notes = ReportBuilder(result, figures: figures).allocationNotes(plan.periods.focus)
      quality.warnings += notes.filter { $0.word == .noteNotAllocated }
    }
    quality.warnings += (figures.linked?.warnings ?? []) + oddRefunds
    quality.remarks += figures.linked?.remarks ?? []
    quality.warnings += plan.file.aggregate.by.compactMap { spellings($0.value) }
    quality.warnings += result.rangesTwice.map(\.note) + result.unmatched.map(\.note)
    quality.warnings += result.unmatchedRows.map(\.note)
    quality.warnings += result.inputsAlike.map(\.note)
    quality.warnings += result.sameFiles.map(\.note) + result.twice.map(\.note)
    quality.warnings += result.doubtful.map(\.note) + result.grainsApart.map(\.note)
    quality.warnings += result.severalRows.flatMap { $0.notes(plan) }
    quality.remarks += result.severalRows.flatMap { $0.remarks(plan) }
    quality.warnings += result.rollups.ordersOfDeals.warnings
    quality.remarks += result.rollups.ordersOfDeals.remarks
    quality.warnings += result.onSeveralDays.flatMap { $0.warningNotes(plan) }
    quality.remarks += result.onSeveralDays.compactMap(\.remark)
    quality.remarks += figures.rateUses.map { $0.note(plan.conversion.table.files) }
    quality.warnings += result.peopleWarnings + [result.namelessCustomers].compactMap(\.self)
    quality.warnings += result.unknownMarketingChannels.map {
      Note(.noteUnknownMarketingChannel, ["channel": .text($0.name.value)])
    }
    if let people = result.peopleRemark { quality.remarks.append(people) }
    if plan.usesPublishedKey { quality.remarks.append(Note(.notePublishedKey)) }
    return quality
  }

  private func input(_ index: Int) -> InputQuality {
    let input = plan.inputs[index]
    var quality = InputQuality(
      name: input.declaration.name, profile: input.profile.name, tool: input.profile.tool,
      need: input.declaration.isRequired ? .required : .optional,
      files: result.files.filter { $0.file.input == index }.map(file))
    quality.missing = result.excluded[index].map { Note(unread: $0) }
    // Whose days the pipeline file states is not missed behind its last row.
    let covered = input.declaration.covers.map {
      min(plan.periods.focus.last, plan.asOf - 1) <= $0.upperBound
    }
    if [.ad, .visit, .order].contains(input.profile.gives), covered != true {
      quality.pace = .daily(until: input.declaration.nothingAfter?.value)
    }
    quality.notes +=
      zoneNotes(index) + dayOrderNotes(index) + taxNotes(index)
      + result.undecidedAmounts(index).map(\.note) + result.undividedNotes(index)
    quality.notes += result.renamed.filter { $0.input == index }.map(\.note)
    if input.declaration.spread != nil { quality.notes.append(Note(.noteSpread)) }
    quality.notes += creditNotes(index)
    quality.notes += result.alike.filter { $0.input == index }.map(\.note)
    quality.notes += result.repeatedRows.filter { $0.input == index }.map(\.note)
    quality.notes += drift(index) + restated(index) + channelRules(index)
    return quality
  }

  /// Tables that figures may lack, by file.
  private var unread: [Note] {
    notes(.tablesUnread, result.unread.filter(\.isLeftOut))
      + notes(.sheetsHidden, result.unread.filter { $0.unread.kind == .hidden })
  }

  private func notes(_ word: Word, _ unread: [UnreadTable]) -> [Note] {
    UnreadTable.byFile(unread).map { file, tables in
      Note(
        word,
        [
          "file": .text(file), "n": .count(tables.count),
          "tables": .list(tables.prefix(12).map { .text($0.name) }),
        ])
    }
  }

  /// So many restated figures of an input are listed, those that changed most; all stand in `report.json`.
  private static let restatedFigures = 20

  /// What a later export of the input states otherwise than an earlier one.
  private func restated(_ index: Int) -> [Note] {
    let changes = largest(result.restated(of: index))
    var notes = changes.prefix(Self.restatedFigures).map { change in
      Note(
        change.changes.count > 1 ? .restatedOften : .restatedFigure,
        [
          "measure": .word(Word(change.measure)), "day": .day(change.day), "n": .count(change.changes.count),
          "before": .figure(figure(change, change.before, change.currencyBefore ?? change.currency)),
          "now": .figure(figure(change, change.now, change.currency)),
        ])
    }
    let origins = result.restatedOrigins(of: index)
    notes += origins.prefix(Self.restatedFigures).map(\.note)
    let rest = changes.count + origins.count - notes.count
    if rest > 0 { notes.append(Note(.restatedMore, ["n": .count(rest)])) }
    return notes
  }

  /// Amounts before counts, those first that changed most, in the report's currency where that is known.
  private func largest(_ changes: [RestatedFigure]) -> [RestatedFigure] {
    let sized = changes.map { change -> (change: RestatedFigure, size: Exact) in
      // In another currency it is another amount altogether.
      let before = change.currencyBefore == nil ? change.before ?? .zero : .zero
      let now = change.now ?? .zero
      let size = now < before ? before - now : now - before
      guard let currency = change.currency,
        case .success(let rate) = plan.conversion.rate(from: currency, on: change.day)
      else { return (change, size) }
      return (change, size * rate.value)
    }
    return sized.enumerated().sorted { a, b in
      let (mine, other) = (a.element, b.element)
      let isMoney = mine.change.measure.unit == .money
      if isMoney != (other.change.measure.unit == .money) { return isMoney }
      return mine.size == other.size ? a.offset < b.offset : mine.size > other.size
    }.map(\.element.change)
  }

  private func figure(_ change: RestatedFigure, _ value: Exact?, _ currency: Currency?) -> Figure {
    switch change.measure.unit {
    case .money: .money(value, currency ?? .unstated)
    case .count: Figure(value, .count, decimals: 0)
    case .fractionalCount, .duration: Figure(value, .fractionalCount, decimals: 2)
    }
  }

  /// Changes in the columns of an input's files, those of one kind and column together.
  private func drift(_ index: Int) -> [Note] {
    var columns: [ColumnDrift] = []
    var files: [[String]] = []
    for change in result.drift where change.input == index {
      if let known = columns.firstIndex(where: { $0.column == change.column && $0.kind == change.kind }) {
        files[known].append(change.file)
      } else {
        columns.append(change)
        files.append([change.file])
      }
    }
    return zip(columns, files).map { change, files in
      var arguments: [String: Note.Argument] = [
        "column": .text(change.column), "files": .list(files.map { .text($0) }),
      ]
      switch change.kind {
      case .new: return Note(.columnNew, arguments)
      case .missing: return Note(.columnMissing, arguments)
      case .renamed(let other):
        arguments["heading"] = .text(other)
        return Note(.columnRenamed, arguments)
      case .passedOver(let other):
        arguments["heading"] = .text(other)
        return Note(.columnPassedOver, arguments)
      }
    }
  }

  private func file(_ file: FileResult) -> FileQuality {
    let ledger = file.ledger
    let money = ledger.money.sorted { $0.key < $1.key }.compactMap { key, amounts -> MoneyCheck? in
      // Records whose amount can't be read either say nothing here.
      if key.currency.isEmpty, amounts.records == 0, amounts.rejected == 0 { return nil }
      func exact(_ units: Int128) -> Exact { Exact(units: units, scale: 6) }
      var control = MoneyCheck.Control.none
      if let (total, verdict) = file.control(of: key.measure) {
        control =
          switch verdict {
          case .matches, .explained: .matches(total.stated)
          case .rounded: .rounded(total.stated)
          case .differs: .differs(total.stated)
          }
      }
      return MoneyCheck(
        key.measure, Currency(key.currency), written: key.written, records: exact(amounts.records),
        accepted: exact(amounts.accepted),
        filtered: exact(amounts.filtered), rejected: exact(amounts.rejected),
        repeated: exact(amounts.duplicate + amounts.replaced), control: control)
    }
    return FileQuality(
      path: file.file.source.title, content: file.contentHash, lines: ledger.lines, records: ledger.records,
      events: ledger.events, accepted: ledger.accepted,
      filtered: ledger.filtered.sorted { $0.key < $1.key }.map { reason, count in
        (reason: Note(filterReason: reason, ledger), count: count)
      },
      rejected: ledger.rejected, duplicate: ledger.duplicate, replaced: ledger.replaced,
      newestDay: file.newestDay(result.plan.inputs[file.file.input].profile.gives), money: money,
      notes: explained(file) + differing(file) + byAction(file))
  }

  /// What is not read of a file since each of its rows by conversion action states it again.
  private func byAction(_ file: FileResult) -> [Note] {
    let claims = file.file.facts.claims
    let mapping = plan.kernel.inputs[file.file.input]
    let columns = mapping.wanted.compactMap { index -> Note.Argument? in
      guard case .measure(let measure) = mapping.profile.columns[index].field,
        !claims.takes(measure) || claims == .aloneByAction && !measure.isClaimed
      else { return nil }
      return .word(Word(measure))
    }
    let word = claims == .aloneByAction ? Word.noteByActionBeside : .noteByAction
    return (columns.isEmpty ? [] : [Note(word, ["columns": .list(columns)])])
      + claimedElsewhere(file)
  }

  /// The days of which claims are counted from other rows, where the rows that claim them count otherwise.
  private func claimedElsewhere(_ file: FileResult) -> [Note] {
    var days: [Measure: [ClosedRange<Int32>]] = [:]
    for claims in file.file.facts.claimsElsewhere where claims.isStated {
      let action = claims.days.parts.firstIndex(of: [.action])
      let inAll = claims.days.days.filter { thing, _ in action.map { thing[$0].isEmpty } ?? true }
      for measure in StatedDays.Contents.measures where claims.measures.contains(.states(measure)) {
        days[measure, default: []] += inAll.values.flatMap(\.self)
      }
    }
    // Rows by action that claim nothing else are filtered, and counted there.
    if file.file.isByAction { return [] }
    return days.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { measure, days in
      let days = Overlap.merged(days).flatMap { $0.map { Day(number: $0) } }
      return Note(.noteClaimsByAction, ["measure": .word(Word(measure)), "days": .days(days)])
    }
  }

  /// Totals that cover more or less than the file's rows, with why.
  private func explained(_ file: FileResult) -> [Note] {
    file.controlTotals.compactMap { total in
      guard case .explained(let reason) = total.verdict(file.ledger) else { return nil }
      let amount =
        total.measure.unit == .money
        ? Figure.money(total.stated, currency(of: total.measure, file))
        : Figure(total.stated, .count, decimals: 0)
      return Note(
        .totalExplained,
        [
          "label": .text(total.label), "measure": .word(Word(total.measure)), "total": .figure(amount),
          "reason": .localized(reason),
        ])
    }
  }

  /// Counts that the file's own total states otherwise, and a stated number of rows; whether the last line is whole; amounts stand in a table.
  private func differing(_ file: FileResult) -> [Note] {
    var notes = file.controlTotals.compactMap { total -> Note? in
      guard total.measure.unit != .money, total.verdict(file.ledger) == .differs else { return nil }
      return Note(
        .totalDiffers,
        [
          "label": .text(total.label), "measure": .word(Word(total.measure)),
          "total": .figure(Figure(total.stated, .count, decimals: 0)),
          "sum": .figure(Figure(total.sum(file.ledger), .count, decimals: 0)),
        ])
    }
    if file.tableRows == 0 { notes.append(Note(.noteNoRows)) }
    if file.lacksLineEnd { notes.append(Note(.noteNoLineEnd)) }
    if let stated = file.statedRows, stated != file.tableRows {
      notes.append(Note(.rowsDiffer, ["stated": .count(stated), "read": .count(file.tableRows)]))
    }
    return notes
  }

  private func currency(of measure: Measure, _ file: FileResult) -> Currency {
    file.ledger.money.keys.filter { $0.measure == measure }.compactMap { Currency($0.currency) }.min()
      ?? .unstated
  }

  private func rejects(_ file: FileResult) -> [RejectSample] {
    let mapping = plan.kernel.inputs[file.file.input]
    return file.rejectKinds.map { first, count in
      RejectSample(
        file: file.file.source.place, line: first.origin.line,
        column: file.columnName(first.column, mapping),
        reason: Note(Word(rejectReason: first.reason.rawValue) ?? .rejected),
        hint: Word(rejectHint: first.reason.rawValue).map { Note($0) }, count: count)
    }
  }
}
