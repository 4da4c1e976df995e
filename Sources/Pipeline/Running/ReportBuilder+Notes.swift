import Aggregate
import Declarations
import EventSchema
import Render

/// What is to be said of a figure: why it has no value, and what a value does not show.
extension ReportBuilder {
  func note(_ value: Figures.Value, _ period: Period) -> Note? {
    if value.lacksHistory { return Note(.noteNoHistory) }
    if let reason = value.evaluation.reason { return note(reason, period) }
    guard !value.claimedAcross.isEmpty else { return nil }
    return Note(.noteClaimedTwice, ["inputs": .list(value.claimedAcross.map { .text($0) })])
  }

  func note(_ reason: NoValueReason, _ period: Period) -> Note {
    switch reason {
    case .missing(let measure) where figures.spansPeriods.contains(measure):
      Note(.noteLongerRows, ["measure": .word(Word(measure))])
    case .missing(let measure) where measure.isOfLengths: Note(.noteNoData)
    case .missing(.expectedPipeline): Note(.noteNoProbability)
    case .missing(let measure): Note(.noteNotStated, ["measure": .word(Word(measure))])
    case .missingIn(let measure, let scope): missing(measure, scope, period)
    case .noSuchPeriod: Note(.noteNoSuchPeriod)
    case .notAdditive(let measure): Note(.noteNotAdditive, ["measure": .word(Word(measure))])
    case .divisionByZero(.name(let name)): Note(.noteDivisionByZero, ["measure": term(name)])
    case .divisionByZero(.composite): Note(.noteNoData)
    case .notAssumed(let assumption): Note(.noteNotAssumed, ["assumption": .word(Word(assumption))])
    }
  }

  private func missing(_ measure: Measure, _ scope: FormulaScope, _ period: Period) -> Note {
    let periods = scope.periods(from: period, in: plan.periods.calendar) ?? []
    guard let first = periods.min(), let last = periods.max(), first != period || last != period else {
      return Note(.noteNotStated, ["measure": .word(Word(measure))])
    }
    let days = Note.Argument.note(Note(.daySpan, ["first": .day(first.first), "last": .day(last.last)]))
    return Note(
      .noteNotStatedIn,
      ["measure": .word(Word(measure)), "period": first == last ? .period(first) : days])
  }

  /// `spend`, or `previous(spend)` as it is written.
  private func term(_ name: String) -> Note.Argument {
    if let kpi = plan.evaluator.kpis[name] { return .localized(kpi.title) }
    return Measure(rawValue: name).map { .word(Word($0)) } ?? .text(name)
  }
}
