import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize
import Render

/// Exports of an input that state the same days in different columns, of which only some name what others tell apart: what
/// both state can't be matched, and counts twice.
package struct UnmatchedColumns: Sendable {
  var input: Int
  /// Two of them.
  var file: String
  var other: String
  /// Those that only one of the two has.
  var columns: [String]
  /// The days that both kinds of exports state, ascending.
  var days: [ClosedRange<Int32>]

  var note: Note {
    Note(
      .noteColumnsTwice,
      [
        "file": .text(file), "other": .text(other), "columns": .list(columns.map { .text($0) }),
        "days": .days(days.flatMap { $0.map { Day(number: $0) } }),
      ])
  }

  var warning: Diagnostic {
    Diagnostic(
      .warning, at: SourceLocation(file: file),
      "only one of this file and '\(other)' has \(columns.joined(separator: ", ")): "
        + "what both state of a day can't be matched, and counts twice",
      hint: "export both with the same columns, or set `overlap: add_up` if they complement each other")
  }
}

extension Overlap {
  /// Kinds of files that lack a column which others name their entities by, as far as they state the same days.
  ///
  /// - Parameters:
  ///   - opened: the overlap's files with the columns of keys.
  ///   - stated: the days that each of them speaks about; nil for none.
  func unmatched(
    _ opened: [KernelFile], _ mapping: InputMapping, _ stated: [ClosedRange<Int32>?]
  ) -> [UnmatchedColumns] {
    guard !mapping.profile.identifiesEntities else { return [] }
    // A file without a column of days is of a range: what it states twice is found by its days.
    let days: Set<Field> = mapping.profile.gives.isOfSingleDays ? [.day, .lastDay, .at] : []
    let key = Set(mapping.profile.naturalKeyParts.joined()).subtracting(days)
    /// The files of each choice of columns and grain: of thousands of files there are few.
    var kinds: [(columns: Set<Field>, files: [Int])] = []
    for (place, file) in opened.enumerated() {
      guard let mine = Self.columns(of: file, key, mapping) else { continue }
      let known = kinds.firstIndex {
        $0.columns == mine && Runner.haveOneGrain(opened[$0.files[0]], file)
      }
      if let known { kinds[known].files.append(place) } else { kinds.append((mine, [place])) }
    }
    var found: [UnmatchedColumns] = []
    for (place, kind) in kinds.enumerated() {
      for earlier in kinds[..<place]
      where Runner.haveOneGrain(opened[earlier.files[0]], opened[kind.files[0]]) {
        let sides = [earlier.files, kind.files].map { $0.compactMap { stated[$0] } }
        let days = SharedDays(
          sides.enumerated().flatMap { side, days in days.map { ("\(side)", $0) } }
        ).all
        func first(_ files: [Int]) -> Int? {
          files.first { file in
            stated[file].map { mine in days.contains { $0.overlaps(mine) } } ?? false
          }
        }
        guard !days.isEmpty, let file = first(kind.files), let other = first(earlier.files) else { continue }
        found.append(
          UnmatchedColumns(
            input: input, file: opened[file].source.title, other: opened[other].source.title,
            columns: kind.columns.symmetricDifference(earlier.columns)
              .map { $0.name(kind: mapping.profile.gives) }.sorted(),
            days: days))
      }
    }
    return found
  }

  /// Those of the key's columns that a file has.
  private static func columns(of file: KernelFile, _ key: Set<Field>, _ mapping: InputMapping) -> Set<Field>?
  {
    guard let layout = file.source.layout else { return nil }
    let columns = zip(mapping.wanted, layout.fields).filter { $1 >= 0 }
    let fields = Set(columns.map { mapping.profile.columns[$0.0].field }).intersection(key)
    // A column of actions that names none tells nothing apart.
    return file.isByAction ? fields : fields.subtracting([.dimension(.action)])
  }
}

extension Runner {
  /// Files of several grains, and claims by conversion action beside those in all, are settled before: none of their
  /// days counts twice.
  static func haveOneGrain(_ a: KernelFile, _ b: KernelFile) -> Bool {
    a.source.grain == b.source.grain && a.isByAction == b.isByAction
  }
}
