package import Diagnostics
import Yams

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

  /// What the node is, for messages.
  var kind: String {
    switch self {
    case .scalar: "text"
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
    guard text.utf8.count <= maximumBytes else {
      return (nil, [Diagnostic(at: SourceLocation(file: file), "the file is larger than 1 MiB", hint: "a pipeline file is one page")])
    }
    do {
      guard let node = try Yams.compose(yaml: text) else {
        return (nil, [Diagnostic(at: SourceLocation(file: file), "the file is empty")])
      }
      var reader = NodeReader(file: file)
      let root = reader.convert(node, depth: 0)
      return (reader.diagnostics.isEmpty ? root : nil, reader.diagnostics)
    } catch let error as YamlError {
      return (nil, [syntaxError(error, text: text, file: file)])
    } catch {
      return (nil, [Diagnostic(at: SourceLocation(file: file), "not YAML: \(error)")])
    }
  }

  private static func syntaxError(_ error: YamlError, text: String, file: String) -> Diagnostic {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
      let location = SourceLocation(file: file, line: mark.line, column: mark.column)
      return Diagnostic(at: location, "not YAML: \(problem)", hint: explain(line: mark.line, of: text))
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.sorted().joined(separator: "', '")
      let mark = context.mark
      // The mark is that of the mapping: look for the key's second line below it.
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let stands = lines.indices.filter { index in
        index + 1 >= mark.line && duplicates.contains { lines[index].drop { $0 == " " || $0 == "-" }.hasPrefix($0 + ":") }
      }
      if stands.count > 1 {
        let line = lines[stands[1]]
        let column = line.prefix { $0 == " " || $0 == "-" }.count + 1
        return Diagnostic(
          at: SourceLocation(file: file, line: stands[1] + 1, column: column), "the key '\(names)' stands twice in one mapping",
          hint: "keep one of them")
      }
      return Diagnostic(
        at: SourceLocation(file: file, line: mark.line, column: mark.column), "the key '\(names)' stands twice in one mapping",
        hint: "keep one of them")
    default:
      return Diagnostic(at: SourceLocation(file: file), "not YAML: \(error)")
    }
  }

  /// The usual suspects of a line that looks right and isn't.
  private static func explain(line: Int, of text: String) -> String? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for number in [line - 1, line - 2] where lines.indices.contains(number) {
      let scalars = lines[number].unicodeScalars
      if scalars.contains("：") { return "line \(number + 1) has a full-width colon '：'; YAML needs ':' and a space" }
      if scalars.contains("\u{A0}") { return "line \(number + 1) has a no-break space; replace it by a plain one" }
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

private struct NodeReader {
  let file: String
  var diagnostics: [Diagnostic] = []

  mutating func convert(_ node: Node, depth: Int) -> YAMLNode {
    let mark = node.mark
    let at = SourceLocation(file: file, line: mark?.line ?? 0, column: mark?.column ?? 0)
    if depth > 32 { refuse(at, "the file nests deeper than 32 levels", nil) ; return .list([], at: at) }
    if node.anchor != nil { refuse(at, "anchors (&name) are not allowed", "write the value out: a page needs no references") }
    switch node {
    case .scalar(let scalar):
      checkTag(scalar.tag, at, allowed: ["tag:yaml.org,2002:str", "", "!"])
      let quoted = scalar.style != .plain
      return .scalar(scalar.string, isQuoted: quoted, at: at)
    case .sequence(let sequence):
      checkTag(sequence.tag, at, allowed: ["tag:yaml.org,2002:seq", "", "!"])
      return .list(sequence.map { convert($0, depth: depth + 1) }, at: at)
    case .mapping(let mapping):
      checkTag(mapping.tag, at, allowed: ["tag:yaml.org,2002:map", "", "!"])
      var entries: [(key: String, keyAt: SourceLocation, value: YAMLNode)] = []
      for (key, value) in mapping {
        let keyMark = key.mark
        let keyAt = SourceLocation(file: file, line: keyMark?.line ?? at.line, column: keyMark?.column ?? at.column)
        guard case .scalar(let scalar) = key else {
          refuse(keyAt, "a key must be text", nil)
          continue
        }
        if scalar.string == "<<" { refuse(keyAt, "merge keys (<<) are not allowed", "write the keys out") }
        entries.append((scalar.string, keyAt, convert(value, depth: depth + 1)))
      }
      return .mapping(entries, at: at)
    case .alias:
      refuse(at, "aliases (*name) are not allowed", "write the value out: a page needs no references")
      return .list([], at: at)
    }
  }

  private mutating func checkTag(_ tag: Tag, _ at: SourceLocation, allowed: [String]) {
    let text = tag.description
    let isStandard = text.hasPrefix("tag:yaml.org,2002:") || allowed.contains(text)
    if !isStandard { refuse(at, "custom tags (\(text)) are not allowed", "remove the tag") }
  }

  private mutating func refuse(_ at: SourceLocation, _ message: String, _ hint: String?) {
    diagnostics.append(Diagnostic(at: at, message, hint: hint))
  }
}
