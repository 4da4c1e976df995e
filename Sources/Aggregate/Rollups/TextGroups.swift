/// The groups of a rollup that keeps people: texts per dimension, where each has a number.
///
/// Numbers are local to one rollup: encodings hold texts.
struct TextGroups: Sendable, Equatable {
  private(set) var texts: [[[UInt8]]] = []
  private var numbers: [TextKey: Int32] = [:]

  mutating func number(of group: [[UInt8]]) -> Int32 {
    let key = TextKey(group)
    if let known = numbers[key] { return known }
    let number = Int32(texts.count)
    texts.append(group)
    numbers[key] = number
    return number
  }

  subscript(number: Int32) -> [[UInt8]] { texts[Int(number)] }
}
