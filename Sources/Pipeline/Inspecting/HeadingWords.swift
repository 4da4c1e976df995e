import Declarations
import Diagnostics
import EventSchema
import Extract

/// Every heading that any profile knows, and the fields it stands for there.
struct HeadingWords: Sendable {
  private var fields: [String: Set<String>] = [:]
  /// Field → its headings' words.
  private var words: [String: [[Substring]]] = [:]
  /// The same as texts, those that are long enough to be misspelt.
  private var texts: [String: [String]] = [:]

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
    let split = Self.split(key)
    words[field, default: []].append(split)
    let text = split.joined(separator: " ")
    if text.count > 3 { texts[field, default: []].append(text) }
  }

  private static func split(_ key: String) -> [Substring] {
    key.split { !$0.isLetter && !$0.isNumber }
  }

  /// How well a heading fits each field: 10 it is one of its headings, 6 it holds all words of one, 4 it is spelt
  /// much like one; fields that it has nothing to do with are left out.
  func scores(_ heading: String) -> [String: Int] {
    let key = Heading(heading.replacing("_", with: " ")).key
    let named = (fields[key] ?? []).union(fields[Heading(heading).key] ?? [])
    let own = Self.split(key)
    var scores: [String: Int] = [:]
    for (field, known) in words {
      if named.contains(field) {
        scores[field] = 10
      } else if known.contains(where: { !$0.isEmpty && $0.count < own.count && $0.allSatisfy(own.contains) })
      {
        scores[field] = 6
      } else if fields[key] == nil, nearest(to: key, in: texts[field] ?? []) != nil {
        // Another field's own heading is not a slip of the pen.
        scores[field] = 4
      }
    }
    return scores
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

  /// From this score on a match needs no question mark.
  static let sure = 10

  let profile: Profile
  private(set) var pairs: [Pair] = []
  private(set) var missing: [[String]] = []
  private(set) var score = 0

  /// - Parameter scores: of the first columns, how well their headings fit each field.
  init(_ profile: Profile, _ sketch: TableSketch, _ scores: [[String: Int]]) {
    self.profile = profile
    var all: [Pair] = []
    for (index, column) in sketch.columns.prefix(scores.count).enumerated() {
      for own in profile.columns {
        let name = own.field.name(kind: profile.gives)
        guard Self.fits(column.look.kind, own) else { continue }
        if let score = scores[index][name] {
          all.append(Pair(column: index, field: name, score: score, why: "by its heading's words"))
        }
      }
    }
    take(all)
    let groups = Field.required(of: profile.gives)
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
    case .addresses: column.field == .person || column.field == .key
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
