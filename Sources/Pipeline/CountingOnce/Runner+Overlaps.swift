import Aggregate
import Declarations
import Diagnostics
import Engines
import EventSchema
import Extract
import Kernel
import Normalize

/// Reading files again that state what others state, too: so that every statement counts once.
///
/// Advice for whoever changes this: files are read up to three times: for figures, as ever; those of an overlap for who
/// states what; and those with records that no longer count for figures again. Without an overlap nothing is
/// read twice. Roles go by (chunk, index), so a file must be dealt out in the same chunks each time.
extension Runner {
  /// - Returns: the same files, with what they state again left out.
  func resolveOverlaps(_ read: [FileResult]) async throws(Diagnostics) -> SettledOverlaps {
    var settled = earlyOverlaps.settled
    settled.results = read
    settled.alike = try await rowsAlike(read)
    let overlaps = Overlap.find(&settled.results, plan, except: earlyOverlaps.inputs)
    guard !overlaps.isEmpty else { return settled }
    var again: [Int] = []
    for overlap in overlaps {
      let files = overlap.files.map { settled.results[$0.index].file }
      let days = overlap.files.map { settled.results[$0.index].statedDays }
      let decision = try await decide(
        overlap, files, ranks: overlap.ranks(among: settled.results), days, &settled)
      for (place, role) in zip(overlap.files, decision.roles) where !role.isEmpty {
        settled.results[place.index].file.roles = role
        again.append(place.index)
      }
    }
    let outcomes = await EmbeddedEngine(threads: threads).run(
      again.map { settled.results[$0].file }, plan: plan.kernel)
    for (index, result) in zip(again, try whole(outcomes)) { settled.results[index] = result }
    return settled
  }

  /// Decides who states what before an input is looked at as a whole, so that what a later export replaces says nothing
  /// there: which grain counts, and which rows claim what.
  ///
  /// Files of one grain restate each other: another one's are of other things, even where they leave a name empty.
  ///
  /// - Parameters:
  ///   - files: all of the input.
  ///   - days: those that each file's records speak about; nil for none.
  /// - Returns: the files with the roles of their records.
  mutating func settleOverlaps(
    _ files: [KernelFile], _ days: [ClosedRange<Int32>?], _ input: Int
  ) async throws(Diagnostics) -> [KernelFile] {
    guard plan.inputs[input].overlap != .addUp, plan.kernel.inputs[input].statements != .keys,
      !plan.inputs[input].profile.naturalKeyParts.isEmpty
    else { return files }
    earlyOverlaps.inputs.insert(input)
    var settled = files
    let ranks = Overlap.ranks(files)
    let byGrain = Dictionary(grouping: files.indices) { files[$0].source.grain?.rawValue ?? "" }
    for (_, places) in byGrain.sorted(by: { $0.key < $1.key }) {
      let spans = places.compactMap { place in
        days[place].map { (index: place, path: Overlap.export(files[place]), days: $0) }
      }
      let overlap = Overlap(input: input, files: Overlap.byDays(spans))
      if overlap.files.isEmpty { continue }
      let decision = try await decide(
        overlap, overlap.files.map { files[$0.index] }, ranks: overlap.files.map { ranks[$0.index] },
        overlap.files.map { days[$0.index] },
        &earlyOverlaps.settled)
      for (place, roles) in zip(overlap.files, decision.roles) { settled[place.index].roles = roles }
    }
    return settled
  }

  /// What becomes of the records of files that overlap.
  private func decide(
    _ overlap: Overlap, _ files: [KernelFile], ranks: [Int], _ days: [ClosedRange<Int32>?],
    _ settled: inout SettledOverlaps
  ) async throws(Diagnostics) -> StatementRoles.Decision {
    let (reading, results, statements) = try await readStatements(
      zip(files, overlap.files).map { ($0, $1.watched) }, input: overlap.input)
    let mapping = readingStatements(overlap.input).1
    settled.unmatched += overlap.unmatched(reading, mapping, days)
    let covered = mapping.profile.hasIDsOfDays ? days : []
    let decision = StatementRoles.deciding(
      statements, ranks: ranks, rowsOfKey: mapping.profile.rowsOfKey,
      severalRows: mapping.severalRows, covered: covered)
    settled.unmatchedRows += try await unmatchedRows(
      overlap, reading, statements, decision, ranks: ranks)
    if decision.onSeveralDays.count > 0 {
      let isDeclared = plan.inputs[overlap.input].declaration.severalRows != nil
      settled.onSeveralDays.append(
        IDsOnSeveralDays(
          input: overlap.input, ids: decision.onSeveralDays,
          areDoubtful: decision.onSeveralDays.lookMultiplied && !isDeclared,
          mayHaveMoved: decision.onSeveralDays.lookMoved && !isDeclared))
    }
    if mapping.profile.gives == .refund, decision.twice > 0 {
      settled.twice.append(
        RefundsTwice(
          input: overlap.input, count: decision.twice, money: decision.twiceMoney,
          files: files.indices.filter { !decision.roles[$0].isEmpty }.map { files[$0].source.title }))
    }
    if let several = try await checkSeveralRows(overlap, reading, statements, decision, ranks: ranks) {
      settled.severalRows.append(several)
    }
    if let repeated = decision.firstRepeated, plan.inputs[overlap.input].overlap == .refuse {
      try await refuse(overlap, reading, repeated)
    }
    settled.standing += StandingRecord.find(results, among: statements, ranks: ranks, mapping)
    let doubtful = Self.doubtfulCorrections(files, statements, decision, ranks: ranks, input: overlap.input)
    settled.doubtful += doubtful
    return decision
  }

  /// Reads files of an input for who states what.
  ///
  /// - Parameter key: what identifies a statement; nil: as the profile says.
  /// - Returns: the files as they were opened for it, what was read, and all statements.
  func readStatements(
    _ files: [(file: KernelFile, watched: StatementFilter)], input: Int, key: NaturalKey? = nil
  ) async throws(Diagnostics) -> ([KernelFile], [FileResult], ContiguousArray<Statement>) {
    let (kernel, mapping) = readingStatements(input, key: key)
    var reading: [KernelFile] = []
    for (file, watched) in files {
      var again = try reopened(file, mapping)
      again.watched = watched
      again.facts.settled(as: file.facts)
      reading.append(again)
    }
    let results = try whole(await EmbeddedEngine(threads: threads).run(reading, plan: kernel))
    var statements: ContiguousArray<Statement> = []
    for (index, result) in results.enumerated() {
      for var statement in result.statements {
        statement.file = Int32(index)
        statements.append(statement)
      }
    }
    return (reading, results, statements)
  }

  /// The plan for reading an input for who states what.
  private func readingStatements(_ input: Int, key: NaturalKey? = nil) -> (KernelPlan, InputMapping) {
    var kernel = plan.kernel
    kernel.shapes = []
    kernel.customerDimensions = nil
    kernel.customer = nil
    let mapping = kernel.inputs[input].readingStatements(key: key)
    kernel.inputs[input] = mapping
    return (kernel, mapping)
  }

  /// The same table, opened for other columns.
  func reopened(_ file: KernelFile, _ mapping: InputMapping) throws(Diagnostics) -> KernelFile {
    let encoding = plan.inputs[file.input].declaration.encoding.flatMap { TextEncoding.named($0.value) }
    let opened = try SourceFileOpener().open(
      path: file.source.path, absolute: file.source.absolute, profile: mapping.profile,
      wanted: mapping.wanted,
      encoding: encoding)
    guard let table = opened.tables.first(where: { $0.part == file.source.part }) else { throw changed(file) }
    return KernelFile(source: table, mapping: mapping)
  }

  /// The same with all that was decided about it.
  func reopenedAsSettled(_ file: KernelFile, _ mapping: InputMapping) throws(Diagnostics) -> KernelFile {
    var again = try reopened(file, mapping)
    again.facts.settled(as: file.facts)
    again.roles = file.roles
    return again
  }

  private func whole(_ outcomes: [EmbeddedEngine.Outcome]) throws(Diagnostics) -> [FileResult] {
    var results: [FileResult] = []
    for outcome in outcomes {
      switch outcome {
      case .whole(let result): results.append(result)
      case .failed(let diagnostic, let exit): throw Diagnostics(diagnostic, exit: exit)
      }
    }
    return results
  }

  private func changed(_ file: KernelFile) -> Diagnostics {
    Diagnostics(
      Diagnostic(
        at: SourceLocation(file: file.source.title), "the file changed while it was read",
        hint: "run again when nobody writes to it"), exit: .badInput)
  }

  /// - Parameters:
  ///   - files: those of the overlap, open for reading statements.
  ///   - repeated: the first two records that state the same.
  private func refuse(
    _ overlap: Overlap, _ files: [KernelFile], _ repeated: (Statement, Statement)
  ) async throws(Diagnostics) {
    let records = try await describe(repeated, files, input: overlap.input)
    let places = records.map { "\($0.0):\($0.1)" }.joined(separator: " and ")
    let declaration = plan.inputs[overlap.input].declaration
    throw Diagnostics(
      Diagnostic(
        at: SourceLocation(file: files[Int(repeated.1.file)].source.place, line: records.last?.1 ?? 1),
        "the files of '\(declaration.name)' state the same more than once: "
          + files.map(\.source.title).joined(separator: ", ")
          + (records.first.map { "; first \($0.2) in \(places)" } ?? ""),
        hint: "drop one of them, or set `overlap: latest_wins` or `overlap: add_up` for the input"),
      exit: .badInput)
  }

  /// File, line and key in words of two records.
  ///
  /// - Parameter files: open for reading statements.
  func describe(
    _ pair: (Statement, Statement), _ files: [KernelFile], input: Int
  ) async throws(Diagnostics) -> [(file: String, line: Int, key: String)] {
    let pair = [pair.0, pair.1]
    let asked = Set(pair.map { Int($0.file) }).sorted().map { index in
      var file = files[index]
      file.roles = StatementRoles(asking: pair.filter { Int($0.file) == index })
      file.watched = .keys([])
      return file
    }
    let (kernel, _) = readingStatements(input)
    let found = try whole(await EmbeddedEngine(threads: threads).run(asked, plan: kernel))
    return found.flatMap { file in file.described.map { (file.file.source.place, $0.line, $0.key) } }
  }
}

/// Inputs of which it was settled before their figures were read who states what.
struct EarlyOverlaps: Sendable {
  var inputs: Set<Int> = []
  /// Without results.
  var settled = SettledOverlaps(results: [])
}

/// What became of files that overlap.
struct SettledOverlaps: Sendable {
  var results: [FileResult]
  /// What exports state in different columns.
  var unmatched: [UnmatchedColumns] = []
  /// What exports state with and without an id.
  var unmatchedRows: [UnmatchedRows] = []
  /// Rejected records that state again what an earlier export states.
  var standing: [StandingRecord] = []
  var onSeveralDays: [IDsOnSeveralDays] = []
  var alike: [RowsAlike] = []
  var twice: [RefundsTwice] = []
  var severalRows: [SeveralRows] = []
  var doubtful: [DoubtfulCorrection] = []
}

extension FileResult {
  /// The file with the roles of its records, for whoever reads it once more from the front.
  var fileFromTheFront: KernelFile {
    guard case .xml = file.source.container else { return file }
    var file = file
    file.roles = file.roles.asOneChunk(recordsBefore: recordsBefore)
    return file
  }
}
