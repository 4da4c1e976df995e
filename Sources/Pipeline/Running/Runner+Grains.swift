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
      for place in files.indices where files[place].input == input {
        let facts = settled[place].facts
        settled[place] = try reopened(files[place], mapping)
        settled[place].facts.settled(as: facts)
      }
      gaps += try await settle(places, of: &settled, mapping)
    }
    return (settled, gaps)
  }

  private func settle(
    _ places: [Int], of files: inout [KernelFile], _ mapping: InputMapping
  ) async throws(Diagnostics) -> [GrainGap] {
    var facts = await read(places.map { files[$0] }, for: .grains(by: [[.account]]), mapping).map(\.grains)
    if let once = try await statingOnce(places.map { files[$0] }, facts) {
      facts = await read(once, for: .grains(by: [[.account]]), mapping).map(\.grains)
    }
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

  /// The files with the roles of records that others of their grain state again, so that grains are compared by what
  /// counts; nil where no days of a grain are stated by several exports.
  private func statingOnce(
    _ files: [KernelFile], _ facts: [GrainFacts]
  ) async throws(Diagnostics) -> [KernelFile]? {
    guard let input = files.first?.input, plan.inputs[input].overlap != .addUp else { return nil }
    let rowsOfKey = plan.kernel.inputs[input].profile.rowsOfKey
    var once: [KernelFile]?
    for grain in Set(files.compactMap(\.source.grain)).sorted() {
      let spans = files.indices.compactMap { place -> (place: Int, days: ClosedRange<Int32>)? in
        guard files[place].source.grain == grain else { return nil }
        return facts[place].days.map { (place, $0) }
      }
      let shared = SharedDays(spans.map { (Overlap.export(files[$0.place]), $0.days) })
      let watched = spans.map { ($0.place, shared.within($0.days)) }.filter { !$0.1.isEmpty }
      guard !watched.isEmpty else { continue }
      let statements = try await readStatements(
        watched.map { (files[$0.0], .days($0.1)) }, input: input
      ).2
      let decision = StatementRoles.deciding(
        statements, ranks: Overlap.ranks(watched.map { files[$0.0] }), rowsOfKey: rowsOfKey)
      for ((place, _), roles) in zip(watched, decision.roles) where !roles.isEmpty {
        once = once ?? files
        once?[place].roles = roles
      }
    }
    return once
  }
}
