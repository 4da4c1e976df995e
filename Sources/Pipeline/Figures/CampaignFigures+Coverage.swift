import Aggregate
import Declarations
import EventSchema

/// What inputs know of a campaign's days: one that begins later, or ends earlier, knows a part of it.
extension CampaignFigures {
  /// Notes which days inputs say something of, and takes away what none of them knows anything of.
  func cover(_ entry: inout Entry, _ groups: [FigureTable.Group], _ days: ClosedRange<Day>) {
    let whole = days.lowerBound.number...days.upperBound.number
    for measure in figures.table.measures
    where table.cannotAdd(measure, groups: groups, days: days) {
      entry.reasons[measure] = .notAdditive(measure)
    }
    for measure in figures.table.measures where !measure.isOfPlan && entry.amounts[measure] != nil {
      for input in table.stating(measure, groups) {
        let since = figures.histories.first { $0.input == input }?.since
        if let since, days.upperBound < since {
          entry.amounts[measure] = nil
          entry.reasons[measure] = .beforeHistory(input: input, since: since)
          break
        }
        var gap = table.gap(of: input, in: whole, since: since)
        if lacksPeriod(input, days, entry.campaign) {
          gap = gap ?? Figures.Gap(input: input, days: table.covered(whole, by: input))
          gap?.isCertain = true
        }
        if let gap { entry.gaps[measure, default: []].append(gap) }
      }
      entry.gaps[measure, default: []] += figures.leftOut.rows(measure, in: whole, of: groups, table)
      if figures.table.hasBlanks, let found = table.partlyStated(measure, groups: groups, days: days) {
        let kind = Figures.Gap.Kind.blank(measure, rows: found.rows, of: found.all)
        entry.gaps[measure, default: []].append(.init(input: "", kind: kind, isCertain: true))
      }
      price(&entry, measure, groups, days)
    }
    // Of what nobody states of the campaign, too: a formula may count that as 0.
    for measure in figures.table.measures where !measure.isOfPlan && entry.reasons[measure] == nil {
      guard let found = table.unnamed(measure, groups: groups, days: days, stretch(of: measure)),
        !found.leeway.isNone
      else { continue }
      entry.gaps[measure, default: []].append(.init(unnamed: found, of: measure, plan.reportCurrency))
      entry.unnamed[measure] = found
    }
    let own = groups.first ?? FigureTable.Group(key: [Array(entry.campaign.name.utf8), []])
    for measure in figures.table.measures where !measure.isOfPlan && entry.amounts[measure] == nil {
      guard entry.reasons[measure] == nil, let dimension = table.namedByNone(measure, own) else { continue }
      entry.reasons[measure] = .namedByNone(measure, dimension)
    }
    for (measure, rows, all) in entry.campaign.partlyStated {
      let kind = Figures.Gap.Kind.blank(measure, rows: rows, of: all)
      entry.gaps[measure, default: []].append(.init(input: "", kind: kind, isCertain: true))
    }
  }

  /// Whether an input's days end before the period of the report that holds the campaign's last days; of tools that count
  /// by day those that it ran on. Where periods are days, an input of single things has none of many.
  private func lacksPeriod(_ input: String, _ days: ClosedRange<Day>, _ campaign: PlannedCampaign) -> Bool {
    let last: Day
    if table.endsWithDays(input) {
      last = min(campaign.last ?? days.upperBound, days.upperBound)
    } else if table.isLog(input), plan.periods.grain != .day {
      last = days.upperBound
    } else {
      return false
    }
    let period = Period(plan.periods.grain, containing: last, in: plan.periods.calendar)
    let first = max(period.first, days.lowerBound)
    return first <= last && table.lastDay(of: input, before: first.number...last.number) != nil
  }

  /// Notes of how many deals an amount is, where some lack theirs.
  private func price(
    _ entry: inout Entry, _ measure: Measure, _ groups: [FigureTable.Group], _ days: ClosedRange<Day>
  ) {
    let stretch = stretch(of: measure)
    let rows = table.statements(of: measure, groups: groups, days: days, stretch)
    guard rows > 0, let deals = plan.deals(worth: measure),
      let all = table.value(deals, groups: groups, days: days, stretch)?.whole, rows < all
    else { return }
    entry.things[measure] = Exact(rows)
    entry.gaps[measure, default: []].append(
      .init(input: "", kind: .blank(measure, rows: rows, of: all), isCertain: deals.isOfClosedDeals))
  }

  /// What is not known of the days that a figure is of.
  func gaps(_ kpi: KPI, _ entry: Entry) -> [Figures.Gap] {
    plan.evaluator.measures(of: kpi.name).flatMap { entry.gaps[$0] ?? [] }
  }

  /// A campaign's figure. What some rows leave open is held against nothing that these rows state.
  func evaluation(_ kpi: KPI, _ entry: Entry) -> Evaluation {
    var reasons = entry.reasons
    let measures = plan.evaluator.measures(of: kpi.name)
    for measure in measures where measure.rowsOf != nil {
      guard measures.contains(where: { $0 != measure && $0.rowsOf == measure.rowsOf }) else { continue }
      for gap in entry.gaps[measure] ?? [] {
        guard case .blank(_, let rows, let all) = gap.kind else { continue }
        reasons[measure] = .leftOpen(measure, rows: rows, all: all)
      }
    }
    var found = evaluation(kpi, entry.amounts, having: { _ in nil }, reasons, of: entry.things)
    if case .divisionByZero(let term)? = found.reason, !entry.unnamed.isEmpty,
      let part = plan.evaluator.partThatMayBeMore(
        of: kpi.name, answers(kpi, entry), leeway: { entry.unnamed[$0.measure]?.leeway }),
      let open = entry.unnamed[part.measure]
    {
      found.reason = .zeroSoFar(term, part, open)
    }
    return found
  }
}
