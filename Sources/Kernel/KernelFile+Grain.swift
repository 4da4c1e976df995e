import Columns
import Declarations
import EventSchema
import Extract
import Normalize

extension KernelFile {
  /// Decides what an XML file's rows are about: a table has headings, XML only what its records state. They are read
  /// here for that alone, until nothing that follows can change it: a report of keywords is one from its first
  /// records on, one of campaigns only when no record names a keyword. That none does is mostly told by the file's
  /// bytes, in which no element is called so.
  mutating func chooseGrain(_ mapping: InputMapping) {
    guard case .xml = source.container, let grain = mapping.profile.grain else { return }
    let telling = mapping.reading(Set(grain.from.flatMap(\.dimensions) + [.action]))
    let asked = Self.deciding(mapping.profile)
    var found: Set<Int> = []
    let note = { (batch: RecordBatch) in
      for (position, index) in telling.wanted.enumerated()
      where !found.contains(index) && batch.columns[position].contains(where: { $0.length > 0 }) {
        found.insert(index)
      }
    }
    readStart(telling, records: note)
    let levels = Self.columns(of: grain.from.flatMap(\.dimensions) + [.action], mapping.profile)
    let open = Set(asked.filter { found.isDisjoint(with: $0) }.joined()).union(levels).subtracting(found)
    if asked.contains(where: { found.isDisjoint(with: $0) }), mayName(open, mapping) {
      readStart(telling, while: { asked.contains { found.isDisjoint(with: $0) } }, records: note)
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
    let levels = [profile.grain?.from.first?.dimensions ?? [], [.action]].map { columns(of: $0, profile) }
    return levels.filter { !$0.isEmpty } + named(profile)
  }

  private static func columns(of dimensions: [Dimension], _ profile: Profile) -> [Int] {
    profile.columns.indices.filter { index in
      dimensions.contains { profile.columns[index].field == .dimension($0) }
    }
  }

  /// Whether records may state some of the columns: the names of their elements or attributes stand in the file.
  private func mayName(_ columns: Set<Int>, _ mapping: InputMapping) -> Bool {
    guard source.encoding == .utf8, source.file == .none else { return true }
    // Declared entities may be put together to any name.
    var names = ["<!ENTITY"]
    for column in columns {
      guard case .xml(let selector) = mapping.profile.columns[column].place else { continue }
      guard let own = selector.names else { return true }
      names += own
    }
    let texts = names.map { Array($0.utf8) }
    // What is wrong with the file is told when it is read as a whole.
    return (try? InputFile(path: source.absolute).mentions(any: texts)) ?? true
  }

  /// Required columns, each with those that stand in for it.
  private static func named(_ profile: Profile) -> [[Int]] {
    let columns = profile.columns
    return columns.indices.filter { columns[$0].required }.compactMap { index in
      columns[index].standIn.map { field in [index] + columns.indices.filter { columns[$0].field == field } }
    }
  }
}

extension XMLSelector {
  /// What stands in every file whose records have the column; nil where that is not known.
  fileprivate var names: [String]? {
    switch self {
    case .path(let elements, let attribute), .parent(let elements, let attribute):
      (elements.last ?? attribute).map { [$0] }
    case .anyOf(let paths): paths.compactMap { $0.elements.last ?? $0.attribute }
    case .named, .sumOfProducts: nil
    }
  }
}
