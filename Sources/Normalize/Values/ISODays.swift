import EventSchema

/// Days and instants of plainly written ISO dates, `2026-03-01` and `2026-03-01T12:30:00+01:00`.
///
/// The first eight bytes, year and month, are looked up: a file holds few of them. Advice for whoever
/// changes this: `DateParser` is the slow twin. Whatever is not exactly of the form, or no such day or
/// time, returns nil; nothing is ever refused here.
struct ISODays: Sendable {
  private struct Month: Sendable {
    /// `2026-03-` as eight bytes.
    var text: UInt64 = 0
    /// The day before the first.
    var base: Int32 = 0
    var length: Int32 = 0
  }
  private var months = ContiguousArray(repeating: Month(), count: 128)

  /// The day of `yyyy-MM-dd` at `start`. All ten bytes are there.
  @inline(__always)
  mutating func day(_ bytes: Span<UInt8>, _ start: Int) -> Int32? {
    let text = UInt64(
      littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
    let tens = Int32(bytes[start &+ 8] &- 0x30)
    let ones = Int32(bytes[start &+ 9] &- 0x30)
    // The last digits of year and month tell the months of ten years apart.
    let month = (text >> 40 & 1) &* 10 &+ (text >> 48 & 15)
    let slot = Int(truncatingIfNeeded: (text >> 24 & 15) &* 12 &+ month) & 127
    if months[slot].text != text, !find(text, slot) { return nil }
    let day = tens &* 10 &+ ones
    guard tens <= 9, ones <= 9, day >= 1, day <= months[slot].length else { return nil }
    return months[slot].base &+ day
  }

  /// UTC seconds of `yyyy-MM-ddTHH:mm:ss` with `Z` or an offset such as `+05:30` behind it.
  @inline(__always)
  mutating func instant(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> Int64? {
    guard length == 20 || length == 25, let day = day(bytes, start) else { return nil }
    // `THH:mm:s` and what follows, two loads inside the text.
    let time = UInt64(
      littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: start &+ 10, as: UInt64.self))
    let marks: UInt64 = 0x00_3A_00_00_3A_00_00_54
    let isMark: UInt64 = 0x00_FF_00_00_FF_00_00_FF
    guard time & isMark == marks else { return nil }
    let hour = Self.pair(bytes, start &+ 11)
    let minute = Self.pair(bytes, start &+ 14)
    let second = Self.pair(bytes, start &+ 17)
    guard hour < 24, minute < 60, second < 60 else { return nil }
    let local = Int64(day) &* 86_400 &+ Int64(hour &* 3600 &+ minute &* 60 &+ second)
    let sign = bytes[start &+ 19]
    if length == 20 { return sign == UInt8(ascii: "Z") ? local : nil }
    let hours = Self.pair(bytes, start &+ 20)
    let minutes = Self.pair(bytes, start &+ 23)
    guard bytes[start &+ 22] == UInt8(ascii: ":"), hours < 12, minutes < 60 else { return nil }
    let offset = Int64(hours &* 3600 &+ minutes &* 60)
    if sign == UInt8(ascii: "+") { return local &- offset }
    return sign == UInt8(ascii: "-") ? local &+ offset : nil
  }

  /// Two digits; 100 and more for anything else.
  @inline(__always)
  private static func pair(_ bytes: Span<UInt8>, _ at: Int) -> Int32 {
    let tens = Int32(bytes[at] &- 0x30)
    let ones = Int32(bytes[at &+ 1] &- 0x30)
    return tens <= 9 && ones <= 9 ? tens &* 10 &+ ones : 1000
  }

  @inline(never)
  private mutating func find(_ text: UInt64, _ slot: Int) -> Bool {
    func byte(_ i: UInt64) -> Int { Int(truncatingIfNeeded: text >> (8 * i) & 0xFF) }
    func digit(_ i: UInt64) -> Int? { (0x30...0x39).contains(byte(i)) ? byte(i) - 0x30 : nil }
    guard byte(4) == 0x2D, byte(7) == 0x2D, let y0 = digit(0), let y1 = digit(1), let y2 = digit(2),
      let y3 = digit(3), let m0 = digit(5), let m1 = digit(6)
    else { return false }
    let year = ((y0 * 10 + y1) * 10 + y2) * 10 + y3
    let month = m0 * 10 + m1
    guard let first = Day(year: year, month: month, day: 1) else { return false }
    months[slot] = Month(
      text: text, base: first.number - 1, length: Int32(Day.length(ofMonth: month, year: year)))
    return true
  }
}
