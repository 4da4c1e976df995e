import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize
import Render

/// What became of a check.
struct CheckResult: Sendable {
  var name: String
  var severity: Check.Severity
  var location: SourceLocation
  /// For the table of the report; its `passed` is nil where there was nothing to look at.
  var row: CheckRow
  /// What a reader must know where it did not pass, or looked at nothing.
  var notes: [Note] = []
  /// Why there was nothing to look at; set with `looksAtNothing`.
  private(set) var nothing: CheckNothing?
  /// That there was nothing to look at leaves the run complete.
  var isQuietWithoutData = false
  /// For the terminal: what was found.
  var message = ""
  var hint: String?
  /// What was looked at, one by one.
  var lines: [JSONValue] = []

  var hasFailed: Bool { row.passed == false }

  /// An entry of `checks` in `report.json`.
  var json: JSONValue {
    .object([
      ("check", .string(name)), ("rule", .string(severity.rawValue)),
      ("limit", .optional(row.limit.value?.description)), ("value", .optional(row.found.value?.description)),
      ("passed", row.passed.map { .bool($0) } ?? .null), ("status", .string(status)),
      ("reason", .optional(nothing?.text)), ("lines", .array(lines)),
    ])
  }

  var status: String {
    switch row.passed {
    case true?: "passed"
    case false?: "not_passed"
    case nil: "no_data"
    }
  }

  /// Says why, where nothing was there to look at.
  mutating func explain(_ reason: CheckNothing) {
    guard row.passed == nil else { return }
    nothing = reason
    row.isOpen = reason.isOpen
    notes.append(
      Note(
        reason.isOpen ? .noteCheckOpen : .noteNothingChecked,
        ["check": .word(row.name), "reason": .note(reason.note)]))
  }
}

/// Looks at what was read and at its figures, as the pipeline file's checks want it.
struct CheckJudge {
  let builder: ReportBuilder
  /// By campaign; nil where no check needs them.
  let clicks: Figures?
  var plan: Plan { builder.plan }
  var result: RunResult { builder.result }
  private var focus: Period { builder.focus }

  /// So many groups are named.
  private static let named = 12

  var results: [CheckResult] {
    plan.file.checks.map { check in
      switch check.kind {
      case .spendWithoutChannel: spendWithoutChannel(check)
      case .grainGaps: grainGaps(check)
      case .clicksOverImpressions: clicksOverImpressions(check)
      case .futureDates: futureDates(check)
      case .statedRatios: statedRatios(check)
      case .freshness: freshness(check)
      }
    }
  }

  func made(
    _ check: Check, _ name: Word, limit: Figure, found: Figure, passed: Bool?
  ) -> CheckResult {
    CheckResult(
      name: check.kind.rawValue, severity: check.severity, location: check.location,
      row: CheckRow(name: name, limit: limit, found: found, passed: passed))
  }

  private func share(_ value: Exact?) -> Figure { Figure(value, .percent, decimals: 1) }

  /// In neutral notation, for the terminal.
  private func percent(_ share: Exact) -> String {
    (share * Exact(100)).decimal(places: 1, plan.rounding) + "%"
  }

  func number(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }

  // MARK: Spend

  private func spendWithoutChannel(_ check: Check) -> CheckResult {
    let table = builder.breakdowns[.channel] ?? builder.total
    let stated = builder.figures.stated(.spend, in: builder.total, group: builder.total.whole, period: focus)
    let all = stated.values[0]
    let rest = table.groups.filter { plan.nameNoChannel($0.texts.first ?? "") }.compactMap { group in
      table.value(.spend, group: group, period: focus).value.map { (group: group, spend: $0) }
    }
    let lost = rest.reduce(.zero) { $0 + $1.spend }
    let share = all.flatMap { lost / $0 }
    // More spend makes the share any other, but none of some.
    let open = check.limit.isZero && !lost.isZero ? nil : CheckNothing(stated.certainGaps)
    var made = made(
      check, .checkSpendWithoutChannel, limit: self.share(check.limit), found: self.share(share),
      passed: open == nil ? share.map { $0 <= check.limit } : nil)
    made.explain(share == nil ? .noSpend : open ?? .noSpend)
    made.lines = rest.map {
      .object([("channel", .string($0.group.texts[0])), ("spend", .string($0.spend.description))])
    }
    if made.hasFailed, let share, let all {
      made.message = "\(percent(share)) of ad spend has no channel, more than \(percent(check.limit))"
      made.hint =
        "`sluice channels test SOURCE MEDIUM CAMPAIGN` shows which rule decides; add one that takes it"
      made.notes = [
        Note(
          .noteSpendWithoutChannel,
          [
            "share": .figure(self.share(share)), "amount": .figure(.money(lost, plan.reportCurrency)),
            "total": .figure(.money(all, plan.reportCurrency)), "limit": .figure(self.share(check.limit)),
          ])
      ]
    }
    return made
  }

  private func grainGaps(_ check: Check) -> CheckResult {
    // A finer grain that states more is as wrong as one that states less, on any day.
    let gaps = result.grainGaps.compactMap { gap in gap.shareApart.map { (gap: gap, size: $0) } }
    let widest = gaps.map(\.size).max()
    var made = made(
      check, .checkGrainGaps, limit: share(check.limit), found: share(widest),
      passed: widest.map { $0 <= check.limit })
    made.explain(.noGrains)
    // Files of one grain can't contradict each other: only who says what is to become of the run is told.
    made.isQuietWithoutData = !check.isSeverityStated
    made.lines = result.grainGaps.map { $0.json(plan) }
    if made.hasFailed, let widest {
      let inputs = gaps.filter { check.limit < $0.size }.map { plan.inputs[$0.gap.input].declaration.name }
      made.message =
        "grains of \(unique(inputs)) differ by \(percent(widest)) of spend, more than \(percent(check.limit))"
      made.hint = "the report's data quality section says which; download the finer export again"
    }
    return made
  }

  private func unique(_ names: [String]) -> String {
    var list: [String] = []
    for name in names where !list.contains("'\(name)'") { list.append("'\(name)'") }
    return list.joined(separator: ", ")
  }

  // MARK: Counts

  private func clicksOverImpressions(_ check: Check) -> CheckResult {
    let table = clicks?.table.breakdown(by: [.campaign, .input])
    var compared = 0
    var lacking: [Figures.Gap] = []
    var wrong: [(campaign: String, input: String, clicks: Exact, impressions: Exact)] = []
    for group in table?.groups ?? [] {
      guard let table, table.covers(.clicks, group: group), table.covers(.impressions, group: group),
        // Of rows that state both: others say nothing of either.
        let stated = self.clicks?.stated(.clicks, .impressions, in: table, group: group, period: focus),
        let clicks = stated.values[0], let impressions = stated.values[1]
      else { continue }
      compared += 1
      // What is wrong of some rows is wrong whatever others state.
      lacking += stated.certainGaps
      if impressions < clicks { wrong.append((group.texts[0], group.texts[1], clicks, impressions)) }
    }
    var made = made(
      check, .checkClicksOverImpressions, limit: .count(0), found: .count(wrong.count),
      passed: compared == 0 || wrong.isEmpty && !lacking.isEmpty ? nil : wrong.isEmpty)
    made.explain(CheckNothing(lacking) ?? .noClicks)
    made.lines = wrong.map {
      .object([
        ("campaign", .string($0.campaign)), ("input", .string($0.input)),
        ("clicks", .string($0.clicks.description)), ("impressions", .string($0.impressions.description)),
      ])
    }
    if made.hasFailed {
      made.message =
        "\(number(wrong.count, "campaign has", "campaigns have")) more clicks than impressions, first '\(printable(wrong[0].campaign))' of '\(wrong[0].input)'"
      made.hint = "were two columns taken for one another? `sluice inspect` shows what is read"
      made.notes = [
        Note(
          .noteClicksOverImpressions,
          [
            "n": .count(wrong.count),
            "campaigns": .list(
              wrong.prefix(Self.named).map { $0.campaign.isEmpty ? .word(.notSet) : .text($0.campaign) }),
          ])
      ]
    }
    return made
  }

  // MARK: Days

  private func futureDates(_ check: Check) -> CheckResult {
    let dated = result.files.filter { plan.inputs[$0.file.input].profile.gives != .plan }
    let wrong = dated.compactMap { file in
      file.ledger.newestDay.map { Day(number: $0) }.flatMap { plan.asOf < $0 ? (file: file, day: $0) : nil }
    }
    var made = made(
      check, .checkFutureDates, limit: .count(0), found: .count(wrong.count),
      passed: dated.isEmpty ? nil : wrong.isEmpty)
    made.explain(.noFiles)
    made.lines = wrong.map {
      .object([
        ("file", .string($0.file.file.source.place)), ("newest_day", .string($0.day.description)),
      ])
    }
    if made.hasFailed {
      let first = wrong[0]
      made.message =
        "\(number(wrong.count, "file has", "files have")) days after \(plan.asOf), first \(printable(first.file.file.source.place)): \(first.day)"
      made.hint = "is the order of day and month right? `dates:` of the input says how they are written"
      made.notes = wrong.map {
        Note(
          .noteFutureDates,
          ["file": .text($0.file.file.source.place), "day": .day($0.day), "as_of": .day(plan.asOf)])
      }
    }
    return made
  }

  private func freshness(_ check: Check) -> CheckResult {
    var lines: [JSONValue] = []
    var late: [(input: String, newest: Day?, wanted: Day)] = []
    for (index, input) in plan.inputs.enumerated() {
      guard let reach = input.declaration.mustReach?.value else { continue }
      // A tool that was given up has nothing later to be downloaded.
      let day = reach.day(asOf: plan.asOf, period: focus)
      let wanted = input.declaration.nothingAfter.map { min($0.value, day) } ?? day
      let newest = result.files.filter { $0.file.input == index }
        .compactMap { $0.newestDay(input.profile.gives) }.max()
      let isLate = newest.map { $0 < wanted } ?? true
      if isLate { late.append((input.declaration.name, newest, wanted)) }
      lines.append(
        .object([
          ("input", .string(input.declaration.name)), ("newest_day", .optional(newest?.description)),
          ("must_reach", .string(wanted.description)), ("passed", .bool(!isLate)),
        ]))
    }
    var made = made(
      check, .checkFreshness, limit: .count(0), found: .count(late.count), passed: late.isEmpty)
    made.lines = lines
    if made.hasFailed {
      made.message = late.map { late in
        "'\(late.input)' " + (late.newest.map { "ends on \($0)" } ?? "has no data")
          + ", must reach \(late.wanted)"
      }.joined(separator: "; ")
      made.hint = "download the newest export"
      made.notes = late.map { late in
        guard let newest = late.newest else {
          return Note(.noteNothingToReach, ["input": .text(late.input), "wanted": .day(late.wanted)])
        }
        return Note(
          .noteNotFresh,
          ["input": .text(late.input), "day": .day(newest), "wanted": .day(late.wanted)])
      }
    }
    return made
  }
}

extension FileResult {
  /// The newest day that the file speaks of: of its rows by the run's day, of rows that span days their last, or the last
  /// of the period that the file states, unless it has no row. Plans and contracts speak of days to come.
  func newestDay(_ kind: EventKind) -> Day? {
    let ofSpans = kind == .plan || kind == .contract ? ledger.newestDay : ledger.lastPastDay
    let ofRows = (kind == .variant ? daysApart.ofExperiments?.upperBound : ofSpans).map { Day(number: $0) }
    guard tableRows > 0, let stated = file.facts.lastDay else { return ofRows }
    return max(ofRows ?? stated, stated)
  }
}

extension Plan {
  /// Whether a channel's name stands for what no rule matched.
  fileprivate func nameNoChannel(_ name: String) -> Bool {
    if name.isEmpty || name == ChannelClassifier.unassigned { return true }
    return file.normalize.channels?.steps.contains { step in
      if case .everythingElse(let channel, _) = step { channel == name } else { false }
    } ?? false
  }
}
