import Aggregate
import Columns
import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize
import Render

/// What of inputs could not be read, or may be wrong, and which figures that concerns.
extension RunResult {
  /// Of an input that is missing whole, and of files that break off.
  ///
  /// - Parameter cutOff: all files that break off.
  func unreadRows(_ index: Int, _ cutOff: [(file: FileResult, word: Word)]) -> [Uncounted.Rows] {
    let input = plan.inputs[index].declaration.name
    let measures = plan.measures(ofInput: index)
    if excluded[index] != nil {
      return [
        Uncounted.Rows(
          input: input, measures: measures, days: [Uncounted.Rows.always], kind: .missing,
          groups: plan.groups(ofInput: index, []))
      ]
    }
    var rows: [Uncounted.Rows] = []
    for (file, word) in cutOff where file.file.input == index {
      // How its rows are sorted is not known: those that are missing may be of any of its days, and of later ones.
      let days = [file.statedPeriod, file.statedDays].compactMap(\.self)
      rows.append(
        Uncounted.Rows(
          input: input, measures: measures, days: Overlap.merged(days),
          kind: .cutOff(file: file.file.source.title), isCertain: word != .noteTotalsMissing))
    }
    return rows
  }

  /// Of files that seem to be cut off by their end alone, not by those of others.
  var warningsOfBrokenOff: [Diagnostic] {
    cutOff.filter { $0.word != .noteTotalsMissing }.map { file, word in
      let sign =
        word == .noteCutInRow
        ? "a row has another number of fields" : "the totals that such exports end with are missing"
      return Diagnostic(
        .warning, at: SourceLocation(file: file.file.source.place),
        "the file seems to be cut off: its last line has no line end, and \(sign)",
        hint: "export it again; if it is whole, end its last line with a line break")
    }
  }

  /// Files that seem to be cut off: no end of the last line and no totals, where such exports end with these, or a row
  /// that is not whole; or no totals, where another file of the input has them.
  var cutOff: [(file: FileResult, word: Word)] {
    let inputsWithTotals = Set(files.filter(\.hasTotals).map(\.file.input))
    return files.compactMap { file in
      if file.lacksLineEnd, file.rejectKinds.contains(where: { $0.first.reason == .wrongFieldCount }) {
        return (file, .noteCutInRow)
      }
      guard !file.hasTotals, plan.inputs[file.file.input].profile.totals != nil else { return nil }
      if file.lacksLineEnd { return (file, .noteCutOff) }
      return inputsWithTotals.contains(file.file.input) && file.tableRows > 0
        ? (file, .noteTotalsMissing) : nil
    }
  }
}

extension FileResult {
  /// Whether the export's own totals stand in it.
  fileprivate var hasTotals: Bool {
    !controlTotals.isEmpty || ledger.filtered[FilterReason.total.rawValue] != nil
  }

  /// The days that the file, its name or the pipeline file says it holds; nil where none does.
  var statedPeriod: ClosedRange<Int32>? {
    let period = file.facts.firstDay.flatMap { first in
      file.facts.lastDay.map { first...max(first, $0) }
    }
    return (period ?? file.facts.covers).map { $0.lowerBound.number...$0.upperBound.number }
  }
}

extension Plan {
  /// What an input states that figures count.
  func measures(ofInput index: Int) -> Set<Measure> {
    let profile = inputs[index].profile
    let revenueIs = kernel.inputs[index].needs.revenueIs
    var measures = PlanBuilder.stated([profile])
    if profile.gives == .order && !revenueIs.countsOrders || profile.gives == .deal && !revenueIs.countsDeals
    {
      measures.remove(.revenue)
    }
    if !makesCustomers(profile) { measures.remove(.newCustomers) }
    return measures
  }

  /// Whether records of a profile make customers.
  func makesCustomers(_ profile: Profile) -> Bool {
    switch kernel.customer {
    case .order: profile.gives == .order
    case .deal: profile.gives == .deal
    case .stage: profile.gives == .stage
    case nil: false
    }
  }

  /// Of which groups rows of an input may be that nobody can read: where these name their channels, of any.
  ///
  /// - Parameters:
  ///   - files: none where the input is missing.
  ///   - channels: those that the rows name, where that is known.
  func groups(
    ofInput index: Int, _ files: [FileResult], channels: Set<[UInt8]>? = nil
  ) -> Uncounted.Rows.Groups {
    let mapping = kernel.inputs[index]
    let columns = mapping.profile.columns
    let hasChannel = columns.contains { $0.field == .dimension(.channel) }
    guard files.isEmpty || hasChannel else { return .stated }
    let names = mapping.wanted.enumerated().filter {
      [.dimension(.campaign), .dimension(.campaignID)].contains(columns[$0.element].field)
    }.map(\.offset)
    return .any(
      namesCampaigns: files.isEmpty
        ? !names.isEmpty
        : files.contains { file in
          names.contains { name in file.file.source.layout.map { $0.fields[name] >= 0 } ?? true }
        },
      channels: (inputs[index].declaration.constants[.channel] ?? mapping.profile.constants[.channel])
        .map { [channel(ComposedText.of($0))] } ?? channels)
  }
}
