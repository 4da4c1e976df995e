import Columns
import Aggregate
import Declarations
import Extract
import EventSchema
import Kernel
import Normalize

/// The files of one input that may state the same.
struct Overlap {
  var input: Int
  /// Indices among all files, with what may be stated elsewhere, too.
  var files: [(index: Int, watched: StatementFilter)]

  /// Finds overlaps by what was read: the keys of orders and the like, the days of all else.
  ///
  /// Takes the hashes of the keys out of the results.
  ///
  /// - Parameter settled: inputs of which it is known already who states what.
  static func find(_ results: inout [FileResult], _ plan: Plan, except settled: Set<Int>) -> [Overlap] {
    plan.inputs.indices.compactMap { input in
      guard !settled.contains(input), plan.inputs[input].overlap != .addUp,
        !plan.inputs[input].profile.naturalKeyParts.isEmpty
      else { return nil }
      let mine = results.indices.filter { results[$0].file.input == input }
      let files =
        plan.kernel.inputs[input].statements == .keys
        ? byKeys(&results, mine, asksDays: plan.inputs[input].profile.hasIDsOfDays) : byDays(results, mine)
      return files.isEmpty ? nil : Overlap(input: input, files: files)
    }
  }

  /// Files of one input whose days overlap.
  static func ofDays(_ results: [FileResult], input: Int) -> Overlap? {
    let files = byDays(results, results.indices.filter { results[$0].file.input == input })
    return files.isEmpty ? nil : Overlap(input: input, files: files)
  }

  private static func byKeys(
    _ results: inout [FileResult], _ files: [Int], asksDays: Bool
  ) -> [(index: Int, watched: StatementFilter)] {
    var keys: [ContiguousArray<UInt64>] = []
    for index in files { keys.append(results[index].takeKeys()) }
    let repeated = repeatedIDs(keys, asksDays: asksDays)
    guard !repeated.isEmpty else { return [] }
    return zip(files, keys).filter { $1.contains { repeated.contains(QuickKey.id($0)) } }
      .map { (index: $0.0, watched: .keys(repeated)) }
  }

  /// Ids that stand twice with one day, or in two files whatever the days.
  ///
  /// Sorted once: what is stated once, which is most, costs no look-up.
  ///
  /// - Parameter asksDays: ids that one file has on several days, too.
  private static func repeatedIDs(_ keys: [ContiguousArray<UInt64>], asksDays: Bool) -> Set<UInt64> {
    var all = ContiguousArray(keys.joined())
    all.sort()
    var repeated: Set<UInt64> = []
    var onSeveralDays: Set<UInt64> = []
    for place in all.indices.dropFirst() where QuickKey.id(all[place]) == QuickKey.id(all[place - 1]) {
      let id = QuickKey.id(all[place])
      if all[place] == all[place - 1] { repeated.insert(id) } else { onSeveralDays.insert(id) }
    }
    if asksDays { return repeated.union(onSeveralDays) }
    guard keys.count > 1, !onSeveralDays.isEmpty else { return repeated }
    var fileOfID: [UInt64: Int] = [:]
    for (file, keys) in keys.enumerated() {
      for key in keys where onSeveralDays.contains(QuickKey.id(key)) {
        if fileOfID[QuickKey.id(key), default: file] != file { repeated.insert(QuickKey.id(key)) }
        fileOfID[QuickKey.id(key)] = file
      }
    }
    return repeated
  }

  /// Sheets and blocks of one file never restate each other; members of an archive are files of their own.
  private static func byDays(
    _ results: [FileResult], _ files: [Int]
  ) -> [(index: Int, watched: StatementFilter)] {
    byDays(
      files.compactMap { index in
        results[index].statedDays.map { (index, export(results[index].file), $0) }
      })
  }

  /// - Parameter spans: of files what exports they are of, and the days that they state.
  static func byDays(
    _ spans: [(index: Int, path: String, days: ClosedRange<Int32>)]
  ) -> [(index: Int, watched: StatementFilter)] {
    let shared = SharedDays(spans.map { ($0.path, $0.days) })
    return spans.compactMap { mine in
      let days = shared.within(mine.days)
      return days.isEmpty ? nil : (index: mine.index, watched: .days(days))
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

  /// The same where days that follow one another are one range, too.
  static func joined(_ ranges: [ClosedRange<Int32>]) -> [ClosedRange<Int32>] {
    // Nobody asks for the last day that there can be.
    merged(ranges.map { $0.lowerBound...(min($0.upperBound, .max - 1) + 1) })
      .map { $0.lowerBound...max($0.lowerBound, $0.upperBound - 1) }
  }

  /// Per file its place in the order of export: by the day that the file or its name states, then by name,
  /// numbers in it as numbers. Tables of one file share one.
  static func ranks(_ files: [KernelFile]) -> [Int] {
    func precedes(_ a: KernelFile, _ b: KernelFile) -> Bool {
      let (mine, theirs) = (a.facts.exported?.number ?? .min, b.facts.exported?.number ?? .min)
      if mine != theirs { return mine < theirs }
      return NaturalOrder.precedes(export(a), export(b))
    }
    var order: [String: Int] = [:]
    for file in files.sorted(by: precedes) where order[export(file)] == nil {
      order[export(file)] = order.count
    }
    return files.map { order[export($0)] ?? 0 }
  }

  /// Those of the overlap's files among all of its input.
  func ranks(among all: [FileResult]) -> [Int] {
    let places = all.indices.filter { all[$0].file.input == input }
    let ranks = Dictionary(
      uniqueKeysWithValues: zip(places, Self.ranks(places.map { all[$0].file })))
    return files.map { ranks[$0.index] ?? 0 }
  }

  /// What was exported at one time: a file, or a member of an archive.
  static func export(_ file: KernelFile) -> String {
    guard !file.source.file.isSheet, let member = file.source.part.member else { return file.source.path }
    return "\(file.source.path)/\(member)"
  }
}
