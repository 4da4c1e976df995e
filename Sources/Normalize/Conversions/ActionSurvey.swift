import Columns
import EventSchema

/// Conversions that a file states twice: under an action, and under one that holds it.
extension EventMapper {
  private var actionPosition: Int? {
    roles.dimensions[.action].flatMap { present[$0] && textColumns[$0] != nil ? $0 : nil }
  }

  /// Notes which actions the file states, where that is asked for.
  mutating func tallyActions() {
    guard mapping.survey == .actions, let position = actionPosition else { return }
    let codes = codes[position]
    for row in codes.indices where verdicts[row] == 0 && codes[row] >= 0 { actions.insert(codes[row]) }
  }

  /// Moves out the actions that the file states; nil where that is not asked for.
  package mutating func takeActions() -> Set<[UInt8]>? {
    guard mapping.survey == .actions, let position = roles.dimensions[.action],
      let table = textColumns[position]?.table
    else { return nil }
    defer { actions = [] }
    return Set(actions.map { table[$0] })
  }

  /// Filters rows of actions that another one of the file holds.
  mutating func dropContainedActions(_ count: Int) {
    guard !facts.containedActions.isEmpty, let position = actionPosition,
      let table = textColumns[position]?.table
    else { return }
    let isContained = (0..<table.count).map { facts.containedActions.contains(table[Int32($0)]) }
    for row in 0..<count where verdicts[row] == 0 && codes[position][row] >= 0 {
      if isContained[Int(codes[position][row])] { filter(row, .containedAction) }
    }
  }
}
