import Aggregate
import Columns
import Declarations
import EventSchema
import Kernel
import Normalize
import Render

/// Money of things such as orders that a later export states to come from elsewhere: another channel or campaign.
struct RestatedOrigins {
  typealias Amount = (text: String, amount: Exact)

  var input: Int
  var key: Restatements.Key
  var dimension: Dimension
  /// Those whose amount changed, by name.
  var before: [Amount]
  var now: [Amount]
  /// All changes from `before` to `now`, in the order of export.
  var changes: [Change]

  /// What an export states otherwise than the one before it.
  struct Change {
    var fileBefore: String
    var file: String
    var before: [Amount]
    var now: [Amount]
  }

  var note: Note {
    func list(_ amounts: [Amount]) -> Note.Argument {
      guard !amounts.isEmpty else { return .word(.nothing) }
      return .list(
        amounts.map { text, amount in
          let name = text.isEmpty ? Note.Argument.word(.notSet) : .text(text)
          let money = Figure.money(amount, Currency(packed: key.currency))
          return .note(Note(.nameWithAmount, ["name": name, "amount": .figure(money)]))
        })
    }
    return Note(
      changes.count > 1 ? .restatedOriginOften : .restatedOrigin,
      [
        "n": .count(changes.count), "measure": .word(Word(key.measure)), "day": .day(Day(number: key.day)),
        "dimension": .word(Word(dimension)), "before": list(before), "now": list(now),
      ])
  }

  func json(_ plan: Plan) -> JSONValue {
    func list(_ amounts: [Amount]) -> JSONValue {
      .array(
        amounts.map { .object([("value", .string($0.text)), ("amount", .string($0.amount.description))]) })
    }
    let changes = changes.map { change -> JSONValue in
      .object([
        ("file_before", .string(change.fileBefore)), ("file", .string(change.file)),
        ("before", list(change.before)), ("now", list(change.now)),
      ])
    }
    return .object([
      ("input", .string(plan.inputs[input].declaration.name)),
      ("day", .string(Day(number: key.day).description)), ("measure", .string(key.measure.rawValue)),
      ("currency", .string(Currency(packed: key.currency).description)),
      ("dimension", .string(dimension.rawValue)), ("before", list(before)), ("now", list(now)),
      ("changes", .array(changes)),
    ])
  }
}

extension RunResult {
  /// By input, day, measure, currency and dimension: where all that one place had is elsewhere now, or was in between.
  var restatedOrigins: [RestatedOrigins] { plan.inputs.indices.flatMap { restatedOrigins(of: $0) } }

  func restatedOrigins(of input: Int) -> [RestatedOrigins] {
    let all = restatements(of: input)
    if all.steps.isEmpty { return [] }
    let net = plan.netShares[ComposedText.of(plan.inputs[input].declaration.name)] ?? [:]
    let exports = exports(of: input)
    let ends = MovedOrigins(all.ends)
    var changes: [MovedOrigins.Place: [RestatedOrigins.Change]] = [:]
    for step in all.steps.sorted(by: { $0.key < $1.key }) {
      let moved = MovedOrigins(step.value)
      for place in moved.places {
        let (before, now) = moved.amounts(place, net)
        changes[place, default: []].append(
          RestatedOrigins.Change(
            fileBefore: exports[Int(step.key.before)] ?? "", file: exports[Int(step.key.now)] ?? "",
            before: before, now: now))
      }
    }
    return Set(ends.places).union(changes.keys).sorted().map { place in
      let (before, now) = ends.amounts(place, net)
      return RestatedOrigins(
        input: input, key: place.key, dimension: place.dimension, before: before, now: now,
        changes: changes[place] ?? [])
    }
  }
}

/// Where money was stated to come from before, and where it comes from now.
private struct MovedOrigins {
  struct Place: Hashable, Comparable {
    var key: Restatements.Key
    var dimension: Dimension

    static func < (a: Place, b: Place) -> Bool {
      a.key == b.key ? a.dimension < b.dimension : a.key < b.key
    }
  }
  private typealias Entries = [(text: [UInt8], amounts: Restatements.Amounts)]
  /// By name.
  private let entries: [Place: Entries]

  init(_ stated: Restatements.Stated) {
    // A campaign that is only spelled otherwise comes from nowhere else.
    let named = stated.origins(named: FreeName.key)
    entries = Dictionary(grouping: named) { Place(key: $0.key.key, dimension: $0.key.dimension) }
      .mapValues { found in
        found.map { (text: $0.key.text, amounts: $0.value) }
          .sorted { $0.text.lexicographicallyPrecedes($1.text) }
      }
  }

  private static func isChanged(_ amounts: Restatements.Amounts) -> Bool {
    (amounts.before ?? 0) != (amounts.now ?? 0)
  }

  /// Those of which a name has nothing any more, or had nothing.
  var places: [Place] {
    entries.filter { _, entries in
      let changed = entries.filter { Self.isChanged($0.amounts) }
      return changed.count > 1
        && changed.contains { ($0.amounts.before ?? 0) == 0 || ($0.amounts.now ?? 0) == 0 }
    }.map(\.key)
  }

  /// What changed of a place; where nothing did, all of it.
  func amounts(
    _ place: Place, _ net: [Measure: Exact]
  ) -> (before: [RestatedOrigins.Amount], now: [RestatedOrigins.Amount]) {
    let all = entries[place] ?? []
    let changed = all.filter { Self.isChanged($0.amounts) }
    func amounts(_ side: KeyPath<Restatements.Amounts, Int128?>) -> [RestatedOrigins.Amount] {
      (changed.isEmpty ? all : changed).compactMap { entry in
        guard let units = entry.amounts[keyPath: side], units != 0 else { return nil }
        let amount =
          Exact(units: units, scale: place.key.measure.scale) * (net[place.key.measure] ?? Exact(1))
        return (String(decoding: entry.text, as: UTF8.self), amount)
      }
    }
    return (amounts(\.before), amounts(\.now))
  }
}
