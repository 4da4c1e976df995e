package import EventSchema

extension FigureTable {
  /// Where there is something of the measures that formulas ask for, as `spend / where(new_customers, spend)` does: in
  /// which channels, and in which campaigns.
  struct Sites: Sendable {
    /// By the measure: per slot, the channels of which it is not 0.
    private var channels: [Measure: [Set<[UInt8]>]] = [:]
    /// Places of the inputs of whose rows nobody knows the channel.
    fileprivate var untold: Set<Int> = []

    /// Nil where nothing is asked, and where the sums tell no channels apart.
    init?(_ table: FigureTable, _ asked: Set<Measure>) {
      guard !asked.isEmpty, let channel = table.shape.dimensions.firstIndex(of: .channel) else { return nil }
      let groups = table.grouped(by: [.channel], noting: .ignored).groups
      for measure in asked {
        guard let place = table.measures.firstIndex(of: measure) else { continue }
        var slots = table.shape.periods.periods.map { _ in Set<[UInt8]>() }
        for group in groups {
          for row in group.rows where row.cells[place].isSomething { slots[row.slot].insert(group.key[0]) }
        }
        channels[measure] = slots
      }
      untold = Set(table.spoken.indices.filter { !table.spoken[$0].by.origins.areKnown })
      for row in table.rows where untold.contains(row.input) {
        let text = row.texts[channel]
        if table.spoken[row.input].by.origins.tell(text) { untold.remove(row.input) }
      }
    }

    /// The channels that have something of all measures, of each in some of the slots.
    fileprivate func channels(having measures: [Measure], in slots: [Int]) -> Set<[UInt8]> {
      let found = measures.map { measure -> Set<[UInt8]> in
        guard let bySlot = channels[measure] else { return [] }
        return slots.reduce(into: []) { $0.formUnion(bySlot[$1]) }
      }
      return found.dropFirst().reduce(found.first ?? []) { $0.intersection($1) }
    }
  }

  /// What of a breakdown's groups is of which channel, or of which campaign, where the groups themselves do not say it.
  struct SitedGroups: Sendable {
    fileprivate let sites: Sites
    /// By the groups' dimensions, and by channel or campaign behind these; nil where every group says it.
    private var parts: Breakdown?
    private var unit = Dimension.channel
    private var places: [TextKey: [Int]] = [:]
    /// Places of the campaign and the channel in the groups' keys.
    private let campaign: Int?
    private let channel: Int?
    /// Whether there is one group, of many.
    private let isCombined: Bool

    init(
      _ sites: Sites, of table: FigureTable, by dimensions: [Dimension], combining: Set<[UInt8]>?,
      nameless: Nameless
    ) {
      self.sites = sites
      campaign = dimensions.firstIndex(of: .campaign)
      channel = dimensions.firstIndex(of: .channel)
      isCombined = combining != nil
      if !isCombined, channel != nil { return }
      if isCombined, campaign != nil { unit = .campaign }
      // Of many campaigns, only what names none is left to be told.
      let named = isCombined || campaign == nil ? nil : table.shape.dimensions.firstIndex(of: .campaign)
      let parts = table.grouped(
        by: dimensions + [unit], combining: combining, leavingOut: named, noting: nameless)
      for (place, group) in parts.groups.enumerated() {
        places[TextKey(Array(group.key.dropLast())), default: []].append(place)
      }
      self.parts = parts
    }

    private func isOfCampaign(_ group: Group) -> Bool {
      !isCombined && campaign.map { !group.key[$0].isEmpty } ?? false
    }

    /// Whether a group says of which channel or campaign it is, or is a sum of campaigns; else rows are to say it.
    fileprivate func isTold(_ group: Group) -> Bool {
      isOfCampaign(group) || unit == .campaign || !isCombined && channel != nil
    }

    /// The parts of a group that have something of all measures in some of the slots; of a campaign all of it.
    fileprivate func parts(
      of group: Group, in breakdown: Breakdown, having measures: [Measure], in slots: [Int]
    ) -> SitedParts {
      if isOfCampaign(group) { return SitedParts([group], in: breakdown, isSettled: true) }
      if !isCombined, let channel {
        let isPart = sites.channels(having: measures, in: slots).contains(group.key[channel])
        return SitedParts(isPart ? [group] : [], in: breakdown, isSettled: isPart)
      }
      guard let parts else { return SitedParts([], in: breakdown) }
      let groups = (places[TextKey(group.key)] ?? []).map { parts.groups[$0] }
      guard unit == .campaign else {
        let having = sites.channels(having: measures, in: slots)
        return SitedParts(
          groups.filter { having.contains($0.key[$0.key.count - 1]) }, keys: having.map { group.key + [$0] },
          in: parts)
      }
      let indices = measures.map(parts.measures.firstIndex(of:))
      let having = groups.filter { group in
        indices.allSatisfy { index in
          index.map { place in
            group.rows.contains { slots.contains($0.slot) && $0.cells[place].isSomething }
          } ?? false
        }
      }
      return SitedParts(having, in: parts)
    }
  }

  /// What of a group is where there is something of other measures.
  package struct SitedParts: Sendable {
    package let groups: [Group]
    /// What such parts are called, though the group may have no row of them yet.
    private let keys: [[[UInt8]]]
    package let breakdown: Breakdown
    /// Whether they are the whole group, so that more of the other measures changes nothing.
    package let isSettled: Bool

    fileprivate init(
      _ groups: [Group], keys: [[[UInt8]]] = [], in breakdown: Breakdown, isSettled: Bool = false
    ) {
      (self.groups, self.keys, self.breakdown, self.isSettled) = (groups, keys, breakdown, isSettled)
    }

    /// What may belong to them, and is counted in none.
    package func unnamed(_ measure: Measure, _ period: Period) -> UnnamedRecords? {
      breakdown.unnamed(measure, groups, keys: keys, period)
    }
  }
}

extension FigureTable {
  /// The measures of every group of some of the shape's dimensions, per period.
  ///
  /// - Parameters:
  ///   - combining: values of the one dimension to sum up as the group "other"; all others are left out.
  ///   - nameless: whether what may be of groups and does not say so is looked for; tables of values alone need not.
  package func breakdown(
    by dimensions: [Dimension], combining: Set<[UInt8]>? = nil, nameless: Nameless = .noted
  ) -> Breakdown {
    let sited = sites.map {
      SitedGroups($0, of: self, by: dimensions, combining: combining, nameless: nameless)
    }
    return grouped(by: dimensions, combining: combining, sited: sited, noting: nameless)
  }
}

extension FigureTable.Breakdown {
  /// What of a group is where there is something of other measures.
  package enum Site {
    /// The sum of these; of none, nothing is.
    case parts(FigureTable.SitedParts)
    case unknown(NoValueReason)
  }

  /// The channels of a group, or its campaign, that have something of other measures.
  ///
  /// - Parameters:
  ///   - period: the one in which the measure is asked for.
  ///   - others: of one of them there is to be something in each.
  ///   - looked: in some of these periods.
  package func site(
    of measure: Measure, group: FigureTable.Group, period: Period, having others: [Measure],
    in looked: [Period]
  ) -> Site {
    if measure.isFoundOut || measure.isOfLengths || measure.isLevel { return .unknown(.notAdditive(measure)) }
    let slots = looked.compactMap { periods.slot(of: $0) }
    guard let sited else { return .unknown(.missing(others.first ?? measure)) }
    for other in others {
      guard let index = measures.firstIndex(of: other) else { return .unknown(.missing(other)) }
      let stating = coverage[index].indices.filter { !coverage[index][$0].isDisjoint(with: slots) }
      if stating.isEmpty { return .unknown(.missing(other)) }
      if sited.isTold(group) { continue }
      // One without a row in these periods, of a tool that was given up, has nothing whose channel is asked for.
      let blind = stating.filter {
        sited.sites.untold.contains($0) && !slotsOfRows[$0].isDisjoint(with: slots)
      }.map { inputs[$0] }.sorted()
      if !blind.isEmpty {
        return .unknown(.channelsUntold(measure, having: other, inputs: blind, instead: nil))
      }
      let found = value(measure, group: group, period: period)
      let untold = Set(sited.sites.untold.map { inputs[$0] }).intersection(found.inputs).sorted()
      if let value = found.value, !value.isZero, !untold.isEmpty {
        return .unknown(.channelsUntold(measure, having: other, inputs: untold, instead: nil))
      }
    }
    let found = sited.parts(of: group, in: self, having: others, in: slots)
    if found.groups.count > 1, measure.countsPeople || measure.isOpaque {
      return .unknown(.notAdditive(measure))
    }
    return .parts(found)
  }
}
