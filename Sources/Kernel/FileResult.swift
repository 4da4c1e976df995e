package import Aggregate
package import Declarations
package import EventSchema
import Extract
package import Normalize

/// A whole file, verified: its parts joined, places resolved.
package struct FileResult: Sendable {
  package struct Reject: Sendable, Hashable {
    package var origin: Origin
    package var column: Int
    package var reason: RejectReason
  }
  package struct ControlTotal: Sendable, Hashable {
    package var label: String
    package var line: Int
    package var measure: Measure
    /// Units of 10^-6.
    package var units: Int64
    /// Why it may differ: it covers more or less than the file's rows.
    package var explanation: LocalizedText?
  }

  package var file: KernelFile
  package var rollups: Rollups
  package var ledger: ReconciliationLedger
  package var rejectCounts: [FilePart.RejectKind: Int]
  /// The first details; `rejectCounts` counts all.
  package var rejects: [Reject]
  private var firstRejects: [FilePart.RejectKind: Reject] = [:]
  package var restatements = Restatements()
  /// Money given back that does not fit its order, and the line of the first.
  package private(set) var oddRefunds: [RefundOddity: (tally: OddRefunds, line: Int)] = [:]
  /// Stated ratios held against their parts; the row of a first contradiction is its line.
  package private(set) var ratios: [StatedRatio: RatioTally] = [:]
  package var channelRules: [ChannelDecision: Int] = [:]
  /// What would decide the channels of refunds whose orders are looked up.
  package var refundRules: [ChannelDecision: Int] = [:]
  /// Hashes of records' keys, or of rows that occur several times, where these are asked for.
  package var keys: ContiguousArray<UInt64> = []
  package var statements: ContiguousArray<Statement> = []
  /// Rejected records whose keys are known, in the file's order, and the days that they are about.
  package private(set) var unread: [(statement: Statement, reject: Reject, day: Int32)] = []
  /// Lines and keys of records, where these are asked for.
  package private(set) var described: [(line: Int, key: String)] = []
  /// What columns say about the way they are read, by wanted position.
  package private(set) var notations: [Int: ColumnNotation] = [:]
  package private(set) var daysApart = DaysApart()
  private var entitiesNamed: EntitiesNamed = []
  /// A campaign parameter behind a `;` in an address, the first by name; nil where there is none.
  package private(set) var undividedParameter: [UInt8]?
  package private(set) var takesTaxOff = false
  /// How its records tell accounts.
  package private(set) var accountForms: AccountForms = []
  /// Per shape of the plan the events that lie in several of its periods.
  package private(set) var spanning: [Int] = []
  /// Records in the chunks before each.
  package private(set) var recordsBefore: [Int: Int] = [:]
  private var linesBeforeChunk: [Int: Int] = [:]
  /// The totals that are compared with the sum of the records, in the file's order.
  package var controlTotals: [ControlTotal]
  package var contentHash: String
  /// Of a text that the file packs, as if it stood by itself; else the file's.
  package var textHash: String
  /// Nothing ends the file's last line.
  package var lacksLineEnd = false
  /// How many rows the file says that it has, above or below them.
  package var statedRows: Int?

  static let details = 1000

  /// Joins the parts of a file. The result does not depend on how chunks were dealt out.
  package init(joining whole: consuming [FilePart], file: KernelFile, plan: KernelPlan) {
    var parts = whole
    self.file = file
    rollups = .moved
    ledger = ReconciliationLedger()
    rejectCounts = [:]
    rejects = []
    controlTotals = []
    spanning = plan.shapes.map { _ in 0 }
    var chunks: [Int: CSVChunkReader.Facts] = [:]
    var leaves: [Int: ContentHash.Leaf] = [:]
    for index in parts.indices {
      var more = Rollups.moved
      swap(&more, &parts[index].rollups)
      if index == 0 { rollups = more } else { rollups.merge(more) }
    }
    if parts.isEmpty { rollups = Rollups(plan: plan) }
    for part in parts {
      ledger.merge(part.ledger)
      rejectCounts.merge(part.rejectCounts, uniquingKeysWith: +)
      chunks.merge(part.chunks) { first, _ in first }
      leaves.merge(part.leaves) { first, _ in first }
      restatements.merge(part.restatements)
      channelRules.merge(part.channelRules, uniquingKeysWith: +)
      refundRules.merge(part.refundRules, uniquingKeysWith: +)
      for (position, notation) in part.notations {
        notations[position, default: ColumnNotation()].merge(notation)
      }
      keys += part.keys
      statements += part.statements
      daysApart.merge(part.daysApart)
      entitiesNamed.formUnion(part.entitiesNamed)
      spanning = zip(spanning, part.spanning).map(+)
    }
    if plan.inputs[file.input].statements == .rows { keys = RepeatedHashes.of(keys) }
    lacksLineEnd = parts.contains(where: \.lacksLineEnd)
    takesTaxOff = parts.contains(where: \.takesTaxOff)
    accountForms = parts.reduce(into: []) { $0.formUnion($1.accountForms) }
    undividedParameter = parts.compactMap(\.undividedParameter).min { $0.lexicographicallyPrecedes($1) }
    // Records and lines before each chunk.
    var records: [Int: Int] = [:]
    var lines: [Int: Int] = [:]
    var recordCount = 0
    var lineCount = 0
    for (chunk, facts) in chunks.sorted(by: { $0.key < $1.key }) {
      records[chunk] = recordCount
      lines[chunk] = lineCount
      recordCount += facts.records
      lineCount += facts.lines
    }
    recordsBefore = records
    linesBeforeChunk = lines
    // Of a block only its own lines count; the text was read from its front.
    ledger.lines = file.source.part.lines?.count ?? lineCount
    let path = file.source.place
    func placed(_ reject: FilePart.Reject) -> Reject {
      let record = (records[reject.chunk] ?? 0) + Int(reject.index) + 1
      let line = (lines[reject.chunk] ?? 0) + reject.linesBefore + 1
      return Reject(
        origin: Origin(file: path, record: record, line: line), column: reject.column, reason: reject.reason)
    }
    rejects = parts.flatMap(\.rejects).map(placed)
      .sorted { ($0.origin.record, $0.column) < ($1.origin.record, $1.column) }
    rejects = Array(rejects.prefix(Self.details))
    unread = parts.flatMap(\.unread).map { ($0.statement, placed($0.reject), $0.day) }
      .sorted { $0.reject.origin.record < $1.reject.origin.record }
    described = parts.flatMap(\.described).map { ((lines[$0.chunk] ?? 0) + $0.linesBefore + 1, $0.key) }
      .sorted { $0.line < $1.line }
    for part in parts {
      firstRejects.merge(part.firstRejects.mapValues(placed)) {
        $0.origin.record <= $1.origin.record ? $0 : $1
      }
    }
    for (oddity, odd) in parts.flatMap(\.oddRefunds) {
      let line = (lines[odd.first.chunk] ?? 0) + odd.first.linesBefore + 1
      var known = oddRefunds[oddity] ?? (OddRefunds(), line)
      known.tally.merge(odd.tally)
      oddRefunds[oddity] = (known.tally, min(known.line, line))
    }
    for (ratio, found) in parts.flatMap(\.ratios) {
      var tally = found.tally
      if let first = found.first { tally.first?.row = (lines[first.chunk] ?? 0) + first.linesBefore + 1 }
      ratios[ratio, default: RatioTally()].merge(tally)
    }
    let totals = parts.flatMap(\.totals).sorted { ($0.chunk, $0.index) < ($1.chunk, $1.index) }
    controlTotals = Self.compared(totals, rule: file.source.profile.totals).flatMap { total, explanation in
      let line = (lines[total.chunk] ?? 0) + total.linesBefore + 1
      return total.amounts.map {
        ControlTotal(
          label: total.label, line: line, measure: $0.measure, units: $0.units, explanation: explanation)
      }
    }
    statedRows = file.facts.statedRows ?? parts.compactMap(\.statedRows).first
    contentHash =
      parts.compactMap(\.contentHash).first
      ?? ContentHash.root(leaves.sorted { $0.key < $1.key }.map(\.value))
    textHash = parts.compactMap(\.textHash).first ?? contentHash
  }

  /// The totals that sum up the whole table, and those that the profile explains.
  ///
  /// Where the profile lists labels to compare, the first of them that occurs is the table's total; other totals
  /// have another scope, and only those whose scope is explained are worth showing.
  private static func compared(
    _ totals: [FilePart.Total], rule: Profile.TotalsRule?
  ) -> [(total: FilePart.Total, explanation: LocalizedText?)] {
    let preferred = rule?.compare ?? []
    let main = preferred.first { label in totals.contains { $0.label == label } }
    return totals.compactMap { total in
      let reason = rule?.explain.first { total.label.hasPrefix($0.label) }?.reason
      let isWhole = preferred.isEmpty || total.label == main
      return isWhole || reason != nil ? (total, reason) : nil
    }
  }

  /// 1-based line of a cell.
  package func line(of cell: FilePart.Contradiction) -> Int {
    (linesBeforeChunk[cell.chunk] ?? 0) + cell.linesBefore + 1
  }

  /// The rejects by column and reason, with how many there are and the first of each, in the file's order.
  package var rejectKinds: [(first: Reject, count: Int)] {
    rejectCounts.compactMap { kind, count in firstRejects[kind].map { (first: $0, count: count) } }
      .sorted { ($0.first.origin.record, $0.first.column) < ($1.first.origin.record, $1.first.column) }
  }

  /// Whether its rows that count name an entity of its grain; empty where it has no grain.
  package var namedEntities: EntitiesNamed { file.source.grain == nil ? [] : entitiesNamed }

  /// Rows of the table, without totals and footers.
  package var tableRows: Int {
    let others = [FilterReason.total, .footer].reduce(0) { $0 + (ledger.filtered[$1.rawValue] ?? 0) }
    return ledger.records - others
  }

  /// The days that the file's records speak about, also those that give no event; nil for none.
  package var statedDays: ClosedRange<Int32>? {
    guard let oldest = ledger.oldestDay, let newest = ledger.newestDay else { return daysApart.dropped }
    return daysApart.dropped.joined(with: oldest...newest)
  }

  /// Moves the hashes of keys out.
  package mutating func takeKeys() -> ContiguousArray<UInt64> {
    var taken: ContiguousArray<UInt64> = []
    swap(&taken, &keys)
    return taken
  }

  /// Moves the rollups out.
  package mutating func takeRollups() -> Rollups {
    var taken = Rollups.moved
    swap(&taken, &rollups)
    return taken
  }
}
