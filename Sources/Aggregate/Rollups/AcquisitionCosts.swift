import Columns
package import EventSchema

/// What costs name accounts, by day, and when each account was first touched: a rollup.
///
/// Who became a customer when is for `FirstByPerson` to say, which `finish` asks. Accounts are tokens from the mapper on.
/// Merging is associative and commutative.
package struct AcquisitionCosts: Sendable {
  private typealias Cost = (account: Int, input: Int32, currency: UInt32, day: Int32)
  package typealias Failure = RollupFailure
  private static let mark: [UInt8] = [26, 1]

  private var people = PersonTable()
  /// The day of the first touch per token of `people`, `.max` for none.
  private var touched: ContiguousArray<Int32> = []
  private var inputs = TextGroups()
  /// (account, input, currency, day)
  private var keys = TupleTable(width: 4)
  /// Units of 10^-6 per key.
  private var sums: ContiguousArray<Int128> = []

  /// Inputs whose costs name accounts.
  package var inputNames: Set<[UInt8]> { Set(sums.indices.map { inputs[cost($0).input][0] }) }

  package init() {}

  /// Takes costs that name an account, and touches; all other events leave no trace.
  package mutating func add(_ batch: EventBatch, dictionaries: Dictionaries) {
    guard batch.persons.count == batch.count else { return }
    if batch.kind == .touch {
      for row in 0..<batch.count where !batch.persons[row].isNobody {
        touch(batch.persons[row], day: batch.days[row])
      }
    }
    guard batch.kind == .cost, let place = batch.measures.firstIndex(of: .accountCost) else { return }
    let values = batch.values[place]
    var numbers = GroupNumbers([.input], batch)
    for row in 0..<batch.count where !batch.persons[row].isNobody && values[row] != Measure.absent {
      let input = numbers.number(ofRow: row) { dimension, code in
        dictionaries.text(dimension, code)
      } in: {
        inputs.number(of: $0)
      }
      spend(
        Int128(values[row]), on: batch.persons[row], input,
        batch.currencies.isEmpty ? 0 : batch.currencies[row], day: batch.days[row])
    }
  }

  private mutating func index(of token: PersonToken) -> Int {
    let (index, isNew) = people.index(of: token)
    if isNew { touched.append(.max) }
    return index
  }

  private mutating func touch(_ token: PersonToken, day: Int32) {
    let index = index(of: token)
    touched[index] = min(touched[index], day)
  }

  private mutating func spend(
    _ units: Int128, on token: PersonToken, _ input: Int32, _ currency: UInt32, day: Int32
  ) {
    let key: InlineArray<4, Int64> = [Int64(index(of: token)), Int64(input), Int64(currency), Int64(day)]
    let (id, isNew) = keys.intern(key.span)
    if isNew { sums.append(units) } else { sums[Int(id)] += units }
  }

  private func cost(_ id: Int) -> Cost {
    func element(_ place: Int) -> Int64 { keys.element(place, of: id) }
    return (Int(element(0)), Int32(element(1)), UInt32(element(2)), Int32(element(3)))
  }

  package mutating func merge(_ other: AcquisitionCosts) {
    let names = other.inputs.texts.map { inputs.number(of: $0) }
    for (token, day) in zip(other.people.tokens, other.touched) { touch(token, day: day) }
    for (id, sum) in other.sums.enumerated() {
      let cost = other.cost(id)
      spend(sum, on: other.people.tokens[cost.account], names[Int(cost.input)], cost.currency, day: cost.day)
    }
  }
}

// MARK: Finishing

extension AcquisitionCosts {
  /// Customers that had been touched before, where `firsts` has them, and what named them from the first touch to the
  /// day that made them one; at the rates of the costs' days.
  ///
  /// - Parameter known: from which day on costs are known; nil where none are. What a customer had cost who was touched
  ///   before that is unknown.
  package func finish(shape: GroupedSumsShape, _ firsts: FirstByPerson, known: Day?) -> GroupedSums {
    var result = GroupedSums(shape: shape)
    guard shape.measures.contains(where: \.isOfAcquisition) else { return result }
    let own = costsByAccount()
    let currency = shape.reportCurrency?.packed ?? 0
    for first in firsts.customers {
      let slot = Int(shape.periods.slot(ofDay: first.day))
      guard slot >= 0, let index = people.index(ofKnown: first.token), touched[index] <= first.day else {
        continue
      }
      let isCovered = known.map { $0.number <= touched[index] } ?? false
      let texts = shape.texts(first.texts, of: firsts.dimensions)
      // That it cost nothing is known of a customer whom no cost names.
      result.add(
        shape.measures.map { measure in
          switch measure {
          case .touchedCustomers: .init(sum: 1, stated: 1)
          case .uncoveredCustomers: isCovered ? .init() : .init(sum: 1, stated: 1)
          case .costToWin: isCovered ? .init(sum: 0, stated: 1) : .init()
          default: .init()
          }
        }, to: .init(texts: texts, slot: slot, currency: currency, rateDay: 0))
      guard isCovered else { continue }
      for id in own[index] ?? [] {
        let cost = cost(id)
        guard (touched[index]...first.day).contains(cost.day) else { continue }
        // Taxes are those of the costs' input.
        let place = shape.dimensions.firstIndex(of: .input)
        let isForeign = cost.currency != 0 && cost.currency != currency
        var texts = texts
        if let place { texts[place] = inputs[cost.input][0] }
        result.add(
          shape.measures.map { $0 == .costToWin ? .init(sum: sums[id], stated: 1) : .init() },
          to: .init(
            texts: texts, slot: slot, currency: cost.currency, rateDay: isForeign ? cost.day : 0))
      }
    }
    return result
  }

  private func costsByAccount() -> [Int: [Int]] {
    var own: [Int: [Int]] = [:]
    for id in sums.indices { own[cost(id).account, default: []].append(id) }
    return own
  }
}

// MARK: Encoding

extension AcquisitionCosts {
  /// The canonical bytes of one partition: an account's touches and costs are in the same.
  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    var encoder = CanonicalEncoder(mark: Self.mark)
    let mine = people.tokens.indices.filter {
      touched[$0] != .max && people.tokens[$0].isIn(partition, of: count)
    }
    encoder.write(UInt64(mine.count))
    for index in mine.sorted(by: { people.tokens[$0] < people.tokens[$1] }) {
      encoder.write(people.tokens[index])
      encoder.write(Int(touched[index]))
    }
    let spent = sums.indices.filter { people.tokens[cost($0).account].isIn(partition, of: count) }.map {
      id -> [UInt8] in
      let cost = cost(id)
      var encoder = CanonicalEncoder()
      encoder.write(people.tokens[cost.account])
      encoder.write(inputs[cost.input][0])
      encoder.write(Int(cost.currency))
      encoder.write(Int(cost.day))
      encoder.write(wide: sums[id])
      return encoder.bytes
    }
    encoder.write(UInt64(spent.count))
    for bytes in spent.sorted(by: { $0.lexicographicallyPrecedes($1) }) { encoder.write(bytes) }
    return encoder.bytes
  }

  package init(decoding bytes: [UInt8]) throws(Failure) {
    self.init()
    try CanonicalDecoder.read(bytes, mark: Self.mark) { decoder throws(CanonicalDecoder.Failure) in
      for _ in 0..<(try decoder.unsigned()) {
        touch(try decoder.token(), day: Int32(truncatingIfNeeded: try decoder.integer()))
      }
      for _ in 0..<(try decoder.unsigned()) {
        var cost = CanonicalDecoder(try decoder.string())
        let token = try cost.token()
        let input = inputs.number(of: [try cost.string()])
        let currency = UInt32(truncatingIfNeeded: try cost.integer())
        let day = Int32(truncatingIfNeeded: try cost.integer())
        spend(try cost.wide(), on: token, input, currency, day: day)
      }
    }
  }
}
