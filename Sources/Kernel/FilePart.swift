package import Aggregate
import Declarations
package import EventSchema
package import Extract
package import Normalize

/// What one worker made of its chunks of one file: staged, and merged only when the file is whole.
package struct FilePart: Sendable {
  package struct Reject: Sendable, Hashable {
    package var chunk: Int
    package var index: Int32
    package var linesBefore: Int
    /// Index in the mapping's wanted columns, -1 for the whole record.
    package var column: Int
    package var reason: RejectReason
  }
  /// Where a record stands.
  package struct Place: Sendable {
    package var chunk: Int
    package var linesBefore: Int
  }
  package struct Unread: Sendable {
    package var statement: Statement
    package var reject: Reject
    package var day: Int32
  }
  package struct Total: Sendable {
    package var chunk: Int
    package var index: Int32
    package var linesBefore: Int
    package var label: String
    package var amounts: [(measure: Measure, units: Int64)]
  }

  package var rollups: Rollups
  package var ledger = ReconciliationLedger()
  /// Rejects by (column, reason): exact counts.
  package var rejectCounts: [RejectKind: Int] = [:]
  /// The first reject of each (column, reason).
  package var firstRejects: [RejectKind: Reject] = [:]
  /// The first rejects of every chunk, in order.
  package var rejects: [Reject] = []
  package var totals: [Total] = []
  /// Money given back that does not fit its order, and where the first of it stands.
  package var oddRefunds: [RefundOddity: (tally: OddRefunds, first: Place)] = [:]
  /// Stated ratios held against their parts, and where the first contradiction stands.
  package var ratios: [StatedRatio: (tally: RatioTally, first: Place?)] = [:]
  /// How many rows a footer says there are.
  package var statedRows: Int?
  package var restatements = Restatements()
  /// How many accepted records each channel rule decided, where that is asked for.
  package var channelRules: [ChannelDecision: Int] = [:]
  /// What would decide the channels of refunds whose orders are looked up.
  package var refundRules: [ChannelDecision: Int] = [:]
  /// Hashes of the records' keys or rows, and the records as statements, where these are asked for.
  package var keys: ContiguousArray<UInt64> = []
  package var statements: ContiguousArray<Statement> = []
  /// Rejected records whose keys are known.
  package var unread: [Unread] = []
  /// Keys of records in words, where these are asked for.
  package var described: [(chunk: Int, linesBefore: Int, key: String)] = []
  /// A campaign parameter behind a `;` in an address, the first by name; nil where there is none.
  package var undividedParameter: [UInt8]?
  /// Whether a tax other than 0 was taken off an amount.
  package var takesTaxOff = false
  /// How its records tell accounts.
  package var accountForms: AccountForms = []
  /// What columns say about the way they are read, by wanted position.
  package var notations: [Int: ColumnNotation] = [:]
  package var daysApart = DaysApart()
  package var entitiesNamed: EntitiesNamed = []
  /// Per shape of the plan the events that lie in several of its periods.
  package var spanning: [Int]
  package var chunks: [Int: CSVChunkReader.Facts] = [:]
  package var leaves: [Int: ContentHash.Leaf] = [:]
  /// Set by sequential reading: the hash of the whole file.
  package var contentHash: String?
  package var textHash: String?
  /// Nothing ends the last line, of a text that is read as a whole.
  package var lacksLineEnd = false

  package struct RejectKind: Hashable, Sendable, Comparable {
    package var column: Int
    package var reason: RejectReason
    package static func < (a: RejectKind, b: RejectKind) -> Bool {
      (a.column, a.reason.rawValue) < (b.column, b.reason.rawValue)
    }
  }

  /// Details are kept for so many rejects of a chunk; all are counted.
  static let detailsPerChunk = 100

  init(plan: KernelPlan) {
    rollups = Rollups(plan: plan)
    spanning = plan.shapes.map { _ in 0 }
  }

  mutating func note(_ odd: OddRefund, at place: @autoclosure () -> Place) {
    if oddRefunds[odd.oddity] == nil { oddRefunds[odd.oddity] = (OddRefunds(), place()) }
    oddRefunds[odd.oddity]?.tally.add(odd.units, odd.currency)
  }

  mutating func note(_ ratio: StatedRatio, _ tally: RatioTally, at place: (Int) -> Place) {
    guard var known = ratios[ratio] else {
      ratios[ratio] = (tally, tally.first.map { place($0.row) })
      return
    }
    // Chunks come one after another, and so do their batches: what is known stands before.
    if known.first == nil { known.first = tally.first.map { place($0.row) } }
    let first = known.tally.first ?? tally.first
    known.tally.merge(tally)
    known.tally.first = first
    ratios[ratio] = known
  }
}

/// What files are summed up in; merging is associative and commutative.
package struct Rollups: Sendable {
  /// Per shape of the plan.
  package var sums: [GroupedSums]
  package var people: [DistinctPeople]
  package var firsts: FirstByPerson?
  /// Campaigns whose names fit no pattern, by input.
  package var names: [Int: OutsideNames] = [:]
  /// Whose days the files state, where files are read for that.
  package var grains = GrainFacts()
  /// The names that campaigns had, where files are read for that.
  package var history = NameHistory()
  /// What the files claim, where files are read for that.
  package var claims = StatedDays()
  /// How the files spell accounts, where they are read for that.
  package var accounts = AccountSpellings()
  /// Where deals came from, where files are read for that.
  package var origins: DealOrigins?
  package var ordersOfDeals = OrdersOfDeals()
  package var links: LinkedEvents?
  package var identity: IdentityCounts?
  package var engagement: AccountEngagement?
  package var acquisition: AcquisitionCosts?
  package var histories: Histories?
  package var market: MarketStatements?
  package var levels: LevelStatements?

  package init(plan: KernelPlan) {
    sums = plan.shapes.map { GroupedSums(shape: $0) }
    people = plan.shapes.map { _ in DistinctPeople() }
    firsts = plan.customerDimensions.map { FirstByPerson(dimensions: $0) }
    histories = Histories(plan.shapes)
    market = MarketStatements(plan.shapes)
    levels = LevelStatements(plan.shapes, toldApartBy: plan.inputs.map(\.profile.levelIdentity))
    links = plan.linkDimensions.map { LinkedEvents(dimensions: $0, inherited: plan.inheritedDimensions) }
    identity = plan.inputs.contains { $0.needs.identity.isMeasured } ? IdentityCounts() : nil
    engagement = plan.inputs.contains { $0.needs.engagement } ? AccountEngagement() : nil
    acquisition =
      plan.shapes.contains { $0.measures.contains(where: \.isOfAcquisition) } ? AcquisitionCosts() : nil
  }

  static let moved = Rollups()
  private init() {
    sums = []
    people = []
  }

  package mutating func merge(_ other: consuming Rollups) {
    for i in sums.indices { sums[i].merge(other.sums[i]) }
    for i in people.indices {
      var more = DistinctPeople()
      swap(&more, &other.people[i])
      people[i].merge(more)
    }
    if let more = other.firsts { firsts?.merge(more) }
    grains.merge(other.grains)
    history.merge(other.history)
    claims.merge(other.claims)
    accounts.merge(other.accounts)
    ordersOfDeals.merge(other.ordersOfDeals)
    if let more = other.origins {
      var all = origins ?? DealOrigins()
      all.merge(more)
      origins = all
    }
    for (input, more) in other.names { names[input, default: OutsideNames()].merge(more) }
    if let more = other.links { links?.merge(more) }
    if let more = other.identity { identity?.merge(more) }
    if let more = other.engagement { engagement?.merge(more) }
    if let more = other.acquisition { acquisition?.merge(more) }
    if let more = other.histories { histories?.merge(more) }
    if let more = other.market { market?.merge(more) }
    if let more = other.levels { levels?.merge(more) }
  }
}
