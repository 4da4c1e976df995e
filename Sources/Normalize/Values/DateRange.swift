package import Declarations
package import EventSchema

/// A range of days in one text: `July 8, 2025 - July 31, 2025`, `2026-01-01,2026-01-31`, or one day.
package enum DateRange {
  /// What may stand between the two days, the longer ones first. A dash may also be a part of the days
  /// themselves: what counts is that both sides are read whole.
  private static let separators: [[UInt8]] = [
    " - ", " – ", " — ", " to ", " bis ", " по ", " до ", " ~ ", "–", "—", "至", ",", "~", "-", "/",
  ].map { Array($0.utf8) }

  /// - Parameter patterns: tried in order; the first that reads the whole text wins.
  /// - Returns: nil when no pattern does, or when the last day lies before the first.
  package static func parse(_ text: String, patterns: [DatePattern]) -> (first: Day, last: Day)? {
    var text = text
    if text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count >= 2 {
      text = String(text.dropFirst().dropLast())
    }
    let bytes = Array(text.utf8)
    for pattern in patterns {
      if let range = try? parse(bytes.span, 0, bytes.count, DateParser(pattern: pattern)) { return range }
    }
    return nil
  }

  static func parse(_ bytes: Span<UInt8>, _ start: Int, _ length: Int, _ parser: DateParser) throws(DateError)
    -> (first: Day, last: Day)
  {
    var problem: DateError
    do throws(DateError) {
      let day = try parser.parse(bytes, start, length).day
      return (day, day)
    } catch { problem = error }
    let end = start + length
    for separator in separators {
      for place in start..<max(start, end - separator.count) where holds(separator, bytes, place) {
        let behind = place + separator.count
        guard let first = try? parser.parse(bytes, start, place - start).day,
          let last = try? parser.parse(bytes, behind, end - behind).day
        else { continue }
        if first <= last { return (first, last) }
        problem = .endsBeforeStart
      }
    }
    throw problem
  }

  private static func holds(_ text: [UInt8], _ bytes: Span<UInt8>, _ place: Int) -> Bool {
    for offset in text.indices where bytes[place + offset] != text[offset] { return false }
    return true
  }
}
