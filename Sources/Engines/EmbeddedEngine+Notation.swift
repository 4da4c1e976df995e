import Declarations
import Diagnostics
import Extract
import Kernel
import Normalize

/// Files whose columns speak against the way they are read.
extension EmbeddedEngine {
  /// Fails the files of which a column holds cells that only another notation reads, and none that only its own
  /// does: what else stands there was probably misread. Where both kinds stand, single rows are rejected.
  ///
  /// Files with numbers of that kind are read once more, for numbers that prove their notation; and again, where
  /// such numbers settle what was doubted. No other file is.
  func judgeNotations(_ read: [Outcome], _ plan: KernelPlan) async -> [Outcome] {
    var outcomes = read
    var proven = Array(repeating: Set<Int>(), count: outcomes.count)
    for (index, columns) in await provenNumbers(outcomes, plan) { proven[index] = columns }
    var settled: [(index: Int, file: KernelFile)] = []
    for (index, outcome) in outcomes.enumerated() {
      guard case .whole(let result) = outcome else { continue }
      if let problem = result.refutation(proven[index], plan) {
        outcomes[index] = .failed(problem, .badInput)
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

  /// Why nothing of the file counts: the first cell against the notation of a column that no cell speaks for.
  fileprivate func refutation(_ proven: Set<Int>, _ plan: KernelPlan) -> Diagnostic? {
    let mapping = plan.inputs[file.input]
    // While a file is weighed nothing of it counts; for statements columns are read that no figure needs.
    guard file.facts.weighing == .unread, mapping.statements != .statements else { return nil }
    let settled = file.facts.provenColumns
    let cells = notations.compactMap { column, notation -> (column: Int, cell: FilePart.Contradiction)? in
      guard notation.evidence.isRefuted, !proven.contains(column),
        !settled.contains(mapping.wanted[column])
      else { return nil }
      return notation.contradiction.map { (column, $0) }
    }
    let first = cells.min {
      ($0.cell.chunk, $0.cell.index, $0.column) < ($1.cell.chunk, $1.cell.index, $1.column)
    }
    guard let (column, cell) = first, let notation = notation(of: column, mapping) else { return nil }
    let isDate = mapping.type(column, file.facts).pattern != nil
    let name = columnName(column, mapping) ?? ""
    return Diagnostic(
      at: SourceLocation(file: file.source.place, line: line(of: cell)),
      "the column '\(name)' is read as \(notation), but '\(cell.text)' can only be \(cell.other), "
        + "and no cell can only be \(notation)",
      hint: isDate
        ? "set `dates: \(cell.other)` for this input: else its other days would count in wrong months"
        : "set `numbers: \"\(cell.other)\"` for this input: else its other numbers would be misread")
  }
}
