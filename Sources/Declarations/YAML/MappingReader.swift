package import Diagnostics
import EventSchema

/// One key of a mapping: the only list of keys there is. Drives the checks, the suggestions and `sluice schema`.
package struct KeySpec: Sendable {
  package var name: String
  package var doc: String
  package var isRequired: Bool

  package init(_ name: String, _ doc: String, required: Bool = false) {
    self.name = name
    self.doc = doc
    isRequired = required
  }
}

/// At most a hundred of a file's problems, the first ones, and how many there are besides: a file of nothing
/// but mistakes must not take minutes to report.
func shortened(_ diagnostics: [Diagnostic], file: String) -> [Diagnostic] {
  let limit = 100
  guard diagnostics.count > limit else { return diagnostics }
  return diagnostics.prefix(limit) + [
    Diagnostic(
      at: SourceLocation(file: file), "the file has \(diagnostics.count - limit) more problems",
      hint: "these are the first \(limit)")
  ]
}

/// Collects diagnostics while declarations are read: all problems of a file at once.
package final class DeclarationReader {
  package let file: String
  private var collected: [Diagnostic] = []
  private var known: Set<Diagnostic> = []
  /// In the order of the text; of one place in the order of their discovery.
  package var diagnostics: [Diagnostic] {
    let sorted = collected.enumerated().sorted { a, b in
      guard let first = a.element.location, let second = b.element.location, first != second else {
        return a.offset < b.offset
      }
      return first < second
    }.map(\.element)
    return shortened(sorted, file: file)
  }
  /// Values of `${NAME}`; nil where the file takes none.
  let environment: [String: String]?
  private(set) var variables: Set<String> = []
  /// Dimensions that the file declares itself.
  var ownDimensions: [Dimension] = []
  /// Names of own KPIs that can't be read.
  var unreadKPIs: Set<String> = []
  /// Scalars that held variables: as written, and with the values. Messages quote the former.
  private var substituted: [SourceLocation: (raw: String, value: String)] = [:]

  package init(file: String, environment: [String: String]? = nil) {
    self.file = file
    self.environment = environment
  }

  package func report(_ location: SourceLocation, _ message: String, hint: String? = nil, length: Int = 1) {
    var diagnostic = Diagnostic(at: location, message, hint: hint, length: length)
    if let scalar = substituted[location], !scalar.value.isEmpty {
      // Every message quotes what it found in '…'; the caret would show how long it is.
      diagnostic.message = message.replacing("'\(scalar.value)'", with: "'\(scalar.raw)'")
      diagnostic.length = scalar.raw.unicodeScalars.count
    }
    // A value may be read twice; it is reported once.
    if known.insert(diagnostic).inserted { collected.append(diagnostic) }
  }

  /// What a message may show of a scalar of which it quotes or uses a part.
  func shown(_ part: String, of location: SourceLocation) -> String { substituted[location]?.raw ?? part }

  func holdsVariable(_ location: SourceLocation) -> Bool { substituted[location] != nil }

  package func add(_ more: [Diagnostic]) { collected += more }

  var hasErrors: Bool { collected.contains { $0.severity == .error } }

  private var failed: Set<SourceLocation> = []

  // MARK: Scalars

  /// The text of a scalar, variables substituted; nil (reported) for anything else.
  func text(_ node: YAMLNode, _ what: String) -> String? {
    guard case .scalar(let raw, _, let at) = node, !node.isNothing else {
      report(node.location, "expected text for \(what), found \(node.kind)")
      return nil
    }
    guard environment != nil, raw.contains("$") else { return raw }
    let value = substitute(raw, at: at)
    if let value { substituted[at] = (raw, value) }
    return value
  }

  func texts(_ node: YAMLNode, _ what: String) -> [Located<String>] {
    switch node {
    case .scalar(_, _, let at): return text(node, what).map { [Located($0, at: at)] } ?? []
    case .list(let items, _):
      return items.compactMap { item in text(item, what).map { Located($0, at: item.location) } }
    case .mapping:
      report(node.location, "expected text or a list for \(what), found a mapping")
      return []
    }
  }

  func flag(_ node: YAMLNode, _ what: String) -> Bool? {
    guard let text = text(node, what) else { return nil }
    switch text {
    case "yes", "true": return true
    case "no", "false": return false
    default:
      report(node.location, "expected yes or no for \(what), found '\(text)'")
      return nil
    }
  }

  func integer(_ node: YAMLNode, _ what: String, _ range: ClosedRange<Int>) -> Int? {
    guard let text = text(node, what) else { return nil }
    guard let value = Int(text), range.contains(value), String(value) == text else {
      report(
        node.location,
        "expected a number from \(range.lowerBound) to \(range.upperBound) for \(what), found '\(text)'")
      return nil
    }
    return value
  }

  /// A value of a closed set, by its raw text.
  func choice<Value: RawRepresentable & CaseIterable>(_ node: YAMLNode, _ what: String, _: Value.Type)
    -> Value?
  where Value.RawValue == String {
    guard let text = text(node, what) else { return nil }
    if let value = Value(rawValue: text) { return value }
    unknown(text, what, Value.allCases.map(\.rawValue), at: node.location)
    return nil
  }

  /// Reports an unknown word with the nearest known one, or all of them when they are few.
  func unknown(_ word: String, _ what: String, _ known: [String], at location: SourceLocation) {
    // A suggestion would tell what a variable's value resembles.
    let near =
      holdsVariable(location) ? nil : nearest(to: word, in: known) ?? spelledOut(word, in: known)
    let hint =
      near.map { "did you mean '\($0)'?" }
      ?? (known.isEmpty ? nil : "known: " + known.prefix(24).joined(separator: ", "))
    report(location, "unknown \(what) '\(word)'", hint: hint, length: word.unicodeScalars.count)
  }

  func localized(_ node: YAMLNode, _ what: String) -> LocalizedText {
    switch node {
    case .scalar: return LocalizedText(text(node, what) ?? "")
    case .mapping(let entries, _):
      var texts: [String: String] = [:]
      for (key, _, value) in entries { texts[key] = text(value, "\(what) in \(key)") ?? "" }
      return LocalizedText(texts)
    case .list:
      report(node.location, "expected text or a mapping of languages for \(what), found a list")
      return LocalizedText("")
    }
  }

  func mapping(
    _ node: YAMLNode, _ owner: String, keys: [KeySpec]
  ) -> MappingReader? {
    guard case .mapping(let entries, let at) = node else {
      report(node.location, "expected a mapping for \(owner), found \(node.kind)")
      return nil
    }
    return MappingReader(self, entries, at: at, owner: owner, keys: keys)
  }

  /// Entries of a mapping whose keys are the user's own names.
  func entries(_ node: YAMLNode, _ owner: String) -> [(key: String, keyAt: SourceLocation, value: YAMLNode)] {
    guard case .mapping(let entries, _) = node else {
      report(node.location, "expected a mapping for \(owner), found \(node.kind)")
      return []
    }
    return entries
  }

  func items(_ node: YAMLNode, _ owner: String) -> [YAMLNode] {
    guard case .list(let items, _) = node else {
      report(node.location, "expected a list for \(owner), found \(node.kind)")
      return []
    }
    return items
  }

  // MARK: Dimensions

  /// A dimension of the event schema or of the file's own.
  func dimension(named name: String) -> Dimension? {
    Dimension(rawValue: name) ?? ownDimensions.first { $0.rawValue == name }
  }

  var dimensionNames: [String] { (ownDimensions + Dimension.allCases).map(\.rawValue) }

  // MARK: Variables

  /// `${NAME}`, `${NAME:-default}`, `${NAME:?message}`, `$$`. Substituted after parsing, so a value
  /// can't change the structure; messages quote the text as written, never the value.
  ///
  /// - Returns: nil (reported) when a variable has no value.
  private func substitute(_ raw: String, at: SourceLocation) -> String? {
    // A scalar may be read twice; its variables are reported once.
    guard !failed.contains(at) else { return nil }
    let before = collected.count
    defer { if collected.count > before { failed.insert(at) } }
    var out = ""
    var rest = Substring(raw)
    while let dollar = rest.firstIndex(of: "$") {
      out += rest[..<dollar]
      rest = rest[rest.index(after: dollar)...]
      if rest.first == "$" {
        out += "$"
        rest = rest.dropFirst()
      } else if rest.first == "{", let end = rest.firstIndex(of: "}") {
        out += value(of: String(rest[rest.index(after: rest.startIndex)..<end]), at: at)
        rest = rest[rest.index(after: end)...]
      } else {
        report(
          at, "a '$' that starts no variable in '\(raw)'",
          hint: "write $$ for a dollar sign, ${NAME} for a variable")
        return nil
      }
    }
    return collected.count > before ? nil : out + rest
  }

  private func value(of expression: String, at: SourceLocation) -> String {
    let name = String(expression.prefix { $0 != ":" })
    let modifier = expression.dropFirst(name.count)
    let startsWithDigit = name.utf8.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? true
    guard !startsWithDigit, name.utf8.allSatisfy({ isNameByte($0) }),
      modifier.isEmpty || modifier.hasPrefix(":-") || modifier.hasPrefix(":?")
    else {
      report(
        at, "'${\(expression)}' is not a variable",
        hint:
          "names are letters, digits and _; ${NAME:-default} and ${NAME:?message} are the two forms besides ${NAME}"
      )
      return ""
    }
    variables.insert(name)
    // As in a shell: with `:-` and `:?` an empty value counts as none.
    if let value = environment?[name], !(value.isEmpty && !modifier.isEmpty) {
      if value.contains("\n") {
        report(at, "the value of ${\(name)} has a line break", hint: "variables are single lines")
      }
      return value
    }
    if modifier.hasPrefix(":-") { return String(modifier.dropFirst(2)) }
    let message = modifier.hasPrefix(":?") ? String(modifier.dropFirst(2)) : nil
    report(
      at, "the variable ${\(name)} is not set", hint: message ?? "set it, or give a default: ${\(name):-…}")
    return ""
  }
}

private func isNameByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"),
    UInt8(ascii: "_"):
    true
  default: false
  }
}

/// One mapping whose keys are known: unknown, missing and wrongly typed keys are reported.
struct MappingReader {
  let reader: DeclarationReader
  let owner: String
  let location: SourceLocation
  /// Whether nothing at all was stated, not even an unknown key.
  let isEmpty: Bool
  private let values: [String: (node: YAMLNode, keyAt: SourceLocation)]

  init(
    _ reader: DeclarationReader, _ entries: [(key: String, keyAt: SourceLocation, value: YAMLNode)],
    at location: SourceLocation, owner: String, keys: [KeySpec]
  ) {
    self.reader = reader
    self.owner = owner
    self.location = location
    isEmpty = entries.isEmpty
    var cutKeys: Set<String> = []
    var values: [String: (node: YAMLNode, keyAt: SourceLocation)] = [:]
    var rest = entries[...]
    while let (key, keyAt, value) = rest.popFirst() {
      if let text = Self.cut(value, &rest) {
        reader.report(
          value.location, "the value of '\(key)' ends at a comma: '\(text)'",
          hint: "inside { } a comma ends a value: put the whole value in quotes",
          length: text.unicodeScalars.count)
        cutKeys.insert(key)
      } else if keys.contains(where: { $0.name == key }) {
        values[key] = (value, keyAt)
      } else {
        let names = keys.map(\.name)
        let hint =
          key.contains("：")
          ? "the key holds a full-width colon '：'; YAML needs ':' and a space"
          : nearest(to: key, in: names).map { "did you mean '\($0)'?" }
            ?? "known keys: " + names.joined(separator: ", ")
        reader.report(
          keyAt, "unknown key '\(key)' in \(owner)", hint: hint,
          length: key.unicodeScalars.count)
      }
    }
    for key in keys where key.isRequired && values[key.name] == nil && !cutKeys.contains(key.name) {
      reader.report(location, "\(owner) lacks the key '\(key.name)'", hint: "\(key.name): \(key.doc)")
    }
    self.values = values
  }

  /// `formula: rolling(spend, 3)` inside braces is `rolling(spend`, and a key `3)` with nothing behind it.
  ///
  /// - Parameter rest: the entries behind the value; those that are pieces of it are taken out.
  /// - Returns: the value, where it is cut so.
  private static func cut(
    _ value: YAMLNode, _ rest: inout ArraySlice<(key: String, keyAt: SourceLocation, value: YAMLNode)>
  ) -> String? {
    func open(_ text: String) -> Int { text.reduce(0) { $0 + ($1 == "(" ? 1 : $1 == ")" ? -1 : 0) } }
    guard case .scalar(let text, isQuoted: false, _) = value, open(text) > 0 else { return nil }
    var depth = open(text)
    var pieces = 0
    for piece in rest {
      guard depth > 0, piece.value.isNothing else { break }
      depth += open(piece.key)
      pieces += 1
    }
    guard depth <= 0, pieces > 0 else { return nil }
    rest.removeFirst(pieces)
    return text
  }

  func node(_ key: String) -> YAMLNode? { values[key]?.node }
  func keyLocation(_ key: String) -> SourceLocation { values[key]?.keyAt ?? location }
  func valueLocation(_ key: String) -> SourceLocation { node(key)?.location ?? location }
  func text(_ key: String) -> String? { node(key).flatMap { reader.text($0, "'\(key)'") } }
  func located(_ key: String) -> Located<String>? {
    node(key).flatMap { node in reader.text(node, "'\(key)'").map { Located($0, at: node.location) } }
  }
  func texts(_ key: String) -> [Located<String>] { node(key).map { reader.texts($0, "'\(key)'") } ?? [] }

  /// As `texts`, for keys that name at least one thing: an empty list is reported.
  func someTexts(_ key: String) -> [Located<String>] {
    reportIfEmpty(key)
    return texts(key)
  }

  func reportIfEmpty(_ key: String) {
    if case .list(let items, let at) = node(key), items.isEmpty { reader.report(at, "'\(key)' is empty") }
  }

  /// The one key of these that is stated; nil (reported) for none or several.
  func exactlyOne(of names: [String]) -> String? {
    let stated = names.filter { node($0) != nil }
    if stated.count == 1 { return stated[0] }
    reader.report(location, "\(owner) needs exactly one of \(names.joined(separator: ", "))")
    return nil
  }
  func flag(_ key: String) -> Bool? { node(key).flatMap { reader.flag($0, "'\(key)'") } }
  func integer(_ key: String, _ range: ClosedRange<Int>) -> Int? {
    node(key).flatMap { reader.integer($0, "'\(key)'", range) }
  }
  func localized(_ key: String) -> LocalizedText? { node(key).map { reader.localized($0, "'\(key)'") } }
  func choice<Value: RawRepresentable & CaseIterable>(_ key: String, _ type: Value.Type) -> Value?
  where Value.RawValue == String {
    node(key).flatMap { reader.choice($0, "'\(key)'", type) }
  }

  /// A text turned into a value by a failable reading; nil is reported with what was expected.
  /// - Parameter meant: what a text that can't be read may stand for.
  func parsed<Value>(
    _ key: String, expected: String, meant: (String) -> String? = { _ in nil }, _ parse: (String) -> Value?
  ) -> Value? {
    guard let node = node(key), let text = reader.text(node, "'\(key)'") else { return nil }
    if let value = parse(text) { return value }
    let near = reader.holdsVariable(node.location) ? nil : meant(text)
    reader.report(
      node.location, "expected \(expected) for '\(key)', found '\(text)'",
      hint: near.map { "did you mean '\($0)'?" }, length: text.unicodeScalars.count)
    return nil
  }

  func currency(_ key: String) -> Currency? {
    parsed(key, expected: "a currency code such as EUR", meant: CurrencyCodes.meant) {
      CurrencyCodes.currency($0.utf8)
    }
  }
  func day(_ key: String) -> Day? { parsed(key, expected: "a day such as 2026-03-01") { Day(iso: $0) } }
}
