package import EventSchema

/// What is known of deals, leads and contracts beyond their events; each rollup is there only where a figure needs it.
package struct Histories: Sendable {
  package private(set) var standing: StandingSums?
  package private(set) var lengths: LengthCounts?
  package private(set) var paths: LeadPaths?
  private var contracts: ContractTerms?
  package private(set) var contribution: PipelineContribution?

  /// Nil where none of the shapes needs any.
  package init?(_ shapes: [GroupedSumsShape]) {
    let measures = Set(shapes.flatMap(\.measures))
    let dimensions = Set(shapes.flatMap(\.dimensions)).sorted()
    if measures.contains(where: \.stands) { standing = StandingSums(dimensions: dimensions) }
    if measures.contains(where: \.isOfLengths) { lengths = LengthCounts(dimensions: dimensions) }
    if measures.contains(where: \.isOfPaths) { paths = LeadPaths(dimensions: dimensions) }
    if measures.contains(where: \.isOfContracts) { contracts = ContractTerms(dimensions: dimensions) }
    if measures.contains(where: \.isOfContribution) {
      contribution = PipelineContribution(dimensions: dimensions)
    }
    if standing == nil, lengths == nil, paths == nil, contracts == nil, contribution == nil { return nil }
  }

  package mutating func add(_ batch: HistoryBatch, dictionaries: Dictionaries) {
    switch batch {
    case .begins(let events): standing?.add(events, .begins, dictionaries: dictionaries)
    case .ends(let events): standing?.add(events, .ends, dictionaries: dictionaries)
    case .lengths(let events, let outcomes, let lengths):
      self.lengths?.add(events, outcomes, lengths, dictionaries: dictionaries)
    case .stages(let events, let stages, let verdicts):
      paths?.add(events, stages: stages, verdicts: verdicts, dictionaries: dictionaries)
    case .contracts(let events): contracts?.add(events, dictionaries: dictionaries)
    case .created(let deals): contribution?.add(deals: deals, dictionaries: dictionaries)
    case .touched(let touches): contribution?.add(touches: touches, dictionaries: dictionaries)
    }
  }

  package mutating func merge(_ other: Histories) {
    if let more = other.standing { standing?.merge(more) }
    if let more = other.lengths { lengths?.merge(more) }
    if let more = other.paths { paths?.merge(more) }
    if let more = other.contracts { contracts?.merge(more) }
    if let more = other.contribution { contribution?.merge(more) }
  }

  /// The sums that follow for a shape.
  ///
  /// - Parameters:
  ///   - asOf: the run's day: what happens later is not known yet.
  ///   - contribution: what of new deals is marketing's; asked for where a shape has measures of that.
  package func finish(
    shape: GroupedSumsShape, asOf: Day, contribution rule: PipelineContribution.Rule?
  ) -> GroupedSums {
    var sums = standing?.finish(shape: shape) ?? GroupedSums(shape: shape)
    if let more = paths?.finish(shape: shape, asOf: asOf) { sums.merge(more) }
    if let more = contracts?.finish(shape: shape) { sums.merge(more) }
    if let rule, let more = contribution?.finish(shape: shape, rule) { sums.merge(more) }
    return sums
  }
}
