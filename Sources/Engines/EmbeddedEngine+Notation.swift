import Declarations
package import Diagnostics
import Extract
package import Kernel
import Normalize

/// Files whose columns speak against the way they are read.
extension EmbeddedEngine {
  /// Fails the files of which a column holds cells that only another notation reads, and none that only its own
  /// does: what else stands there was probably misread. Where both kinds stand, single rows are rejected; likewise
  /// where another column of numbers proves the notation and nothing in this one could be another number.
  ///
  /// Files with numbers of that kind are read once more, for numbers that prove their notation; and again, where
  /// such numbers settle what was doubted. No other file is.
  package func judgeNotations(_ read: [Outcome], _ plan: KernelPlan) async -> [Outcome] {
    var outcomes = read
    var weighed = Array(repeating: WeighedNumbers(), count: outcomes.count)
    for (index, numbers) in await weighedNumbers(outcomes, plan) { weighed[index] = numbers }
    var settled: [(index: Int, file: KernelFile)] = []
    for (index, outcome) in outcomes.enumerated() {
      guard case .whole(let result) = outcome else { continue }
      if let first = result.refutations(weighed[index], plan).first {
        outcomes[index] = .failed(first.diagnostic(result.file.source.place), .badInput)
        continue
      }
      let mapping = plan.inputs[result.file.input]
      let doubted = result.doubted(mapping).intersection(weighed[index].proven)
      guard !doubted.isEmpty else { continue }
      var file = result.file
      file.facts.provenColumns.formUnion(doubted.map { mapping.wanted[$0] })
      settled.append((index, file))
    }
    guard !settled.isEmpty else { return outcomes }
    let again = await run(settled.map(\.file), plan: plan)
    for ((index, _), outcome) in zip(settled, again) { outcomes[index] = outcome }
    return outcomes
  }

  /// Every column of a file that speaks against its notation, in the order of the cells that do.
  package func refutations(_ result: FileResult, _ plan: KernelPlan) async -> [RefutedColumn] {
    let weighed = await weighedNumbers([.whole(result)], plan).first?.1 ?? WeighedNumbers()
    return result.refutations(weighed, plan)
  }

  /// What all numbers say about their notation, of files that hold one against it.
  private func weighedNumbers(_ outcomes: [Outcome], _ plan: KernelPlan) async -> [(Int, WeighedNumbers)] {
    var reading: [(index: Int, file: KernelFile)] = []
    for (index, outcome) in outcomes.enumerated() {
      guard case .whole(let result) = outcome, result.file.facts.weighing == .unread,
        !result.doubtedNumbers(plan).isEmpty
      else { continue }
      var file = result.file
      file.facts.weighing = .all
      reading.append((index, file))
    }
    guard !reading.isEmpty else { return [] }
    var kernel = plan
    kernel.shapes = []
    kernel.customerDimensions = nil
    kernel.linkDimensions = nil
    let outcomes = await run(reading.map(\.file), plan: kernel)
    return zip(reading, outcomes).compactMap { file, outcome in
      guard case .whole(let result) = outcome else { return nil }
      return (file.index, result.weighedNumbers(plan.inputs[file.file.input]))
    }
  }
}

/// Columns of numbers of a file, by what all their cells say; positions in the mapping's wanted columns.
private struct WeighedNumbers {
  /// Those with a number that no other notation reads.
  var proven: Set<Int> = []
  /// Those with a number that is another one in another notation.
  var ambiguous: Set<Int> = []
}

extension FileResult {
  fileprivate func weighedNumbers(_ mapping: InputMapping) -> WeighedNumbers {
    var weighed = WeighedNumbers()
    for (column, notation) in notations where mapping.type(column, file.facts).pattern == nil {
      if notation.evidence.contains(.proven) { weighed.proven.insert(column) }
      if notation.evidence.contains(.ambiguous) { weighed.ambiguous.insert(column) }
    }
    return weighed
  }

  /// Columns with counts that were refused because nothing tells thousands from decimals.
  fileprivate func doubted(_ mapping: InputMapping) -> Set<Int> {
    let doubted = notations.filter { $0.value.evidence.contains(.doubted) }.keys
    return Set(doubted.filter { !file.facts.provenColumns.contains(mapping.wanted[$0]) })
  }

  /// Why nothing of the file counts: the cells against the notation of columns that no cell speaks for.
  fileprivate func refutations(_ weighed: WeighedNumbers, _ plan: KernelPlan) -> [RefutedColumn] {
    let mapping = plan.inputs[file.input]
    // While a file is weighed nothing of it counts; for statements columns are read that no figure needs.
    guard file.facts.weighing == .unread, mapping.statements != .statements else { return [] }
    let settled = file.facts.provenColumns
    let cells = notations.compactMap { column, notation -> (column: Int, cell: FilePart.Contradiction)? in
      guard notation.evidence.isRefuted, !weighed.proven.contains(column),
        !settled.contains(mapping.wanted[column])
      else { return nil }
      let isDate = mapping.type(column, file.facts).pattern != nil
      if !isDate, !weighed.proven.isEmpty, !weighed.ambiguous.contains(column) { return nil }
      return notation.contradiction.map { (column, $0) }
    }
    let sorted = cells.sorted {
      ($0.cell.chunk, $0.cell.index, $0.column) < ($1.cell.chunk, $1.cell.index, $1.column)
    }
    return sorted.compactMap { column, cell in
      guard let notation = notation(of: column, mapping) else { return nil }
      return RefutedColumn(
        name: columnName(column, mapping) ?? "", notation: notation,
        isDate: mapping.type(column, file.facts).pattern != nil, line: line(of: cell), text: cell.text,
        other: cell.other)
    }
  }
}

/// A column that holds cells which only another notation reads, and none that only its own does.
package struct RefutedColumn: Sendable, Hashable {
  package var name: String
  /// How it is read.
  package var notation: String
  package var isDate: Bool
  /// Of the first cell against it.
  package var line: Int
  package var text: String
  /// The notation that reads that cell, as a pipeline file declares it.
  package var other: String

  package func diagnostic(_ path: String) -> Diagnostic {
    Diagnostic(
      at: SourceLocation(file: path, line: line),
      "the column '\(name)' is read as \(notation), but '\(text)' can only be \(other), "
        + "and no cell can only be \(notation)",
      hint: isDate
        ? "set `dates: \(other)` for this input: else its other days would count in wrong months"
        : "set `numbers: \"\(other)\"` for this input: else its other numbers would be misread")
  }
}
