import Declarations
import Aggregate
import Diagnostics
import EventSchema
import Render

/// Whether platforms claim more conversions than were counted: by channel and in all.
///
/// Two platforms may claim one order, each rightly by its own rules; the sum is then more than there are.
struct DoubleClaim {
  struct Line {
    /// Nil for all channels together.
    var channel: String?
    var claimed: Exact
    var counted: Exact

    var excess: Exact { claimed - counted }
    var isTooMuch: Bool { counted < claimed }
  }

  /// What was counted: orders or leads.
  let measure: Measure
  let period: Period
  let lines: [Line]
  private let severity: Check.Severity
  private let location: SourceLocation

  /// - Returns: nil where the pipeline file asks for no such check.
  init?(_ builder: ReportBuilder) {
    guard let measure = builder.plan.file.aggregate.doubleClaim else { return nil }
    self.measure = measure.measure
    severity = builder.plan.file.aggregate.doubleClaimSeverity
    location = builder.plan.file.aggregate.location
    period = builder.focus
    let all = builder.total.value(measure.measure, group: builder.total.whole, period: builder.focus).value
    func line(_ channel: String?, _ table: FigureTable.Breakdown, _ group: FigureTable.Group) -> Line? {
      let claimed = table.value(.conversionsClaimed, group: group, period: builder.focus).value
      let counted = table.value(measure.measure, group: group, period: builder.focus).value
      // Where orders are counted at all, a channel without any has none.
      guard let claimed, all != nil else { return nil }
      return Line(channel: channel, claimed: claimed, counted: counted ?? .zero)
    }
    var lines = [line(nil, builder.total, builder.total.whole)].compactMap { $0 }
    if builder.plan.dimensions.contains(.channel) {
      let table = builder.figures.table.breakdown(by: [.channel])
      lines += table.groups.compactMap { line($0.texts[0], table, $0) }
    }
    self.lines = lines
  }

  /// An entry of `checks` in `report.json`.
  var json: JSONValue {
    func json(_ line: Line) -> JSONValue {
      .object([
        ("channel", .optional(line.channel)), ("claimed", .string(line.claimed.description)),
        ("counted", .string(line.counted.description)), ("excess", .string(line.excess.description)),
        ("passed", .bool(!line.isTooMuch)),
      ])
    }
    return .object([
      ("check", .string("double_claim")), ("rule", .string(measure.rawValue)),
      ("period", .string(period.description)),
      ("passed", .bool(lines.allSatisfy { !$0.isTooMuch })), ("lines", .array(lines.map(json))),
    ])
  }

  /// For the exit code; the report and `report.json` have lines of their own.
  var result: CheckResult? {
    guard let all = lines.first else { return nil }
    let wrong = lines.filter(\.isTooMuch)
    let excess = Figure(all.excess, .fractionalCount, decimals: 2)
    var result = CheckResult(
      name: "double_claim", severity: severity, location: location,
      row: CheckRow(name: .noteClaimed, limit: .count(0), found: excess, passed: wrong.isEmpty))
    if let first = wrong.first {
      let whose = first.channel.map { $0.isEmpty ? " without a channel" : " of '\(printable($0))'" } ?? ""
      result.message =
        "platforms claim \(first.claimed) conversions\(whose), counted are \(first.counted) \(measure.rawValue)"
      result.hint =
        "several platforms may claim one order; the report's data quality section lists the channels"
    }
    return result
  }

  /// What a reader must know, one note per channel that claims too much.
  var notes: [Note] {
    lines.filter(\.isTooMuch).map { line in
      let arguments: [String: Note.Argument] = [
        "measure": .word(Word(measure)),
        "claimed": .figure(Figure(line.claimed, .fractionalCount, decimals: 2)),
        "counted": .figure(Figure(line.counted, .count, decimals: 0)), "period": .period(period),
      ]
      guard let channel = line.channel else { return Note(.claimedTooMuch, arguments) }
      let name: Note.Argument = channel.isEmpty ? .word(.notSet) : .text(channel)
      return Note(.claimedTooMuchBy, arguments.merging(["channel": name]) { $1 })
    }
  }
}
