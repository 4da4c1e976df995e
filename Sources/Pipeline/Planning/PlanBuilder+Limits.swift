import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Normalize

/// What alerts and targets can't mean: limits that no figure reaches, or none can miss.
extension PlanBuilder {
  /// On which side of its number a limit wants to be told.
  enum LimitKind {
    case above, below
    case target(Bound)
    /// Whatever is smaller is not told.
    case volume
  }

  /// A number beside a KPI must be of its unit, and one that its figures can be on either side of.
  mutating func checkLimit(
    _ amount: Located<StatedAmount>, _ kind: LimitKind, of kpi: KPI, _ evaluator: KPIEvaluator,
    _ currency: Currency
  ) {
    checkAmount(amount, for: kpi, currency)
    guard amount.value.misfit(kpi.shown) == nil else { return }
    let value = amount.value.number
    if case .volume = kind {
      if value <= .zero {
        report(
          amount, "a smallest figure must be above 0", hint: "leave `ignore_below` out to be told of all")
      }
      return
    }
    if evaluator.isNeverNegative(kpi.name), value.isNegative || (value.isZero && kind.isBelow) {
      report(amount, "'\(kpi.name)' is never below 0", hint: "no figure can be on the other side of this")
    } else if evaluator.isShareOfWhole(kpi.name), Exact(1) < value || (value == Exact(1) && kind.isAbove) {
      report(
        amount, "'\(kpi.name)' is never more than 100%", hint: "no figure can be on the other side of this")
    }
  }

  /// A rise or fall is a share of the figure before; of scores and differences, so many points. Of shares it may be
  /// either, as it is written.
  mutating func checkJump(
    _ least: Located<StatedAmount>, of kpi: KPI, falls: Fall, _ evaluator: KPIEvaluator
  ) {
    switch (least.value, kpi.shown) {
    case (.number, .points), (.share, .percentagePoints): return
    case (.percentagePoints, .percentagePoints): return
    case (.percentagePoints(let points), .percent):
      if Exact(1) <= points, evaluator.isShareOfWhole(kpi.name) {
        report(
          least, "no figure of '\(kpi.name)' changes by more than 100 pp", hint: "write less than 100 pp")
      }
    case (_, .points):
      report(least, "'\(kpi.name)' changes by points", hint: "write a number of points such as 10")
    case (.share(let share), _):
      if falls == .down, Exact(1) <= share, evaluator.isNeverNegative(kpi.name) {
        report(least, "no figure of '\(kpi.name)' falls by more than all of it", hint: "write less than 100%")
      }
    case (.number, .percent):
      report(
        least, "'\(kpi.name)' changes by a share, or by percentage points",
        hint: "write a share of the figure before such as 40%, or points such as 2 pp")
    case (.number, _), (.percentagePoints, _), (.money, _):
      report(least, "'\(kpi.name)' changes by a share", hint: "write a share such as 40%")
    }
  }

  enum Fall { case up, down }

  /// Of channels that rules and inputs alone can give: a target's channel must be one of them.
  mutating func checkTargetChannels(_ inputs: [Plan.Input], _ classifiers: [ChannelClassifier?]) {
    let named = file.aggregate.targets.flatMap(\.places).filter { $0.value.dimension == .channel }
    guard !named.isEmpty, !inputs.contains(where: \.statesChannelPerRow) else { return }
    let known = possibleChannels(inputs, classifiers)
    for place in named where !known.contains(place.value.value) {
      unknown(
        "channel", Located(place.value.value, at: place.location), known: known, command: nil)
    }
  }

  /// Channels that are known before any file is read.
  func possibleChannels(_ inputs: [Plan.Input], _ classifiers: [ChannelClassifier?]) -> [String] {
    let shared = file.normalize.sharedCosts.flatMap { cost -> [String] in
      let over = cost.over.map(\.value)
      if case .fixed(let shares) = cost.key { return over + shares.map(\.channel) }
      return over
    }
    let known = zip(inputs, classifiers).flatMap { $0.channels($1) }
    return ([ChannelClassifier.unassigned] + known + shared).inOrderOfFirst
  }

  /// Channels that have a name before any file is read: rows that state one in another case are of it.
  func namedChannels(_ inputs: [Plan.Input], _ classifiers: [ChannelClassifier?]) -> [String] {
    let targets = file.aggregate.targets.flatMap(\.places).map(\.value).filter { $0.dimension == .channel }
    let marketing = file.aggregate.contribution?.marketingChannels.map(\.value) ?? []
    return possibleChannels(inputs, classifiers) + targets.map(\.value) + marketing
  }

  private mutating func report(_ amount: Located<StatedAmount>, _ message: String, hint: String) {
    problems.append(Diagnostic(at: amount.location, message, hint: hint))
  }
}

extension PlanBuilder.LimitKind {
  /// Told are figures below it, or missed is a target by them.
  fileprivate var isBelow: Bool { if case .below = self { true } else { false } }
  /// Told are figures above it.
  fileprivate var isAbove: Bool { if case .above = self { true } else { false } }
}
