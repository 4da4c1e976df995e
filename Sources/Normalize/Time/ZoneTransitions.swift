import EventSchema

/// The parts of a TZif file (RFC 8536, version 2 or later) that offsets need.
///
///     header │ 4-byte block, skipped │ header │ times 8×n │ types 1×n │ type records 6×t │ … │ \nTZ\n
///
/// The POSIX rule at the end stands for the years after the last transition; it is written out up to
/// 2100, so that looking up an offset is one search.
struct ZoneTransitions {
  private(set) var starts: [Int64] = [.min]
  private(set) var offsets: [Int] = []
  private static let lastYear = 2100

  /// Nil when the bytes are not a whole, sound file.
  init?(_ bytes: [UInt8]) {
    guard let first = Header(bytes, at: 0), let header = Header(bytes, at: 44 + first.size(ofTime: 4)) else {
      return nil
    }
    let times = header.end
    let indices = times + header.times * 8
    let types = indices + header.times
    let footer = times + header.size(ofTime: 8)
    guard header.types > 0, footer < bytes.count else { return nil }
    func offset(_ type: Int) -> Int? {
      guard type < header.types else { return nil }
      let seconds = Int(Self.integer(bytes, types + 6 * type, 4))
      return abs(seconds) < 86_400 ? seconds : nil
    }
    guard let initial = offset(0) else { return nil }
    offsets = [initial]
    for i in 0..<header.times {
      let time = Self.integer(bytes, times + 8 * i, 8)
      guard let offset = offset(Int(bytes[indices + i])), i == 0 || time > starts[i] else { return nil }
      starts.append(time)
      offsets.append(offset)
    }
    let rule = bytes[footer...].split(separator: 0x0A).first.map { String(decoding: $0, as: UTF8.self) } ?? ""
    if rule.contains(",") {
      guard let rule = PosixZoneRule(rule) else { return nil }
      extend(rule)
    }
  }

  private mutating func extend(_ rule: PosixZoneRule) {
    let last = starts[starts.count - 1]
    let firstYear = last == .min ? 1970 : Day(number: Int32(clamping: last / 86_400)).civil.year
    guard firstYear <= Self.lastYear else { return }
    for year in firstYear...Self.lastYear {
      for (instant, offset) in rule.transitions(in: year) where instant > last {
        starts.append(instant)
        offsets.append(offset)
      }
    }
  }

  /// A big-endian signed integer; the bytes are known to be there.
  private static func integer(_ bytes: [UInt8], _ at: Int, _ width: Int) -> Int64 {
    var value: Int64 = (bytes[at] & 0x80) != 0 ? -1 : 0
    for i in 0..<width { value = value << 8 | Int64(bytes[at + i]) }
    return value
  }

  private struct Header {
    let end: Int
    let times: Int
    let types: Int
    /// Bytes of type names, leap seconds, and the two kinds of indicators.
    private let names: Int, leaps: Int, standardFlags: Int, utcFlags: Int

    init?(_ bytes: [UInt8], at start: Int) {
      guard start >= 0, start + 44 <= bytes.count, bytes[start...].starts(with: Array("TZif".utf8)),
        bytes[start + 4] >= UInt8(ascii: "2")
      else { return nil }
      // A count beyond the file is damage; the bound also keeps the sums from overflowing.
      let counts = (0..<6).map { Int(ZoneTransitions.integer(bytes, start + 20 + 4 * $0, 4)) }
      guard counts.allSatisfy({ (0...bytes.count).contains($0) }) else { return nil }
      utcFlags = counts[0]
      standardFlags = counts[1]
      leaps = counts[2]
      times = counts[3]
      types = counts[4]
      names = counts[5]
      end = start + 44
    }

    func size(ofTime width: Int) -> Int {
      times * (width + 1) + types * 6 + names + leaps * (width + 4) + standardFlags + utcFlags
    }
  }
}
