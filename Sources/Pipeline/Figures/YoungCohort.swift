import Aggregate
import Declarations
import EventSchema

/// Those who came in a period, so short a time after it that what becomes of them may still change.
struct YoungCohort: Hashable {
  /// Since the period's last day.
  var daysPassed: Int
  var daysNeeded: Int

  /// As `report.json` says it.
  var text: String {
    "a young cohort: \(daysPassed == 1 ? "1 day" : "\(daysPassed) days") after its last one, fewer than \(daysNeeded): it may still change"
  }
}

extension Figures {
  /// Whether a figure is of a cohort that is too young: of its newest period, where it looks at several.
  func youngCohort(_ parts: [Evaluation.Part], in period: Period) -> YoungCohort? {
    var young: YoungCohort?
    for part in parts where part.measure.isOfCohort {
      let periods = part.scope.periods(from: period, in: plan.periods.calendar) ?? []
      guard let last = periods.map(\.last).max() else { continue }
      let passed = max(0, plan.asOf - last)
      let needed = part.measure.watchedDays ?? plan.file.aggregate.cohortsMatureAfterDays
      if passed < needed, needed > young?.daysNeeded ?? 0 {
        young = YoungCohort(daysPassed: passed, daysNeeded: needed)
      }
    }
    return young
  }
}
