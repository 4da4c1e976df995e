package import Declarations
package import EventSchema

/// An IANA time zone, read from the system's zone files: no machine setting plays a part.
package struct Zone: Sendable {
  package enum Failure: Error, Equatable, Sendable { case unknown(String), damaged(String) }

  package enum LocalTime: Sendable, Equatable {
    case unique(Int64)
    /// Clocks were set back: the time happened twice. Where a source gives no offset, we take the earlier.
    case fold(earlier: Int64, later: Int64)
    /// Clocks were set forward: there was no such time.
    case gap
  }

  package let name: String
  /// UTC seconds from which an offset holds, ascending; the first holds from the beginning of time.
  private let starts: [Int64]
  /// Seconds east of UTC.
  private let offsets: [Int]

  package static let utc = Zone(name: "UTC", starts: [.min], offsets: [0])
  package static let systemFolder = "/usr/share/zoneinfo"

  private init(name: String, starts: [Int64], offsets: [Int]) {
    self.name = name
    self.starts = starts
    self.offsets = offsets
  }

  /// - Parameters:
  ///   - name: an IANA name such as `Europe/Moscow`; only letters, digits, `/`, `_`, `+` and `-`.
  ///   - folder: where the zone files are.
  package init(named name: String, folder: String = Zone.systemFolder) throws(Failure) {
    let isPlain = name.utf8.allSatisfy {
      ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || (0x30...0x39).contains($0) || "/_+-".utf8.contains($0)
    }
    guard isPlain, !name.isEmpty, !name.hasPrefix("/") else { throw .unknown(name) }
    if name == "UTC" {
      self = .utc
      return
    }
    guard let bytes = ZoneFile.read("\(folder)/\(name)") else { throw .unknown(name) }
    guard let transitions = ZoneTransitions(bytes) else { throw .damaged(name) }
    self.init(name: name, starts: transitions.starts, offsets: transitions.offsets)
  }

  /// Seconds east of UTC at an instant.
  package func offset(atUTC instant: Int64) -> Int { offsets[index(instant)] }

  private func index(_ instant: Int64) -> Int {
    var low = 0
    var high = starts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if starts[middle] <= instant { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The day in this zone. For many instants, see `Days`.
  package func reportDay(ofUTC instant: Int64) -> Day {
    Self.day(ofLocal: instant + Int64(offset(atUTC: instant)))
  }

  private static func day(ofLocal second: Int64) -> Day {
    Day(number: Int32(truncatingIfNeeded: second >= 0 ? second / 86_400 : (second - 86_399) / 86_400))
  }

  /// The instant of a local time.
  package func utc(day: Day, secondOfDay: Int) -> LocalTime {
    let local = Int64(day.number) * 86_400 + Int64(secondOfDay)
    // Offsets are below a day, so the instant lies in one of the neighbouring intervals.
    let near = index(local)
    var earlier: Int64?
    var later: Int64?
    for candidate in max(0, near - 2)...min(starts.count - 1, near + 2) {
      let instant = local - Int64(offsets[candidate])
      let isCurrent =
        instant >= starts[candidate] && (candidate + 1 == starts.count || instant < starts[candidate + 1])
      guard isCurrent else { continue }
      earlier = min(earlier ?? instant, instant)
      later = max(later ?? instant, instant)
    }
    guard let earlier, let later else { return .gap }
    return earlier == later ? .unique(earlier) : .fold(earlier: earlier, later: later)
  }

  /// Why a local time is no instant under the rules that were declared.
  package enum Doubtful: Error, Equatable, Sendable { case skipped, twice }

  /// The instant of a local time, under rules for what clock changes make doubtful.
  package func instant(day: Day, secondOfDay: Int, _ rules: ClockChanges) throws(Doubtful) -> Int64 {
    switch utc(day: day, secondOfDay: secondOfDay) {
    case .unique(let instant): return instant
    case .fold(let earlier, let later):
      switch rules.ambiguous {
      case .first: return earlier
      case .second: return later
      case .reject: throw .twice
      }
    case .gap:
      switch rules.nonexistent {
      case .shiftForward: return afterGap(local: Int64(day.number) * 86_400 + Int64(secondOfDay))
      case .reject: throw .skipped
      }
    }
  }

  /// What a skipped local time is by the offset from before the change.
  private func afterGap(local: Int64) -> Int64 {
    let change = starts.indices.dropFirst().first { index in
      local - Int64(offsets[index - 1]) >= starts[index] && local - Int64(offsets[index]) < starts[index]
    }
    return local - Int64(offsets[(change ?? 1) - 1])
  }

  /// The version of the system's zone data, such as `2025b`; "unknown" where it is not stated.
  package static func dataVersion(folder: String = Zone.systemFolder) -> String {
    func firstLine(_ file: String) -> Substring? {
      ZoneFile.read("\(folder)/\(file)").flatMap {
        String(decoding: $0.prefix(64), as: UTF8.self).split(separator: "\n").first
      }
    }
    if let line = firstLine("tzdata.zi"), line.hasPrefix("# version ") { return String(line.dropFirst(10)) }
    return firstLine("+VERSION").map(String.init) ?? "unknown"
  }
}

extension Zone {
  /// Days of many instants: remembers the interval between two clock changes, so that most rows cost
  /// two comparisons. One per worker.
  package struct Days: Sendable {
    private let zone: Zone
    private var from: Int64 = 0
    private var to: Int64 = 0
    private var offset: Int64 = 0

    package init(_ zone: Zone) { self.zone = zone }

    /// The same as `Zone.reportDay(ofUTC:)`.
    @inline(__always)
    package mutating func day(ofUTC instant: Int64) -> Day {
      if instant < from || instant >= to { find(instant) }
      return Zone.day(ofLocal: instant + offset)
    }

    @inline(never)
    private mutating func find(_ instant: Int64) {
      let index = zone.index(instant)
      from = zone.starts[index]
      to = index + 1 < zone.starts.count ? zone.starts[index + 1] : .max
      offset = Int64(zone.offsets[index])
    }
  }
}
