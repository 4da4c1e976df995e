package import EventSchema

/// `grain: {from: [ad, ad_group, campaign], default: account}`: what a row of an export is about.
package struct ProfileGrain: Sendable, Hashable {
  /// Finest first: an export is of the first that it has a column of.
  package var from: [EntityGrain]
  /// Of exports that have none of these columns.
  package var otherwise: EntityGrain

  package init(from: [EntityGrain], otherwise: EntityGrain) {
    self.from = from
    self.otherwise = otherwise
  }
}

extension Profile {
  /// The grain of a file; nil where the profile says nothing about it.
  ///
  /// - Parameter isPresent: whether the file has the column of this index.
  package func grain(isPresent: (Int) -> Bool) -> EntityGrain? {
    guard let grain else { return nil }
    return grain.from.first { level in
      columns.indices.contains { index in
        guard case .dimension(let dimension) = columns[index].field else { return false }
        return level.dimensions.contains(dimension) && isPresent(index)
      }
    } ?? grain.otherwise
  }

  /// The columns that a file must have which is said to be this export: it may be of a coarser grain than those
  /// that are recognised.
  package var neededWhenNamed: [Int] {
    guard let grain else { return [] }
    let levels = Set(grain.from.flatMap(\.dimensions))
    let recognised = recognise.fields.joined().map { Field.named($0, kind: gives) }
    return columns.indices.filter { index in
      let column = columns[index]
      if case .dimension(let dimension) = column.field, levels.contains(dimension) { return false }
      return recognised.contains(column.field) || column.needsValue
    }
  }
}

extension ProfileColumn {
  /// Whether nothing stands in for the column.
  package var needsValue: Bool { required && fallback == nil }

  /// The field that stands in where a record lacks this one.
  package var standIn: Field? { if case .field(let field)? = fallback { field } else { nil } }
}
