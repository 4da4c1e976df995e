import Aggregate
import Declarations
import Diagnostics
import EventSchema

extension PlanBuilder {
  /// Refuses KPIs over several periods where these are looked at to date: a year to date made of the first days of its
  /// months would be no year to date.
  mutating func checkToDate(_ evaluator: KPIEvaluator) {
    if file.period.every == .days { return checkStretches(evaluator) }
    guard case .toDate = file.period.newest else { return }
    for kpi in evaluator.kpis.values.sorted(by: { $0.name < $1.name }) {
      let parts = evaluator.parts(of: kpi.name)
      guard let part = parts.first(where: { $0.scope.hasWindow }) else { continue }
      problems.append(
        Diagnostic(
          at: file.period.location,
          "'\(kpi.name)' takes \(part.scope.text(of: part.measure.rawValue)), which needs whole periods",
          hint:
            "leave out `to_date` or the KPI; the year so far is `period: {every: year, last: 2, to_date: yes}`"
        ))
    }
  }

  /// Stretches of days don't end with a year.
  private mutating func checkStretches(_ evaluator: KPIEvaluator) {
    for kpi in evaluator.kpis.values.sorted(by: { $0.name < $1.name }) {
      let parts = evaluator.parts(of: kpi.name)
      guard parts.contains(where: { $0.scope.steps.contains(.yearToDate) }) else { continue }
      problems.append(
        Diagnostic(
          at: file.period.location,
          "'\(kpi.name)' takes a year to date, whose beginning cuts \(file.period.stretchDays) days",
          hint: "use days, weeks or months as periods, or rolling()"))
    }
  }
}
