import Columns
package import EventSchema

/// The contracts of every account: a rollup, keyed by the account's token. Says which accounts stayed from one period's
/// end to the next, and what they pay.
///
/// Merging joins lists, and results don't depend on their order, so it is associative and commutative. An account
/// belongs to the group of its first contract, so that it counts once. Costs about 80 bytes a contract.
package struct ContractTerms: Sendable {
  private struct Term: Sendable {
    /// First and last day on which it runs; `Int32.max` for no end.
    var first: Int32
    var last: Int32
    var currency: UInt32
    var units: Int64
    /// Number of the group's texts.
    var group: Int32

    func runs(on day: Int32) -> Bool { first <= day && day <= last }
  }
  package typealias Failure = RollupFailure
  /// First byte: the kind of rollup; second: the version of its encoding.
  private static let mark: [UInt8] = [23, 1]

  package let dimensions: [Dimension]
  private var accounts = PersonTable()
  private var terms: ContiguousArray<ContiguousArray<Term>> = []
  private var groups = TextGroups()

  package init(dimensions: [Dimension]) { self.dimensions = dimensions }

  /// - Parameter batch: contracts; `persons` are the accounts' tokens, `days` and `lastDays` when they run.
  package mutating func add(_ batch: EventBatch, dictionaries: Dictionaries) {
    guard let amounts = batch.values.first else { return }
    var numbers = GroupNumbers(dimensions, batch)
    for row in 0..<batch.count where !batch.persons[row].isNobody && amounts[row] != Measure.absent {
      let group = numbers.number(ofRow: row) { dimension, code in
        dictionaries.text(dimension, code)
      } in: {
        groups.number(of: $0)
      }
      add(
        Term(
          first: batch.days[row], last: batch.lastDays[row],
          currency: batch.currencies.isEmpty ? 0 : batch.currencies[row], units: amounts[row], group: group),
        to: batch.persons[row])
    }
  }

  private mutating func add(_ term: Term, to account: PersonToken) {
    let (index, isNew) = accounts.index(of: account)
    if isNew { terms.append([term]) } else { terms[index].append(term) }
  }

  package mutating func merge(_ other: ContractTerms) {
    let names = other.groups.texts.map { groups.number(of: $0) }
    for (account, terms) in zip(other.accounts.tokens, other.terms) {
      for var term in terms {
        term.group = names[Int(term.group)]
        add(term, to: account)
      }
    }
  }

  // MARK: Finish

  /// Of the accounts under contract on the day before each period: how many are so on its last day, and what they
  /// paid and pay, at the rates of the last day.
  package func finish(shape: GroupedSumsShape) -> GroupedSums {
    var sums = GroupedSums(shape: shape)
    guard shape.measures.contains(where: \.isOfContracts) else { return sums }
    for terms in terms {
      guard let origin = terms.min(by: precedes) else { continue }
      let texts = shape.texts(groups[origin.group], of: dimensions)
      for (slot, days) in shape.periods.spans.enumerated() {
        let before = terms.filter { $0.runs(on: days.lowerBound.number - 1) }
        if before.isEmpty { continue }
        let after = terms.filter { $0.runs(on: days.upperBound.number) }
        add(before, after, to: &sums, shape, texts, slot, rateDay: days.upperBound.number)
      }
    }
    return sums
  }

  private func add(
    _ before: [Term], _ after: [Term], to sums: inout GroupedSums,
    _ shape: GroupedSumsShape, _ texts: [[UInt8]], _ slot: Int, rateDay: Int32
  ) {
    let currencies = Set((before + after).map(\.currency)).sorted()
    // What an account pays less can't be told across currencies.
    let changes = currencies.count > 1
    func add(_ values: [Measure: Int128], currency: UInt32, rateDay: Int32) {
      sums.add(
        shape.measures.map { values[$0].map { .init(sum: $0, stated: 1) } ?? .init() },
        to: .init(texts: texts, slot: slot, currency: currency, rateDay: rateDay))
    }
    add(
      [
        .startingAccounts: 1, .keptAccounts: after.isEmpty ? 0 : 1, .lostAccounts: after.isEmpty ? 1 : 0,
        .otherCurrencyAccounts: changes && !after.isEmpty ? 1 : 0,
      ], currency: 0, rateDay: 0)
    guard shape.hasMoney else { return }
    for currency in currencies {
      func sum(_ terms: [Term]) -> Int128 {
        terms.reduce(0) { $1.currency == currency ? $0 + Int128($1.units) : $0 }
      }
      let (paid, pays) = (sum(before), sum(after))
      add(
        [.startingMRR: paid, .keptMRR: pays, .lostMRR: max(0, paid - pays)], currency: currency,
        rateDay: currency == 0 || currency == shape.reportCurrency?.packed ? 0 : rateDay)
    }
  }

  /// The order of an account's contracts: by their beginning, then by all else, so that none depends on arrival.
  private func precedes(_ a: Term, _ b: Term) -> Bool { bytes(a).lexicographicallyPrecedes(bytes(b)) }

  private func bytes(_ term: Term) -> [UInt8] {
    var encoder = CanonicalEncoder()
    // Days of one length, the highest byte first, so that bytes sort as days do.
    for day in [term.first, term.last] {
      let biased = UInt32(bitPattern: day) ^ 0x8000_0000
      for shift in [24, 16, 8, 0] { encoder.write(byte: UInt8(truncatingIfNeeded: biased >> UInt32(shift))) }
    }
    encoder.write(Int(term.currency))
    encoder.write(Int(term.units))
    for text in groups[term.group] { encoder.write(text) }
    return encoder.bytes
  }

  // MARK: Coding

  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    let mine = accounts.tokens.indices.filter {
      accounts.tokens[$0].isIn(partition, of: count)
    }
    var encoder = CanonicalEncoder(mark: Self.mark)
    encoder.write(UInt64(mine.count))
    for index in mine.sorted(by: { accounts.tokens[$0] < accounts.tokens[$1] }) {
      encoder.write(accounts.tokens[index])
      encoder.write(UInt64(terms[index].count))
      for term in terms[index].map(bytes).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
        encoder.write(term)
      }
    }
    return encoder.bytes
  }

  package init(decoding bytes: [UInt8], dimensions: [Dimension]) throws(Failure) {
    self.init(dimensions: dimensions)
    try CanonicalDecoder.read(bytes, mark: Self.mark) { decoder throws(CanonicalDecoder.Failure) in
      for _ in 0..<(try decoder.unsigned()) {
        let account = try decoder.token()
        for _ in 0..<(try decoder.unsigned()) { add(try term(try decoder.string()), to: account) }
      }
    }
  }

  private mutating func term(_ bytes: [UInt8]) throws(CanonicalDecoder.Failure) -> Term {
    var decoder = CanonicalDecoder(bytes)
    func day() throws(CanonicalDecoder.Failure) -> Int32 {
      var biased: UInt32 = 0
      for _ in 0..<4 { biased = biased << 8 | UInt32(try decoder.byte()) }
      return Int32(bitPattern: biased ^ 0x8000_0000)
    }
    let (first, last) = (try day(), try day())
    let currency = UInt32(truncatingIfNeeded: try decoder.integer())
    let units = Int64(try decoder.integer())
    let texts = try decoder.texts(dimensions.count)
    return Term(first: first, last: last, currency: currency, units: units, group: groups.number(of: texts))
  }
}
