/// The order of names as people read them: `v2` before `v10`, since numbers in them count as numbers, and `report.csv`
/// before `report (2).csv`, as browsers name what is fetched again.
enum NaturalOrder {
  /// Whether a name comes before another one. Numbers that differ in leading zeros alone are told apart by bytes.
  static func precedes(_ a: String, _ b: String) -> Bool {
    let (mine, theirs) = (parts(stem(a)), parts(stem(b)))
    for (x, y) in zip(mine, theirs) where x != y {
      let (left, right) = (value(x), value(y))
      if let left, let right {
        if left.count != right.count { return left.count < right.count }
        if left != right { return left.lexicographicallyPrecedes(right) }
        continue
      }
      return x.lexicographicallyPrecedes(y)
    }
    if mine.count != theirs.count { return mine.count < theirs.count }
    return a.utf8.lexicographicallyPrecedes(b.utf8)
  }

  /// Whether names say which comes first: by a number, or since one continues the other (`ads`, `ads (2)`). Of `north` and
  /// `south` none does, whatever the alphabet says.
  static func isStated(_ a: String, _ b: String) -> Bool {
    let (mine, theirs) = (parts(stem(a)), parts(stem(b)))
    guard let (x, y) = zip(mine, theirs).first(where: { $0 != $1 }) else { return true }
    return value(x) != nil && value(y) != nil
  }

  /// A name without its endings: `.csv`, `.csv.gz`.
  private static func stem(_ name: String) -> [UInt8] {
    let bytes = Array(name.utf8)
    let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    var end = bytes.count
    for _ in 0..<2 {
      guard let dot = bytes[start..<end].lastIndex(of: UInt8(ascii: ".")), dot > start, end - dot <= 5 else {
        break
      }
      // `2026.02` is no ending.
      if bytes[(dot + 1)..<end].allSatisfy(isDigit) { break }
      end = dot
    }
    return Array(bytes[..<end])
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Runs of digits, and the single bytes between them.
  private static func parts(_ name: [UInt8]) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var start = 0
    while start < name.count {
      var end = start + 1
      if isDigit(name[start]) { while end < name.count, isDigit(name[end]) { end += 1 } }
      parts.append(name[start..<end])
      start = end
    }
    return parts
  }

  /// The digits of a number without leading zeros; nil for what is no number.
  private static func value(_ part: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let first = part.first, isDigit(first) else { return nil }
    return part.drop { $0 == UInt8(ascii: "0") }
  }
}
