import Aggregate
import Declarations
import EventSchema

extension NoValueReason {
  /// As `report.json` says it.
  var text: String {
    switch self {
    case .missing(let measure) where measure.isOfLengths: "no data for this period"
    case .missing(.expectedPipeline): "an open deal with an amount states no probability, or there is none"
    case .missing(.influencedDeals), .missing(.influencedAmount):
      "touches are not known for all of the look-back before these deals, or no deal names whom it is with"
    case .missing(let measure): "no input states \(measure.rawValue)"
    case .missingIn(let measure, let scope): "no input states \(scope.text(of: measure.rawValue))"
    case .noSuchPeriod: "the calendar has no such period"
    case .notAdditive(let measure): "several statements of \(measure.rawValue) can't be added up"
    case .notComparable(let measure, let inputs):
      "not comparable: no \(measure.rawValue) from \(inputs.joined(separator: ", "))"
    case .divisionByZero(.name(let name)): "\(name) is 0"
    case .divisionByZero(.composite): "the divisor is 0"
    case .notAssumed(let assumption): "\(assumption.rawValue) is not assumed"
    }
  }
}

extension Figures.Gap {
  /// `google_ads covers only 2026-02-01 to 2026-02-20`
  var text: String {
    let ranges = days.map { "\(Day(number: $0.lowerBound)) to \(Day(number: $0.upperBound))" }
    return "\(input) covers only " + ranges.joined(separator: ", ")
  }
}
