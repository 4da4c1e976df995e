import Aggregate
import Declarations
import EventSchema

extension Figures {
  /// A measure of one period, of those channels, or that campaign, of a group that have something of other measures.
  ///
  /// - Parameter looked: the periods that the formula looks at; in some of them there is to be something.
  func amountSomewhere(
    of part: KPIEvaluator.ScopedMeasure, in table: FigureTable.Breakdown, _ group: FigureTable.Group,
    _ period: Period, lookingAt looked: [Period], isOwn: Bool, _ asked: inout Asked
  ) -> MeasureAnswer {
    let (measure, having) = (part.measure, part.scope.having)
    func note(_ found: UnnamedRecords?) {
      guard let found else { return }
      asked.note(found, of: part, Elsewhere(part, in: period, isOwn: isOwn, isOfAll: asked.isOfAll))
    }
    guard !having.isEmpty else {
      if asked.use != .listed { note(table.unnamed(measure, group, period)) }
      return amount(of: part, in: table, group, period, isOwn: isOwn, &asked)
    }
    switch table.site(of: measure, group: group, period: period, having: having, in: looked) {
    case .unknown(let reason): return .none(reason)
    case .parts(let parts):
      if asked.use != .listed {
        note(parts.unnamed(measure, period))
        if !parts.isSettled { asked.addConditions(of: part) }
      }
      return sum(part, of: parts, in: table, group, period, isOwn: isOwn, &asked)
    }
  }

  private func sum(
    _ part: KPIEvaluator.ScopedMeasure, of parts: FigureTable.SitedParts, in table: FigureTable.Breakdown,
    _ group: FigureTable.Group, _ period: Period, isOwn: Bool, _ asked: inout Asked
  ) -> MeasureAnswer {
    // Nothing, where what there is of the group is known.
    if parts.groups.isEmpty {
      switch amount(of: part, in: table, group, period, isOwn: isOwn, &asked) {
      case .value, .amount: return .value(.zero)
      case .missing(let isCovered): return .missing(isCovered: isCovered)
      case .none(let reason): return .none(reason)
      }
    }
    var (sum, things): (Exact, Exact?) = (.zero, nil)
    for group in parts.groups {
      switch amount(of: part, in: parts.breakdown, group, period, isOwn: isOwn, &asked) {
      case .value(let amount): sum = sum + amount
      case .amount(let amount, let count):
        sum = sum + amount
        things = (things ?? .zero) + count
      case .missing(let isCovered):
        guard parts.groups.count > 1, let other = part.scope.having.first else {
          return .missing(isCovered: isCovered)
        }
        return .none(.unstatedWhere(part.measure, having: other, group.texts.last ?? ""))
      case .none(let reason): return .none(reason)
      }
    }
    return things.map { .amount(sum, of: $0) } ?? .value(sum)
  }
}
