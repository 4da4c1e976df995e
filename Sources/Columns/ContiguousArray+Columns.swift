extension ContiguousArray {
  /// Makes the column `count` long for a loop that writes every element: what it holds then is undefined.
  ///
  /// Columns are used again from batch to batch, so this costs nothing when batches are of one size.
  @inlinable
  public mutating func resize(to count: Int, filling value: Element) {
    if self.count > count {
      removeLast(self.count - count)
    } else if self.count < count {
      append(contentsOf: repeatElement(value, count: count - self.count))
    }
  }
}

extension ContiguousArray where Element: FixedWidthInteger {
  /// Makes sums at least `count` long: new ones begin at zero.
  @inlinable
  public mutating func grow(to count: Int) {
    if self.count < count { append(contentsOf: repeatElement(0, count: count - self.count)) }
  }
}
