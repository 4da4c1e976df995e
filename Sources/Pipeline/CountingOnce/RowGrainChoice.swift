import EventSchema

/// Which rows count where rows of one input are of several grains: a campaign's row beside those of its ad groups.
///
/// A row is of the finest entity that it names. Where a campaign, or a part of one, has a row of its own on days on which
/// its parts have rows, too, the one is the sum of the others, and one side counts, as among files of several grains.
/// What states less than its parts, by more than rounding, is no sum of them: it is what has no name, and counts beside
/// them, as does what has no parts at all on these days, such as a campaign of a type without ad groups.
struct RowGrainChoice {
  /// What rows are told apart by: the account, then what names a campaign, then its parts.
  static let parts: [[Dimension]] = [[.account], [.campaignID], [.campaign], [.adGroup], [.ad], [.term]]
  private static let levels: [EntityGrain] = [.campaign, .adGroup, .ad, .term]

  /// What rows of one thing and the same days spend.
  struct Row {
    /// The texts of the parts, empty where the rows state none.
    var thing: [[UInt8]]
    var days: ClosedRange<Int32>
    var currency: UInt32
    /// Units of 10^-6.
    var spend: Int128

    /// What names the campaign and its parts, coarsest first.
    fileprivate var path: [[UInt8]] {
      [thing[1].isEmpty ? [0] + thing[2] : [1] + thing[1]] + thing[3...]
    }
    fileprivate var namesCampaign: Bool { !thing[1].isEmpty || !thing[2].isEmpty }
    /// The place of the finest that it names among the levels.
    fileprivate var depth: Int { thing[3...].lastIndex { !$0.isEmpty }.map { $0 - 2 } ?? 0 }
  }

  private let choice: GrainChoice
  /// Days of things that count as others.
  private(set) var leftOut: [[[UInt8]]: [ClosedRange<Int32>]] = [:]
  /// Days of what has rows of its own beside those of its parts, one list for each.
  private(set) var overlaps: [[GrainChoice.Overlap]] = []

  init(_ rows: [Row], _ choice: GrainChoice) {
    self.choice = choice
    let campaigns = Dictionary(grouping: rows.filter(\.namesCampaign)) { [$0.thing[0], $0.path[0]] }
    for campaign in campaigns.values where Set(campaign.map(\.depth)).count > 1 { _ = settle(campaign, 0) }
    leftOut = leftOut.mapValues { Overlap.merged($0) }
  }

  /// - Returns: the rows that count.
  private mutating func settle(_ rows: [Row], _ depth: Int) -> [Row] {
    var own = rows.filter { $0.depth == depth }
    let finer = rows.filter { $0.depth > depth }
    var below: [Row] = []
    for part in Dictionary(grouping: finer, by: { $0.path[depth + 1] }).values {
      below += settle(part, depth + 1)
    }
    guard !own.isEmpty, let finest = below.map(\.depth).max() else { return own + below }
    let grain = Self.levels[depth]
    let other = choice.declared.flatMap { $0 > grain ? $0 : nil } ?? Self.levels[finest]
    func facts(_ rows: [Row], _ grain: EntityGrain) -> [GrainChoice.Fact] {
      rows.map { GrainChoice.Fact(grain: grain, days: $0.days, currency: $0.currency, spend: $0.spend) }
    }
    let found = choice.overlaps(facts(own, grain) + facts(below, other)).filter {
      Self.isSum($0.spend[grain] ?? [:], of: $0.spend[other] ?? [:])
    }
    for overlap in found {
      for row in overlap.counted == grain ? below : own where row.days.overlaps(overlap.days) {
        leftOut[row.thing, default: []].append(overlap.days)
      }
      if overlap.counted == grain {
        below.removeAll { $0.days.overlaps(overlap.days) }
      } else {
        own.removeAll { $0.days.overlaps(overlap.days) }
      }
    }
    if !found.isEmpty { overlaps.append(found) }
    return own + below
  }

  /// A whole that is rounded on its own may be some cents below its parts: a hundredth is let pass, since what has no name
  /// hardly ever spends just as much as all that has one.
  private static func isSum(_ whole: [UInt32: Int128], of parts: [UInt32: Int128]) -> Bool {
    parts.allSatisfy { currency, spend in (whole[currency] ?? 0) * 100 >= spend * 99 }
  }
}
