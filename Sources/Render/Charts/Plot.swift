import Declarations
import EventSchema

/// Places values in a drawing. Coordinates are text with one decimal, the same on every machine:
/// they come from exact numbers, not from floating point.
struct Plot {
  let low: Exact
  let high: Exact
  let left: Int
  let right: Int
  let top: Int
  let bottom: Int
  let count: Int

  func x(_ index: Int) -> String {
    guard count > 1 else { return coordinate(Exact(left + right) * half) }
    return coordinate(Exact(left) + (Exact(index * (right - left)) / Exact(count - 1) ?? .zero))
  }

  func y(_ value: Exact) -> String {
    guard let share = (value - low) / (high - low) else { return coordinate(Exact(top + bottom) * half) }
    return coordinate(Exact(bottom) - share * Exact(bottom - top))
  }

  private var half: Exact { Exact(units: 5, scale: 1) }
  private func coordinate(_ value: Exact) -> String {
    let text = value.decimal(places: 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Runs of known values: a gap ends one.
  func runs(_ values: [Exact?]) -> [[(index: Int, value: Exact)]] {
    var runs: [[(index: Int, value: Exact)]] = []
    var run: [(index: Int, value: Exact)] = []
    for (index, value) in values.enumerated() {
      if let value {
        run.append((index, value))
      } else if !run.isEmpty {
        runs.append(run)
        run = []
      }
    }
    if !run.isEmpty { runs.append(run) }
    return runs
  }

  /// Path data of all runs with at least two values.
  func path(_ values: [Exact?]) -> String {
    runs(values).filter { $0.count > 1 }.map { run in
      "M" + run.map { "\(x($0.index)) \(y($0.value))" }.joined(separator: "L")
    }.joined()
  }

  /// Values that stand alone between gaps: drawn as dots, since a line needs two.
  func lonely(_ values: [Exact?]) -> [(index: Int, value: Exact)] {
    runs(values).filter { $0.count == 1 }.compactMap(\.first)
  }
}

/// A scale from a round number to a round number, in steps of 1, 2 or 5 times a power of ten.
struct Scale: Equatable {
  let low: Exact
  let high: Exact
  let step: Exact
  /// Decimals needed to write the steps.
  let decimals: Int

  /// Covers all values; starts at 0 unless values are negative. At most six steps.
  init?(_ values: [Exact]) {
    guard let smallest = values.min(), let largest = values.max() else { return nil }
    let bottom = min(smallest, .zero)
    let top = max(largest, .zero)
    let span = bottom == top ? Exact(1) : top - bottom
    var step = Exact(1)
    var power = 0
    // Down to steps so fine that four would not do, then up to at most four.
    while step * Exact(4) > span, power > -12 {
      step = step * Exact(units: 1, scale: 1)
      power -= 1
    }
    var factor = 1
    while step * Exact(factor) * Exact(4) < span {
      switch factor {
      case 1: factor = 2
      case 2: factor = 5
      default:
        factor = 1
        step = step * Exact(10)
        power += 1
      }
    }
    let width = step * Exact(factor)
    self.step = width
    low = Scale.floor(bottom, width)
    high = bottom == top ? width * Exact(4) : -Scale.floor(-top, width)
    decimals = max(0, -power)
  }

  var ticks: [Exact] {
    var ticks = [low]
    while let last = ticks.last, last < high { ticks.append(last + step) }
    return ticks
  }

  /// The largest multiple of `step` that is not above the value.
  private static func floor(_ value: Exact, _ step: Exact) -> Exact {
    guard let ratio = value / step else { return value }
    let nearest = Exact(ratio.rounded(places: 0, .halfEven))
    return (nearest > ratio ? nearest - Exact(1) : nearest) * step
  }
}
