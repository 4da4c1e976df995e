import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize
import Render

/// Rows of a file that cover ranges of days, beside another export of the input that states some of these days of the same
/// things: as other ranges, or day by day. Nothing tells their shares of a range apart, so they count twice.
package struct RangesTwice: Sendable {
  var input: Int
  var file: String
  var other: String
  /// The first days that the file states in one row and the other one otherwise, and as what.
  var days: ClosedRange<Day>
  var otherDays: ClosedRange<Day>
  /// All days that both state, ascending, apart.
  var shared: [ClosedRange<Int32>]
  /// What both state.
  var measures: Set<Measure>

  var note: Note {
    Note(
      .noteRangesTwice,
      [
        "file": .text(file), "days": .span(days), "other": .text(other), "other_days": .span(otherDays),
      ])
  }

  var warning: Diagnostic {
    Diagnostic(
      .warning, at: SourceLocation(file: file),
      "the file covers \(days.lowerBound) to \(days.upperBound), '\(other)' "
        + "\(otherDays.lowerBound) to \(otherDays.upperBound): days of both count twice",
      hint: "export both by day, or drop one of them")
  }
}

/// Finding them. What every file of an input covers is known when it is read; where ranges meet other rows, the files are
/// read once more for what these are of.
extension Runner {
  /// Of every file the first other one, in their order.
  func rangesTwice(_ results: [FileResult]) async throws(Diagnostics) -> [RangesTwice] {
    var found: [RangesTwice] = []
    for input in plan.inputs.indices where plan.inputs[input].overlap != .addUp {
      let files = results.filter { $0.file.input == input && $0.ledger.accepted > 0 }
      let meeting = Self.meeting(files, plan.inputs[input].profile.gives)
      if !meeting.isEmpty { found += try await rangesTwice(meeting.map { files[$0] }, input) }
    }
    return found
  }

  /// Files with ranges that other exports of one grain state some days of, and these: by their days alone.
  private static func meeting(_ files: [FileResult], _ kind: EventKind) -> [Int] {
    var meeting: Set<Int> = []
    for place in files.indices {
      for range in files[place].ledger.ranges.ranges {
        for other in files.indices where other != place && areApart(files[place], files[other]) {
          let theirs = files[other].ledger.ranges
          let meets =
            theirs.ranges.contains { $0 != range && $0.overlaps(range) }
            || kind.isOfSingleDays && theirs.singleDays?.overlaps(range) ?? false
          if meets { meeting.formUnion([place, other]) }
        }
      }
    }
    return meeting.sorted()
  }

  private static func areApart(_ a: FileResult, _ b: FileResult) -> Bool {
    Overlap.export(a.file) != Overlap.export(b.file) && haveOneGrain(a.file, b.file)
  }

  private func rangesTwice(_ files: [FileResult], _ input: Int) async throws(Diagnostics) -> [RangesTwice] {
    let dimensions = thingsOfClaims(input)
    let mapping = plan.kernel.inputs[input].reading(Set(dimensions))
    var again: [KernelFile] = []
    for result in files {
      var file = try reopened(result.file, mapping)
      file.facts.settled(as: result.file.facts)
      file.roles = result.file.roles
      again.append(file)
    }
    let stated = await survey(again, .claims(by: dimensions), mapping).map {
      $0?.rollups.claims.spans ?? [:]
    }
    let rows = StatedRanges(stated, dimensions, sameAction: mapping.traffic.keyOfAction)
    let own = plan.kernel.inputs[input]
    return files.indices.compactMap { place in
      for other in files.indices where other != place && Self.areApart(files[place], files[other]) {
        let pairs = rows.meeting(place, other, singleDays: plan.inputs[input].profile.gives.isOfSingleDays)
        guard let first = pairs.first else { continue }
        return RangesTwice(
          input: input, file: files[place].file.source.title, other: files[other].file.source.title,
          days: Day(number: first.range.lowerBound)...Day(number: first.range.upperBound),
          otherDays: Day(number: first.other.lowerBound)...Day(number: first.other.upperBound),
          shared: Overlap.joined(pairs.map { $0.range.clamped(to: $0.other) }),
          measures: files[place].file.statedMeasures(own).intersection(
            files[other].file.statedMeasures(own)))
      }
      return nil
    }
  }
}

extension EventKind {
  /// Whether rows of single days state all of these: of other kinds they may be what happened beside.
  var isOfSingleDays: Bool { self == .ad || self == .visit }
}

/// The days that files state of each thing.
private struct StatedRanges {
  /// By file and number of a thing.
  private var days: [[Int: [ClosedRange<Int32>]]]

  /// - Parameter sameAction: a name's key → that of the one name of what it names.
  init(_ files: [StatedDays.Spans], _ dimensions: [Dimension], sameAction: ([UInt8]) -> [UInt8]) {
    let things = Array(Set(files.flatMap(\.keys)))
    var same = SameThings(named: things.map { SameThings.named($0, dimensions) })
    let action = dimensions.firstIndex(of: .action)
    var nodes: [(place: Int, days: [ClosedRange<Int32>])] = []
    for (place, spans) in files.enumerated() {
      for (number, thing) in things.enumerated() {
        guard let ranges = spans[thing] else { continue }
        _ = same.node(of: number, side: place, apart: action.map { sameAction(thing[$0]) } ?? [])
        nodes.append((place, Array(ranges.keys)))
      }
    }
    days = files.map { _ in [:] }
    for (number, group) in same.joined().enumerated() {
      for node in group { days[nodes[node].place][number, default: []] += nodes[node].days }
    }
  }

  /// Ranges of a file that another one states some days of otherwise, the first ones first.
  ///
  /// - Parameter singleDays: whether single days do, too.
  func meeting(
    _ place: Int, _ other: Int, singleDays: Bool
  ) -> [(range: ClosedRange<Int32>, other: ClosedRange<Int32>)] {
    var found: [(range: ClosedRange<Int32>, other: ClosedRange<Int32>)] = []
    for (thing, ranges) in days[place] {
      let theirs = days[other][thing] ?? []
      for range in ranges where range.count > 1 {
        for days in theirs where days != range && days.overlaps(range) {
          // Of two ranges the later file tells.
          if days.count > 1 ? other < place : singleDays { found.append((range, days)) }
        }
      }
    }
    return found.sorted { Self.order($0) < Self.order($1) }
  }

  private static func order(
    _ pair: (range: ClosedRange<Int32>, other: ClosedRange<Int32>)
  ) -> (Int32, Int32, Int32, Int32) {
    (pair.range.lowerBound, pair.other.lowerBound, pair.range.upperBound, pair.other.upperBound)
  }
}
