import Declarations

/// Numbers of up to eight characters, in one register.
///
///     "1,705"    bytes   31 2C 37 30 35          the load ends with the text; what stands before it
///                word    30 30 30 31 2C 37 30 35 becomes zeros: first character lowest
///                joined  30 30 30 30 31 37 30 35 a mark is taken out, what stands before it moves up
///
/// Advice for whoever changes this: `slow` is the twin, and a test runs both over one table and over
/// random texts. Whatever is not plainly a number here is left to it; nothing is ever refused here.
extension NumberParser {
  /// - Returns: all digits as one number, and how many of them are decimals, at most `scale`; -1 decimals
  ///   when the slow path must decide.
  @inline(__always)
  func short(_ bytes: Span<UInt8>, _ start: Int, _ length: Int, scale: Int) -> (digits: Int64, decimals: Int) {
    let end = start &+ length
    guard length > 0, length <= 8, end >= 8, scale >= 0 else { return (0, -1) }
    let zeros: UInt64 = 0x3030_3030_3030_3030
    let kept: UInt64 = ~0 << (UInt64(truncatingIfNeeded: 8 &- length) &* 8)
    let text = UInt64(
      littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: end &- 8, as: UInt64.self))
    // Digits become 0...9, the bytes before the text 0.
    var word = (text ^ zeros) & kept
    var marks = Self.notDigits(word)
    if marks == 0 { return (Self.value(word), 0) }
    var decimals = 0
    // The last mark may be the decimal one.
    let last = 7 &- marks.leadingZeroBitCount / 8
    if UInt8(truncatingIfNeeded: text >> UInt64(truncatingIfNeeded: last &* 8)) == style.decimalMark {
      decimals = 7 &- last
      guard decimals > 0, decimals <= scale, last > 8 &- length else { return (0, -1) }
      word = Self.without(word, last)
      marks &= ~(0x80 << UInt64(truncatingIfNeeded: last &* 8))
      if marks == 0 { return (Self.value(word), decimals) }
      // A mark before it moved up with its digits; there is room for one group only.
      marks <<= 8
    }
    let group = marks.trailingZeroBitCount / 8
    let removed = decimals > 0 ? 1 : 0
    let before = group &- (8 &- length) &- removed
    guard marks & (marks &- 1) == 0, 7 &- group &- decimals == 3, before >= 1, before <= 3,
      UInt8(truncatingIfNeeded: (word ^ zeros) >> UInt64(truncatingIfNeeded: group &* 8)) == groupingByte
    else { return (0, -1) }
    return (Self.value(Self.without(word, group)), decimals)
  }

  /// The one byte that groups in this notation; 0 where none does.
  private var groupingByte: UInt8 {
    switch style.grouping {
    case .none: 0
    case .comma: UInt8(ascii: ",")
    case .point: UInt8(ascii: ".")
    case .apostrophe: UInt8(ascii: "'")
    case .space: UInt8(ascii: " ")
    }
  }

  /// The high bit of every byte above 9.
  @inline(__always)
  private static func notDigits(_ word: UInt64) -> UInt64 {
    (((word & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080
  }

  /// Takes byte `index` out: the bytes below it move up by one.
  @inline(__always)
  private static func without(_ word: UInt64, _ index: Int) -> UInt64 {
    let shift = UInt64(truncatingIfNeeded: index &* 8)
    let below = word & ((1 << shift) &- 1)
    // Two shifts: by 64 bits at once nothing would move.
    let above = (((word >> shift) >> 8) << 8) << shift
    return above | below << 8
  }

  /// Eight digits, the first in the lowest byte, as a number: pairs, then fours, then all.
  @inline(__always)
  private static func value(_ word: UInt64) -> Int64 {
    let pairs = word &* 10 &+ word >> 8
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    let all = (pairs & mask) &* 0x000F_4240_0000_0064 &+ ((pairs >> 16) & mask) &* 0x0000_2710_0000_0001
    return Int64(truncatingIfNeeded: all >> 32)
  }
}
