package import Diagnostics
import Declarations
import EventSchema
import Kernel
import Normalize

/// What is to be said about the files that events come from.
package struct EventsOutcome: Sendable {
  package var warnings: [Diagnostic]
  package var exit: ExitCode
}

/// Which fields of events are printed.
package enum EventFields: Sendable {
  /// Those that the run reads.
  case counted
  /// Those, too, that no figure of the report needs.
  case all
}

extension Plan {
  /// Whether records of an input may have their channel from the deals of another.
  fileprivate func reads(dealsFor input: Int, from other: Int) -> Bool {
    inputs[input].profile.gives == .order && !kernel.inputs[input].needs.ofDeals.isEmpty
      && inputs[other].profile.gives == .deal
  }
}

extension Commands {
  /// The events that a run counts: every file is read and judged as a run does it, by the same plan, then read again
  /// from the front and printed as it is read.
  ///
  /// - Parameter write: gets whole lines.
  package static func events(
    _ session: Session, pipeline: String, input name: String?, fields: EventFields = .counted,
    format: RecordFormat, threads: Int, write: (String) -> Void
  ) async throws(Diagnostics) -> EventsOutcome {
    var plan = try session.plan(pipeline, everything: fields == .all)
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
    let (events, outcome) = try await read(plan, asked: asked, threads: threads)
    try withoutActuallyEscaping(write) { write throws(Diagnostics) in
      try events.print(format, to: TextOutput(write))
    }
    return outcome
  }

  /// What the run sums up is let go before anything is printed.
  private static func read(
    _ plan: Plan, asked: Int?, threads: Int
  ) async throws(Diagnostics) -> (events: CountedEvents, outcome: EventsOutcome) {
    let result = try await Runner(plan: plan, threads: threads).run()
    var kernel = result.plan.kernel
    kernel.shapes = []
    kernel.customerDimensions = nil
    kernel.linkDimensions = nil
    let files = result.files.filter { file in asked.map { $0 == file.file.input } ?? true }
    return (
      CountedEvents(kernel: kernel, files: files.map(\.fileFromTheFront)),
      EventsOutcome(warnings: result.warnings, exit: result.isIncomplete ? .incomplete : .success)
    )
  }
}

/// The files of a run, to be read once more for their events: input by input, file by file, record by record.
private struct CountedEvents {
  let kernel: KernelPlan
  let files: [KernelFile]

  func print(_ format: RecordFormat, to output: TextOutput) throws(Diagnostics) {
    defer { output.flush() }
    switch format {
    case .ndjson: try each { output.add(EventPrinter.json($0)) }
    case .csv:
      // A table names its columns first, so the files are read for these.
      var columns = EventPrinter.ColumnNames()
      try each { columns.note($0) }
      let names = columns.names
      output.add(csvRow(names + EventPrinter.place))
      try each { output.add(csvRow(EventPrinter.row($0, names))) }
    }
  }

  private func each(_ body: (EventText) -> Void) throws(Diagnostics) {
    for file in files { try EventReader(plan: kernel).read(file, body) }
  }
}
