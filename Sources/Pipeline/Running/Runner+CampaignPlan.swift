import Columns
import Aggregate
import Declarations
import Diagnostics
import Engines
import EventSchema
import Extract
import Kernel
import Normalize

/// A campaign as plans state it: rows of one name and input are one campaign.
package struct PlannedCampaign: Sendable {
  var input: Int
  var name: String
  var ids: Set<String> = []
  var first: Day
  /// Nil where no end is stated: it runs on.
  var last: Day?
  /// Budget, expected revenue and actual cost as stated, until they are converted.
  fileprivate var stated: [(measure: Measure, value: Exact, currency: Currency?)] = []
  /// How many rows it has.
  private var rows = 1
  /// In the report's currency, without tax.
  var amounts: [Measure: Exact] = [:]

  fileprivate mutating func add(_ amount: Exact, to measure: Measure) {
    amounts[measure] = (amounts[measure] ?? .zero) + amount
  }

  /// Adds another row of the campaign.
  fileprivate mutating func join(_ other: PlannedCampaign) {
    first = min(first, other.first)
    last = last.flatMap { last in other.last.map { max(last, $0) } }
    ids.formUnion(other.ids)
    stated += other.stated
    rows += other.rows
  }

  /// What some of its rows state and others leave empty, and how many of all state it.
  var partlyStated: [(measure: Measure, rows: Int, all: Int)] {
    [Measure.budget, .expectedRevenue, .actualCost].compactMap { measure in
      let count = stated.count { $0.measure == measure }
      return count > 0 && count < rows ? (measure, count, rows) : nil
    }
  }

  /// The days that count for it, by the report's last day.
  func counted(_ review: PlannedReview, until day: Day) -> ClosedRange<Day>? {
    let end = min(last.map { $0 + review.countsOnForDays } ?? day, day)
    return first <= end ? first...end : nil
  }
}

/// Reading the plans of campaigns before all else: their days are what their figures are of.
extension Runner {
  /// Costs nothing where campaigns are not reviewed.
  ///
  /// - Returns: the campaigns that run in the report's periods, the newest first; and the names of those that were over
  ///   before.
  mutating func settleCampaigns(_ files: [KernelFile]) async throws(Diagnostics)
    -> (running: [PlannedCampaign], over: [String])
  {
    guard let review = plan.review else { return ([], []) }
    let focus = plan.periods.focus
    let earliest = plan.periods.list[0].first
    func isOver(_ campaign: PlannedCampaign) -> Bool {
      (campaign.last ?? focus.last) + review.countsOnForDays < earliest
    }
    let planned = try await plannedCampaigns(files)
    let over = planned.filter(isOver).map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let campaigns = try converted(planned.filter { $0.first <= focus.last && !isOver($0) })
    let days = campaigns.compactMap { $0.counted(review, until: focus.last) }
    let shape = plan.kernel.shapes[review.shape]
    let windows = PeriodIndex(windows: Self.windows(days))
    plan.kernel.shapes[review.shape] = GroupedSumsShape(
      dimensions: shape.dimensions, periods: windows, measures: shape.measures,
      reportCurrency: shape.reportCurrency)
    guard let first = days.map(\.lowerBound).min(), let last = days.map(\.upperBound).max() else {
      return ([], over)
    }
    for index in plan.kernel.inputs.indices { plan.kernel.inputs[index].reach(first...last) }
    let newestFirst = campaigns.sorted { a, b in
      if a.first != b.first { return b.first < a.first }
      if a.name != b.name { return a.name.utf8.lexicographicallyPrecedes(b.name.utf8) }
      return a.input < b.input
    }
    return (newestFirst, over)
  }

  /// The days of all, cut where any begins or ends: each campaign's days are some of these stretches.
  private static func windows(_ days: [ClosedRange<Day>]) -> [ClosedRange<Day>] {
    let cuts = Set(days.flatMap { [$0.lowerBound, $0.upperBound + 1] }).sorted()
    let stretches = zip(cuts, cuts.dropFirst()).map { $0...($1 - 1) }
    var open: [ClosedRange<Day>] = []
    let sorted = days.sorted { $0.lowerBound < $1.lowerBound }
    var next = 0
    return stretches.filter { stretch in
      while next < sorted.count, sorted[next].lowerBound <= stretch.lowerBound {
        open.append(sorted[next])
        next += 1
      }
      open.removeAll { $0.upperBound < stretch.lowerBound }
      return !open.isEmpty
    }
  }

  /// Rows of one name are one campaign. What is stated twice, or stated otherwise later, counts as it does in figures. A
  /// file that can't be read states none here; the run itself tells why.
  private func plannedCampaigns(_ files: [KernelFile]) async throws(Diagnostics) -> [PlannedCampaign] {
    var runner = self
    runner.plan.kernel.shapes = []
    runner.plan.kernel.customerDimensions = nil
    runner.plan.kernel.customer = nil
    let plans = files.filter { plan.inputs[$0.input].profile.gives == .plan }
    let outcomes = await EmbeddedEngine(threads: threads).run(plans, plan: runner.plan.kernel)
    let read = outcomes.compactMap { outcome -> FileResult? in
      if case .whole(let result) = outcome { result } else { nil }
    }
    let settled = try await runner.resolveOverlaps(read).results
    // An end that nobody states is to be told from one that a plan states.
    for input in runner.plan.kernel.inputs.indices { runner.plan.kernel.inputs[input].openUntil = Day.open }
    let reader = EventReader(plan: runner.plan.kernel)
    var all: [PlannedCampaign] = []
    for input in plan.inputs.indices {
      var known: [String: PlannedCampaign] = [:]
      for result in settled where result.file.input == input {
        try? reader.read(result.fileFromTheFront) { event in
          guard let found = PlannedCampaign(event, input) else { return }
          let key = folded(found.name)
          if known[key]?.join(found) == nil { known[key] = found }
        }
      }
      all += known.values
    }
    return all
  }

  /// Amounts at the rates of the campaigns' first days. A campaign without a rate is left out where its row is
  /// rejected for that.
  private func converted(_ campaigns: [PlannedCampaign]) throws(Diagnostics) -> [PlannedCampaign] {
    var known: [PlannedCampaign] = []
    var missing: [CurrencyConversion.Missing] = []
    for campaign in campaigns {
      var converted = campaign
      var hasRates = true
      let net = plan.netShares[ComposedText.of(plan.inputs[campaign.input].declaration.name)] ?? [:]
      for (measure, value, currency) in campaign.stated {
        switch currency.map({ plan.conversion.rate(from: $0, on: campaign.first) }) {
        case .failure(let problem)?:
          hasRates = false
          if plan.file.currency?.ifRateMissing != .reject { missing.append(problem) }
        case .success(let rate)?:
          converted.add(value * rate.value * (net[measure] ?? Exact(1)), to: measure)
        case nil: converted.add(value, to: measure)
        }
      }
      if hasRates { known.append(converted) }
    }
    missing.sort { ($0.from, $0.day) < ($1.from, $1.day) }
    let place = plan.file.currency?.rates.first?.location ?? SourceLocation(file: plan.file.file)
    if let problem = Diagnostic.missingRates(missing, at: place) {
      throw Diagnostics(problem, exit: .badInput)
    }
    return known
  }

  private func folded(_ name: String) -> String {
    String(decoding: FreeName.key(Array(name.utf8)), as: UTF8.self)
  }
}

extension Day {
  /// Stands for an end that is not stated.
  fileprivate static let open = Day(year: 9999, month: 12, day: 31)
}

extension PlannedCampaign {
  fileprivate init?(_ event: EventText, _ input: Int) {
    func field(_ name: String) -> String? { event.fields.first { $0.name == name }?.value }
    guard let name = field(Dimension.campaign.rawValue), let first = field("day").flatMap({ Day(iso: $0) })
    else { return nil }
    self.init(
      input: input, name: name, ids: Set([field(Dimension.campaignID.rawValue)].compactMap { $0 }),
      first: first, last: field("last_day").flatMap { Day(iso: $0) } ?? first)
    if last == Day.open { last = nil }
    for measure in [Measure.budget, .expectedRevenue, .actualCost] {
      guard let words = field(measure.rawValue)?.split(separator: " "), let text = words.first,
        let value = Exact(decimal: text)
      else { continue }
      stated.append((measure, value, words.count > 1 ? Currency(String(words[1])) : nil))
    }
  }
}
