package import EventSchema

/// The time zone that a file says its days and times are of: `UTC`, `(GMT-08:00) Pacific Time (US & Canada)`,
/// `Europe/Berlin`. Shown as found; compared where it is understood.
package struct StatedZone: Sendable, Hashable {
  /// As it stands in the file.
  package let text: String
  private enum Meaning: Hashable, Sendable {
    /// Seconds east of UTC, all year or (as Windows names its zones) outside summer time.
    case offset(Int, hasSummerTime: Bool)
    case named(String)
    case unknown
  }
  private let meaning: Meaning

  package init(_ text: String) {
    self.text = text
    meaning = Self.meaning(of: text)
  }

  /// Whether it can be compared with a zone.
  package var isUnderstood: Bool { meaning != .unknown }

  /// Whether clocks of the zone show another time in the year of a day; false where the text is not understood.
  package func contradicts(_ zone: Zone, around day: Day) -> Bool {
    let ownOffsets: [Int]
    let offsets = Self.offsets(of: zone, around: day)
    switch meaning {
    case .unknown: return false
    case .offset(let offset, hasSummerTime: true): return !offsets.contains(offset)
    case .offset(let offset, hasSummerTime: false): ownOffsets = [offset, offset]
    case .named(let name):
      guard let own = try? Zone(named: name) else { return false }
      ownOffsets = Self.offsets(of: own, around: day)
    }
    return offsets != ownOffsets
  }

  /// Seconds east of UTC in January and in July.
  private static func offsets(of zone: Zone, around day: Day) -> [Int] {
    let year = Period(.quarter, containing: day).first.civil.year
    return [1, 7].compactMap { month in
      Day(year: year, month: month, day: 1).map { zone.offset(atUTC: Int64($0.number) * 86_400) }
    }
  }

  private static func meaning(of text: String) -> Meaning {
    var name = Substring(text)
    var hasSummerTime = false
    if name.hasPrefix("("), let close = name.firstIndex(of: ")") {
      // `(GMT-08:00) Pacific Time (US & Canada); Tijuana`
      hasSummerTime = name[name.index(after: close)...].contains { $0.isLetter }
      name = name[..<close].dropFirst()
    }
    if name.hasPrefix("in ") { name = name.dropFirst(3) }
    let bytes = Array(name.utf8)
    var position = 0
    if case .offset(let offset) = ZoneText.takeName(bytes.span, &position, bytes.count),
      position == bytes.count
    {
      return .offset(offset, hasSummerTime: hasSummerTime)
    }
    if name.contains("/"), (try? Zone(named: String(name))) != nil { return .named(String(name)) }
    return .unknown
  }
}
