import Columns
package import EventSchema

/// Which accounts are aimed at, and how often each was touched, by day and type of touch: a rollup. Empty unless the
/// pipeline asks for engagement.
///
/// Accounts are tokens from the mapper on and never reach output: `finish` counts them per tier and period. Merging is
/// associative and commutative; an account that is stated differently counts as the statement that comes first by its
/// bytes says, targets first, and is counted as contradicted.
package struct AccountEngagement: Sendable {
  /// What is stated of an account.
  private struct Account: Sendable, Hashable {
    var isTarget: Bool
    /// Texts of tier and input, a number of `groups`.
    var group: Int32
    /// The day since which it is a customer, `.max` where none is stated.
    var since: Int32
    var isContradicted = false
  }
  package typealias Failure = RollupFailure
  private static let mark: [UInt8] = [7, 1]
  private static let dimensions: [Dimension] = [.tier, .input]

  private var people = PersonTable()
  /// Per token of `people`; nil for those that were only touched.
  private var accounts: ContiguousArray<Account?> = []
  private var groups = TextGroups()
  private var types = TextGroups()
  /// Whose touch of which type: the number of an account and of a type, -1 for none.
  private var pairs = PairTable()
  /// A pair and a day.
  private var cells = PairTable()
  private var counts: ContiguousArray<Int> = []

  package init() {}

  /// Takes accounts and touches; all other events leave no trace.
  package mutating func add(_ batch: EventBatch, dictionaries: Dictionaries) {
    guard batch.persons.count == batch.count, let values = batch.values.first else { return }
    switch batch.kind {
    case .account: addAccounts(batch, values, dictionaries)
    case .touch: addTouches(batch, dictionaries)
    case .ad, .cost, .visit, .email, .order, .refund, .deal, .stage, .plan, .content, .survey, .variant,
      .market,
      .contract, .level:
      break
    }
  }

  private mutating func addAccounts(
    _ batch: EventBatch, _ targets: ContiguousArray<Int64>, _ dictionaries: Dictionaries
  ) {
    var numbers = GroupNumbers(Self.dimensions, batch)
    for row in 0..<batch.count where !batch.persons[row].isNobody {
      let group = numbers.number(ofRow: row) { dimension, code in
        dictionaries.text(dimension, code)
      } in: {
        groups.number(of: $0)
      }
      let day = batch.days[row]
      state(
        Account(isTarget: targets[row] == 1, group: group, since: day == .min ? .max : day),
        of: batch.persons[row])
    }
  }

  private mutating func index(of token: PersonToken) -> Int {
    let (index, isNew) = people.index(of: token)
    if isNew { accounts.append(nil) }
    return index
  }

  private mutating func state(_ account: Account, of token: PersonToken) {
    let index = index(of: token)
    guard var known = accounts[index] else {
      accounts[index] = account
      return
    }
    let differs = bytes(known, .statement) != bytes(account, .statement)
    let isContradicted = known.isContradicted || account.isContradicted || differs
    if bytes(account, .whole).lexicographicallyPrecedes(bytes(known, .whole)) { known = account }
    known.isContradicted = isContradicted
    accounts[index] = known
  }

  private enum Extent { case statement, whole }

  private func bytes(_ account: Account, _ extent: Extent) -> [UInt8] {
    var encoder = CanonicalEncoder()
    encoder.write(byte: account.isTarget ? 0 : 1)
    encoder.write(groups[account.group][0])
    encoder.write(Int(account.since))
    if extent == .whole { encoder.write(groups[account.group][1]) }
    return encoder.bytes
  }

  private mutating func addTouches(_ batch: EventBatch, _ dictionaries: Dictionaries) {
    let codes = batch.dimensions.firstIndex(of: .touchType).map { batch.codes[$0] }
    var numbers: ContiguousArray<Int32> = []
    for row in 0..<batch.count {
      let code = codes?[row] ?? -1
      while numbers.count <= Int(code) {
        numbers.append(types.number(of: [dictionaries.text(.touchType, Int32(numbers.count))]))
      }
      let person = batch.persons[row]
      let account = person.isNobody ? -1 : Int32(index(of: person))
      touch(account, type: code < 0 ? -1 : numbers[Int(code)], day: batch.days[row], times: 1)
    }
  }

  private mutating func touch(_ account: Int32, type: Int32, day: Int32, times: Int) {
    let cell = Int(cells.id(pairs.id(account, type), day))
    if cell == counts.count { counts.append(times) } else { counts[cell] += times }
  }

  package mutating func merge(_ other: AccountEngagement) {
    let names = other.groups.texts.map { groups.number(of: $0) }
    for (token, account) in zip(other.people.tokens, other.accounts) {
      guard var account else { continue }
      account.group = names[Int(account.group)]
      state(account, of: token)
    }
    for (account, type, day, count) in other.touches {
      touch(
        account.map { Int32(index(of: $0)) } ?? -1, type: type.map { types.number(of: [$0]) } ?? -1, day: day,
        times: count)
    }
  }

  /// The first day on which anybody was touched.
  package var firstTouch: Day? {
    counts.indices.map { cells[Int32($0)].1 }.min().map { Day(number: $0) }
  }

  private var touches: [(account: PersonToken?, type: [UInt8]?, day: Int32, count: Int)] {
    counts.indices.map { cell in
      let (pair, day) = cells[Int32(cell)]
      let (account, type) = pairs[pair]
      return (
        account < 0 ? nil : people.tokens[Int(account)], type < 0 ? nil : types[type][0], day, counts[cell]
      )
    }
  }
}

// MARK: Finishing

extension AccountEngagement {
  /// What is to be said about the touches and accounts of a period.
  package struct Outcome: Sendable, Equatable {
    /// Touches of target accounts, of all others, and those that name no account.
    package var ofTargets = 0
    package var ofOthers = 0
    package var withoutAccount = 0
    /// Touches of target accounts whose type has no weight, by type; the empty text where none is stated.
    package var unweighted: [[UInt8]: Int] = [:]
    /// Accounts that are stated differently.
    package var contradicted = 0
    /// Targets that are customers by the end of the period, by tier.
    package var customers: [[UInt8]: Int] = [:]

    package init() {}
  }

  /// What touches are worth, and from when on an account counts as engaged.
  package struct Scale: Sendable {
    /// Points of a type, units of 10^-6; nil where it has no weight.
    package var weight: @Sendable ([UInt8]) -> Int64?
    package var otherwise: Int64
    /// Where touches fade: those of earlier periods count, too, as what is left of them at a period's end.
    package var halfLife: HalfLife?
    /// The run's day: in a period under way, what is left by then.
    package var asOf: Day
    /// Whether so many points (units of 10^-6) and touches make an account engaged; none of both don't.
    package var isEngaged: @Sendable (Int128, Int) -> Bool

    package init(
      weight: @escaping @Sendable ([UInt8]) -> Int64?, otherwise: Int64, halfLife: HalfLife?, asOf: Day,
      isEngaged: @escaping @Sendable (Int128, Int) -> Bool
    ) {
      self.weight = weight
      self.otherwise = otherwise
      self.halfLife = halfLife
      self.asOf = asOf
      self.isEngaged = isEngaged
    }
  }

  private struct Place: Hashable {
    var slot: Int
    var account: Int
  }

  private struct Score {
    var points: Int128 = 0
    var touches = 0
  }

  /// The points and touches of target accounts by period, and the periods in which anybody was touched.
  ///
  /// Touches are counted in their own period, also where points fade.
  private func scores(_ periods: PeriodIndex, _ scale: Scale) -> (scores: [Place: Score], covered: Set<Int>) {
    let weights = types.texts.map { scale.weight($0[0]) ?? scale.otherwise }
    let ends = periods.spans.map { min($0.upperBound, scale.asOf).number }
    var covered: Set<Int> = []
    var scores: [Place: Score] = [:]
    for cell in counts.indices {
      let (pair, day) = cells[Int32(cell)]
      let (account, type) = pairs[pair]
      let own = Int(periods.slot(ofDay: day))
      if own >= 0 { covered.insert(own) }
      guard account >= 0, accounts[Int(account)]?.isTarget == true else { continue }
      let points = type < 0 ? scale.otherwise : weights[Int(type)]
      func add(_ units: Int64, touches: Int, to slot: Int) {
        let place = Place(slot: slot, account: Int(account))
        scores[place, default: Score()].points += Int128(units) * Int128(counts[cell])
        scores[place]?.touches += touches
      }
      guard let halfLife = scale.halfLife else {
        if own >= 0 { add(points, touches: counts[cell], to: own) }
        continue
      }
      for slot in ends.indices where day <= ends[slot] {
        add(
          halfLife.units(points, after: Int(ends[slot] - day)), touches: slot == own ? counts[cell] : 0,
          to: slot)
      }
    }
    return (scores, covered)
  }

  /// Target accounts per tier in every period; their points, and how many are engaged, in those with any touch.
  package func finish(shape: GroupedSumsShape, _ scale: Scale) -> GroupedSums {
    var sums = GroupedSums(shape: shape)
    let (scores, covered) = scores(shape.periods, scale)
    for (index, account) in accounts.enumerated() {
      guard let account, account.isTarget else { continue }
      for slot in shape.periods.periods.indices {
        let score = scores[Place(slot: slot, account: index)] ?? Score()
        let isEngaged = scale.isEngaged(score.points, score.touches)
        let cells = shape.measures.map { measure -> GroupedSums.Cell in
          switch measure {
          case .targetAccounts: return .init(sum: 1, stated: 1)
          case .engagedTargets where covered.contains(slot): return .init(sum: isEngaged ? 1 : 0, stated: 1)
          case .engagementPoints where covered.contains(slot):
            return .init(sum: score.points, stated: 1)
          default: return .init()
          }
        }
        sums.add(cells, to: .init(texts: texts(account, shape), slot: slot, currency: 0, rateDay: 0))
      }
    }
    return sums
  }

  private func texts(_ account: Account, _ shape: GroupedSumsShape) -> [[UInt8]] {
    shape.dimensions.map { dimension in
      Self.dimensions.firstIndex(of: dimension).map { groups[account.group][$0] } ?? []
    }
  }

  package func outcome(in period: Period, _ scale: Scale) -> Outcome {
    var outcome = Outcome()
    let known = types.texts.map { scale.weight($0[0]) != nil }
    for cell in counts.indices {
      let (pair, day) = cells[Int32(cell)]
      let (account, type) = pairs[pair]
      guard period.contains(Day(number: day)) else { continue }
      if account < 0 {
        outcome.withoutAccount += counts[cell]
      } else if accounts[Int(account)]?.isTarget == true {
        outcome.ofTargets += counts[cell]
        if type < 0 || !known[Int(type)] {
          outcome.unweighted[type < 0 ? [] : types[type][0], default: 0] += counts[cell]
        }
      } else {
        outcome.ofOthers += counts[cell]
      }
    }
    for case let account? in accounts {
      if account.isContradicted { outcome.contradicted += 1 }
      if account.isTarget, account.since != .max, Day(number: account.since) <= period.last {
        outcome.customers[groups[account.group][0], default: 0] += 1
      }
    }
    return outcome
  }
}

// MARK: Encoding

extension AccountEngagement {
  /// The canonical bytes of one partition: an account and its touches are in the same, touches of nobody in the first.
  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    func isMine(_ token: PersonToken?) -> Bool {
      token.map { $0.isIn(partition, of: count) } ?? (partition == 0)
    }
    var encoder = CanonicalEncoder(mark: Self.mark)
    let own = zip(people.tokens, accounts).filter { isMine($0.0) && $0.1 != nil }.sorted { $0.0 < $1.0 }
    encoder.write(UInt64(own.count))
    for case (let token, let account?) in own {
      encoder.write(token)
      encoder.write(byte: account.isTarget ? 1 : 0)
      encoder.write(byte: account.isContradicted ? 1 : 0)
      encoder.write(Int(account.since))
      for text in groups[account.group] { encoder.write(text) }
    }
    let events = touches.filter { isMine($0.account) }.map { touch -> [UInt8] in
      var encoder = CanonicalEncoder()
      encoder.write(touch.account ?? .nobody)
      encoder.write(byte: touch.type == nil ? 0 : 1)
      encoder.write(touch.type ?? [])
      encoder.write(Int(touch.day))
      encoder.write(touch.count)
      return encoder.bytes
    }
    encoder.write(UInt64(events.count))
    for event in events.sorted(by: { $0.lexicographicallyPrecedes($1) }) { encoder.write(event) }
    return encoder.bytes
  }

  package init(decoding bytes: [UInt8]) throws(Failure) {
    self.init()
    try CanonicalDecoder.read(bytes, mark: Self.mark) { decoder throws(CanonicalDecoder.Failure) in
      for _ in 0..<(try decoder.unsigned()) {
        let token = try decoder.token()
        let isTarget = try decoder.byte() == 1
        let isContradicted = try decoder.byte() == 1
        let since = Int32(truncatingIfNeeded: try decoder.integer())
        let texts = try decoder.texts(Self.dimensions.count)
        let group = groups.number(of: texts)
        state(
          Account(isTarget: isTarget, group: group, since: since, isContradicted: isContradicted), of: token)
      }
      for _ in 0..<(try decoder.unsigned()) {
        var event = CanonicalDecoder(try decoder.string())
        let token = try event.token()
        let hasType = try event.byte() == 1
        let type = try event.string()
        let day = Int32(truncatingIfNeeded: try event.integer())
        touch(
          token.isNobody ? -1 : Int32(index(of: token)), type: hasType ? types.number(of: [type]) : -1,
          day: day, times: try event.integer())
      }
    }
  }
}
