import Declarations
import EventSchema
import Normalize
import Render

extension Figures {
  /// How the report's amounts came into its currency; nil where it has none.
  var conversionNote: Note? {
    guard plan.reportCurrency.packed != 0 else { return nil }
    guard !rateUses.isEmpty else { return Note(.noteOneCurrency) }
    let files = rateUses.reduce(into: Set<Int>()) { $0.formUnion($1.files) }.sorted()
    let paths = Note.Argument.list(files.map { .text(plan.conversion.table.files[$0]) })
    let grains = rateUses.reduce(into: Set<Grain>()) { $0.formUnion($1.grains) }
    if grains == [.day] { return Note(.noteRatesFrom, ["file": paths]) }
    let kinds = Grain.allCases.filter(grains.contains).map { Note.Argument.word(Word(ratesOf: $0)) }
    return Note(.noteRatesOfKinds, ["files": paths, "kinds": .list(kinds)])
  }
}

extension RateUse {
  /// How many amounts, which way, and which rates of which files.
  func note(_ paths: [String]) -> Note {
    let way =
      switch path {
      case .direct: Note(.pathDirect)
      case .inverse: Note(.pathInverse)
      case .through(let base): Note(.pathThrough, ["base": .currency(base)])
      }
    let (first, last) = (days.lowerBound, days.upperBound)
    let span = first == last ? Note.Argument.day(first) : .span(days)
    return Note(
      .noteConverted,
      [
        "n": .count(amounts), "currency": .currency(from), "path": .note(way),
        "days": span,
        "files": .list(files.sorted().map { .text(paths[$0]) }),
      ])
  }

  func json(_ paths: [String]) -> JSONValue {
    let way: (name: String, base: String?) =
      switch path {
      case .direct: ("direct", nil)
      case .inverse: ("inverse", nil)
      case .through(let base): ("through", base.description)
      }
    return .object([
      ("from", .string(from.description)), ("path", .string(way.name)), ("through", .optional(way.base)),
      ("amounts", .integer(amounts)), ("first", .string(days.lowerBound.description)),
      ("last", .string(days.upperBound.description)),
      ("of", .strings(Grain.allCases.filter(grains.contains).map(\.rawValue))),
      ("amounts_at_earlier_rates", .integer(older)), ("oldest_days", .integer(age)),
      ("files", .strings(files.sorted().map { paths[$0] })),
    ])
  }
}

extension RateContradiction {
  /// For pages: which rates, on which days, and the lines of the first.
  var note: Note {
    Note(
      .noteRatesContradict,
      [
        "n": .count(count), "from": .currency(from), "to": .currency(to),
        "days": .span(days),
        "lines": .list((stated + other).map { .text($0) }),
      ])
  }
}
