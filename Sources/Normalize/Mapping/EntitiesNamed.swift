import Columns
import EventSchema

/// Whether rows of a file name the finest entity that it has a column of, such as an ad.
package struct EntitiesNamed: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let named = EntitiesNamed(rawValue: 1)
  package static let unnamed = EntitiesNamed(rawValue: 2)
  /// Some rows name one, others don't: they are of several grains, or of campaigns that have no such entities.
  package static let both: EntitiesNamed = [.named, .unnamed]
}

extension EventMapper {
  /// Notes which rows that count name the finest entity. Looks at cells alone, and at none once both are known.
  mutating func noteEntities(_ batch: borrowing RecordBatch) {
    guard let position = finestEntity, entitiesNamed != .both else { return }
    let cells = batch.columns[position]
    let nulls = ownNulls[position] ?? nulls
    var (named, unnamed) = (false, false)
    for row in 0..<batch.count where verdicts[row] == 0 {
      let cell = cells[row]
      if cell.length == 0 || nulls.contains(cell, batch.bytes.span) { unnamed = true } else { named = true }
    }
    if named { entitiesNamed.insert(.named) }
    if unnamed { entitiesNamed.insert(.unnamed) }
    result.entitiesNamed = entitiesNamed
  }

  /// The wanted column of the finest entity that the file names in a column.
  mutating func beginEntities() {
    entitiesNamed = []
    finestEntity = mapping.entityColumns.first { present[$0] }
  }
}
