import Columns
import Declarations
import EventSchema
import Extract
import Normalize

extension KernelFile {
  /// Decides what an XML file's rows are about: a table has headings, XML only what its records state. They are read
  /// here for that alone, until nothing that follows can change it: a report of keywords is one from its first
  /// records on, one of campaigns only when no record names a keyword.
  mutating func chooseGrain(_ mapping: InputMapping) {
    guard case .xml = source.container, let grain = mapping.profile.grain else { return }
    let telling = mapping.reading(Set(grain.from.flatMap(\.dimensions) + [.action]))
    let asked = Self.deciding(mapping.profile)
    var found: Set<Int> = []
    readStart(telling, while: { asked.contains { found.isDisjoint(with: $0) } }) { batch in
      for (position, index) in telling.wanted.enumerated()
      where !found.contains(index) && batch.columns[position].contains(where: { $0.length > 0 }) {
        found.insert(index)
      }
    }
    source.grain = mapping.profile.grain { found.contains($0) }
    source.isByAction = mapping.profile.columns.indices.contains {
      mapping.profile.columns[$0].field == .dimension(.action) && found.contains($0)
    }
    // A file of a coarser grain has no names of the finer ones: they are not missing.
    for group in Self.named(mapping.profile) where found.isDisjoint(with: group) { absent.formUnion(group) }
  }

  /// Groups of columns, of each of which a file must state one for its grain to be settled.
  private static func deciding(_ profile: Profile) -> [[Int]] {
    func columns(of dimensions: [Dimension]) -> [Int] {
      profile.columns.indices.filter { index in
        dimensions.contains { profile.columns[index].field == .dimension($0) }
      }
    }
    let levels = [profile.grain?.from.first?.dimensions ?? [], [.action]].map(columns).filter { !$0.isEmpty }
    return levels + named(profile)
  }

  /// Required columns, each with those that stand in for it.
  private static func named(_ profile: Profile) -> [[Int]] {
    let columns = profile.columns
    return columns.indices.filter { columns[$0].required }.compactMap { index in
      columns[index].standIn.map { field in [index] + columns.indices.filter { columns[$0].field == field } }
    }
  }
}
