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
    /// What is certainly missing of either.
    var lacking: (claims: [Figures.Gap], counts: [Figures.Gap])

    var excess: Exact { claimed - counted }
    var isTooMuch: Bool { passed == false }
    /// More claims can't undo what is too much, nor more counts what is not.
    var passed: Bool? { counted < claimed ? lacking.counts.isEmpty ? false : nil : open.isEmpty ? true : nil }
    /// What leaves it undecided.
    var open: [Figures.Gap] { counted < claimed ? lacking.counts : lacking.claims }
  }

  /// Claims under one action, where actions are told apart.
  struct ActionClaim {
    /// Empty for claims that name none.
    var action: String
    var claimed: Exact
    /// They are of what is counted, or may be: they name no action.
    var isCompared: Bool
    /// Somebody says what the action is.
    var isKnown: Bool
  }

  /// What was counted: orders or leads.
  let measure: Measure
  let period: Period
  let lines: [Line]
  let actions: [ActionClaim]
  /// Why nothing is compared, where nothing is.
  private let nothing: CheckNothing?
  private let severity: Check.Severity
  private let location: SourceLocation

  /// - Returns: nil where the pipeline file asks for no such check.
  init?(_ builder: ReportBuilder) {
    guard let rule = builder.plan.file.aggregate.doubleClaim else { return nil }
    measure = rule.measure
    severity = builder.plan.file.aggregate.doubleClaimSeverity
    location = builder.plan.file.aggregate.doubleClaimLocation ?? builder.plan.file.aggregate.location
    period = builder.focus
    let actions = Self.actions(builder, rule)
    self.actions = actions
    let counts = Counts(
      builder.claims ?? builder.figures, measure, period, compared: builder.claims.map { _ in actions })
    let channels: [String?] = builder.plan.dimensions.contains(.channel) ? counts.channels : []
    lines = ([nil] + channels).compactMap(counts.line)
    nothing =
      lines.isEmpty
      ? counts.isCounted ? .nothingClaimed : .nothingCounted(measure) : CheckNothing(lines.flatMap(\.open))
  }

  private static func actions(
    _ builder: ReportBuilder, _ rule: AggregateDeclaration.DoubleClaim
  ) -> [ActionClaim] {
    guard let claims = builder.claims, let taxonomy = builder.plan.conversions else { return [] }
    let own = Set(builder.plan.file.normalize.conversions.map(\.action))
    let compared = Set(taxonomy.actions.filter { $0.countedAs == rule }.map(\.id))
    let known = Set(taxonomy.actions.map(\.id)).union(own)
    let table = claims.table.breakdown(by: [.action])
    return table.groups.compactMap { group in
      let claimed = table.value(.conversionsClaimed, group: group, period: builder.focus).value
      guard let claimed, let action = group.texts.first else { return nil }
      return ActionClaim(
        action: action, claimed: claimed, isCompared: action.isEmpty || compared.contains(action),
        isKnown: action.isEmpty || known.contains(action))
    }
  }

  /// What was claimed and counted, in all and by channel.
  private struct Counts {
    private let figures: Figures
    private let measure: Measure
    private let period: Period
    private let compared: [String]?
    private let total: FigureTable.Breakdown
    private let byChannel: FigureTable.Breakdown
    private let byAction: FigureTable.Breakdown
    private let byBoth: FigureTable.Breakdown

    /// - Parameter compared: nil where actions are not told apart.
    init(_ figures: Figures, _ measure: Measure, _ period: Period, compared: [ActionClaim]?) {
      (self.figures, self.measure, self.period) = (figures, measure, period)
      let table = figures.table
      self.compared = compared.map { $0.filter(\.isCompared).map(\.action) }
      total = table.breakdown(by: [])
      byChannel = table.breakdown(by: [.channel])
      byAction = table.breakdown(by: [.action])
      byBoth = table.breakdown(by: [.channel, .action])
    }

    var channels: [String] { byChannel.groups.map { $0.texts[0] } }

    /// Whether anything is known of what claims are held against.
    var isCounted: Bool { total.value(measure, group: total.whole, period: period).value != nil }

    /// - Returns: nil where nothing is claimed, or nothing counted anywhere.
    func line(_ channel: String?) -> Line? {
      let all = figures.stated(measure, in: total, group: total.whole, period: period)
      let group = channel.map { name in byChannel.groups.first { $0.texts[0] == name } } ?? total.whole
      guard let group, let claims = claimed(channel, group), let counted = all.values[0],
        channel == nil || byChannel.namedByNone(measure, group) == nil
      else { return nil }
      var line = Line(channel: channel, claimed: claims.sum, counted: counted, lacking: (claims.lacking, []))
      let own = channel == nil ? all : figures.stated(measure, in: byChannel, group: group, period: period)
      // Where orders are counted at all, a channel without any has none.
      line.counted = own.values[0] ?? .zero
      let lacking = (own.values[0] == nil ? all : own).certainGaps
      // Too much it is also where all belong to the channel that name none.
      let most = lacking.reduce(line.counted) { $0 + ($1.unnamed?.more ?? .zero) }
      line.lacking.counts = most < line.claimed ? lacking.filter { $0.unnamed == nil } : lacking
      return line
    }

    private func claimed(
      _ channel: String?, _ group: FigureTable.Group
    ) -> (sum: Exact, lacking: [Figures.Gap])? {
      func stated(_ table: FigureTable.Breakdown, _ group: FigureTable.Group) -> Figures.Stated {
        figures.stated(.conversionsClaimed, in: table, group: group, period: period)
      }
      guard let compared else {
        let found = stated(channel == nil ? total : byChannel, group)
        return found.values[0].map { ($0, found.certainGaps) }
      }
      let table = channel == nil ? byAction : byBoth
      let claims = table.groups.filter { group in
        compared.contains(group.texts[group.texts.count - 1]) && (channel == nil || group.texts[0] == channel)
      }.map { stated(table, $0) }
      let values = claims.compactMap { $0.values[0] }
      return values.isEmpty ? nil : (values.reduce(.zero, +), claims.flatMap(\.certainGaps))
    }
  }

  /// An entry of `checks` in `report.json`.
  var json: JSONValue {
    func json(_ line: Line) -> JSONValue {
      .object([
        ("channel", .optional(line.channel)), ("claimed", .string(line.claimed.description)),
        ("counted", .string(line.counted.description)), ("excess", .string(line.excess.description)),
        ("passed", line.passed.map { .bool($0) } ?? .null),
      ])
    }
    return .object([
      ("check", .string("double_claim")), ("rule", .string(measure.rawValue)),
      ("period", .string(period.description)),
      ("passed", passed.map { .bool($0) } ?? .null),
      ("status", .string(result.status)), ("reason", .optional(result.nothing?.text)),
      ("lines", .array(lines.map(json))),
      (
        "actions",
        .array(
          actions.map { claim in
            .object([
              ("action", claim.action.isEmpty ? .null : .string(claim.action)),
              ("claimed", .string(claim.claimed.description)), ("compared", .bool(claim.isCompared)),
              ("known", .bool(claim.isKnown)),
            ])
          })
      ),
    ])
  }

  /// Nil where nothing could be compared, or nothing is too much, but something is open.
  private var passed: Bool? {
    if lines.contains(where: \.isTooMuch) { return false }
    return lines.isEmpty || nothing != nil ? nil : true
  }

  /// For the exit code; the report and `report.json` have lines of their own.
  var result: CheckResult {
    let wrong = lines.filter(\.isTooMuch)
    let excess = Figure(lines.first?.excess, .fractionalCount, decimals: 2)
    var result = CheckResult(
      name: "double_claim", severity: severity, location: location,
      row: CheckRow(name: .checkDoubleClaim, limit: .count(0), found: excess, passed: passed))
    if let nothing { result.explain(nothing) }
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
    let unknown = actions.filter { !$0.isKnown && !$0.claimed.isZero }
    guard !unknown.isEmpty else { return tooMuch }
    let claimed = unknown.reduce(.zero) { $0 + $1.claimed }
    return tooMuch + [
      Note(
        .noteUnknownActions,
        [
          "actions": .list(unknown.prefix(12).map { .text($0.action) }),
          "claimed": .figure(Figure(claimed, .fractionalCount, decimals: 2)), "measure": .word(Word(measure)),
        ])
    ]
  }

  private var tooMuch: [Note] {
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
