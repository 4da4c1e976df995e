import Aggregate
import Declarations
package import Diagnostics
import Engines
import EventSchema
import Extract
package import Kernel
import Normalize

/// Reading files again that state what others state, too: so that every statement counts once.
///
/// Advice for whoever changes this: files are read up to three times: for figures, as ever; those of an overlap for who
/// states what; and those with records that no longer count for figures again. Without an overlap nothing is
/// read twice. Roles go by (chunk, index), so a file must be dealt out in the same chunks each time.
extension Runner {
  /// - Returns: the same files, with what they state again left out.
  func resolveOverlaps(
    _ read: [FileResult]
  ) async throws(Diagnostics) -> (results: [FileResult], warnings: [Diagnostic]) {
    var results = read
    var warnings: [Diagnostic] = []
    let overlaps = Overlap.find(&results, plan)
    guard !overlaps.isEmpty else { return (results, []) }
    var again: [Int] = []
    for overlap in overlaps {
      let files = overlap.files.map { results[$0.index].file }
      let roles = try await roles(overlap, files, &warnings)
      for (place, role) in zip(overlap.files, roles) where !role.isEmpty {
        results[place.index].file.roles = role
        again.append(place.index)
      }
      if roles.contains(where: { !$0.isEmpty }) { try refuse(overlap, files) }
    }
    let outcomes = await EmbeddedEngine(threads: threads).run(
      again.map { results[$0].file }, plan: plan.kernel)
    for (index, result) in zip(again, try whole(outcomes)) { results[index] = result }
    return (results, warnings)
  }

  /// What becomes of the records of files that overlap.
  private func roles(
    _ overlap: Overlap, _ files: [KernelFile], _ warnings: inout [Diagnostic]
  ) async throws(Diagnostics) -> [StatementRoles] {
    var kernel = plan.kernel
    kernel.shapes = []
    kernel.customerDimensions = nil
    kernel.customer = nil
    let mapping = kernel.inputs[overlap.input].readingStatements()
    kernel.inputs[overlap.input] = mapping
    var reading: [KernelFile] = []
    for (file, place) in zip(files, overlap.files) {
      var again = try reopened(file, mapping)
      again.watched = place.watched
      again.facts.settled(as: file.facts)
      reading.append(again)
    }
    warnings += Self.unmatched(reading, mapping)
    let outcomes = await EmbeddedEngine(threads: threads).run(reading, plan: kernel)
    var statements: ContiguousArray<Statement> = []
    for (index, result) in try whole(outcomes).enumerated() {
      for var statement in result.statements {
        statement.file = Int32(index)
        statements.append(statement)
      }
    }
    let roles = StatementRoles.deciding(
      statements, ranks: Overlap.ranks(files), identifiesEntities: mapping.profile.identifiesEntities)
    if mapping.profile.gives == .deal, mapping.profile.naturalKeyParts == [[.key]] {
      try refuse(FanOut(statements, roles), files)
    }
    return roles
  }

  /// A deal has one row: several are those of its contacts, companies or products, each with the deal's whole amount.
  private func refuse(_ fanOut: FanOut, _ files: [KernelFile]) throws(Diagnostics) {
    guard let file = fanOut.file else { return }
    let amounts = fanOut.money.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    throw Diagnostics(
      Diagnostic(
        at: SourceLocation(file: files[file].source.title),
        (fanOut.count == 1 ? "1 deal stands" : "\(fanOut.count) deals stand") + " on several rows: "
          + (amounts.isEmpty ? "they" : amounts.joined(separator: ", ")) + " would count more than once",
        hint:
          "export deals without their contacts, companies and products, or set `overlap: add_up` if each row is a part of its deal"
      ), exit: .badInput)
  }

  /// Files of several grains, and claims by conversion action beside those in all, are settled before: none of their
  /// days counts twice.
  private static func haveOneGrain(_ a: KernelFile, _ b: KernelFile) -> Bool {
    a.source.grain == b.source.grain && a.source.isByAction == b.source.isByAction
  }

  /// A file that lacks a column which others name their entities by can't be told apart from these.
  private static func unmatched(_ files: [KernelFile], _ mapping: InputMapping) -> [Diagnostic] {
    guard !mapping.profile.identifiesEntities else { return [] }
    let key = Set(mapping.profile.naturalKeyParts.joined())
    let all = files.map { file -> Set<Field>? in
      guard let layout = file.source.layout else { return nil }
      let columns = zip(mapping.wanted, layout.fields).filter { $1 >= 0 }
      return Set(columns.map { mapping.profile.columns[$0.0].field }).intersection(key)
    }
    var warnings: [Diagnostic] = []
    for (place, mine) in all.enumerated() {
      guard let mine,
        let other = (0..<place).first(where: { other in
          all[other].map { $0 != mine } ?? false && haveOneGrain(files[other], files[place])
        }),
        let theirs = all[other]
      else { continue }
      let names = mine.symmetricDifference(theirs).map { $0.name(kind: mapping.profile.gives) }.sorted()
      warnings.append(
        Diagnostic(
          .warning, at: SourceLocation(file: files[place].source.title),
          "only one of this file and '\(files[other].source.title)' has \(names.joined(separator: ", ")): "
            + "what both state of a day can't be matched, and counts twice",
          hint: "export both with the same columns, or set `overlap: add_up` if they complement each other"))
    }
    return warnings
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

  /// Files of one row per campaign for a range of days: two ranges that overlap, but are not the same, state days
  /// twice that no row tells apart.
  func overlappingRanges(_ results: [FileResult]) -> [Diagnostic] {
    var warnings: [Diagnostic] = []
    for (place, result) in results.enumerated() {
      guard plan.inputs[result.file.input].declaration.overlap != .addUp, result.ledger.accepted > 0,
        let mine = range(result)
      else { continue }
      let other = results[..<place].first { other in
        other.file.input == result.file.input && Overlap.export(other.file) != Overlap.export(result.file)
          && other.ledger.accepted > 0
          && range(other).map { $0.overlaps(mine) && $0 != mine } ?? false
      }
      guard let other, let theirs = range(other) else { continue }
      warnings.append(
        Diagnostic(
          .warning, at: SourceLocation(file: result.file.source.title),
          "the file covers \(mine.lowerBound) to \(mine.upperBound), '\(other.file.source.title)' "
            + "\(theirs.lowerBound) to \(theirs.upperBound): days of both count twice",
          hint: "export both by day, or drop one of them"))
    }
    return warnings
  }

  /// The range of several days that all rows of a file are about.
  private func range(_ file: FileResult) -> ClosedRange<Day>? {
    guard case .one(let days) = file.ledger.ranges else { return nil }
    return Day(number: days.lowerBound)...Day(number: days.upperBound)
  }

  private func refuse(_ overlap: Overlap, _ files: [KernelFile]) throws(Diagnostics) {
    let declaration = plan.inputs[overlap.input].declaration
    guard declaration.overlap == .refuse, let first = files.first else { return }
    throw Diagnostics(
      Diagnostic(
        at: SourceLocation(file: first.source.place),
        "the files of '\(declaration.name)' state the same more than once: "
          + files.map(\.source.title).joined(separator: ", "),
        hint: "drop one of them, or set `overlap: latest_wins` or `overlap: add_up` for the input"),
      exit: .badInput)
  }
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
