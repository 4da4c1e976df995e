package import Diagnostics
package import EventSchema

extension ProfileColumn {
  /// The first heading that it is known under, else its field's name.
  package func title(kind: EventKind) -> String {
    if case .headings(let all) = place, let first = all.first?.names.first { return first }
    return field.name(kind: kind)
  }

  /// What an empty cell says of a count or an amount, where the file has the column.
  package enum Blank: Sendable, Hashable { case notStated, zero }

  /// Why an empty cell of the column can't be 0; nil where it may.
  package func blankProblem(_ name: String, at location: SourceLocation) -> Diagnostic? {
    guard blank == .zero, ![.count, .fractionalCount, .money].contains(type.storage) else { return nil }
    return Diagnostic(
      at: location, "'blank' is for counts and amounts: '\(name)' is read as \(type.text)",
      hint: "take it out")
  }
}

extension MappingReader {
  /// `blank: 0`
  func blank(_ key: String) -> Located<ProfileColumn.Blank>? {
    let blank: ProfileColumn.Blank? = parsed(key, expected: "0") { $0 == "0" ? .zero : nil }
    return blank.map { Located($0, at: valueLocation(key)) }
  }
}
