import EventSchema

extension FigureTable {
  /// Which logs say of groups that they have no row of that nothing happened there: orders, leads and deals of a channel
  /// would stand in those whose rows tell channels apart. Of one whose rows are all of one channel, by a rule or for
  /// want of an origin, nobody knows.
  struct ToldApart: Sendable {
    /// By place of the input: in which of the shape's dimensions its rows tell groups apart; all of them where it has
    /// no row at all, but could have had.
    private var tells: [Int: [Bool]] = [:]
    /// The same whatever its rows say: in which they could.
    private var could: [Int: [Bool]] = [:]
    /// Per measure, such inputs as state it.
    private var inputs: [[Int]]
    /// Of these, the ones that tell groups of some dimensions apart whatever their texts.
    private var whole: [[Int]] = []
    /// Places of the groups' dimensions among the shape's.
    private var positions: [Int?] = []

    /// The same for groups of these dimensions.
    func told(_ positions: [Int?]) -> ToldApart {
      var told = self
      told.positions = positions
      told.whole = inputs.map { $0.filter { input in told.divides(input, positions) } }
      return told
    }

    /// - Parameter coverage: per measure and input, the slots in which the input states the measure.
    init(
      _ measures: [Measure], _ dimensions: [Dimension], _ rows: [Row], _ coverage: [[Set<Int>]],
      _ spoken: [InputCoverage]
    ) {
      inputs = measures.indices.map { measure in
        guard !measures[measure].isOfLengths, !measures[measure].isFoundOut else { return [] }
        return spoken.indices.filter { spoken[$0].isLog && !coverage[measure][$0].isEmpty }
      }
      for input in Set(inputs.joined()) {
        // An input is no place where another one's rows could stand; one of a channel says nothing of others.
        could[input] = dimensions.map { $0 != .input && !spoken[input].fixed.contains($0) }
      }
      tells = could
      var seen: [Int: [Bool]] = [:]
      for row in rows where tells[row.input] != nil {
        var own = seen[row.input] ?? dimensions.map { _ in false }
        for (place, dimension) in dimensions.enumerated() where !own[place] {
          let text = row.texts[place]
          own[place] = dimension == .channel ? spoken[row.input].origins.tell(text) : !text.isEmpty
        }
        seen[row.input] = own
      }
      for (input, own) in seen {
        tells[input] = tells[input].map { zip($0, own).map { $0 && $1 } }
      }
    }

    private func divides(_ input: Int, _ positions: some Sequence<Int?>) -> Bool {
      positions.allSatisfy { position in position.map { tells[input]?[$0] ?? false } ?? true }
    }

    /// The inputs that state the measure of other groups and tell this one apart from these.
    func stating(_ measure: Int, _ group: Group) -> [Int] {
      guard group.key.contains(where: \.isEmpty) else { return whole[measure] }
      let named = zip(group.key, positions).filter { !$0.0.isEmpty }.map { $0.1 }
      // Of nobody's records a log has all: each row names somebody.
      return inputs[measure].filter { input in
        divides(input, named) && couldDivide(input)
      }
    }

    private func couldDivide(_ input: Int) -> Bool {
      positions.allSatisfy { position in position.map { could[input]?[$0] ?? false } ?? true }
    }

    /// Whether an input's silence says of a thing with several names, such as a campaign and its id, that nothing
    /// happened: a log's does where its rows have one of them.
    func speaks(_ measure: Int, _ input: Int) -> Bool {
      guard inputs[measure].contains(input) else { return true }
      return positions.contains { position in position.map { tells[input]?[$0] ?? false } ?? false }
    }

    /// The place of a dimension of the group's by which none of the inputs that state the measure, and could, tells
    /// groups apart.
    func hidden(_ measure: Int, _ group: Group) -> Int? {
      let able = inputs[measure].filter(couldDivide)
      guard !able.isEmpty, stating(measure, group).isEmpty else { return nil }
      return group.key.indices.first { place in
        !group.key[place].isEmpty && able.allSatisfy { !divides($0, [positions[place]]) }
      }
    }
  }
}
