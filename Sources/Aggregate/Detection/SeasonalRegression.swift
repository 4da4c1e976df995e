/// A straight line and one level per season, fitted by weighted least squares: what a series does when nothing
/// happens. A season is a day of the week; a series without seasons has one.
struct SeasonalRegression {
  /// Values at places of a series; places need not be contiguous.
  struct Points {
    var places: [Int]
    var values: [Double]
    /// How many places make one round of seasons.
    let season: Int

    var count: Int { values.count }
    /// Of the least squares: the slope and a level per season.
    var parameters: Int { season + 1 }

    func season(of index: Int) -> Int { places[index] % season }
  }

  private let season: Int
  private let middle: Double
  private let reach: Double
  /// The slope first, then the levels.
  private let coefficients: [Double]
  /// Of the normal equations' matrix, row by row: L L' = X' W X.
  private let lower: [[Double]]

  /// Nil where the points do not determine the line and every level.
  init?(_ points: Points, weights: [Double]) {
    season = points.season
    // The slope's column lies within −1...1, so that the equations are well conditioned.
    let first = Double(points.places.min() ?? 0)
    let last = Double(points.places.max() ?? 0)
    middle = (first + last) / 2
    reach = max(1, (last - first) / 2)
    let size = points.parameters
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    var right = [Double](repeating: 0, count: size)
    for index in 0..<points.count where weights[index] > 0 {
      let x = (Double(points.places[index]) - middle) / reach
      let row = 1 + points.season(of: index)
      let weight = weights[index]
      matrix[0][0] += weight * x * x
      matrix[row][0] += weight * x
      matrix[row][row] += weight
      right[0] += weight * x * points.values[index]
      right[row] += weight * points.values[index]
    }
    guard let lower = Self.cholesky(matrix) else { return nil }
    self.lower = lower
    coefficients = Self.backward(lower, Self.forward(lower, right))
  }

  func value(at place: Int) -> Double {
    coefficients[0] * (Double(place) - middle) / reach + coefficients[1 + place % season]
  }

  /// How far the fit itself may be off at a place, as a share of the noise's variance: x' (X' W X)⁻¹ x.
  func leverage(at place: Int) -> Double {
    var row = [Double](repeating: 0, count: season + 1)
    row[0] = (Double(place) - middle) / reach
    row[1 + place % season] = 1
    return Self.forward(lower, row).reduce(0) { $0 + $1 * $1 }
  }

  // MARK: Linear algebra

  private static func cholesky(_ matrix: [[Double]]) -> [[Double]]? {
    var lower = matrix
    for row in matrix.indices {
      for column in 0...row {
        var sum = matrix[row][column]
        for k in 0..<column { sum -= lower[row][k] * lower[column][k] }
        if row == column {
          guard sum > 1e-9 else { return nil }
          lower[row][row] = sum.squareRoot()
        } else {
          lower[row][column] = sum / lower[column][column]
        }
      }
    }
    return lower
  }

  private static func forward(_ lower: [[Double]], _ right: [Double]) -> [Double] {
    var solution = right
    for row in lower.indices {
      for k in 0..<row { solution[row] -= lower[row][k] * solution[k] }
      solution[row] /= lower[row][row]
    }
    return solution
  }

  private static func backward(_ lower: [[Double]], _ right: [Double]) -> [Double] {
    var solution = right
    for row in lower.indices.reversed() {
      for k in (row + 1)..<lower.count { solution[row] -= lower[k][row] * solution[k] }
      solution[row] /= lower[row][row]
    }
    return solution
  }
}

/// The middle value; of an even number the mean of the two in the middle.
///
/// - Precondition: there is at least one.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let half = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}
