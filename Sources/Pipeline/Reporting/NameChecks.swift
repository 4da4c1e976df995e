import Declarations
import EventSchema
import Kernel
import Normalize
import Render

/// Campaigns whose names fit no pattern, per input that has one.
struct NameChecks {
  private let result: RunResult

  /// So many names are listed of an input; all are counted.
  private static let listed = 20

  init(_ result: RunResult) { self.result = result }

  private struct Check {
    var input: String
    var patterns: [String]
    var outside: OutsideNames
    /// Of all names together.
    var total = OutsideNames.Amounts()
    /// Those with most events first, then by their bytes.
    var names: [(name: [UInt8], amounts: OutsideNames.Amounts)]
  }

  private var checks: [Check] {
    result.plan.inputs.enumerated().compactMap { index, input in
      guard let outside = result.rollups.names[index],
        let naming = result.plan.file.naming(of: input.declaration)
      else { return nil }
      let sorted = outside.names.sorted { a, b in
        a.value.events != b.value.events
          ? a.value.events > b.value.events : a.key.lexicographicallyPrecedes(b.key)
      }
      var check = Check(
        input: input.declaration.name, patterns: naming.patterns.map(\.text), outside: outside,
        names: sorted.map { (name: $0.key, amounts: $0.value) })
      for (_, amounts) in sorted { check.total.add(amounts) }
      return check
    }
  }

  /// `campaign_names` of `report.json`.
  var json: [JSONValue] {
    checks.map { check in
      .object([
        ("input", .string(check.input)), ("patterns", .strings(check.patterns)),
        ("checked", .integer(check.outside.checked)),
        ("outside", .object([("names", .integer(check.names.count))] + json(check.total))),
        (
          "names",
          .array(
            check.names.prefix(Self.listed).map { name, amounts in
              .object([("name", .string(text(name)))] + json(amounts))
            })
        ), ("not_listed", .integer(max(0, check.names.count - Self.listed))),
      ])
    }
  }

  private func json(_ amounts: OutsideNames.Amounts) -> [(String, JSONValue)] {
    let money = amounts.money.sorted { $0.key < $1.key }.map { key, units -> JSONValue in
      .object([
        ("measure", .string(key.measure.rawValue)),
        ("currency", key.currency == 0 ? .null : .string(Currency(packed: key.currency).description)),
        ("amount", .string(Exact(units: units, scale: 6).description)),
      ])
    }
    return [("events", .integer(amounts.events)), ("money", .array(money))]
  }

  /// The same for readers.
  var quality: [NameQuality] {
    checks.filter { !$0.names.isEmpty }.map { check in
      NameQuality(
        input: check.input, patterns: check.patterns, nameCount: check.names.count,
        events: check.total.events, checked: check.outside.checked, money: money(check.total),
        names: check.names.prefix(Self.listed).map { name, amounts in
          NameQuality.Name(name: text(name), events: amounts.events, money: money(amounts))
        })
    }
  }

  private func money(_ amounts: OutsideNames.Amounts) -> [Note.Argument] {
    amounts.money.sorted { $0.key < $1.key }.map { key, units in
      let amount = Figure.money(Exact(units: units, scale: 6), Currency(packed: key.currency))
      return .note(Note(.labelled, ["term": .word(Word(key.measure)), "text": .figure(amount)]))
    }
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
