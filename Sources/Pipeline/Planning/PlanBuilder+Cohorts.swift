import Aggregate
package import Declarations
import Diagnostics
package import EventSchema

/// A section of cohorts, and what it is made from.
package struct PlannedCohorts: Sendable {
  package var declaration: CohortDeclaration
  /// Finished months, the newest last.
  package var months: [Period]
  /// Index of the grouped sums.
  package var shape: Int
}

extension CohortDeclaration.Outcome {
  /// What has to be noted of rows.
  fileprivate var measures: [Measure] {
    switch self {
    case .winRate: [.winIncidence]
    case .leadToMQL, .leadQuality, .leadToCustomer: [.cohortLeads]
    case .retention: [.buyers, .orders]
    }
  }

  fileprivate var kind: EventKind {
    switch self {
    case .winRate: .deal
    case .leadToMQL, .leadQuality, .leadToCustomer: .stage
    case .retention: .order
    }
  }
}

extension PlanBuilder {
  private var cohortUses: [ReportDeclaration.SectionUse] {
    file.reports.flatMap(\.sections).filter {
      (try? library.section($0.name.value))?.block == .cohorts
    }
  }

  /// Each once, in the order of the pipeline file.
  var cohortDeclarations: [CohortDeclaration] {
    var list: [CohortDeclaration] = []
    for case let declaration? in cohortUses.map(\.cohorts) where !list.contains(declaration) {
      list.append(declaration)
    }
    return list
  }

  /// Whether a section needs to know who is new.
  func countsFirstOrders(_ sections: [String: Section]) -> Bool {
    sections.values.contains { $0.block == .accountCosts }
      || cohortDeclarations.contains { $0.by == .firstOrder }
  }

  mutating func checkCohortsAndReps(
    _ inputs: [Plan.Input], _ customer: NormalizeDeclaration.Customer?, _ sections: [String: Section]
  ) {
    checkCohorts(inputs, customer)
    checkReps(inputs, sections)
  }

  private mutating func checkCohorts(_ inputs: [Plan.Input], _ customer: NormalizeDeclaration.Customer?) {
    let kinds = Set(inputs.map(\.profile.gives))
    for use in cohortUses {
      guard let declared = use.cohorts else {
        problems.append(
          Diagnostic(
            at: use.name.location, "a section of cohorts needs 'by' and 'show'",
            hint: "such as {cohorts: {by: lead_month, show: win_rate}}"))
        continue
      }
      if !kinds.contains(declared.show.kind) {
        problems.append(
          Diagnostic(
            at: use.name.location,
            "cohorts that show '\(declared.show.rawValue)' need an input of \(declared.show.kind.rawValue)s"))
      } else if declared.by == .firstOrder, let customer, customer != .order {
        problems.append(
          Diagnostic(
            at: use.name.location, "cohorts by first_order_month need 'customer_is: order'",
            hint: "here a customer is a \(customer.rawValue)"))
      }
    }
  }

  private mutating func checkReps(_ inputs: [Plan.Input], _ sections: [String: Section]) {
    guard sections.values.contains(where: { $0.block == .reps }),
      !inputs.contains(where: { $0.profile.gives == .deal })
    else { return }
    let uses = file.reports.flatMap(\.sections)
    problems.append(
      Diagnostic(
        at: uses.first { sections[$0.name.value]?.block == .reps }?.name.location,
        "the section of sales reps needs an input of deals"))
  }

  func addCohorts(
    to shapes: inout [GroupedSumsShape], _ periods: ReportPeriods, _ currency: Currency
  ) -> [PlannedCohorts] {
    // Months are whole, also in a report of a period to date.
    var calendar = periods.calendar
    calendar.toDate = nil
    let last = min(periods.focus.last, options.asOf - 1)
    return cohortDeclarations.map { [calendar] declaration in
      var month = Period(.month, containing: last, in: calendar)
      if month.last > last { month = month.previous }
      var months = [month]
      while months.count < declaration.months {
        month = month.previous
        months.append(month)
      }
      let shape = GroupedSumsShape(
        dimensions: [], periods: PeriodIndex(grain: .month, periods: months),
        measures: Array(Set(declaration.show.measures).withFoundations).sorted(), reportCurrency: currency)
      shapes.append(shape)
      return PlannedCohorts(declaration: declaration, months: months.reversed(), shape: shapes.count - 1)
    }
  }
}
