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
      settleClaims(input, of: &settled)
      let places = files.indices.filter {
        files[$0].input == input && files[$0].source.grain != nil && !files[$0].source.isByAction
      }
      guard Set(places.map { files[$0].source.grain }).count > 1 else { continue }
      let mapping = plan.kernel.inputs[input].reading([.account])
      plan.kernel.inputs[input] = mapping
      for place in files.indices where files[place].input == input {
        let facts = settled[place].facts
        settled[place] = try reopened(files[place], mapping)
        settled[place].facts.settled(as: facts)
      }
      gaps += await settle(places, of: &settled, mapping)
    }
    return (settled, gaps)
  }

  /// Claims that some files state by conversion action, and others in all, count once: by action where figures ask for
  /// it, else in all.
  private func settleClaims(_ input: Int, of files: inout [KernelFile]) {
    let mine = files.indices.filter { files[$0].input == input }
    let byAction = mine.filter { files[$0].source.isByAction }
    guard !byAction.isEmpty, byAction.count < mine.count else { return }
    if plan.kernel.inputs[input].askedFor.contains(.action) {
      for place in mine where !files[place].source.isByAction { files[place].facts.claims = .elsewhere }
    } else {
      for place in byAction {
        files[place].facts.leftOut = LeftOutDays(days: [[]: [Int32.min...Int32.max]], tellsAccounts: false)
      }
    }
  }

  private func settle(
    _ places: [Int], of files: inout [KernelFile], _ mapping: InputMapping
  ) async -> [GrainGap] {
    let facts = await read(places.map { files[$0] }, for: .grains, mapping).map(\.grains)
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
}
