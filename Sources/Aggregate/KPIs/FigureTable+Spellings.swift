import Columns
package import EventSchema

extension FigureTable {
  /// The spelling of a name under which it is grouped.
  func shown(_ name: [UInt8], of dimension: Dimension) -> [UInt8] { spellings[dimension]?[name] ?? name }

  /// Names of a dimension that differ in nothing but white space, as they look, with the number of their spellings: they
  /// are groups of their own, which nobody can tell apart on a page.
  package func spellingsBySpace(_ dimension: Dimension) -> [(name: [UInt8], spellings: Int)] {
    guard let place = shape.dimensions.firstIndex(of: dimension) else { return [] }
    // Hardly any name has other spaces than single ones.
    var spaced: Set<[UInt8]> = []
    for row in rows where WhiteSpace.isToFold(row.texts[place]) { spaced.insert(row.texts[place]) }
    guard !spaced.isEmpty else { return [] }
    var spellings: [[UInt8]: Int] = [:]
    for text in spaced { spellings[WhiteSpace.folded(text), default: 0] += 1 }
    var plain: Set<[UInt8]> = []
    for row in rows where !spaced.contains(row.texts[place]) && spellings[row.texts[place]] != nil {
      plain.insert(row.texts[place])
    }
    for text in plain { spellings[text, default: 0] += 1 }
    return spellings.filter { $0.value > 1 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { (name: $0.key, spellings: $0.value) }
  }
}
