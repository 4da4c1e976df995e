import Columns
package import EventSchema

/// When deals were created, for whom, and when marketing met these accounts and people before: a rollup.
///
/// Which channels are marketing's, and how long before a deal a touch counts, is asked in `finish`. Accounts and people
/// are tokens from the mapper on. Merging is associative and commutative. Costs about 90 bytes a deal, and 24 for every
/// day on which a channel touched somebody.
package struct PipelineContribution: Sendable {
  /// Which deals count as marketing's.
  package struct Rule: Sendable {
    package var marketing: Set<[UInt8]>
    /// A touch so many days before a deal was created, or less, counts.
    package var lookBackDays: Int32
    /// The days of which all touches are known; nil where no input has any.
    package var touchesKnown: ClosedRange<Int32>?

    package init(marketing: Set<[UInt8]>, lookBackDays: Int32, touchesKnown: ClosedRange<Int32>?) {
      self.marketing = marketing
      self.lookBackDays = lookBackDays
      self.touchesKnown = touchesKnown
    }
  }
  private struct Deals: Sendable {
    var count = 0
    /// Those that state an amount, and what it comes to: units of 10^-6.
    var priced = 0
    var sum: Int128 = 0

    mutating func add(_ other: Deals) {
      count += other.count
      priced += other.priced
      sum += other.sum
    }
  }
  private struct DealKey {
    /// Numbers of `people`, -1 for nobody.
    var account: Int
    var person: Int
    var group: Int32
    var currency: UInt32
    var day: Int32
  }
  package typealias Failure = RollupFailure
  /// First byte: the kind of rollup; second: the version of its encoding.
  private static let mark: [UInt8] = [25, 1]

  /// The channel is among them.
  package let dimensions: [Dimension]
  private let channel: Int
  private var people = PersonTable()
  private var groups = TextGroups()
  private var channels = TextGroups()
  /// (account, person, group, currency, day); -1 for nobody.
  private var dealKeys = TupleTable(width: 5)
  private var deals: ContiguousArray<Deals> = []
  /// (account or person, channel, day)
  private var touches = TupleTable(width: 3)

  /// Channels that deals or touches have.
  package var channelNames: Set<String> {
    let all = groups.texts.map { $0[channel] } + channels.texts.map { $0[0] }
    return Set(all.map { String(decoding: $0, as: UTF8.self) })
  }

  package init(dimensions: [Dimension]) {
    self.dimensions = dimensions.contains(.channel) ? dimensions : (dimensions + [.channel]).sorted()
    channel = self.dimensions.firstIndex(of: .channel) ?? 0
  }

  /// Whose an event is: an account, a person, both or nobody.
  private typealias Parties = (account: PersonToken, person: PersonToken)

  private static func parties(_ batch: EventBatch, _ row: Int) -> Parties {
    (
      batch.persons.isEmpty ? .nobody : batch.persons[row], batch.links.isEmpty ? .nobody : batch.links[row]
    )
  }

  private mutating func index(of token: PersonToken) -> Int64 {
    token.isNobody ? -1 : Int64(people.index(of: token).index)
  }

  /// - Parameter batch: deals on the days they were created; `persons` are their accounts, `links` their people, and
  ///   the only values are their amounts.
  package mutating func add(deals batch: EventBatch, dictionaries: Dictionaries) {
    var numbers = GroupNumbers(dimensions, batch)
    for row in 0..<batch.count {
      let group = numbers.number(ofRow: row) { dimension, code in
        dictionaries.text(dimension, code)
      } in: {
        groups.number(of: $0)
      }
      var deal = Deals(count: 1)
      if let units = batch.values.first?[row], units != Measure.absent {
        deal.priced = 1
        deal.sum = Int128(units)
      }
      let currency = batch.currencies.isEmpty ? 0 : batch.currencies[row]
      add(deal, of: Self.parties(batch, row), group, currency, day: batch.days[row])
    }
  }

  private mutating func add(
    _ deal: Deals, of parties: Parties, _ group: Int32, _ currency: UInt32, day: Int32
  ) {
    let key: InlineArray<5, Int64> = [
      index(of: parties.account), index(of: parties.person), Int64(group), Int64(currency), Int64(day),
    ]
    let (id, isNew) = dealKeys.intern(key.span)
    if isNew { deals.append(Deals()) }
    deals[Int(id)].add(deal)
  }

  /// - Parameter batch: touches; `persons` are their accounts, `links` their people.
  package mutating func add(touches batch: EventBatch, dictionaries: Dictionaries) {
    var numbers = GroupNumbers([.channel], batch)
    for row in 0..<batch.count {
      let channel = numbers.number(ofRow: row) { dimension, code in
        dictionaries.text(dimension, code)
      } in: {
        channels.number(of: $0)
      }
      let parties = Self.parties(batch, row)
      for token in [parties.account, parties.person] where !token.isNobody {
        touch(token, channel, day: batch.days[row])
      }
    }
  }

  private mutating func touch(_ token: PersonToken, _ channel: Int32, day: Int32) {
    let key: InlineArray<3, Int64> = [index(of: token), Int64(channel), Int64(day)]
    _ = touches.intern(key.span)
  }

  package mutating func merge(_ other: PipelineContribution) {
    let names = other.groups.texts.map { groups.number(of: $0) }
    for (id, deal) in other.deals.enumerated() {
      let key = other.dealKey(id)
      add(deal, of: other.parties(key), names[Int(key.group)], key.currency, day: key.day)
    }
    let channelNames = other.channels.texts.map { channels.number(of: $0) }
    for id in 0..<other.touches.count {
      let key = other.touchKey(id)
      touch(other.people.tokens[key.whose], channelNames[key.channel], day: key.day)
    }
  }

  private func dealKey(_ id: Int) -> DealKey {
    func element(_ place: Int) -> Int64 { dealKeys.element(place, of: id) }
    return DealKey(
      account: Int(element(0)), person: Int(element(1)), group: Int32(element(2)),
      currency: UInt32(element(3)), day: Int32(element(4)))
  }

  private func touchKey(_ id: Int) -> (whose: Int, channel: Int, day: Int32) {
    (Int(touches.element(0, of: id)), Int(touches.element(1, of: id)), Int32(touches.element(2, of: id)))
  }

  private func parties(_ key: DealKey) -> Parties {
    (
      key.account < 0 ? .nobody : people.tokens[key.account],
      key.person < 0 ? .nobody : people.tokens[key.person]
    )
  }
}

// MARK: Finishing

extension PipelineContribution {
  /// What becomes of a deal under a rule.
  private struct Verdict {
    var isSourced: Bool
    /// It names an account or a person.
    var isTraced: Bool
    var isInfluenced: Bool
    /// Touches are not known for all of its look-back, and none is known that would do.
    var isUnwatched: Bool
  }

  /// Deals by the period in which they were created, and what of them is marketing's; amounts at the rates of the days
  /// of creation.
  package func finish(shape: GroupedSumsShape, _ rule: Rule) -> GroupedSums {
    var sums = GroupedSums(shape: shape)
    guard shape.measures.contains(where: \.isOfContribution) else { return sums }
    let days = touchDays(of: rule)
    for (id, deal) in deals.enumerated() {
      let key = dealKey(id)
      let slot = Int(shape.periods.slot(ofDay: key.day))
      guard slot >= 0 else { continue }
      let verdict = judge(key, rule, days)
      let cells = shape.measures.map { cell($0, deal, verdict) }
      let hasMoney = deal.priced > 0
      let isForeign = hasMoney && key.currency != 0 && key.currency != shape.reportCurrency?.packed
      sums.add(
        cells,
        to: .init(
          texts: shape.texts(groups[key.group], of: dimensions), slot: slot,
          currency: hasMoney ? key.currency : 0, rateDay: isForeign ? key.day : 0))
    }
    return sums
  }

  /// Days on which marketing touched each of `people`, ascending.
  private func touchDays(of rule: Rule) -> [[Int32]] {
    var days = Array(repeating: [Int32](), count: people.tokens.count)
    let counts = channels.texts.map { rule.marketing.contains($0[0]) }
    for id in 0..<touches.count {
      let key = touchKey(id)
      if counts[key.channel] { days[key.whose].append(key.day) }
    }
    for index in days.indices { days[index].sort() }
    return days
  }

  private func judge(_ key: DealKey, _ rule: Rule, _ days: [[Int32]]) -> Verdict {
    let window = key.day - rule.lookBackDays...key.day
    let isInfluenced = [key.account, key.person].contains { whose in
      whose >= 0 && Self.hasAny(days[whose], in: window)
    }
    let isTraced = key.account >= 0 || key.person >= 0
    let isWatched =
      rule.touchesKnown.map { known in
        known.contains(window.lowerBound) && known.contains(window.upperBound)
      } ?? false
    return Verdict(
      isSourced: rule.marketing.contains(groups[key.group][channel]), isTraced: isTraced,
      isInfluenced: isInfluenced, isUnwatched: isTraced && !isInfluenced && !isWatched)
  }

  /// - Parameter days: ascending.
  private static func hasAny(_ days: [Int32], in window: ClosedRange<Int32>) -> Bool {
    var (low, high) = (0, days.count)
    while low < high {
      let middle = (low + high) / 2
      if days[middle] < window.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < days.count && days[low] <= window.upperBound
  }

  /// Nothing is stated of deals that do not count: of these an input of deals says that they are none.
  private func cell(_ measure: Measure, _ deal: Deals, _ verdict: Verdict) -> GroupedSums.Cell {
    func count(_ counts: Bool) -> GroupedSums.Cell {
      counts ? .init(sum: Int128(deal.count), stated: deal.count) : .init()
    }
    func amount(_ counts: Bool) -> GroupedSums.Cell {
      counts ? .init(sum: deal.sum, stated: deal.priced) : .init()
    }
    return switch measure {
    case .sourcedDeals: count(verdict.isSourced)
    case .sourcedAmount: amount(verdict.isSourced)
    case .tracedDeals: count(verdict.isTraced)
    case .tracedAmount: amount(verdict.isTraced)
    case .influencedDeals: count(verdict.isInfluenced)
    case .influencedAmount: amount(verdict.isInfluenced)
    case .unwatchedDeals: count(verdict.isUnwatched)
    default: .init()
    }
  }
}

// MARK: Encoding

extension PipelineContribution {
  /// The canonical bytes of one partition: an account's deals and touches are in the same, those of nobody in the first;
  /// a deal that names both is with its account.
  ///
  /// Partitions are merged before they are finished: a deal's person may be in another one.
  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    func isMine(_ token: PersonToken) -> Bool {
      token.isNobody ? partition == 0 : token.isIn(partition, of: count)
    }
    var encoder = CanonicalEncoder(mark: Self.mark)
    let ownDeals = deals.indices.compactMap { id -> [UInt8]? in
      let key = dealKey(id)
      let parties = parties(key)
      guard isMine(parties.account.isNobody ? parties.person : parties.account) else { return nil }
      var encoder = CanonicalEncoder()
      encoder.write(parties.account)
      encoder.write(parties.person)
      for text in groups[key.group] { encoder.write(text) }
      encoder.write(Int(key.currency))
      encoder.write(Int(key.day))
      encoder.write(deals[id].count)
      encoder.write(deals[id].priced)
      encoder.write(wide: deals[id].sum)
      return encoder.bytes
    }
    let ownTouches = (0..<touches.count).compactMap { id -> [UInt8]? in
      let key = touchKey(id)
      guard isMine(people.tokens[key.whose]) else { return nil }
      var encoder = CanonicalEncoder()
      encoder.write(people.tokens[key.whose])
      encoder.write(channels[Int32(key.channel)][0])
      encoder.write(Int(key.day))
      return encoder.bytes
    }
    for list in [ownDeals, ownTouches] {
      encoder.write(UInt64(list.count))
      for bytes in list.sorted(by: { $0.lexicographicallyPrecedes($1) }) { encoder.write(bytes) }
    }
    return encoder.bytes
  }

  package init(decoding bytes: [UInt8], dimensions: [Dimension]) throws(Failure) {
    self.init(dimensions: dimensions)
    try CanonicalDecoder.read(bytes, mark: Self.mark) { decoder throws(CanonicalDecoder.Failure) in
      for _ in 0..<(try decoder.unsigned()) {
        var deal = CanonicalDecoder(try decoder.string())
        let parties = (account: try deal.token(), person: try deal.token())
        let texts = try deal.texts(self.dimensions.count)
        let currency = UInt32(truncatingIfNeeded: try deal.integer())
        let day = Int32(truncatingIfNeeded: try deal.integer())
        let sums = Deals(count: try deal.integer(), priced: try deal.integer(), sum: try deal.wide())
        add(sums, of: parties, groups.number(of: texts), currency, day: day)
      }
      for _ in 0..<(try decoder.unsigned()) {
        var event = CanonicalDecoder(try decoder.string())
        let token = try event.token()
        let name = try event.string()
        touch(token, channels.number(of: [name]), day: Int32(truncatingIfNeeded: try event.integer()))
      }
    }
  }
}
