import Declarations
import EventSchema

/// Binds the cells of a row to the columns of a profile, by headings.
struct HeadingBinder: Sendable {
  let profile: Profile
  /// Columns that must be found, by index, ascending.
  private let needed: [Int]
  /// Groups of columns of which one is enough.
  private let choices: [[Int]]
  private let known: [String: [Known]]
  /// Headings that a file must have, or must not have, besides those of columns.
  private let present: Set<String>
  private let absent: Set<String>

  private struct Known {
    var column: Int
    var language: String
    /// Place in the column's list: the first is preferred.
    var rank: Int
    /// As the profile writes it.
    var text: String
    /// Keys of headings beside which it means something else.
    var unless: Set<String>
  }

  struct Binding {
    var fields: [Int]
    var matched = 0
    var exact = 0
    var language = "en"
    var duplicates: [(heading: String, count: Int)] = []
  }

  init(_ profile: Profile, needed: [Int]) {
    self.profile = profile
    self.needed = needed.isEmpty ? Self.recognising(profile) : Set(needed).sorted()
    choices = Self.choices(profile)
    var known: [String: [Known]] = [:]
    for (index, column) in profile.columns.enumerated() {
      guard case .headings(let languages) = column.place else { continue }
      let elsewhere = column.meansElseBeside.map {
        (key: Heading($0.heading).key, others: Set($0.others.map { Heading($0).key }))
      }
      for (language, names) in languages {
        for (rank, name) in names.enumerated() {
          let key = Heading(name).key
          let unless = elsewhere.first { $0.key == key }?.others ?? []
          known[key, default: []].append(
            Known(column: index, language: language, rank: rank, text: name, unless: unless))
        }
      }
    }
    self.known = known
    present = Set(profile.recognise.headings.map { Heading($0).key })
    absent = Set(profile.recognise.headingsAbsent.map { Heading($0).key })
  }

  private static func recognising(_ profile: Profile) -> [Int] {
    let fields = profile.recognise.fields.filter { $0.count == 1 }.joined().map {
      Field.named($0, kind: profile.gives)
    }
    return profile.columns.indices.filter { index in
      let column = profile.columns[index]
      return fields.contains(column.field) || column.needsValue
    }
  }

  /// Groups of columns of which one is enough.
  private static func choices(_ profile: Profile) -> [[Int]] {
    profile.recognise.fields.filter { $0.count > 1 }.map { group in
      let fields = group.map { Field.named($0, kind: profile.gives) }
      return profile.columns.indices.filter { fields.contains(profile.columns[$0].field) }
    }
  }

  /// Whether the profile's rules about headings beside its columns hold. They tell exports apart that nobody
  /// named; a file that is said to be this export need not keep them.
  func allows(_ headings: [String]) -> Bool {
    guard !present.isEmpty || !absent.isEmpty else { return true }
    let keys = Set(headings.map { Heading($0).key })
    return present.isSubset(of: keys) && absent.isDisjoint(with: keys)
  }

  /// How many of the profile's columns have a heading among these.
  func columns(among headings: [String]) -> Int {
    Set(headings.flatMap { (known[Heading($0).key] ?? []).map(\.column) }).count
  }

  func bind(_ texts: [String], _ headings: [Heading]) -> Binding {
    var binding = Binding(fields: Array(repeating: -1, count: profile.columns.count))
    var votes: [String: Int] = [:]
    // The order of a column's headings is its order of preference: `Link clicks` before `Clicks (all)`.
    var rank = Array(repeating: Int.max, count: profile.columns.count)
    for (field, heading) in headings.enumerated() {
      for known in known[heading.key] ?? [] {
        let column = known.column
        if !known.unless.isEmpty, headings.contains(where: { known.unless.contains($0.key) }) { continue }
        if binding.fields[column] == field {
          // The same heading in another language.
          if !known.language.isEmpty { votes[known.language, default: 0] += 1 }
          continue
        }
        if binding.fields[column] >= 0, known.rank == rank[column] {
          binding.duplicates.append((texts[field], 2))
          continue
        }
        guard known.rank < rank[column] else { continue }
        if binding.fields[column] < 0 { binding.matched += 1 }
        if known.text == texts[field] { binding.exact += 1 }
        rank[column] = known.rank
        binding.fields[column] = field
        if !known.language.isEmpty { votes[known.language, default: 0] += 1 }
      }
    }
    binding.language = Self.language(votes)
    return binding
  }

  /// English headings stand in many languages' exports: any other language with as many votes wins.
  private static func language(_ votes: [String: Int]) -> String {
    let ranked = votes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard let winner = ranked.first else { return "en" }
    guard winner.key == "en" else { return winner.key }
    return ranked.first { $0.key != "en" && $0.value == winner.value }?.key ?? winner.key
  }

  func missing(in fields: [Int]) -> [(field: String, known: [String])] {
    var result: [(field: String, known: [String])] = []
    for index in needed where index >= fields.count || fields[index] < 0 {
      let column = profile.columns[index]
      guard case .headings(let languages) = column.place else { continue }
      result.append((column.field.name(kind: profile.gives), languages.flatMap(\.names)))
    }
    for choice in choices where !choice.contains(where: { $0 < fields.count && fields[$0] >= 0 }) {
      let columns = choice.map { profile.columns[$0] }
      result.append(
        (
          columns.map { $0.field.name(kind: profile.gives) }.joined(separator: " or "),
          columns.flatMap { column -> [String] in
            guard case .headings(let languages) = column.place else { return [] }
            return languages.flatMap(\.names)
          }
        ))
    }
    return result
  }
}
