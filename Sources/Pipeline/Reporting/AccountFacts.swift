import Aggregate
import Declarations
import EventSchema
import Render

/// Target accounts by tier: how many, how many of them engaged, and their points.
struct AccountFacts {
  let figures: Figures
  let rollup: AccountEngagement?
  private var plan: Plan { figures.plan }
  /// Customers that can't be targets.
  private var apart: [AccountsApart] {
    figures.accountsApart.filter { plan.inputs[$0.other].profile.gives == .account }
  }

  private struct Line {
    var targets: Exact?
    /// Nil where no target can be found among the customers.
    var customers: Int?
    var engaged: Exact?
    var points: Exact?
  }

  var facts: SectionFacts {
    let outcome = rollup?.outcome(in: plan.periods.focus, plan.engagementScale) ?? .init()
    let breakdown = figures.table.breakdown(by: [.tier])
    func line(_ group: FigureTable.Group, in table: FigureTable.Breakdown, customers: Int?) -> Line {
      Line(
        targets: figures.measure(.targetAccounts, table, group), customers: customers,
        engaged: figures.measure(.engagedTargets, table, group),
        points: figures.measure(.engagementPoints, table, group))
    }
    let tiers = breakdown.groups.filter { figures.measure(.targetAccounts, breakdown, $0) != nil }.map {
      (
        name: $0.texts[0],
        line: line($0, in: breakdown, customers: apart.isEmpty ? outcome.customers[$0.key[0]] ?? 0 : nil)
      )
    }
    let total = figures.table.breakdown(by: [])
    let all = line(
      total.whole, in: total, customers: apart.isEmpty ? outcome.customers.values.reduce(0, +) : nil)
    return SectionFacts(tables: [table(tiers, all, outcome)], json: json(tiers, all, outcome))
  }

  private func table(
    _ tiers: [(name: String, line: Line)], _ all: Line, _ outcome: AccountEngagement.Outcome
  ) -> FactTable {
    func cells(_ label: FactTable.Cell, _ line: Line) -> [FactTable.Cell] {
      [
        label, .figure(Figure(line.targets, .count, decimals: 0)),
        .figure(line.customers.map { Figure.count($0) } ?? Figure(nil, .count, decimals: 0)),
        .figure(Figure(line.engaged, .count, decimals: 0)),
        .figure(Figure(ratio(line.engaged, line.targets), .percent, decimals: 1)),
        .figure(Figure(line.points, .fractionalCount, decimals: 1)),
        .figure(Figure(ratio(line.points, line.targets), .fractionalCount, decimals: 2)),
      ]
    }
    var rows = tiers.map { tier in
      FactTable.Row(cells(tier.name.isEmpty ? .word(.accountsNoTier) : .text(tier.name), tier.line))
    }
    if all.targets != nil { rows.append(FactTable.Row(cells(.word(.total), all), .total)) }
    return FactTable(
      columns: [
        .init(.dimensionTier, .text), .init(.measureTargetAccounts), .init(.accountsCustomers),
        .init(.accountsEngaged), .init(.share), .init(.accountsPoints), .init(.accountsPointsEach),
      ], rows: rows, notes: notes(outcome))
  }

  private func ratio(_ a: Exact?, _ b: Exact?) -> Exact? { a.flatMap { a in b.flatMap { a / $0 } } }

  private func notes(_ outcome: AccountEngagement.Outcome) -> [Note] {
    let declared = plan.file.aggregate.engagement
    var notes = apart.map(\.note)
    func points(_ units: Int64) -> String { Exact(units: Int128(units), scale: 6).description }
    if declared.weights.isEmpty {
      notes.append(Note(.accountsEachTouch, ["points": .text(points(declared.otherTouches))]))
    } else {
      let list = declared.weights.map { "\($0.type) \(points($0.units))" }
      notes.append(
        Note(
          .accountsWeights,
          ["weights": .list(list.map { .text($0) }), "others": .text(points(declared.otherTouches))]))
    }
    if let days = declared.halfLifeDays, let first = rollup?.firstTouch {
      notes.append(Note(.accountsHalfLife, ["n": .text(String(days)), "day": .day(first)]))
    }
    switch declared.engagedFrom {
    case .points(let units): notes.append(Note(.accountsFromPoints, ["n": .text(points(units))]))
    case .touches(let count): notes.append(Note(.accountsFromTouches, ["n": .text(String(count))]))
    }
    notes.append(
      Note(
        .accountsTouches,
        [
          "targets": .count(outcome.ofTargets), "others": .count(outcome.ofOthers),
          "nobody": .count(outcome.withoutAccount),
        ]))
    if !declared.weights.isEmpty, !outcome.unweighted.isEmpty {
      let types = outcome.unweighted.sorted { $0.key.lexicographicallyPrecedes($1.key) }.prefix(20).map {
        "\($0.key.isEmpty ? "–" : String(decoding: $0.key, as: UTF8.self)): \($0.value)"
      }
      notes.append(Note(.accountsUnweighted, ["types": .list(types.map { .text($0) })]))
    }
    if outcome.contradicted > 0 {
      notes.append(Note(.accountsContradicted, ["n": .text(String(outcome.contradicted))]))
    }
    return notes
  }

  private func json(
    _ tiers: [(name: String, line: Line)], _ all: Line, _ outcome: AccountEngagement.Outcome
  ) -> [(String, JSONValue)] {
    func fields(_ line: Line) -> [(String, JSONValue)] {
      [
        ("target_accounts", .optional(line.targets?.description)),
        ("customers", line.customers.map { JSONValue.integer($0) } ?? .null),
        ("engaged", .optional(line.engaged?.description)), ("points", .optional(line.points?.description)),
      ]
    }
    return [
      ("tiers", .array(tiers.map { .object([("tier", .string($0.name))] + fields($0.line)) })),
      ("total", .object(fields(all))),
      (
        "touches",
        .object([
          ("of_targets", .integer(outcome.ofTargets)), ("of_others", .integer(outcome.ofOthers)),
          ("without_account", .integer(outcome.withoutAccount)),
          (
            "without_weight",
            .object(
              outcome.unweighted.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
                (String(decoding: $0.key, as: UTF8.self), .integer($0.value))
              })
          ),
        ])
      ), ("contradicted", .integer(outcome.contradicted)),
    ] + (plan.file.aggregate.engagement.halfLifeDays.map { [("half_life_days", .integer($0))] } ?? [])
  }
}
