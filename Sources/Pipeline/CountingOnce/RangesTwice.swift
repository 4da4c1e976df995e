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
  /// The first days that the file states in one row and the other one otherwise, and as what: as a range, or day by day
  /// from the first to the last of them.
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
  /// Of every file and what it states twice the first other one, in their order.
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
    struct Span: Hashable { var days: ClosedRange<Int32>, isRange: Bool, grain: EntityGrain? }
    var ofSpan: [Span: [Int]] = [:]
    for (place, file) in files.enumerated() {
      let (ranges, grain) = (file.ledger.ranges, file.file.source.grain)
      for days in ranges.ranges {
        ofSpan[Span(days: days, isRange: true, grain: grain), default: []].append(place)
      }
      if kind.isOfSingleDays, let days = ranges.singleDays {
        ofSpan[Span(days: days, isRange: false, grain: grain), default: []].append(place)
      }
    }
    var meeting: Set<Int> = []
    var open: [(span: Span, files: [Int])] = []
    for (span, mine) in ofSpan.sorted(by: { $0.key.days.lowerBound < $1.key.days.lowerBound }) {
      open.removeAll { $0.span.days.upperBound < span.days.lowerBound }
      for (other, theirs) in open where other.grain == span.grain && (other.isRange || span.isRange) {
        if mine + theirs != [mine[0], mine[0]] { meeting.formUnion(mine + theirs) }
      }
      open.append((span, mine))
    }
    return meeting.sorted()
  }

  private func rangesTwice(_ files: [FileResult], _ input: Int) async throws(Diagnostics) -> [RangesTwice] {
    let dimensions = thingsOfClaims(input)
    let mapping = plan.kernel.inputs[input].reading(Set(dimensions))
    var again: [KernelFile] = []
    for result in files { again.append(try reopenedAsSettled(result.file, mapping)) }
    let stated = await survey(again, .claims(by: dimensions), mapping).map {
      $0?.rollups.claims.spans ?? [:]
    }
    let rows = StatedRanges(stated, dimensions, sameAction: mapping.traffic.keyOfAction)
    let meeting = rows.meeting(
      grains: files.map(\.file.source.grain), exports: files.map { Overlap.export($0.file) },
      singleDays: plan.inputs[input].profile.gives.isOfSingleDays)
    let own = plan.kernel.inputs[input]
    return files.indices.flatMap { place -> [RangesTwice] in
      let others = (meeting[place] ?? [:]).sorted { $0.key < $1.key }
      /// By what both state: what one other file does not repeat, the next one may.
      var twice: [(measures: Set<Measure>, other: Int, pairs: [MeetingRanges])] = []
      for (other, pairs) in others {
        let both = files[place].file.statedMeasures(own).intersection(files[other].file.statedMeasures(own))
        let measures = both.filter { measure in pairs.contains { $0.states(measure) } }
        if measures.isEmpty { continue }
        if let known = twice.firstIndex(where: { $0.measures == measures }) {
          twice[known].pairs += pairs
        } else {
          twice.append((measures, other, pairs))
        }
      }
      return twice.compactMap { measures, other, pairs in
        guard let first = pairs.min(by: MeetingRanges.precedes) else { return nil }
        return RangesTwice(
          input: input, file: files[place].file.source.title, other: files[other].file.source.title,
          days: files[place].stating(first.range), otherDays: files[other].stating(first.other),
          shared: Overlap.joined(pairs.map { $0.range.clamped(to: $0.other) }), measures: measures)
      }
    }
  }
}

extension FileResult {
  /// What a file states that has a row of these days: of one day, all days that it has rows of.
  fileprivate func stating(_ days: ClosedRange<Int32>) -> ClosedRange<Day> {
    let days = days.count == 1 ? ledger.ranges.singleDays ?? days : days
    return Day(number: days.lowerBound)...Day(number: days.upperBound)
  }
}

extension EventKind {
  /// Whether rows of single days state all of these: of other kinds they may be what happened beside.
  var isOfSingleDays: Bool { self == .ad || self == .visit }
}

/// A range of a file that another one states some days of otherwise.
private struct MeetingRanges {
  var range: ClosedRange<Int32>
  var other: ClosedRange<Int32>
  /// What both state of claims.
  var claims: StatedDays.Contents
  /// Whether their rows are by action, and state nothing else.
  var isByAction: Bool

  func states(_ measure: Measure) -> Bool {
    measure.isClaimed ? claims.contains(.states(measure)) : !isByAction
  }

  static func precedes(_ a: MeetingRanges, _ b: MeetingRanges) -> Bool {
    (a.range.lowerBound, a.other.lowerBound, a.range.upperBound, a.other.upperBound)
      < (b.range.lowerBound, b.other.lowerBound, b.range.upperBound, b.other.upperBound)
  }
}

/// The days that files state of each thing. Rows by action and those in all are of different things: what both claim is
/// settled before.
private struct StatedRanges {
  private struct Row {
    var place: Int
    var days: ClosedRange<Int32>
    var contents: StatedDays.Contents
    var isByAction: Bool
  }
  /// By thing.
  private var rows: [[Row]]

  /// - Parameter sameAction: a name's key → that of the one name of what it names.
  init(_ files: [StatedDays.Spans], _ dimensions: [Dimension], sameAction: ([UInt8]) -> [UInt8]) {
    let things = Array(Set(files.flatMap(\.keys)))
    let numbers = Dictionary(uniqueKeysWithValues: things.enumerated().map { ($1, $0) })
    let action = dimensions.firstIndex(of: .action)
    let actions = things.map { thing in action.map { thing[$0] } ?? [] }
    var same = SameThings(things, dimensions, apart: actions.map(sameAction))
    var stated: [[Row]] = []
    var statements: [SameThings.Statement] = []
    for (place, spans) in files.enumerated() {
      for (thing, ranges) in spans {
        guard let number = numbers[thing] else { continue }
        statements.append(.init(thing: number, side: place))
        stated.append(
          ranges.map {
            Row(place: place, days: $0.key, contents: $0.value, isByAction: !actions[number].isEmpty)
          })
      }
    }
    rows = same.joined(statements).map { $0.flatMap { stated[$0] } }
  }

  /// Ranges that other exports of one grain state some days of otherwise: by the file that tells of it, of two with ranges
  /// the later one, and the other one.
  ///
  /// - Parameter singleDays: whether single days do, too.
  func meeting(
    grains: [EntityGrain?], exports: [String], singleDays: Bool
  ) -> [Int: [Int: [MeetingRanges]]] {
    var found: [Int: [Int: [MeetingRanges]]] = [:]
    for rows in rows where rows.contains(where: { $0.days.count > 1 }) {
      var open: [Row] = []
      for row in rows.sorted(by: { $0.days.lowerBound < $1.days.lowerBound }) {
        open.removeAll { $0.days.upperBound < row.days.lowerBound }
        for other in open
        where other.days != row.days && other.place != row.place
          && grains[other.place] == grains[row.place] && exports[other.place] != exports[row.place]
        {
          let areRanges = row.days.count > 1 && other.days.count > 1
          guard areRanges || singleDays else { continue }
          let isTold = areRanges ? row.place > other.place : row.days.count > 1
          let (mine, their) = isTold ? (row, other) : (other, row)
          found[mine.place, default: [:]][their.place, default: []].append(
            MeetingRanges(
              range: mine.days, other: their.days, claims: mine.contents.intersection(their.contents),
              isByAction: mine.isByAction))
        }
        open.append(row)
      }
    }
    return found
  }
}
