import Declarations
import EventSchema
/// Markup that is safe to send: built from literals of this program and from escaped values.
///
/// A `String` can't be interpolated, so no text gets in unescaped by mistake; the label says what
/// the text is.
///
///     let row: HTML = "<td class=\"n\">\(text: label)</td>"
struct HTML: Sendable, ExpressibleByStringInterpolation {
  private(set) var markup: String

  init(stringLiteral value: StaticString) { markup = "\(value)" }
  init(stringInterpolation: StringInterpolation) { markup = stringInterpolation.markup }

  static func += (left: inout HTML, right: HTML) { left.markup += right.markup }
  static func + (left: HTML, right: HTML) -> HTML {
    var both = left
    both += right
    return both
  }

  struct StringInterpolation: StringInterpolationProtocol {
    typealias StringLiteralType = StaticString
    fileprivate var markup = ""

    init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(literalCapacity * 2) }
    mutating func appendLiteral(_ literal: StaticString) { markup += "\(literal)" }
    mutating func appendInterpolation(_ html: HTML) { markup += html.markup }
    mutating func appendInterpolation(_ number: Int) { markup += String(number) }
    /// Text between tags, or the value of a quoted attribute.
    mutating func appendInterpolation(text: String) { escape(text) }
    /// A style sheet of the catalog: it can't close its own element.
    mutating func appendInterpolation(styles: String) {
      for scalar in styles.unicodeScalars { markup.unicodeScalars.append(scalar == "<" ? " " : scalar) }
    }

    private mutating func escape(_ text: String) {
      for scalar in text.unicodeScalars {
        switch scalar {
        case "&": markup += "&amp;"
        case "<": markup += "&lt;"
        case ">": markup += "&gt;"
        case "\"": markup += "&quot;"
        case "'": markup += "&#39;"
        case "\t", "\n": markup.unicodeScalars.append(scalar)
        case "\r": markup += "\n"
        default: markup.unicodeScalars.append(scalar.isControl ? "\u{FFFD}" : scalar)
        }
      }
    }
  }
}

extension Sequence<HTML> {
  func joined(_ separator: HTML = "") -> HTML {
    var all: HTML = ""
    for (index, part) in enumerated() {
      if index > 0 { all += separator }
      all += part
    }
    return all
  }
}

extension Unicode.Scalar {
  /// C0, DEL and C1: not allowed in HTML, and terminals obey them.
  var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

  /// Marks that turn the direction of what follows, and do not end with their cell.
  var isDirectionOverride: Bool { (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value) }
}
