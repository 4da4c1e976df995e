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
      .restatedOrigin,
      [
        "measure": .word(Word(key.measure)), "day": .day(Day(number: key.day)),
        "dimension": .word(Word(dimension)), "before": list(before), "now": list(now),
      ])
  }

  func json(_ plan: Plan) -> JSONValue {
    func list(_ amounts: [Amount]) -> JSONValue {
      .array(
        amounts.map { .object([("value", .string($0.text)), ("amount", .string($0.amount.description))]) })
    }
    return .object([
      ("input", .string(plan.inputs[input].declaration.name)),
      ("day", .string(Day(number: key.day).description)), ("measure", .string(key.measure.rawValue)),
      ("currency", .string(Currency(packed: key.currency).description)),
      ("dimension", .string(dimension.rawValue)), ("before", list(before)), ("now", list(now)),
    ])
  }
}

extension RunResult {
  /// By input, day, measure, currency and dimension: where all that one place had is elsewhere now.
  var restatedOrigins: [RestatedOrigins] { plan.inputs.indices.flatMap { restatedOrigins(of: $0) } }

  func restatedOrigins(of input: Int) -> [RestatedOrigins] {
    var all = Restatements()
    for file in files where file.file.input == input { all.merge(file.restatements) }
    let net = plan.netShares[ComposedText.of(plan.inputs[input].declaration.name)] ?? [:]
    struct Place: Hashable {
      var key: Restatements.Key
      var dimension: Dimension
    }
    // A campaign that is only spelled otherwise comes from nowhere else.
    let changed = all.origins(named: FreeName.key).filter { ($0.value.before ?? 0) != ($0.value.now ?? 0) }
    let places = Dictionary(grouping: changed) { Place(key: $0.key.key, dimension: $0.key.dimension) }
    let sorted = places.sorted { a, b in
      a.key.key == b.key.key ? a.key.dimension < b.key.dimension : a.key.key < b.key.key
    }
    return sorted.compactMap { place, entries in
      let left = entries.contains { ($0.value.before ?? 0) != 0 && ($0.value.now ?? 0) == 0 }
      let came = entries.contains { ($0.value.before ?? 0) == 0 && ($0.value.now ?? 0) != 0 }
      guard left || came, entries.count > 1 else { return nil }
      let named = entries.sorted { $0.key.text.lexicographicallyPrecedes($1.key.text) }
      func amounts(_ side: KeyPath<Restatements.Amounts, Int128?>) -> [RestatedOrigins.Amount] {
        named.compactMap { entry in
          guard let units = entry.value[keyPath: side], units != 0 else { return nil }
          let amount =
            Exact(units: units, scale: place.key.measure.scale) * (net[place.key.measure] ?? Exact(1))
          return (String(decoding: entry.key.text, as: UTF8.self), amount)
        }
      }
      return RestatedOrigins(
        input: input, key: place.key, dimension: place.dimension, before: amounts(\.before),
        now: amounts(\.now))
    }
  }
}
