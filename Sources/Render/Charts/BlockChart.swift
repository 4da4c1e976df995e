import Declarations
import EventSchema

/// Charts of block characters, for formats without pictures.
///
/// They belong into the last column: in East Asian fonts the blocks may be two columns wide.
enum BlockChart {
  private static let steps: [String] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇"]
  private static let gap = "·"

  /// One character per value between the smallest and the largest; a gap is a dot.
  static func spark(_ values: [Exact?]) -> String {
    let known = values.compactMap { $0 }
    guard let low = known.min(), let high = known.max() else { return "" }
    return values.map { value in
      guard let value else { return gap }
      guard let share = (value - low) / (high - low) else { return steps[3] }
      return steps[whole(share * Exact(steps.count - 1))]
    }.joined()
  }

  /// A bar of up to ten cells: the share of the largest value.
  static func bar(_ value: Exact?, of largest: Exact?) -> String {
    guard let value, let largest, !value.isNegative, let share = value / largest else { return "" }
    return String(repeating: "█", count: whole(share * Exact(10)))
  }

  private static func whole(_ value: Exact) -> Int { Int(value.decimal(places: 0, .halfUp)) ?? 0 }
}
