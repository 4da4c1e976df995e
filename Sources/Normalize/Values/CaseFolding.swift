import Columns

/// Case folding by a table of our own: Latin, Greek, Cyrillic and Armenian letters, without a locale.
///
/// One letter becomes one letter, as in Unicode's simple folding: `Рассылка` and `РАССЫЛКА` are one text, `ß`
/// and `ss`, `é` and `e` are two. Letters of other scripts, and those composed of several characters, stay.
package enum CaseFolding {
  /// (first, last, step, what is added): every step-th letter from the first to the last.
  static let runs: [(first: UInt32, last: UInt32, step: UInt32, delta: Int32)] = [
    // Generated from Unicode's CaseFolding.txt, statuses C and S, U+0080 to U+058F and U+1E00 to U+1FFF.
    (0xB5, 0xB5, 1, 775), (0xC0, 0xD6, 1, 32), (0xD8, 0xDE, 1, 32), (0x100, 0x12E, 2, 1),
    (0x132, 0x136, 2, 1), (0x139, 0x147, 2, 1), (0x14A, 0x176, 2, 1), (0x178, 0x178, 1, -121),
    (0x179, 0x17D, 2, 1), (0x181, 0x181, 1, 210), (0x182, 0x184, 2, 1), (0x186, 0x186, 1, 206),
    (0x187, 0x187, 1, 1), (0x189, 0x18A, 1, 205), (0x18B, 0x18B, 1, 1), (0x18E, 0x18E, 1, 79),
    (0x18F, 0x18F, 1, 202), (0x190, 0x190, 1, 203), (0x191, 0x191, 1, 1), (0x193, 0x193, 1, 205),
    (0x194, 0x194, 1, 207), (0x196, 0x196, 1, 211), (0x197, 0x197, 1, 209), (0x198, 0x198, 1, 1),
    (0x19C, 0x19C, 1, 211), (0x19D, 0x19D, 1, 213), (0x19F, 0x19F, 1, 214), (0x1A0, 0x1A4, 2, 1),
    (0x1A6, 0x1A6, 1, 218), (0x1A7, 0x1A7, 1, 1), (0x1A9, 0x1A9, 1, 218), (0x1AC, 0x1AC, 1, 1),
    (0x1AE, 0x1AE, 1, 218), (0x1AF, 0x1AF, 1, 1), (0x1B1, 0x1B2, 1, 217), (0x1B3, 0x1B5, 2, 1),
    (0x1B7, 0x1B7, 1, 219), (0x1B8, 0x1B8, 1, 1), (0x1BC, 0x1BC, 1, 1), (0x1C4, 0x1C4, 1, 2),
    (0x1C5, 0x1C5, 1, 1), (0x1C7, 0x1C7, 1, 2), (0x1C8, 0x1C8, 1, 1), (0x1CA, 0x1CA, 1, 2),
    (0x1CB, 0x1DB, 2, 1), (0x1DE, 0x1EE, 2, 1), (0x1F1, 0x1F1, 1, 2), (0x1F2, 0x1F4, 2, 1),
    (0x1F6, 0x1F6, 1, -97), (0x1F7, 0x1F7, 1, -56), (0x1F8, 0x21E, 2, 1), (0x220, 0x220, 1, -130),
    (0x222, 0x232, 2, 1), (0x23B, 0x23B, 1, 1), (0x23D, 0x23D, 1, -163), (0x241, 0x241, 1, 1),
    (0x243, 0x243, 1, -195), (0x244, 0x244, 1, 69), (0x245, 0x245, 1, 71), (0x246, 0x24E, 2, 1),
    (0x345, 0x345, 1, 116), (0x370, 0x372, 2, 1), (0x376, 0x376, 1, 1), (0x37F, 0x37F, 1, 116),
    (0x386, 0x386, 1, 38), (0x388, 0x38A, 1, 37), (0x38C, 0x38C, 1, 64), (0x38E, 0x38F, 1, 63),
    (0x391, 0x3A1, 1, 32), (0x3A3, 0x3AB, 1, 32), (0x3C2, 0x3C2, 1, 1), (0x3CF, 0x3CF, 1, 8),
    (0x3D0, 0x3D0, 1, -30), (0x3D1, 0x3D1, 1, -25), (0x3D5, 0x3D5, 1, -15), (0x3D6, 0x3D6, 1, -22),
    (0x3D8, 0x3EE, 2, 1), (0x3F0, 0x3F0, 1, -54), (0x3F1, 0x3F1, 1, -48), (0x3F4, 0x3F4, 1, -60),
    (0x3F5, 0x3F5, 1, -64), (0x3F7, 0x3F7, 1, 1), (0x3F9, 0x3F9, 1, -7), (0x3FA, 0x3FA, 1, 1),
    (0x3FD, 0x3FF, 1, -130), (0x400, 0x40F, 1, 80), (0x410, 0x42F, 1, 32), (0x460, 0x480, 2, 1),
    (0x48A, 0x4BE, 2, 1), (0x4C0, 0x4C0, 1, 15), (0x4C1, 0x4CD, 2, 1), (0x4D0, 0x52E, 2, 1),
    (0x531, 0x556, 1, 48), (0x1E00, 0x1E94, 2, 1), (0x1E9B, 0x1E9B, 1, -58), (0x1E9E, 0x1E9E, 1, -7615),
    (0x1EA0, 0x1EFE, 2, 1), (0x1F08, 0x1F0F, 1, -8), (0x1F18, 0x1F1D, 1, -8), (0x1F28, 0x1F2F, 1, -8),
    (0x1F38, 0x1F3F, 1, -8), (0x1F48, 0x1F4D, 1, -8), (0x1F59, 0x1F5F, 2, -8), (0x1F68, 0x1F6F, 1, -8),
    (0x1FB8, 0x1FB9, 1, -8), (0x1FBA, 0x1FBB, 1, -74), (0x1FC8, 0x1FCB, 1, -86), (0x1FD8, 0x1FD9, 1, -8),
    (0x1FDA, 0x1FDB, 1, -100), (0x1FE8, 0x1FE9, 1, -8), (0x1FEA, 0x1FEB, 1, -112), (0x1FEC, 0x1FEC, 1, -7),
    (0x1FF8, 0x1FF9, 1, -128), (0x1FFA, 0x1FFB, 1, -126),
  ]

  /// What the letters of two bytes (U+0000 to U+07FF) and, behind them, those from U+1E00 to U+1FFF become;
  /// 0 where the folded letter takes another number of bytes: for C, which folds in place.
  static let table: [UInt16] = {
    var table = (0..<0x800).map { UInt16($0) } + (0x1E00..<0x2000).map { UInt16($0) }
    for run in runs {
      for letter in stride(from: run.first, through: run.last, by: Int(run.step)) {
        let small = UInt32(Int32(letter) + run.delta)
        let place = Int(letter < 0x800 ? letter : letter - 0x1E00 + 0x800)
        table[place] = (letter < 0x800) == (small < 0x800) ? UInt16(small) : 0
      }
    }
    return table
  }()

  /// The folded character.
  package static func fold(_ scalar: UInt32) -> UInt32 {
    if scalar < 0x80 { return (0x41...0x5A).contains(scalar) ? scalar + 32 : scalar }
    guard scalar < 0x590 || (0x1E00..<0x2000).contains(scalar) else { return scalar }
    guard let run = runs.first(where: { $0.last >= scalar }), run.first <= scalar,
      (scalar - run.first) % run.step == 0
    else { return scalar }
    return UInt32(Int32(scalar) + run.delta)
  }

  /// Adds a text's bytes, folded, in composed form: texts that Unicode calls the same stay so. What is not UTF-8 stays
  /// as it is, but for A–Z.
  static func append(_ text: Span<UInt8>, to folded: inout [UInt8]) {
    let start = folded.count
    var isPlain = true
    for i in text.indices {
      let byte = text[i]
      if byte >= 0x80 { isPlain = false }
      folded.append(byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte)
    }
    guard !isPlain, BytePattern.isUTF8(text) else { return }
    var small: [UInt8] = []
    let isComposed = ComposedText.isSurelyComposed(text)
    // Composed before letters are folded, since İ has no small letter, but I, which it is made of, has one; and
    // after, since ẖ is one letter, but no large one is.
    let whole = isComposed ? folded[start...] : ComposedText.of(text.indices.map { text[$0] })[...]
    for scalar in String(decoding: whole, as: UTF8.self).unicodeScalars {
      let letter = Unicode.Scalar(fold(scalar.value)) ?? scalar
      small.append(contentsOf: UTF8.encode(letter) ?? UTF8.encodedReplacementCharacter)
    }
    folded.replaceSubrange(start..., with: isComposed ? small : ComposedText.of(small))
  }

  /// A text's bytes, folded.
  package static func fold(_ text: [UInt8]) -> [UInt8] {
    var folded: [UInt8] = []
    append(text.span, to: &folded)
    return folded
  }

  /// What the members of some ranges of characters become, in ascending ranges that don't touch.
  static func fold(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var all = ranges
    for range in ranges {
      if range.overlaps(0x41...0x5A) {
        all.append(
          range.clamped(to: 0x41...0x5A).lowerBound + 32...range.clamped(to: 0x41...0x5A).upperBound + 32)
      }
      for run in runs where range.overlaps(run.first...run.last) {
        for letter in stride(from: run.first, through: run.last, by: Int(run.step))
        where range.contains(letter) {
          all.append(fold(letter)...fold(letter))
        }
      }
    }
    var joined: [ClosedRange<UInt32>] = []
    for range in all.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, range.lowerBound <= last.upperBound + 1 {
        joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    return joined
  }
}
