import Columns
package import Declarations
package import Diagnostics
package import EventSchema
import Normalize

/// What every command starts with: a pipeline file read, checked and planned.
package struct Session: Sendable {
  package var environment: [String: String]
  package var root: String?
  /// Nil: the day it is now, in the pipeline's zone.
  package var asOf: Day?
  /// UTC seconds of the run's start: the only clock.
  package var now: Int64

  package init(environment: [String: String], root: String?, asOf: Day?, now: Int64) {
    self.environment = environment
    self.root = root
    self.asOf = asOf
    self.now = now
  }

  /// The text of a pipeline file, for excerpts; empty when it can't be read.
  package func text(_ path: String) -> String {
    TextFile.read(path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  package func load(_ path: String) throws(Diagnostics) -> (file: PipelineFile, text: String) {
    guard let bytes = TextFile.read(path) else {
      throw Diagnostics(
        Diagnostic(at: SourceLocation(file: path), "the pipeline file can't be read", hint: "check the path"),
        exit: .missingInput)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Diagnostics(
        Diagnostic(
          at: SourceLocation(file: path), "the pipeline file is not UTF-8", hint: "save it as UTF-8"),
        exit: .badPipeline)
    }
    let (file, diagnostics) = PipelineFileLoader.load(text: text, file: path, environment: environment)
    guard let file else {
      let more =
        PipelineFileLoader.readable(text: text, file: path, environment: environment).map {
          PlanBuilder.problems(
            of: $0, text: text, options: .init(asOf: asOf ?? today($0)), besides: diagnostics)
        } ?? []
      throw Diagnostics(more.isEmpty ? diagnostics : (diagnostics + more).inOrder, exit: .badPipeline)
    }
    return (file, text)
  }

  package func plan(
    _ path: String, onlyTable: String? = nil, everything: Bool = false, findsFiles: Bool = true
  ) throws(Diagnostics) -> Plan {
    let (file, text) = try load(path)
    var options = PlanBuilder.Options(asOf: asOf ?? today(file))
    options.root = root
    options.personKey = environment["SLUICE_PERSON_KEY"].map { PersonKey(secret: $0) }
    options.onlyTable = onlyTable
    options.everything = everything
    options.findsFiles = findsFiles
    return try PlanBuilder.build(file, text: text, options: options)
  }

  private func today(_ file: PipelineFile) -> Day {
    let zone = file.timezone.flatMap { name in try? Zone(named: name.value) } ?? .utc
    return zone.reportDay(ofUTC: now)
  }
}
