import Extract
import Kernel
import Aggregate
package import Declarations
import Diagnostics
import EventSchema
package import Render

/// Fills the report document with the figures of a run. Values only: languages format them later.
package struct ReportBuilder: Sendable {
  let result: RunResult
  let figures: Figures
  /// Everything in one group.
  let total: FigureTable.Breakdown
  /// By each of the plan's dimensions: made once, for the pages and for `report.json`.
  let breakdowns: [Dimension: FigureTable.Breakdown]
  var plan: Plan { result.plan }
  var focus: Period { plan.periods.focus }

  /// Where a report has the section.
  let audit: CampaignAudit?
  /// Claims by action, where inputs can tell actions apart and claims are compared.
  var claims: Figures?
  /// Where the pipeline file has alerts.
  var alerts: AlertJudge?
  /// Sections of plain tables that some report has.
  let facts: [Section.Block: SectionFacts]
  /// Figures held against what they are to be, in the order of the pipeline file.
  private(set) var targets: [TargetRow] = []
  private(set) var targetStates: [TargetJudge.State] = []
  /// What became of the pipeline file's checks.
  var checks: [CheckResult] = []
  /// What became of those that have a place of their own in the report: control totals and double claims, where
  /// there was nothing to look at.
  var otherChecks: [CheckResult] = []
  /// Planned campaigns, where the pipeline file reviews them.
  var review: CampaignReview?

  package init(
    _ result: RunResult, figures: Figures, audit: CampaignAudit? = nil,
    facts: [Section.Block: SectionFacts] = [:]
  ) {
    self.result = result
    self.facts = facts
    self.audit = audit
    self.figures = figures
    total = figures.table.breakdown(by: [])
    breakdowns = Dictionary(
      result.plan.dimensions.map { ($0, figures.table.breakdown(by: [$0])) },
      uniquingKeysWith: { first, _ in first })
    let judged = TargetJudge(self).judge()
    (targets, targetStates) = (judged.map(\.row), judged.map(\.state))
  }

  package func document(_ report: ReportDeclaration) -> ReportDocument {
    let quality = dataQuality()
    var sections = report.sections.compactMap { use -> ReportSection? in
      guard let section = plan.sections[use.name.value] else { return nil }
      return ReportSection(section, block(section, use, quality))
    }
    // Anchors name one section each: cohorts may be shown of several things.
    var seen: [String: Int] = [:]
    for index in sections.indices {
      let name = sections[index].name
      seen[name, default: 0] += 1
      if let count = seen[name], count > 1 { sections[index].name = "\(name)-\(count)" }
    }
    return ReportDocument(
      pipeline: plan.file.name, title: plan.file.title, header: header(), sections: sections,
      footer: footer(report), quality: quality)
  }

  private func block(
    _ section: Section, _ use: ReportDeclaration.SectionUse, _ quality: DataQuality
  ) -> Block {
    switch section.block {
    case .headline: .headline(plan.kpis.prefix(Self.cards).map(card), more: figuresBeyond(Self.cards))
    case .breakdown: .breakdown(breakdown(section.by ?? .channel, use))
    case .trend: .trend(trends())
    case .dataQuality: .dataQuality(quality)
    case .definitions: .definitions(definitions())
    case .market, .voice, .accounts, .accountCosts, .experiments, .reps:
      .facts(facts[section.block]?.tables ?? [])
    case .cohorts:
      .facts(
        plan.cohorts.firstIndex { $0.declaration == use.cohorts }.flatMap { facts[.cohorts]?.tables[$0] }
          .map { [$0] } ?? [])
    case .utmAudit:
      .utmAudit(audit ?? CampaignAudit(measures: [], parts: [], currency: plan.reportCurrency))
    case .alerts: .alerts(alerts?.list(self) ?? AlertList())
    case .targets: .targets(targets)
    case .campaignReview: review.map { .campaignReview($0) } ?? .targets([])
    }
  }

  private func dataQuality() -> DataQuality {
    var quality = DataQualityBuilder(result: result, figures: figures).build()
    quality.warnings += (DoubleClaim(self)?.notes ?? []) + (otherChecks + checks).flatMap(\.notes)
    quality.checks = (otherChecks + checks).map(\.row)
    return quality
  }

  /// A page is as wide as nine figures; all others stand in `report.json` and `sluice table`.
  private static let breakdownColumns = 9
  private static let cards = 8
  private static let charts = 6

  private func figuresBeyond(_ shown: Int) -> Note? {
    plan.kpis.count > shown ? Note(.noteMoreFigures, ["n": .text(String(plan.kpis.count - shown))]) : nil
  }

  /// Rows of a breakdown unless the section says otherwise: what a person reads; the rest is summed up in one more.
  private static let breakdownRows = 50

  // MARK: Frame

  private func header() -> Header {
    var header = Header(
      period: focus, comparisons: plan.periods.compared.map { (kind: $0.comparison, period: $0.period) },
      currency: plan.reportCurrency.packed == 0 ? nil : plan.reportCurrency,
      conversion: figures.conversionNote,
      timeZone: plan.zoneName, asOf: plan.asOf,
      provisional: plan.isUnfinished(focus)
        ? Note(.noteUnfinished, ["day": .day(focus.last)])
        : plan.provisionalDays(focus).map { Note(.noteProvisional, ["n": .count($0)]) })
    header.withoutCounterpart = plan.periods.withoutCounterpart
    header.otherWeeks = plan.periods.compared.compactMap { compared in
      OtherWeeks([focus], [compared.period]).map { Note($0) }
    }
    return header
  }

  private func footer(_ report: ReportDeclaration) -> Footer {
    Footer(
      version: Plan.version, pipelineHash: "xxh3:" + plan.hash, asOf: plan.asOf,
      inputs: result.files.map { (path: $0.file.source.place, content: $0.contentHash) },
      command: "sluice run \(plan.pipelinePath) --as-of \(plan.asOf)")
  }

  // MARK: Figures

  func figure(
    _ kpi: KPI, in table: FigureTable.Breakdown, group: FigureTable.Group, period: Period,
    scope: FormulaScope = .own, as use: Figures.Use = .shown
  ) -> Figure {
    figure(kpi, figures.value(kpi, in: table, group: group, period: period, scope: scope, as: use), period)
  }

  /// A value that is worked out already.
  ///
  /// - Parameter other: the period whose figure it is held against.
  func figure(_ kpi: KPI, _ value: Figures.Value, _ period: Period, baseOf other: Period? = nil) -> Figure {
    var figure = Figure(
      value.evaluation.value, unit(kpi), decimals: kpi.decimals,
      note: note(value, kpi, period, baseOf: other),
      status: value.isProvisional ? .provisional : .final)
    // Of a cohort that may come further yet, less is not worse.
    if !value.isComplete || value.youngCohort != nil { figure.extent = .part }
    return figure
  }

  /// What the newest period's figure is held against.
  private func base(
    _ kpi: KPI, in table: FigureTable.Breakdown, group: FigureTable.Group, period: Period
  ) -> Figure {
    // A part of a period, held against a whole one, is always less.
    if plan.isUnfinished(focus) {
      let note = note(.underWay(until: focus.last), focus)
      return Figure(nil, unit(kpi), decimals: kpi.decimals, note: note)
    }
    let value = figures.value(kpi, in: table, group: group, period: period, as: .base)
    return figure(kpi, value, period, baseOf: focus)
  }

  func unit(_ kpi: KPI) -> FigureUnit { plan.unit(kpi) }

  private func card(_ kpi: KPI) -> HeadlineCard {
    var card = HeadlineCard(
      kpi: kpi.name, title: kpi.title, figure: figure(kpi, in: total, group: total.whole, period: focus),
      better: kpi.better,
      comparisons: plan.periods.compared.map {
        Comparison(
          $0.comparison, $0.period,
          base: base(kpi, in: total, group: total.whole, period: $0.period))
      },
      spark: plan.periods.list.map { figure(kpi, in: total, group: total.whole, period: $0).value })
    card.goals = targets(of: kpi)
    // As many decimals as it takes to tell the figure from its goals, of which it is said whether they are met.
    card.figure.decimals = card.goals.map(\.actual.decimals).max() ?? card.figure.decimals
    return card
  }

  /// The first KPIs that have a figure in any period: an empty chart tells nothing.
  private func trends() -> [Trend] {
    var trends: [Trend] = []
    for kpi in plan.kpis where trends.count < Self.charts {
      let trend = trend(kpi)
      if !trend.isEmpty { trends.append(trend) }
    }
    return trends.isEmpty ? plan.kpis.prefix(1).map(trend) : trends.folded()
  }

  private func trend(_ kpi: KPI) -> Trend {
    let withLastYear = plan.periods.compared.contains { $0.comparison == .lastYear }
    let points = plan.periods.list.map { period in
      let before =
        withLastYear
        ? period.lastYear.map { figure(kpi, in: total, group: total.whole, period: $0, as: .base) } : nil
      let now = figure(kpi, in: total, group: total.whole, period: period)
      var point = Trend.Point(period, now.value, lastYear: before?.value, status: now.status)
      if now.extent == .part { point.lacks = now.note }
      if let before, before.extent == .part { point.lastYearLacks = before.note }
      return point
    }
    return Trend(
      kpi: kpi.name, title: kpi.title, unit: unit(kpi), decimals: kpi.decimals, better: kpi.better,
      points: points)
  }

  private func breakdown(_ dimension: Dimension, _ use: ReportDeclaration.SectionUse) -> BreakdownTable {
    let table = breakdowns[dimension] ?? figures.table.breakdown(by: [dimension])
    let kpis = columns(use)
    let sorted = sortedColumn(kpis, use)
    let compared = plan.periods.compared.first
    func row(_ label: BreakdownTable.Label, _ table: FigureTable.Breakdown, _ group: FigureTable.Group)
      -> BreakdownTable.Row
    {
      BreakdownTable.Row(
        label, kpis.map { figure($0, in: table, group: group, period: focus) },
        previous: compared.map { base(kpis[sorted], in: table, group: group, period: $0.period) }
      )
    }
    let present = figures.largestFirst(
      figures.speaking(table.groups, of: table, in: focus, kpis), by: kpis[sorted], in: table)
    let wanted = use.rows ?? Self.breakdownRows
    // A rest of one row takes as much room as the row itself.
    let limit = present.count == wanted + 1 ? present.count : wanted
    // Only what is shown is worked out.
    var rows = present.prefix(limit).map { group in
      var row = row(label(group, dimension), table, group)
      row.marks = marks(kpis, dimension, group.texts[0])
      return row
    }
    var totalRow = row(.word(.total), total, total.whole)
    totalRow.marks = kpis.map { .of(targets(of: $0)) }
    let all = totalRow.figures[sorted].value
    let isAdditive = kpis[sorted].shown.isAmount && plan.evaluator.addsUp(kpis[sorted].name)
    for index in rows.indices {
      guard isAdditive, let all, !all.isZero, let own = rows[index].figures[sorted].value else {
        continue
      }
      rows[index].share = own / all
    }
    var other: BreakdownTable.Row?
    if present.count > limit { other = restRow(Array(present[limit...]), dimension, kpis, sorted, compared) }
    return BreakdownTable(
      by: dimension,
      columns: kpis.map { .init(kpi: $0.name, title: $0.title, unit: unit($0), better: $0.better) },
      rows: rows, other: other, total: totalRow, sortedBy: sorted,
      comparedWith: compared.map { (kind: $0.comparison, period: $0.period) },
      notes: [Note(.noteRatiosRecomputed), figuresBeyond(Self.breakdownColumns)].compactMap { $0 }
        + (dimension == .channel ? allocationNotes(focus) : [])
    ).folded()
  }

  /// The first KPIs, as many as a page holds; the one to sort by is always among them.
  private func columns(_ use: ReportDeclaration.SectionUse) -> [KPI] {
    let first = Array(plan.kpis.prefix(Self.breakdownColumns))
    guard let sort = use.sortBy?.value, !first.contains(where: { $0.name == sort }),
      let kpi = plan.kpis.first(where: { $0.name == sort })
    else { return first }
    return first.dropLast() + [kpi]
  }

  /// By what the section says, or by the first KPI that has a total: rows without figures have no order.
  private func sortedColumn(_ kpis: [KPI], _ use: ReportDeclaration.SectionUse) -> Int {
    if let sort = use.sortBy?.value { return kpis.firstIndex { $0.name == sort } ?? 0 }
    return kpis.firstIndex { figure($0, in: total, group: total.whole, period: focus).value != nil } ?? 0
  }

  /// What the table leaves out, summed up: ratios computed anew from the sums.
  private func restRow(
    _ groups: [FigureTable.Group], _ dimension: Dimension, _ kpis: [KPI], _ sorted: Int,
    _ compared: ReportPeriods.Compared?
  ) -> BreakdownTable.Row {
    let rest = figures.table.breakdown(by: [dimension], combining: Set(groups.map { $0.key[0] }))
    return BreakdownTable.Row(
      .note(Note(.otherCount, ["n": .count(groups.count)])),
      kpis.map { figure($0, in: rest, group: rest.whole, period: focus) },
      previous: compared.map { base(kpis[sorted], in: rest, group: rest.whole, period: $0.period) })
  }
}

extension Plan {
  func unit(_ kpi: KPI) -> FigureUnit {
    switch kpi.shown {
    case .count: .count
    case .fractionalCount: .fractionalCount
    case .money: .money(reportCurrency)
    case .ratio: .ratio
    case .percent: .percent
    case .percentagePoints: .percentagePoints
    case .points: .points
    case .days: .days
    case .hours: .hours
    }
  }

  /// The pipeline file as a reader would name it: relative to the root where it lies below.
  package var pipelinePath: String {
    guard let resolved = FileFinder.resolve(file.file), resolved.hasPrefix(root + "/") else {
      return file.file.split(separator: "/").last.map(String.init) ?? file.file
    }
    return String(resolved.dropFirst(root.count + 1))
  }
}
