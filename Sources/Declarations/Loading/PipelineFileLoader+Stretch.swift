import Diagnostics
import EventSchema

/// `period: {every: 28 days, last: 6}`: stretches of days, the newest of which ends on the last full day.
extension PipelineFileLoader {
  /// The grain, and of how many days where it is so many days.
  func every(_ map: MappingReader) -> (grain: Grain?, days: Int) {
    guard let node = map.node("every"), let text = reader.text(node, "'every'") else { return (nil, 0) }
    if let grain = Grain.allCases.first(where: { $0.rawValue == text }) { return (grain, 0) }
    guard text.hasSuffix(" days"), let days = Int(text.dropLast(5)), text == "\(days) days" else {
      reader.unknown(text, "'every'", Grain.allCases.map(\.rawValue), at: node.location)
      return (nil, 0)
    }
    let lengths = PeriodCalendar.Stretch.lengths
    if lengths.contains(days) { return (.days, days) }
    reader.report(
      node.location,
      "expected \(lengths.lowerBound) to \(lengths.upperBound) days for 'every', found '\(text)'",
      hint: "such as 28 days", length: text.unicodeScalars.count)
    return (nil, 0)
  }

  func checkStretch(_ map: MappingReader, _ period: PeriodDeclaration) {
    if map.node("last") == nil {
      reader.report(
        map.valueLocation("every"), "periods of so many days go with 'last'",
        hint: "they are counted back from the last full day: {every: \(period.stretchDays) days, last: 6}")
    }
    if period.compareWith.contains(.lastYear), 364 % period.stretchDays != 0 {
      reader.report(
        map.valueLocation("compare_with"),
        "52 weeks hold no whole number of \(period.stretchDays) days",
        hint: "same_days_last_year goes with 7, 14, 28, 52, 91 or 182 days")
    }
  }
}
