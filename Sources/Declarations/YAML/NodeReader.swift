import Diagnostics

/// Builds the nodes of a YAML text from libyaml's events, and collects what is not allowed in it.
struct NodeReader: ~Copyable {
  private static let anchorsHint = "write the value out: a page needs no references"
  private static let deepest = 32
  /// Beyond it nothing is read on: libyaml's work per character grows with the depth.
  private static let mostOpen = 1000

  private let file: String
  private var events: YAMLEvents
  private var collected: [Diagnostic] = []
  private var known: Set<Diagnostic> = []
  /// Anchors whose node is read: an alias to any other is a syntax error, also inside its own node.
  private var anchors: Set<String> = []
  private var nestsTooDeep = false

  var diagnostics: [Diagnostic] { shortened(collected, file: file) }

  init(_ text: String, file: String) throws(YAMLSyntaxError) {
    self.file = file
    events = try YAMLEvents(text)
  }

  /// The root of the one document; nil where there is none.
  mutating func document() throws(YAMLSyntaxError) -> YAMLNode? {
    _ = try events.next()
    guard case .documentStart = try events.next().kind else { return nil }
    let root = try node(try events.next(), depth: 0)
    _ = try events.next()
    let end = try events.next()
    guard case .streamEnd = end.kind else {
      throw .malformed("but found another document", line: end.line, column: end.column)
    }
    return root
  }

  /// The node that begins with an event. What is refused as a whole is read to its end all the same, for the
  /// syntax errors in it.
  private mutating func node(_ first: YAMLEvent, depth: Int) throws(YAMLSyntaxError) -> YAMLNode {
    let at = location(of: first)
    guard first.anchor == nil, depth <= Self.deepest else {
      if first.anchor != nil {
        refuseAnchor(at)
      } else if !nestsTooDeep {
        nestsTooDeep = true
        refuse(at, "the file nests deeper than \(Self.deepest) levels", nil)
      }
      try skip(first)
      return .list([], at: at)
    }
    switch first.kind {
    case .scalar(let text, let isQuoted):
      checkTag(of: first, at)
      return .scalar(text, isQuoted: isQuoted, at: at)
    case .listStart:
      checkTag(of: first, at)
      var items: [YAMLNode] = []
      while true {
        let event = try events.next()
        if case .listEnd = event.kind { return .list(items, at: at) }
        items.append(try node(event, depth: depth + 1))
      }
    case .mappingStart:
      checkTag(of: first, at)
      return .mapping(try entries(depth: depth), at: at)
    case .alias, .streamStart, .streamEnd, .documentStart, .documentEnd, .listEnd, .mappingEnd:
      // An alias has been refused where its anchor stands.
      try skip(first)
      return .list([], at: at)
    }
  }

  private mutating func entries(
    depth: Int
  ) throws(YAMLSyntaxError) -> [(key: String, keyAt: SourceLocation, value: YAMLNode)] {
    var entries: [(key: String, keyAt: SourceLocation, value: YAMLNode)] = []
    // By bytes: é and e with an accent of its own are two keys.
    var first: [[UInt8]: Int] = [:]
    while true {
      let key = try events.next()
      if case .mappingEnd = key.kind { return entries }
      let keyAt = location(of: key)
      if key.anchor != nil { refuseAnchor(keyAt) }
      guard case .scalar(let name, _) = key.kind else {
        if case .alias = key.kind {
          // Refused where its anchor stands.
        } else if key.anchor == nil {
          refuse(keyAt, "a key must be text", "quote it")
        }
        try skip(key)
        try skip(try events.next())
        continue
      }
      note(key)
      checkTag(of: key, keyAt)
      if name == "<<" { refuse(keyAt, "merge keys (<<) are not allowed", "write the keys out") }
      let value = try node(try events.next(), depth: depth + 1)
      if let line = first[Array(name.utf8)] {
        refuse(
          keyAt, "the key '\(name)' stands twice in one mapping",
          "the first is in line \(line): keep one of them", length: name.unicodeScalars.count)
      } else {
        first[Array(name.utf8)] = keyAt.line
        entries.append((name, keyAt, value))
      }
    }
  }

  /// Reads a node to its end without looking at it. Keeps no nodes: how deep it nests does not matter.
  private mutating func skip(_ first: YAMLEvent) throws(YAMLSyntaxError) {
    var open: [YAMLEvent] = []
    var event = first
    while true {
      switch event.kind {
      case .listStart, .mappingStart:
        guard open.count < Self.mostOpen else {
          throw .malformed("it nests too deep", line: event.line, column: event.column)
        }
        open.append(event)
      case .listEnd, .mappingEnd: if let whole = open.popLast() { note(whole) }
      case .alias(let name):
        guard anchors.contains(name) else {
          throw .malformed("found undefined alias", line: event.line, column: event.column)
        }
      case .scalar, .streamStart, .streamEnd, .documentStart, .documentEnd: note(event)
      }
      if open.isEmpty { return }
      event = try events.next()
    }
  }

  private mutating func note(_ whole: YAMLEvent) {
    if let anchor = whole.anchor { anchors.insert(anchor) }
  }

  private func location(of event: YAMLEvent) -> SourceLocation {
    SourceLocation(file: file, line: event.line, column: event.column)
  }

  /// `!!str` says what every scalar is taken for anyway.
  private mutating func checkTag(of event: YAMLEvent, _ at: SourceLocation) {
    guard let tag = event.tag else { return }
    if case .scalar = event.kind, tag == "tag:yaml.org,2002:str" { return }
    refuse(at, "tags (\(tag)) are not allowed", "remove the tag: values are typed by their key")
  }

  private mutating func refuseAnchor(_ at: SourceLocation) {
    refuse(at, "anchors and aliases are not allowed", Self.anchorsHint)
  }

  private mutating func refuse(_ at: SourceLocation, _ message: String, _ hint: String?, length: Int = 1) {
    let diagnostic = Diagnostic(at: at, message, hint: hint, length: length)
    if known.insert(diagnostic).inserted { collected.append(diagnostic) }
  }
}
