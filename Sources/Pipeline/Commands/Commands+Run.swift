package import Declarations
package import Diagnostics
import EventSchema
import Kernel
import Extract
import Aggregate

/// What a run did, for people and for scripts.
package struct RunSummary: Sendable {
  package var warnings: [Diagnostic]
  package var exit: ExitCode
  package var text: String
  package var json: String
}

extension Commands {
  package static func run(
    _ session: Session, pipeline: String, threads: Int, writes: Bool
  ) async throws(Diagnostics) -> RunSummary {
    let plan = try session.plan(pipeline)
    let result = try await Runner(plan: plan, threads: threads).run()
    let reporter = Reporter(result)
    let rendered = try reporter.render()
    if writes { try reporter.publish(rendered) }
    let inputs = Set(result.files.map(\.file.input)).count
    var text =
      "read       \(inputs) inputs   \(result.files.count) files   \(result.recordCount) records   \(result.rejectedCount) rejected\n"
    for report in rendered {
      text +=
        "\(writes ? "rendered " : "would write")  \(report.folder)/  \(report.files.map(\.name).joined(separator: "  "))\n"
    }
    let json = JSONValue.object([
      ("sluice", .integer(1)), ("pipeline", .string(plan.file.name)),
      ("as_of", .string(plan.asOf.description)),
      ("period", .string(plan.periods.focus.description)), ("inputs", .integer(inputs)),
      ("files", .integer(result.files.count)),
      ("records", .integer(result.recordCount)), ("rejected", .integer(result.rejectedCount)),
      ("complete", .bool(!result.isIncomplete)), ("written", .bool(writes)),
      (
        "reports",
        .array(
          rendered.map {
            .object([("folder", .string($0.folder)), ("files", .strings($0.files.map(\.name)))])
          })
      ),
    ]).pretty
    return RunSummary(
      warnings: result.warnings, exit: result.isIncomplete ? .incomplete : .success, text: text, json: json)
  }

  /// Nil when the pipeline file is valid.
  package static func validate(_ session: Session, pipeline: String) -> Diagnostics? {
    do throws(Diagnostics) {
      _ = try session.plan(pipeline, findsFiles: false)
      return nil
    } catch {
      return error
    }
  }

  package static func json(_ diagnostics: [Diagnostic]) -> String {
    JSONValue.array(
      diagnostics.map { diagnostic in
        .object([
          ("severity", .string(diagnostic.severity.rawValue)), ("file", .optional(diagnostic.location?.file)),
          ("line", .integer(diagnostic.location?.line ?? 0)),
          ("column", .integer(diagnostic.location?.column ?? 0)),
          ("message", .string(diagnostic.message)), ("hint", .optional(diagnostic.hint)),
        ])
      }
    ).pretty
  }
}

extension Plan {
  /// The plan for people. Values of variables are never shown.
  package var text: String {
    var text = "\(file.name), as of \(asOf)\n\nreports\n"
    text +=
      "  period     \(periods.focus) (\(periods.focus.first) to \(periods.focus.last)), \(periods.list.count) in all from \(periods.list[0])\n"
    for compared in periods.compared { text += "  compared   \(compared.period)\n" }
    text +=
      "  currency   \(reportCurrency.packed == 0 ? "as stated" : reportCurrency.description)\n  time zone  \(zoneName)\n"
    text += "  KPIs       \(kpis.map(\.name).joined(separator: ", "))\n\nreads\n"
    for input in inputs {
      text += "  \(input.declaration.name)  (\(input.profile.name))\n"
      for file in input.files { text += "    \(file.path)\n" }
      if let missing = input.missing { text += "    nothing: \(missing.message)\n" }
    }
    text += "\nwrites\n"
    for report in file.reports {
      let names = report.languages.flatMap { language in
        report.formats.map { "\(report.name).\(language.value).\($0.fileExtension)" }
      }
      text += "  \(folder(of: report))/\n" + (names + ["report.json"]).map { "    \($0)\n" }.joined()
    }
    for table in tables { text += "  table \(table.declaration.name), on request\n" }
    return text
  }

  package var json: String {
    JSONValue.object([
      ("sluice", .integer(1)), ("pipeline", .string(file.name)), ("as_of", .string(asOf.description)),
      ("plan", .string(hash)),
      ("period", .string(periods.focus.description)), ("periods", .strings(periods.list.map(\.description))),
      ("compared_with", .strings(periods.compared.map(\.period.description))),
      ("currency", reportCurrency.packed == 0 ? .null : .string(reportCurrency.description)),
      ("timezone", .string(zoneName)),
      ("kpis", .strings(kpis.map(\.name))), ("variables", .strings(file.variables)),
      (
        "inputs",
        .array(
          inputs.map { input in
            .object([
              ("input", .string(input.declaration.name)), ("profile", .string(input.profile.name)),
              ("required", .bool(input.declaration.isRequired)), ("files", .strings(input.files.map(\.path))),
            ])
          })
      ),
      ("writes", .strings(file.reports.map { folder(of: $0) })),
      ("tables", .strings(tables.map(\.declaration.name))),
    ]).pretty
  }

  /// A report's output folder relative to the root.
  package func folder(of report: ReportDeclaration) -> String {
    var path = report.output.value
    path = path.replacing("<pipeline>", with: file.name)
    path = path.replacing("<period>", with: periods.focus.description)
    path = path.replacing("<as-of>", with: asOf.description)
    while path.hasSuffix("/") { path.removeLast() }
    return path
  }
}

extension ReportDeclaration.Format {
  var fileExtension: String {
    switch self {
    case .html: "html"
    case .markdown: "md"
    }
  }
}
