package import Columns
import Declarations
package import EventSchema

/// Turns record batches of one input into event batches: one per worker and input.
///
/// Works column by column; text, rules, UTM parameters and currencies are decided once per distinct
/// value. A record is judged by all its required columns and by every other column in use: the
/// first problem found, in column order, is the one reported.
package struct EventMapper: Sendable {
  let mapping: InputMapping
  package var dictionaries: Dictionaries
  var facts = FileFacts()
  /// For every wanted column whether the file has it.
  var present: [Bool]
  /// Of the days that count at another grain, then of those whose claims count elsewhere, in the order of `facts`.
  var lookups: [DaysLookup] = []
  var numberParser = NumberParser(style: .english)

  /// One per wanted column of days or times.
  var dateParsers: [DateParser?]
  /// Those of the other ways in which cells of a column may be written.
  var otherDateParsers: [[DateParser]]

  /// One per wanted column whose days and months may be taken for each other.
  var dayOrders: [DayOrder?]
  /// What each wanted column of the file at hand says about its notation.
  var evidence: [NotationEvidence]

  /// Wanted columns by role: positions in the record batch.
  let roles: Roles
  /// One per wanted column whose distinct texts are told apart; nil for the others.
  var textColumns: [TextColumn?]
  var derived: DerivedDimensions
  let nulls: NullTexts
  /// Of wanted columns that have texts of their own for "not stated", by position.
  let ownNulls: [Int: NullTexts]

  // One slot per wanted column; what a column's pass over the batch produced.
  var codes: [ContiguousArray<Int32>]
  var amounts: [ContiguousArray<Int64>]
  /// Rows of the column at hand that hold more than a plain value.
  var notPlain: ContiguousArray<UInt32> = []
  var days: [ContiguousArray<Int32>]
  var lastDays: [ContiguousArray<Int32>]
  var instants: [ContiguousArray<Int64>]
  /// Cells of ids and personal keys, which differ from row to row; `.absent` where not stated.
  var cells: [ContiguousArray<Cell>]
  /// 0 accepted, 1 rejected, 2 + index in FilterReason.allCases filtered, `duplicate` or `replaced`.
  var verdicts: ContiguousArray<UInt8> = []
  var result = MappedBatch()
  /// Rows of orders that give money back; empty for none.
  var returned: ContiguousArray<Bool> = []
  /// What orders amount to as stated; empty where nothing is held against it.
  var worths: ContiguousArray<Int64> = []
  /// Cells per column whose amount could not be read.
  var unreadable: [[Int]]
  /// Currencies that amounts state in their own text: `$5.00`.
  var statedCurrencies: [(row: Int, position: Int, currency: StatedCurrency)] = []
  static let duplicate: UInt8 = 254
  static let replaced: UInt8 = 255
  /// What identifies a record, where that is to be noted.
  let keyParts: KeyParts
  let contentParts: ContentParts
  /// Which statements are noted; nil for all.
  var watched: StatementFilter?
  /// Rows that are stated more than once.
  var restating: [(row: Int, role: StatementRole, change: StatementChange?)] = []
  /// To put a key together.
  var room: ContiguousArray<UInt8> = []
  /// What stands for the texts of each column in keys and contents.
  var composed: [ComposedTexts]
  /// Rows of the batch that were rejected or filtered so far.
  var dropped = 0
  /// Tokens of accounts that stand for a person, by text column code.
  var accountTokens: ContiguousArray<PersonToken> = []
  /// How its accounts are told.
  package internal(set) var accountForms: AccountForms = []
  /// Tokens of what names a mailing, by text column code.
  var mailingTokens: [Dimension: ContiguousArray<PersonToken>] = [:]
  /// What is known of each code of the columns that judge a record: the status or stage, the currency,
  /// whether the record is kept.
  var meanings: ContiguousArray<Int8> = []
  var packedCurrencies: ContiguousArray<UInt32> = []
  /// Of deals, per code of their stages whether the profile names it.
  var namedStages: ContiguousArray<Bool> = []
  /// What each code of the column of deals' types means.
  var dealTypes: ContiguousArray<DealType> = []
  var kept: [ContiguousArray<Bool>]
  /// Per code of whom market figures name whether it is us, and what a column of yes and no says.
  var ownNames: ContiguousArray<Bool> = []
  var answers: ContiguousArray<Int8> = []
  /// Currencies and days that were looked up, and whether each has a rate.
  var ratedDays = PairTable()
  var hasRate: ContiguousArray<Bool> = []
  /// Whether a tax other than 0 was taken off an amount.
  package internal(set) var takesTaxOff = false
  /// Report days of instants.
  var reportDays: Zone.Days
  /// The wanted column of the finest entity that the file has one of; nil for none.
  var finestEntity: Int?
  /// Whether the file's rows name one.
  var entitiesNamed: EntitiesNamed = []
  private var names = NameTally()
  var grains = GrainTally()
  /// What rows of the file at hand are of, where its grain is asked for.
  var grainThings: Things?
  var history = NameHistoryTally()
  /// Accepted records per code of the column of accounts, where files are read for these.
  var accountRows: ContiguousArray<Int> = []
  var origins: DealTally
  /// Codes of what orders have from deals, by the deals' origins; empty before the first.
  var dealCodes: ContiguousArray<Int32> = []
  /// Rows of orders of the batch at hand that have the origin of their deal.
  var rowsOfDeals: ContiguousArray<Int> = []
  /// Of notes by their codes whether they say where an order came from.
  var tellingNotes: ContiguousArray<Bool> = []
  /// What the file at hand claims, where that is asked for.
  var claims: ClaimTally?
  /// Rejected rows of which a later export states what they state.
  var replacedRejects: Set<Int> = []
  /// Per code of the column of actions whether it names one.
  var namesAction: ContiguousArray<Bool> = []
  /// Per row the claims that others state, and `repeats` where they state all else; empty where none are.
  var elsewhere: ContiguousArray<StatedDays.Contents> = []
  /// Campaign id code → code of its newest name, -1 where it has one name only.
  var renamed: ContiguousArray<Int32> = []

  package init(_ mapping: InputMapping) {
    self.mapping = mapping
    roles = Roles(mapping)
    keyParts = KeyParts(mapping)
    contentParts = ContentParts(mapping, roles)
    dictionaries = Dictionaries(Dimension.allCases + mapping.ownDimensions)
    derived = DerivedDimensions(mapping)
    origins = DealTally(dimensions: mapping.needs.ofDeals.count)
    let nulls = NullTexts(mapping.profile.nulls)
    self.nulls = nulls
    var ownNulls: [Int: NullTexts] = [:]
    for (position, index) in mapping.wanted.enumerated() where !mapping.profile.columns[index].nulls.isEmpty {
      ownNulls[position] = NullTexts(mapping.profile.nulls + mapping.profile.columns[index].nulls)
    }
    self.ownNulls = ownNulls
    reportDays = Zone.Days(mapping.reportZone)
    kept = Array(repeating: [], count: roles.keep.count)
    dateParsers = mapping.wanted.map { DateParser(type: mapping.profile.columns[$0].type) }
    let count = mapping.wanted.count + roles.split.count
    otherDateParsers = Array(repeating: [], count: count)
    dayOrders = Array(repeating: nil, count: count)
    evidence = Array(repeating: [], count: count)
    unreadable = Array(repeating: [], count: count)
    present = Array(repeating: true, count: count)
    composed = Array(repeating: ComposedTexts(), count: count)
    codes = Array(repeating: [], count: count)
    amounts = Array(repeating: [], count: count)
    days = Array(repeating: [], count: count)
    lastDays = Array(repeating: [], count: count)
    instants = Array(repeating: [], count: count)
    cells = Array(repeating: [], count: count)
    textColumns = mapping.wanted.indices.map { [roles] position in
      roles.isText(position)
        ? TextColumn(nulls: ownNulls[position] ?? nulls, conditions: mapping.conditions(on: position)) : nil
    }
  }

  /// Prepares for the records of another file of the input.
  ///
  /// - Parameters:
  ///   - present: for every wanted column whether the file has it at all.
  ///   - watched: which statements are noted; nil for all.
  package mutating func begin(_ facts: FileFacts, present: [Bool], watched: StatementFilter? = nil) {
    self.facts = facts
    self.watched = watched
    numberParser = NumberParser(
      style: mapping.numberStyle(facts),
      threeZeros: mapping.declared.contains(.numbers) ? .decimals : .doubtful)
    for position in evidence.indices { evidence[position] = [] }
    self.present = present + Array(repeating: true, count: roles.split.count)
    for position in mapping.wanted.indices where !isTaken(position) { self.present[position] = false }
    for position in mapping.wanted.indices {
      let type = mapping.type(position, facts)
      dateParsers[position] = DateParser(type: type)
      dayOrders[position] = DayOrder(type.pattern)
      otherDateParsers[position] = (facts.otherTypes[position] ?? []).compactMap { DateParser(type: $0) }
      // The file before may have stated ranges or times in this column.
      (lastDays[position], instants[position]) = ([], [])
    }
    for position in mapping.wanted.indices where !self.present[position] {
      codes[position] = []
      amounts[position] = []
      days[position] = []
      lastDays[position] = []
      instants[position] = []
      cells[position] = []
    }
    beginClaims()
    beginEntities()
    beginLookups()
  }

  /// Maps one batch. Events refer to this mapper's `dictionaries`.
  ///
  /// - Parameters:
  ///   - stated: roles of records that are stated more than once, by their index in the chunk.
  ///   - changes: what these refer to.
  package mutating func map(
    _ batch: borrowing RecordBatch, stated: [StatementRoles.Entry] = [], changes: [StatementChange] = []
  ) -> MappedBatch {
    result = MappedBatch()
    result.records = batch.count
    worths = []
    verdicts.removeAll(keepingCapacity: true)
    verdicts.append(contentsOf: repeatElement(0, count: batch.count))
    dropped = 0
    statedCurrencies.removeAll(keepingCapacity: true)
    for fault in batch.faults { reject(Int(fault.row), Int(fault.column), RejectReason(fault.kind)) }
    for position in mapping.wanted.indices {
      unreadable[position].removeAll(keepingCapacity: true)
      read(position, batch)
    }
    rename(batch.count)
    addUp(batch.count)
    splitFigures(batch.count)
    returned = returnedRows(batch.count)
    worths = statedWorths()
    subtract(batch.count)
    keepOnly(batch.count)
    let time = resolveTime(batch.count)
    let money = resolveCurrency(batch.count)
    rejectNegativeRefunds(batch.count)
    rejectNegatives(batch.count)
    dropSpanning(time, batch.count)
    let byAction = rowsByAction(batch.count)
    dropOtherGrains(time, byAction, batch.count)
    findClaimsElsewhere(time, byAction, batch.count)
    tallyCounts()
    dropClaims(money, batch.count)
    apply(stated, changes, batch)
    emit(batch, time: time, currencies: money)
    noteOddRefunds(time, money)
    checkRatios(batch, money)
    derived.tally(verdicts)
    tally(batch.count, currencies: money)
    noteEntities(batch)
    tallyNames(money)
    tallyGrains(time, byAction, money)
    tallyHistory(time)
    tallyClaims(time)
    tallyAccounts()
    tallyRestated(batch, time, money)
    noteStatements(batch, time, money)
    result.unnamedStages = unnamedStages(time, money)
    result.people = recordKeys(batch)
    result.accepted = batch.count - dropped
    if dropped > 0 {
      for verdict in verdicts where verdict > 1 && verdict < Self.duplicate {
        result.filtered[FilterReason.allCases[Int(verdict) - 2], default: 0] += 1
      }
      result.notKept = textsNotKept()
      for reject in result.rejects { result.rejectedDays[days(of: reject, time), default: 0] += 1 }
    }
    return result
  }

  /// How many records each channel rule decided since the last call, where the input's needs ask for it.
  package mutating func takeChannelRules() -> (
    decided: [ChannelDecision: Int], waiting: [ChannelDecision: Int]
  ) {
    derived.takeRules(dictionaries)
  }

  /// The first parameter by name that stands behind a `;` in an address that was read; nil where none does.
  package var undividedParameter: [UInt8]? { derived.undivided }

  /// Moves out what is known of campaigns whose names fit no pattern; nil where there is no pattern.
  package mutating func takeNames() -> OutsideNames? {
    derived.parts == nil ? nil : names.take(dictionaries)
  }

  private mutating func tallyNames(_ currencies: ContiguousArray<UInt32>) {
    guard let parts = derived.parts else { return }
    names.add(
      parts, verdicts: verdicts, currencies: currencies,
      money: roles.money.map { (measure: $0.measure, values: amounts[$0.position]) })
  }

  mutating func reject(_ row: Int, _ column: Int, _ reason: RejectReason) {
    guard verdicts[row] == 0 else { return }
    verdicts[row] = 1
    dropped += 1
    result.rejects.append(
      RowReject(row: row, column: roles.split.contains(column) ? roles.value ?? -1 : column, reason: reason))
  }
}
