package import Declarations
package import EventSchema

/// A range of days stated in a preamble: `July 8, 2025 - July 31, 2025`, or one day.
package enum DateRange {
  private static let separators = [" - ", " – ", " — ", "–"]

  /// - Parameter patterns: tried in order; the first that reads the whole text wins.
  /// - Returns: nil when no pattern does, or when the last day lies before the first.
  package static func parse(_ text: String, patterns: [DatePattern]) -> (first: Day, last: Day)? {
    var text = text
    if text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count >= 2 {
      text = String(text.dropFirst().dropLast())
    }
    for pattern in patterns {
      let parser = DateParser(pattern: pattern)
      if let day = try? parser.parse(text).day { return (day, day) }
      for separator in separators {
        guard let range = text.firstRange(of: separator) else { continue }
        if let first = try? parser.parse(String(text[..<range.lowerBound])).day,
          let last = try? parser.parse(String(text[range.upperBound...])).day, first <= last
        {
          return (first, last)
        }
      }
    }
    return nil
  }
}
