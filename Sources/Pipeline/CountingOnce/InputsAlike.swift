import Aggregate
import Columns
import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize
import Render

/// Two inputs of one profile with records that state the same of the same thing and day: inputs are sources of their own,
/// so each of these counts in both.
package struct InputsAlike: Sendable {
  var input: String
  var other: String
  /// Records of the input that the other one has, too.
  var count: Int
  var location: SourceLocation

  var note: Note {
    Note(.noteInputsAlike, ["n": .count(count), "input": .text(input), "other": .text(other)])
  }

  var warning: Diagnostic {
    Diagnostic(
      .warning, at: location,
      (count == 1 ? "1 record of '\(input)' stands" : "\(count) records of '\(input)' stand")
        + " in '\(other)' alike, and \(count == 1 ? "counts" : "count") twice",
      hint: "put all exports of one source into one input, where what is stated again counts once")
  }
}

extension Runner {
  /// Of larger files together, reading them again would take as long as the run: nobody saves these by hand twice.
  static let most = 64 << 20

  /// Finds records that inputs have alike. Nothing is read again unless days of inputs of one profile overlap.
  func inputsAlike(_ results: [FileResult]) async throws(Diagnostics) -> [InputsAlike] {
    let twins = Dictionary(grouping: plan.inputs.indices.filter(canRepeat)) { plan.inputs[$0].profile.name }
    var found: [InputsAlike] = []
    for (_, inputs) in twins.sorted(by: { $0.key < $1.key }) where inputs.count > 1 {
      let size = results.filter { inputs.contains($0.file.input) }.reduce(0) { $0 + $1.file.source.size }
      guard size <= Self.most else { continue }
      found += try await inputsAlike(inputs, results)
    }
    return found
  }

  /// - Parameter inputs: of one profile; each is read once more, as far as its days are another one's, too.
  private func inputsAlike(
    _ inputs: [Int], _ results: [FileResult]
  ) async throws(Diagnostics) -> [InputsAlike] {
    var known: [(input: Int, records: Set<SameRecord>)] = []
    var found: [InputsAlike] = []
    for input in inputs {
      let mine = try await statements(of: input, among: results, sharedWith: inputs.filter { $0 != input })
        .map(SameRecord.init)
      for other in known {
        let count = mine.count(where: other.records.contains)
        guard count > 0 else { continue }
        found.append(
          InputsAlike(
            input: plan.inputs[input].declaration.name, other: plan.inputs[other.input].declaration.name,
            count: count, location: plan.inputs[input].declaration.location))
      }
      known.append((input, Set(mine)))
    }
    return found
  }

  /// Whether an input's records say what they are of, and are read by the profile's own columns.
  private func canRepeat(_ input: Int) -> Bool {
    let profile = plan.inputs[input].profile
    return [.ad, .visit, .order].contains(profile.gives) && !profile.naturalKeyParts.isEmpty
      && plan.inputs[input].declaration.columns.isEmpty
  }

  private func statements(
    of input: Int, among results: [FileResult], sharedWith others: [Int]
  ) async throws(Diagnostics) -> ContiguousArray<Statement> {
    let ranges = Overlap.merged(results.filter { others.contains($0.file.input) }.compactMap(\.ledger.days))
    let files = results.filter { $0.file.input == input && $0.hasRows(in: ranges) }
    if files.isEmpty { return [] }
    return try await readStatements(files.map { ($0.file, .days(ranges)) }, input: input).2
  }
}

extension FileResult {
  /// Whether its rows are about days of some ranges.
  func hasRows(in ranges: [ClosedRange<Int32>]) -> Bool {
    ledger.days.map { days in ranges.contains { $0.overlaps(days) } } ?? false
  }
}

/// All that is read of a record, and what it is of.
private struct SameRecord: Hashable {
  var key: PersonToken
  var values: UInt64

  init(_ statement: Statement) { (key, values) = (statement.key, statement.values) }
}
