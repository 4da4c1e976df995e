import Aggregate
import Declarations
package import Diagnostics
import EventSchema
import Extract
import Kernel

/// The commands' work, free of argument parsing and printing.
package enum Commands {
  package static func table(
    _ session: Session, pipeline: String, table name: String, threads: Int
  ) async throws(Diagnostics) -> TableOutcome {
    let plan = try session.plan(pipeline, onlyTable: name)
    let builtIn = plan.dimensions.first { $0.rawValue + "s" == name }
    let declared = plan.tables.first { $0.declaration.name == name }
    guard declared != nil || (builtIn != nil && plan.reportShape != nil) else {
      let known = plan.tables.map(\.declaration.name) + plan.dimensions.map { $0.rawValue + "s" }
      let hint =
        nearest(to: name, in: known).map { "did you mean '\($0)'?" } ?? "known: "
        + known.joined(separator: ", ")
      throw Diagnostics(
        Diagnostic(at: SourceLocation(file: pipeline), "no table '\(name)'", hint: hint), exit: .usage)
    }
    let result = try await Runner(plan: plan, threads: threads).run()
    let builder = TableBuilder(result)
    var table = TextTable(columns: [], rows: [])
    if let declared {
      table = try builder.build(declared)
    } else if let builtIn, let shape = plan.reportShape {
      table = try builder.breakdown(by: builtIn, shape: shape)
    }
    let shape = declared?.shape ?? plan.reportShape
    return TableOutcome(
      table: table, warnings: result.warnings + (shape.map { result.spanning(shape: $0, table: name) } ?? []),
      exit: result.isIncomplete ? .incomplete : .success)
  }
}

extension RunResult {
  /// Files with events of several days that no row of the table can have.
  fileprivate func spanning(shape: Int, table: String) -> [Diagnostic] {
    let grain = plan.kernel.shapes[shape].periods.grain.rawValue
    return files.filter { $0.spanning[shape] > 0 }.map { file in
      let count = file.spanning[shape]
      return Diagnostic(
        .warning, at: SourceLocation(file: file.file.source.title),
        (count == 1 ? "1 event is" : "\(count) events are")
          + " of more than one \(grain): '\(table)' has no row for \(count == 1 ? "it" : "them")",
        hint: "export by \(grain), or let the table have a coarser period")
    }
  }
}

/// A table, and what is to be said about the files it was made from.
package struct TableOutcome: Sendable {
  package var table: TextTable
  package var warnings: [Diagnostic]
  package var exit: ExitCode
}
