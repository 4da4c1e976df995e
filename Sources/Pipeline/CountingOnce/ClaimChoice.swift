import Declarations
import EventSchema
import Normalize

/// What a file's rows claim conversions by.
enum ClaimedRows {
  case inAll
  /// Every row names an action.
  case byAction
  /// Some rows do, those of others are in all.
  case both

  /// - Parameter isByAction: whether the file has a column of actions.
  init(_ stated: StatedDays, isByAction: Bool, action: Int?) {
    guard isByAction, let action else {
      self = .inAll
      return
    }
    let names = Set(stated.spans.keys.map { !$0[action].isEmpty })
    let mayName = names.union(stated.spansOfClaims.keys.map { !$0[action].isEmpty })
    self = !mayName.contains(true) ? .inAll : names.contains(false) ? .both : .byAction
  }

  var reading: ClaimReading? {
    switch self {
    case .inAll: nil
    case .byAction: .alone
    case .both: .aloneByAction
    }
  }
}

extension StatedDays {
  /// What of a file's rows is read: of rows by action that stand alone nothing but their claims.
  func spans(of rows: ClaimedRows) -> Spans {
    rows != .byAction || spansOfClaims.isEmpty
      ? spans : spans.merging(spansOfClaims) { $0.merging($1) { $0.union($1) } }
  }
}

/// Which of an input's rows count what is claimed of each thing and stretch of days.
///
/// The same conversions may be stated at several grains, under actions of which one holds the other, by action and in all.
/// Each of these is a side. Of the sides that state all of a stretch of days one counts, per measure: what only one side
/// states counts there. A row of several days holds its days together.
struct ClaimChoice {
  struct File {
    var rows: ClaimedRows
    var grain: EntityGrain?
    /// By `dimensions`.
    var stated: StatedDays
    /// The same, with what later exports of the input replace.
    var everStated: StatedDays
  }
  private typealias Thing = [[UInt8]]
  /// What a file's rows of one thing and the same days state.
  private struct Item {
    var place: Int
    var thing: Int
    var days: ClosedRange<Int32>
    var contents: StatedDays.Contents
    /// Measures that count elsewhere, and those of them that another action holds.
    var elsewhere: StatedDays.Contents = []
    var contained: StatedDays.Contents = []
  }

  /// How sides state the same: again, or as a part of what another one states.
  private enum Relation { case repetition, containment }

  private let dimensions: [Dimension]
  private var things: [Thing] = []
  /// In the order of their first days.
  private var items: [Item] = []
  /// By file.
  private(set) var elsewhere: [[ClaimsElsewhere]]
  /// Days of which only rows by action state more than conversions: each repeats it.
  private(set) var onlyByAction: [ClosedRange<Int32>] = []
  /// Days of which no side states all that others do.
  private(set) var inPart: [Measure: [ClosedRange<Int32>]] = [:]

  /// - Parameters:
  ///   - dimensions: what the files' things are told apart by.
  ///   - names: which actions hold others; nil where none does.
  ///   - sameAction: a name's key → that of the one name of what it names.
  init(
    _ files: [File], dimensions: [Dimension], asked: Set<Dimension>, declared: EntityGrain?,
    names: ConversionNames?, sameAction: ([UInt8]) -> [UInt8]
  ) {
    self.dimensions = dimensions
    elsewhere = files.map { _ in [] }
    collect(files)
    let actions = things.indices.map { text(.action, $0) }
    let byAction = items.map { files[$0.place].rows != .inAll && !actions[$0.thing].isEmpty }
    let grains = GrainChoice(asked: asked, declared: declared).byPreference
    let ofGrains = items.indices.map { index in
      byAction[index] ? files[items[index].place].grain.flatMap { grains.firstIndex(of: $0) } : nil
    }
    var ofOneAction = SameThings(things, dimensions, apart: actions.map(sameAction))
    settle(pieces(ofGrains, &ofOneAction), ofGrains)
    var ofAnyAction = SameThings(things, dimensions, apart: things.map { _ in [] })
    for levels in names?.levels ?? [] {
      let levelOf = actions.map { levels[$0] }
      guard Set(levelOf.compactMap(\.self)).count > 1 else { continue }
      let sides = items.indices.map { byAction[$0] ? levelOf[items[$0].thing] : nil }
      settle(pieces(sides, &ofAnyAction), sides, .containment)
    }
    let first = asked.contains(.action)
    let sides = byAction.map { $0 == first ? 0 : 1 }
    let both = pieces(sides, &ofAnyAction)
    noteOnlyByAction(both, byAction)
    settle(both, sides)
    decide(files)
  }

  /// Dimensions that decisions tell rows apart by.
  var told: Set<Dimension> { elsewhere.allSatisfy(\.isEmpty) ? [] : Set(dimensions) }

  private mutating func collect(_ files: [File]) {
    var known: [Thing: Int] = [:]
    for (place, file) in files.enumerated() {
      for (thing, spans) in file.stated.spans(of: file.rows) {
        let id = known[thing] ?? things.count
        if id == things.count {
          known[thing] = id
          things.append(thing)
        }
        for (days, contents) in spans {
          items.append(Item(place: place, thing: id, days: days, contents: contents))
        }
      }
    }
    items.sort { $0.days.lowerBound < $1.days.lowerBound }
  }

  private func text(_ dimension: Dimension, _ thing: Int) -> [UInt8] {
    dimensions.firstIndex(of: dimension).map { things[thing][$0] } ?? []
  }

  // MARK: Sides

  /// - Parameter sides: of each item, 0 the one that is preferred.
  private mutating func settle(_ pieces: [[Int]], _ sides: [Int?], _ relation: Relation = .repetition) {
    for piece in pieces {
      let isOfOneSpan = piece.allSatisfy { items[$0].days == items[piece[0]].days }
      for measure in StatedDays.Contents.measures {
        if isOfOneSpan {
          settleOneSpan(measure, of: piece, sides, relation)
          continue
        }
        let states = StatedDays.Contents.states(measure)
        let stating = piece.filter {
          items[$0].contents.contains(states) && !items[$0].elsewhere.contains(states)
        }
        for stretch in conflicts(stating, sides) {
          settle(measure, of: stretch, in: piece, sides, relation)
        }
      }
    }
  }

  /// The same where all that is stated is of the same days, as nearly everything is: sets of days would take as long as the
  /// rest of a run with a hundred thousand rows.
  private mutating func settleOneSpan(
    _ measure: Measure, of piece: [Int], _ sides: [Int?], _ relation: Relation
  ) {
    let (states, amounts) = (StatedDays.Contents.states(measure), StatedDays.Contents.amounts(measure))
    var (counted, isTelling) = (Int.max, false)
    for index in piece where items[index].contents.contains(states) {
      guard let side = sides[index], !items[index].elsewhere.contains(states) else { continue }
      let tells = items[index].contents.contains(amounts)
      if tells, !isTelling { (counted, isTelling) = (side, true) }
      if tells == isTelling { counted = min(counted, side) }
    }
    if counted == Int.max { return }
    for index in piece where sides[index] != counted && !items[index].elsewhere.contains(states) {
      let isStated = items[index].contents.contains(states)
      if !isStated, relation == .containment, sides[index].map({ $0 < counted }) ?? false { continue }
      if relation == .containment { items[index].contained.insert(states) }
      items[index].elsewhere.insert(states)
    }
  }

  /// Of what states a measure of a stretch of days one side counts: the preferred one of those that state all of these
  /// days. One that states nothing but 0 states nothing where another does more.
  private mutating func settle(
    _ measure: Measure, of stating: [Int], in piece: [Int], _ sides: [Int?], _ relation: Relation
  ) {
    let (states, amounts) = (StatedDays.Contents.states(measure), StatedDays.Contents.amounts(measure))
    let telling = stating.filter { items[$0].contents.contains(amounts) }
    let tellers = Set(telling.map { sides[$0] })
    var days: [Int: Set<Int32>] = [:]
    for index in stating where telling.isEmpty || tellers.contains(sides[index]) {
      if let side = sides[index] { days[side, default: []].formUnion(items[index].days) }
    }
    let all = days.values.reduce(into: Set()) { $0.formUnion($1) }
    let whole = days.filter { $0.value == all }.keys.min()
    guard let counted = whole ?? days.max(by: { ($0.value.count, -$0.key) < ($1.value.count, -$1.key) })?.key,
      let known = days[counted]
    else { return }
    if whole == nil { inPart[measure, default: []] += stating.map { items[$0].days } }
    let stated = Set(stating)
    for index in piece where sides[index] != counted && !items[index].elsewhere.contains(states) {
      // What an action leaves open that holds others is not known by these.
      if !stated.contains(index) {
        if items[index].contents.contains(states) || !known.isSuperset(of: items[index].days) { continue }
        if relation == .containment, sides[index].map({ $0 < counted }) ?? false { continue }
      }
      if relation == .containment { items[index].contained.insert(states) }
      items[index].elsewhere.insert(states)
    }
  }

  /// Items that state the same, where several sides do: of the same things, and of days that overlap, directly or by
  /// others of the piece.
  private func pieces(_ sides: [Int?], _ same: inout SameThings) -> [[Int]] {
    var pieces: [[Int]] = []
    var open = stretches(sides.indices.filter { sides[$0] != nil }).map { (items: $0, isStretch: true) }
    while let (piece, isStretch) = open.popLast() {
      guard piece.contains(where: { sides[$0] != sides[piece[0]] }) else { continue }
      let parts = isStretch ? groups(piece, sides, &same) : stretches(piece)
      if parts.count > 1 || isStretch {
        open += parts.map { ($0, !isStretch) }
      } else {
        pieces.append(piece)
      }
    }
    return pieces
  }

  /// Items whose days overlap, directly or by others.
  private func stretches(_ items: [Int]) -> [[Int]] {
    var stretches: [[Int]] = []
    var last = Int32.min
    for index in items.sorted() {
      let days = self.items[index].days
      if stretches.isEmpty || last < days.lowerBound { stretches.append([]) }
      stretches[stretches.count - 1].append(index)
      last = max(last, days.upperBound)
    }
    return stretches
  }

  /// Items of the same things.
  private func groups(_ items: [Int], _ sides: [Int?], _ same: inout SameThings) -> [[Int]] {
    let sided = items.compactMap { index in sides[index].map { (index, $0) } }
    let statements = sided.map { SameThings.Statement(thing: self.items[$0].thing, side: $1) }
    return same.joined(statements).map { $0.map { sided[$0].0 } }
  }

  /// Items of several sides whose days overlap, directly or by others. Those of one side alone overlap nothing.
  private func conflicts(_ items: [Int], _ sides: [Int?]) -> [[Int]] {
    let items = items.sorted()
    var parents = Array(items.indices)
    func root(_ place: Int) -> Int {
      var place = place
      while parents[place] != place { place = parents[place] }
      return place
    }
    // Per side what may still overlap: what met another side is one by then.
    var open: [Int: [(place: Int, last: Int32)]] = [:]
    for (place, index) in items.enumerated() {
      guard let side = sides[index] else { continue }
      let days = self.items[index].days
      for other in open.keys where other != side {
        let met = (open[other] ?? []).filter { $0.last >= days.lowerBound }
        for item in met { parents[root(item.place)] = place }
        open[other] = met.map(\.last).max().map { [(place, $0)] } ?? []
      }
      open[side, default: []].append((place, days.upperBound))
    }
    return Dictionary(grouping: items.indices, by: root).values.map { $0.map { items[$0] } }
  }

  // MARK: Results

  private mutating func noteOnlyByAction(_ pieces: [[Int]], _ byAction: [Bool]) {
    let repeats = items.indices.map { byAction[$0] && items[$0].contents.contains(.repeats) }
    var isMet = [Bool](repeating: false, count: items.count)
    var only: [ClosedRange<Int32>] = []
    for piece in pieces {
      for index in piece { isMet[index] = true }
      let known = Overlap.joined(piece.filter { !byAction[$0] }.map { items[$0].days })
      // A piece has few days, and mostly one.
      for index in piece where repeats[index] && !known.contains(where: { $0 == items[index].days }) {
        only += items[index].days.filter { day in !known.contains { $0.contains(day) } }.map { $0...$0 }
      }
    }
    only += items.indices.filter { !isMet[$0] && repeats[$0] }.map { items[$0].days }
    onlyByAction = Overlap.joined(only)
  }

  /// What counts elsewhere, by file.
  private mutating func decide(_ files: [File]) {
    struct Kind: Hashable { var place: Int, measures: StatedDays.Contents, isContained: Bool, isStated: Bool }
    var days: [Kind: [Int: [ClosedRange<Int32>]]] = [:]
    for item in [items, replaced(files)].joined() where !item.elsewhere.isEmpty {
      for (isContained, measures) in [
        (true, item.contained), (false, item.elsewhere.subtracting(item.contained)),
      ] {
        let stated = measures.intersection(item.contents)
        for (isStated, measures) in [(true, stated), (false, measures.subtracting(stated))]
        where !measures.isEmpty {
          let kind = Kind(
            place: item.place, measures: measures, isContained: isContained, isStated: isStated)
          days[kind, default: [:]][item.thing, default: []].append(item.days)
        }
      }
    }
    for (kind, days) in days {
      let ofThings = Dictionary(uniqueKeysWithValues: days.map { (things[$0], Overlap.joined($1)) })
      elsewhere[kind.place].append(
        ClaimsElsewhere(
          measures: kind.measures, isContained: kind.isContained, isStated: kind.isStated,
          days: DaysByThing(parts: dimensions.map { [$0] }, days: ofThings)))
    }
    for place in elsewhere.indices { elsewhere[place].sort { $0.order < $1.order } }
    inPart = inPart.mapValues(Overlap.joined)
  }

  /// What later exports replace counts where that does: so no change is told of what is in no figure.
  private func replaced(_ files: [File]) -> [Item] {
    struct Key: Hashable { var thing: Int, days: ClosedRange<Int32> }
    let all = files.enumerated().flatMap {
      place, file -> [(place: Int, thing: Thing, days: ClosedRange<Int32>)] in
      let counted = file.stated.spans(of: file.rows)
      return file.everStated.spans(of: file.rows).flatMap { thing, spans in
        spans.keys.filter { counted[thing]?[$0] == nil }.map { (place, thing, $0) }
      }
    }
    if all.isEmpty { return [] }
    let numbers = Dictionary(uniqueKeysWithValues: things.enumerated().map { ($1, $0) })
    let instead = Dictionary(grouping: items) { Key(thing: $0.thing, days: $0.days) }
    return all.flatMap { place, thing, days -> [Item] in
      guard let number = numbers[thing] else { return [] }
      return (instead[Key(thing: number, days: days)] ?? []).map { item in
        var item = item
        item.place = place
        return item
      }
    }
  }
}
