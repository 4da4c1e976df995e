import Aggregate
import Declarations
import EventSchema
import Render

/// Deals by who is responsible for them: what is open at the end of the period, and what was won and lost in it.
struct RepFacts {
  static let measures: [Measure] = [
    .openDeals, .pipelineValue, .wonDeals, .wonAmount, .lostDeals, .cycleDays, .cycleDeals, .answeredLeads,
    .responseSeconds,
  ]
  private static let shownRows = 50
  private static let listedRows = 1000

  private struct Line {
    /// Nil for all.
    var name: String?
    var values: [Measure: Exact]

    func ratio(_ a: Measure, _ b: Exact?) -> Exact? { values[a].flatMap { a in b.flatMap { a / $0 } } }
    var closed: Exact? { values[.wonDeals].flatMap { won in values[.lostDeals].map { won + $0 } } }
    var winRate: Exact? { ratio(.wonDeals, closed) }
    var cycle: Exact? { ratio(.cycleDays, values[.cycleDeals]) }
    var responseHours: Exact? {
      ratio(.responseSeconds, values[.answeredLeads]).flatMap { $0 / Exact(3600) }
    }
  }

  let figures: Figures
  private var plan: Plan { figures.plan }

  var facts: SectionFacts {
    let breakdown = figures.table.breakdown(by: [.owner])
    let total = figures.table.breakdown(by: [])
    // Groups are in the order of their names' bytes, and equal amounts keep it.
    let lines = breakdown.groups.map { line($0.texts[0], $0, in: breakdown) }
      .filter { line in line.values.values.contains { !$0.isZero } }.enumerated().sorted { a, b in
        for measure in [Measure.wonAmount, .wonDeals, .pipelineValue] {
          let (x, y) = (a.element.values[measure] ?? .zero, b.element.values[measure] ?? .zero)
          if x != y { return x > y }
        }
        return a.offset < b.offset
      }.map(\.element)
    let all = line(nil, total.whole, in: total)
    return SectionFacts(tables: [table(lines, all)], json: json(lines, all))
  }

  private func line(_ name: String?, _ group: FigureTable.Group, in table: FigureTable.Breakdown) -> Line {
    var line = Line(name: name, values: [:])
    for measure in Self.measures { line.values[measure] = figures.measure(measure, table, group) }
    return line
  }

  private func table(_ lines: [Line], _ all: Line) -> FactTable {
    let currency = plan.reportCurrency
    var rows = lines.prefix(Self.shownRows).map { FactTable.Row(cells($0)) }
    if !rows.isEmpty { rows.append(FactTable.Row(cells(all), .total)) }
    var notes = rows.isEmpty ? [] : [Note(.repsDays)]
    if lines.count > Self.shownRows {
      notes.append(Note(.repsMore, ["n": .count(lines.count - Self.shownRows)]))
    }
    return FactTable(
      columns: [
        .init(.dimensionOwner, .text), .init(.measureOpenDeals),
        .init(.measurePipelineValue, unit: .money(currency)), .init(.measureWonDeals),
        .init(.measureLostDeals), .init(.repsWinRate), .init(.measureWonAmount, unit: .money(currency)),
        .init(.repsCycle), .init(.repsResponse),
      ], rows: rows, notes: notes
    ).withoutEmptyColumns
  }

  private func cells(_ line: Line) -> [FactTable.Cell] {
    let currency = plan.reportCurrency
    func count(_ measure: Measure) -> FactTable.Cell {
      .figure(Figure(line.values[measure], .count, decimals: 0))
    }
    let limit = plan.file.aggregate.smallBelow
    let isSmall = line.closed.map { !$0.isZero && $0 < Exact(limit) } ?? false
    return [
      line.name.map { $0.isEmpty ? .word(.repsNobody) : .text($0) } ?? .word(.total), count(.openDeals),
      .figure(.money(line.values[.pipelineValue], currency)), count(.wonDeals), count(.lostDeals),
      .figure(
        Figure(
          line.winRate, .percent, decimals: 1,
          note: isSmall ? Note(.noteSmall, ["n": .count(limit)]) : nil)),
      .figure(.money(line.values[.wonAmount], currency)), .figure(Figure(line.cycle, .days, decimals: 1)),
      .figure(Figure(line.responseHours, .hours, decimals: 1)),
    ]
  }

  private func json(_ lines: [Line], _ all: Line) -> [(String, JSONValue)] {
    func fields(_ line: Line) -> [(String, JSONValue)] {
      let ratios = [
        ("win_rate", line.winRate), ("sales_cycle", line.cycle), ("lead_response_time", line.responseHours),
      ]
      return Self.measures.map { ($0.rawValue, .optional(line.values[$0]?.description)) }
        + ratios.map { ($0.0, .optional($0.1?.description)) }
    }
    return [
      (
        "owners",
        .array(
          lines.prefix(Self.listedRows).map { .object([("owner", .string($0.name ?? ""))] + fields($0)) })
      ), ("total", .object(fields(all))),
      ("not_listed", .integer(max(0, lines.count - Self.listedRows))),
    ]
  }
}
