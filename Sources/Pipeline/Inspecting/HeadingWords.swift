import Declarations
import Diagnostics
import EventSchema
import Extract

/// Every heading that any profile knows, and the fields it stands for there.
struct HeadingWords: Sendable {
  private var fields: [String: Set<String>] = [:]
  /// Field → its headings' words.
  private var words: [String: [[Substring]]] = [:]
  /// Field → its longer headings, for what is spelt much like one.
  private var phrases: [String: [String]] = [:]

  /// A heading as it is compared: worked out once, not for every field.
  private struct Spelling: Sendable {
    let key: String
    /// The same with `_` as it stands.
    let asWritten: String
    let words: [Substring]

    init(_ heading: String) {
      key = Heading(heading.replacing("_", with: " ")).key
      asWritten = Heading(heading).key
      words = HeadingWords.split(key)
    }
  }

  init(_ profiles: [Profile]) {
    for profile in profiles {
      for column in profile.columns {
        let field = column.field.name(kind: profile.gives)
        add(field.replacing("_", with: " "), field)
        for (_, names) in column.names {
          for name in names { add(name, field) }
        }
      }
    }
  }

  private mutating func add(_ heading: String, _ field: String) {
    let key = Heading(heading).key
    guard fields[key, default: []].insert(field).inserted else { return }
    let parts = Self.split(key)
    words[field, default: []].append(parts)
    let phrase = parts.joined(separator: " ")
    if phrase.count > 3 { phrases[field, default: []].append(phrase) }
  }

  private static func split(_ key: String) -> [Substring] {
    key.split { !$0.isLetter && !$0.isNumber }
  }

  /// What money given back is called, in the beginnings of words.
  private static let refundWords = [
    "refund", "return", "chargeback", "erstatt", "rückerstatt", "gutschrift", "retour", "возврат", "退款", "退货",
  ]

  /// Whether a heading or a file's name says that money was given back.
  static func speaksOfRefunds(_ text: String) -> Bool {
    let words = text.lowercased().split { !$0.isLetter }
    return words.contains { word in
      // Chinese words are not set apart.
      refundWords.contains {
        word.hasPrefix($0) || ($0.hasSuffix("款") || $0.hasSuffix("货")) && word.contains($0)
      }
    }
  }

  /// Field → how well each heading fits it.
  func scores(_ headings: [String], fields: Set<String>) -> [String: [Int]] {
    let spellings = headings.map { Spelling($0) }
    var scores: [String: [Int]] = [:]
    for field in fields { scores[field] = spellings.map { score($0, field) } }
    return scores
  }

  /// How well a heading fits a field: 10 it is one of its headings, 6 it holds all words of one, 4 it is spelt
  /// much like one, 0 it has nothing to do with it.
  private func score(_ heading: Spelling, _ field: String) -> Int {
    let (key, own) = (heading.key, heading.words)
    if fields[key]?.contains(field) ?? false { return 10 }
    if fields[heading.asWritten]?.contains(field) ?? false { return 10 }
    let known = words[field] ?? []
    if known.contains(where: { !$0.isEmpty && $0.count < own.count && $0.allSatisfy(own.contains) }) {
      return 6
    }
    // Another field's own heading is not a slip of the pen.
    if fields[key] != nil { return 0 }
    return nearest(to: key, in: phrases[field] ?? []) == nil ? 0 : 4
  }
}

/// One generic profile tried on a table.
struct Attempt {
  struct Pair {
    var column: Int
    var field: String
    var score: Int
    var why: String
  }

  /// Nobody maps a table by hand that has more columns than this; further ones are not looked at.
  static let columns = 256
  /// From this score on a match needs no question mark.
  static let sure = 10

  let profile: Profile
  private(set) var pairs: [Pair] = []
  private(set) var missing: [[String]] = []
  private(set) var score = 0

  /// - Parameter scores: field → how well each heading fits it, of the columns that are looked at.
  init(_ profile: Profile, _ sketch: TableSketch, _ scores: [String: [Int]]) {
    self.profile = profile
    var all: [Pair] = []
    for own in profile.columns {
      let name = own.field.name(kind: profile.gives)
      for (index, score) in (scores[name] ?? []).enumerated()
      where score > 0 && Self.fits(sketch.columns[index].look.kind, own) {
        all.append(Pair(column: index, field: name, score: score, why: "by its heading's words"))
      }
      // What other tables call an amount is one here as well.
      guard own.required, own.type == .money else { continue }
      for (index, score) in (scores["amount"] ?? []).enumerated()
      where score >= Self.sure && Self.fits(sketch.columns[index].look.kind, own) {
        all.append(Pair(column: index, field: name, score: 5, why: "it is called an amount"))
      }
    }
    take(all)
    var groups = Field.required(of: profile.gives)
    // A log of events, or counts.
    if profile.gives == .email { groups.append(["event", "sent", "delivered", "opens", "email_clicks"]) }
    func isFound(_ group: [String]) -> Bool { pairs.contains { group.contains($0.field) } }
    for group in groups where !isFound(group) { takeByLooks(group, sketch) }
    missing = groups.filter { !isFound($0) }
    score = pairs.reduce(0) { $0 + $1.score } + 12 * (groups.count - missing.count) - 12 * missing.count
  }

  /// The best pairs first; every column and every field once.
  private mutating func take(_ all: [Pair]) {
    for pair in all.sorted(by: { ($1.score, $0.column, $0.field) < ($0.score, $1.column, $1.field) })
    where !pairs.contains(where: { $0.column == pair.column || $0.field == pair.field }) {
      pairs.append(pair)
    }
  }

  /// A required day or amount may be the one column that looks like it.
  private mutating func takeByLooks(_ group: [String], _ sketch: TableSketch) {
    for name in group {
      guard let own = profile.columns.first(where: { $0.field.name(kind: profile.gives) == name }) else {
        continue
      }
      let free = sketch.columns.indices.filter { index in
        !pairs.contains { $0.column == index } && Self.looksLike(sketch.columns[index].look.kind, own)
      }
      guard free.count == 1 else { continue }
      pairs.append(Pair(column: free[0], field: name, score: 2, why: "the only column that looks like one"))
      return
    }
  }

  /// Whether cells of this look can be read as the field at all.
  private static func fits(_ look: CellLook.Kind, _ column: ProfileColumn) -> Bool {
    switch look {
    case .empty: true
    case .dates, .months: column.isDay
    case .times: column.isDay
    case .numbers(_, let hasDecimals):
      switch column.type.storage {
      case .count, .text: !hasDecimals
      case .money, .fractionalCount, .duration: true
      case .day, .time: false
      }
    case .currencies, .texts: column.type == .text
    case .addresses: [.emailAddress, .person, .key].contains(column.field)
    }
  }

  private static func looksLike(_ look: CellLook.Kind, _ column: ProfileColumn) -> Bool {
    switch look {
    case .dates, .times: column.isDay
    case .numbers(_, let hasDecimals): column.type == .money && hasDecimals
    case .months, .empty, .currencies, .addresses, .texts: false
    }
  }
}

extension ProfileColumn {
  /// Whether the text states a day or a time.
  fileprivate var isDay: Bool { type.storage == .day || type.storage == .time }
}
