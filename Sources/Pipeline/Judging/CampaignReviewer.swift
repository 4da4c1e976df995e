import Aggregate
import Declarations
import EventSchema
import Normalize
import Render

/// Figures of planned campaigns, over their own days, and what the declared rules say about them.
struct CampaignReviewer {
  private typealias Entry = CampaignFigures.Entry
  private let builder: ReportBuilder
  private let campaigns: CampaignFigures
  private var review: PlannedReview { campaigns.review }
  private var plan: Plan { campaigns.plan }

  init(_ builder: ReportBuilder, _ campaigns: CampaignFigures) {
    self.builder = builder
    self.campaigns = campaigns
  }

  func made() -> CampaignReview {
    let rows = campaigns.entries.map(row)
    let columns = review.kpis.map {
      CampaignReview.Column(kpi: $0.name, title: $0.title, unit: builder.unit($0))
    }
    var made = CampaignReview(
      columns: columns, rows: rows,
      total: review.kpis.map(total),
      until: campaigns.until, countsOnForDays: review.countsOnForDays, hasVerdicts: !review.rules.isEmpty)
    shorten(&made)
    made.over = campaigns.over
    made.renamed = campaigns.entries.filter { !$0.otherNames.isEmpty }.map {
      (name: $0.campaign.name, others: $0.otherNames)
    }
    return made
  }

  /// In columns with amounts of 10,000 and more, nobody looks for cents: `report.json` has them.
  private func shorten(_ made: inout CampaignReview) {
    for column in made.columns.indices {
      guard case .money = made.columns[column].unit else { continue }
      let values = made.rows.compactMap { $0.figures[column].value }
      guard values.contains(where: { Exact(10_000) <= $0 || $0 <= Exact(-10_000) }) else { continue }
      for row in made.rows.indices { made.rows[row].figures[column].decimals = 0 }
      made.total[column].decimals = 0
    }
  }

  // MARK: Figures

  private func figure(_ kpi: KPI, _ evaluation: Evaluation) -> Figure {
    Figure(
      evaluation.value, builder.unit(kpi), decimals: kpi.decimals,
      note: evaluation.reason.map { builder.note($0, builder.focus) })
  }

  /// Of all campaigns.
  private func total(_ kpi: KPI) -> Figure {
    var total = figure(kpi, campaigns.total(kpi))
    if total.note == nil, campaigns.entries.contains(where: { gap(kpi, $0) != nil }) {
      total.note = Note(.noteCampaignsInPart)
    }
    return total
  }

  /// That a figure is of a part of its campaign's days.
  private func gap(_ kpi: KPI, _ entry: Entry) -> Note? {
    .several(campaigns.gaps(kpi, entry).eachOnce.map { Note($0) })
  }

  /// A figure that a verdict may rest on, and whether the condition holds: nil of one that certainly is of a part of
  /// the campaign's days or records, unless the rest can't change it. That an export's first row is of a later day may
  /// just as well say that nothing was spent before.
  private func known(_ condition: PlannedReview.Condition, _ entry: Entry) -> (figure: Figure, holds: Bool?) {
    let kpi = condition.kpi
    var figure = figure(kpi, campaigns.evaluation(kpi, entry))
    guard let value = figure.value else { return (figure, nil) }
    let holds = campaigns.gaps(kpi, entry).certainly(
      { condition.bound.allows($0, condition.goal) }, value, in: campaigns.range(kpi, entry))
    if holds == nil { (figure.value, figure.note) = (nil, gap(kpi, entry)) }
    return (figure, holds)
  }

  private func row(_ entry: Entry) -> CampaignReview.Row {
    let figures = review.kpis.map { kpi in
      var figure = figure(kpi, campaigns.evaluation(kpi, entry))
      if figure.note == nil { figure.note = gap(kpi, entry) }
      if entry.costIsPlanned, figure.note == nil, plan.evaluator.measures(of: kpi.name).contains(.cost) {
        figure.note = Note(.noteCostOfPlan)
      }
      if entry.costNamesNobody, figure.note == nil,
        plan.evaluator.measures(of: kpi.name).contains(where: { $0 == .spend || $0 == .cost })
      {
        figure.note = Note(.noteNoCostNamesIt)
      }
      return figure
    }
    let (verdict, rule, because) = judged(entry)
    var row = CampaignReview.Row(
      name: entry.campaign.name, input: plan.inputs[entry.campaign.input].declaration.name,
      first: entry.campaign.first, last: entry.campaign.last, elapsed: entry.elapsed, planned: entry.planned,
      figures: figures)
    if !review.rules.isEmpty { (row.verdict, row.rule, row.because) = (verdict, rule, because) }
    return row
  }

  // MARK: Verdicts

  /// The first rule that holds. One that can't be told holds up those below it: what is unknown is no reason.
  private func judged(_ entry: Entry) -> (verdict: Verdict?, rule: Int?, because: [Note]) {
    for (index, rule) in review.rules.enumerated() {
      if rule.conditions.isEmpty { return (rule.verdict, index + 1, [Note(.verdictElse)]) }
      let found = rule.conditions.map { (condition: $0, known: known($0, entry)) }
      if found.contains(where: { $0.known.holds == false }) { continue }
      let unknown = found.filter { $0.known.holds == nil }
      if unknown.isEmpty {
        return (rule.verdict, index + 1, found.map { Self.reason($0.condition, $0.known.figure) })
      }
      return (
        nil, nil,
        unknown.map { condition, known in
          Note(
            .verdictUnknown,
            [
              "kpi": .localized(condition.kpi.title), "reason": .note(known.figure.note ?? Note(.noteNoData)),
            ])
        }
      )
    }
    return (nil, nil, [Note(.verdictNone)])
  }

  private static func reason(_ condition: PlannedReview.Condition, _ figure: Figure) -> Note {
    let goal = Figure(condition.goal, figure.unit, decimals: figure.decimals)
    let word: Word =
      switch condition.bound {
      case .atLeast: .targetAtLeast
      case .atMost: .targetAtMost
      }
    return Note(
      .verdictBecause,
      [
        "kpi": .localized(condition.kpi.title), "value": .figure(figure),
        "goal": .note(Note(word, ["value": .figure(goal)])),
      ])
  }
}

extension ReportJSON {
  /// Planned campaigns with their figures and verdicts, where the pipeline file reviews them.
  var reviewFields: [(String, JSONValue)] {
    guard let review = builder.review, let kpis = builder.plan.review?.kpis else { return [] }
    let plan = builder.plan
    let english = plan.languages["en"].map { Wording($0, english: $0, rounding: plan.rounding) }
    func figures(_ values: [Figure]) -> JSONValue {
      .array(
        zip(kpis, values).map { kpi, figure in
          .object([
            ("kpi", .string(kpi.name)), ("exact", .optional(figure.value?.description)),
            ("display", .string(kpi.display(figure.value, plan.rounding))),
            ("unit", .string(plan.unitText(kpi))),
            ("note", .optional(figure.note.flatMap { english?.text($0) })),
          ])
        })
    }
    let campaigns = review.rows.map { row in
      JSONValue.object([
        ("campaign", .string(row.name)), ("input", .string(row.input)),
        ("first", .string(row.first.description)), ("last", .optional(row.last?.description)),
        ("elapsed_days", .integer(row.elapsed)), ("planned_days", row.planned.map { .integer($0) } ?? .null),
        ("figures", figures(row.figures)), ("verdict", .optional(row.verdict?.rawValue)),
        ("rule", row.rule.map { .integer($0) } ?? .null),
      ])
    }
    let fields: [(String, JSONValue)] = [
      ("until", .string(review.until.description)), ("counts_on_for_days", .integer(review.countsOnForDays)),
      ("campaigns", .array(campaigns)), ("total", figures(review.total)),
    ]
    return [("campaign_review", .object(fields))]
  }
}
