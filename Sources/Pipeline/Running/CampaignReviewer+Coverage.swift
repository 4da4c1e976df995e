import Aggregate
import Declarations
import EventSchema
import Render

/// What inputs know of a campaign's days: one that begins later, or ends earlier, knows a part of it.
extension CampaignReviewer {
  /// Notes which days inputs say something of, and takes away what none of them knows anything of.
  func cover(_ entry: inout Entry, _ groups: [FigureTable.Group], _ days: ClosedRange<Day>) {
    for measure in figures.table.measures where !measure.isOfPlan && entry.amounts[measure] != nil {
      for input in table.stating(measure, groups) {
        let since = plan.inputs.first { $0.declaration.name == input }?.declaration.historySince
        if let since, days.upperBound < since {
          entry.amounts[measure] = nil
          entry.reasons[measure] = .beforeHistory(input: input, since: since)
          break
        }
        guard let gap = gap(of: input, in: days, since: since) else { continue }
        entry.gaps[measure, default: []].append(gap)
        if since.map({ days.lowerBound < $0 }) ?? false || table.statesDays(input) {
          entry.unknown.insert(measure)
        }
      }
    }
  }

  private func gap(of input: String, in days: ClosedRange<Day>, since: Day?) -> Figures.Gap? {
    let whole = days.lowerBound.number...days.upperBound.number
    let known = max(whole.lowerBound, since?.number ?? whole.lowerBound)...whole.upperBound
    guard let covered = table.partlyCovered(whole, by: input) ?? (known == whole ? nil : [known]) else {
      return nil
    }
    return Figures.Gap(
      input: input, days: covered.filter { $0.overlaps(known) }.map { $0.clamped(to: known) })
  }

  /// That a figure is of a part of its campaign's days.
  func gap(_ kpi: KPI, _ entry: Entry) -> Note? {
    let gaps = plan.evaluator.measures(of: kpi.name).flatMap { entry.gaps[$0] ?? [] }
    let notes = Set(gaps).sorted { $0.input < $1.input }.map(builder.note)
    return notes.count > 1 ? Note(.noteSeveral, ["notes": .list(notes.map { .note($0) })]) : notes.first
  }

  /// A figure that a verdict may rest on: one that certainly is of a part of the campaign's days is none. That an
  /// export's first row is of a later day may just as well say that nothing was spent before.
  func known(_ kpi: KPI, _ entry: Entry) -> Figure {
    var figure = figure(kpi, evaluation(kpi, entry.amounts, entry.reasons))
    guard figure.value != nil, !entry.unknown.isDisjoint(with: plan.evaluator.measures(of: kpi.name)) else {
      return figure
    }
    (figure.value, figure.note) = (nil, gap(kpi, entry))
    return figure
  }
}
