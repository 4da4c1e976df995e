import Declarations
package import EventSchema

extension KPIEvaluator {
  /// The periods that figures of some periods are made from: these, and all that functions of the KPIs' formulas name; of
  /// levels those before them, too.
  ///
  /// - Parameter calendar: the report's, which says where a year begins.
  package func reach(of kpis: [String], from periods: [Period], in calendar: PeriodCalendar) -> [Period] {
    var all = Set(periods)
    let scopes = Set(kpis.flatMap { parts(of: $0).map(\.scope) })
    for scope in scopes where scope != .own {
      for period in periods { all.formUnion(scope.periods(from: period, in: calendar) ?? []) }
    }
    // Whose level was stated in the period before, and is no longer.
    if kpis.contains(where: { measures(of: $0).contains(where: \.isLevel) }) {
      all.formUnion(all.map(\.previous))
    }
    return all.sorted()
  }
}
