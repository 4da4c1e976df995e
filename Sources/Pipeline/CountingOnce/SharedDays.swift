/// Days that several exports of an input state.
///
/// Found in one pass over the days on which exports begin and end: comparing each with each would take minutes for
/// ten thousand files.
package struct SharedDays {
  private struct Edge {
    var day: Int
    /// Number of the export.
    var export: Int
    /// 1 where it begins, -1 on the day behind its last one.
    var step: Int
  }
  /// Ascending, apart from each other.
  private var ranges: [ClosedRange<Int32>] = []

  /// - Parameter files: of what export each is, and the days that it states; files of one export don't share days.
  package init(_ files: [(export: String, days: ClosedRange<Int32>)]) {
    var numbers: [String: Int] = [:]
    var edges: [Edge] = []
    for file in files {
      let export = numbers[file.export] ?? numbers.count
      numbers[file.export] = export
      edges.append(Edge(day: Int(file.days.lowerBound), export: export, step: 1))
      edges.append(Edge(day: Int(file.days.upperBound) + 1, export: export, step: -1))
    }
    edges.sort { $0.day < $1.day }
    /// Files of each export that state the day at hand.
    var files = [Int](repeating: 0, count: numbers.count)
    var exports = 0
    var first: Int?
    for (place, edge) in edges.enumerated() {
      let before = files[edge.export]
      files[edge.export] += edge.step
      exports += (files[edge.export] > 0 ? 1 : 0) - (before > 0 ? 1 : 0)
      // All that happens on a day, then what is so from it on.
      guard place + 1 == edges.count || edges[place + 1].day != edge.day else { continue }
      if exports > 1 {
        first = first ?? edge.day
      } else if let begin = first {
        ranges.append(Int32(begin)...Int32(edge.day - 1))
        first = nil
      }
    }
  }

  /// All of them.
  var all: [ClosedRange<Int32>] { ranges }

  /// Those among some days.
  package func within(_ days: ClosedRange<Int32>) -> [ClosedRange<Int32>] {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < days.lowerBound { low = middle + 1 } else { high = middle }
    }
    return ranges[low...].prefix { $0.lowerBound <= days.upperBound }.map { $0.clamped(to: days) }
  }
}
