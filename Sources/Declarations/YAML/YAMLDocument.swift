package import Diagnostics

/// A YAML text as plain nodes with places: scalars stay text until a declaration says otherwise.
///
/// Anchors, aliases, merge keys, custom tags and duplicate keys are refused; a file is at most 1 MiB.
package indirect enum YAMLNode: Sendable {
  case scalar(String, isQuoted: Bool, at: SourceLocation)
  case list([YAMLNode], at: SourceLocation)
  case mapping([(key: String, keyAt: SourceLocation, value: YAMLNode)], at: SourceLocation)

  package var location: SourceLocation {
    switch self {
    case .scalar(_, _, let at), .list(_, let at), .mapping(_, let at): at
    }
  }

  /// A key or a dash with nothing behind it. An empty text is written `""`.
  var isNothing: Bool {
    if case .scalar("", isQuoted: false, _) = self { true } else { false }
  }

  /// What the node is, for messages.
  var kind: String {
    switch self {
    case .scalar: isNothing ? "nothing" : "text"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}

package enum YAMLDocument {
  package static let maximumBytes = 1 << 20

  /// - Returns: the root node, or nil with the reasons.
  package static func read(_ text: String, file: String) -> (root: YAMLNode?, diagnostics: [Diagnostic]) {
    var text = text
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    let whole = SourceLocation(file: file)
    guard text.utf8.count <= maximumBytes else {
      return (
        nil, [Diagnostic(at: whole, "the file is larger than 1 MiB", hint: "a pipeline file is one page")]
      )
    }
    do throws(YAMLSyntaxError) {
      var reader = try NodeReader(text, file: file)
      guard let root = try reader.document() else {
        return (nil, [Diagnostic(at: whole, "the file is empty")])
      }
      return (reader.diagnostics.isEmpty ? root : nil, reader.diagnostics)
    } catch {
      return (nil, [syntaxError(error, text: text, file: file)])
    }
  }

  private static func syntaxError(_ error: YAMLSyntaxError, text: String, file: String) -> Diagnostic {
    switch error {
    case .malformed(let problem, let line, let column):
      return Diagnostic(
        at: SourceLocation(file: file, line: line, column: column), "not YAML: \(problem)",
        hint: indentation(problem, line: line, column: column, of: text) ?? explain(line: line, of: text))
    case .unreadable(let problem, let byteOffset):
      // The text itself is not quoted: it can hold anything.
      let before = String(decoding: text.utf8.prefix(byteOffset), as: UTF8.self).unicodeScalars
        .split(separator: "\n", omittingEmptySubsequences: false)
      return Diagnostic(
        at: SourceLocation(file: file, line: before.count, column: (before.last?.count ?? 0) + 1),
        "not YAML: \(problem)", hint: "remove the character, or save the file as UTF-8")
    case .outOfMemory:
      return Diagnostic(at: SourceLocation(file: file), "not YAML: the text can't be read")
    }
  }

  /// Where a line that begins a key stands further in or out than the one above it.
  private static func indentation(_ problem: String, line: Int, column: Int, of text: String) -> String? {
    guard problem == "did not find expected key" || problem.hasPrefix("did not find expected '-'") else {
      return nil
    }
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(line - 1) else { return nil }
    func spaces(_ line: Substring.UnicodeScalarView) -> Int { line.prefix { $0 == " " }.count }
    let own = spaces(lines[line - 1])
    let above = lines[..<(line - 1)].lastIndex { line in
      let first = line.first { $0 != " " && $0 != "\r" }
      return first != nil && first != "#"
    }
    guard column == own + 1, let above, spaces(lines[above]) != own,
      lines[line - 1].dropFirst(own).first != "\t"
    else { return nil }
    let (mine, other) = (own, spaces(lines[above]))
    return
      "line \(line) begins behind \(mine) space\(mine == 1 ? "" : "s"), line \(above + 1) behind \(other): what belongs together begins in one column"
  }

  /// The usual suspects of a line that looks right and isn't.
  private static func explain(line: Int, of text: String) -> String? {
    // Split by scalars: CRLF is one Character, which is no "\n".
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    for number in [line - 1, line - 2] where lines.indices.contains(number) {
      let scalars = lines[number]
      if scalars.contains("：") {
        return "line \(number + 1) has a full-width colon '：'; YAML needs ':' and a space"
      }
      if scalars.contains("\u{A0}") {
        return "line \(number + 1) has a no-break space; replace it by a plain one"
      }
      if scalars.contains(where: { "“”„".unicodeScalars.contains($0) }) {
        return "line \(number + 1) has curly quotes; YAML needs straight ones"
      }
      if lines[number].prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
        return "line \(number + 1) is indented by a tab; YAML needs spaces"
      }
    }
    return "quote the text if it holds ': ' or begins with one of [ ] { } & * ! | > ' \" % @ `"
  }
}
