import Aggregate
import Columns
import TestSupport
import Testing

/// People and their keys, against plain sets, over any split and order of merging.
@Suite("People and their keys") struct IdentityTests {
  struct Record {
    var person, email, customer, order: UInt64
    var input: Int
  }

  static func records(_ seed: Int) -> [Record] {
    var random = SeededRandom(seed)
    return (0..<Int.random(in: 0...3000, using: &random)).map { _ in
      let customer = UInt64.random(in: 0...60, using: &random)
      // Most customers have one address, some several; 0 stands for nobody.
      let email =
        customer > 0 && Int.random(in: 0...9, using: &random) > 0
        ? 100 + customer / 2 : UInt64.random(in: 0...130, using: &random)
      return Record(
        person: customer > 0 ? customer : email, email: email, customer: customer,
        order: UInt64.random(in: 1...2000, using: &random), input: Int.random(in: 0...1, using: &random))
    }
  }

  static func token(_ key: UInt64, _ secret: UInt64) -> PersonToken {
    key == 0 ? .nobody : PersonToken(low: (key &+ secret) &* 0x9E37_79B9_7F4A_7C15, high: key ^ secret)
  }

  static func counts(_ records: ArraySlice<Record>, _ secret: UInt64) -> IdentityCounts {
    var counts = IdentityCounts()
    for input in 0...1 {
      let mine = records.filter { $0.input == input }
      var keys = RecordKeys()
      keys.persons = ContiguousArray(mine.map { token($0.person, secret) })
      keys.emails = ContiguousArray(mine.map { token($0.email, secret) })
      keys.customers = ContiguousArray(mine.map { token($0.customer, secret) })
      keys.orders = ContiguousArray(mine.map { token($0.order, secret) })
      counts.add(keys, input: input)
    }
    return counts
  }

  static func numbers(_ counts: IdentityCounts) -> [Int] {
    [
      counts.records, counts.withoutPerson, counts.personCount, counts.orderCount, counts.ambiguousOrders,
      counts.emailCount, counts.ambiguousEmails, counts.customerCount, counts.ambiguousCustomers,
    ]
  }

  static func expected(_ records: [Record]) -> [Int] {
    var orders: [[UInt64]: Set<UInt64>] = [:]
    var emails: [UInt64: Set<UInt64>] = [:]
    var customers: [UInt64: Set<UInt64>] = [:]
    for record in records {
      if record.person > 0 {
        orders[[UInt64(record.input), record.order], default: []].insert(record.person)
      }
      guard record.email > 0, record.customer > 0 else { continue }
      emails[record.email, default: []].insert(record.customer)
      customers[record.customer, default: []].insert(record.email)
    }
    func several<Key>(_ sets: [Key: Set<UInt64>]) -> Int { sets.values.count { $0.count > 1 } }
    return [
      records.count, records.count { $0.person == 0 }, Set(records.map(\.person)).subtracting([0]).count,
      orders.count, several(orders), emails.count, several(emails), customers.count, several(customers),
    ]
  }

  @Test("counts equal those of plain sets, however the records are split and merged", arguments: 0..<8)
  func oracle(seed: Int) {
    let records = Self.records(seed)
    let wanted = Self.expected(records)
    for (pieces, secret) in [(1, 1), (3, 5), (7, 99)] as [(Int, UInt64)] {
      let size = max(1, records.count / pieces)
      let parts = stride(from: 0, to: records.count, by: size).map {
        Self.counts(records[$0..<min($0 + size, records.count)], secret)
      }
      var forward = IdentityCounts()
      var backward = IdentityCounts()
      for part in parts { forward.merge(part) }
      for part in parts.reversed() { backward.merge(part) }
      #expect(Self.numbers(forward) == wanted, "seed \(seed)")
      #expect(Self.numbers(backward) == wanted, "seed \(seed)")
    }
  }

  @Test(
    "bytes bring the same counts back, whole or in partitions, whatever the order of merging",
    arguments: 0..<6)
  func coding(seed: Int) throws {
    let records = Self.records(seed)
    let size = max(1, records.count / 3)
    let parts = stride(from: 0, to: records.count, by: size).map {
      Self.counts(records[$0..<min($0 + size, records.count)], 7)
    }
    func merged(_ parts: some Sequence<IdentityCounts>) -> IdentityCounts {
      var whole = IdentityCounts()
      for part in parts { whole.merge(part) }
      return whole
    }
    let bytes = merged(parts).encode()
    #expect(merged(parts.reversed()).encode() == bytes, "seed \(seed)")
    #expect(try IdentityCounts(decoding: bytes).encode() == bytes, "seed \(seed)")
    let thirds = try (0..<3).map { try IdentityCounts(decoding: merged(parts).encode(partition: $0, of: 3)) }
    #expect(merged(thirds).encode() == bytes, "seed \(seed)")
    #expect(Self.numbers(merged(thirds)) == Self.expected(records), "seed \(seed)")
  }

  @Test("foreign and damaged bytes are refused")
  func refused() {
    #expect(throws: IdentityCounts.Failure.wrongVersion) { try IdentityCounts(decoding: [5, 1, 0, 0]) }
    let bytes = Self.counts(Self.records(1)[...], 3).encode()
    #expect(throws: IdentityCounts.Failure.self) { try IdentityCounts(decoding: Array(bytes.dropLast())) }
    #expect(throws: IdentityCounts.Failure.self) { try IdentityCounts(decoding: bytes + [0]) }
  }
}
