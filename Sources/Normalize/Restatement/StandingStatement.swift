import Columns

/// A rejected record that states again what an earlier export states: that stands.
package struct StandingStatement: Sendable, Hashable {
  /// Index among the rejected records.
  package var rejected: Int
  /// Index of the file whose statement stands.
  package var file: Int

  /// Which rejected records state again what only earlier files state.
  ///
  /// - Parameters:
  ///   - rejected: their keys; `file` is the index of a file.
  ///   - ranks: per file, as for the roles.
  package static func find(
    _ rejected: [Statement], among statements: ContiguousArray<Statement>, ranks: [Int]
  ) -> [StandingStatement] {
    guard !rejected.isEmpty else { return [] }
    let keys = Set(rejected.map(\.key))
    var newest: [PersonToken: [Int32: Int]] = [:]
    for statement in statements where keys.contains(statement.key) {
      let known = newest[statement.key]?[statement.day] ?? Int(statement.file)
      let file = ranks[Int(statement.file)] > ranks[known] ? Int(statement.file) : known
      newest[statement.key, default: [:]][statement.day] = file
    }
    return rejected.enumerated().compactMap { index, statement in
      let days = newest[statement.key] ?? [:]
      // Where the day can't be read, the newest of any day is what is meant.
      let known =
        statement.day == .min
        ? days.sorted { $0.key < $1.key }.map(\.value).max { ranks[$0] < ranks[$1] } : days[statement.day]
      guard let known, ranks[known] < ranks[Int(statement.file)] else { return nil }
      return StandingStatement(rejected: index, file: known)
    }
  }
}
