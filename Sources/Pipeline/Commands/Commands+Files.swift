import Aggregate
import Columns
import Declarations
package import Diagnostics
import Engines
import EventSchema
import Extract
import Kernel
import Normalize

package enum RecordFormat: String, Sendable, CaseIterable { case ndjson, csv }

/// What a file turned out to be.
package struct Inspection: Sendable {
  package var facts: [(name: String, value: String)]
  package var rows: TextTable
  package var rejects: [String]

  package var text: String {
    let width = facts.map(\.name.count).max() ?? 0
    var text = facts.map {
      "\($0.name)\(String(repeating: " ", count: width - $0.name.count))  \(printable($0.value))\n"
    }.joined()
    if !rows.rows.isEmpty {
      text += "\nfirst events\n"
      for row in rows.rows {
        let pairs = zip(rows.columns, row).filter { !$1.isEmpty }.map { "\($0)=\(printable($1))" }
        text += "  " + pairs.joined(separator: "  ") + "\n"
      }
    }
    if !rejects.isEmpty { text += "\nwould be rejected\n" + rejects.map { "  \(printable($0))\n" }.joined() }
    return text
  }

  package var json: String {
    JSONValue.object(
      facts.map { ($0.name.replacing(" ", with: "_"), JSONValue.string($0.value)) } + [
        (
          "events",
          .array(
            rows.rows.map { row in
              .object(zip(rows.columns, row).filter { !$1.isEmpty }.map { ($0, .string($1)) })
            })
        ),
        ("rejects", .strings(rejects)),
      ]
    ).pretty
  }
}

extension Commands {
  /// The folder and name of a file named on the command line.
  private static func place(_ path: String) throws(Diagnostics) -> FileFinder.Found {
    guard let absolute = FileFinder.resolve(path) else {
      throw Diagnostics(
        Diagnostic(at: SourceLocation(file: path), "there is no such file", hint: "check the path"),
        exit: .missingInput)
    }
    return FileFinder.Found(path: path, absolute: absolute)
  }

  private static func head(_ file: FileFinder.Found) throws(Diagnostics) -> SourceFileOpener.Head {
    do throws(InputError) {
      return try SourceFileOpener().head(file.absolute, encoding: nil)
    } catch {
      throw Diagnostics(error.diagnostic(file: file.path), exit: error.exit)
    }
  }

  private static func recognise(_ head: SourceFileOpener.Head, path: String) throws(Diagnostics)
    -> Recogniser.Candidate
  {
    let library = CatalogLibrary()
    var profiles: [Profile] = []
    for name in library.profileNames {
      if let profile = try library.profile(name) { profiles.append(profile) }
    }
    if let candidate = Recogniser(profiles: profiles).recognise(head) { return candidate }
    throw Diagnostics(
      Diagnostic(
        at: SourceLocation(file: path), "no profile fits this file",
        hint: "`sluice profiles` lists what can be read; `sluice records` shows what stands in the file"),
      exit: .badInput)
  }

  package static func inspect(_ path: String, threads: Int) async throws(Diagnostics) -> Inspection {
    let found = try place(path)
    let head = try head(found)
    let candidate = try recognise(head, path: path)
    let single = try SingleFile(found, profile: candidate.profile, head: head, needsEverything: true)
    let outcome = await EmbeddedEngine(threads: threads).run([single.file], plan: single.plan)
    guard case .whole(let result)? = outcome.first else {
      if case .failed(let diagnostic, let exit)? = outcome.first { throw Diagnostics(diagnostic, exit: exit) }
      throw Diagnostics(Diagnostic(.error, "nothing was read"), exit: .internalError)
    }
    let (rows, _) = try single.events(limit: 5)
    return Inspection(
      facts: facts(single, result, candidate, head), rows: rows, rejects: rejects(result, single))
  }

  private static func facts(
    _ single: SingleFile, _ result: FileResult, _ candidate: Recogniser.Candidate,
    _ head: SourceFileOpener.Head
  ) -> [(name: String, value: String)] {
    let profile = candidate.profile
    var facts: [(name: String, value: String)] = [
      ("profile", profile.name), ("tool", profile.tool), ("evidence", profile.evidence.rawValue),
      ("why", candidate.why),
      (
        "encoding",
        head.encoding.rawValue + (head.markLength > 0 ? " with byte order mark" : "")
          + (head.container.description.map { ", \($0)" } ?? "")
      ),
    ]
    if let layout = single.file.source.layout {
      if !head.container.isSheet {
        let name = layout.delimiter == 9 ? "tab" : "'\(Character(Unicode.Scalar(layout.delimiter)))'"
        facts.append(("delimiter", name))
      }
      facts.append(("heading line", String(layout.headerLine)))
      facts.append(("heading language", single.file.source.language))
    }
    if let first = single.file.facts.firstDay, let last = single.file.facts.lastDay {
      facts.append(("period", "\(first) to \(last)"))
    }
    if let currency = single.file.facts.currency { facts.append(("currency", currency.description)) }
    let ledger = result.ledger
    facts.append(("lines", String(ledger.lines)))
    facts.append(
      (
        "records",
        "\(ledger.records) = \(ledger.accepted) accepted + \(ledger.filteredCount) filtered + \(ledger.rejected) rejected"
      ))
    facts.append(("events", String(ledger.events)))
    for (key, money) in ledger.money.sorted(by: { $0.key < $1.key }) {
      var value =
        "\(Exact(units: money.records, scale: 6)) \(key.currency.isEmpty ? "(no currency stated)" : key.currency)"
      if let total = result.controlTotals.first(where: { $0.measure == key.measure }) {
        value +=
          total.matches(ledger)
          ? ", as its '\(total.label)' says"
          : ", but its '\(total.label)' says \(Exact(units: Int128(total.units), scale: 6))"
      }
      facts.append((key.measure.rawValue, value))
    }
    facts.append(("content", result.contentHash))
    return facts
  }

  private static func rejects(_ result: FileResult, _ single: SingleFile) -> [String] {
    let mapping = single.plan.inputs[0]
    return result.rejectCounts.sorted { $0.key < $1.key }.map { kind, count in
      let first = result.rejects.first { $0.column == kind.column && $0.reason == kind.reason }
      let place = result.columnName(kind.column, mapping).map { "column '\($0)'" } ?? "the record"
      let type = EventMapper.column(kind.column, of: mapping)?.type
      return
        "\(count) × \(kind.reason.rawValue), \(place), first in line \(first?.origin.line ?? 0): \(kind.reason.hint(expected: type))"
    }
  }

  package static func records(
    _ path: String, profile name: String?, format: RecordFormat
  ) throws(Diagnostics) -> String {
    let found = try place(path)
    let head = try head(found)
    guard let name else {
      if head.kind != .xml { return try PlainTable(found).text(format) }
      let profile = try recognise(head, path: path).profile
      return try SingleFile(found, profile: profile, head: head, needsEverything: true).records(format)
    }
    guard let profile = try CatalogLibrary().profile(name) else {
      let names = CatalogLibrary().profileNames
      let hint =
        nearest(to: name, in: names).map { "did you mean '\($0)'?" } ?? "known: "
        + names.joined(separator: ", ")
      throw Diagnostics(Diagnostic(.error, "unknown profile '\(name)'", hint: hint), exit: .usage)
    }
    return try SingleFile(found, profile: profile, head: head, needsEverything: true).records(format)
  }

  package static func events(
    _ session: Session, pipeline: String, input name: String?, format: RecordFormat
  ) throws(Diagnostics) -> String {
    let plan = try session.plan(pipeline, everything: true)
    let names = plan.inputs.map(\.declaration.name)
    if let name, !names.contains(name) {
      let hint =
        nearest(to: name, in: names).map { "did you mean '\($0)'?" } ?? "known: "
        + names.joined(separator: ", ")
      throw Diagnostics(
        Diagnostic(at: SourceLocation(file: pipeline), "no input '\(name)'", hint: hint), exit: .usage)
    }
    var excluded: [Int: Diagnostic] = [:]
    for (index, input) in plan.inputs.enumerated() { excluded[index] = input.missing }
    let files = try Runner(plan: plan, threads: 1).open(&excluded).filter {
      name == nil || names[$0.input] == name
    }
    var printer = EventPrinter(format: format)
    for file in files { try EventReader(plan: plan.kernel).read(file) { printer.add($0) } }
    return printer.text
  }
}
