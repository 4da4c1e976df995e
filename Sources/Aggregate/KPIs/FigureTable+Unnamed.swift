package import EventSchema

/// What records say that do not say of which group they are: each may be of any group that it does not contradict.
///
/// An order without a campaign may be of any campaign of its channel, and of none elsewhere: what came by a letter is
/// no search campaign's. A channel that rules give to records without an origin by saying so (`Direct`) is one like any
/// other; one that is only left over says nothing. So a campaign's figures are the least that they can be.
struct Unnamed: Sendable {
  /// Such records as leave the same open and count in the same group.
  struct Part: Sendable {
    /// What they say of the groups' dimensions, empty for what they leave open.
    var named: [[UInt8]]
    /// The group that counts them; nil for none.
    var own: [[UInt8]]?
    /// Their channel, where one is known and the groups are not divided by it.
    var channel: [UInt8]?
    var stated: [Int: [Leeway]] = [:]
  }
  /// By slot, what they state of each measure, and in how many records.
  private(set) var parts: [Part] = []
  /// Places of the parts by what these name.
  private var places: [TextKey: [Int]] = [:]
  /// What may be of a group: mostly that of many.
  struct Share: Sendable {
    /// Places of the parts.
    var places: [Int]
    /// The first dimension that one of them leaves open.
    var dimension: Dimension
    /// By slot, what they state of each measure together.
    var stated: [Int: [Leeway]] = [:]
  }
  private(set) var shares: [Share] = []
  private var placesOfShares: [[Int]: Int] = [:]
  /// By slot, how many records state each measure.
  private var records: [Int: [Int]] = [:]
  private let dimensions: [Dimension]
  /// Names of channels that are only left over, which groups are called, too.
  private let leftOver: Set<[UInt8]>

  /// Whether some records have a channel that some groups may not have.
  var asksForChannels: Bool { parts.contains { $0.channel != nil } }

  init(_ dimensions: [Dimension], leftOver: Set<[UInt8]>) {
    self.dimensions = dimensions
    self.leftOver = leftOver
  }

  /// - Parameters:
  ///   - named: what the row says of the groups' dimensions, empty for what it leaves open.
  ///   - own: the group that counts it.
  ///   - channel: nil where it is not known.
  mutating func add(_ row: FigureTable.Row, named: [[UInt8]], own: [[UInt8]]?, channel: [UInt8]?) {
    let asked = dimensions.contains(.channel) ? nil : channel
    let known = places[TextKey(named)] ?? []
    let place = known.first { parts[$0].channel == asked && parts[$0].own == own } ?? parts.count
    if place == parts.count {
      parts.append(Part(named: named, own: own, channel: asked))
      places[TextKey(named)] = known + [place]
    }
    var stated = parts[place].stated[row.slot] ?? row.values.map { _ in Leeway() }
    for (index, value) in row.values.enumerated() {
      guard let value else { continue }
      stated[index].add(value, records: row.records(of: index))
    }
    parts[place].stated[row.slot] = stated
  }

  mutating func count(_ row: FigureTable.Row) {
    var counts = records[row.slot] ?? row.values.map { _ in 0 }
    for index in row.values.indices { counts[index] += row.records(of: index) }
    records[row.slot] = counts
  }

  func records(_ index: Int, slot: Int) -> Int { records[slot]?[index] ?? 0 }

  /// What may be of a group, and is counted elsewhere, as places of the parts.
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
        if parts[place].own == key { return false }
        guard asksForChannel, let channel = parts[place].channel else { return true }
        return own.contains(channel)
      }
    }
    return found.sorted()
  }

  /// What may be of some groups together; nil for nothing.
  ///
  /// - Parameter places: of what may be of some of them.
  func share(_ places: some Sequence<Int>, counting keys: Set<[[UInt8]]>) -> Share? {
    share(Set(places).filter { parts[$0].own.map { !keys.contains($0) } ?? true }.sorted())
  }

  private func share(_ places: [Int]) -> Share? {
    // Parts are in no order.
    guard let open = places.compactMap({ parts[$0].named.firstIndex(where: \.isEmpty) }).min() else {
      return nil
    }
    var share = Share(places: places, dimension: dimensions[open])
    for place in places {
      for (slot, leeways) in parts[place].stated {
        share.stated[slot] = share.stated[slot].map { zip($0, leeways).map(+) } ?? leeways
      }
    }
    return share
  }

  /// The place of what may be of a group; nil for nothing.
  mutating func place(ofShare places: [Int]) -> Int? {
    if let known = placesOfShares[places] { return known }
    guard let share = share(places) else { return nil }
    shares.append(share)
    placesOfShares[places] = shares.count - 1
    return shares.count - 1
  }
}

/// By how much an amount may be less or more, and how many records that is of.
///
/// What they add and what they take off is kept apart: each may be of the group or not.
package struct Leeway: Sendable, Hashable {
  /// 0 or below.
  package var less: Exact = .zero
  /// 0 or above.
  package var more: Exact = .zero
  package var records = 0

  package init(less: Exact = .zero, more: Exact = .zero, records: Int = 0) {
    (self.less, self.more, self.records) = (less, more, records)
  }

  package var isNone: Bool { less.isZero && more.isZero }

  mutating func add(_ amount: Exact, records count: Int) {
    if amount.isZero { return }
    if amount.isNegative { less = less + amount } else { more = more + amount }
    records += count
  }

  package static func + (a: Leeway, b: Leeway) -> Leeway {
    Leeway(less: a.less + b.less, more: a.more + b.more, records: a.records + b.records)
  }
}

/// What may belong to a figure beside what it counts.
package struct UnnamedRecords: Sendable, Hashable {
  /// What the records leave open.
  package var dimension: Dimension
  package var leeway = Leeway()
  /// How many records state the measure, whatever they name.
  package var all = 0

  /// The same of several periods.
  package static func + (a: UnnamedRecords, b: UnnamedRecords) -> UnnamedRecords {
    UnnamedRecords(
      dimension: min(a.dimension, b.dimension), leeway: a.leeway + b.leeway, all: a.all + b.all)
  }
}

extension Dimension {
  /// Of a campaign's name or of what is below it, which a channel's campaigns alone have.
  fileprivate var isOfCampaigns: Bool {
    [.campaign, .campaignID, .adGroup, .ad, .term, .content].contains(self)
  }
}

extension FigureTable.Row {
  /// How many records state a measure; of new customers only how many there are is known.
  fileprivate func records(of index: Int) -> Int {
    index < statements.count ? statements[index] : values[index]?.whole ?? 0
  }
}

extension FigureTable {
  /// What becomes of records that do not say of which group they are, beside being counted.
  package enum Nameless: Sendable { case noted, ignored }

  /// Of rows that are of one group each, those that do not say of which group they are.
  ///
  /// - Parameters:
  ///   - shown: how a text is spelt that stands at a place of the key.
  ///   - own: the group that counts a row.
  func unnamed(
    _ nameless: Nameless, by dimensions: [Dimension], _ positions: [Int?], shown: ([UInt8], Int) -> [UInt8],
    own: ([[UInt8]]) -> [[UInt8]]?
  ) -> Unnamed? {
    let hasOrigins = spoken.map(\.by.hasOrigins)
    guard nameless == .noted, !dimensions.isEmpty, hasOrigins.contains(true) else { return nil }
    let leftOver = spoken.map { $0.by.hasOrigins ? $0.by.origins.leftOver : [] }
    let channelPlace = shape.dimensions.firstIndex(of: .channel)
    var unnamed = Unnamed(dimensions, leftOver: leftOver.reduce(into: []) { $0.formUnion($1) })
    for row in rows where hasOrigins[row.input] {
      func isOpen(_ position: Int) -> Bool {
        let text = row.texts[position]
        return text.isEmpty || position == channelPlace && leftOver[row.input].contains(text)
      }
      guard positions.contains(where: { $0.map(isOpen) ?? false }) else { continue }
      let named = positions.enumerated().map { place, position -> [UInt8] in
        guard let position, !isOpen(position) else { return [] }
        return shown(row.texts[position], place)
      }
      let channel = channelPlace.flatMap { isOpen($0) ? nil : self.shown(row.texts[$0], of: .channel) }
      unnamed.add(row, named: named, own: own(row.texts), channel: channel)
    }
    guard !unnamed.parts.isEmpty else { return nil }
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
      let candidates = unnamed.candidates(groups[index].key, in: own[index])
      groups[index].unnamed = unnamed.place(ofShare: candidates)
    }
  }
}

extension FigureTable.Breakdown {
  /// What records state of a measure that may belong to the group, and do not say so; nil where there are none in the
  /// whole run.
  package func unnamed(_ measure: Measure, _ group: FigureTable.Group, _ period: Period) -> UnnamedRecords? {
    guard let unnamed, let place = group.unnamed else { return nil }
    return sum(measure, unnamed.shares[place], periods.slot(of: period).map { [$0] } ?? [])
  }

  /// What may belong to a thing that some groups are of, over some days, and has none of its names.
  package func unnamed(
    _ measure: Measure, groups: [FigureTable.Group], days: ClosedRange<Day>, _ stretch: Stretch = .sum
  ) -> UnnamedRecords? {
    guard let unnamed else { return nil }
    // Of what has no row, nobody knows the channel: it is of one that has such things.
    let shares = Set((groups.isEmpty ? self.groups : groups).compactMap(\.unnamed))
    let own = Set(shares.flatMap { unnamed.shares[$0].places })
    let nameless = own.filter { unnamed.parts[$0].named.allSatisfy(\.isEmpty) }
    return unnamed.share(nameless, counting: []).flatMap { sum(measure, $0, slots(in: days, stretch)) }
  }

  /// What may belong to a sum of groups: all that may be of one of them, and is in none.
  ///
  /// - Parameter keys: of some of these, though no row may have them yet.
  func unnamed(
    _ measure: Measure, _ groups: [FigureTable.Group], keys: [[[UInt8]]], _ period: Period
  ) -> UnnamedRecords? {
    guard let unnamed else { return nil }
    var places = Set(groups.compactMap(\.unnamed).flatMap { unnamed.shares[$0].places })
    for key in keys { places.formUnion(unnamed.candidates(key, in: [])) }
    let counted = Set(groups.map(\.key) + keys)
    return unnamed.share(places, counting: counted)
      .flatMap { sum(measure, $0, periods.slot(of: period).map { [$0] } ?? []) }
  }

  private func sum(_ measure: Measure, _ share: Unnamed.Share, _ slots: Set<Int>) -> UnnamedRecords? {
    // Whoever ordered may be one more person.
    let stated = measure == .buyers ? Measure.orders : measure
    guard let unnamed, !measure.isOfLengths, let index = measures.firstIndex(of: stated) else { return nil }
    var found = UnnamedRecords(dimension: share.dimension)
    for slot in slots {
      found.all += unnamed.records(index, slot: slot)
      if let leeways = share.stated[slot] { found.leeway = found.leeway + leeways[index] }
    }
    return found
  }
}
