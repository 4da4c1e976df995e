import Declarations
package import Diagnostics
import Extract
package import Kernel
import Normalize

/// Files whose columns speak against the way they are read.
extension EmbeddedEngine {
  /// Fails the files of which a column holds cells that only another notation reads, and none that only its own
  /// does: what else stands there was probably misread. Where both kinds stand, single rows are rejected.
  ///
  /// Files with numbers of that kind are read once more, for numbers that prove their notation; and again, where
  /// such numbers settle what was doubted. No other file is.
  package func judgeNotations(_ read: [Outcome], _ plan: KernelPlan) async -> [Outcome] {
    var outcomes = read
    var proven = Array(repeating: Set<Int>(), count: outcomes.count)
    for (index, columns) in await provenNumbers(outcomes, plan) { proven[index] = columns }
    var settled: [(index: Int, file: KernelFile)] = []
    for (index, outcome) in outcomes.enumerated() {
      guard case .whole(let result) = outcome else { continue }
      if let first = result.refutations(proven[index], plan).first {
        outcomes[index] = .failed(first.diagnostic(result.file.source.place), .badInput)
        continue
      }
      let mapping = plan.inputs[result.file.input]
      let doubted = result.doubted(mapping).intersection(proven[index])
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
    let proven = await provenNumbers([.whole(result)], plan).first?.1 ?? []
    return result.refutations(proven, plan)
  }

  /// The columns of numbers that hold one which no other notation reads, of files that hold one against theirs.
  private func provenNumbers(_ outcomes: [Outcome], _ plan: KernelPlan) async -> [(Int, Set<Int>)] {
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
    let weighed = await run(reading.map(\.file), plan: kernel)
    return zip(reading, weighed).compactMap { file, outcome in
      guard case .whole(let result) = outcome else { return nil }
      let columns = result.notations.filter { $0.value.evidence.contains(.proven) }.keys
      return (file.index, Set(columns))
    }
  }
}

extension FileResult {
  /// Columns with counts that were refused because nothing tells thousands from decimals.
  fileprivate func doubted(_ mapping: InputMapping) -> Set<Int> {
    let doubted = notations.filter { $0.value.evidence.contains(.doubted) }.keys
    return Set(doubted.filter { !file.facts.provenColumns.contains(mapping.wanted[$0]) })
  }

  /// Why nothing of the file counts: the cells against the notation of columns that no cell speaks for.
  fileprivate func refutations(_ proven: Set<Int>, _ plan: KernelPlan) -> [RefutedColumn] {
    let mapping = plan.inputs[file.input]
    // While a file is weighed nothing of it counts; for statements columns are read that no figure needs.
    guard file.facts.weighing == .unread, mapping.statements != .statements else { return [] }
    let settled = file.facts.provenColumns
    let cells = notations.compactMap { column, notation -> (column: Int, cell: FilePart.Contradiction)? in
      guard notation.evidence.isRefuted, !proven.contains(column),
        !settled.contains(mapping.wanted[column])
      else { return nil }
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
