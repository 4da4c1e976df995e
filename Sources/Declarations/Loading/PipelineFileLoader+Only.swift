import Diagnostics
import EventSchema

/// `only:` of a period: one by its label.
extension PipelineFileLoader {
  func only(_ map: MappingReader, _ every: Grain, _ calendar: PeriodCalendar) -> PeriodDeclaration.Range? {
    guard let node = map.node("only"), let text = reader.text(node, "'only'") else { return nil }
    if let period = Period(label: text, in: calendar), period.grain == every { return .only(period) }
    reader.report(
      node.location,
      "expected a \(every.rawValue) such as \(Self.example(every, calendar)) for 'only', found '\(text)'",
      hint: Self.existing(text, every, calendar), length: text.unicodeScalars.count)
    return nil
  }

  private static func example(_ grain: Grain, _ calendar: PeriodCalendar) -> String {
    Day(iso: "2026-02-02").map { Period(grain, containing: $0, in: calendar).description } ?? ""
  }

  /// The periods that there are in the year of a label that is none.
  private static func existing(_ label: String, _ every: Grain, _ calendar: PeriodCalendar) -> String? {
    if let other = Period(label: label, in: calendar) {
      return "'\(label)' is a \(other.grain.rawValue): `every: \(other.grain.rawValue)`"
    }
    let saysFiscal = label.hasPrefix("FY")
    let digits = label.dropFirst(saysFiscal ? 2 : 0).prefix { ("0"..."9").contains($0) }
    guard digits.utf8.count == 4, let year = Int(digits),
      let (first, last) = Period.bounds(every, ofYear: year, in: calendar)
    else { return nil }
    let span = "\(first.first) to \(last.last)"
    let there = first == last ? "\(first), which is \(span)" : "\(first) to \(last), which are \(span)"
    // A year that begins in January has no label of its own, whatever else it is called.
    if saysFiscal, !first.calendar.isFiscal {
      return calendar.isFiscal
        ? "a \(every.rawValue) is one of the calendar: there is \(there)"
        : "years begin in January: there is \(there); `calendar: {fiscal_year_starts: april}` makes fiscal years"
    }
    return "there is \(there)"
  }
}
