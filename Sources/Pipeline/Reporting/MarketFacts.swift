import Aggregate
import Declarations
import EventSchema
import Render

/// The market in the focus period: its size, our part and that of others, who is talked of; and who knows the brand,
/// wave by wave.
struct MarketFacts {
  static let measures = Measure.foundOut
  /// Shares of fewer people are called rough.
  private static let smallBase = 100

  private struct Row {
    var name: String?
    var amounts: [Measure: Exact] = [:]
    var problems: [Measure: MarketFigure.Problem] = [:]
    var sources: [String] = []
    /// The segments that revenue is of.
    var segments: Set<[UInt8]>?
    /// Of the market: all mentions, and what competitors earn together.
    var voices: Exact?
    var others: Exact?
    var isKnown: Bool { !amounts.isEmpty || !problems.isEmpty }

    mutating func add(_ measure: Measure, _ value: MeasureValue) {
      amounts[measure] = value.value
      problems[measure] = value.market?.problem
      if measure.unit == .money, let found = value.market { segments = found.segments }
      for source in value.market?.sources ?? [] where !sources.contains(source) { sources.append(source) }
      sources.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
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
    var (market, own, all) = (Row(), Row(), Row())
    let whole = figures.table.breakdown(by: [])
    for measure in Self.measures {
      let found = whole.value(measure, group: whole.whole, period: plan.periods.focus)
      if measure == .marketRevenue {
        market.add(measure, found)
      } else if measure.isOfCompetitors {
        all.add(measure, found)
      } else {
        own.add(measure, found)
      }
    }
    var others: [Row] = []
    let breakdown = figures.table.breakdown(by: [.competitor])
    for group in breakdown.groups {
      var row = Row(name: group.texts[0])
      for measure in Self.measures where measure.isOfCompetitors {
        row.add(measure, breakdown.value(measure, group: group, period: plan.periods.focus))
      }
      if row.isKnown { others.append(row) }
    }
    others.sort { a, b in
      for measure in [Measure.competitorRevenue, .competitorMentions] {
        let (x, y) = (a.value(measure) ?? .zero, b.value(measure) ?? .zero)
        if x != y { return x > y }
      }
      return (a.name ?? "").utf8.lexicographicallyPrecedes((b.name ?? "").utf8)
    }
    // Mentions of everybody are known where ours and those of others are; what nobody says of others is not 0.
    market.voices = own.value(.ownMentions).flatMap { mine in
      all.value(.competitorMentions).map { mine + $0 }
    }
    market.others = all.amounts[.competitorRevenue] ?? (all.problems[.competitorRevenue] == nil ? .zero : nil)
    market.problems.merge(all.problems) { mine, _ in mine }
    return (market, own, others)
  }

  /// What is left of the market beside us and the named ones; below 0 where figures contradict each other.
  private func rest(_ market: Row, _ own: Row) -> Exact? {
    guard own.segments == market.segments, let all = market.value(.marketRevenue),
      let mine = own.value(.ownRevenue), let others = market.others
    else { return nil }
    return all - mine - others
  }

  /// What a row's revenue is a share of: what we earn in some segments is no share of all of them, as the key figure
  /// says, too.
  private func whole(of row: Row, _ market: Row) -> Exact? {
    row.name == nil && row.segments != market.segments ? nil : market.value(.marketRevenue)
  }

  /// Why figures are missing, each once.
  private func problems(_ rows: [Row]) -> [(Measure, MarketFigure.Problem)] {
    Self.measures.compactMap { measure in
      rows.lazy.compactMap { $0.problems[measure] }.first.map { (measure, $0) }
    }
  }

  private func table(_ market: Row, _ own: Row, _ others: [Row]) -> FactTable {
    let all = market.value(.marketRevenue)
    let voices = market.voices
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
      let shown = row.value(.aidedAsked, .competitorAidedAsked)
      let whole = whole(of: row, market)
      return [
        label, revenue.map { .figure(.money($0, currency)) } ?? .empty, share(revenue, whole),
        count(mentions),
        share(mentions, voices), share(row.value(.brandAware, .competitorAware), asked), count(asked),
        share(row.value(.aidedAware, .competitorAidedAware), shown), count(shown),
        row.sources.isEmpty ? .empty : .text(row.sources.joined(separator: "; ")),
      ]
    }
    var rows: [FactTable.Row] = []
    if own.isKnown { rows.append(FactTable.Row(cells(.word(.marketOwn), own))) }
    rows += others.map { row in
      FactTable.Row(cells(row.name.map { $0.isEmpty ? .word(.marketUnnamed) : .text($0) } ?? .empty, row))
    }
    var notes = longerFigures + problems([market, own] + others).map { Note($0.1, $0.0) }
    notes += differentSegments(market, own, others)
    if let rest = rest(market, own) {
      if rest.isNegative {
        notes.append(Note(.marketExceeded))
      } else if !rest.isZero {
        rows.append(
          FactTable.Row(
            [.word(.marketRest), .figure(.money(rest, currency)), share(rest, all)]
              + Array(repeating: .empty, count: 7)))
      }
    }
    if all != nil { rows.append(FactTable.Row(cells(.word(.marketWhole), market), .total)) }
    return FactTable(
      columns: [
        .init(.marketWho, .text), .init(.measureRevenue, unit: .money(currency)), .init(.marketShare),
        .init(.marketMentions), .init(.marketVoice), .init(.marketAware), .init(.marketAsked),
        .init(.marketAwareAided), .init(.marketAskedAided),
        .init(.dimensionSourceOfFigure, .text),
      ], rows: rows, notes: notes
    ).withoutEmptyColumns
  }

  /// Shares that are missing, or say less, because revenue is stated in other segments than the market.
  private func differentSegments(_ market: Row, _ own: Row, _ others: [Row]) -> [Note] {
    guard let all = market.segments else { return [] }
    var notes: [Note] = []
    if let mine = own.segments, mine != all {
      let measures = [Measure.ownRevenue, .marketRevenue].map { Note.Argument.word(Word($0)) }
      notes.append(Note(.noteSegmentsDiffer, ["measure": measures[0], "other": measures[1]]))
    }
    let names = others.filter { $0.segments.map { $0 != all } ?? false }.compactMap(\.name)
    if !names.isEmpty { notes.append(Note(.marketFewerSegments, ["names": .list(names.map { .text($0) })])) }
    return notes
  }

  /// Figures of quarters or years stand in no month: they are neither repeated nor divided.
  private var longerFigures: [Note] {
    figures.leftOut.longerMarketFigures.isDisjoint(with: Self.measures) ? [] : [Note(.marketLonger)]
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
    let voices = market.voices
    func object(_ row: Row) -> JSONValue {
      let revenue = row.value(.ownRevenue, .competitorRevenue)
      let mentions = row.value(.ownMentions, .competitorMentions)
      let name: [(String, JSONValue)] = row.name.map { [("name", .string($0))] } ?? []
      return .object(
        name + [
          ("revenue", exact(revenue)),
          (
            "share",
            exact(revenue.flatMap { part in whole(of: row, market).flatMap { part / $0 } })
          ),
          ("mentions", exact(mentions)),
          ("share_of_voice", exact(mentions.flatMap { part in voices.flatMap { part / $0 } })),
          ("aware", exact(row.value(.brandAware, .competitorAware))),
          ("asked", exact(row.value(.brandAsked, .competitorAsked))),
          ("aided_aware", exact(row.value(.aidedAware, .competitorAidedAware))),
          ("aided_asked", exact(row.value(.aidedAsked, .competitorAidedAsked))),
          ("sources", .strings(row.sources)),
        ])
    }
    return [
      ("revenue", exact(all)), ("sources", .strings(market.sources)), ("own", object(own)),
      ("competitors", .array(others.map(object))), ("rest", exact(rest(market, own))),
      (
        "problems",
        .strings(problems([market, own] + others).map { NoValueReason.marketProblem($0, $1).text })
      ),
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
