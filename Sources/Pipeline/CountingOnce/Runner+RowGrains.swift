import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize

/// Choosing one grain where rows under the same headings are of several.
extension Runner {
  /// Reads inputs with such files once more, to see which rows are the sum of others, and marks what doesn't count.
  ///
  /// That files have such rows is known when they were read: only then they are read again, and the run with them. One
  /// file may have the campaigns' rows, and another one those of their ad groups.
  ///
  /// - Parameter result: of the files as they are.
  /// - Returns: the files, and what finer rows lack; nil where all rows count.
  mutating func settleRowGrains(
    _ files: [KernelFile], _ result: RunResult
  ) async throws(Diagnostics) -> (files: [KernelFile], gaps: [GrainGap])? {
    var settled: [KernelFile]?
    var gaps: [GrainGap] = []
    for input in plan.inputs.indices {
      let results = result.files.filter { $0.file.input == input }
      let places = files.indices.filter { files[$0].input == input }
      let named = results.reduce(into: EntitiesNamed()) { $0.formUnion($1.namedEntities) }
      guard named == .both, results.count == places.count else { continue }
      let read = results.map(\.file)
      let mapping = plan.kernel.inputs[input].reading(Set(RowGrainChoice.parts.joined()))
      let choice = try await rowGrainChoice(read, mapping)
      guard !choice.leftOut.isEmpty else { continue }
      plan.kernel.inputs[input] = mapping
      var all = settled ?? files
      for place in places {
        all[place] = try reopenedAsSettled(files[place], mapping)
        all[place].facts.leftOut.append(DaysByThing(parts: RowGrainChoice.parts, days: choice.leftOut))
      }
      settled = all
      gaps += GrainGap.gaps(choice.overlaps, input: input)
    }
    return settled.map { ($0, gaps) }
  }

  private func rowGrainChoice(
    _ files: [KernelFile], _ mapping: InputMapping
  ) async throws(Diagnostics) -> RowGrainChoice {
    var reading: [KernelFile] = []
    for file in files { reading.append(try reopenedAsSettled(file, mapping)) }
    let facts = await read(reading, for: .grains(by: RowGrainChoice.parts), mapping).map(\.grains)
    var rows: [GrainFacts.Key: Int128] = [:]
    for fact in facts { rows.merge(fact.spend, uniquingKeysWith: +) }
    return RowGrainChoice(
      rows.map { key, spend in
        RowGrainChoice.Row(
          thing: key.thing, days: key.first...max(key.first, key.last), currency: key.currency, spend: spend)
      },
      GrainChoice(asked: mapping.askedFor, declared: plan.inputs[mapping.index].declaration.grain?.value))
  }
}
