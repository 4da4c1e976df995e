import Aggregate
import Declarations
import EventSchema
import Kernel

extension Figures {
  /// What a figure lacks of an input.
  struct Gap: Hashable {
    enum Kind: Hashable {
      /// It covers some of the days only.
      case days
      /// It covers nothing of the period, and its last day before is that one.
      case endsBefore(Day)
      /// Nothing of it could be read.
      case missing
      /// That file of it breaks off.
      case cutOff(file: String)
      /// Rows of longer times are left out.
      case longerRows
      /// Rows by conversion action repeat it, and no others state it on these days.
      case onlyByAction
      /// Rows of different times claim parts of these days, and none of several sides all of them.
      case overlappingClaims
      /// Rows of ranges and others state these days, and count both.
      case countedTwice
      /// Files state these days in different columns, and count both: those of two.
      case columnsCountedTwice(String, String)
      /// So many of its orders count on a day of each of two exports, and look like one each: what they amount to.
      case ordersMoved(Int, [Currency: Exact])
      /// A file replaces what another one states of these days, which may not be meant.
      case doubtfulCorrection(String, String)
      /// So many of its records were rejected.
      case rejected(Int, of: Int)
      /// So many of its deals count as open for want of a profile that names their stages.
      case unnamedStages(Int, of: Int)
      /// So many records that make customers name nobody.
      case nameless(Int)
      /// Rows that state a measure and do not say of which group they are may be of this one; in money, of that currency.
      case unnamed(Measure, UnnamedRecords, Currency?)
      /// One input states accounts by ids, the other by names: they are held against each other.
      case accountsApart(ids: String, named: String)
      /// It has rows up to that day, behind the run's, in a period that is not over.
      case afterAsOf(Day, asOf: Day)
      /// So many of so many rows state a measure.
      case blank(Measure, rows: Int, of: Int)
      /// The same of a figure that holds it against others: it is of rows that state all of them.
      case blankBeside(Measure, rows: Int, of: Int)
      /// Of a sum, what these inputs do not state, though another part of it.
      case unstated(Measure, by: [String])
    }
    var input: String
    /// The days that it covers; those that rows by conversion action are of.
    var days: [ClosedRange<Int32>] = []
    var kind = Kind.days
    /// Whether something is certainly missing, of days as `certainlyLacks` says: no verdict can rest on the figure then.
    var isCertain = false
    /// Where a formula takes from what lacks it, or what a figure is held against.
    var elsewhere = Elsewhere.own

    /// The same of a figure that another one is held against.
    func of(base period: Period) -> Gap {
      guard elsewhere == .own else { return self }
      var gap = self
      gap.elsewhere.periods = period...period
      return gap
    }

    /// The same where it certainly is missing.
    var asCertain: Gap {
      var gap = self
      gap.isCertain = true
      return gap
    }

    /// What records may add or take off that do not say of which group they are; nil of any other gap.
    var unnamed: Leeway? {
      if case .unnamed(_, let found, _) = kind { found.leeway } else { nil }
    }

    /// All days of its ranges.
    var allDays: [Day] { days.flatMap { $0.map { Day(number: $0) } } }

    /// What a gap is of.
    private enum Nature {
      /// Rows that state it and don't count: then it is not that nobody states it.
      case leftOut
      /// What counts, twice or by a doubtful choice, rather than what does not.
      case counted
      /// Cells that rows leave empty, rather than days.
      case emptyCells
      case other
    }

    private var nature: Nature {
      switch kind {
      case .longerRows, .onlyByAction, .overlappingClaims, .unnamedStages: .leftOut
      case .countedTwice, .columnsCountedTwice, .ordersMoved, .doubtfulCorrection: .counted
      case .blank, .blankBeside: .emptyCells
      case .days, .endsBefore, .missing, .cutOff, .rejected, .nameless, .unnamed, .accountsApart, .afterAsOf,
        .unstated:
        .other
      }
    }

    var isLeftOut: Bool { nature == .leftOut }
    var isOfCounted: Bool { nature == .counted }
    var isOfRows: Bool { nature == .emptyCells }
  }
}

extension [Figures.Gap] {
  /// What may be done about them.
  var remedy: String {
    if contains(where: \.isOfRows) { return "fill the empty cells" }
    if contains(where: { $0.unnamed != nil }) { return "let rows name where they belong" }
    return "add files that cover the whole period"
  }

  /// What a condition says of a figure with these gaps.
  ///
  /// - Parameter range: where the figure lies, as far as records are to blame that do not say of which group they are.
  func certainly(_ holds: (Exact) -> Bool, _ value: Exact, in range: ClosedRange<Exact>?) -> Bool? {
    let certain = filter(\.isCertain)
    if certain.isEmpty { return holds(value) }
    guard let range, certain.allSatisfy({ $0.unnamed != nil }) else { return nil }
    let least = holds(range.lowerBound)
    return least == holds(range.upperBound) ? least : nil
  }

  /// Each once, by input.
  var eachOnce: [Figures.Gap] { Set(self).sorted { ($0.input, $0.text) < ($1.input, $1.text) } }
}

extension Figures.Value {
  /// Some of it is certainly unknown: no verdict can rest on it.
  var isKnownInPart: Bool { gaps.contains(where: \.isCertain) }

  /// What a condition says of the figure, wherever it lies in what is possible; nil where that differs, or is unknown.
  func certainly(_ holds: (Exact) -> Bool) -> Bool? {
    guard let value = evaluation.value else { return nil }
    return gaps.certainly(holds, value, in: range)
  }

  /// It holds clicks against impressions, of which there are fewer: one of the two is wrong.
  var hasMoreClicks: Bool {
    func value(_ measure: Measure) -> Exact? {
      evaluation.parts.first { $0.measure == measure && $0.scope.isOwn }?.value
    }
    guard let clicks = value(.clicks), let impressions = value(.impressions) else { return false }
    return impressions < clicks
  }

  /// Some of it counts twice, or may be lowered by records that do not say where they belong: it may be less.
  var mayBeLess: Bool { restsOnKey || gaps.contains { $0.isOfCounted || !($0.unnamed?.less.isZero ?? true) } }

  /// What the formula holds against each other, and what has not as many weeks: periods, or as many periods one after
  /// the other.
  func otherWeeks(from period: Period, _ calendar: PeriodCalendar) -> [OtherWeeks] {
    guard period.weeks != nil, evaluation.value != nil else { return [] }
    var others: [OtherWeeks] = []
    var firsts: [(windows: [FormulaFunction], periods: [Period])] = []
    for part in evaluation.parts {
      let windows = part.scope.steps.filter(\.isWindow)
      guard let periods = part.scope.periods(from: period, in: calendar) else { continue }
      guard let first = firsts.first(where: { $0.windows == windows }) else {
        firsts.append((windows, periods))
        continue
      }
      if let other = OtherWeeks(first.periods, periods), !others.contains(other) { others.append(other) }
    }
    return others
  }

  /// The same of a figure and the one of another period that it is held against.
  func otherWeeks(from period: Period, against other: Period, _ calendar: PeriodCalendar) -> [OtherWeeks] {
    guard period.weeks != nil, evaluation.value != nil else { return [] }
    var others: [OtherWeeks] = []
    for part in evaluation.parts {
      guard let mine = part.scope.periods(from: period, in: calendar),
        let theirs = part.scope.periods(from: other, in: calendar),
        let found = OtherWeeks(mine, theirs), !others.contains(found)
      else { continue }
      others.append(found)
    }
    return others
  }
}

/// Periods that are held against each other in a calendar of whole weeks, and that have not as many of these.
struct OtherWeeks: Hashable {
  var periods: [Period]
  var weeks: Int
  var others: [Period]
  var otherWeeks: Int

  /// Nil where both have as many, and where it is not as many periods: the year so far, of a quarter more.
  init?(_ periods: [Period], _ others: [Period]) {
    guard periods.count == others.count else { return nil }
    (self.periods, self.others) = (periods, others)
    weeks = periods.reduce(0) { $0 + ($1.weeks ?? 0) }
    otherWeeks = others.reduce(0) { $0 + ($1.weeks ?? 0) }
    if weeks == otherWeeks { return nil }
  }

  var text: String {
    "\(Self.text(periods)) has \(weeks) weeks, \(Self.text(others)) has \(otherWeeks)"
  }

  private static func text(_ periods: [Period]) -> String {
    guard let first = periods.min(), let last = periods.max(), first != last else {
      return periods.first?.description ?? ""
    }
    return "\(first) to \(last)"
  }
}

/// Inputs with rows behind the run's day: what is booked ahead, or dated wrongly, would pass for what happened.
struct RowsAhead {
  /// Per input the days that such rows are of, ascending.
  private var ahead: [(input: String, days: [Day])] = []
  private let asOf: Day

  init(_ result: RunResult) {
    asOf = result.plan.asOf
    for (index, input) in result.plan.inputs.enumerated() where input.profile.gives != .plan {
      let days = result.files.filter { $0.file.input == index }
        .reduce(into: Set<Int32>()) { $0.formUnion($1.ledger.daysAhead) }
      if !days.isEmpty { ahead.append((input.declaration.name, days.sorted().map { Day(number: $0) })) }
    }
  }

  /// Of a period that is not over on the run's day.
  func gaps(_ inputs: Set<String>, in period: Period) -> [Figures.Gap] {
    guard period.last > asOf else { return [] }
    return ahead.compactMap { input, days in
      guard inputs.contains(input), let day = days.last(where: { $0 <= period.last }), day >= period.first
      else { return nil }
      return Figures.Gap(input: input, kind: .afterAsOf(day, asOf: asOf))
    }
  }
}

extension FigureTable.Breakdown {
  /// What an input leaves open of some days: those that its files don't cover, and those before the day from which on
  /// it is complete; nil where it knows all of them.
  func gap(of input: String, in whole: ClosedRange<Int32>, since: Day?) -> Figures.Gap? {
    let covered = partlyCovered(whole, by: input)
    guard let since, whole.lowerBound < since.number else {
      return covered.map {
        Figures.Gap(input: input, days: $0, isCertain: certainlyLacks(whole, input: input))
      }
    }
    guard since.number <= whole.upperBound else { return Figures.Gap(input: input, isCertain: true) }
    let known = since.number...whole.upperBound
    let days = (covered ?? [known]).filter { $0.overlaps(known) }.map { $0.clamped(to: known) }
    return Figures.Gap(input: input, days: days, isCertain: true)
  }
}

extension Figures.Gap {
  /// Of records that do not say of which group they are.
  init(
    unnamed found: UnnamedRecords, of measure: Measure, _ currency: Currency,
    at place: Figures.Elsewhere = .own
  ) {
    let kind = Kind.unnamed(measure, found, measure.unit == .money ? currency : nil)
    self.init(input: "", kind: kind, isCertain: true, elsewhere: place)
  }

  /// The same of a part of a formula, without how much that is.
  init(unnamed found: UnnamedRecords, of part: KPIEvaluator.ScopedMeasure) {
    let place = Figures.Elsewhere(scope: part.scope.havingAnything)
    self.init(input: "", kind: .unnamed(part.measure, found, nil), isCertain: true, elsewhere: place)
  }
}
