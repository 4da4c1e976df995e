import Aggregate
import Declarations
import Extract
package import EventSchema
import Kernel
import Normalize

/// A figure of a day that a later export of an input states otherwise than an earlier one.
package struct RestatedFigure: Sendable, Hashable {
  package var input: Int
  package var day: Day
  package var measure: Measure
  /// Nil for what is no money.
  package var currency: Currency?
  /// Nil where nothing was stated.
  package var before: Exact?
  package var now: Exact?
}

extension RunResult {
  /// Every figure that differs, by input, day, measure and currency: of records that were stated before.
  package var restated: [RestatedFigure] { plan.inputs.indices.flatMap { restated(of: $0) } }

  /// Those of one input.
  func restated(of input: Int) -> [RestatedFigure] {
    var all = Restatements()
    for file in files where file.file.input == input { all.merge(file.restatements) }
    return all.changes.map { key, amounts in
      RestatedFigure(
        input: input, day: Day(number: key.day), measure: key.measure,
        currency: key.currency == 0 ? nil : Currency(packed: key.currency),
        before: amounts.before.map { Exact(units: $0, scale: key.measure.scale) },
        now: amounts.now.map { Exact(units: $0, scale: key.measure.scale) })
    }
  }
}

/// The files of one input that may state the same.
struct Overlap {
  var input: Int
  /// Indices among all files, with what may be stated elsewhere, too.
  var files: [(index: Int, watched: StatementFilter)]

  /// Finds overlaps by what was read: the keys of orders and the like, the days of all else.
  ///
  /// Takes the hashes of the keys out of the results.
  static func find(_ results: inout [FileResult], _ plan: Plan) -> [Overlap] {
    plan.inputs.indices.compactMap { input in
      guard plan.inputs[input].declaration.overlap != .addUp,
        !plan.inputs[input].profile.naturalKeyParts.isEmpty
      else { return nil }
      let mine = results.indices.filter { results[$0].file.input == input }
      let files =
        plan.kernel.inputs[input].statements == .keys ? byKeys(&results, mine) : byDays(results, mine)
      return files.isEmpty ? nil : Overlap(input: input, files: files)
    }
  }

  private static func byKeys(
    _ results: inout [FileResult], _ files: [Int]
  ) -> [(index: Int, watched: StatementFilter)] {
    var keys: [ContiguousArray<UInt64>] = []
    for index in files { keys.append(results[index].takeKeys()) }
    var all = ContiguousArray(keys.joined())
    all.sort()
    var repeated: Set<UInt64> = []
    for place in all.indices.dropFirst() where all[place] == all[place - 1] { repeated.insert(all[place]) }
    guard !repeated.isEmpty else { return [] }
    return zip(files, keys).filter { $1.contains(where: repeated.contains) }
      .map { (index: $0.0, watched: .keys(repeated)) }
  }

  /// Sheets and blocks of one file never restate each other; members of an archive are files of their own.
  private static func byDays(
    _ results: [FileResult], _ files: [Int]
  ) -> [(index: Int, watched: StatementFilter)] {
    let spans = files.compactMap { index -> (index: Int, path: String, days: ClosedRange<Int32>)? in
      let ledger = results[index].ledger
      guard let first = ledger.oldestDay, let last = ledger.newestDay else { return nil }
      return (index, export(results[index].file), first...last)
    }
    return spans.compactMap { mine in
      let shared = spans.filter { $0.path != mine.path && $0.days.overlaps(mine.days) }
        .map { $0.days.clamped(to: mine.days) }
      return shared.isEmpty ? nil : (index: mine.index, watched: .days(merged(shared)))
    }
  }

  /// The same days in as few ranges as possible.
  static func merged(_ ranges: [ClosedRange<Int32>]) -> [ClosedRange<Int32>] {
    var merged: [ClosedRange<Int32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }

  /// Per file its place in the order of export: by the day that the file or its name states, then by name.
  /// Tables of one file share one.
  static func ranks(_ files: [KernelFile]) -> [Int] {
    func precedes(_ a: KernelFile, _ b: KernelFile) -> Bool {
      let (mine, theirs) = (a.facts.exported?.number ?? .min, b.facts.exported?.number ?? .min)
      if mine != theirs { return mine < theirs }
      return export(a).utf8.lexicographicallyPrecedes(export(b).utf8)
    }
    var order: [String: Int] = [:]
    for file in files.sorted(by: precedes) where order[export(file)] == nil {
      order[export(file)] = order.count
    }
    return files.map { order[export($0)] ?? 0 }
  }

  /// What was exported at one time: a file, or a member of an archive.
  static func export(_ file: KernelFile) -> String {
    guard !file.source.file.isSheet, let member = file.source.part.member else { return file.source.path }
    return "\(file.source.path)/\(member)"
  }
}
