package import Columns
package import EventSchema

/// The first order (or won deal, or stage) of every person: a rollup, keyed by person token.
///
/// First is the smallest (instant, id bytes), so that the order of arrival plays no part. Tokens
/// never reach output: `finish` counts people per group and period.
package struct FirstByPerson: Sendable, Equatable {
  package struct First: Sendable, Equatable {
    /// UTC seconds; midnight where only a day is stated.
    package var instant: Int64
    package var id: [UInt8]
    package var day: Int32
    /// Texts of the shape's dimensions.
    package var texts: [[UInt8]]

    func precedes(_ other: First) -> Bool {
      if instant != other.instant { return instant < other.instant }
      if id != other.id { return id.lexicographicallyPrecedes(other.id) }
      // The same id stated twice at one instant: the smaller texts, so that merging stays commutative.
      return texts.lexicographicallyPrecedes(other.texts) { $0.lexicographicallyPrecedes($1) }
    }
  }
  package enum Failure: Error, Equatable, Sendable {
    case wrongVersion
    case damaged(CanonicalDecoder.Failure)
  }
  private static let mark: [UInt8] = [2, 1]

  package let dimensions: [Dimension]
  package private(set) var people: [PersonToken: First] = [:]

  package init(dimensions: [Dimension]) { self.dimensions = dimensions }

  /// Adds the events of a batch that have a person.
  package mutating func add(_ batch: EventBatch, dictionaries: Dictionaries) {
    guard !batch.persons.isEmpty else { return }
    let columns = dimensions.map { batch.dimensions.firstIndex(of: $0) }
    for row in 0..<batch.count where !batch.persons[row].isNobody {
      let instant =
        batch.instants.isEmpty || batch.instants[row] == .min
        ? Int64(batch.days[row]) * 86_400 : batch.instants[row]
      if let known = people[batch.persons[row]], known.instant < instant { continue }
      let texts = zip(dimensions, columns).map { dimension, column in
        column.map { dictionaries.text(dimension, batch.codes[$0][row]) } ?? []
      }
      let id =
        batch.entities.isEmpty || batch.entities[row] < 0 ? [] : dictionaries.entities[batch.entities[row]]
      insert(First(instant: instant, id: id, day: batch.days[row], texts: texts), for: batch.persons[row])
    }
  }

  private mutating func insert(_ first: First, for person: PersonToken) {
    if let known = people[person], !first.precedes(known) { return }
    people[person] = first
  }

  package mutating func merge(_ other: FirstByPerson) {
    for (person, first) in other.people { insert(first, for: person) }
  }

  package static func partition(of person: PersonToken, count: Int) -> Int {
    Int(truncatingIfNeeded: person.low >> 1) % count
  }

  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    let mine = people.filter { count == 1 || Self.partition(of: $0.key, count: count) == partition }
    var encoder = CanonicalEncoder()
    for byte in Self.mark { encoder.write(byte: byte) }
    encoder.write(UInt64(mine.count))
    for (person, first) in mine.sorted(by: { ($0.key.high, $0.key.low) < ($1.key.high, $1.key.low) }) {
      encoder.write(person.high)
      encoder.write(person.low)
      encoder.write(Int(first.instant))
      encoder.write(first.id)
      encoder.write(Int(first.day))
      for text in first.texts { encoder.write(text) }
    }
    return encoder.bytes
  }

  package init(decoding bytes: [UInt8], dimensions: [Dimension]) throws(Failure) {
    self.init(dimensions: dimensions)
    var decoder = CanonicalDecoder(bytes)
    do throws(CanonicalDecoder.Failure) {
      let mark = [try decoder.byte(), try decoder.byte()]
      if mark != Self.mark { throw .unexpected(offset: 0) }
      for _ in 0..<(try decoder.unsigned()) {
        let high = try decoder.unsigned()
        let low = try decoder.unsigned()
        var first = First(
          instant: Int64(try decoder.integer()), id: try decoder.string(),
          day: Int32(truncatingIfNeeded: try decoder.integer()), texts: [])
        for _ in dimensions { first.texts.append(try decoder.string()) }
        insert(first, for: PersonToken(low: low, high: high))
      }
    } catch {
      if error == .unexpected(offset: 0) { throw .wrongVersion }
      throw .damaged(error)
    }
  }

  /// People counted where their first event lies: as grouped sums of `new_customers`.
  package func finish(shape: GroupedSumsShape) -> GroupedSums {
    var result = GroupedSums(shape: shape)
    for first in people.values {
      let slot = Int(shape.periods.slot(ofDay: first.day))
      guard slot >= 0 else { continue }
      let texts = shape.dimensions.map { dimension in
        dimensions.firstIndex(of: dimension).map { first.texts[$0] } ?? []
      }
      result.add([.init(sum: 1, stated: 1)], to: .init(texts: texts, slot: slot, currency: 0, rateDay: 0))
    }
    return result
  }
}
