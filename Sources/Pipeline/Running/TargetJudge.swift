import Aggregate
import Columns
import Declarations
import Diagnostics
import EventSchema
import Render

/// Holds figures of the focus period against what the pipeline file wants them to be.
struct TargetJudge {
  private let builder: ReportBuilder
  private var plan: Plan { builder.plan }

  init(_ builder: ReportBuilder) { self.builder = builder }

  /// In the order of the pipeline file.
  var rows: [TargetRow] { plan.targets.map(row) }

  private func row(_ target: PlannedTarget) -> TargetRow {
    let declaration = target.declaration
    let unit = builder.unit(target.kpi)
    let decimals = target.kpi.decimals
    return TargetRow(
      kpi: target.kpi.name, title: target.kpi.title, places: declaration.places.map(\.value),
      bound: declaration.bound, goal: Figure(target.goal, unit, decimals: decimals),
      stated: stated(declaration.goal.value), actual: actual(target),
      outlook: outlook(target.kpi), rounding: plan.rounding)
  }

  /// A rate of a period to date is judged as it is now, a sum by what it may still become.
  private func outlook(_ kpi: KPI) -> TargetRow.Outlook {
    guard builder.focus.isToDate || plan.isUnfinished(builder.focus) else { return .settled }
    if plan.evaluator.onlyGrows(kpi.name) { return .growing }
    return kpi.isAdditive || plan.isUnfinished(builder.focus) ? .changing : .settled
  }

  private func stated(_ amount: StatedAmount) -> Figure? {
    guard case .money(let value, let currency) = amount, currency != plan.reportCurrency else { return nil }
    return .money(value, currency)
  }

  /// The figures that a target is about; no group where nothing is of its place.
  private func place(_ target: PlannedTarget) -> (table: FigureTable.Breakdown, group: FigureTable.Group?) {
    let places = target.declaration.places.map(\.value)
    let table: FigureTable.Breakdown =
      switch places.count {
      case 0: builder.total
      case 1: builder.breakdowns[places[0].dimension] ?? builder.figures.table.breakdown(by: [])
      default: builder.figures.table.breakdown(by: places.map(\.dimension))
      }
    let key = places.map { ComposedText.of($0.value) }
    return (table, places.isEmpty ? table.whole : table.groups.first { $0.key == key })
  }

  private func actual(_ target: PlannedTarget) -> Figure {
    let (table, group) = place(target)
    guard let group else {
      let reason = Note(
        .noteNoSuchGroup,
        ["place": .list(target.declaration.places.map { .text($0.value.value) })])
      return Figure(nil, builder.unit(target.kpi), decimals: target.kpi.decimals, note: reason)
    }
    return builder.figure(target.kpi, in: table, group: group, period: builder.focus)
  }

  /// The figure's status, and why it has no value, as `report.json` says it.
  func state(_ target: PlannedTarget) -> (status: String, why: String?) {
    let (table, group) = place(target)
    guard let group else { return ("n/a", "no figure is recorded for this place" + near(target, table)) }
    let value = builder.figures.value(target.kpi, in: table, group: group, period: builder.focus)
    return (ReportJSON.status(value), value.evaluation.value == nil ? value.why : nil)
  }

  /// What the place may have been meant to be.
  private func near(_ target: PlannedTarget, _ table: FigureTable.Breakdown) -> String {
    let places = target.declaration.places
    guard places.count == 1, let place = places.first else { return "" }
    let known = table.groups.map { $0.texts[0] }
    return nearest(to: place.value.value, in: known).map { "; did you mean '\($0)'?" } ?? ""
  }
}

extension ReportBuilder {
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
    zip(builder.targets, builder.plan.targets).map { row, planned in
      row.json(planned, builder.plan, TargetJudge(builder).state(planned))
    }
  }
}

extension TargetRow {
  fileprivate func json(_ planned: PlannedTarget, _ plan: Plan, _ state: (status: String, why: String?))
    -> JSONValue
  {
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
