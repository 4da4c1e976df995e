package import Declarations
package import Diagnostics
import EventSchema
import Kernel
import Extract
import Aggregate
import Normalize

/// What a run did, for people and for scripts.
package struct RunSummary: Sendable {
  package var warnings: [Diagnostic]
  package var exit: ExitCode
  package var text: String
  package var json: String
  /// One line per alert that fired.
  package var alerts: [String] = []
}

/// What else makes a run that wrote its reports fail.
package enum RunFailure: String, Sendable, CaseIterable { case alert }

extension Commands {
  package static func run(
    _ session: Session, pipeline: String, threads: Int, writes: Bool, failOn: Set<RunFailure> = []
  ) async throws(Diagnostics) -> RunSummary {
    let plan = try session.plan(pipeline)
    let result = try await Runner(plan: plan, threads: threads).run()
    let reporter = Reporter(result)
    let (rendered, verdict) = try reporter.render()
    let isIncomplete = result.isIncomplete || !verdict.warnings.isEmpty
    if writes { try reporter.publish(rendered) }
    let inputs = Set(result.files.map(\.file.input)).count
    var text =
      "read       \(inputs) inputs   \(result.fileCount) files   \(result.recordCount) records   \(result.rejectedCount) rejected\n"
    for report in rendered {
      text +=
        "\(writes ? "rendered " : "would write")  \(report.folder)/  \(report.names.joined(separator: "  "))\n"
    }
    let alerts = rendered.first?.alerts ?? []
    for line in alerts { text += printable(line) + "\n" }
    let json = JSONValue.object([
      ("sluice", .integer(1)), ("pipeline", .string(plan.file.name)),
      ("as_of", .string(plan.asOf.description)),
      ("period", .string(plan.periods.focus.description)), ("inputs", .integer(inputs)),
      ("files", .integer(result.fileCount)),
      ("records", .integer(result.recordCount)), ("rejected", .integer(result.rejectedCount)),
      ("complete", .bool(!isIncomplete)), ("written", .bool(writes && !rendered.isEmpty)),
      ("alerts", .integer(alerts.count)),
      (
        "reports",
        .array(
          rendered.map {
            .object([("folder", .string($0.folder)), ("files", .strings($0.names))])
          })
      ),
    ]).pretty
    let fails = failOn.contains(.alert) && !alerts.isEmpty
    return RunSummary(
      warnings: result.warnings + verdict.warnings,
      exit: isIncomplete ? .incomplete : fails ? .alertFired : .success,
      text: text, json: json, alerts: fails ? alerts : [])
  }

  /// What is wrong with a pipeline file, or to be said although it is valid: warnings alone exit with success.
  package static func validate(_ session: Session, pipeline: String) -> Diagnostics {
    do throws(Diagnostics) {
      return Diagnostics(try session.plan(pipeline, findsFiles: false).warnings, exit: .success)
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

extension Commands {
  /// The plan, and what the heads of its files show: changes in their columns, and what can't be understood.
  package static func plan(_ session: Session, pipeline: String) throws(Diagnostics) -> PlanOutlook {
    let plan = try session.plan(pipeline)
    var sources: [(input: Int, source: SourceFile)] = []
    var problems: [PlanOutlook.Problem] = []
    for (index, input) in plan.inputs.enumerated() {
      let encoding = input.declaration.encoding.flatMap { TextEncoding.named($0.value) }
      for found in input.files {
        do throws(Diagnostics) {
          let file = try SourceFileOpener().open(
            path: found.path, absolute: found.absolute, profile: input.profile,
            wanted: plan.kernel.inputs[index].wanted, encoding: encoding,
            tables: input.declaration.tableChoice)
          for table in file.tables { try table.checkCurrencies() }
          sources += file.tables.map { (index, $0) }
        } catch {
          problems += error.list.map { .init(input: index, file: found.path, diagnostic: $0) }
        }
      }
    }
    return PlanOutlook(plan: plan, drift: plan.drift(sources), problems: problems)
  }
}

/// A plan with what can be said about its files before they are read.
package struct PlanOutlook: Sendable {
  package struct Problem: Sendable {
    package var input: Int
    package var file: String
    package var diagnostic: Diagnostic
  }

  package var plan: Plan
  package var drift: [ColumnDrift]
  package var problems: [Problem]

  package var text: String {
    plan.text { input, file in
      drift.filter { $0.input == input && $0.file == file }.map(\.text)
        + problems.filter { $0.input == input && $0.file == file }.map { $0.diagnostic.remark }
    }
  }

  package var json: String {
    JSONValue.object(
      plan.jsonFields + [
        ("drift", .array(drift.map { $0.json(input: plan.inputs[$0.input].declaration.name) })),
        (
          "problems",
          .array(
            problems.map {
              .object([
                ("input", .string(plan.inputs[$0.input].declaration.name)), ("file", .string($0.file)),
                ("message", .string($0.diagnostic.message)), ("hint", .optional($0.diagnostic.hint)),
              ])
            })
        ),
      ]
    ).pretty
  }
}

extension Plan {
  /// The plan for people. Values of variables are never shown.
  ///
  /// - Parameter remarks: what is to be said about a file of an input.
  func text(remarks: (_ input: Int, _ file: String) -> [String]) -> String {
    var text = "\(file.name), as of \(asOf)\n\nreports\n"
    text +=
      "  period     \(periods.focus) (\(periods.focus.first) to \(periods.focus.last)), \(periods.list.count) in all from \(periods.list[0])\n"
    for compared in periods.compared { text += "  compared   \(compared.period)\n" }
    text +=
      "  currency   \(reportCurrency.packed == 0 ? "as stated" : reportCurrency.description)\n  time zone  \(zoneName)\n"
    if !conversion.table.files.isEmpty {
      text += "  rates      \(conversion.table.files.map(printable).joined(separator: ", "))\n"
    }
    text += "  KPIs       \(kpis.map(\.name).joined(separator: ", "))\n\nreads\n"
    for (index, input) in inputs.enumerated() {
      text += "  \(input.declaration.name)  (\(input.profile.name)\(input.originText))\n"
      for file in input.files {
        text += "    \(printable(file.path))\n"
        for remark in remarks(index, file.path) {
          text += Lines.broken(printable(remark), first: "      ! ", hanging: 8)
        }
      }
      if let missing = input.missing { text += "    nothing: \(missing.message)\n" }
    }
    text += "\nwrites\n"
    for report in file.reports {
      let names = report.languages.flatMap { language in
        report.formats.map { "\(report.name).\(language.value).\($0.fileExtension)" }
      }
      let others = ["report.json"] + (report.rejects.map { [$0.file] } ?? [])
      text += "  \(folder(of: report))/\n" + (names + others).map { "    \($0)\n" }.joined()
    }
    for table in tables { text += "  table \(table.declaration.name), on request\n" }
    return text
  }

  var jsonFields: [(String, JSONValue)] {
    [
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
              ("profile_file", .optional(input.ownFile)),
              ("required", .bool(input.declaration.isRequired)), ("files", .strings(input.files.map(\.path))),
            ])
          })
      ),
      ("writes", .strings(file.reports.map { folder(of: $0) })),
      ("tables", .strings(tables.map(\.declaration.name))),
    ]
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

extension Plan.Input {
  /// The profile's file, where it is not a built-in one.
  fileprivate var ownFile: String? {
    if case .own(let path, _) = origin { path } else { nil }
  }

  fileprivate var originText: String {
    switch origin {
    case .builtIn: ""
    case .own(let path, let replaces): replaces ? ", \(path) instead of the built-in one" : ", \(path)"
    }
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

extension Diagnostic {
  /// As a line of a plan: with its place in the file, and which heading may be meant.
  fileprivate var remark: String {
    let line = location.map { $0.line > 0 ? " (line \($0.line))" : "" } ?? ""
    let near = (hint ?? "").split(separator: "; ").filter { $0.hasSuffix(" meant?") }.compactMap {
      $0.split(separator: ": ").last
    }
    return "error: " + ([Substring(message + line)] + near).joined(separator: "; ")
  }
}
