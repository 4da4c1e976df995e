import Aggregate
import Declarations
import EventSchema
import Render

extension Note.Argument {
  /// From a first to a last day.
  static func span(_ days: ClosedRange<Day>) -> Self {
    .note(Note(.daySpan, ["first": .day(days.lowerBound), "last": .day(days.upperBound)]))
  }

  /// One period, or the days from the first of one to the last of another.
  static func span(_ first: Period, _ last: Period) -> Self {
    first == last ? .period(first) : .span(first.first...last.last)
  }
}

extension Note {
  /// Notes as one; nil for none.
  static func several(_ notes: [Note]) -> Note? {
    notes.count > 1 ? Note(.noteSeveral, ["notes": .list(notes.map { .note($0) })]) : notes.first
  }

  /// What a figure lacks of an input.
  init(_ gap: Figures.Gap) { self = gap.elsewhere.labelled(Note(plain: gap)) }

  private init(plain gap: Figures.Gap) {
    switch gap.kind {
    case .endsBefore(let day): self.init(.noteEndsBefore, ["input": .text(gap.input), "day": .day(day)])
    case .missing: self.init(.noteInputMissing, ["input": .text(gap.input)])
    case .cutOff(let file): self.init(.noteFileCutOff, ["file": .text(file)])
    case .longerRows: self.init(.noteLongerRowsOf, ["input": .text(gap.input)])
    case .onlyByAction: self.init(.noteOnlyByAction, ofDays: gap)
    case .overlappingClaims: self.init(.noteOverlappingClaims, ofDays: gap)
    case .countedTwice: self.init(.noteCountedTwice, ofDays: gap)
    case .columnsCountedTwice(let file, let other):
      self.init(
        .noteColumnsCountedTwice,
        [
          "input": .text(gap.input), "files": .list([.text(other), .text(file)]),
          "days": .days(gap.allDays),
        ])
    case .ordersMoved(let count, let money):
      self.init(
        .noteOrdersMoved,
        ["n": .count(count), "input": .text(gap.input), "amounts": .list(money.amounts)])
    case .doubtfulCorrection(let file, let other):
      self.init(
        .noteDoubtfulCorrection,
        [
          "input": .text(gap.input), "file": .text(file), "other": .text(other),
          "days": .days(gap.allDays),
        ])
    case .rejected(let count, let all):
      self.init(.noteMostlyRejected, ["input": .text(gap.input), "n": .count(count), "all": .count(all)])
    case .unnamedStages(let count, let all):
      self.init(
        .noteHeldOpen, ["input": .text(gap.input), "n": .count(count), "all": .count(all)])
    case .nameless(let count): self.init(.noteNameless, ["n": .count(count)])
    case .unnamed(let measure, let found, let currency):
      let (less, more) = (found.leeway.less, found.leeway.more)
      let ofMoney: Word = less.isZero ? .noteUnnamedMoney : .noteUnnamedMoneyBetween
      self.init(currency == nil ? .noteUnnamed : ofMoney, measure, found.leeway.records, of: found.all)
      arguments["dimension"] = .dimension(found.dimension)
      guard let currency else { return }
      arguments["amount"] = .figure(.money(more, currency))
      if !less.isZero { arguments["least"] = .figure(.money(less, currency)) }
    case .accountsApart(let ids, let named):
      self.init(.noteAccountsApart, ["input": .text(ids), "other": .text(named)])
    case .afterAsOf(let day, let asOf):
      self.init(.noteAfterAsOf, ["input": .text(gap.input), "day": .day(day), "as_of": .day(asOf)])
    case .blank(let measure, let rows, let all): self.init(.notePartlyStated, measure, rows, of: all)
    case .blankBeside(let measure, let rows, let all):
      self.init(.notePartlyStatedBeside, measure, rows, of: all)
    case .unstated(let measure, let inputs):
      self.init(
        .noteNotStatedBy, ["measure": .word(Word(measure)), "inputs": .list(inputs.map { .text($0) })])
    case .days: self.init(days: gap)
    }
  }

  private init(_ word: Word, _ measure: Measure, _ rows: Int, of all: Int) {
    self.init(word, ["measure": .word(Word(measure)), "n": .count(rows), "all": .count(all)])
  }

  private init(_ word: Word, ofDays gap: Figures.Gap) {
    self.init(
      word, ["input": .text(gap.input), "days": .days(gap.allDays)])
  }

  private init(days gap: Figures.Gap) {
    let days = gap.allDays
    if days.isEmpty {
      self.init(.noteCoversNone, ["input": .text(gap.input)])
    } else {
      self.init(.noteCoversOnly, ["input": .text(gap.input), "days": .days(days)])
    }
  }

  /// That periods of whole weeks have not as many: a 53rd week, months of 4 and 5.
  init(_ found: OtherWeeks) {
    self.init(
      .noteWeeksDiffer,
      [
        "period": Self.spans(found.periods), "n": .count(found.weeks),
        "other": Self.spans(found.others), "m": .count(found.otherWeeks),
      ])
  }

  /// Periods one after the other as the days from the first to the last.
  static func spans(_ periods: [Period]) -> Note.Argument {
    var runs: [(first: Period, last: Period)] = []
    for period in periods.sorted() {
      if let run = runs.last, run.last.next == period {
        runs[runs.count - 1].last = period
      } else {
        runs.append((period, period))
      }
    }
    let spans = runs.map { Argument.span($0.first, $0.last) }
    return spans.count == 1 ? spans[0] : .list(spans)
  }

  /// Why the market's sources give no figure.
  init(_ problem: MarketFigure.Problem, _ measure: Measure) {
    let measure = Note.Argument.word(Word(measure))
    switch problem {
    case .severalSources(let sources):
      self.init(.noteSeveralSources, ["measure": measure, "sources": .list(sources.map { .text($0) })])
    case .overlapping(let sources):
      self.init(.noteOverlappingFigures, ["measure": measure, "sources": .list(sources.map { .text($0) })])
    case .partOfPeriod: self.init(.notePartOfPeriod, ["measure": measure])
    }
  }
}

/// What is to be said of a figure: why it has no value, and what a value does not show.
extension ReportBuilder {
  func note(_ value: Figures.Value, _ kpi: KPI, _ period: Period, baseOf other: Period? = nil) -> Note? {
    if value.lacksHistory { return Note(.noteNoHistory) }
    if let note = note(value.lack, period) { return note }
    let calendar = plan.periods.calendar
    let against = other.map { value.otherWeeks(from: $0, against: period, calendar) } ?? []
    let inside = value.otherWeeks(from: period, calendar).filter { !against.contains($0) }
    var notes = against.map { Note($0) } + value.gaps.map { Note($0) } + value.levels.map { Note($0) }
    notes += inside.map { Note($0) }
    if let young = value.youngCohort { notes.append(Note(.noteYoungCohort, ["n": .count(young.daysNeeded)])) }
    if value.hasMoreClicks { notes.append(Note(.noteMoreClicks)) }
    if figures.smallDivisor(of: kpi, value) != nil {
      notes.append(Note(.noteSmall, ["n": .count(plan.file.aggregate.smallBelow)]))
    }
    if !value.claimedAcross.isEmpty {
      notes.append(Note(.noteClaimedTwice, ["inputs": .list(value.claimedAcross.map { .text($0) })]))
    }
    return .several(notes)
  }

  /// Nil where the history does not reach back, or there is a value.
  func note(_ lack: Figures.Lack, _ period: Period) -> Note? {
    if case .missingIn(let measure, _)? = lack.reason, !lack.missing.isEmpty {
      return Note(
        .noteNotStatedIn, ["measure": .word(Word(measure)), "period": Note.spans(lack.missing)])
    }
    return lack.reason.map { lack.place.labelled(note($0, period)) }
  }

  func note(_ reason: NoValueReason, _ period: Period) -> Note {
    switch reason {
    case .longerRows(let measure): Note(.noteLongerRows, ["measure": .word(Word(measure))])
    case .onlyByAction(let input, let days): Note(Figures.Gap(input: input, days: days, kind: .onlyByAction))
    case .missing(let measure) where measure.isOfLengths: Note(.noteNoData)
    case .missing(.expectedPipeline): Note(.noteNoProbability)
    case .missing(.costToWin): Note(.noteCostsUnknown)
    case .missing(.influencedDeals), .missing(.influencedAmount): Note(.noteTouchesUnknown)
    case .missing(let measure): Note(.noteNotStated, ["measure": .word(Word(measure))])
    case .missingIn(let measure, let scope): missing(measure, scope, period)
    case .noCycle: Note(.noteNoCycle)
    case .noSuchPeriod: Note(.noteNoSuchPeriod)
    case .notAdditive(let measure): Note(.noteNotAdditive, ["measure": .word(Word(measure))])
    case .notComparable(let measure, let inputs):
      Note(
        .noteNotComparable,
        ["measure": .word(Word(measure)), "inputs": .list(inputs.map { .text($0) })])
    case .divisionByZero(.name(let name)): Note(.noteDivisionByZero, ["measure": term(name)])
    case .divisionByZero(.composite(let names)):
      Note(.noteDivisorIsZero, ["measures": .list(names.map(term))])
    case .zeroSoFar(let term, let part, let found):
      Note.several([note(.divisionByZero(term), period), Note(Figures.Gap(unnamed: found, of: part))])
        ?? note(.divisionByZero(term), period)
    case .statedBySome(let measure, let rows, let all):
      Note(
        .notePlansPartlyStated,
        ["measure": .word(Word(measure)), "n": .count(rows), "all": .count(all)])
    case .leftOpen(let measure, let rows, let all):
      Note(Figures.Gap(input: "", kind: .blank(measure, rows: rows, of: all)))
    case .namesNobody(let measure): Note(.noteNamesNobody, ["measure": .word(Word(measure))])
    case .channelsUntold(let measure, let having, let inputs, let instead):
      Self.channelsUntold(measure, having, inputs, instead)
    case .unstatedWhere(let measure, let having, let name):
      Note(
        .noteUnstatedWhere,
        ["measure": .word(Word(measure)), "having": .word(Word(having)), "name": .text(name)])
    case .namedByNone(let measure, let dimension):
      Note(.noteNamedByNone, ["measure": .word(Word(measure)), "dimension": .dimension(dimension)])
    case .neverBeside(let measure): Note(.noteNeverBeside, ["measure": .word(Word(measure))])
    case .marketProblem(let measure, let problem): Note(problem, measure)
    case .levelProblem(let measure, let problem): Note(problem, measure)
    case .otherThings(let measure): Note(.noteOtherSegments, ["measure": .word(Word(measure))])
    case .beforeHistory(let input, let since):
      Note(.noteBeforeHistory, ["input": .text(input), "day": .day(since)])
    case .mostlyRejected(let input, let count, let all):
      Note(Figures.Gap(input: input, kind: .rejected(count, of: all)))
    case .planWithoutEnd: Note(.notePlanWithoutEnd)
    case .underWay(let day): Note(.noteUnderWay, ["day": .day(day)])
    case .negativeBase: Note(.noteNegativeBase)
    case .notAllCampaigns: Note(.noteNotAllStated)
    case .ofOneCampaign: Note(.noteOfOneCampaign)
    case .campaignToDate: Note(.noteCampaignToDate)
    case .otherSegments(let measure, let other):
      Note(.noteSegmentsDiffer, ["measure": .word(Word(measure)), "other": .word(Word(other))])
    case .notAssumed(let assumption): Note(.noteNotAssumed, ["assumption": .word(Word(assumption))])
    }
  }

  private static func channelsUntold(
    _ measure: Measure, _ having: Measure, _ inputs: [String], _ instead: String?
  ) -> Note {
    let untold = Note(
      .noteChannelsUntold,
      [
        "measure": .word(Word(measure)), "having": .word(Word(having)),
        "inputs": .list(inputs.map { .text($0) }),
      ])
    guard let instead else { return untold }
    return Note.several([untold, Note(.noteOfAllChannels, ["kpi": .text(instead)])]) ?? untold
  }

  private func missing(_ measure: Measure, _ scope: FormulaScope, _ period: Period) -> Note {
    let periods = scope.periods(from: period, in: plan.periods.calendar) ?? []
    guard let first = periods.min(), let last = periods.max(), first != period || last != period else {
      return Note(.noteNotStated, ["measure": .word(Word(measure))])
    }
    return Note(.noteNotStatedIn, ["measure": .word(Word(measure)), "period": .span(first, last)])
  }

  /// `spend`, or `previous(spend)` as it is written.
  private func term(_ name: String) -> Note.Argument {
    if let kpi = plan.evaluator.kpis[name] { return .localized(kpi.title) }
    return Measure(rawValue: name).map { .word(Word($0)) } ?? .text(name)
  }
}
