package import Diagnostics
import Declarations
import EventSchema
import Kernel
import Normalize

/// Events as text, and what is to be said about the files they come from.
package struct EventsOutcome: Sendable {
  package var text: String
  package var warnings: [Diagnostic]
  package var exit: ExitCode
}

extension Plan {
  /// Whether records of an input may have their channel from the deals of another.
  fileprivate func reads(dealsFor input: Int, from other: Int) -> Bool {
    inputs[input].profile.gives == .order && !kernel.inputs[input].needs.ofDeals.isEmpty
      && inputs[other].profile.gives == .deal
  }
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
    // Orders may have the channel of their deals.
    let asked = names.firstIndex { $0 == name }
    for index in names.indices
    where asked.map({ $0 != index && !plan.reads(dealsFor: $0, from: index) }) ?? false {
      plan.inputs[index].files = []
      plan.inputs[index].missing = nil
    }
    let result = try await Runner(plan: plan, threads: threads).run()
    var printer = EventPrinter(format: format)
    for file in result.files where asked.map({ $0 == file.file.input }) ?? true {
      try EventReader(plan: result.plan.kernel).read(file.fileFromTheFront) { printer.add($0) }
    }
    return EventsOutcome(
      text: printer.text, warnings: result.warnings, exit: result.isIncomplete ? .incomplete : .success)
  }
}
