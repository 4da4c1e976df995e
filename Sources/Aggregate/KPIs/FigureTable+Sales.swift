import EventSchema

extension FigureTable {
  /// Which inputs say of groups that have refunds alone that nothing was sold there: where they tell such groups apart,
  /// sales of the group would stand in them.
  struct SalesByGroup: Sendable {
    private let refunds: Int
    /// Per measure of sales, the inputs that state it, and in which of the shape's dimensions some row of theirs has a
    /// text; nil where none of its rows sold anything, which says so of every group.
    private var inputs: [Int: [(input: Int, tells: [Bool]?)]] = [:]

    /// Places of the groups' dimensions among the shape's.
    private var positions: [Int?] = []

    /// The same for groups of these dimensions.
    func told(_ positions: [Int?]) -> SalesByGroup {
      var told = self
      told.positions = positions
      return told
    }

    /// Nil where there are no refunds.
    ///
    /// - Parameter coverage: per measure and input, the slots in which the input states the measure.
    init?(_ measures: [Measure], _ rows: [Row], _ coverage: [[Set<Int>]]) {
      guard let refunds = measures.firstIndex(of: .refunds),
        coverage[refunds].contains(where: { !$0.isEmpty })
      else { return nil }
      self.refunds = refunds
      for sales in [Measure.revenue, .orders].compactMap(measures.firstIndex) {
        var tells: [Int: [Bool]] = [:]
        for row in rows where row.values[sales] != nil {
          var own = tells[row.input] ?? Array(repeating: false, count: row.texts.count)
          for place in own.indices where !row.texts[place].isEmpty { own[place] = true }
          tells[row.input] = own
        }
        let stating = coverage[sales].indices.filter { !coverage[sales][$0].isEmpty }
        inputs[sales] = stating.map { ($0, tells[$0]) }
      }
    }

    /// The inputs that state the measure of other groups and tell this one, which has refunds, apart from these.
    func stating(_ measure: Int, _ group: Group) -> [Int] {
      guard let sellers = inputs[measure], group.rows.contains(where: { $0.cells[refunds].value != nil }),
        sellers.allSatisfy({ seller in
          zip(group.key, positions).allSatisfy { text, position in
            text.isEmpty || position.map { seller.tells?[$0] ?? true } ?? true
          }
        })
      else { return [] }
      return sellers.map(\.input)
    }
  }
}
