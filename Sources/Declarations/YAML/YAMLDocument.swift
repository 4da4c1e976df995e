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
    do {
      if let disarmed = AliasBomb.disarmed(text) {
        let anchors = try MaskedText(disarmed).compose { node, masked in
          var reader = NodeReader(file: file, masked: masked)
          if let node { _ = reader.convert(node, depth: 0) }
          return reader.diagnostics.filter { $0.message == NodeReader.anchors }
        }
        if !anchors.isEmpty { return (nil, anchors) }
      }
      return try MaskedText(text).compose { node, masked in
        guard let node else { return (nil, [Diagnostic(at: whole, "the file is empty")]) }
        var reader = NodeReader(file: file, masked: masked)
        let root = reader.convert(node, depth: 0)
        return (reader.diagnostics.isEmpty ? root : nil, reader.diagnostics)
      }
    } catch {
      return (nil, [syntaxError(error, text: text, file: file)])
    }
  }

  private static func syntaxError(_ error: any Error, text: String, file: String) -> Diagnostic {
    let whole = SourceLocation(file: file)
    guard let error = error as? YamlError else { return Diagnostic(at: whole, "not YAML") }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let location = SourceLocation(file: file, line: mark.line, column: mark.column)
      return Diagnostic(at: location, "not YAML: \(problem)", hint: explain(line: mark.line, of: text))
    case .duplicatedKeysInMapping(let duplicates, let context):
      let location = SourceLocation(file: file, line: context.mark.line, column: context.mark.column)
      let names = duplicates.sorted().joined(separator: "', '")
      return Diagnostic(
        at: location, "the key '\(names)' stands twice in one mapping", hint: "keep one of them")
    case .reader(let problem, let offset, _, let yaml):
      // Yams counts characters. The text itself is not quoted: it can hold anything.
      var location = whole
      if let offset {
        let before = String(yaml.prefix(offset)).unicodeScalars
          .split(separator: "\n", omittingEmptySubsequences: false)
        location.line = before.count
        location.column = (before.last?.count ?? 0) + 1
      }
      return Diagnostic(
        at: location, "not YAML: \(problem)", hint: "remove the character, or save the file as UTF-8")
    case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      return Diagnostic(at: whole, "not YAML: the text can't be read")
    }
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

private struct NodeReader {
  static let anchors = "anchors and aliases are not allowed"
  static let anchorsHint = "write the value out: a page needs no references"

  /// Yams gives `str` to quoted scalars, and to plain ones that it compared as keys.
  static let textTags: Set<String> = ["", "tag:yaml.org,2002:str"]

  let file: String
  /// Keys that were masked to get past Yams' own check for repeated keys.
  let masked: MaskedText
  private var collected: [Diagnostic] = []
  private var known: Set<Diagnostic> = []
  var diagnostics: [Diagnostic] { shortened(collected, file: file) }
  private var nestsTooDeep = false

  init(file: String, masked: MaskedText) {
    self.file = file
    self.masked = masked
  }

  mutating func convert(_ node: Node, depth: Int) -> YAMLNode {
    let at = location(of: node)
    // What stands behind an anchor is not followed: aliases can multiply it without end.
    guard node.anchor == nil, depth <= 32 else {
      if node.anchor != nil {
        refuse(at, Self.anchors, Self.anchorsHint)
      } else if !nestsTooDeep {
        nestsTooDeep = true
        refuse(at, "the file nests deeper than 32 levels", nil)
      }
      return .list([], at: at)
    }
    switch node {
    case .scalar(let scalar):
      checkTag(scalar.tag, at, allowed: Self.textTags)
      return .scalar(scalar.string, isQuoted: scalar.style != .plain, at: at)
    case .sequence(let sequence):
      checkTag(sequence.tag, at)
      return .list(sequence.map { convert($0, depth: depth + 1) }, at: at)
    case .mapping(let mapping):
      checkTag(mapping.tag, at)
      return .mapping(entries(of: mapping, depth: depth), at: at)
    case .alias:
      refuse(at, Self.anchors, Self.anchorsHint)
      return .list([], at: at)
    }
  }

  private mutating func entries(
    of mapping: Node.Mapping, depth: Int
  ) -> [(key: String, keyAt: SourceLocation, value: YAMLNode)] {
    var entries: [(key: String, keyAt: SourceLocation, value: YAMLNode)] = []
    // By bytes: é and e with an accent of its own are two keys.
    var first: [[UInt8]: Int] = [:]
    for (key, value) in mapping {
      let keyAt = location(of: key)
      if key.anchor != nil { refuse(keyAt, Self.anchors, Self.anchorsHint) }
      guard case .scalar(let scalar) = key else {
        if key.anchor == nil { refuse(keyAt, "a key must be text", "quote it") }
        continue
      }
      let name = masked.original(scalar.string, at: keyAt)
      checkTag(scalar.tag, keyAt, allowed: Self.textTags)
      if name == "<<" { refuse(keyAt, "merge keys (<<) are not allowed", "write the keys out") }
      let converted = convert(value, depth: depth + 1)
      if let line = first[Array(name.utf8)] {
        refuse(
          keyAt, "the key '\(name)' stands twice in one mapping",
          "the first is in line \(line): keep one of them", length: name.unicodeScalars.count)
      } else {
        first[Array(name.utf8)] = keyAt.line
        entries.append((name, keyAt, converted))
      }
    }
    return entries
  }

  private func location(of node: Node) -> SourceLocation {
    SourceLocation(file: file, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
  }

  private mutating func checkTag(_ tag: Tag, _ at: SourceLocation, allowed: Set<String> = [""]) {
    if !allowed.contains(tag.description) {
      refuse(at, "tags (\(tag.description)) are not allowed", "remove the tag: values are typed by their key")
    }
  }

  private mutating func refuse(_ at: SourceLocation, _ message: String, _ hint: String?, length: Int = 1) {
    let diagnostic = Diagnostic(at: at, message, hint: hint, length: length)
    // An alias shows what its anchor names: the same place again.
    if known.insert(diagnostic).inserted { collected.append(diagnostic) }
  }
}
