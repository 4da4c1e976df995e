@testable import Aggregate
import EventSchema
import TestSupport
import Testing

/// What logs say of groups that they have no row of.
@Suite("Groups told apart") struct ToldApartTests {
  static let month = Period(label: "2026-02")!
  static let shape = GroupedSumsShape(
    dimensions: [.channel, .campaign], periods: PeriodIndex(grain: .month, periods: [month]),
    measures: [.clicks, .orders], reportCurrency: Currency("EUR"))

  struct Row {
    var input: String
    var channel: String
    var campaign = ""
    var clicks: Int?
    var orders: Int?
  }

  static func table(
    _ rows: [Row], _ covering: [String: InputCoverage], having: Set<Measure> = []
  ) -> FigureTable {
    var sums = GroupedSums(shape: shape)
    for row in rows {
      let texts = [row.channel, row.campaign, row.input].map { Array($0.utf8) }
      let cells = [row.clicks, row.orders].map { value -> GroupedSums.Cell in
        value.map { .init(sum: Int128($0), stated: 1) } ?? .init()
      }
      sums.add(
        cells,
        to: .init(texts: texts, slot: 0, currency: 0, rateDay: 0, isBelowZero: (row.orders ?? 0) < 0))
    }
    let coverage = covering.map { (Array($0.key.utf8), $0.value) }
    return FigureTable(
      shape: shape, sums: sums, customers: nil, people: DistinctPeople(),
      covering: Dictionary(uniqueKeysWithValues: coverage), having: having
    ) { _, _ in nil }
  }

  /// An input of orders whose records without an origin are unassigned.
  static func log(fixed: Set<Dimension> = [], covers: Bool = true) -> InputCoverage {
    var log = InputCoverage()
    log.states = [.orders]
    log.isLog = true
    log.hasOrigins = true
    log.origins.ofNone = Array("Unassigned".utf8)
    log.origins.leftOver = fixed.contains(.channel) ? [] : [Array("Unassigned".utf8)]
    log.fixed = fixed
    if covers { log.days = [month.first.number...month.last.number] }
    return log
  }

  static let display = Row(input: "ads", channel: "Display", campaign: "Banner", clicks: 9)

  static func orders(
    _ dimensions: [Dimension], _ key: [String], _ rows: [Row], _ covering: [String: InputCoverage]
  ) -> Exact? {
    let table = table([display] + rows, covering).breakdown(by: dimensions)
    let group = table.groups.first { $0.texts == key }
    return group.flatMap { table.value(.orders, group: $0, period: month).value }
  }

  @Test(
    "a channel without an order has 0 where the orders' rows tell channels apart",
    arguments: [
      ([Row(input: "shop", channel: "Search", orders: 1)], Exact(0)),
      ([Row(input: "shop", channel: "Unassigned", orders: 5)], nil),
      (
        [
          Row(input: "shop", channel: "Unassigned", orders: 5),
          Row(input: "shop", channel: "Search", orders: 1),
        ], Exact(0)
      ),
      // No order at all is none of this channel either.
      ([], Exact(0)),
    ] as [([Row], Exact?)])
  func channels(rows: [Row], expected: Exact?) {
    #expect(Self.orders([.channel], ["Display"], rows, ["shop": Self.log()]) == expected)
  }

  @Test("an input of one channel says nothing of others, with rows or without")
  func fixed() {
    let email = Self.log(fixed: [.channel])
    let row = Row(input: "letters", channel: "Email", orders: 3)
    #expect(Self.orders([.channel], ["Display"], [row], ["letters": email]) == nil)
    #expect(Self.orders([.channel], ["Display"], [], ["letters": email]) == nil)
    // Beside one that tells channels apart it takes nothing away.
    let shop = Row(input: "shop", channel: "Search", orders: 1)
    let both = ["letters": email, "shop": Self.log()]
    #expect(Self.orders([.channel], ["Display"], [row, shop], both) == Exact(0))
  }

  @Test("groups of two dimensions are told apart by both")
  func pairs() {
    let byChannel = Row(input: "shop", channel: "Search", orders: 1)
    let byBoth = Row(input: "shop", channel: "Search", campaign: "Brand", orders: 1)
    let key = ["Display", "Banner"]
    #expect(Self.orders([.channel, .campaign], key, [byChannel], ["shop": Self.log()]) == nil)
    #expect(Self.orders([.channel, .campaign], key, [byBoth], ["shop": Self.log()]) == Exact(0))
    #expect(Self.orders([.campaign], ["Banner"], [byChannel], ["shop": Self.log()]) == nil)
  }

  @Test("where the input has no row and covers nothing, nothing is known; nor of what is no log")
  func uncovered() {
    #expect(Self.orders([.channel], ["Display"], [], ["shop": Self.log(covers: false)]) == nil)
    var table = Self.log()
    table.isLog = false
    let shop = Row(input: "shop", channel: "Search", orders: 1)
    #expect(Self.orders([.channel], ["Display"], [shop], ["shop": table]) == nil)
  }

  /// What may belong to a group of February, and how many rows that is.
  static func unnamed(
    _ dimensions: [Dimension], _ key: [String], _ rows: [Row], _ log: InputCoverage = log()
  ) -> UnnamedRecords? {
    let table = table([display] + rows, ["shop": log]).breakdown(by: dimensions)
    let group = table.groups.first { $0.texts == key }
    return group.flatMap { table.unnamed(.orders, $0, month) }
  }

  @Test(
    "an order without a campaign may be of any campaign of its channel, one of nowhere known of all",
    arguments: [
      // Of Display, where Banner is, and of Search, where it is not.
      ("Display", nil, 3), ("Search", nil, nil),
      ("Unassigned", nil, 3),
      // A campaign's own order and one of another.
      ("Display", "Banner", nil), ("Display", "Other", nil),
    ] as [(String, String?, Int?)])
  func withoutCampaign(channel: String, campaign: String?, expected: Int?) {
    let rows = [
      Row(input: "shop", channel: "Display", campaign: "Other", orders: 1),
      Row(input: "shop", channel: channel, campaign: campaign ?? "", orders: 3),
    ]
    let found = Self.unnamed([.campaign], ["Banner"], rows)
    #expect(found?.leeway.more == expected.map { Exact($0) })
    #expect(found?.leeway.less == expected.map { _ in .zero })
    #expect(found?.leeway.records == expected.map { _ in 1 })
    if found != nil { #expect(found?.all == 2) }
  }

  @Test("what is left over of channels may be of any; where a rule says that nothing is Direct, Direct it is")
  func leftOver() {
    let rows = [
      Row(input: "shop", channel: "Unassigned", orders: 5),
      Row(input: "shop", channel: "Search", orders: 1),
    ]
    #expect(Self.unnamed([.channel], ["Display"], rows)?.leeway.more == Exact(5))
    #expect(Self.unnamed([.channel], ["Unassigned"], rows) == nil)
    var direct = Self.log()
    direct.origins.leftOver = []
    #expect(Self.unnamed([.channel], ["Display"], rows, direct) == nil)
    #expect(Self.unnamed([.campaign], ["Banner"], rows, direct) == nil)
  }

  /// An input whose rules say Direct of what states nothing, and leave Unassigned what they do not know.
  static var direct: InputCoverage {
    var direct = log()
    direct.origins.ofNone = Array("Direct".utf8)
    return direct
  }

  @Test(
    "beside what is Direct for stating nothing, what no rule knows may be of any channel but that one's name")
  func severalLeftOver() {
    let rows = [
      Row(input: "shop", channel: "Direct", orders: 7), Row(input: "shop", channel: "Unassigned", orders: 5),
      Row(input: "shop", channel: "Search", orders: 1),
    ]
    for channel in ["Direct", "Display", "Search"] {
      #expect(Self.unnamed([.channel], [channel], rows, Self.direct)?.leeway.more == Exact(5))
    }
    #expect(Self.unnamed([.channel], ["Unassigned"], rows, Self.direct) == nil)
    // Neither of the two tells other channels apart.
    #expect(Self.orders([.channel], ["Display"], Array(rows.dropLast()), ["shop": Self.direct]) == nil)
    // Two names of what is left over are none, each of its own rows alone.
    var two = Self.direct
    two.origins.leftOver.insert(Array("Direct".utf8))
    #expect(Self.unnamed([.channel], ["Search"], rows, two)?.leeway.more == Exact(12))
    #expect(Self.unnamed([.channel], ["Direct"], rows, two) == nil)
  }

  @Test("what nameless rows add and what they take off is no sum")
  func bothSigns() {
    let rows = [
      Row(input: "shop", channel: "Search", campaign: "Brand", orders: 9),
      Row(input: "shop", channel: "Search", orders: 7),
      Row(input: "shop", channel: "Search", orders: -7),
      Row(input: "shop", channel: "Search", orders: -1),
    ]
    let found = Self.unnamed([.campaign], ["Brand"], rows)
    #expect(found?.leeway == Leeway(less: Exact(-8), more: Exact(7), records: 3))
    #expect(found?.all == 4)
  }

  @Test(
    "where clicks are, an order without a campaign or channel may be; what is counted there is not missing")
  func sited() {
    func found(_ dimensions: [Dimension], _ key: [String], _ rows: [Row]) -> UnnamedRecords? {
      let table = Self.table([Self.display] + rows, ["shop": Self.log()], having: [.clicks])
        .breakdown(by: dimensions)
      guard let group = table.groups.first(where: { $0.texts == key }),
        case .parts(let parts) = table.site(
          of: .orders, group: group, period: Self.month, having: [.clicks], in: [Self.month])
      else { return nil }
      return parts.unnamed(.orders, Self.month)
    }
    let search = Row(input: "shop", channel: "Search", orders: 1)
    let nobody = Row(input: "shop", channel: "Unassigned", orders: 5)
    // Display has clicks, and the order that names no channel may be of it.
    #expect(found([], [], [search, nobody])?.leeway.more == Exact(5))
    // Of channels with clicks what is left over is one: its orders are counted already.
    let clicks = Row(input: "ads", channel: "Unassigned", clicks: 1)
    #expect(found([], [], [search, nobody, clicks])?.leeway.isNone ?? true)
    // Nothing may be where no clicks are.
    #expect(found([.channel], ["Search"], [search, nobody])?.leeway.isNone ?? true)
  }

  @Test("clicks that never name a campaign are of everything; beside orders that do they are not nobody's")
  func ofEverything() {
    func found(_ rows: [Row], _ key: [String]) -> [Measure] {
      let table = Self.table(rows, ["shop": Self.log()]).breakdown(by: [.campaign])
      guard let group = table.groups.first(where: { $0.texts == key }) else { return [] }
      return table.ofEverything((above: [.orders], below: [.clicks]), group).map { [$0.0] } ?? []
    }
    let clicks = Row(input: "ads", channel: "Search", clicks: 9)
    let nobody = Row(input: "shop", channel: "Search", orders: 1)
    let brand = Row(input: "shop", channel: "Search", campaign: "Brand", orders: 1)
    #expect(found([clicks, nobody, brand], [""]) == [.clicks])
    #expect(found([clicks, nobody, brand], ["Brand"]) == [])
    // Neither names any: both are of everything. Both do: what is left is of nobody on both sides.
    #expect(found([clicks, nobody], [""]) == [])
    #expect(found([clicks, nobody, brand, Self.display], [""]) == [])
  }

  @Test("an input with rows of the group, or of which nothing else is read, may state a ratio and does not")
  func silent() {
    let shape = GroupedSumsShape(
      dimensions: [.channel], periods: PeriodIndex(grain: .month, periods: [Self.month]),
      measures: [.clicks, .statedCtr], reportCurrency: nil)
    var sums = GroupedSums(shape: shape)
    func add(_ input: String, _ channel: String, _ clicks: Int?, _ ratio: Int?) {
      let cells = [clicks, ratio].map { $0.map { GroupedSums.Cell(sum: Int128($0), stated: 1) } ?? .init() }
      let texts = [channel, input].map { Array($0.utf8) }
      sums.add(cells, to: .init(texts: texts, slot: 0, currency: 0, rateDay: 0))
    }
    add("a", "Search", nil, 15_000)
    add("b", "Social", 3, nil)
    func silent(_ dimensions: [Dimension], _ key: [String], also unread: [String] = []) -> [String] {
      var covering: [[UInt8]: InputCoverage] = [:]
      for input in ["a", "b"] + unread {
        var coverage = InputCoverage()
        coverage.kind = .ad
        coverage.days = [Self.month.first.number...Self.month.last.number]
        covering[Array(input.utf8)] = coverage
      }
      let table = FigureTable(
        shape: shape, sums: sums, customers: nil, people: DistinctPeople(), covering: covering
      ) { _, _ in nil }.breakdown(by: dimensions)
      guard let group = table.groups.first(where: { $0.texts == key }) else { return [] }
      return table.silent(on: .statedCtr, group, Self.month)
    }
    #expect(silent([], []) == ["b"])
    #expect(silent([.channel], ["Search"]) == [])
    #expect(silent([.channel], ["Search"], also: ["c"]) == ["c"])
  }

  @Test("of what names nobody a log has every row")
  func nobody() {
    let shop = Row(input: "shop", channel: "Search", campaign: "Brand", orders: 1)
    let back = Row(input: "back", channel: "Events", clicks: 1)
    var refunds = InputCoverage()
    func orders(_ fixed: Set<Dimension>) -> Exact? {
      Self.orders([.campaign], [""], [shop, back], ["shop": Self.log(fixed: fixed), "back": refunds])
    }
    // Costs of nobody's are held against nothing.
    #expect(orders([]) == nil)
    refunds.hasOrigins = true
    #expect(orders([]) == Exact(0))
    #expect(orders([.campaign]) == nil)
  }

  @Test("an input is no group that another one's rows could stand in")
  func inputs() {
    let shop = Row(input: "shop", channel: "Search", orders: 1)
    #expect(Self.orders([.input], ["ads"], [shop], ["shop": Self.log()]) == nil)
  }
}

/// Measures over stretches of days, as campaigns' figures are made of.
@Suite("Stretches of days") struct StretchTests {
  static let first = Day(year: 2026, month: 2, day: 1)!
  static let windows = [first...(first + 9), (first + 10)...(first + 19)]
  static let shape = GroupedSumsShape(
    dimensions: [.campaign], periods: PeriodIndex(windows: windows),
    measures: [
      .orders, .openDeals, .pipelineValue, .expectedPipeline, .unweightedDeals, .uniqueOpens, .reach,
    ],
    reportCurrency: Currency("EUR"))

  static func breakdown(_ slots: [[Measure: Int]]) -> FigureTable.Breakdown {
    var sums = GroupedSums(shape: shape)
    for (slot, values) in slots.enumerated() where !values.isEmpty {
      let cells = shape.measures.map { measure -> GroupedSums.Cell in
        let scale: Int128 = measure.unit == .money ? 1_000_000 : 1
        return values[measure].map { .init(sum: Int128($0) * scale, stated: 1) } ?? .init()
      }
      let texts = ["Fair", "crm"].map { Array($0.utf8) }
      sums.add(cells, to: .init(texts: texts, slot: slot, currency: 0, rateDay: 0))
    }
    return FigureTable(shape: shape, sums: sums, customers: nil, people: DistinctPeople()) { _, _ in nil }
      .breakdown(by: [.campaign])
  }

  static func value(
    _ measure: Measure, _ slots: [[Measure: Int]], _ stretch: FigureTable.Breakdown.Stretch
  ) -> Exact? {
    let table = breakdown(slots)
    return table.value(measure, groups: table.groups, days: first...(first + 19), stretch)
  }

  @Test("what happens adds up, what stands is that of the last days")
  func standing() {
    let slots: [[Measure: Int]] = [
      [.orders: 2, .openDeals: 1, .pipelineValue: 1000], [.orders: 3, .openDeals: 2, .pipelineValue: 1500],
    ]
    #expect(Self.value(.orders, slots, .sum) == Exact(5))
    #expect(Self.value(.openDeals, slots, .last) == Exact(2))
    #expect(Self.value(.pipelineValue, slots, .last) == Exact(1500))
  }

  @Test("an open deal without a probability at the end leaves open what may be expected")
  func unweighted() {
    let slots: [[Measure: Int]] = [
      [.openDeals: 1, .expectedPipeline: 400, .unweightedDeals: 0],
      [.openDeals: 2, .expectedPipeline: 400, .unweightedDeals: 1],
    ]
    #expect(Self.value(.expectedPipeline, slots, .last) == nil)
    #expect(Self.value(.expectedPipeline, slots.reversed(), .last) == Exact(400))
  }

  @Test(
    "people and reach have no sum over two stretches, and a value in one",
    arguments: [.uniqueOpens, .reach] as [Measure])
  func wholePeriods(measure: Measure) {
    let table = Self.breakdown([[measure: 4], [measure: 4]])
    let days = Self.first...(Self.first + 19)
    #expect(table.value(measure, groups: table.groups, days: days) == nil)
    #expect(table.cannotAdd(measure, groups: table.groups, days: days))
    #expect(Self.value(measure, [[:], [measure: 4]], .sum) == Exact(4))
  }

  @Test("a stretch ends with its last day, where deals that stand are counted")
  func spans() {
    #expect(Self.shape.periods.spans == Self.windows)
    let month = PeriodIndex(grain: .month, periods: [Period(label: "2026-02")!])
    #expect(month.spans == [Self.first...(Self.first + 27)])
  }
}
