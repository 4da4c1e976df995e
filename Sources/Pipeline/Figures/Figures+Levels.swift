import Aggregate
import Columns
import Declarations
import EventSchema
import Render

/// Of which days a level is, where that is not what its period says by itself.
package struct LevelDays: Sendable {
  var part: KPIEvaluator.ScopedMeasure
  var days: ClosedRange<Int32>
  /// Of an average: of how many of how many days.
  var average: (stated: ClosedRange<Int>, all: Int)?
  /// Whether more than half of the period's days lie between the statement and the period's end, or begin.
  var isFar = false
}

extension Plan {
  /// By the input's name, what tells apart the things whose levels it states.
  var levelIdentities: [[UInt8]: Set<Dimension>] {
    Dictionary(inputs.map { (ComposedText.of($0.declaration.name), $0.profile.levelIdentity) }) { first, _ in
      first
    }
  }
}

extension Figures {
  /// A level of one group over the periods that a formula takes it from.
  func level(
    _ part: KPIEvaluator.ScopedMeasure, in table: FigureTable.Breakdown, _ group: FigureTable.Group,
    _ periods: [Period], own: Period, _ asked: inout Asked
  ) -> MeasureAnswer {
    let measure = part.measure
    guard let (stated, rule) = measure.level else { return .missing(isCovered: false) }
    let looked: [Period] =
      switch rule {
      case .last: Array(periods.sorted().suffix(1))
      case .first: Array(periods.sorted().prefix(1))
      case .average: periods.sorted()
      }
    let found = table.level(measure, group, looked)
    for period in looked {
      if asked.use != .listed, !asked.periods.contains(period) { asked.periods.append(period) }
      let value = MeasureValue(value: found.value, inputs: found.inputs)
      if let reason = beginning(of: measure, value, in: table, group, period, isOwn: periods == [own], &asked)
      {
        return .none(reason)
      }
    }
    if let reason = leftOut.reason(MeasureValue(value: found.value, inputs: found.inputs)) {
      return .none(reason)
    }
    if asked.use != .listed { asked.inputs.formUnion(found.inputs) }
    if let problem = found.problem {
      for period in looked {
        asked.note(
          .levelProblem(measure, problem),
          Elsewhere(part, in: period, isOwn: periods == [own], isOfAll: asked.isOfAll))
      }
      return .none(.levelProblem(measure, problem))
    }
    guard let value = found.value else {
      if part.scope.hasWindow { asked.lacking.append((part, looked)) }
      return .missing(isCovered: table.covers(measure, group: group))
    }
    if isOfOtherThings(found, part, stated, in: table, group, own, &asked) {
      return .none(.levelProblem(measure, .otherThings))
    }
    if let days = days(found, part, rule, looked) { asked.levels.append(days) }
    return .value(value)
  }

  /// Whether the formula has met other things before, or the report's own period, with which it is compared, is of others.
  private func isOfOtherThings(
    _ found: LevelFigure, _ part: KPIEvaluator.ScopedMeasure, _ stated: Measure,
    in table: FigureTable.Breakdown,
    _ group: FigureTable.Group, _ own: Period, _ asked: inout Asked
  ) -> Bool {
    if part.scope.isTotal { return false }
    if let known = asked.levelsOf.updateValue(found, forKey: stated), !known.isComparable(with: found) {
      return true
    }
    let focus = plan.periods.focus
    guard asked.use == .base, part.scope == .own, own != focus else { return false }
    let newest = table.level(part.measure, group, [focus])
    return newest.value != nil && !newest.isComparable(with: found)
  }

  private func days(
    _ found: LevelFigure, _ part: KPIEvaluator.ScopedMeasure, _ rule: Measure.LevelRule, _ periods: [Period]
  ) -> LevelDays? {
    guard let days = found.days, let stated = found.stated, let first = periods.first?.first.number,
      let last = periods.last?.last.number
    else { return nil }
    let all = Int(last - first) + 1
    switch rule {
    case .last:
      return days == last...last
        ? nil : LevelDays(part: part, days: days, isFar: 2 * Int(last - days.lowerBound) > all)
    case .first:
      return days == first...first
        ? nil : LevelDays(part: part, days: days, isFar: 2 * Int(days.upperBound - first) > all)
    case .average:
      return stated == all...all ? nil : LevelDays(part: part, days: days, average: (stated, all))
    }
  }
}

extension LevelDays {
  fileprivate var counted: String {
    guard let stated = average?.stated else { return "" }
    return stated.lowerBound == stated.upperBound
      ? "\(stated.lowerBound)" : "\(stated.lowerBound)–\(stated.upperBound)"
  }

  /// As `report.json` says it.
  var text: String {
    let name = part.scope.text(of: part.measure.rawValue)
    if let average { return "\(name) is the average of \(counted) of \(average.all) days" }
    let (first, last) = (Day(number: days.lowerBound), Day(number: days.upperBound))
    return first == last ? "\(name) as of \(first)" : "\(name) as of \(first) to \(last)"
  }
}

extension Note {
  init(_ level: LevelDays) {
    let measure = Argument.word(Word(level.part.measure))
    if let average = level.average {
      self.init(
        .noteLevelAverage, ["measure": measure, "days": .text(level.counted), "all": .count(average.all)])
      return
    }
    let (first, last) = (Day(number: level.days.lowerBound), Day(number: level.days.upperBound))
    let span = Note(.daySpan, ["first": .day(first), "last": .day(last)])
    self.init(.noteLevelAsOf, ["measure": measure, "day": first == last ? .day(first) : .note(span)])
  }

  /// Why statements of levels give none.
  init(_ problem: LevelFigure.Problem, _ measure: Measure) {
    let word = Argument.word(Word(measure))
    switch problem {
    case .notStated(let things):
      let named = things.prefix(LevelFigure.mostNamed).map { Argument.text($0) }
      let more = things.count - named.count
      self.init(
        .noteLevelNotStated,
        [
          "measure": word,
          "things": .list(named + (more > 0 ? [.note(Note(.otherCount, ["n": .count(more)]))] : [])),
        ])
    case .severalOnDay(let day): self.init(.noteLevelTwice, ["measure": word, "day": .day(day)])
    case .otherThings: self.init(.noteLevelOthers, ["measure": word])
    }
  }
}

extension LevelFigure {
  /// So many things are named in a reason.
  static let mostNamed = 5

  static func named(_ things: [String]) -> String {
    let more = things.count - mostNamed
    return things.prefix(mostNamed).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}
