import EventSchema

extension FigureTable {
  /// What rows of an input that leave the same measures empty state of the others.
  struct Blank: Sendable {
    /// Place of the input.
    var input: Int
    /// The measures left empty: see `Measure.bitsInRows`.
    var pattern: Int32
    var rows: Int
    /// Per measure of the table.
    var values: [Exact?]
    var statements: [Int]
  }

  /// Those of a group.
  struct Blanks: Sendable {
    private var bySlot: [Int: [Blank]] = [:]

    mutating func add(_ blank: Blank, slot: Int) {
      guard
        let place = bySlot[slot]?.firstIndex(where: { $0.input == blank.input && $0.pattern == blank.pattern }
        )
      else {
        bySlot[slot, default: []].append(blank)
        return
      }
      Self.add(blank, to: &bySlot[slot, default: []][place])
    }

    private static func add(_ blank: Blank, to known: inout Blank) {
      known.rows += blank.rows
      for (index, value) in blank.values.enumerated() {
        guard let value else { continue }
        known.values[index] = known.values[index].map { $0 + value } ?? value
      }
      for (index, count) in blank.statements.enumerated() { known.statements[index] += count }
    }

    /// Whether some row leaves a measure empty.
    func leave(_ measure: Measure) -> Bool {
      measure.rowsOf != nil && bySlot.values.contains { $0.contains { measure.isLeft(emptyIn: $0.pattern) } }
    }

    /// How many rows leave a measure empty.
    ///
    /// - Parameter isSilent: whether an input never states it.
    func count(_ measure: Measure, slot: Int, isSilent: (Int) -> Bool) -> Int {
      (bySlot[slot] ?? []).reduce(0) { count, blank in
        measure.isLeft(emptyIn: blank.pattern) && !isSilent(blank.input) ? count + blank.rows : count
      }
    }

    /// Counts the rows that leave a measure empty, and takes those out of its value that state it, but not what stands
    /// beside it.
    ///
    /// - Parameters:
    ///   - index: the place of the measure among `measures`.
    ///   - beside: places of those that the rows are to state, too.
    ///   - isSilent: whether an input never states a measure: nobody misses it there.
    func take(
      from found: inout MeasureValue, _ measures: [Measure], _ index: Int, slot: Int, beside: [Int],
      isSilent: (_ measure: Int, _ input: Int) -> Bool
    ) {
      guard let blanks = bySlot[slot] else { return }
      for blank in blanks where !isSilent(index, blank.input) {
        if measures[index].isLeft(emptyIn: blank.pattern) {
          found.blanks += blank.rows
          continue
        }
        let lacksOther = beside.contains {
          measures[$0].isLeft(emptyIn: blank.pattern) && !isSilent($0, blank.input)
        }
        guard lacksOther, let value = blank.values[index] else { continue }
        found.value = found.value.map { $0 - value }
        found.statements -= blank.statements[index]
        found.aside += blank.statements[index]
      }
      if found.aside > 0, found.statements == 0 { found.value = nil }
    }
  }
}
