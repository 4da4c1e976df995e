import Diagnostics
import Testing

/// Declarations with `1️⃣` … `9️⃣` where diagnostics are expected: the text without the markers, and
/// the line and column (in scalars, 1-based) at which each stood.
struct MarkedText {
  var text: String
  var places: [String: (line: Int, column: Int)] = [:]

  init(_ marked: String) {
    var plain = String.UnicodeScalarView()
    var (line, column) = (1, 1)
    let scalars = Array(marked.unicodeScalars)
    var i = 0
    while i < scalars.count {
      if i + 2 < scalars.count, scalars[i + 1] == "\u{FE0F}", scalars[i + 2] == "\u{20E3}" {
        places[String(String.UnicodeScalarView(scalars[i...i + 2]))] = (line, column)
        i += 3
        continue
      }
      plain.append(scalars[i])
      (line, column) = scalars[i] == "\n" ? (line + 1, 1) : (line, column + 1)
      i += 1
    }
    text = String(plain)
  }
}

/// Expects exactly the marked diagnostics, each `message` or `message | hint`, in the order of the text.
func expectDiagnostics(
  _ marked: String, _ expected: [String: String], sourceLocation: Testing.SourceLocation = #_sourceLocation,
  by load: (_ text: String) -> [Diagnostic]
) {
  let input = MarkedText(marked)
  let found = load(input.text)
  let shown = found.map { diagnostic in
    let place = diagnostic.location.map { "\($0.line):\($0.column)" } ?? "nowhere"
    return "\(place) \(diagnostic.message)" + (diagnostic.hint.map { " | \($0)" } ?? "")
  }
  var rest = shown
  for (marker, message) in expected.sorted(by: { $0.key < $1.key }) {
    guard let place = input.places[marker] else {
      Issue.record("the text has no marker \(marker)", sourceLocation: sourceLocation)
      continue
    }
    let line = "\(place.line):\(place.column) \(message)"
    if let index = rest.firstIndex(where: { $0 == line || $0.hasPrefix(line + " | ") }) {
      rest.remove(at: index)
    } else {
      Issue.record(
        "expected \(line)\nfound    \(shown.joined(separator: "\n         "))", sourceLocation: sourceLocation
      )
    }
  }
  for extra in rest { Issue.record("not expected: \(extra)", sourceLocation: sourceLocation) }
  let places = found.compactMap(\.location)
  #expect(
    places == places.sorted(), "diagnostics come in the order of the text", sourceLocation: sourceLocation)
}
