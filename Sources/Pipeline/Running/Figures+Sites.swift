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
    guard !having.isEmpty else { return amount(of: part, in: table, group, period, isOwn: isOwn, &asked) }
    switch table.site(of: measure, group: group, period: period, having: having, in: looked) {
    case .unknown(let reason): return .none(reason)
    case .parts(let groups, _) where groups.isEmpty:
      // Nothing, where what there is of the group is known.
      switch amount(of: part, in: table, group, period, isOwn: isOwn, &asked) {
      case .value, .amount: return .value(.zero)
      case .missing(let isCovered): return .missing(isCovered: isCovered)
      case .none(let reason): return .none(reason)
      }
    case .parts(let groups, let parts):
      var (sum, things): (Exact, Exact?) = (.zero, nil)
      for group in groups {
        switch amount(of: part, in: parts, group, period, isOwn: isOwn, &asked) {
        case .value(let amount): sum = sum + amount
        case .amount(let amount, let count):
          sum = sum + amount
          things = (things ?? .zero) + count
        case .missing(let isCovered):
          guard groups.count > 1, let other = having.first else { return .missing(isCovered: isCovered) }
          return .none(.unstatedWhere(measure, having: other, group.texts.last ?? ""))
        case .none(let reason): return .none(reason)
        }
      }
      return things.map { .amount(sum, of: $0) } ?? .value(sum)
    }
  }
}
