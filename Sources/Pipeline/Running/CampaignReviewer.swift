import Aggregate
import Declarations
import EventSchema
import Normalize
import Render

/// Figures of planned campaigns, over their own days, and what the declared rules say about them.
struct CampaignReviewer {
  let builder: ReportBuilder
  let review: PlannedReview
  let figures: Figures
  let table: FigureTable.Breakdown
  var plan: Plan { figures.plan }
  private var until: Day { plan.periods.focus.last }

  init(_ builder: ReportBuilder, _ review: PlannedReview, _ figures: Figures) {
    self.builder = builder
    self.review = review
    self.figures = figures
    table = figures.table.breakdown(by: [.campaign, .campaignID])
  }

  /// One campaign's figures, by their parts.
  struct Entry {
    var campaign: PlannedCampaign
    var amounts: [Measure: Exact]
    /// Its costs are those that its plan states: no input counts any.
    var costIsPlanned: Bool

    /// How many of its days have passed, and how many there are.
    var elapsed: Int
    /// Nil where the plan states no end.
    var planned: Int?

    /// Of which of its days an input says something, where these are not all.
    var gaps: [Measure: [Figures.Gap]] = [:]
    /// Why a measure has no amount, where it is another reason than that nobody states it.
    var reasons: [Measure: NoValueReason] = [:]
    /// Of how many deals an amount is, where some of them lack theirs.
    var things: [Measure: Exact] = [:]
  }

  func made() -> CampaignReview {
    let entries = entries()
    let rows = entries.map(row)
    let columns = review.kpis.map {
      CampaignReview.Column(kpi: $0.name, title: $0.title, unit: builder.unit($0))
    }
    var made = CampaignReview(
      columns: columns, rows: rows,
      total: review.kpis.map { self.total($0, entries) },
      until: until, countsOnForDays: review.countsOnForDays, hasVerdicts: !review.rules.isEmpty)
    shorten(&made)
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

  // MARK: Amounts

  private func entries() -> [Entry] {
    var byName: [[UInt8]: [Int]] = [:]
    for (index, group) in table.groups.enumerated() {
      let (name, id) = (group.key[0], group.key[1])
      if !name.isEmpty { byName[FreeName.key(name), default: []].append(index) }
      // Under its id, and where a tool puts the id in place of the name.
      if !id.isEmpty { byName[[0] + id, default: []].append(index) }
      if !name.isEmpty { byName[[0] + name, default: []].append(index) }
    }
    return builder.result.campaigns.compactMap { campaign in
      guard let days = campaign.counted(review, until: until) else { return nil }
      var places = Set(byName[FreeName.key(Array(campaign.name.utf8))] ?? [])
      for id in campaign.ids { places.formUnion(byName[[0] + Array(id.utf8)] ?? []) }
      return entry(campaign, places.sorted().map { table.groups[$0] }, days)
    }
  }

  private func entry(
    _ campaign: PlannedCampaign, _ groups: [FigureTable.Group], _ days: ClosedRange<Day>
  ) -> Entry {
    var amounts: [Measure: Exact] = [:]
    for measure in figures.table.measures where !measure.isOfPlan {
      if measure == .newCustomers, !figures.historyReaches(before: days.lowerBound) { continue }
      amounts[measure] = table.value(measure, groups: groups, days: days)
    }
    amounts.merge(campaign.amounts) { $1 }
    let hasCosts = [Measure.spend, .cost].contains {
      table.value($0, groups: groups, days: days, coverage: .nothing) != nil
    }
    let planned = campaign.last.map { $0 - campaign.first + 1 }
    let elapsed = min(campaign.last ?? until, until) - campaign.first + 1
    amounts[.plannedDays] = planned.map { Exact($0) }
    amounts[.elapsedDays] = Exact(elapsed)
    var entry = Entry(
      campaign: campaign, amounts: amounts, costIsPlanned: false, elapsed: elapsed, planned: planned)
    cover(&entry, groups, days)
    if !hasCosts, let stated = amounts[.actualCost] {
      (entry.amounts[.cost], entry.costIsPlanned) = (stated, true)
      for measure in [Measure.spend, .cost] { (entry.gaps[measure], entry.reasons[measure]) = (nil, nil) }
      entry.amounts[.spend] = nil
    }
    return entry
  }

  // MARK: Figures

  func evaluation(
    _ kpi: KPI, _ amounts: [Measure: Exact], _ reasons: [Measure: NoValueReason] = [:],
    of things: [Measure: Exact] = [:]
  ) -> Evaluation {
    plan.evaluator.evaluate(kpi.name) { part in
      // A campaign has no period before its own.
      guard part.scope == .own else { return .none(.noSuchPeriod) }
      if let reason = reasons[part.measure] { return .none(reason) }
      if part.measure == .plannedDays, amounts[.plannedDays] == nil { return .none(.planWithoutEnd) }
      guard let amount = amounts[part.measure] else { return .missing(isCovered: false) }
      return things[part.measure].map { .amount(amount, of: $0) } ?? .value(amount)
    }
  }

  func figure(_ kpi: KPI, _ evaluation: Evaluation) -> Figure {
    Figure(
      evaluation.value, builder.unit(kpi), decimals: kpi.decimals,
      note: evaluation.reason.map { builder.note($0, builder.focus) })
  }

  /// Of all campaigns, from the sums of their parts; no value where some campaign lacks a part. How far campaigns are
  /// together is no figure.
  private func total(_ kpi: KPI, _ entries: [Entry]) -> Figure {
    let isMissing = entries.contains { entry in
      switch evaluation(kpi, entry).reason {
      case .missing?, .beforeHistory?, .leftOpen?: true
      default: false
      }
    }
    let parts = plan.evaluator.measures(of: kpi.name)
    let people = parts.filter(\.countsPeople).min()
    let note: Note? =
      if isMissing { Note(.noteNotAllStated) } else if parts.contains(.elapsedDays) {
        Note(.noteOfOneCampaign)
      } else {
        people.map { Note(.noteNotAdditive, ["measure": .word(Word($0))]) }
      }
    if let note { return Figure(nil, builder.unit(kpi), decimals: kpi.decimals, note: note) }
    let sums = sum(entries.map(\.amounts))
    let lacking = Set(entries.flatMap(\.things.keys))
    // Where one campaign's deals lack amounts, those of all others count with theirs.
    let things = lacking.reduce(into: [Measure: Exact]()) { all, measure in
      guard let deals = plan.deals(worth: measure) else { return }
      all[measure] = entries.reduce(.zero) { $0 + ($1.things[measure] ?? $1.amounts[deals] ?? .zero) }
    }
    var total = figure(kpi, evaluation(kpi, sums, of: things))
    if total.note == nil, entries.contains(where: { gap(kpi, $0) != nil }) {
      total.note = Note(.noteCampaignsInPart)
    }
    return total
  }

  private func sum(_ amounts: [[Measure: Exact]]) -> [Measure: Exact] {
    amounts.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
  }

  private func row(_ entry: Entry) -> CampaignReview.Row {
    let figures = review.kpis.map { kpi in
      var figure = figure(kpi, evaluation(kpi, entry))
      if figure.note == nil { figure.note = gap(kpi, entry) }
      if entry.costIsPlanned, figure.note == nil, plan.evaluator.measures(of: kpi.name).contains(.cost) {
        figure.note = Note(.noteCostOfPlan)
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
      let found = rule.conditions.map { ($0, known($0.kpi, entry)) }
      let isFalse = found.contains { condition, figure in
        figure.value.map { !condition.bound.allows($0, condition.goal) } ?? false
      }
      if isFalse { continue }
      let unknown = found.filter { $0.1.value == nil }
      if unknown.isEmpty { return (rule.verdict, index + 1, found.map(Self.reason)) }
      return (
        nil, nil,
        unknown.map { condition, figure in
          Note(
            .verdictUnknown,
            [
              "kpi": .localized(condition.kpi.title), "reason": .note(figure.note ?? Note(.noteNoData)),
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
