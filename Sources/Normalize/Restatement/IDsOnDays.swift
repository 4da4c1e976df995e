package import EventSchema

extension StatementRoles {
  /// Ids that stand on several days, each of them taken for a thing of its own.
  package struct IDsOnDays: Sendable, Equatable {
    package var count = 0
    /// What those of later days than the first amount to.
    package var money: [Currency: Exact] = [:]
    /// Of these, ids that one export has on several days, and those that it has there with the same amount each time.
    package var inOneExport = 0
    package var alike = 0
    /// What the latter amount to beyond their first day.
    package var alikeMoney: [Currency: Exact] = [:]
    /// Ids that several exports have on different days, and of these the ones that look like one thing each: every export
    /// has it on one day, with the same amount each time or of one buyer.
    package var inSeveralExports = 0
    package var moved = 0
    /// What the latter amount to before the newest export, and the days on which they stand.
    package var movedMoney: [Currency: Exact] = [:]
    package var movedDays: Set<Int32> = []

    /// From so many on what they have in common is no coincidence; of ten one may differ.
    private static let enough = 3

    /// Whether it looks as if one thing stood there on each of its days, such as an order with every payment.
    package var lookMultiplied: Bool { alike >= Self.enough && alike * 10 >= inOneExport * 9 }

    /// Whether it looks as if things had moved. Where ids begin anew, most stand for another amount.
    package var lookMoved: Bool { moved > 0 && moved * 10 >= inSeveralExports * 9 }

    /// Notes an id that several exports have on different days, and whether it looks like one thing that moved.
    ///
    /// - Parameters:
    ///   - things: what counts of the id, by day.
    ///   - rank: of a statement's export; the higher one is newer.
    mutating func noteMove(_ things: [[Statement]], _ rank: (Statement) -> Int) {
      let exports = things.map { Set($0.map(rank)) }
      let all = Set(exports.joined())
      guard let newest = all.max(), all.count > 1 else { return }
      inSeveralExports += 1
      guard all.count == things.count, exports.allSatisfy({ $0.count == 1 }), Self.lookLikeOne(things) else {
        return
      }
      var money: [Currency: Exact] = [:]
      for statement in things.joined() where statement.amount != 0 && rank(statement) != newest {
        money.add(statement.amount, statement.currency)
      }
      guard money.values.contains(where: { !$0.isZero }) else { return }
      moved += 1
      movedMoney.merge(money) { $0 + $1 }
      movedDays.formUnion(things.joined().map(\.dayStated))
    }

    /// What moves does so within months; shops that number anew do so by the year.
    private static let mostDaysApart = 183

    /// Whether statements of one id are of one buyer, or name none otherwise and state one amount.
    private static func lookLikeOne(_ things: [[Statement]]) -> Bool {
      let days = things.joined().map { Int($0.dayStated) }
      guard let first = days.min(), let last = days.max(), last - first <= mostDaysApart else { return false }
      var areOfOneBuyer = false
      for place in 0..<4 {
        let named = Set(things.joined().map { $0.buyers[place] })
        if named.subtracting([0]).count > 1 { return false }
        if !named.contains(0) { areOfOneBuyer = true }
      }
      let sums = things.map { thing in
        thing.reduce(into: [Currency: Exact]()) { $0.add($1.amount, $1.currency) }
      }
      return areOfOneBuyer || sums.allSatisfy { $0 == sums[0] }
    }
  }
}
