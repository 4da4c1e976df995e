package import EventSchema

/// An IANA time zone, read from the system's zone files: no machine setting plays a part.
package struct Zone: Sendable {
  package enum Failure: Error, Equatable, Sendable { case unknown(String), damaged(String) }

  package enum LocalTime: Sendable, Equatable {
    case unique(Int64)
    /// Clocks were set back: the time happened twice.
    case fold(earlier: Int64, later: Int64)
    /// Clocks were set forward: there was no such time.
    case gap
  }

  package let name: String
  /// UTC seconds from which an offset holds, ascending; the first holds from the beginning of time.
  private let starts: [Int64]
  private let offsets: [Int]

  package static let utc = Zone(name: "UTC", starts: [.min], offsets: [0])

  private init(name: String, starts: [Int64], offsets: [Int]) {
    self.name = name
    self.starts = starts
    self.offsets = offsets
  }

  /// - Parameter folder: where the zone files are.
  package init(named name: String, folder: String = "/usr/share/zoneinfo") throws(Failure) {
    let isPlain = name.utf8.allSatisfy {
      ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || (0x30...0x39).contains($0) || "/_+-".utf8.contains($0)
    }
    guard isPlain, !name.isEmpty, !name.hasPrefix("/") else { throw .unknown(name) }
    if name == "UTC" {
      self = .utc
      return
    }
    guard let bytes = ZoneFile.read("\(folder)/\(name)"), bytes.count > 44 else { throw .unknown(name) }
    guard var data = ZoneData(bytes) else { throw .damaged(name) }
    data.extend()
    self.init(name: name, starts: data.starts, offsets: data.offsets)
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

  /// The day in this zone.
  package func reportDay(ofUTC instant: Int64) -> Day {
    let local = instant + Int64(offset(atUTC: instant))
    return Day(number: Int32(truncatingIfNeeded: local >= 0 ? local / 86_400 : (local - 86_399) / 86_400))
  }

  /// The instant of a local time.
  package func utc(day: Day, secondOfDay: Int) -> LocalTime {
    let local = Int64(day.number) * 86_400 + Int64(secondOfDay)
    let near = index(local)
    var found: [Int64] = []
    for candidate in max(0, near - 2)...min(starts.count - 1, near + 2) {
      let instant = local - Int64(offsets[candidate])
      let isCurrent = instant >= starts[candidate] && (candidate + 1 == starts.count || instant < starts[candidate + 1])
      if isCurrent, !found.contains(instant) { found.append(instant) }
    }
    found.sort()
    switch found.count {
    case 0: return .gap
    case 1: return .unique(found[0])
    default: return .fold(earlier: found[0], later: found[found.count - 1])
    }
  }

  /// The version of the system's zone data, such as `2025b`; "unknown" where it is not stated.
  package static func dataVersion(folder: String = "/usr/share/zoneinfo") -> String {
    guard let bytes = ZoneFile.read("\(folder)/tzdata.zi"),
      let line = String(decoding: bytes.prefix(64), as: UTF8.self).split(separator: "\n").first,
      line.hasPrefix("# version ")
    else { return "unknown" }
    return String(line.dropFirst(10))
  }
}

/// The parts of a TZif file (RFC 8536) that offsets need: transitions, and the rule for later years.
private struct ZoneData {
  var starts: [Int64] = [.min]
  var offsets: [Int] = []
  private var footer = ""

  init?(_ bytes: [UInt8]) {
    func integer(_ at: Int, _ width: Int) -> Int64? {
      guard at >= 0, at + width <= bytes.count else { return nil }
      var value: Int64 = (bytes[at] & 0x80) != 0 ? -1 : 0
      for i in 0..<width { value = value << 8 | Int64(bytes[at + i]) }
      return value
    }
    guard bytes.starts(with: Array("TZif".utf8)), bytes[4] >= UInt8(ascii: "2") else { return nil }
    func counts(_ at: Int) -> [Int] { (0..<6).map { Int(integer(at + 20 + 4 * $0, 4) ?? 0) } }
    // isutc, isstd, leap, time, type, char: the first block has 4-byte times and is skipped.
    let first = counts(0)
    let second = 44 + first[3] * 5 + first[4] * 6 + first[5] + first[2] * 8 + first[1] + first[0]
    guard second + 44 <= bytes.count else { return nil }
    let c = counts(second)
    let times = second + 44
    let types = times + c[3] * 8
    let infos = types + c[3]
    guard c[4] > 0, let initial = integer(infos, 4) else { return nil }
    offsets = [Int(initial)]
    for i in 0..<c[3] {
      guard let time = integer(times + 8 * i, 8), types + i < bytes.count,
        let offset = integer(infos + 6 * Int(bytes[types + i]), 4)
      else { return nil }
      starts.append(time)
      offsets.append(Int(offset))
    }
    let end = infos + c[4] * 6 + c[5] + c[2] * 12 + c[1] + c[0]
    if end < bytes.count { footer = String(decoding: bytes[end...], as: UTF8.self).trimmingNewlines() }
  }

  /// Adds the transitions of the years that the file leaves to its rule (POSIX TZ), up to 2100.
  mutating func extend() {
    guard let rule = POSIXRule(footer) else { return }
    let last = starts.last ?? .min
    let firstYear = last == .min ? 1970 : Day(number: Int32(truncatingIfNeeded: last / 86_400)).civil.year
    for year in firstYear...2100 {
      for (instant, offset) in rule.transitions(in: year) where instant > last {
        starts.append(instant)
        offsets.append(offset)
      }
    }
  }
}

extension String {
  fileprivate func trimmingNewlines() -> String { String(self.drop { $0 == "\n" }.prefix { $0 != "\n" }) }
}

/// `CET-1CEST,M3.5.0,M10.5.0/3`: standard and summer time with their changes.
private struct POSIXRule {
  private struct Change { var month: Int, week: Int, weekday: Int, second: Int }
  private var standard = 0
  private var summer = 0
  private var toSummer: Change
  private var toStandard: Change

  /// Nil when there is no summer time (nothing to add) or the text is not of this form.
  init?(_ text: String) {
    let parts = text.split(separator: ",").map(String.init)
    guard parts.count == 3 else { return nil }
    var rest = Array(parts[0].utf8)[...]
    func name() {
      if rest.first == UInt8(ascii: "<") {
        rest = rest.drop { $0 != UInt8(ascii: ">") }.dropFirst()
      } else {
        rest = rest.drop { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
      }
    }
    func time() -> Int? {
      let text = String(decoding: rest.prefix { (0x30...0x39).contains($0) || "+-:".utf8.contains($0) }, as: UTF8.self)
      rest = rest.dropFirst(text.utf8.count)
      return Self.seconds(text)
    }
    name()
    guard let west = time() else { return nil }
    standard = -west
    name()
    summer = time().map { -$0 } ?? standard + 3600
    guard let toSummer = Self.change(parts[1]), let toStandard = Self.change(parts[2]) else { return nil }
    self.toSummer = toSummer
    self.toStandard = toStandard
  }

  private static func seconds(_ text: String) -> Int? {
    guard !text.isEmpty else { return nil }
    let sign = text.hasPrefix("-") ? -1 : 1
    let numbers = text.drop { $0 == "+" || $0 == "-" }.split(separator: ":").map { Int($0) ?? 0 }
    return sign * ((numbers.first ?? 0) * 3600 + (numbers.count > 1 ? numbers[1] * 60 : 0) + (numbers.count > 2 ? numbers[2] : 0))
  }

  private static func change(_ text: String) -> Change? {
    let parts = text.split(separator: "/").map(String.init)
    guard let first = parts.first, first.hasPrefix("M") else { return nil }
    let numbers = first.dropFirst().split(separator: ".").compactMap { Int($0) }
    guard numbers.count == 3 else { return nil }
    return Change(month: numbers[0], week: numbers[1], weekday: numbers[2], second: parts.count > 1 ? seconds(parts[1]) ?? 7200 : 7200)
  }

  func transitions(in year: Int) -> [(instant: Int64, offset: Int)] {
    let changes = [(toSummer, standard, summer), (toStandard, summer, standard)]
    return changes.compactMap { change, before, after -> (instant: Int64, offset: Int)? in
      guard let first = Day(year: year, month: change.month, day: 1) else { return nil }
      let wanted = change.weekday == 0 ? 7 : change.weekday
      var day = first + (wanted - first.weekday + 7) % 7 + 7 * (change.week - 1)
      while day.civil.month != change.month { day = day - 7 }
      return (Int64(day.number) * 86_400 + Int64(change.second) - Int64(before), after)
    }.sorted { $0.instant < $1.instant }
  }
}
