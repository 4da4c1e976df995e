import Aggregate
import Declarations
import EventSchema
import Render

/// The market in the focus period: its size, our part and that of others, who is talked of; and who knows the brand,
/// wave by wave.
struct MarketFacts {
  static let measures: [Measure] = [
    .marketRevenue, .ownRevenue, .competitorRevenue, .brandAware, .brandAsked, .aidedAware, .aidedAsked,
    .competitorAware, .competitorAsked, .ownMentions, .competitorMentions,
  ]
  /// Shares of fewer people are called rough.
  private static let smallBase = 100

  private struct Row {
    var name: String?
    var amounts: [Measure: Exact] = [:]
    var sources: [String] = []

    mutating func add(_ measure: Measure, _ amount: Exact, _ source: String) {
      amounts[measure] = amounts[measure].map { $0 + amount } ?? amount
      if !source.isEmpty, !sources.contains(source) { sources.append(source) }
    }

    /// The first of these that is stated.
    func value(_ measures: Measure...) -> Exact? { measures.lazy.compactMap { amounts[$0] }.first }
  }

  private struct Wave {
    var period: Period
    var name: String
    var isAided: Bool
    var aware: Exact
    var asked: Exact
    var before: (aware: Exact, asked: Exact)?

    var share: Exact? { aware / asked }
    /// From the wave before.
    var lift: Exact? { before.flatMap { $0.aware / $0.asked }.flatMap { old in share.map { $0 - old } } }
  }

  let figures: Figures
  private var plan: Plan { figures.plan }

  var facts: SectionFacts {
    let (market, own, others) = rows()
    let waves = waves()
    return SectionFacts(
      tables: [table(market, own, others), table(waves)].filter { !$0.rows.isEmpty || !$0.notes.isEmpty },
      json: json(market, own, others, waves))
  }

  // MARK: Competitors

  private func rows() -> (market: Row, own: Row, others: [Row]) {
    var (market, own) = (Row(), Row())
    var others: [String: Row] = [:]
    let breakdown = figures.table.breakdown(by: [.competitor, .sourceOfFigure])
    for group in breakdown.groups {
      let (name, source) = (group.texts[0], group.texts[1])
      for measure in Self.measures {
        guard let amount = figures.measure(measure, breakdown, group) else { continue }
        switch measure {
        case .marketRevenue: market.add(measure, amount, source)
        case .competitorRevenue, .competitorAware, .competitorAsked, .competitorMentions:
          others[name, default: Row(name: name)].add(measure, amount, source)
        default: own.add(measure, amount, source)
        }
      }
    }
    let sorted = others.values.sorted { a, b in
      for measure in [Measure.competitorRevenue, .competitorMentions] {
        let (x, y) = (a.value(measure) ?? .zero, b.value(measure) ?? .zero)
        if x != y { return x > y }
      }
      return (a.name ?? "").utf8.lexicographicallyPrecedes((b.name ?? "").utf8)
    }
    return (market, own, sorted)
  }

  /// Mentions of everybody, where our own are known.
  private func voices(_ own: Row, _ others: [Row]) -> Exact? {
    own.value(.ownMentions).map { mine in
      others.reduce(mine) { $0 + ($1.value(.competitorMentions) ?? .zero) }
    }
  }

  /// What is left of the market beside us and the named ones; below 0 where figures contradict each other.
  private func rest(_ market: Row, _ own: Row, _ others: [Row]) -> Exact? {
    guard let all = market.value(.marketRevenue), let mine = own.value(.ownRevenue) else { return nil }
    return others.reduce(all - mine) { $0 - ($1.value(.competitorRevenue) ?? .zero) }
  }

  private func table(_ market: Row, _ own: Row, _ others: [Row]) -> FactTable {
    let all = market.value(.marketRevenue)
    let voices = voices(own, others)
    let currency = plan.reportCurrency
    func share(_ part: Exact?, _ whole: Exact?) -> FactTable.Cell {
      guard let part, let whole else { return .empty }
      return .figure(Figure(part / whole, .percent, decimals: 1))
    }
    func count(_ value: Exact?) -> FactTable.Cell {
      value.map { .figure(Figure($0, .count, decimals: 0)) } ?? .empty
    }
    func cells(_ label: FactTable.Cell, _ row: Row) -> [FactTable.Cell] {
      let revenue = row.value(.marketRevenue, .ownRevenue, .competitorRevenue)
      let mentions = row.value(.ownMentions, .competitorMentions)
      let asked = row.value(.brandAsked, .competitorAsked)
      return [
        label, revenue.map { .figure(.money($0, currency)) } ?? .empty, share(revenue, all), count(mentions),
        share(mentions, voices), share(row.value(.brandAware, .competitorAware), asked), count(asked),
        row.sources.isEmpty ? .empty : .text(row.sources.joined(separator: "; ")),
      ]
    }
    var rows: [FactTable.Row] = []
    if !own.amounts.isEmpty { rows.append(FactTable.Row(cells(.word(.marketOwn), own))) }
    rows += others.map { row in
      FactTable.Row(cells(row.name.map { $0.isEmpty ? .word(.marketUnnamed) : .text($0) } ?? .empty, row))
    }
    var notes = longerFigures
    if let rest = rest(market, own, others) {
      if rest.isNegative {
        notes.append(Note(.marketExceeded))
      } else if !rest.isZero {
        rows.append(
          FactTable.Row(
            [.word(.marketRest), .figure(.money(rest, currency)), share(rest, all)]
              + Array(repeating: .empty, count: 5)))
      }
    }
    if all != nil { rows.append(FactTable.Row(cells(.word(.marketWhole), market), .total)) }
    return FactTable(
      columns: [
        .init(.marketWho, .text), .init(.measureRevenue, unit: .money(currency)), .init(.marketShare),
        .init(.marketMentions), .init(.marketVoice), .init(.marketAware), .init(.marketAsked),
        .init(.dimensionSourceOfFigure, .text),
      ], rows: rows, notes: notes
    ).withoutEmptyColumns
  }

  /// Figures of quarters or years stand in no month: they are neither repeated nor divided.
  private var longerFigures: [Note] {
    figures.spansPeriods.isDisjoint(with: Self.measures) ? [] : [Note(.marketLonger)]
  }

  // MARK: Waves

  private func waves() -> [Wave] {
    let breakdown = figures.table.breakdown(by: [.wave])
    var waves: [Wave] = []
    for (isAided, aware, asked) in [
      (false, Measure.brandAware, Measure.brandAsked), (true, .aidedAware, .aidedAsked),
    ] {
      var before: (aware: Exact, asked: Exact)?
      for period in plan.periods.list {
        for group in breakdown.groups {
          guard let aware = figures.measure(aware, breakdown, group, period),
            let asked = figures.measure(asked, breakdown, group, period)
          else { continue }
          let wave = Wave(
            period: period, name: group.texts[0], isAided: isAided, aware: aware, asked: asked, before: before
          )
          before = (aware, asked)
          waves.append(wave)
        }
      }
    }
    return waves
  }

  private func table(_ waves: [Wave]) -> FactTable {
    let rows = waves.map { wave -> FactTable.Row in
      let share = Figure(wave.share, .percent, decimals: 1)
      let before = wave.before.map { Figure($0.aware / $0.asked, .percent, decimals: 1) }
      let change = Change(from: before, to: share, better: .higher)
      let lift = wave.before.flatMap { Confidence.difference((wave.aware, wave.asked), ($0.aware, $0.asked)) }
      return FactTable.Row([
        .period(wave.period), wave.name.isEmpty ? .empty : .text(wave.name),
        .word(wave.isAided ? .marketAided : .marketUnaided), .figure(Figure(wave.aware, .count, decimals: 0)),
        .figure(Figure(wave.asked, .count, decimals: 0)), .figure(share),
        Confidence.interval(wave.aware, of: wave.asked).map { Confidence.cell($0, .percent, decimals: 1) }
          ?? .empty,
        change.map { .change($0) } ?? .empty,
        lift.map { Confidence.cell($0, .percentagePoints, decimals: 1) } ?? .empty,
      ])
    }
    let isSmall = waves.contains { $0.asked < Exact(Self.smallBase) }
    return FactTable(
      caption: .marketWaves,
      columns: [
        .init(.period, .text), .init(.dimensionWave, .text), .init(.marketHow, .text), .init(.marketKnow),
        .init(.marketAsked), .init(.share), .init(.interval), .init(.change), .init(.intervalOfChange),
      ], rows: rows,
      notes: (rows.isEmpty ? [] : [Note(.marketIntervals)])
        + (isSmall ? [Note(.marketSmallBase, ["n": .count(Self.smallBase)])] : [])
    ).withoutEmptyColumns
  }

  // MARK: report.json

  private func json(
    _ market: Row, _ own: Row, _ others: [Row], _ waves: [Wave]
  ) -> [(String, JSONValue)] {
    func exact(_ value: Exact?) -> JSONValue { .optional(value?.description) }
    let all = market.value(.marketRevenue)
    let voices = voices(own, others)
    func object(_ row: Row) -> JSONValue {
      let revenue = row.value(.ownRevenue, .competitorRevenue)
      let mentions = row.value(.ownMentions, .competitorMentions)
      let name: [(String, JSONValue)] = row.name.map { [("name", .string($0))] } ?? []
      return .object(
        name + [
          ("revenue", exact(revenue)),
          ("share", exact(revenue.flatMap { part in all.flatMap { part / $0 } })),
          ("mentions", exact(mentions)),
          ("share_of_voice", exact(mentions.flatMap { part in voices.flatMap { part / $0 } })),
          ("aware", exact(row.value(.brandAware, .competitorAware))),
          ("asked", exact(row.value(.brandAsked, .competitorAsked))), ("sources", .strings(row.sources)),
        ])
    }
    return [
      ("revenue", exact(all)), ("sources", .strings(market.sources)), ("own", object(own)),
      ("competitors", .array(others.map(object))), ("rest", exact(rest(market, own, others))),
      (
        "waves",
        .array(
          waves.map { wave in
            .object([
              ("period", .string(wave.period.description)), ("wave", .string(wave.name)),
              ("aided", .bool(wave.isAided)), ("aware", exact(wave.aware)), ("asked", exact(wave.asked)),
              ("share", exact(wave.share)),
              ("lift", exact(wave.lift)),
              ("interval", Confidence.json(Confidence.interval(wave.aware, of: wave.asked))),
              (
                "lift_interval",
                Confidence.json(
                  wave.before.flatMap {
                    Confidence.difference((wave.aware, wave.asked), ($0.aware, $0.asked))
                  })
              ),
            ])
          })
      ),
    ]
  }
}
