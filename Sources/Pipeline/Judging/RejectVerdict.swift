import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize

/// Whether rejected records are within the limits that the pipeline file sets, and what is told about them.
///
/// An input's own limit holds for its files; the pipeline's for all others together. Rejects within a limit are
/// expected, so nothing is told of them on the terminal; without a limit, every file with rejects is told, and an
/// input or a file of which more than half is rejected makes the run incomplete: it is misunderstood rather than dirty.
struct RejectVerdict {
  private let plan: Plan
  private(set) var warnings: [Diagnostic] = []
  /// Reports count as incomplete.
  private(set) var isExceeded = false

  /// Beyond so many files, only their number is told.
  private static let mostFiles = 10

  init(_ result: RunResult) {
    let (files, plan) = (result.files, result.plan)
    self.plan = plan
    var told: [FileResult] = []
    for (index, input) in plan.inputs.enumerated() {
      guard let limit = input.declaration.rejectedRowsAtMost else { continue }
      judge(files.filter { $0.file.input == index }, limit, of: " of '\(input.declaration.name)'", &told)
    }
    let others = files.filter { plan.inputs[$0.file.input].declaration.rejectedRowsAtMost == nil }
    if let limit = plan.file.normalize.rejectedRowsAtMost {
      judge(others, limit, of: "", &told)
    } else {
      told += others
      for index in plan.inputs.indices { judgeHalf(others.filter { $0.file.input == index }, of: index) }
    }
    for index in plan.inputs.indices { judgeStatuses(result.ledger(ofInput: index), of: index) }
    for stages in plan.inputs.indices.compactMap(result.unnamedStages) {
      guard let warning = stages.warning(plan) else { continue }
      isExceeded = true
      warnings.append(warning)
    }
    for apart in result.accountsApart {
      isExceeded = true
      warnings.append(apart.warning)
    }
    tell(told.filter { $0.ledger.rejected > 0 })
  }

  /// No record has a status that counts: it is more likely that the profile does not know the words.
  private mutating func judgeStatuses(_ ledger: ReconciliationLedger, of input: Int) {
    guard !ledger.notKept.isEmpty, ledger.countsNone else { return }
    isExceeded = true
    let declaration = plan.inputs[input].declaration
    let notKept = ledger.commonestNotKept
    let texts = notKept.prefix(8).map { "'\($0.text)' (\($0.count))" }
    if notKept.allSatisfy({ plan.inputs[input].profile.isWithdrawn(by: $0.text) }) {
      warnings.append(
        Diagnostic(
          .warning, at: declaration.location,
          "all records of '\(declaration.name)' were cancelled or deleted, as \(texts.joined(separator: ", ")) says: "
            + "the report is incomplete",
          hint: "export those that stand, too"))
      return
    }
    warnings.append(
      Diagnostic(
        .warning, at: declaration.location,
        "no record of '\(declaration.name)' has a status that counts: \(texts.joined(separator: ", ")): "
          + "the report is incomplete",
        hint: "if one of these does, name it under `keep:` in a profile of your own: `sluice profiles "
          + "\(plan.inputs[input].profile.name)` prints one to start from"))
  }

  private mutating func judge(
    _ files: [FileResult], _ limit: Located<RejectLimit>, of whose: String, _ told: inout [FileResult]
  ) {
    let (rejected, records) = Self.counts(files)
    guard !limit.value.allows(rejected, of: records) else { return }
    isExceeded = true
    told += files
    warnings.append(
      Diagnostic(
        .warning, at: limit.location,
        "\(rejected) of \(records) records\(whose) were rejected, more than `rejected_rows_at_most` allows",
        hint: "the report's data quality section names the rows and what to do"))
  }

  private static func counts(_ files: [FileResult]) -> (rejected: Int, records: Int) {
    (files.reduce(0) { $0 + $1.ledger.rejected }, files.reduce(0) { $0 + $1.ledger.records })
  }

  /// How many records of files were rejected, of how many, where it is more than half.
  static func mostly(_ files: [FileResult]) -> (Int, of: Int)? {
    let (rejected, records) = counts(files)
    return rejected > records - rejected ? (rejected, of: records) : nil
  }

  /// Whether no more of an input was rejected than the pipeline file expects.
  static func isWithinLimit(_ index: Int, _ result: RunResult) -> Bool {
    guard let limit = limit(index, result.plan) else { return false }
    func own(_ input: Int) -> Located<RejectLimit>? {
      result.plan.inputs[input].declaration.rejectedRowsAtMost
    }
    let isOwn = own(index) != nil
    let (rejected, records) = counts(
      result.files.filter { isOwn ? $0.file.input == index : own($0.file.input) == nil })
    return limit.value.allows(rejected, of: records)
  }

  /// The limit that holds for an input's records, its own or the pipeline's.
  static func limit(_ index: Int, _ plan: Plan) -> Located<RejectLimit>? {
    plan.inputs[index].declaration.rejectedRowsAtMost ?? plan.file.normalize.rejectedRowsAtMost
  }

  /// What it means for figures that so many records of an input are rejected.
  enum Weight {
    /// The pipeline file expects as much.
    case expected
    /// Figures lack them, and may be judged all the same: one in a hundred.
    case few
    case many
  }

  /// - Parameters:
  ///   - count: rejected records of a period, or of the input.
  ///   - all: its records there.
  static func weight(of count: Int, of all: Int, input index: Int, _ result: RunResult) -> Weight {
    guard let limit = limit(index, result.plan)?.value else { return count * 100 <= all ? .few : .many }
    let isExpected =
      switch limit {
      case .share: limit.allows(count, ofPart: all)
      // So many in all are no number of one period.
      case .count: isWithinLimit(index, result)
      }
    return isExpected ? .expected : .many
  }

  /// A file of fewer records tells nothing by how many of them were rejected.
  private static let recordsOfFile = 5

  /// Whether a file is written otherwise than it is read, rather than dirty.
  static func isMostlyRejected(_ file: FileResult) -> Bool {
    file.ledger.records >= recordsOfFile && mostly([file]) != nil
  }

  /// A file most of which was rejected is written otherwise than the others, however many these are.
  private mutating func judgeFile(_ file: FileResult) {
    guard Self.isMostlyRejected(file), let (rejected, records) = Self.mostly([file]) else { return }
    isExceeded = true
    warnings.append(
      Diagnostic(
        .warning, at: SourceLocation(file: file.file.source.place),
        "more than half of the file was rejected, \(rejected) of \(records) records: the report is incomplete",
        hint: "export it as the others are, or say under `rejected_rows_at_most` how much may be rejected"))
  }

  private mutating func judgeHalf(_ files: [FileResult], of input: Int) {
    guard let (rejected, records) = Self.mostly(files) else { return files.forEach { judgeFile($0) } }
    isExceeded = true
    let declaration = plan.inputs[input].declaration
    warnings.append(
      Diagnostic(
        .warning, at: declaration.location,
        "more than half of '\(declaration.name)' was rejected, \(rejected) of \(records) records: the report is incomplete",
        hint: "mend what the next lines name, or say under `rejected_rows_at_most` how much may be rejected"))
  }

  private mutating func tell(_ files: [FileResult]) {
    warnings += files.prefix(Self.mostFiles).compactMap(warning)
    if files.count > Self.mostFiles {
      let rest = files.dropFirst(Self.mostFiles)
      let count = rest.reduce(0) { $0 + $1.ledger.rejected }
      warnings.append(
        Diagnostic(
          .warning, "\(rest.count) more files have rejected records, \(count) in all",
          hint: "`rejects: rejects.csv` under a report of `render:` lists every one"))
    }
  }

  /// How many of the file's records were rejected, and why the first one was.
  private func warning(_ file: FileResult) -> Diagnostic? {
    let kinds = file.rejectKinds
    guard let (first, count) = kinds.first else { return nil }
    let mapping = plan.kernel.inputs[file.file.input]
    let column = file.columnName(first.column, mapping).map { " in '\($0)'" } ?? ""
    let rest = file.ledger.rejected - count
    let more = rest > 0 ? ", \(rest) for other reasons" : ""
    return Diagnostic(
      .warning, at: SourceLocation(file: first.origin.file, line: first.origin.line),
      "\(file.ledger.rejected) of \(file.ledger.records) records were rejected: "
        + "\(count) for \(first.reason.rawValue)\(column), first in this line\(more)",
      hint: mapping.hint(first))
  }
}

extension Profile {
  /// Whether a column of that title says that a record was cancelled or deleted.
  fileprivate func isWithdrawn(by title: String) -> Bool {
    columns.contains { $0.field == .withdrawn && $0.title(kind: gives) == title }
  }
}
