package import Diagnostics
import Kernel

/// Events as text, and what is to be said about the files they come from.
package struct EventsOutcome: Sendable {
  package var text: String
  package var warnings: [Diagnostic]
  package var exit: ExitCode
}

extension Commands {
  /// The events that a run would count: every file is read and judged as a run does it, then printed.
  package static func events(
    _ session: Session, pipeline: String, input name: String?, format: RecordFormat, threads: Int
  ) async throws(Diagnostics) -> EventsOutcome {
    var plan = try session.plan(pipeline, everything: true)
    let names = plan.inputs.map(\.declaration.name)
    if let name, !names.contains(name) {
      let hint =
        nearest(to: name, in: names).map { "did you mean '\($0)'?" } ?? "known: "
        + names.joined(separator: ", ")
      throw Diagnostics(
        Diagnostic(at: SourceLocation(file: pipeline), "no input '\(name)'", hint: hint), exit: .usage)
    }
    for index in names.indices where name != nil && names[index] != name {
      plan.inputs[index].files = []
      plan.inputs[index].missing = nil
    }
    let result = try await Runner(plan: plan, threads: threads).run()
    var printer = EventPrinter(format: format)
    for file in result.files {
      try EventReader(plan: result.plan.kernel).read(file.fileFromTheFront) { printer.add($0) }
    }
    return EventsOutcome(
      text: printer.text, warnings: result.warnings, exit: result.isIncomplete ? .incomplete : .success)
  }
}
