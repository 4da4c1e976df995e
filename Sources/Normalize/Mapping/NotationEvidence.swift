import Declarations
import EventSchema

/// What the cells of a column say about the notation in which they are read, of one file or a part of it.
///
/// A union in any order: what is not known of a chunk may be known of another.
package struct NotationEvidence: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Some cell can be read in no other notation: the thirteenth of a month, `12.5`.
  package static let proven = NotationEvidence(rawValue: 1)
  /// Some cell can only be read in another notation.
  package static let contradicted = NotationEvidence(rawValue: 2)
  /// Some cell is another day, or another number, in another notation.
  package static let ambiguous = NotationEvidence(rawValue: 4)
  /// Some count was refused because three zeros stand behind its mark: `12.000`.
  package static let doubted = NotationEvidence(rawValue: 8)

  /// Some amount may be thousands as well as decimals: `1.250`.
  package static let threeDecimals = NotationEvidence(rawValue: 16)
  /// Some amount has decimals that are no group of three: `12.50`, `0.125`.
  package static let otherDecimals = NotationEvidence(rawValue: 32)

  /// Whether what was read is probably something else: no cell speaks for the notation, and one against it.
  package var isRefuted: Bool { contains(.contradicted) && !contains(.proven) }
}

/// A cell that can only be read in another notation than its column's.
package struct ContradictingCell: Sendable, Hashable {
  /// Row of the record batch.
  package var row: Int
  /// Index in the mapping's wanted columns.
  package var column: Int
  package var text: String
  /// The notation that reads it, as a pipeline file declares it.
  package var other: String

  /// So much of a cell is shown.
  static let longestText = 40
}

/// What a pipeline file states itself about how its files are written; everything else is a profile's default.
package struct DeclaredNotations: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let numbers = DeclaredNotations(rawValue: 1)
  package static let dates = DeclaredNotations(rawValue: 2)
}

/// How a text speaks for or against a notation.
enum NotationWeight: Equatable { case proves, contradicts, neither }

/// Numbers between two kinds of notations: those with a decimal point and those with a decimal comma.
struct NumberOrder {
  private let own: NumberParser
  /// Those with our decimal mark, and another mark between groups.
  private let kin: [NumberParser]
  private let others: [(sample: String, parser: NumberParser)]

  init(_ style: NumberStyle) {
    own = NumberParser(style: style)
    kin = NumberStyle.samples.compactMap { sample in
      NumberStyle(sample: sample).flatMap {
        $0.decimalMark == style.decimalMark ? NumberParser(style: $0) : nil
      }
    }
    others = NumberStyle.samples.compactMap { sample in
      guard let other = NumberStyle(sample: sample), other.decimalMark != style.decimalMark else {
        return nil
      }
      return (sample, NumberParser(style: other))
    }
  }

  /// `1.250` is 1.25 or 1250 and says nothing as an amount; as a count it can only be 1250.
  func weight(_ bytes: Span<UInt8>, _ start: Int, _ length: Int, scale: Int) -> NotationWeight {
    let result = weight(bytes, start, length, places: scale)
    // A count with decimals is none, but shows how decimals are written.
    return result == .neither && scale < 6 ? weight(bytes, start, length, places: 6) : result
  }

  private func weight(_ bytes: Span<UInt8>, _ start: Int, _ length: Int, places: Int) -> NotationWeight {
    let isOurs = Self.reads(own, bytes, start, length, places)
    let isOther = others.contains { Self.reads($0.parser, bytes, start, length, places) }
    if isOurs { return isOther ? .neither : .proves }
    // `1,234` is no number where no mark groups: it may be 1234 as well as 1.234.
    guard isOther, !kin.contains(where: { Self.reads($0, bytes, start, length, places) }) else {
      return .neither
    }
    return .contradicts
  }

  /// Whether what we read is another number in another notation.
  func isAmbiguous(_ bytes: Span<UInt8>, _ start: Int, _ length: Int, scale: Int) -> Bool {
    guard let value = try? own.parse(bytes, start, length, scale: scale) else { return false }
    return others.contains { other in
      (try? other.parser.parse(bytes, start, length, scale: scale)).map { $0 != value } ?? false
    }
  }

  private static func reads(
    _ parser: NumberParser, _ bytes: Span<UInt8>, _ start: Int, _ length: Int, _ scale: Int
  ) -> Bool {
    (try? parser.parse(bytes, start, length, scale: scale)) != nil
  }

  /// The notation to declare for a text that only another one reads.
  func other(reading bytes: Span<UInt8>, _ start: Int, _ length: Int, scale: Int) -> String? {
    for places in [scale, 6] {
      let other = others.first { Self.reads($0.parser, bytes, start, length, places) }
      if let other { return other.sample }
    }
    return nil
  }
}

/// Dates of which nothing but the numbers tells the day from the month: `M/d/yyyy` and `d/M/yyyy`.
struct DayOrder: Sendable {
  let other: DatePattern
  let otherParser: DateParser

  /// Nil where day and month can't be taken for each other.
  init?(_ pattern: DatePattern?) {
    guard let other = pattern?.withDayAndMonthSwapped else { return nil }
    self.other = other
    otherParser = DateParser(pattern: other)
  }

  /// Notes what a day says that was read.
  @inline(__always)
  static func note(_ day: Int32, _ evidence: inout NotationEvidence) {
    if evidence.contains(.proven) { return }
    let (_, month, dayOfMonth) = Day(number: day).civil
    if dayOfMonth > 12 {
      evidence.insert(.proven)
    } else if dayOfMonth != month {
      evidence.insert(.ambiguous)
    }
  }
}
