import Aggregate
import Declarations
package import Diagnostics
import Engines
import EventSchema
import Extract
package import Kernel
import Normalize

/// Everything read and verified: the rollups of a plan, and what is to be said about the files.
package struct RunResult: Sendable {
  package var plan: Plan
  /// Whole files in the plan's order, inputs excluded whole left out.
  package var files: [FileResult]
  package var rollups: Rollups
  /// Why an input counts nothing: by input index.
  package var excluded: [Int: Diagnostic]
  /// Changes in the columns of exports, as far as they are to be told.
  package var drift: [ColumnDrift]
  /// What finer grains lack of coarser ones, where an input has files of several.
  package var grainGaps: [GrainGap] = []
  /// Days of which an input has rows by conversion action only.
  package var claimGaps: [ClaimGap] = []
  /// Campaigns that count under their newest name.
  package var renamed: [RenamedCampaigns] = []
  /// Rejected records that state again what an earlier export states.
  package var standing: [StandingRecord] = []
  /// Ids of orders that exports state on several days.
  package var onSeveralDays: [IDsOnSeveralDays] = []
  /// Rows of costs that several files have alike.
  package var alike: [RowsAlike] = []
  /// Rows that stand in a file of an input more than once.
  package var repeatedRows: [RepeatedRows] = []
  /// Files of which others of the input state some of the days again.
  package var rangesTwice: [RangesTwice] = []
  /// Files of which others state some of the days again in other columns.
  package var unmatched: [UnmatchedColumns] = []
  /// Rows without an id that others state with it.
  package var unmatchedRows: [UnmatchedRows] = []
  /// Inputs that have records alike.
  package var inputsAlike: [InputsAlike] = []
  /// Refunds that stand in a file twice alike.
  package var twice: [RefundsTwice] = []
  /// Orders and the like that files have on several rows.
  package var severalRows: [SeveralRows] = []
  /// Files of which one may correct the other against what is meant.
  package var doubtful: [DoubtfulCorrection] = []
  /// Inputs of several grains that state the same campaigns.
  package var grainsApart: [GrainsApart] = []
  /// Planned campaigns that run in the report's periods, the newest first.
  package var campaigns: [PlannedCampaign] = []
  /// Names of planned campaigns that were over before.
  var campaignsOver: [String] = []
  /// Parts of files of which nothing is read.
  package var unread: [UnreadTable]
  /// Told on the terminal.
  package var warnings: [Diagnostic]
  /// Reports will be incomplete: an optional input is missing, too many rejects.
  package var isIncomplete: Bool

  /// Files, however many tables each holds.
  package var fileCount: Int { Set(files.map(\.file.source.path)).count }

  /// Records and rejected records of all files.
  package var recordCount: Int { files.reduce(0) { $0 + $1.ledger.records } }
  package var rejectedCount: Int { files.reduce(0) { $0 + $1.ledger.rejected } }
}

/// Opens and reads the files of a plan; decides what counts.
package struct Runner: Sendable {
  var plan: Plan
  let threads: Int
  var earlyOverlaps = EarlyOverlaps()

  package init(plan: Plan, threads: Int) {
    self.plan = plan
    self.threads = threads
  }

  package func run() async throws(Diagnostics) -> RunResult {
    var excluded: [Int: Diagnostic] = [:]
    for (index, input) in plan.inputs.enumerated() { excluded[index] = input.missing }
    let (opened, unread) = try open(&excluded)
    var runner = self
    let (renaming, renamed) = try await runner.settleNames(opened)
    let named = try await runner.settlePlannedNames(renaming)
    await runner.settleAccounts(named)
    let (claiming, claims) = try await runner.surveyClaims(named)
    let (ofGrains, gapsOfFiles) = try await runner.settleGrains(claiming)
    let (files, claimGaps) = try await runner.settleClaims(ofGrains, claims)
    var gaps = gapsOfFiles
    await runner.settleDeals(files)
    let campaigns = try await runner.settleCampaigns(files)
    var result = try await runner.run(files, excluded, unread)
    if let (settled, more) = try await runner.settleRowGrains(files, result) {
      result = try await runner.run(settled, excluded, unread)
      gaps += more
    }
    (result.campaigns, result.campaignsOver) = campaigns
    result.grainGaps = gaps
    result.claimGaps = claimGaps
    result.renamed = renamed
    return result
  }

  private func run(
    _ files: [KernelFile], _ missing: [Int: Diagnostic], _ unread: [UnreadTable]
  ) async throws(Diagnostics) -> RunResult {
    var excluded = missing
    let drift = try checkedDrift(files)
    let outcomes = await EmbeddedEngine(threads: threads).run(files, plan: plan.kernel)
    var whole: [FileResult] = []
    var failures: [Diagnostic] = []
    for (file, outcome) in zip(files, outcomes) {
      var problem: Diagnostic?
      switch outcome {
      case .whole(let result):
        whole.append(result)
        problem = misencoded(result) ?? useless(result) ?? misplaced(result)
      case .failed(let diagnostic, _): problem = diagnostic
      }
      if let diagnostic = problem {
        if plan.inputs[file.input].declaration.isRequired {
          failures.append(diagnostic)
        } else {
          excluded[file.input] = diagnostic
        }
      }
    }
    failures += emptyInputs(whole)
    guard failures.isEmpty else { throw Diagnostics(failures, exit: .badInput) }
    whole.removeAll { excluded[$0.file.input] != nil }
    let settled = try await resolveOverlaps(whole)
    whole = settled.results
    if let wrong = Self.imbalance(whole.map { ($0.file.source.place, $0.ledger) }) { throw wrong }
    try checkControlTotals(whole)
    let ranges = try await rangesTwice(whole)
    let several = settled.severalRows.flatMap { $0.warnings(plan) }
    var result = merge(whole, excluded, drift, unread, ranges, settled, several)
    result.standing = settled.standing
    result.onSeveralDays = settled.onSeveralDays
    result.alike = settled.alike
    result.twice = settled.twice
    result.severalRows = settled.severalRows
    result.repeatedRows = try await repeatedRows(whole)
    result.doubtful = settled.doubtful
    result.grainsApart = try await grainsApart(whole)
    result.warnings += result.grainsApart.map(\.warning)
    if !result.grainsApart.isEmpty { result.isIncomplete = true }
    let same = result.sameFiles
    result.inputsAlike = try await inputsAlike(whole).filter { alike in
      !same.contains { $0.input == alike.input && $0.otherInput == alike.other }
    }
    result.warnings += same.map(\.warning) + result.inputsAlike.map(\.warning)
    result.warnings += settled.alike.map { $0.warning(plan) } + settled.twice.map { $0.warning(plan) }
    result.warnings += result.repeatedRows.map { $0.warning(plan) }
    return result
  }

  /// Required inputs whose files are there, and hold nothing: that is how a failed export looks.
  private func emptyInputs(_ files: [FileResult]) -> [Diagnostic] {
    plan.inputs.indices.compactMap { index in
      let declaration = plan.inputs[index].declaration
      let mine = files.filter { $0.file.input == index }
      guard declaration.isRequired, let first = mine.first, mine.allSatisfy({ $0.tableRows == 0 }) else {
        return nil
      }
      return Diagnostic(
        at: SourceLocation(file: first.file.source.title),
        "the file holds no records, but the run needs those of '\(declaration.name)'",
        hint: "fetch the export again; if it may be empty, leave `required: yes` out")
    }
  }

  /// What drifted in the files' columns.
  ///
  /// - Throws: what the pipeline file wants to fail for.
  private func checkedDrift(_ files: [KernelFile]) throws(Diagnostics) -> [ColumnDrift] {
    let drift = plan.drift(files.map { ($0.input, $0.source) })
    let errors = drift.filter { $0.rule(plan.inputs[$0.input].declaration) == .error }
    guard errors.isEmpty else { throw Diagnostics(errors.map(\.diagnostic), exit: .badInput) }
    return drift
  }

  /// Why a whole file counts nothing: a text is not UTF-8, and nobody said that the file is. The opener looks at the
  /// first bytes alone; where the first such byte stands must not matter.
  private func misencoded(_ result: FileResult) -> Diagnostic? {
    let kind = result.rejectKinds.first { $0.first.reason == .badText }
    guard let first = kind?.first, plan.inputs[result.file.input].declaration.encoding == nil else {
      return nil
    }
    let mapping = plan.kernel.inputs[result.file.input]
    let column = result.columnName(first.column, mapping).map { " in '\($0)'" } ?? ""
    return Diagnostic(
      at: SourceLocation(file: first.origin.file, line: first.origin.line),
      "the text\(column) is not UTF-8, so all others may be misread",
      hint: "declare `encoding:`, one of \(TextEncoding.list); `encoding: utf-8` rejects single rows"
    ).with(.notUTF8)
  }

  /// Why a whole file counts nothing: every one of its records was rejected. That is a mistake in how it is
  /// read, not in the rows.
  private func useless(_ result: FileResult) -> Diagnostic? {
    guard result.ledger.records > 0, result.ledger.rejected == result.ledger.records,
      !result.rejectKinds.contains(where: { $0.first.reason.isOfRates }), let first = result.rejects.first
    else { return nil }
    let mapping = plan.kernel.inputs[result.file.input]
    let column = EventMapper.column(first.column, of: mapping)
    let name = column.map { " in '\($0.field.name(kind: mapping.profile.gives))'" } ?? ""
    return Diagnostic(
      at: SourceLocation(file: first.origin.file, line: first.origin.line),
      (result.ledger.records == 1
        ? "the file's only record can't" : "none of the file's \(result.ledger.records) records can")
        + " be used: \(first.reason.rawValue)\(name)" + (result.ledger.records == 1 ? "" : ", and so on"),
      hint: mapping.hint(first)
    ).with(.noneUsable(records: result.ledger.records, reason: first.reason.rawValue))
  }

  /// Opens all files; an optional input that can't be understood is excluded whole.
  package func open(
    _ excluded: inout [Int: Diagnostic]
  ) throws(Diagnostics) -> (files: [KernelFile], unread: [UnreadTable]) {
    var files: [KernelFile] = []
    var unread: [UnreadTable] = []
    var failures: [Diagnostic] = []
    var lookalikes = Lookalikes(beside: plan.file.file)
    for (index, input) in plan.inputs.enumerated() where excluded[index] == nil {
      let mapping = plan.kernel.inputs[index]
      let encoding = input.declaration.encoding.flatMap { TextEncoding.named($0.value) }
      for found in input.files {
        do throws(Diagnostics) {
          let opened = try SourceFileOpener().open(
            path: found.path, absolute: found.absolute, profile: input.profile, wanted: mapping.wanted,
            encoding: encoding, tables: input.declaration.tableChoice)
          unread += opened.unread.map { UnreadTable(input: index, file: found.path, unread: $0) }
          let tables = opened.tables.map { KernelFile(source: $0, mapping: mapping) }
          for table in tables {
            try table.source.checkCurrencies()
            try checkPeriod(table, mapping)
          }
          files += tables
        } catch {
          let problems = lookalikes.recognise(error.list, in: found, of: input, encoding)
          if input.declaration.isRequired {
            failures += problems
          } else {
            excluded[index] = problems.first
          }
        }
      }
    }
    guard failures.isEmpty else { throw Diagnostics(failures, exit: .badInput) }
    files.removeAll { excluded[$0.input] != nil }
    unread.removeAll { excluded[$0.input] != nil }
    return (files, unread)
  }

  /// A file without days must say what period it covers, or the input must.
  private func checkPeriod(_ file: KernelFile, _ mapping: InputMapping) throws(Diagnostics) {
    guard file.lacksPeriod(mapping) else { return }
    throw Diagnostics(
      Diagnostic(
        at: SourceLocation(file: file.source.title),
        "the file has no column of days, and nothing in it says what period it covers",
        hint: "export it by day, or say `covers: \(CoveredDays.sample)` for its input"
      ).with(.noPeriod), exit: .badInput)
  }

  private func checkControlTotals(_ files: [FileResult]) throws(Diagnostics) {
    guard plan.file.aggregate.controlTotals == .mustMatch else { return }
    var wrong: [Diagnostic] = []
    for file in files {
      for total in file.controlTotals where total.verdict(file.ledger) == .differs {
        wrong.append(
          Diagnostic(
            at: SourceLocation(file: file.file.source.place, line: total.line),
            "'\(total.label)' states \(total.measure.rawValue) \(total.stated), the records sum up to \(total.sum(file.ledger))",
            hint: "download the export again, or set `checks: {control_totals: show}` to report it and go on")
        )
      }
    }
    guard wrong.isEmpty else { throw Diagnostics(wrong, exit: .badInput) }
  }

  /// What a preamble says that does not agree with the declaration or with what was read.
  private func statements(_ file: FileResult) -> [Diagnostic] {
    var warnings: [Diagnostic] = []
    let facts = file.file.facts
    let declaration = plan.inputs[file.file.input].declaration
    let zone = plan.kernel.inputs[file.file.input].sourceZone
    if let stated = facts.zone, let declared = declaration.timezone,
      stated.contradicts(zone, around: facts.firstDay ?? plan.asOf)
    {
      warnings.append(
        Diagnostic(
          .warning, at: declared.location,
          "the input's timezone is \(declared.value), but \(file.file.source.title) says '\(stated.text)'",
          hint: "state the zone that the export was made in"))
    }
    let encoding = declaration.encoding.flatMap { TextEncoding.named($0.value) }
    if let encoding, file.file.source.hasMark, file.file.source.encoding != encoding {
      warnings.append(
        Diagnostic(
          .warning, at: SourceLocation(file: file.file.source.title),
          "the input's encoding is \(encoding.rawValue), but the file begins as \(file.file.source.encoding.rawValue) does, and is read so",
          hint: "take `encoding` out: a byte order mark says it"))
    }
    if declaration.exported != nil, facts.exported == nil {
      warnings.append(
        Diagnostic(
          .warning, at: SourceLocation(file: file.file.source.title),
          "the file's name holds no day as 'exported' says: it counts as the oldest export",
          hint: "rename it, or drop `exported` for the input"))
    }
    let mapping = plan.kernel.inputs[file.file.input]
    if let stated = facts.zone, declaration.timezone == nil, mapping.profile.timezone == nil,
      stated.contradicts(zone, around: facts.firstDay ?? plan.asOf), file.file.states(.localTimes, mapping)
    {
      warnings.append(
        Diagnostic(
          .warning, at: SourceLocation(file: file.file.source.title),
          "the file says that its times are of '\(stated.text)', they are read as times of \(zone.name)",
          hint: "set `timezone:` for this input"))
    }
    if let end = declaration.nothingAfter, let last = file.ledger.lastDay, end.value.number < last {
      warnings.append(
        Diagnostic(
          .warning, at: end.location,
          "'\(declaration.name)' has nothing after \(end.value), but \(file.file.source.title) has rows up to \(Day(number: last)): they count, and the input ends with them",
          hint: "take `nothing_after` out, or say the right day"))
    }
    if let rows = file.statedRows, rows != file.tableRows {
      warnings.append(
        Diagnostic(
          .warning, at: SourceLocation(file: file.file.source.title),
          "the file says that it has \(rows) rows, \(file.tableRows) were read",
          hint: "is it complete? download the export again"))
    }
    return warnings
  }

  private func merge(
    _ whole: consuming [FileResult], _ excluded: [Int: Diagnostic], _ drift: [ColumnDrift],
    _ unread: [UnreadTable], _ rangesTwice: [RangesTwice], _ settled: SettledOverlaps,
    _ severalRows: [Diagnostic]
  ) -> RunResult {
    var files = whole
    // Rollups move out of the files: two copies of all people would not fit where one does.
    var rollups = Rollups(plan: plan.kernel)
    for index in files.indices { rollups.merge(files[index].takeRollups()) }
    var result = RunResult(
      plan: plan, files: files, rollups: rollups, excluded: excluded, drift: drift, unread: unread,
      warnings: plan.warnings + UnreadTable.warnings(unread),
      isIncomplete: !excluded.isEmpty || unread.contains { $0.unread.kind == .misfit })
    for file in files { result.warnings += statements(file) }
    result.warnings += plan.inputs.indices.flatMap(result.undecidedAmounts).map(\.warning)
    result.warnings += result.warningsOfOrigins
    result.rangesTwice = rangesTwice
    result.unmatched = settled.unmatched
    result.unmatchedRows = settled.unmatchedRows
    let twice =
      rangesTwice.map(\.warning) + settled.unmatched.map(\.warning) + settled.doubtful.map(\.warning)
      + settled.unmatchedRows.map { $0.warning(plan) } + settled.onSeveralDays.flatMap { $0.warnings(plan) }
      + severalRows
    result.warnings += twice
    if !twice.isEmpty { result.isIncomplete = true }
    for (_, diagnostic) in excluded.sorted(by: { $0.key < $1.key }) {
      var warning = diagnostic
      warning.severity = .warning
      result.warnings.append(warning)
    }
    let rejects = RejectVerdict(result)
    result.warnings += rejects.warnings
    result.warnings += result.unknownMarketingChannels.map {
      .unknownMarketingChannel($0.name, near: $0.near)
    }
    if rejects.isExceeded { result.isIncomplete = true }
    let brokenOff = result.warningsOfBrokenOff
    result.warnings += brokenOff
    if !brokenOff.isEmpty { result.isIncomplete = true }
    return result
  }
}
