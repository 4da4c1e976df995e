package import EventSchema

/// What records say that do not say of which group they are: each may be of any group that it does not contradict.
///
/// An order without a campaign may be of any campaign of its channel, and of none elsewhere: what came by a letter is
/// no search campaign's. A channel that rules give to records without an origin by saying so (`Direct`) is one like any
/// other; one that is only left over says nothing. So a campaign's figures are the least that they can be.
struct Unnamed: Sendable {
  /// Such records that leave the same open and are of the same channel, as one group: its key is empty where they name
  /// nothing.
  private(set) var groups: [FigureTable.Group] = []
  /// Of each, its channel, where one is known and the groups are not divided by it.
  private var channels: [[UInt8]?] = []
  /// Places of the groups by their keys.
  private var places: [TextKey: [Int]] = [:]
  /// What may be of a group: mostly that of many.
  struct Share: Sendable {
    /// Places of the groups.
    var places: [Int]
    /// The first dimension that one of them leaves open.
    var dimension: Dimension
    /// By slot, what they state of each measure together, and in how many records.
    var stated: [Int: [(amount: Exact?, records: Int)]] = [:]
  }
  private(set) var shares: [Share] = []
  private var placesOfShares: [[Int]: Int] = [:]
  /// By slot, how many records state each measure.
  private var records: [Int: [Int]] = [:]
  private let dimensions: [Dimension]
  /// Names of channels that are only left over, which groups are called, too.
  private let leftOver: Set<[UInt8]>

  /// Whether some records have a channel that some groups may not have.
  var asksForChannels: Bool { channels.contains { $0 != nil } }

  init(_ dimensions: [Dimension], leftOver: Set<[UInt8]>) {
    self.dimensions = dimensions
    self.leftOver = leftOver
  }

  /// - Parameters:
  ///   - key: of the row, empty where it names nothing.
  ///   - channel: nil where it is not known.
  mutating func add(_ row: FigureTable.Row, key: [[UInt8]], channel: [UInt8]?, of inputs: [Int]) {
    let asked = dimensions.contains(.channel) ? nil : channel
    let known = places[TextKey(key)] ?? []
    let place = known.first { channels[$0] == asked } ?? groups.count
    if place == groups.count {
      groups.append(FigureTable.Group(key: key))
      channels.append(asked)
      places[TextKey(key)] = known + [place]
    }
    groups[place].add(row, alone: inputs, speaks: true)
  }

  mutating func count(_ row: FigureTable.Row) {
    var counts = records[row.slot] ?? row.values.map { _ in 0 }
    for (index, count) in row.statements.enumerated() { counts[index] += count }
    // Of new customers only how many there are is known.
    for index in row.values.indices.dropFirst(row.statements.count) {
      counts[index] += row.values[index]?.whole ?? 0
    }
    records[row.slot] = counts
  }

  func records(_ index: Int, slot: Int) -> Int { records[slot]?[index] ?? 0 }

  /// What may be of a group, as places of the groups.
  ///
  /// - Parameter own: the channels in which the group has any row.
  func candidates(_ key: [[UInt8]], in own: Set<[UInt8]>) -> [Int] {
    let named = key.indices.filter { place in
      !key[place].isEmpty && !(dimensions[place] == .channel && leftOver.contains(key[place]))
    }
    guard !named.isEmpty, named.count < 8 else { return [] }
    var found: [Int] = []
    for subset in 1..<(1 << named.count) {
      let open = named.enumerated().filter { subset & (1 << $0.offset) != 0 }.map(\.element)
      var masked = key
      for place in key.indices where open.contains(place) || !named.contains(place) { masked[place] = [] }
      let asksForChannel = open.contains { dimensions[$0].isOfCampaigns }
      found += (places[TextKey(masked)] ?? []).filter { place in
        guard asksForChannel, let channel = channels[place] else { return true }
        return own.contains(channel)
      }
    }
    return found.sorted()
  }

  /// The place of what may be of a group; nil for nothing.
  mutating func share(_ places: [Int]) -> Int? {
    if let known = placesOfShares[places] { return known }
    // Groups are in no order.
    guard let open = places.compactMap({ groups[$0].key.firstIndex(where: \.isEmpty) }).min() else {
      return nil
    }
    var share = Share(places: places, dimension: dimensions[open])
    for place in places {
      for row in groups[place].rows {
        var stated = share.stated[row.slot] ?? row.cells.map { _ in (nil, 0) }
        for (index, cell) in row.cells.enumerated() {
          guard let amount = cell.value else { continue }
          stated[index].amount = stated[index].amount.map { $0 + amount } ?? amount
          // Of new customers only how many there are is known.
          stated[index].records += cell.statements > 0 ? cell.statements : amount.whole ?? 1
        }
        share.stated[row.slot] = stated
      }
    }
    shares.append(share)
    placesOfShares[places] = shares.count - 1
    return shares.count - 1
  }
}

/// What may belong to a figure beside what it counts.
package struct UnnamedRecords: Sendable, Hashable {
  /// What the records leave open.
  package var dimension: Dimension
  package var amount: Exact
  package var records: Int
  /// Of how many that state the measure.
  package var all: Int
}

extension Dimension {
  /// Of a campaign's name or of what is below it, which a channel's campaigns alone have.
  fileprivate var isOfCampaigns: Bool {
    [.campaign, .campaignID, .adGroup, .ad, .term, .content].contains(self)
  }
}

extension FigureTable {
  /// Of rows that are of one group each, those that do not say of which group they are.
  ///
  /// - Parameter shown: how a text is spelt that stands at a place of the key.
  func unnamed(
    by dimensions: [Dimension], _ positions: [Int?], shown: ([UInt8], Int) -> [UInt8]
  ) -> Unnamed? {
    let hasOrigins = spoken.map(\.by.hasOrigins)
    guard !dimensions.isEmpty, hasOrigins.contains(true) else { return nil }
    let leftOver = spoken.map { $0.by.hasOrigins ? $0.by.leftOverChannel : nil }
    let channelPlace = shape.dimensions.firstIndex(of: .channel)
    var unnamed = Unnamed(dimensions, leftOver: Set(leftOver.compactMap(\.self)))
    for row in rows where hasOrigins[row.input] {
      let without = leftOver[row.input]
      let isOpen = positions.contains { position in
        guard let position else { return false }
        return row.texts[position].isEmpty || position == channelPlace && row.texts[position] == without
      }
      guard isOpen else { continue }
      let key = positions.enumerated().map { place, position -> [UInt8] in
        guard let position, !row.texts[position].isEmpty,
          position != channelPlace || row.texts[position] != without
        else { return [] }
        return shown(row.texts[position], place)
      }
      let channel = channelPlace.map { self.shown(row.texts[$0], of: .channel) }
      unnamed.add(row, key: key, channel: channel == without ? nil : channel, of: [row.input])
    }
    guard !unnamed.groups.isEmpty else { return nil }
    for row in rows where hasOrigins[row.input] { unnamed.count(row) }
    return unnamed
  }

  /// Notes at each group what may be of it.
  ///
  /// - Parameter place: the group of a row; nil where it is in none.
  func note(_ unnamed: inout Unnamed, at groups: inout [Group], place: (Row) -> Int?) {
    var own = groups.map { _ in Set<[UInt8]>() }
    if unnamed.asksForChannels, let channel = shape.dimensions.firstIndex(of: .channel) {
      for row in rows {
        if let place = place(row) { own[place].insert(shown(row.texts[channel], of: .channel)) }
      }
    }
    for index in groups.indices {
      groups[index].unnamed = unnamed.share(unnamed.candidates(groups[index].key, in: own[index]))
    }
  }
}

extension FigureTable.Breakdown {
  /// What records state of a measure that may belong to the group, and do not say so; nil where there are none.
  package func unnamed(_ measure: Measure, _ group: FigureTable.Group, _ period: Period) -> UnnamedRecords? {
    guard let place = group.unnamed, let slot = periods.slot(of: period) else { return nil }
    return unnamed(measure, place, [slot])
  }

  /// What may belong to a thing that some groups are of, over some days, and has none of its names.
  package func unnamed(
    _ measure: Measure, groups: [FigureTable.Group], days: ClosedRange<Day>, _ stretch: Stretch = .sum
  ) -> UnnamedRecords? {
    guard var unnamed else { return nil }
    // Of what has no row, nobody knows the channel: it is of one that has such things.
    let shares = Set((groups.isEmpty ? self.groups : groups).compactMap(\.unnamed))
    let own = Set(shares.flatMap { unnamed.shares[$0].places })
    let places = own.filter { unnamed.groups[$0].key.allSatisfy(\.isEmpty) }.sorted()
    guard let place = unnamed.share(places) else { return nil }
    return sum(measure, unnamed.shares[place], slots(in: days, stretch))
  }

  private func unnamed(_ measure: Measure, _ place: Int, _ slots: Set<Int>) -> UnnamedRecords? {
    unnamed.flatMap { sum(measure, $0.shares[place], slots) }
  }

  private func sum(_ measure: Measure, _ share: Unnamed.Share, _ slots: Set<Int>) -> UnnamedRecords? {
    // Whoever ordered may be one more person.
    let stated = measure == .buyers ? Measure.orders : measure
    guard let unnamed, !measure.isOfLengths, let index = measures.firstIndex(of: stated) else { return nil }
    var found = UnnamedRecords(dimension: share.dimension, amount: .zero, records: 0, all: 0)
    for slot in slots {
      found.all += unnamed.records(index, slot: slot)
      guard let cell = share.stated[slot]?[index], let amount = cell.amount, !amount.isZero else { continue }
      found.amount = found.amount + amount
      found.records += cell.records
    }
    guard found.records > 0, !found.amount.isZero else { return nil }
    found.all = max(found.records, found.all)
    return found
  }
}
