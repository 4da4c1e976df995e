import Aggregate
import Columns
import Declarations
import Diagnostics
import EventSchema
import Kernel
import Normalize
import Render

/// Holds figures of the focus period against what the pipeline file wants them to be.
struct TargetJudge {
  private let builder: ReportBuilder
  private var plan: Plan { builder.plan }

  init(_ builder: ReportBuilder) { self.builder = builder }

  /// The status of a target's figure, and why it has no value, as `report.json` says it.
  struct State: Sendable {
    var status: String
    var why: String?
    /// Of a place that nothing is recorded for: what it may have been meant to be.
    var near: String?
  }

  /// In the order of the pipeline file.
  func judge() -> [(row: TargetRow, state: State)] {
    var tables: [[Dimension]: FigureTable.Breakdown] = [[]: builder.total]
    for (dimension, table) in builder.breakdowns { tables[[dimension]] = table }
    return plan.targets.map { target in
      let dimensions = target.declaration.places.map(\.value.dimension)
      let table = tables[dimensions] ?? builder.figures.table.breakdown(by: dimensions)
      tables[dimensions] = table
      return judge(target, table)
    }
  }

  private func judge(_ target: PlannedTarget, _ table: FigureTable.Breakdown) -> (TargetRow, State) {
    let places = places(target, table)
    guard let group = places.isEmpty ? table.whole : self.group(at: places, in: table) else {
      let reason = Note(.noteNoSuchGroup, ["place": .list(places.map { .text($0.value) })])
      let actual = Figure(nil, builder.unit(target.kpi), decimals: target.kpi.decimals, note: reason)
      let near = near(target, table)
      let meant = near.map { "; did you mean '\($0)'?" } ?? ""
      let state = State(status: "n/a", why: "no figure is recorded for this place" + meant, near: near)
      return (row(target, places, actual, .settled), state)
    }
    let named = zip(places, group.texts).map { Target.Place($0.dimension, $1) }
    let value = builder.figures.value(target.kpi, in: table, group: group, period: builder.focus)
    return (
      row(target, named, builder.figure(target.kpi, value, builder.focus), outlook(target, value)),
      State(status: ReportJSON.status(value), why: value.evaluation.value == nil ? value.why : nil)
    )
  }

  /// Where the target is meant, by the names that figures are grouped under: of a channel, source or account spelt in
  /// another case, too, and of an account by any spelling of its name.
  private func places(_ target: PlannedTarget, _ table: FigureTable.Breakdown) -> [Target.Place] {
    let traffic = plan.kernel.inputs.first?.traffic
    return target.declaration.places.map(\.value).enumerated().map { index, place in
      let text = ComposedText.of(place.value)
      var name = traffic?.normalised(text, place.dimension) ?? text
      if place.dimension == .account, !table.groups.contains(where: { $0.key[index] == name }) {
        let account = PersonNormaliser.accountName(text)
        let group = table.groups.first { PersonNormaliser.accountName($0.key[index]) == account }
        name = group?.key[index] ?? name
      }
      return Target.Place(place.dimension, String(decoding: name, as: UTF8.self))
    }
  }

  /// The group that is meant; a campaign may be spelled in another case there.
  private func group(at places: [Target.Place], in table: FigureTable.Breakdown) -> FigureTable.Group? {
    let key = places.map { ComposedText.of($0.value) }
    if let group = table.groups.first(where: { $0.key == key }) { return group }
    guard places.contains(where: { Dimension.spelledFreely.contains($0.dimension) }) else { return nil }
    func folded(_ key: [[UInt8]]) -> [[UInt8]] {
      zip(key, places).map { FreeName.key($0, $1.dimension) }
    }
    let wanted = folded(key)
    return table.groups.first { folded($0.key) == wanted }
  }

  private func row(
    _ target: PlannedTarget, _ places: [Target.Place], _ actual: Figure, _ outlook: TargetRow.Outlook
  ) -> TargetRow {
    let declaration = target.declaration
    let unit = builder.unit(target.kpi)
    let decimals = target.kpi.decimals
    return TargetRow(
      kpi: target.kpi.name, title: target.kpi.title, places: places,
      bound: declaration.bound, goal: Figure(target.goal, unit, decimals: decimals),
      stated: stated(declaration.goal.value), actual: actual, outlook: outlook, rounding: plan.rounding)
  }

  /// A rate of a period to date is judged as it is now, all else by what it may still become. What is missing of a
  /// period may change a figure as what is to come.
  private func outlook(_ target: PlannedTarget, _ value: Figures.Value) -> TargetRow.Outlook {
    let kpi = target.kpi
    if value.youngCohort != nil {
      let mayFall = value.isKnownInPart || builder.focus.isToDate || plan.isUnfinished(builder.focus)
      return !mayFall && plan.evaluator.onlyRisesWithAge(kpi.name) ? .growing : .changing
    }
    let isCertain = value.certainly { target.declaration.bound.allows($0, target.goal) } != nil
    if value.isKnownInPart, !isCertain {
      return plan.evaluator.onlyGrows(kpi.name) && !value.mayBeLess ? .growing : .changing
    }
    guard builder.focus.isToDate || plan.isUnfinished(builder.focus) else { return .settled }
    if plan.evaluator.onlyGrows(kpi.name) { return .growing }
    return plan.evaluator.isRate(kpi.name) && !plan.isUnfinished(builder.focus) ? .settled : .changing
  }

  private func stated(_ amount: StatedAmount) -> Figure? {
    guard case .money(let value, let currency) = amount, currency != plan.reportCurrency else { return nil }
    return .money(value, currency)
  }

  /// What the place may have been meant to be.
  private func near(_ target: PlannedTarget, _ table: FigureTable.Breakdown) -> String? {
    let places = target.declaration.places
    guard places.count == 1, let place = places.first else { return nil }
    return nearest(to: place.value.value, in: table.groups.map { $0.texts[0] })
  }
}

extension ReportBuilder {
  /// Targets of places that nothing is recorded for, and that are spelt much like one.
  var misspeltTargets: [Diagnostic] {
    zip(plan.targets, targetStates).compactMap { target, state in
      guard let near = state.near, let place = target.declaration.places.first else { return nil }
      let name = place.value.value
      return Diagnostic(
        .warning, at: place.location,
        "no figure is recorded for the \(place.value.dimension.rawValue) '\(name)'",
        hint: "did you mean '\(near)'?", length: name.unicodeScalars.count)
    }
  }

  /// Targets of a KPI's figure of everything.
  func targets(of kpi: KPI) -> [TargetRow] { targets.filter { $0.kpi == kpi.name && $0.places.isEmpty } }

  /// What became of targets of a row's figures; one per KPI.
  func marks(_ kpis: [KPI], _ dimension: Dimension, _ value: String) -> [TargetRow.Result?] {
    let place = Target.Place(dimension, value)
    return kpis.map { kpi in .of(targets.filter { $0.kpi == kpi.name && $0.places == [place] }) }
  }
}

extension ReportJSON {
  /// What became of the targets, in the order of the pipeline file.
  var targets: [JSONValue] {
    zip(zip(builder.targets, builder.targetStates), builder.plan.targets).map { judged, planned in
      judged.0.json(planned, builder.plan, judged.1)
    }
  }
}

extension TargetRow {
  fileprivate func json(_ planned: PlannedTarget, _ plan: Plan, _ state: TargetJudge.State) -> JSONValue {
    let by = places.map { ($0.dimension.rawValue, JSONValue.string($0.value)) }
    var amount = JSONValue.null
    if case .money(let currency)? = stated?.unit, let value = stated?.value {
      amount = .string("\(value) \(currency)")
    }
    return .object([
      ("kpi", .string(kpi)), ("by", .object(by)), ("period", .string(plan.periods.focus.description)),
      ("bound", .string(bound.rawValue)), ("goal", .string(planned.goal.description)), ("stated", amount),
      ("unit", .string(plan.unitText(planned.kpi))), ("exact", .optional(actual.value?.description)),
      ("display", .string(planned.kpi.display(actual.value, plan.rounding))),
      ("achievement", .optional(achievement.value?.description)), ("result", .string(result.rawValue)),
      ("status", .string(state.status)), ("why", .optional(state.why)),
      ("source", .string("\(plan.pipelinePath):\(planned.declaration.kpi.location.line)")),
    ])
  }
}
