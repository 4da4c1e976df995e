import Columns
import Declarations
import EventSchema
import Extract
import Normalize

extension KernelFile {
  /// Decides what an XML file's rows are about: a table has headings, XML only what its records state. The first ones
  /// are read here for that alone.
  mutating func chooseGrain(_ mapping: InputMapping) {
    guard case .xml = source.container, let grain = mapping.profile.grain else { return }
    let telling = mapping.reading(Set(grain.from.flatMap(\.dimensions) + [.action]))
    var found: Set<Int> = []
    withoutActuallyEscaping({ batch in
      for (position, index) in telling.wanted.enumerated()
      where batch.columns[position].contains(where: { $0.length > 0 }) { found.insert(index) }
    }) { readStart(telling, records: $0) }
    source.grain = mapping.profile.grain { found.contains($0) }
    source.isByAction = mapping.profile.columns.indices.contains {
      mapping.profile.columns[$0].field == .dimension(.action) && found.contains($0)
    }
    // A file of a coarser grain has no names of the finer ones: they are not missing.
    let columns = mapping.profile.columns
    for index in columns.indices where columns[index].required && !found.contains(index) {
      guard let field = columns[index].standIn else { continue }
      let standIns = columns.indices.filter { columns[$0].field == field }
      if found.isDisjoint(with: standIns) { absent.formUnion([index] + standIns) }
    }
  }
}
