import Diagnostics
import Engines
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
      let places = files.indices.filter { files[$0].input == input && files[$0].source.grain != nil }
      guard Set(places.map { files[$0].source.grain }).count > 1 else { continue }
      let mapping = plan.kernel.inputs[input].reading(.account)
      plan.kernel.inputs[input] = mapping
      for place in files.indices where files[place].input == input {
        settled[place] = try reopened(files[place], mapping)
      }
      gaps += try await settle(places, of: &settled, mapping)
    }
    return (settled, gaps)
  }

  private func settle(
    _ places: [Int], of files: inout [KernelFile], _ mapping: InputMapping
  ) async throws(Diagnostics) -> [GrainGap] {
    let facts = try await survey(places.map { files[$0] }, mapping)
    let tellsAccounts = facts.allSatisfy { $0.spend.keys.allSatisfy { !$0.account.isEmpty } }
    var byAccount: [[UInt8]: [GrainChoice.Fact]] = [:]
    for (place, facts) in zip(places, facts) {
      guard let grain = files[place].source.grain else { continue }
      for (key, spend) in facts.spend {
        byAccount[tellsAccounts ? key.account : [], default: []].append(
          GrainChoice.Fact(grain: grain, days: key.first...key.last, currency: key.currency, spend: spend))
      }
    }
    let choice = GrainChoice(
      asked: mapping.askedFor, declared: plan.inputs[mapping.index].declaration.grain?.value)
    var overlaps: [[GrainChoice.Overlap]] = []
    var leftOut: [EntityGrain: [[UInt8]: [ClosedRange<Int32>]]] = [:]
    for (account, facts) in byAccount {
      let found = choice.overlaps(facts)
      overlaps.append(found)
      for (grain, ranges) in GrainChoice.leftOut(found) { leftOut[grain, default: [:]][account] = ranges }
    }
    for place in places {
      guard let days = files[place].source.grain.flatMap({ leftOut[$0] }) else { continue }
      files[place].facts.leftOut = LeftOutDays(days: days, tellsAccounts: tellsAccounts)
    }
    return GrainGap.gaps(overlaps, input: mapping.index)
  }

  /// Whose days each of the files states; nothing of a file that can't be read: the run itself tells why.
  private func survey(_ files: [KernelFile], _ mapping: InputMapping) async throws(Diagnostics)
    -> [GrainFacts]
  {
    var kernel = plan.kernel
    kernel.shapes = []
    kernel.customerDimensions = nil
    kernel.customer = nil
    kernel.inputs[mapping.index].isSurvey = true
    return await EmbeddedEngine(threads: threads).run(files, plan: kernel).map { outcome in
      if case .whole(let result) = outcome { result.rollups.grains } else { GrainFacts() }
    }
  }
}
