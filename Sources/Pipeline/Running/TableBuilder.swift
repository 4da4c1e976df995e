import Aggregate
import Declarations
package import Diagnostics
package import EventSchema

/// A table as text cells: what `sluice table` prints.
package struct TextTable: Sendable {
  package var columns: [String]
  package var rows: [[String]]

  package var csv: String { csvRow(columns) + rows.map(csvRow).joined() }

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
    let breakdown = figures.table.breakdown(by: dimensions)
    let kpis = declaration.columns.compactMap { plan.evaluator.kpis[$0.value] }
    let hasPeriod = dimensions.count < declaration.by.count
    var rows: [(keys: [String], cells: [String])] = []
    for group in breakdown.groups {
      for period in hasPeriod ? breakdown.periods(of: group) : [plan.periods.focus] {
        let values = kpis.map {
          figures.value($0, in: breakdown, group: group, period: period).evaluation.value
        }
        if declaration.hideAllZero, values.allSatisfy({ $0?.isZero ?? true }) { continue }
        var texts = group[...]
        let keys = declaration.by.map { column -> String in
          if case .period = column { return period.description }
          return texts.popFirst() ?? ""
        }
        let cells = zip(kpis, values).map { kpi, value in
          value?.decimal(places: declaration.decimals[kpi.name] ?? kpi.decimals, declaration.rounding)
            ?? declaration.undefinedAs
        }
        rows.append((keys, cells))
      }
    }
    let names = declaration.by.map(\.name) + kpis.map(\.name)
    sort(&rows, names: names, order: declaration.order.map(\.value))
    return TextTable(
      columns: names.map { declaration.headings[$0] ?? $0 }, rows: rows.map { $0.keys + $0.cells })
  }

  private func sort(_ rows: inout [(keys: [String], cells: [String])], names: [String], order: [String]) {
    let positions = order.compactMap { names.firstIndex(of: $0) }
    rows.sort { a, b in
      let (left, right) = (a.keys + a.cells, b.keys + b.cells)
      for position in positions + Array(a.keys.indices) where left[position] != right[position] {
        return Array(left[position].utf8).lexicographicallyPrecedes(Array(right[position].utf8))
      }
      return false
    }
  }

  /// A report's breakdown of the focus period: `channels`, `campaigns`.
  package func breakdown(by dimension: Dimension, shape: Int) throws(Diagnostics) -> TextTable {
    let figures = try Figures(result, shape: shape)
    let plan = result.plan
    let table = figures.table.breakdown(by: [dimension])
    let rows = table.groups.filter { table.periods(of: $0).contains(plan.periods.focus) }.map { group in
      group
        + plan.kpis.map {
          figures.value($0, in: table, group: group, period: plan.periods.focus).evaluation.display($0)
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
