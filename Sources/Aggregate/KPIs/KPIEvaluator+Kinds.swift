import Declarations
import EventSchema

/// What numbers are of that are not money: days and hours are both plain numbers, and their sum is neither.
enum FigureKind: String {
  case count = "a count"
  case days = "days"
  case hours = "hours"
  case seconds = "seconds"
  case points = "points"
  case share = "a share"

  /// Nil for money, which has rules of its own, and for ratios, which may be of anything.
  init?(_ shown: KPI.Shown) {
    switch shown {
    case .count, .fractionalCount: self = .count
    case .days: self = .days
    case .hours: self = .hours
    case .points: self = .points
    case .percent, .percentagePoints: self = .share
    case .money, .ratio: return nil
    }
  }

  init?(_ measure: Measure) {
    switch measure {
    case .cycleDays, .medianCycleDays, .closedCycleDays, .plannedDays, .elapsedDays: self = .days
    case .manualHours: self = .hours
    case .winIncidence, .winIncidence30, .winIncidence60, .winIncidence90, .winIncidence180, .statedCtr,
      .statedOpenRate, .statedClickRate, .statedBounceRate, .statedEngagementRate:
      self = .share
    case .reviewStars, .csatPoints, .engagementPoints, .statedRoas: return nil
    default:
      switch measure.unit {
      case .count, .fractionalCount: self = .count
      case .duration: self = .seconds
      case .money: return nil
      }
    }
  }

  /// How figures of the kind may be shown.
  var shown: [KPI.Shown] {
    switch self {
    case .count, .seconds: [.count, .fractionalCount, .ratio]
    case .days: [.days, .fractionalCount, .ratio]
    case .hours: [.hours, .fractionalCount, .ratio]
    case .points: [.points, .fractionalCount, .ratio]
    case .share: [.percent, .percentagePoints, .ratio]
    }
  }
}

extension KPIEvaluator {
  /// A plus or minus between numbers of two kinds.
  struct KindClash {
    var left: FigureKind
    var right: FigureKind
    var column: Int
  }

  /// What a formula's value is of; nil where it is money or may be anything. Formulas of other KPIs are not looked
  /// into: these say themselves how they are shown.
  func kind(of formula: Formula, in owner: String, _ clashes: inout [KindClash]) -> FigureKind? {
    switch formula {
    case .number: return nil
    case .name(let name, _):
      if name != owner, let kpi = kpis[name] { return FigureKind(kpi.shown) }
      return Measure(rawValue: name).flatMap { FigureKind($0) }
    case .add(let a, let b, let column), .subtract(let a, let b, let column):
      let left = kind(of: a, in: owner, &clashes)
      let right = kind(of: b, in: owner, &clashes)
      guard let left, let right else { return left ?? right }
      if left != right { clashes.append(KindClash(left: left, right: right, column: column)) }
      return left
    // Days times or through something are days, or are not: nobody can tell.
    case .multiply(let a, let b, _), .divide(let a, let b, _):
      _ = kind(of: a, in: owner, &clashes)
      _ = kind(of: b, in: owner, &clashes)
      return nil
    case .ifZero(let a, let b):
      _ = kind(of: b, in: owner, &clashes)
      return kind(of: a, in: owner, &clashes)
    case .negate(let a), .call(_, let a, _): return kind(of: a, in: owner, &clashes)
    }
  }
}
