import Aggregate
import Columns
import EventSchema
import TestSupport
import Testing

/// People counted once: against plain sets, over any split, under any key.
@Suite("Distinct people") struct DistinctPeopleTests {
  struct Sight {
    var person: UInt64, measure: Measure, campaign: String, slot: Int

    var group: DistinctPeople.Group {
      .init(measure: measure, texts: [Array(campaign.utf8), Array("mail".utf8)], slot: slot)
    }
  }

  static func sights(seed: Int) -> [Sight] {
    var random = SeededRandom(seed)
    return (0..<Int.random(in: 0...9000, using: &random)).map { _ in
      Sight(
        person: UInt64.random(in: 1...700, using: &random),
        measure: Bool.random(using: &random) ? .uniqueOpens : .uniqueClicks,
        campaign: ["May", "June", "é", "e\u{301}"].randomElement(using: &random)!,
        slot: Int.random(in: 0...2, using: &random))
    }
  }

  /// Spread over all partitions, as a hash would.
  static func token(_ person: UInt64, key: UInt64) -> PersonToken {
    PersonToken(low: (person &+ key) &* 0x9E37_79B9_7F4A_7C15, high: person ^ key)
  }

  static func set(_ sights: [Sight], key: UInt64 = 1) -> DistinctPeople {
    var people = DistinctPeople()
    for sight in sights { people.add(token(sight.person, key: key), to: sight.group) }
    return people
  }

  @Test("counts equal those of plain sets, at the finest grouping and at coarser ones", arguments: 0..<12)
  func oracle(seed: Int) {
    let sights = Self.sights(seed: seed)
    let people = Self.set(sights)
    var fine: [DistinctPeople.Group: Set<UInt64>] = [:]
    var coarse: [Measure: Set<UInt64>] = [:]
    for sight in sights {
      fine[sight.group, default: []].insert(sight.person)
      if sight.slot != 1 { coarse[sight.measure, default: []].insert(sight.person) }
    }
    #expect(people.counts { $0 } == fine.mapValues { $0.count })
    // One period left out, campaigns put together: nobody counts twice.
    #expect(people.counts { $0.slot == 1 ? nil : $0.measure } == coarse.mapValues { $0.count })
  }

  @Test("any split and any merge order give the same bytes", arguments: 0..<12)
  func splits(seed: Int) throws {
    let sights = Self.sights(seed: seed)
    var random = SeededRandom(seed + 500)
    var parts: [[Sight]] = Array(repeating: [], count: Int.random(in: 1...5, using: &random))
    for sight in sights.shuffled(using: &random) {
      parts[Int.random(in: 0..<parts.count, using: &random)].append(sight)
    }
    var merged = DistinctPeople()
    for part in parts.shuffled(using: &random) {
      merged.merge(try DistinctPeople(decoding: Self.set(part).encode()))
    }
    #expect(merged.encode() == Self.set(sights).encode())
  }

  @Test("any number of partitions holds the same people", arguments: [1, 2, 7, 64])
  func partitions(count: Int) throws {
    let whole = Self.set(Self.sights(seed: 4))
    var merged = DistinctPeople()
    for partition in 0..<count {
      merged.merge(try DistinctPeople(decoding: whole.encode(partition: partition, of: count)))
    }
    #expect(merged.encode() == whole.encode())
  }

  @Test("a group with somebody unknown has no count, and neither has any grouping that holds it")
  func unknown() {
    func group(_ campaign: String) -> DistinctPeople.Group {
      .init(measure: .uniqueOpens, texts: [Array(campaign.utf8), []], slot: 0)
    }
    var people = Self.set([])
    people.add(Self.token(1, key: 1), to: group("May"))
    people.add(Self.token(2, key: 1), to: group("May"))
    people.add(Self.token(1, key: 1), to: group("June"))
    people.add(.nobody, to: group("June"))
    #expect(people.counts { $0 } == [group("May"): 2, group("June"): nil])
    #expect(people.counts { $0.slot } == [0: nil])
  }

  @Test("two different person keys give the same counts")
  func keys() {
    let sights = Self.sights(seed: 6)
    let a = Self.set(sights, key: 7).counts { $0 }
    #expect(a == Self.set(sights, key: 1_000_003).counts { $0 })
  }

  @Test("damaged or foreign bytes are refused, never misread")
  func damaged() {
    let bytes = Self.set(Array(Self.sights(seed: 3).prefix(40))).encode()
    #expect(throws: DistinctPeople.Failure.wrongVersion) {
      try DistinctPeople(decoding: [9, 9] + bytes.dropFirst(2))
    }
    for cut in stride(from: 2, to: bytes.count, by: 5) {
      #expect(throws: DistinctPeople.Failure.self) { try DistinctPeople(decoding: Array(bytes[..<cut])) }
    }
  }
}
