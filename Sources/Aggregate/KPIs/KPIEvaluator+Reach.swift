import Declarations
package import EventSchema

extension KPIEvaluator {
  /// The periods that figures of some periods are made from: these, and all that functions of the KPIs' formulas name.
  ///
  /// - Parameter calendar: the report's, which says where a year begins.
  package func reach(of kpis: [String], from periods: [Period], in calendar: PeriodCalendar) -> [Period] {
    var all = Set(periods)
    let scopes = Set(kpis.flatMap { parts(of: $0).map(\.scope) })
    for scope in scopes where scope != .own {
      for period in periods { all.formUnion(scope.periods(from: period, in: calendar) ?? []) }
    }
    return all.sorted()
  }
}
