import Aggregate
package import Declarations
package import Diagnostics
import Engines
package import EventSchema
package import Extract
import Kernel
import Normalize

/// What `sluice inspect` found.
package enum Finding: Sendable {
  case known(Inspection)
  case unknown(UnknownFile, Diagnostic)
}

/// Looks at one file: under the profile that fits it, or under one that was named.
package struct Inspector: Sendable {
  package var library: ProfileLibrary
  package var threads: Int

  package init(library: ProfileLibrary, threads: Int) {
    self.library = library
    self.threads = threads
  }

  /// How the user says that the file is written; nil: as it shows, or its profile says.
  package struct Notation: Sendable {
    package var encoding: TextEncoding?
    package var dates: DatePattern?
    package var numbers: NumberStyle?

    package init(encoding: TextEncoding? = nil, dates: DatePattern? = nil, numbers: NumberStyle? = nil) {
      self.encoding = encoding
      self.dates = dates
      self.numbers = numbers
    }
  }

  /// - Parameters:
  ///   - name: the profile to read it under; nil: the one that fits.
  ///   - covers: the days it covers, where it does not say so itself.
  package func look(
    at found: FileFinder.Found, profile name: String? = nil, _ notation: Notation = Notation(),
    covers: ClosedRange<Day>? = nil
  ) async throws(Diagnostics) -> Finding {
    let (profiles, problems) = try library.all()
    guard problems.isEmpty else { throw Diagnostics(problems, exit: .badPipeline) }
    let heads: SourceFileOpener.FileHeads
    do throws(Diagnostics) {
      heads = try Self.heads(found, encoding: notation.encoding, profiles: profiles)
    } catch {
      throw Self.asOption(error)
    }
    if let name {
      guard let profile = profiles.first(where: { $0.name == name }) else {
        throw Commands.unknown("profile", name, library.names)
      }
      let candidate = Recogniser.Candidate(profile: profile, matched: 0, why: "named by --profile")
      return .known(try await inspect(found, heads, candidate, notation, covers, others: []))
    }
    let search = ProfileSearch(heads, recogniser: Recogniser(profiles: profiles))
    if let best = search.best {
      do throws(Diagnostics) {
        return .known(try await inspect(found, heads, best, notation, covers, others: search.losers))
      } catch {
        guard let first = error.list.first else { throw error }
        var unknown = unknown(found, heads, search, profiles, encoding: notation.encoding)
        unknown.facts.insert(("profile", "\(best.profile.name), but it can't be read"), at: 0)
        (unknown.proposal, unknown.entry) = (nil, nil)
        return .unknown(unknown, first)
      }
    }
    var unknown = unknown(found, heads, search, profiles, encoding: notation.encoding)
    if let obstacle = Self.obstacle(heads.texts[0], search, path: found.path) {
      (unknown.columns, unknown.proposal, unknown.entry) = ([], nil, nil)
      return .unknown(unknown, obstacle)
    }
    var problem = Self.noProfile(search, path: found.path)
    if search.duplicate == nil {
      problem.hint =
        unknown.entry == nil
        ? "`sluice profiles` lists what can be read; a profile of your own goes into `profiles/`"
        : "the start above maps what is known of it; a profile of your own goes into `profiles/`"
    }
    return .unknown(unknown, problem)
  }

  static func heads(
    _ file: FileFinder.Found, encoding: TextEncoding?, profiles: [Profile]
  ) throws(Diagnostics) -> SourceFileOpener.FileHeads {
    do throws(InputError) {
      return try SourceFileOpener().heads(file.absolute, encoding: encoding, profiles: profiles)
    } catch {
      throw Diagnostics(error.diagnostic(file: file.path), exit: error.exit)
    }
  }

  /// What a pipeline file would declare, `inspect` is told by an option.
  private static func asOption(_ problems: Diagnostics) -> Diagnostics {
    var problems = problems
    for index in problems.list.indices {
      problems.list[index].hint = problems.list[index].hint?.replacing(
        "declare `encoding:`", with: "try --encoding (`encoding:` in a pipeline file)"
      ).replacing("declare `encoding: ", with: "try --encoding `")
    }
    return problems
  }

  /// Names the option beside the key of a pipeline file that does the same.
  private static func hereToo(_ hint: String) -> String {
    let options = ["dates", "numbers"].filter { hint.contains("`\($0):") }.map { "--\($0)" }
    return options.isEmpty ? hint : "\(hint) (here \(options.joined(separator: ", ")))"
  }

  /// What keeps the file from being read, whichever profile is meant.
  static func obstacle(_ head: SourceFileOpener.Head, _ search: ProfileSearch, path: String) -> Diagnostic? {
    if head.isBlank { return .emptyFile(path: path) }
    if head.kind == .xml {
      return XMLPrologue.read(head.bytes, encoding: .utf8).failure?.diagnostic(file: path)
    }
    if let failure = head.nulByte { return .csv(failure, path: path) }
    return search.tooWide.map { .noTable($0.miss, path: path, profile: $0.profile) }
  }

  /// What keeps every profile from fitting.
  static func noProfile(_ search: ProfileSearch, path: String) -> Diagnostic {
    if let twice = search.duplicate {
      return Diagnostic(
        at: SourceLocation(file: path, line: twice.line),
        "the heading '\(twice.heading)' stands twice; else the file would fit \(twice.profile)",
        hint: "remove one of the columns from the export")
    }
    return Diagnostic(
      at: SourceLocation(file: path), "no profile fits this file",
      hint: "`sluice inspect` proposes a mapping to start from; `sluice profiles` lists what can be read")
  }

  // MARK: A file that a profile fits

  private func inspect(
    _ found: FileFinder.Found, _ heads: SourceFileOpener.FileHeads, _ candidate: Recogniser.Candidate,
    _ notation: Notation, _ covers: ClosedRange<Day>?, others: [ProfileSearch.Loser]
  ) async throws(Diagnostics) -> Inspection {
    let single = try SingleFile(
      found, profile: candidate.profile, heads: heads, covers: covers, numbers: notation.numbers,
      dates: notation.dates, needsEverything: true)
    let tables = await judged(single)
    let results = tables.compactMap(\.result)
    let columns = Self.columns(single)
    let ledger = ReconciliationLedger(merging: results.map(\.ledger))
    var (problems, exit) = (tables.flatMap(\.problems), tables.compactMap(\.exit).first)
    if let (rejected, records) = RejectVerdict.mostly(results) {
      problems.append(
        Diagnostic(
          .warning, at: SourceLocation(file: found.path),
          "\(rejected) of \(records) records would be rejected: a run would be incomplete",
          hint: "mend what is named under 'would be rejected'"))
      exit = exit ?? .incomplete
    }
    return Inspection(
      facts: Self.facts(single, tables, candidate), columns: columns.read, unused: columns.unused,
      absent: columns.absent, others: others, totals: results.flatMap(Self.totals),
      filtered: ledger.filtered.sorted { $0.key < $1.key }.map { (reason: $0.key, count: $0.value) },
      notKept: ledger.commonestNotKept, unnamedStages: ledger.commonestUnnamedStages,
      rejected: results.flatMap { Self.rejects($0, single) },
      rows: single.firstEvents(limit: 5, of: tables.map(\.file)), problems: problems,
      exit: exit ?? .success)
  }

  /// A table as far as it could be read, and why nothing of it would count.
  struct JudgedTable {
    var file: KernelFile
    /// Nil where reading it stopped.
    var result: FileResult?
    var problems: [Diagnostic] = []
    var exit: ExitCode?
  }

  /// Reads the tables as a run does it. What a column contradicts is told of each column.
  private func judged(_ single: SingleFile) async -> [JudgedTable] {
    let engine = EmbeddedEngine(threads: threads)
    let read = await engine.read(single.tables, plan: single.plan)
    let outcomes = await engine.judgeNotations(read, single.plan)
    var tables: [JudgedTable] = []
    for (table, (before, outcome)) in zip(single.tables, zip(read, outcomes)) {
      switch outcome {
      case .whole(let result): tables.append(JudgedTable(file: result.file, result: result))
      case .failed(let problem, let exit):
        guard case .whole(let result) = before else {
          tables.append(JudgedTable(file: table, result: nil, problems: [problem], exit: exit))
          continue
        }
        let columns = await engine.refutations(result, single.plan)
        let problems = columns.map { column in
          var problem = column.diagnostic(result.file.source.place)
          problem.hint = problem.hint.map(Self.hereToo)
          return problem
        }
        tables.append(JudgedTable(file: result.file, result: result, problems: problems, exit: exit))
      }
    }
    return tables
  }

  /// What is read of any of the tables, what of none, and what none has.
  static func columns(
    _ single: SingleFile
  ) -> (read: [Inspection.Column], unused: [String], absent: [String]) {
    var all: (read: [Inspection.Column], unused: [String], absent: [String]) = ([], [], [])
    for (number, table) in single.tables.enumerated() {
      let own = columns(of: table.source, single.plan.inputs[0])
      all.read += own.read.filter { !all.read.contains($0) }
      all.unused += own.unused.filter { !all.unused.contains($0) }
      all.absent = number == 0 ? own.absent : all.absent.filter(own.absent.contains)
    }
    return all
  }

  private static func columns(
    of source: SourceFile, _ mapping: InputMapping
  ) -> (read: [Inspection.Column], unused: [String], absent: [String]) {
    var read: [(position: Int, column: Inspection.Column)] = []
    var absent: [String] = []
    for (index, wanted) in mapping.wanted.enumerated() {
      let column = mapping.profile.columns[wanted]
      let field = column.field.name(kind: mapping.profile.gives)
      guard let layout = source.layout else {
        if case .xml = column.place {
          read.append((index, .init(heading: column.places.joined(), field: field, type: column.type.text)))
        }
        continue
      }
      if layout.fields[index] >= 0 {
        let heading = source.headings[layout.fields[index]]
        read.append((layout.fields[index], .init(heading: heading, field: field, type: column.type.text)))
      } else if !column.names.isEmpty, !column.isPart {
        absent.append(field)
      }
    }
    let used = Set(read.map(\.position))
    let unused = source.headings.enumerated().filter { !used.contains($0.offset) }.map {
      Heading.shown($0.element)
    }
    return (read.sorted { $0.position < $1.position }.map(\.column), unused, absent)
  }

  private static func totals(_ result: FileResult) -> [Inspection.Total] {
    result.controlTotals.map { total in
      Inspection.Total(
        label: total.label, line: total.line, measure: total.measure,
        stated: Exact(units: Int128(total.units), scale: 6), sum: total.sum(result.ledger),
        verdict: total.verdict(result.ledger))
    }
  }

  private static func rejects(_ result: FileResult, _ single: SingleFile) -> [Inspection.Reject] {
    let mapping = single.plan.inputs[0]
    return result.rejectKinds.map { first, count in
      Inspection.Reject(
        count: count, reason: first.reason.rawValue, column: result.columnName(first.column, mapping),
        line: first.origin.line, hint: hereToo(mapping.hint(first)))
    }
  }

  // MARK: A file that none fits

  func unknown(
    _ found: FileFinder.Found, _ heads: SourceFileOpener.FileHeads, _ search: ProfileSearch,
    _ profiles: [Profile], encoding declared: TextEncoding?
  ) -> UnknownFile {
    // Of several tables the first one is shown.
    let head = heads.texts[0]
    var facts: [(name: String, value: String)] = [
      ("file", found.path), ("kind", head.kind.description), ("encoding", Self.encoding(head)),
    ]
    var unknown = UnknownFile(facts: [], columns: [], nearest: search.losers, proposal: nil, entry: nil)
    if head.kind == .xml {
      if let root = XMLPrologue.read(head.bytes, encoding: .utf8).root {
        facts.append(("root element", "<\(root)>"))
      }
    } else if let sketch = TableSketch(head) {
      if !head.container.isSheet { facts.append(("delimiter", Self.delimiter(sketch.delimiter))) }
      facts.append(("heading line", "\(sketch.headerLine), as it seems"))
      unknown.columns = sketch.columns.map { ($0.heading, $0.look.words) }
      if search.duplicate == nil { unknown.proposal = Proposal(sketch, path: found.path, profiles: profiles) }
      let file = found.path.split(separator: "/").last.map(String.init) ?? found.path
      unknown.entry = unknown.proposal?.yaml(
        input: inputName(file), files: found.path, encoding: declared?.rawValue)
    } else {
      facts.append(("heading line", "none found: a table needs a row of different texts above its rows"))
    }
    unknown.facts = facts
    return unknown
  }
}

/// A name for an input after a file or tool: letters, digits and `_`.
func inputName(_ text: String) -> String {
  var name = ""
  for scalar in text.lowercased().prefix({ $0 != "." }).unicodeScalars {
    let isPlain = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
    if isPlain {
      name.unicodeScalars.append(scalar)
    } else if !name.isEmpty, !name.hasSuffix("_") {
      name += "_"
    }
  }
  while name.hasSuffix("_") { name.removeLast() }
  return name.isEmpty ? "input" : name
}

extension StringProtocol {
  fileprivate func prefix(_ holds: (Character) -> Bool) -> SubSequence { prefix(while: holds) }
}
