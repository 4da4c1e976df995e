/// A campaign parameter that stands behind a `;`, as in `utm_source=a;utm_medium=b`.
///
/// The W3C once recommended that; neither GA4 nor browsers divide there, so it is read as a part of the value before it,
/// and told. A rollup: the first by name.
struct UndividedParameter: Sendable, Equatable {
  private(set) var name: [UInt8]?

  static let none = UndividedParameter(name: nil)

  private init(name: [UInt8]?) { self.name = name }

  /// - Parameter address: as `UTMParameters.parse` reads it.
  init(in address: [UInt8]) {
    guard address.contains(UInt8(ascii: ";")) else { return }
    for pair in address.split(whereSeparator: { "?&#\n\r".utf8.contains($0) }) {
      // The first part has its own name; `&amp;` is a separator copied out of HTML.
      let parts = pair.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
      for (index, part) in parts.enumerated().dropFirst() {
        if index == 1, folded(Array(parts[0])) == Array("amp".utf8) { continue }
        guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
        let found = folded(trimmed(Array(part[..<equals])))
        guard found.starts(with: "utm_".utf8) || found.starts(with: "mtm_".utf8) else { continue }
        self = joined(with: UndividedParameter(name: found))
      }
    }
  }

  func joined(with other: UndividedParameter) -> UndividedParameter {
    guard let name, let second = other.name else { return name == nil ? other : self }
    return second.lexicographicallyPrecedes(name) ? other : self
  }
}
