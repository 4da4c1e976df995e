import EventSchema

extension FigureTable {
  /// Which inputs say of groups that have refunds alone that nothing was sold there: where they tell such groups apart,
  /// sales of the group would stand in them.
  struct SalesByGroup: Sendable {
    private var refunds: Int?
    /// Per measure of sales, the inputs that state it, and in which dimensions some row of theirs has a text.
    private var inputs: [Int: [(input: Int, tells: [Bool])]] = [:]

    /// - Parameter coverage: per measure and input, the slots in which the input states the measure.
    init(_ measures: [Measure], _ groups: [Group], _ coverage: [[Set<Int>]]) {
      guard let refunds = measures.firstIndex(of: .refunds),
        groups.contains(where: { $0.states(refunds) })
      else { return }
      self.refunds = refunds
      for sales in [Measure.revenue, .orders].compactMap(measures.firstIndex) {
        inputs[sales] = coverage[sales].indices.filter { !coverage[sales][$0].isEmpty }.map { input in
          (input, Self.dimensionsTold(by: input, sales, groups))
        }
      }
    }

    /// An input that sold nothing at all says so of every group.
    private static func dimensionsTold(by input: Int, _ sales: Int, _ groups: [Group]) -> [Bool] {
      let own = groups.filter { $0.rows.contains { $0.cells[sales].inputs.contains(input) } }
      guard let width = groups.first?.key.count, !own.isEmpty else {
        return Array(repeating: true, count: groups.first?.key.count ?? 0)
      }
      return (0..<width).map { place in own.contains { !$0.key[place].isEmpty } }
    }

    /// The inputs that state the measure of other groups and tell this one, which has refunds, apart from these.
    func stating(_ measure: Int, _ group: Group) -> [Int] {
      guard let refunds, let sellers = inputs[measure], group.states(refunds),
        sellers.allSatisfy({ seller in
          group.key.indices.allSatisfy { group.key[$0].isEmpty || seller.tells[$0] }
        })
      else { return [] }
      return sellers.map(\.input)
    }
  }
}

extension FigureTable.Group {
  /// Whether some input states the measure of the group.
  fileprivate func states(_ measure: Int) -> Bool { rows.contains { $0.cells[measure].value != nil } }
}
