import Columns
import Declarations

/// What an XML file says of all its records, in attributes of its root element or of elements below it.
///
///     <report><date-range date="Oct 22, 2013-Nov 1, 2013"/>…   →   date-range/@date: Oct 22, 2013-Nov 1, 2013
enum XMLPreamble {
  /// - Parameters:
  ///   - head: the first part of the file as UTF-8; what is cut off or malformed there ends the search.
  ///   - places: what is looked for; the first of each counts.
  static func lines(of head: [UInt8], _ places: [Profile.PreambleRule.Place]) -> [String] {
    guard !places.isEmpty else { return [] }
    let elements = Array(Set(places.compactMap(\.element))).sorted()
    let root = XMLPrologue.read(head, encoding: .utf8)
    var found: [Profile.PreambleRule.Place: String] = [:]
    for place in places where place.element == nil {
      found[place] = root.attributes.first { $0.name == place.attribute }?.value
    }
    if !elements.isEmpty { look(in: head, elements, places, &found) }
    return places.compactMap { place in found[place].map { place.label + $0 } }
  }

  private static func look(
    in head: [UInt8], _ elements: [String], _ places: [Profile.PreambleRule.Place],
    _ found: inout [Profile.PreambleRule.Place: String]
  ) {
    let attributes = Array(Set(places.map(\.attribute))).sorted()
    var reader = XMLTokenReader(XMLVocabulary(elements: elements, attributes: attributes, textIn: []))
    // Whether the file is good is found when it is read.
    try? reader.feed(head.span)
    var tokens = XMLTokens()
    reader.takeTokens(&tokens)
    var depth = 0
    for (index, token) in tokens.list.enumerated() {
      switch token.kind {
      case .start:
        depth += 1
        guard depth == 2, token.name >= 0 else { continue }
        for place in places where place.element == elements[Int(token.name)] && found[place] == nil {
          guard let name = attributes.firstIndex(of: place.attribute) else { continue }
          found[place] = tokens.attributeText(name, after: index)
        }
      case .end: depth -= 1
      case .attribute, .text: continue
      }
    }
  }
}
