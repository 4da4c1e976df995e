import Diagnostics
import EventSchema

/// `currency:`, which every stage shares.
extension PipelineFileLoader {
  func currency(_ node: YAMLNode) -> CurrencyDeclaration? {
    guard let map = reader.mapping(node, "'currency'", keys: Self.currencyKeys) else { return nil }
    let reportIn = map.currency("report_in")
    let rates = map.someTexts("rates")
    let averages = map.choice("rates_are", CurrencyDeclaration.Averages.self)
    for key in ["rates_are", "through"] where map.node(key) != nil && map.node("rates") == nil {
      reader.report(map.keyLocation(key), "'\(key)' needs 'rates'")
    }
    let through = map.currency("through")
    if let through, through == reportIn {
      reader.report(
        map.valueLocation("through"), "'through' is the report's own currency", hint: "leave it out")
    }
    let (missing, previous) = missingRates(map)
    let rounding = map.choice("rounding", Exact.Rounding.self) ?? .halfEven
    return reportIn.map {
      var declaration = CurrencyDeclaration(reportIn: $0)
      declaration.rates = rates
      declaration.ratesAre = averages
      declaration.through = through
      declaration.ifRateMissing = missing
      declaration.previous = previous
      declaration.rounding = rounding
      return declaration
    }
  }

  private static let usePrevious = "use_previous"

  /// `reject`, `use_previous`, `[use_previous, reject]`.
  private func missingRates(
    _ map: MappingReader
  ) -> (CurrencyDeclaration.MissingRate, CurrencyDeclaration.PreviousRates) {
    let days = map.parsed("no_older_than", expected: "a number of days such as '5 days'") {
      Self.days($0, 0...3660)
    }
    let words = map.someTexts("if_rate_missing")
    var usesPrevious = false
    var missing: CurrencyDeclaration.MissingRate?
    var areKnown = true
    for (index, word) in words.enumerated() {
      if word.value == Self.usePrevious {
        if index > 0 {
          reader.report(
            word.location, "'use_previous' comes first", hint: "for example [use_previous, reject]",
            length: word.value.unicodeScalars.count)
        }
        usesPrevious = true
      } else if let found = CurrencyDeclaration.MissingRate(rawValue: word.value) {
        if missing != nil { reader.report(word.location, "'if_rate_missing' has two ends") }
        missing = found
      } else {
        areKnown = false
        reader.unknown(
          word.value, "'if_rate_missing'",
          CurrencyDeclaration.MissingRate.allCases.map(\.rawValue) + [Self.usePrevious], at: word.location)
      }
    }
    if days != nil, !usesPrevious, areKnown {
      reader.report(map.keyLocation("no_older_than"), "'no_older_than' needs 'if_rate_missing: use_previous'")
    }
    return (missing ?? .fail, usesPrevious ? .used(noOlderThanDays: days) : .unused)
  }
}
