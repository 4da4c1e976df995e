package import Diagnostics
import EventSchema

extension Diagnostic {
  /// Days of one currency for which no rate may be used.
  ///
  /// - Parameters:
  ///   - missing: ascending by day, at least one.
  ///   - location: where the pipeline file names the rates.
  package static func missingRates(
    _ missing: [CurrencyConversion.Missing], at location: SourceLocation?
  ) -> Diagnostic? {
    guard let first = missing.first, let last = missing.last else { return nil }
    var message = "no rate from \(first.from) to \(first.to) for \(first.day)"
    if missing.count > 1 {
      message += " and \(missing.count - 1) more day\(missing.count > 2 ? "s" : "") up to \(last.day)"
    }
    if !first.bases.isEmpty {
      return Diagnostic(
        at: location, message,
        hint: "say through which currency to convert: `through: \(first.bases[0])`; the rates also have "
          + first.bases.dropFirst().map(\.description).joined(separator: ", "))
    }
    let known =
      switch (first.before, first.after) {
      case (let before?, let after?): "the nearest known are of \(before) and \(after)"
      case (let day?, nil), (nil, let day?): "the nearest known is of \(day)"
      case (nil, nil): "the table has none for these two"
      }
    let line = "add a line '\(first.day),\(first.from),\(first.to),…' to the rate table"
    let leaveOut =
      "leave such rows out with `if_rate_missing: \(first.mayBeEarlier ? "[use_previous, reject]" : "reject")`"
    let hint =
      if !first.mayBeEarlier {
        "\(line), allow an earlier rate with `if_rate_missing: use_previous`, or \(leaveOut)"
      } else if let none = missing.first(where: { $0.age == nil }) {
        "there is no rate at or before \(none.day): \(line), or \(leaveOut)"
      } else {
        "\(line), raise `no_older_than` to \(missing.compactMap(\.age).max() ?? 0) days, or \(leaveOut)"
      }
    return Diagnostic(at: location, "\(message); \(known)", hint: hint)
  }
}
