import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize

/// Counting a conversion once that a file states under several actions, of which one holds the others.
extension Runner {
  /// Reads the files by conversion action once, for the actions that they state. Costs nothing elsewhere.
  mutating func settleActions(_ files: [KernelFile]) async throws(Diagnostics) -> [KernelFile] {
    let places = files.indices.filter { files[$0].source.isByAction && files[$0].facts.leftOut == nil }
    guard !places.isEmpty else { return files }
    let taxonomy = try CatalogLibrary().conversions()
    let names = ConversionNames(taxonomy)
    var settled = files
    for input in Set(places.map { files[$0].input }).sorted() {
      guard taxonomy.mayHoldEachOther(tool: plan.inputs[input].profile.folder) else { continue }
      let mapping = plan.kernel.inputs[input].reading([.action])
      let mine = places.filter { files[$0].input == input }
      var again: [KernelFile] = []
      for place in mine { again.append(try reopened(files[place], mapping)) }
      let stated = await read(again, for: .actions, mapping).map(\.actions)
      let contained = stated.map(names.contained)
      guard contained.contains(where: { !$0.isEmpty }) else { continue }
      plan.kernel.inputs[input] = mapping
      for place in files.indices where files[place].input == input {
        settled[place] = try reopened(files[place], mapping)
        settled[place].facts.settled(as: files[place].facts)
      }
      for (place, contained) in zip(mine, contained) { settled[place].facts.containedActions = contained }
    }
    return settled
  }
}
