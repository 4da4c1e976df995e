import Aggregate
import Columns
import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize
import Render

/// Two inputs of one profile that state the same campaigns and days, one by campaign and the other by ad: files of one
/// input count at one grain, those of two inputs both.
package struct GrainsApart: Sendable {
  var input: String
  var grain: EntityGrain
  var other: String
  var otherGrain: EntityGrain
  /// Campaigns and days that both state.
  var count: Int
  var location: SourceLocation

  var note: Note {
    Note(
      .noteGrainsApart,
      [
        "n": .count(count), "input": .text(input), "other": .text(other), "grain": .word(Word(grain)),
        "other_grain": .word(Word(otherGrain)),
      ])
  }

  var warning: Diagnostic {
    Diagnostic(
      .warning, at: location,
      "'\(input)' states by \(grain.rawValue) what '\(other)' states by \(otherGrain.rawValue), "
        + (count == 1 ? "1 campaign and day" : "\(count) campaigns and days") + ": their spend counts twice",
      hint: "put both into one input, where one grain counts and the gap between them is told")
  }
}

extension Runner {
  /// Finds inputs of one profile whose grains differ and whose campaigns and days are the same. Nothing is read again
  /// unless their days overlap.
  func grainsApart(_ results: [FileResult]) async throws(Diagnostics) -> [GrainsApart] {
    let places = results.indices.filter {
      results[$0].file.source.grain != nil && !results[$0].file.isByAction && results[$0].ledger.days != nil
    }
    let profiles = Dictionary(grouping: places) { plan.inputs[results[$0].file.input].profile.name }
    var found: [GrainsApart] = []
    for (_, places) in profiles.sorted(by: { $0.key < $1.key }) {
      let inputs = Set(places.map { results[$0].file.input }).sorted()
      let grains = Set(places.compactMap { results[$0].file.source.grain })
      let size = places.reduce(0) { $0 + results[$1].file.source.size }
      guard inputs.count > 1, grains.count > 1, size <= Self.most else { continue }
      found += try await grainsApart(places.map { results[$0] }, inputs)
    }
    return found
  }

  private func grainsApart(
    _ results: [FileResult], _ inputs: [Int]
  ) async throws(Diagnostics) -> [GrainsApart] {
    var known: [(input: Int, grain: EntityGrain, keys: Set<PersonToken>)] = []
    var found: [GrainsApart] = []
    for input in inputs {
      let mine = results.filter { $0.file.input == input }
      for (grain, files) in Dictionary(grouping: mine, by: { $0.file.source.grain }).sorted(by: {
        ($0.key ?? .account) < ($1.key ?? .account)
      }) {
        guard let grain else { continue }
        let others = results.filter { $0.file.input != input && $0.file.source.grain != grain }
        let ranges = Overlap.merged(others.compactMap(\.ledger.days))
        let shared = files.filter { $0.hasRows(in: ranges) }
        if shared.isEmpty { continue }
        let statements = try await readStatements(
          shared.map { ($0.file, .days(ranges)) }, input: input, key: Self.campaignAndDay
        ).2
        let keys = Set(statements.map(\.key))
        for other in known where other.input != input && other.grain != grain {
          let count = keys.intersection(other.keys).count
          if count == 0 { continue }
          found.append(
            GrainsApart(
              input: plan.inputs[input].declaration.name, grain: grain,
              other: plan.inputs[other.input].declaration.name, otherGrain: other.grain, count: count,
              location: plan.inputs[input].declaration.location))
        }
        known.append((input, grain, keys))
      }
    }
    return found
  }

  private static let campaignAndDay = NaturalKey.fields([
    [.at, .day], [.lastDay], [.dimension(.account)], [.dimension(.campaign), .dimension(.campaignID)],
  ])
}
