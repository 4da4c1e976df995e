/// Remembers small non-negative values by two small integers: one load instead of a hash.
///
/// A fast path in front of a `TupleTable`, never the only place a value is kept: pairs outside its
/// bounds are simply not remembered.
public struct DenseMemo: Sendable {
  @usableFromInline var values: ContiguousArray<Int32> = []
  @usableFromInline let width: Int
  /// Rows beyond this are not remembered: at most 16 MiB.
  @usableFromInline let maximumRows: Int

  /// - Parameter width: the second integer lies in `0..<width`.
  public init(width: Int) {
    self.width = max(1, width)
    maximumRows = (4 << 20) / self.width
  }

  /// The value remembered for a pair, or -1.
  @inlinable @inline(__always)
  public func value(_ row: Int, _ column: Int) -> Int32 {
    guard column >= 0, column < width, row >= 0 else { return -1 }
    let index = row &* width &+ column
    return index < values.count ? values[index] &- 1 : -1
  }

  /// Remembers a value for a pair, where it fits.
  public mutating func remember(_ value: Int32, _ row: Int, _ column: Int) {
    guard column >= 0, column < width, row >= 0, row < maximumRows else { return }
    let index = row * width + column
    if index >= values.count {
      let size = min(maximumRows * width, max((row + 1) * width, values.count * 2))
      values.append(contentsOf: repeatElement(0, count: size - values.count))
    }
    values[index] = value + 1
  }
}
