import Aggregate
import EventSchema
import Kernel
import Normalize

extension RunResult {
  /// Names that the run groups whatever the case of their letters: campaigns, terms, contents, and parts of
  /// campaigns' names.
  private var spelledFreely: [Dimension] {
    var seen: Set<Dimension> = []
    let parts = plan.kernel.inputs.flatMap { $0.names?.parts ?? [] }.filter { !$0.isBuiltIn }
    return (Dimension.spelledFreely + parts).filter { seen.insert($0).inserted }
  }

  /// Of names that occur in several spellings, by dimension: each one that is not shown, and the one that is. It is
  /// the same in all figures of a report, as far as these have the name at all.
  ///
  /// - Parameters:
  ///   - sums: finished sums of a shape.
  ///   - index: which of the plan's shapes it is.
  func spellings(beside sums: [GroupedSums], of index: Int) -> [Dimension: [[UInt8]: [UInt8]]] {
    var found: [Dimension: [[UInt8]: [UInt8]]] = [:]
    for dimension in spelledFreely where plan.kernel.shapes[index].dimensions.contains(dimension) {
      var names = Spellings()
      func add(_ sums: GroupedSums, _ shape: GroupedSumsShape) {
        guard let place = shape.dimensions.firstIndex(of: dimension) else { return }
        for key in sums.rows.keys { names.add(key.texts[place]) }
      }
      for finished in sums { add(finished, plan.kernel.shapes[index]) }
      for (other, shape) in plan.kernel.shapes.enumerated() where other != index {
        add(rollups.sums[other], shape)
      }
      let shown = names.shown
      if !shown.isEmpty { found[dimension] = shown }
    }
    return found
  }
}
