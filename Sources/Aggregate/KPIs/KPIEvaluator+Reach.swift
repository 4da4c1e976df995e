import Declarations
package import EventSchema

extension KPIEvaluator {
  /// The periods that figures of some periods are made from: these, and all that functions of the KPIs' formulas name; of
  /// levels those before them, too.
  ///
  /// - Parameter calendar: the report's, which says where a year begins.
  package func reach(of kpis: [String], from periods: [Period], in calendar: PeriodCalendar) -> [Period] {
    guard changesPeriod(kpis) else { return Set(periods).sorted() }
    var all = Set(periods)
    let scopes = Set(kpis.flatMap { parts(of: $0).map(\.scope) })
    for scope in scopes where !scope.steps.isEmpty {
      for period in periods { all.formUnion(scope.periods(from: period, in: calendar) ?? []) }
    }
    // Whose level was stated in the period before, and is no longer.
    if kpis.contains(where: { measures(of: $0).contains(where: \.isLevel) }) {
      all.formUnion(all.map(\.previous))
    }
    return all.sorted()
  }

  /// Whether some formula takes a part of it from another period, or has a level, which asks what the period before had.
  package func changesPeriod(_ kpis: [String]) -> Bool {
    kpis.contains { parts(of: $0).contains { !$0.scope.steps.isEmpty || $0.measure.isLevel } }
  }
}
