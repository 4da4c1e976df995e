import Aggregate
import Declarations
package import Diagnostics
package import EventSchema

/// A table as text cells: what `sluice table` prints.
package struct TextTable: Sendable {
  package var columns: [String]
  package var rows: [[String]]

  package var csv: String { Pipeline.csv([columns] + rows) }

  package var json: String {
    JSONValue.object([
      ("columns", .strings(columns)), ("rows", .array(rows.map { .strings($0) })),
    ]).pretty
  }
}

/// Builds tables declared under `render.tables`, and the breakdown tables of reports.
package struct TableBuilder: Sendable {
  private let result: RunResult

  package init(_ result: RunResult) { self.result = result }

  package func build(_ table: Plan.Table) throws(Diagnostics) -> TextTable {
    let declaration = table.declaration
    let figures = try Figures(result, shape: table.shape)
    let plan = result.plan
    let dimensions: [Dimension] = declaration.by.compactMap {
      if case .dimension(let d) = $0 { d } else { nil }
    }
    let breakdown = figures.table.breakdown(by: dimensions, nameless: .ignored)
    let kpis = declaration.columns.compactMap { plan.evaluator.kpis[$0.value] }
    let hasPeriod = dimensions.count < declaration.by.count
    var rows: [[String]] = []
    // Shares, not per cents: 0.4 % is 0.004.
    let places = kpis.map {
      declaration.decimals[$0.name] ?? ($0.shown.isShare ? $0.decimals + 2 : $0.decimals)
    }
    let listed = Listed(table.periods, of: kpis, plan)
    let labels = Dictionary(table.periods.map { ($0, $0.description) }) { first, _ in first }
    for group in breakdown.groups {
      let texts = group.texts
      let periods = hasPeriod ? listed.periods(with: breakdown.periods(of: group)) : [plan.periods.focus]
      for period in periods {
        guard let label = labels[period] else { continue }
        let values = kpis.map {
          figures.evaluation($0, in: breakdown, group: group, period: period).value
        }
        if declaration.hideAllZero, values.allSatisfy({ $0?.isZero ?? true }) { continue }
        var row: [String] = []
        row.reserveCapacity(declaration.by.count + values.count)
        var dimension = 0
        for column in declaration.by {
          switch column {
          case .period: row.append(label)
          case .dimension:
            row.append(texts[dimension])
            dimension += 1
          }
        }
        for (value, places) in zip(values, places) {
          row.append(
            value?.decimal(places: places, declaration.rounding ?? plan.rounding) ?? declaration.undefinedAs)
        }
        rows.append(row)
      }
    }
    let names = declaration.by.map(\.name) + kpis.map(\.name)
    let order = declaration.order.compactMap { names.firstIndex(of: $0.value) }
    sort(&rows, by: order + declaration.by.indices)
    return TextTable(columns: names.map { declaration.headings[$0] ?? $0 }, rows: rows)
  }

  /// The periods that a table lists of a group: those with rows of it, and those that functions of the columns' formulas
  /// take from others with rows.
  private struct Listed {
    /// Per period, in order, what is taken from where; empty where all columns are of their own period, as mostly.
    private var reach: [(period: Period, from: [Period])] = []

    init(_ periods: Set<Period>, of kpis: [KPI], _ plan: Plan) {
      guard plan.evaluator.changesPeriod(kpis.map(\.name)) else { return }
      let all = periods.sorted().map { period in
        (period, plan.evaluator.reach(of: kpis.map(\.name), from: [period], in: plan.periods.calendar))
      }
      if all.contains(where: { $0.1 != [$0.0] }) { reach = all }
    }

    func periods(with own: [Period]) -> [Period] {
      reach.isEmpty ? own : reach.filter { $0.from.contains(where: own.contains) }.map(\.period)
    }
  }

  /// Sorts by the bytes of some columns, the first that differ.
  private func sort(_ rows: inout [[String]], by columns: [Int]) {
    rows.sort { a, b in
      for column in columns {
        let (left, right) = (a[column].utf8, b[column].utf8)
        if !left.elementsEqual(right) { return left.lexicographicallyPrecedes(right) }
      }
      return false
    }
  }

  /// A report's breakdown of the focus period: `channels`, `campaigns`.
  package func breakdown(by dimension: Dimension, shape: Int) throws(Diagnostics) -> TextTable {
    var figures = try Figures(result, shape: shape)
    figures.campaigns = try CampaignFigures(result).map { CampaignsToDate($0) }
    let table = figures.table.breakdown(by: [dimension], nameless: .ignored)
    return Self.breakdown(by: dimension, table, table.groups, figures)
  }

  /// Some groups of a breakdown, as far as the focus period's figures speak of them.
  static func breakdown(
    by dimension: Dimension, _ table: FigureTable.Breakdown, _ groups: [FigureTable.Group], _ figures: Figures
  ) -> TextTable {
    let plan = figures.plan
    let focus = plan.periods.focus
    let rows = figures.speaking(groups, of: table, in: focus, plan.kpis).map { group in
      group.texts
        + plan.kpis.map {
          figures.evaluation($0, in: table, group: group, period: focus).display($0, plan.rounding)
        }
    }
    return TextTable(columns: [dimension.rawValue] + plan.kpis.map(\.name), rows: rows)
  }
}

extension TableDeclaration.Column {
  fileprivate var name: String {
    switch self {
    case .dimension(let dimension): dimension.rawValue
    case .period(let grain): grain.rawValue
    }
  }
}
