/// Dividing a whole number of units so that the parts are whole and their sum is exactly what was divided.
///
/// By largest remainder: every part is rounded down, the units left over go to the largest remainders, among equal
/// ones to the earlier part. A negative number is divided as its opposite is: a correction mirrors its charge.
package enum Apportionment {
  /// Into equal parts: the first ones hold the units left over.
  package static func equally(_ units: Int128, into count: Int) -> [Int128] {
    guard count > 0 else { return [] }
    let (part, rest) = units.quotientAndRemainder(dividingBy: Int128(count))
    let odd: Int128 = rest < 0 ? -1 : 1
    return (0..<count).map { part + (Int128($0) < rest.magnitude ? odd : 0) }
  }

  /// In the proportion of weights; nil where no weight is above 0. Negative weights count as 0.
  package static func proportionally(_ units: Int128, by weights: [Exact]) -> [Int128]? {
    let weights = weights.map { $0.isNegative ? .zero : $0 }
    let whole = weights.reduce(.zero, +)
    guard !whole.isZero else { return nil }
    var parts: [Int128] = []
    var remainders: [Exact] = []
    let total = Exact(units: Int128(units.magnitude), scale: 0)
    for weight in weights {
      let share = (total * weight / whole) ?? .zero
      let part = share.roundedDown
      parts.append(part)
      remainders.append(share - Exact(units: part, scale: 0))
    }
    // Less than one unit per part is left.
    let left = Int(Int128(units.magnitude) - parts.reduce(0, +))
    let order = remainders.indices.sorted { a, b in
      remainders[a] == remainders[b] ? a < b : remainders[a] > remainders[b]
    }
    for index in order.prefix(left) { parts[index] += 1 }
    return units < 0 ? parts.map { -$0 } : parts
  }
}

extension Exact {
  /// The largest whole number not above a value that is no less than 0.
  ///
  /// - Precondition: it fits in 128 bits.
  fileprivate var roundedDown: Int128 {
    guard let near = rounded(places: 0, .halfEven).narrow else {
      preconditionFailure("a part is no larger than what is divided")
    }
    return Exact(units: near, scale: 0) > self ? near - 1 : near
  }
}
