import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize

/// Choosing one grain where files of an input state the same days at several.
extension Runner {
  /// Reads the files of inputs with several grains once, to see whose days they state, and marks the days that
  /// don't count. Costs nothing elsewhere.
  ///
  /// - Returns: the files, and what finer grains lack.
  mutating func settleGrains(_ files: [KernelFile]) async throws(Diagnostics) -> ([KernelFile], [GrainGap]) {
    var settled = files
    var gaps: [GrainGap] = []
    for input in plan.inputs.indices {
      let places = files.indices.filter {
        files[$0].input == input && files[$0].source.grain != nil && !files[$0].isByAction
      }
      guard Set(places.map { files[$0].source.grain }).count > 1 else { continue }
      let mapping = plan.kernel.inputs[input].reading([.account])
      plan.kernel.inputs[input] = mapping
      let all = files.indices.filter { files[$0].input == input }
      for place in all { settled[place] = try reopenedAsSettled(files[place], mapping) }
      gaps += try await settle(places, among: all, of: &settled, mapping)
    }
    return (settled, gaps)
  }

  /// - Parameters:
  ///   - places: files of known grains whose rows are not by conversion action.
  ///   - all: the input's.
  private mutating func settle(
    _ places: [Int], among all: [Int], of files: inout [KernelFile], _ mapping: InputMapping
  ) async throws(Diagnostics) -> [GrainGap] {
    let facts = try await grainFacts(places, among: all, of: &files, mapping)
    let tellsAccounts = facts.allSatisfy { $0.spend.keys.allSatisfy { !$0.thing[0].isEmpty } }
    var byAccount: [[UInt8]: [GrainChoice.Fact]] = [:]
    for (place, facts) in zip(places, facts) {
      guard let grain = files[place].source.grain else { continue }
      for (key, spend) in facts.spend {
        byAccount[tellsAccounts ? key.thing[0] : [], default: []].append(
          GrainChoice.Fact(grain: grain, days: key.first...key.last, currency: key.currency, spend: spend))
      }
    }
    let choice = GrainChoice(
      asked: mapping.askedFor, declared: plan.inputs[mapping.index].declaration.grain?.value)
    var overlaps: [[GrainChoice.Overlap]] = []
    var leftOut: [EntityGrain: [[[UInt8]]: [ClosedRange<Int32>]]] = [:]
    for (account, facts) in byAccount {
      let found = choice.overlaps(facts)
      overlaps.append(found)
      for (grain, ranges) in GrainChoice.leftOut(found) {
        leftOut[grain, default: [:]][tellsAccounts ? [account] : []] = ranges
      }
    }
    for place in places {
      guard let days = files[place].source.grain.flatMap({ leftOut[$0] }) else { continue }
      files[place].facts.leftOut = [
        DaysByThing(parts: tellsAccounts ? [[.account]] : [], days: days)
      ]
    }
    return GrainGap.gaps(overlaps, input: mapping.index)
  }

  /// What files spend on which days, by what counts of their rows.
  private mutating func grainFacts(
    _ places: [Int], among all: [Int], of files: inout [KernelFile], _ mapping: InputMapping
  ) async throws(Diagnostics) -> [GrainFacts] {
    let isSettled = earlyOverlaps.inputs.contains(mapping.index)
    let read = isSettled ? places : all
    var results = await survey(read.map { files[$0] }, .grains(by: [[.account]]), mapping)
    if !isSettled {
      let once = try await settleOverlaps(
        read.map { files[$0] }, results.map { $0?.statedDays }, mapping.index)
      let restated = once.indices.filter { !once[$0].roles.isEmpty }
      let again = await survey(restated.map { once[$0] }, .grains(by: [[.account]]), mapping)
      for (index, result) in zip(restated, again) {
        results[index] = result
        files[read[index]].roles = once[index].roles
      }
    }
    let facts = Dictionary(
      uniqueKeysWithValues: zip(read, results.map { $0?.rollups.grains ?? GrainFacts() }))
    return places.map { facts[$0] ?? GrainFacts() }
  }
}
