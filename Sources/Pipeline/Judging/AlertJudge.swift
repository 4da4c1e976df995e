import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Render

/// Judges the pipeline file's alerts, in the focus period.
///
/// What needs chance to be ruled out (trends, unusual values) is judged together: all such series of a run are one
/// family, so that a run over series in which nothing happens has a false alarm in at most 5 %.
struct AlertJudge {
  /// A figure for which an alert fired, with the plain values for `report.json`.
  struct Finding {
    var alert: Int
    var fired: AlertList.Fired
    /// Of its figure, as `report.json` says it.
    var status: String
    /// What its figure, or the one it is held against, lacks: the days that it is of, where these are not all; and
    /// where one has more weeks than the other.
    var lacking: [String]
    /// What it is held against, by name.
    var facts: [(String, JSONValue)]
    /// Of chance alone, where that is what decides.
    var chance: Double?
  }

  struct Doubt {
    var series: Series
    var fired: AlertList.Fired
    var facts: [(String, JSONValue)]
    var chance: Double
  }

  /// Why figures of an alert were not judged.
  enum Gap: Hashable {
    /// The figure has no value.
    case noValue(Figures.Lack)
    /// The reason, where it is more than that nothing is known.
    case noBase(NoValueReason?)
    case noHistory(needed: Int)
    /// Too little is known of the period, or of the one compared with.
    case incomplete([Figures.Gap])
    /// What becomes of those that came in is not known yet.
    case young(YoungCohort)
  }

  /// Figures of an alert's groups.
  struct Source {
    var figures: Figures
    var breakdown: FigureTable.Breakdown

    func value(_ kpi: KPI, _ group: FigureTable.Group, _ period: Period) -> Figures.Value {
      figures.value(
        kpi, in: breakdown, group: group, period: period,
        as: period == figures.plan.periods.focus ? .shown : .base)
    }
  }

  /// One group of an alert's figures.
  struct Series {
    var alert: PlannedAlert
    var index: Int
    /// Trends look at other periods than the report: the focus' own figure stands elsewhere then.
    var source: Source
    var focusSource: Source
    var group: FigureTable.Group
    var focusGroup: FigureTable.Group

    /// Nil also where no verdict can rest on it.
    func value(_ kpi: KPI, _ period: Period) -> Exact? {
      let value = source.value(kpi, group, period)
      return value.isKnownInPart || value.youngCohort != nil ? nil : value.evaluation.value
    }
  }

  let plan: Plan
  var focus: Period { plan.periods.focus }
  private(set) var findings: [Finding] = []
  /// Per alert, how many figures were judged.
  private(set) var judged: [Int] = []
  /// Per alert: the groups that were not, and how many values were known at most.
  private(set) var gaps: [[Gap: (groups: [String], known: Int)]] = []
  /// What chance may have made, to be judged together: findings are made of few of them.
  private var doubtful: [Doubt] = []
  /// Per alert: what no input states for any of the groups that were passed over.
  private var unstated: [NoValueReason?]

  init(_ result: RunResult) throws(Diagnostics) {
    plan = result.plan
    judged = Array(repeating: 0, count: plan.alerts.count)
    gaps = Array(repeating: [:], count: plan.alerts.count)
    unstated = Array(repeating: nil, count: plan.alerts.count)
    guard !plan.isUnfinished(focus) else { return }
    var figures: [Int: Figures] = [:]
    func source(_ alert: PlannedAlert, _ shape: Int) throws(Diagnostics) -> Source {
      let own: Figures
      if let known = figures[shape] { own = known } else { own = try Figures(result, shape: shape) }
      figures[shape] = own
      return Source(
        figures: own, breakdown: own.table.breakdown(by: alert.declaration.per.map { [$0] } ?? []))
    }
    for (index, alert) in plan.alerts.enumerated() {
      let all = try source(alert, alert.shape)
      let focused = alert.shape == alert.focusShape ? all : try source(alert, alert.focusShape)
      let known = Dictionary(focused.breakdown.groups.map { ($0.key, $0) }) { first, _ in first }
      let groups = alert.declaration.per == nil ? [all.breakdown.whole] : all.breakdown.groups
      for group in groups {
        judge(
          Series(
            alert: alert, index: index, source: all, focusSource: focused, group: group,
            focusGroup: known[group.key] ?? FigureTable.Group(key: group.key)))
      }
      // Where every group was passed over, or there is none: silence would look like peace.
      guard judged[index] == 0, gaps[index].isEmpty else { continue }
      let value = focused.value(alert.kpi, focused.breakdown.whole, focus)
      var lack = value.lack
      if let reason = unstated[index], !value.lacksHistory { lack = .init(reason: reason) }
      gaps[index][.noValue(lack)] = ([], 0)
    }
    let found = Correction.falseDiscoveries(doubtful.map(\.chance), level: UnusualValues.level)
    findings += zip(doubtful, found).filter(\.1).map { doubt, _ in
      finding(doubt.series, doubt.fired, doubt.facts, chance: doubt.chance)
    }
    findings.sort(by: Self.precedes)
  }

  /// The largest in money first, then by share, then as the pipeline file and the texts order them.
  private static func precedes(_ a: Finding, _ b: Finding) -> Bool {
    let (mine, theirs) = (a.fired, b.fired)
    if mine.size != theirs.size {
      guard let x = mine.size, let y = theirs.size else { return mine.size != nil }
      return x > y
    }
    if mine.share != theirs.share {
      guard let x = mine.share, let y = theirs.share else { return mine.share != nil }
      return x > y
    }
    if a.alert != b.alert { return a.alert < b.alert }
    return Array((mine.place?.value ?? "").utf8).lexicographicallyPrecedes((theirs.place?.value ?? "").utf8)
  }

  // MARK: One series

  private mutating func judge(_ series: Series) {
    if case .trend(let direction, let span) = series.alert.declaration.rule {
      return judgeTrend(series, direction, span)
    }
    let figure = series.source.value(series.alert.kpi, series.group, focus)
    let evaluation = figure.evaluation
    guard let value = evaluation.value else {
      // Email has no price per click, and nobody misses it.
      if case .missing(let measure) = evaluation.reason, series.alert.declaration.per != nil,
        !series.source.breakdown.covers(measure, group: series.group)
      {
        unstated[series.index] = evaluation.reason
        return
      }
      return skip(series, .noValue(figure.lack))
    }
    if let young = figure.youngCohort { return skip(series, .young(young)) }
    switch series.alert.declaration.rule {
    case .above, .below: judgeLimit(series, value, figure)
    case .rose(let least, let comparison):
      judgeJump(series, value, figure, least.value, comparison, rises: .rising)
    case .fell(let least, let comparison):
      judgeJump(series, value, figure, least.value, comparison, rises: .falling)
    case .trend: break
    case .unusual, .drift: judgeByHistory(series, value, figure)
    }
  }

  private mutating func judgeByHistory(_ series: Series, _ value: Exact, _ figure: Figures.Value) {
    if figure.isKnownInPart { return skip(series, .incomplete(figure.gaps)) }
    switch series.alert.declaration.rule {
    case .unusual(let side, _): judgeUnusual(series, value, side)
    case .drift(let direction, _): judgeDrift(series, value, direction)
    case .above, .below, .rose, .fell, .trend: break
    }
  }

  /// Between which values a figure of the series lies, whatever is missing of it.
  func bounds(_ series: Series, _ figure: Figures.Value) -> FigureBounds {
    FigureBounds(figure, onlyGrows: plan.evaluator.onlyGrows(series.alert.kpi.name))
  }

  mutating func skip(_ series: Series, _ gap: Gap, known: Int = 0) {
    var entry = gaps[series.index][gap] ?? ([], 0)
    entry.groups.append(series.group.texts.first ?? "")
    entry.known = max(entry.known, known)
    gaps[series.index][gap] = entry
  }

  mutating func count(_ series: Series) { judged[series.index] += 1 }
  mutating func add(_ finding: Finding) { findings.append(finding) }
  mutating func doubt(
    _ series: Series, _ fired: AlertList.Fired, _ facts: [(String, JSONValue)], chance: Double
  ) {
    doubtful.append(Doubt(series: series, fired: fired, facts: facts, chance: chance))
  }

  /// Whether the figures are large enough to be told of: the KPI's own in one of the periods, another's in both.
  func isLargeEnough(_ series: Series, _ own: [Exact?], in periods: [Period]) -> Bool {
    guard let (kpi, least) = series.alert.volume else { return true }
    if kpi.name == series.alert.kpi.name {
      return own.contains { value in value.map { ($0.isNegative ? -$0 : $0) >= least } ?? false }
    }
    return periods.allSatisfy { period in
      let value = series.source.value(kpi, series.group, period)
      // What is known in part may well be large enough: it hides nothing.
      return value.evaluation.value.map { $0 >= least || value.isKnownInPart } ?? false
    }
  }

  func figure(_ series: Series, _ value: Exact?) -> Figure {
    Figure(value, plan.unit(series.alert.kpi), decimals: series.alert.kpi.decimals)
  }

  func fired(_ series: Series, _ value: Exact?, _ rule: Note, against: Note) -> AlertList.Fired {
    let declaration = series.alert.declaration
    return AlertList.Fired(
      name: declaration.name.value, title: declaration.title, kpi: series.alert.kpi,
      place: declaration.per.map { ($0, series.group.texts.first ?? "") },
      figure: figure(series, value), rule: rule, against: against, since: focus)
  }

  /// A finding with its figure's status; where that, or what it is held against, is known in part, it says so.
  func finding(
    _ series: Series, _ fired: AlertList.Fired, _ facts: [(String, JSONValue)], chance: Double? = nil,
    base: (period: Period, gaps: [Figures.Gap])? = nil
  ) -> Finding {
    let value = series.focusSource.value(series.alert.kpi, series.focusGroup, focus)
    let calendar = plan.periods.calendar
    var weeks = value.otherWeeks(from: focus, calendar)
    if series.alert.declaration.rule.isByHistory, let year = focus.lastYear {
      weeks += [OtherWeeks([focus], [year])].compactMap(\.self).filter { !weeks.contains($0) }
    }
    if let base {
      for found in value.otherWeeks(from: focus, against: base.period, calendar) where !weeks.contains(found)
      {
        weeks.append(found)
      }
    }
    var fired = fired
    if value.isProvisional { fired.figure.status = .provisional }
    var status = ReportJSON.status(value)
    var lacking = value.gaps.map(\.text)
    var notes = value.gaps.map { Note($0) }
    if let base, !base.gaps.isEmpty {
      if status == "final" { status = "incomplete" }
      let gaps = base.gaps.map { $0.of(base: base.period) }
      lacking += gaps.map(\.text)
      notes += gaps.map { Note($0) }
    }
    lacking += weeks.map(\.text)
    notes += weeks.map { Note($0) }
    fired.against = .several([fired.against] + notes) ?? fired.against
    return Finding(
      alert: series.index, fired: fired, status: status, lacking: lacking, facts: facts, chance: chance)
  }

  /// How far the value is from what it is held against, in money where it is money, and as a share.
  func size(_ fired: inout AlertList.Fired, from base: Exact, to value: Exact) {
    let distance = value < base ? base - value : value - base
    fired.share = distance / (base.isNegative ? -base : base)
    if fired.kpi.shown == .money { fired.size = distance }
  }
}
