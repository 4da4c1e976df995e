import Diagnostics
import Extract
import Aggregate
import Declarations
import EventSchema
import Kernel
import Normalize

/// `report.json`: the values that the reports are rendered from, and the account of every file.
struct ReportJSON {
  let builder: ReportBuilder
  private var plan: Plan { builder.plan }
  private var result: RunResult { builder.result }

  /// A dimension's groups that are listed, in the order of their texts.
  private struct Listing {
    var dimension: Dimension
    var table: FigureTable.Breakdown
    var groups: [FigureTable.Group]
    var leftOut: Int
  }
  private let listings: [Listing]

  init(_ builder: ReportBuilder) {
    self.builder = builder
    listings = builder.plan.dimensions.compactMap { dimension in
      builder.breakdowns[dimension].map { Self.listing(dimension, $0, builder) }
    }
  }

  /// The groups of a dimension, or the largest by the first KPI where there are more than are to be listed.
  private static func listing(
    _ dimension: Dimension, _ table: FigureTable.Breakdown, _ builder: ReportBuilder
  ) -> Listing {
    let limit = builder.plan.file.aggregate.groupsAtMost
    guard table.groups.count > limit, let first = builder.plan.kpis.first else {
      return Listing(dimension: dimension, table: table, groups: table.groups, leftOut: 0)
    }
    let largest = builder.figures.largestFirst(table.groups, by: first, in: table).prefix(limit)
    return Listing(
      dimension: dimension, table: table,
      groups: largest.sorted { $0.key[0].lexicographicallyPrecedes($1.key[0]) },
      leftOut: table.groups.count - limit)
  }

  var bytes: [UInt8] {
    let fields: [(String, JSONValue)] = [
      ("sluice", .integer(1)), ("pipeline", .string(plan.file.name)),
      ("as_of", .string(plan.asOf.description)),
      ("plan", .string(plan.hash)), ("version", .string(Plan.version)),
      ("tzdata", .string(Zone.dataVersion())),
      (
        "period",
        .object(
          [
            ("grain", .string(plan.periods.grain.rawValue)),
            ("first", .string(plan.periods.focus.first.description)),
            ("last", .string(plan.periods.focus.last.description)),
            ("label", .string(plan.periods.focus.description)),
          ] + toDate)
      ),
      ("currency", plan.reportCurrency.packed == 0 ? .null : .string(plan.reportCurrency.description)),
      ("figures", .pieces(figures)), ("tables", tables), ("left_out", leftOut),
      ("allocations", .array(allocations)), ("channels", .array(channels(result))),
      ("channel_sets", .array(plan.channelSets.map(\.json))),
      ("taxes", .array(plan.taxes.map(\.json))),
      ("rates", .array(builder.figures.rateUses.map { $0.json(plan.conversion.table.files) })),
      ("reconciliation", .array(result.files.map(reconciliation))),
      ("restatements", .array(result.restated.map(restatement))),
      ("missing", .array(missing)), ("drift", .array(result.drift.map(drift))),
      (
        "unread",
        .array(result.unread.map { $0.json(input: plan.inputs[$0.input].declaration.name) })
      ),
      ("rejects", .array(result.files.flatMap(rejects))),
      ("alerts", .array(builder.alerts?.firedJSON ?? [])), ("targets", .array(targets)),
      ("checks", .array(checks)),
    ]
    return JSONValue.object(
      fields + auditFields + reviewFields + SectionFacts.json(builder.facts) + assumptions + result.peopleJSON
        + findings
    ).prettyBytes
  }

  /// How many first days of every period count, where these are looked at to date.
  private var toDate: [(String, JSONValue)] {
    plan.periods.calendar.toDate.map { [("to_date_days", .integer($0.days))] } ?? []
  }

  /// What the pipeline file takes for true; nothing where it assumes nothing.
  private var assumptions: [(String, JSONValue)] {
    let assumed = plan.evaluator.assumed.sorted { $0.key.rawValue < $1.key.rawValue }
    if assumed.isEmpty { return [] }
    return [("assumptions", .object(assumed.map { ($0.key.rawValue, .string($0.value.description)) }))]
  }

  /// Only where there is something to say: patterns of names, files of several grains.
  private var findings: [(String, JSONValue)] {
    (builder.alerts.map { [("alert_rules", .array($0.rulesJSON))] } ?? [])
      + found("campaign_names", NameChecks(result).json)
      + found("renamed_campaigns", result.renamed.map { $0.json(plan) })
      + found("grain_gaps", result.grainGaps.map { $0.json(plan) })
      + found("odd_refunds", DataQualityBuilder(result: result, figures: builder.figures).oddRefundsJSON)
      + found("orders_on_several_days", result.onSeveralDays.map { $0.json(plan) })
      + found("restated_origins", result.restatedOrigins.map { $0.json(plan) })
      + found("rate_contradictions", plan.conversion.contradictions.map(\.json))
      + found("repeated_rows", result.repeatedRows.map { $0.json(plan) })
      + found("rejected_restatements", result.standingJSON)
  }

  private func found(_ name: String, _ list: [JSONValue]) -> [(String, JSONValue)] {
    list.isEmpty ? [] : [(name, .array(list))]
  }

  /// How many groups of a dimension are not listed, where that is so.
  private var leftOut: JSONValue {
    .array(
      listings.filter { $0.leftOut > 0 }.map {
        .object([
          ("by", .string($0.dimension.rawValue)), ("groups", .integer($0.leftOut)),
          ("listed", .integer($0.groups.count)),
        ])
      })
  }

  // MARK: Figures

  private var figures: [@Sendable () -> [JSONValue]] { plan.kpis.map { kpi in { figures(of: kpi) } } }

  /// Totals of every period; groups of the focus and of what it is compared with.
  private func figures(of kpi: KPI) -> [JSONValue] {
    var list: [JSONValue] = []
    let (total, unit) = (builder.total, plan.unitText(kpi))
    let groupPeriods = [plan.periods.focus] + plan.periods.compared.map(\.period)
    for period in Set(plan.periods.list + groupPeriods).sorted() {
      list.append(figure(kpi, unit, total, total.whole, nil, (period, period.description)))
    }
    let labelled = groupPeriods.map { ($0, $0.description) }
    let measures = plan.evaluator.measures(of: kpi.name)
    for listing in listings {
      let table = listing.table
      for group in listing.groups {
        // Where no input states anything, the reason for the n/a of the report's tables.
        let isStated = measures.contains { table.covers($0, group: group) }
        for period in isStated ? labelled : Array(labelled.prefix(1)) {
          list.append(figure(kpi, unit, table, group, listing.dimension, period))
        }
      }
    }
    return list
  }

  private func figure(
    _ kpi: KPI, _ unit: String, _ table: FigureTable.Breakdown, _ group: FigureTable.Group,
    _ dimension: Dimension?, _ period: (Period, label: String)
  ) -> JSONValue {
    let value = builder.figures.value(kpi, in: table, group: group, period: period.0)
    let text = group.texts.first ?? ""
    let by: [(String, JSONValue)] = dimension.map { [($0.rawValue, .string(text))] } ?? []
    let place = dimension.map { "|\($0.rawValue)=\(text)" } ?? ""
    let parts = value.evaluation.parts.map { part in
      (part.name, part.value.map { JSONValue.string($0.description) } ?? .null)
    }
    return .object([
      ("id", .string("\(kpi.name)\(place)|\(period.label)")), ("kpi", .string(kpi.name)), ("by", .object(by)),
      ("period", .string(period.label)), ("exact", .optional(value.evaluation.value?.description)),
      ("display", .string(value.evaluation.display(kpi, plan.rounding))), ("unit", .string(unit)),
      ("parts", .object(parts)),
      ("status", .string(Self.status(value))), ("notes", .strings(notes(value, kpi, period.0))),
    ])
  }

  static func status(_ value: Figures.Value) -> String {
    if value.evaluation.value == nil { return "n/a" }
    return value.isProvisional ? "provisional" : value.isComplete ? "final" : "incomplete"
  }

  private func notes(_ value: Figures.Value, _ kpi: KPI, _ period: Period) -> [String] {
    if value.evaluation.value == nil, let why = value.why { return [why] }
    var notes = value.gaps.map(\.text) + value.levels.map(\.text)
    notes += value.otherWeeks(from: period, builder.plan.periods.calendar).map(\.text)
    if let young = value.youngCohort { notes.append(young.text) }
    if value.hasMoreClicks { notes.append("more clicks than impressions") }
    if let divisor = builder.figures.smallDivisor(of: kpi, value) {
      notes.append("divided by only \(divisor), fewer than \(plan.file.aggregate.smallBelow)")
    }
    if !value.claimedAcross.isEmpty {
      notes.append("claimed by several platforms: " + value.claimedAcross.joined(separator: ", "))
    }
    return notes
  }

  private var tables: JSONValue {
    .object(
      listings.map { listing in
        let table = TableBuilder.breakdown(
          by: listing.dimension, listing.table, listing.groups, builder.figures)
        return (
          listing.dimension.isBuiltIn ? listing.dimension.rawValue + "s" : listing.dimension.rawValue,
          .object([("columns", .strings(table.columns)), ("rows", .array(table.rows.map { .strings($0) }))])
        )
      })
  }

  private var allocations: [JSONValue] {
    let figures = builder.figures
    return figures.allocations.map {
      $0.json(plan.file.normalize.sharedCosts, figures.table.shape.periods.periods)
    }
  }

  // MARK: Files

  private func reconciliation(_ file: FileResult) -> JSONValue {
    let ledger = file.ledger
    func units(_ value: Int128) -> JSONValue { .string(Exact(units: value, scale: 6).description) }
    let money = ledger.money.sorted { $0.key < $1.key }.map { key, amounts -> JSONValue in
      let control = file.control(of: key.measure)
      let credits: [(String, JSONValue)] =
        amounts.credits == 0
        ? [] : [("credits", .integer(amounts.credits)), ("credited", units(amounts.credited))]
      return .object(
        [
          ("measure", .string(key.measure.rawValue)),
          ("currency", key.currency.isEmpty ? .null : .string(key.currency)),
        ] + (key.written.isEmpty ? [] : [("written", .string(key.written))]) + [
          ("records", units(amounts.records)), ("accepted", units(amounts.accepted)),
          ("filtered", units(amounts.filtered)),
          ("rejected", units(amounts.rejected)), ("duplicate", units(amounts.duplicate)),
          ("replaced", units(amounts.replaced)), ("unreadable", .integer(amounts.unreadable)),
          ("control_total", control.map { .string($0.total.stated.description) } ?? .null),
          ("matches", control.map { .bool($0.verdict != .differs) } ?? .null),
        ] + credits)
    }
    let table = file.file.source.part.name.map { [("table", JSONValue.string($0))] } ?? []
    let place: [(String, JSONValue)] = [
      ("input", .string(plan.inputs[file.file.input].declaration.name)),
      ("file", .string(file.file.source.place)),
    ]
    let stages = UnnamedStages.json(ledger)
    return .object(
      place + table + (stages.isEmpty ? [] : [("stages_not_named", .array(stages))]) + [
        ("content", .string(file.contentHash)), ("lines", .integer(ledger.lines)),
        ("records", .integer(ledger.records)),
        ("events", .integer(ledger.events)), ("accepted", .integer(ledger.accepted)),
        ("filtered", .integer(ledger.filteredCount)),
        (
          "filtered_by",
          .object(ledger.filtered.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
        ),
        (
          "not_kept",
          .array(
            ledger.commonestNotKept.map {
              .object([("text", .string($0.text)), ("records", .integer($0.count))])
            })
        ),
        ("rejected", .integer(ledger.rejected)), ("rejected_by", .array(rejectKinds(file))),
        ("duplicate", .integer(ledger.duplicate)),
        ("replaced", .integer(ledger.replaced)),
        ("money", .array(money)), ("totals", .array(file.controlTotals.map { total($0, ledger) })),
      ])
  }

  /// One of the export's own totals, and the sum of the records beside it.
  private func total(_ total: FileResult.ControlTotal, _ ledger: ReconciliationLedger) -> JSONValue {
    .object([
      ("label", .string(total.label)), ("line", .integer(total.line)),
      ("measure", .string(total.measure.rawValue)), ("stated", .string(total.stated.description)),
      ("records", .string(total.sum(ledger).description)),
      ("verdict", .string(total.verdict(ledger).name)),
    ])
  }

  private func rejects(_ file: FileResult) -> [JSONValue] {
    let mapping = plan.kernel.inputs[file.file.input]
    return file.rejects.map { reject in
      .object([
        ("file", .string(reject.origin.file)), ("record", .integer(reject.origin.record)),
        ("line", .integer(reject.origin.line)),
        ("column", .optional(file.columnName(reject.column, mapping))),
        ("reason", .string(reject.reason.rawValue)),
        ("hint", .string(mapping.hint(reject))),
      ])
    }
  }

  /// How many records were rejected for what, all of them counted; `rejects` lists the first ones.
  private func rejectKinds(_ file: FileResult) -> [JSONValue] {
    let mapping = plan.kernel.inputs[file.file.input]
    return file.rejectKinds.map { first, count in
      .object([
        ("column", .optional(file.columnName(first.column, mapping))),
        ("reason", .string(first.reason.rawValue)), ("count", .integer(count)),
        ("first_line", .integer(first.origin.line)),
      ])
    }
  }

  private func restatement(_ change: RestatedFigure) -> JSONValue {
    .object(
      [
        ("input", .string(plan.inputs[change.input].declaration.name)),
        ("day", .string(change.day.description)), ("measure", .string(change.measure.rawValue)),
        ("currency", .optional(change.currency?.description)),
        ("before", .optional(change.before?.description)), ("now", .optional(change.now?.description)),
      ] + (change.currencyBefore.map { [("currency_before", .string($0.description))] } ?? [])
        + [("changes", .array(change.changes.map(step)))])
  }

  private func step(_ change: RestatedFigure.Change) -> JSONValue {
    .object(
      [
        ("file_before", .string(change.fileBefore)), ("file", .string(change.file)),
        ("currency", .optional(change.currency?.description)),
        ("before", .optional(change.before?.description)), ("now", .optional(change.now?.description)),
      ] + (change.currencyBefore.map { [("currency_before", .string($0.description))] } ?? []))
  }

  private func drift(_ change: ColumnDrift) -> JSONValue {
    change.json(input: plan.inputs[change.input].declaration.name)
  }

  private var missing: [JSONValue] {
    result.excluded.sorted { $0.key < $1.key }.map { index, diagnostic in
      .object([
        ("input", .string(plan.inputs[index].declaration.name)),
        ("file", plan.inputs[index].missing == nil ? .optional(diagnostic.location?.file) : .null),
        ("reason", .string(diagnostic.message)),
      ])
    }
  }

  private var checks: [JSONValue] {
    [ControlTotals(result).json] + (DoubleClaim(builder).map { [$0.json] } ?? []) + builder.checks.map(\.json)
  }
}
