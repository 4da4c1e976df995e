import Columns
package import EventSchema

/// How far every lead came, and whether it was turned away: a rollup, keyed by the token of the lead's id.
///
/// Of each stage the earliest day counts, and a lead's group is that of its arrival, the earliest one; so merging is
/// associative and commutative. Costs about 60 bytes a lead.
package struct LeadPaths: Sendable {
  private struct Path: Sendable {
    /// Earliest day per stage, `Int32.max` where it was not reached.
    var days: InlineArray<7, Int32> = .init(repeating: .max)
    /// Number of the group's texts; -1 where the lead's arrival is not stated.
    var group: Int32 = -1
    /// Some row could say that the lead was turned away; some row does.
    var isJudged = false
    var isDisqualified = false
  }
  package typealias Failure = RollupFailure
  /// First byte: the kind of rollup; second: the version of its encoding.
  private static let mark: [UInt8] = [22, 1]
  private static let stageCount = 7
  /// Cohorts by how far they came: a stage counts for all before it, so that skipped ones are passed.
  private static let reached: [(measure: Measure, stage: Int)] = [
    (.cohortLeads, 0), (.cohortMQLs, 1), (.cohortSQLs, 2), (.cohortSQOs, 3), (.cohortOpportunities, 4),
    (.cohortCustomers, 5),
  ]

  package let dimensions: [Dimension]
  private var leads = PersonTable()
  private var paths: ContiguousArray<Path> = []
  private var groups = TextGroups()

  package init(dimensions: [Dimension]) { self.dimensions = dimensions }

  /// - Parameters:
  ///   - batch: stages reached; its `links` are the leads' tokens.
  ///   - stages: the place of each row's stage in the funnel, from 0.
  package mutating func add(
    _ batch: EventBatch, stages: ContiguousArray<Int8>, verdicts: ContiguousArray<LeadVerdict>,
    dictionaries: Dictionaries
  ) {
    var numbers = GroupNumbers(dimensions, batch)
    for row in 0..<batch.count where !batch.links[row].isNobody {
      var path = Path()
      path.days[Int(stages[row])] = batch.days[row]
      path.isJudged = verdicts[row] != .unknown
      path.isDisqualified = verdicts[row] == .disqualified
      if stages[row] == 0 {
        path.group = numbers.number(ofRow: row) { dimension, code in
          dictionaries.text(dimension, code)
        } in: {
          groups.number(of: $0)
        }
      }
      join(path, batch.links[row])
    }
  }

  private mutating func join(_ path: Path, _ lead: PersonToken) {
    let (index, isNew) = leads.index(of: lead)
    guard !isNew else { return paths.append(path) }
    if path.group >= 0, arrivesBefore(path, paths[index]) { paths[index].group = path.group }
    for stage in 0..<Self.stageCount {
      paths[index].days[stage] = min(paths[index].days[stage], path.days[stage])
    }
    if path.isJudged { paths[index].isJudged = true }
    if path.isDisqualified { paths[index].isDisqualified = true }
  }

  private func arrivesBefore(_ path: Path, _ known: Path) -> Bool {
    if known.group < 0 || path.days[0] != known.days[0] { return path.days[0] < known.days[0] }
    // Stated twice for one day: the smaller texts, so that merging stays commutative.
    return groups[path.group].lexicographicallyPrecedes(groups[known.group]) {
      $0.lexicographicallyPrecedes($1)
    }
  }

  package mutating func merge(_ other: LeadPaths) {
    let names = other.groups.texts.map { groups.number(of: $0) }
    for (lead, path) in zip(other.leads.tokens, other.paths) {
      var path = path
      if path.group >= 0 { path.group = names[Int(path.group)] }
      join(path, lead)
    }
  }

  /// Leads by the period in which they came in, and how far they had come at the end of a day.
  package func finish(shape: GroupedSumsShape, asOf: Day) -> GroupedSums {
    var sums = GroupedSums(shape: shape)
    guard shape.measures.contains(where: \.isOfPaths) else { return sums }
    for path in paths where path.group >= 0 && path.days[0] <= asOf.number {
      let slot = Int(shape.periods.slot(ofDay: path.days[0]))
      guard slot >= 0 else { continue }
      let furthest = (0..<Self.stageCount).last { path.days[$0] <= asOf.number } ?? 0
      var counts: [Measure: Int] = [
        .disqualifiedLeads: path.isDisqualified ? 1 : 0, .unjudgedLeads: path.isJudged ? 0 : 1,
      ]
      for (measure, stage) in Self.reached { counts[measure] = furthest >= stage ? 1 : 0 }
      sums.add(
        shape.measures.map { measure in
          counts[measure].map { .init(sum: Int128($0), stated: 1) } ?? .init()
        },
        to: .init(texts: shape.texts(groups[path.group], of: dimensions), slot: slot, currency: 0, rateDay: 0)
      )
    }
    return sums
  }

  /// Leads by the period in which they came in, and by that in which they reached a stage or one behind it.
  package func cohorts(reaching measure: Measure, in periods: PeriodIndex) -> CohortCounts {
    var counts = CohortCounts(periods)
    guard let stage = Self.reached.first(where: { $0.measure == measure })?.stage else { return counts }
    for path in paths where path.group >= 0 {
      let cohort = Int(periods.slot(ofDay: path.days[0]))
      guard cohort >= 0 else { continue }
      counts.add(cohort)
      let day = (stage..<Self.stageCount).reduce(Int32.max) { min($0, path.days[$1]) }
      // A stage that is dated before the arrival counts from the arrival.
      let slot = Int(periods.slot(ofDay: max(day, path.days[0])))
      if slot >= 0 { counts.note(cohort, at: slot) }
    }
    return counts
  }

  // MARK: Coding

  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    let mine = leads.tokens.indices.filter {
      leads.tokens[$0].isIn(partition, of: count)
    }
    var encoder = CanonicalEncoder(mark: Self.mark)
    encoder.write(UInt64(mine.count))
    for index in mine.sorted(by: { leads.tokens[$0] < leads.tokens[$1] }) {
      let path = paths[index]
      encoder.write(leads.tokens[index])
      for stage in 0..<Self.stageCount { encoder.write(Int(path.days[stage])) }
      encoder.write(byte: (path.isJudged ? 1 : 0) | (path.isDisqualified ? 2 : 0) | (path.group < 0 ? 0 : 4))
      if path.group >= 0 { for text in groups[path.group] { encoder.write(text) } }
    }
    return encoder.bytes
  }

  package init(decoding bytes: [UInt8], dimensions: [Dimension]) throws(Failure) {
    self.init(dimensions: dimensions)
    try CanonicalDecoder.read(bytes, mark: Self.mark) { decoder throws(CanonicalDecoder.Failure) in
      for _ in 0..<(try decoder.unsigned()) {
        let lead = try decoder.token()
        var path = Path()
        for stage in 0..<Self.stageCount {
          path.days[stage] = Int32(truncatingIfNeeded: try decoder.integer())
        }
        let flags = try decoder.byte()
        path.isJudged = flags & 1 != 0
        path.isDisqualified = flags & 2 != 0
        if flags & 4 != 0 {
          let texts = try decoder.texts(dimensions.count)
          path.group = groups.number(of: texts)
        }
        join(path, lead)
      }
    }
  }
}
