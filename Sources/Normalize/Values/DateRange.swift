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

  /// Finds a day, a month or a range of days within a text such as a file's name.
  ///
  /// - Parameter patterns: one for a day or a month, two for both ends with anything but letters and digits
  ///   between them.
  /// - Returns: nil when the text holds no such range, or several that differ.
  package static func find(in text: String, patterns: [DatePattern]) -> (first: Day, last: Day)? {
    guard let first = patterns.first, let last = patterns.last else { return nil }
    let starts = days(in: text, first)
    let found: [(first: Day, last: Day)]
    if patterns.count == 1 {
      found = starts.map { ($0.day, first.hasDay ? $0.day : Period(.month, containing: $0.day).last) }
    } else {
      let ends = days(in: text, last)
      found = starts.flatMap { start in
        ends.compactMap { end in
          start.range.upperBound < end.range.lowerBound
            && text[start.range.upperBound..<end.range.lowerBound].allSatisfy { !$0.isLetter && !$0.isNumber }
            && start.day <= end.day ? (start.day, end.day) : nil
        }
      }
    }
    guard let only = found.first, found.allSatisfy({ $0 == only }) else { return nil }
    return only
  }

  /// Every day that stands in a text, digits on neither side of it.
  private static func days(in text: String, _ pattern: DatePattern) -> [(
    day: Day, range: Range<String.Index>
  )] {
    let parser = DateParser(pattern: pattern)
    var found: [(day: Day, range: Range<String.Index>)] = []
    var start = text.startIndex
    while start < text.endIndex {
      defer { start = text.index(after: start) }
      if start > text.startIndex, text[text.index(before: start)].isNumber, text[start].isNumber { continue }
      // No date is longer than this.
      let limit = text.index(start, offsetBy: 32, limitedBy: text.endIndex) ?? text.endIndex
      var end = limit
      while end > start {
        let isWhole = end == text.endIndex || !text[end].isNumber || !text[text.index(before: end)].isNumber
        if isWhole, let day = try? parser.parse(String(text[start..<end])).day {
          found.append((day, start..<end))
          break
        }
        end = text.index(before: end)
      }
    }
    return found
  }
}
