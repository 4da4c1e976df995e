package import EventSchema

/// What a formula may do besides arithmetic: take a part of it from another period, over several periods, or over
/// all groups. The name is how it is written.
package enum FormulaFunction: Hashable, Sendable {
  /// `previous(x)`: x in the period before, of the same length.
  case previous
  /// `year_ago(x)`: x in the same period a year earlier.
  case yearAgo
  /// `total(x)`: x over all groups of the breakdown; in its total row, x itself.
  case total
  /// `where(x, spend)`: x of the channels that have spend; in a breakdown by campaign, of the campaigns that have some.
  case whereThereIs(Measure)
  /// `year_to_date(x)`: x from the first period of the year up to this one.
  case yearToDate
  /// `rolling(x, 3)`: x over the last three periods, this one included.
  case rolling(Int)

  package static let names = ["previous", "year_ago", "total", "where", "year_to_date", "rolling"]
  /// How many periods `rolling` may take.
  package static let rollingPeriods = 2...400

  package var name: String {
    switch self {
    case .previous: "previous"
    case .yearAgo: "year_ago"
    case .total: "total"
    case .whereThereIs: "where"
    case .yearToDate: "year_to_date"
    case .rolling: "rolling"
    }
  }

  /// `rolling(spend, 3)`, of the text of what stands in it.
  package func text(of inner: String) -> String {
    switch self {
    case .previous, .yearAgo, .total, .yearToDate: "\(name)(\(inner))"
    case .rolling(let count): "\(name)(\(inner), \(count))"
    case .whereThereIs(let measure): "\(name)(\(inner), \(measure.rawValue))"
    }
  }

  /// Whether it spans several periods.
  package var isWindow: Bool {
    switch self {
    case .rolling, .yearToDate: true
    case .previous, .yearAgo, .total, .whereThereIs: false
    }
  }
}

/// Where a part of a formula is taken from: its own group and period, unless it stands in functions.
package struct FormulaScope: Hashable, Sendable {
  /// Over all groups.
  package private(set) var isTotal = false
  /// Only where there is something of each of these, ascending.
  package private(set) var having: [Measure] = []
  /// Those that change the period, the outermost first.
  package private(set) var steps: [FormulaFunction] = []

  package static let own = FormulaScope()

  package init() {}

  /// One function further in.
  package func entering(_ function: FormulaFunction) -> FormulaScope {
    var inner = self
    switch function {
    case .total: inner.isTotal = true
    case .whereThereIs(let measure): inner.having = Set(having + [measure]).sorted()
    case .previous, .yearAgo, .yearToDate, .rolling: inner.steps.append(function)
    }
    return inner
  }

  /// Further in by all functions of another scope.
  package func entering(_ scope: FormulaScope) -> FormulaScope {
    var inner = self
    inner.isTotal = isTotal || scope.isTotal
    inner.having = Set(having + scope.having).sorted()
    inner.steps += scope.steps
    return inner
  }

  /// Not over all groups, the periods as they are.
  package var ofOwnGroup: FormulaScope {
    var own = self
    own.isTotal = false
    return own
  }

  /// Wherever it is.
  package var havingAnything: FormulaScope {
    var all = self
    all.having = []
    return all
  }

  package var isOwn: Bool { !isTotal && having.isEmpty && steps.isEmpty }
  package var hasWindow: Bool { steps.contains(where: \.isWindow) }

  /// `previous(total(revenue))`
  package func text(of name: String) -> String {
    let inside = having.reduce(name) { FormulaFunction.whereThereIs($1).text(of: $0) }
    let inner = isTotal ? FormulaFunction.total.text(of: inside) : inside
    return steps.reversed().reduce(inner) { $1.text(of: $0) }
  }

  /// The periods that it is about, seen from one; nil where the calendar has none (29 February a year ago).
  ///
  /// - Parameter calendar: the report's, which says where a year begins.
  package func periods(from period: Period, in calendar: PeriodCalendar) -> [Period]? {
    var periods = [period]
    for step in steps {
      switch step {
      case .previous: periods = periods.map(\.previous)
      case .yearAgo:
        let earlier = periods.compactMap(\.lastYear)
        guard earlier.count == periods.count else { return nil }
        periods = earlier
      case .rolling(let count):
        periods = periods.flatMap { newest in
          (1..<count).reduce(into: [newest]) { list, _ in list.append(list[list.count - 1].previous) }
        }
      case .yearToDate: periods = periods.flatMap { $0.yearToDate(in: calendar) }
      case .total, .whereThereIs: break
      }
    }
    return periods
  }
}
