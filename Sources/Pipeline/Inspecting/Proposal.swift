import Declarations
import Diagnostics
import EventSchema
import Extract

/// What to write for a table that no profile knows: the nearest generic profile, and which heading may be which
/// of its fields. Guesses, marked as such; nothing is read by them until somebody pastes them.
package struct Proposal: Sendable {
  /// One heading and what it may be.
  package struct Match: Sendable {
    package var heading: String
    package var field: String
    /// The type to declare, where the field's own does not do.
    package var type: String?
    /// By its heading's exact words in some export, not only by its looks.
    package var isSure: Bool
    /// What else it may be, or why it was taken.
    package var remark: String?
  }

  package var profile: String
  package var matches: [Match]
  /// Of every group at least one is required, and none was found.
  package var missing: [[String]]
  package var notation: String?
  /// Another notation that reads all numbers, as other ones.
  package var otherNotation: String?
  /// It has amounts, and no column says in what.
  package var lacksCurrency: Bool
  package var unused: [String]

  /// The nearest of the generic profiles; nil where none has anything to do with the table.
  ///
  /// - Parameter path: of the file, whose name may say what it holds.
  init?(_ sketch: TableSketch, path: String, profiles: [Profile]) {
    let words = HeadingWords(profiles)
    let headings = sketch.columns.prefix(Attempt.columns).map(\.heading)
    // What was given back is called so somewhere. Money beside an order's number that is not is what was paid.
    let speaksOfRefunds = ([path] + headings).contains(where: HeadingWords.speaksOfRefunds)
    let generic = profiles.filter {
      $0.name.hasPrefix("generic/") && ($0.gives != .refund || speaksOfRefunds)
    }
    let scores = words.scores(
      headings,
      fields: Set(
        ["amount"] + generic.flatMap { profile in profile.columns.map { $0.field.name(kind: profile.gives) } }
      ))
    let tries = generic.map { Attempt($0, sketch, scores) }
    guard let best = tries.max(by: { ($0.score, $1.profile.name) < ($1.score, $0.profile.name) }),
      best.score > 8
    else { return nil }
    profile = best.profile.name
    (notation, otherNotation) = Self.notation(sketch)
    matches = best.pairs.sorted { $0.column < $1.column }.map { pair in
      let column = best.profile.columns.first { $0.field.name(kind: best.profile.gives) == pair.field }
      return Self.match(sketch.columns[pair.column], pair, readsDays: column?.readsPlainDays ?? true)
    }
    let fields = best.pairs.map(\.field)
    let hasMoney = best.profile.columns.contains { column in
      column.type == .money && fields.contains(column.field.name(kind: best.profile.gives))
    }
    lacksCurrency =
      hasMoney && !fields.contains("currency")
      && !best.pairs.contains { Heading(sketch.columns[$0.column].heading).currency != nil }
    missing = best.missing
    let used = Set(best.pairs.map(\.column))
    unused = sketch.columns.indices.filter { !used.contains($0) }.map { sketch.columns[$0].heading }
  }

  /// The one notation that reads all number columns, where it must be said, and one that reads them otherwise.
  private static func notation(_ sketch: TableSketch) -> (String?, other: String?) {
    var common: [String]?
    for column in sketch.columns {
      guard case .numbers(let notations, _) = column.look.kind, !notations.isEmpty else { continue }
      common = common.map { $0.filter(notations.contains) } ?? notations
    }
    guard let common, let first = common.first else { return (nil, nil) }
    let other = CellLook.otherNotation(common)
    return (first == "1234.56" && other == nil ? nil : first, other)
  }

  /// - Parameter readsDays: whether the field is read as days like `yyyy-MM-dd` where nothing is declared.
  private static func match(
    _ column: TableSketch.Column, _ pair: Attempt.Pair, readsDays: Bool
  ) -> Match {
    var match = Match(
      heading: column.heading, field: pair.field, type: nil, isSure: pair.score >= Attempt.sure, remark: nil)
    switch column.look.kind {
    case .dates(let patterns) where patterns.first != "yyyy-MM-dd" || !readsDays:
      match.type = patterns.first.map { "date \($0)" }
      ask(&match, CellLook.otherPattern(patterns), "dates")
    case .times(let patterns):
      match.type = patterns.first.map { "datetime \($0)" }
      ask(&match, CellLook.otherPattern(patterns), "times")
    case .months(let patterns): match.type = patterns.first.map { "month \($0)" }
    case .dates, .numbers, .currencies, .addresses, .texts, .empty: break
    }
    if !match.isSure, match.remark == nil { match.remark = pair.why }
    return match
  }

  /// What can be read in two ways is a question, however sure its heading is.
  private static func ask(_ match: inout Match, _ other: String?, _ what: String) {
    guard let other else { return }
    match.isSure = false
    match.remark = "or \(other): the \(what) looked at fit both"
  }

  /// An entry for `extract:`, indented as it stands there.
  package func yaml(input: String, files: String, encoding: String?) -> String {
    var text = "  \(input):\n    profile: \(profile)\n    files: \(yamlText(files))\n"
    if let encoding { text += "    encoding: \(encoding)\n" }
    if let notation {
      let other = otherNotation.map { "   # ? or \"\($0)\": the numbers looked at fit both" } ?? ""
      text += "    numbers: \"\(notation)\"\(other)\n"
    }
    if lacksCurrency {
      text += "    currency: \(Currency.unstated)   # ? no column names it: put the code, such as EUR\n"
    }
    text += "    columns:\n"
    for match in matches {
      let value = match.type.map { "{field: \(match.field), as: \($0)}" } ?? match.field
      let mark = match.isSure ? match.remark.map { "# \($0)" } : "# ? \(match.remark ?? "a guess")"
      text +=
        "      \(yamlText(match.heading, isKey: true)): \(value.contains(": ") && match.type == nil ? yamlText(value) : value)"
      text += mark.map { "   \($0)\n" } ?? "\n"
    }
    for group in missing {
      text += "      # ? nothing found for \(group.joined(separator: " or ")), which it needs\n"
    }
    return text
  }
}

extension ProfileColumn {
  fileprivate var readsPlainDays: Bool {
    ([type] + otherTypes).contains { type in
      if case .date(let pattern) = type { pattern.text == "yyyy-MM-dd" } else { false }
    }
  }
}

/// A text as a YAML scalar of a pipeline file, quoted where YAML would read something else.
///
/// - Parameter isKey: variables are substituted in values only, so a `$` is doubled there to stand for itself.
func yamlText(_ text: String, isKey: Bool = false) -> String {
  if text == "." { return text }
  let plain = text.unicodeScalars.allSatisfy { scalar in
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
      || " _-./*()%+".unicodeScalars.contains(scalar)
  }
  let begins =
    text.unicodeScalars.first.map { $0.properties.isAlphabetic || ("0"..."9").contains($0) } ?? false
  if plain, begins, text.last != " ", !text.contains(" #") { return text }
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\n": quoted += "\\n"
    case "\r": quoted += "\\r"
    case "\t": quoted += "\\t"
    case "$": quoted += isKey ? "$" : "$$"
    default:
      if scalar.value < 0x20 || scalar.value == 0x7F {
        quoted += "\\x" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
      } else if scalar.properties.generalCategory == .format, scalar.value <= 0xFFFF {
        // Direction marks and the like would change how the terminal shows the line.
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        quoted.unicodeScalars.append(scalar)
      }
    }
  }
  return quoted + "\""
}
