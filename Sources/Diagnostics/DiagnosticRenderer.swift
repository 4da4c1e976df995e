/// Renders diagnostics for a terminal or a log.
///
///     pipelines/nightly.yaml:14:5: error: unknown key 'profil' in input 'google_ads'
///       14 |     profil: google-ads/report
///          |     ^~~~~~
///       hint: did you mean 'profile'?
package struct DiagnosticRenderer: Sendable {
  package enum Colour: Sendable { case never, ansi }

  package var colour: Colour
  /// Texts of the files that may be quoted, by the name used in locations.
  /// Only declaration files belong here: input rows can hold personal data.
  package var sources: [String: String]

  package init(colour: Colour = .never, sources: [String: String] = [:]) {
    self.colour = colour
    self.sources = sources
  }

  package func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map(render).joined()
  }

  /// One diagnostic, with a trailing line break.
  package func render(_ diagnostic: Diagnostic) -> String {
    var text = ""
    if let location = diagnostic.location { text += "\(printable(location.description)): " }
    text += "\(paint(diagnostic.severity)): \(printable(diagnostic.message))\n"
    if let excerpt = excerpt(of: diagnostic) { text += excerpt }
    if let hint = diagnostic.hint { text += "  hint: \(printable(hint))\n" }
    return text
  }

  private func paint(_ severity: Diagnostic.Severity) -> String {
    guard colour == .ansi else { return severity.rawValue }
    switch severity {
    case .error: return "\u{1B}[1;31merror\u{1B}[0m"
    case .warning: return "\u{1B}[1;33mwarning\u{1B}[0m"
    case .note: return "\u{1B}[1;36mnote\u{1B}[0m"
    }
  }

  private func excerpt(of diagnostic: Diagnostic) -> String? {
    guard let location = diagnostic.location, location.line > 0, location.column > 0,
      let source = sources[location.file]
    else { return nil }
    // By scalars: CRLF is one Character, and would not be split.
    let lines = source.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard location.line <= lines.count else { return nil }
    let scalars = lines[location.line - 1].filter { $0 != "\r" }
    let shown = scalars.prefix(160)
    let number = String(location.line)
    let margin = String(repeating: " ", count: number.count)
    let before = shown.prefix(location.column - 1)
    // A wide character takes two cells of a terminal: pad below it by two.
    let padding = before.map { $0 == "\t" ? "\t" : isWide($0) ? "  " : " " }.joined()
    let rest = max(1, min(diagnostic.length, shown.count - (location.column - 1)))
    let marked = shown.dropFirst(location.column - 1).prefix(rest)
    let cells = max(1, marked.reduce(0) { $0 + (isWide($1) ? 2 : 1) })
    let line = printable(String(String.UnicodeScalarView(shown)))
    let caret = "^" + String(repeating: "~", count: cells - 1)
    return "  \(number) | \(line)\n  \(margin) | \(padding)\(caret)\n"
  }
}

/// Replaces control characters, so that text from outside can't drive a terminal or forge a log line.
package func printable(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    let isBidi =
      (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    if (isControl && scalar != "\t") || isBidi {
      result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
    } else {
      result.append(scalar)
    }
  }
  return String(result)
}

/// Lines for a terminal: what would command it is shown as `printable` shows it.
package func printableLines(_ text: String) -> String {
  text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map {
    var line = $0
    let isReturned = line.last == "\r"
    if isReturned { line.removeLast() }
    return printable(String(line)) + (isReturned ? "\r" : "")
  }.joined(separator: "\n")
}

/// Whether a terminal draws the character two cells wide (East Asian wide and full-width blocks).
package func isWide(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
    0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
    true
  default: false
  }
}
