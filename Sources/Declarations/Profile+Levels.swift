package import EventSchema

extension Profile {
  /// What tells apart the things whose levels files of the profile state: the dimensions of its natural key, of
  /// alternatives the first; nothing where it states no levels.
  package var levelIdentity: Set<Dimension> {
    guard gives == .level else { return [] }
    let parts = naturalKeyParts.isEmpty ? columns.map { [$0.field] } : naturalKeyParts
    return Set(
      parts.compactMap { part in
        if case .dimension(let dimension)? = part.first { dimension } else { nil }
      })
  }
}
