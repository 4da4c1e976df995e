package import Declarations
package import EventSchema

/// Finds the table of a CSV file: the heading row below a preamble, by the headings a profile knows.
package struct TableFinder: Sendable {
  /// A heading row that fits a profile.
  package struct Match: Sendable {
    package var delimiter: UInt8
    package var lineBreak: UInt8
    package var headerLine: Int
    package var dataStart: Int
    package var headings: [String]
    /// For every column of the profile the field it stands in, or -1.
    package var fields: [Int]
    /// Language of most matched headings: decides the number notation.
    package var language: String
    package var preamble: [String]
    /// Currency in the heading of the money columns.
    package var headingCurrency: Currency?
    package var matched: Int
  }

  /// Why no row fits.
  package struct Miss: Sendable, Error {
    /// The row that came nearest, as found in the file.
    package var headings: [String]
    package var headerLine: Int
    /// Required fields without a heading, with the headings that would have done.
    package var missing: [(field: String, known: [String])]
    /// Two columns of the file claim the same field.
    package var duplicates: [(heading: String, count: Int)]
    /// The row fits, but is too large.
    package var excess: Excess?

    package enum Excess: Sendable {
      case columns(found: Int, limit: Int)
      /// It does not end within the head of the file.
      case bytes(limit: Int)
    }
  }

  /// How far down a heading row may stand.
  package static let maximumPreambleLines = 60

  private let profile: Profile
  /// Columns that must be found, by index, ascending.
  private let needed: [Int]
  private let known: [String: [(column: Int, language: String)]]

  /// - Parameters:
  ///   - needed: columns that must be found, by index; empty: those the profile recognises files by.
  package init(profile: Profile, needed: [Int] = []) {
    self.profile = profile
    self.needed = needed.isEmpty ? Self.recognising(profile) : Set(needed).sorted()
    var known: [String: [(column: Int, language: String)]] = [:]
    for (index, column) in profile.columns.enumerated() {
      guard case .headings(let languages) = column.place else { continue }
      for (language, names) in languages {
        for name in names { known[Heading(name).key, default: []].append((index, language)) }
      }
    }
    self.known = known
  }

  private static func recognising(_ profile: Profile) -> [Int] {
    let fields = profile.recognise.fields.map { Field.named($0, kind: profile.gives) }
    return profile.columns.indices.filter { index in
      let column = profile.columns[index]
      return fields.contains(column.field) || (column.required && column.fallback == nil)
    }
  }

  /// - Parameter head: the first part of the file as UTF-8, from offset 0, byte order mark included;
  ///   all of it, unless it is as long as `SourceFile.headBytes`.
  /// - Parameter isSheet: it is `TableText`.
  package func find(in head: [UInt8], isSheet: Bool = false) throws(Miss) -> Match {
    var bytes = head[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    let lineBreak: UInt8 =
      isSheet ? TableText.lineBreak : bytes.contains(0x0A) || !bytes.contains(0x0D) ? 0x0A : 0x0D
    var nearest = Miss(headings: [], headerLine: 1, missing: missing(in: []), duplicates: [])
    var bestMatched = -1
    var best: Match?
    let isCut = head.count >= SourceFile.headBytes
    for delimiter in isSheet ? [TableText.delimiter] : delimiters {
      let rows = CSVText.rows(
        of: bytes, delimiter: delimiter, lineBreak: lineBreak, limit: Self.maximumPreambleLines)
      for (number, row) in rows.enumerated() where row.isComplete || number == 0 {
        let headings = row.fields.map { String(decoding: $0, as: UTF8.self) }
        let candidate = bind(headings)
        let excess = excess(row, isCut: isCut && row.end == bytes.endIndex && bytes.last != lineBreak)
        if candidate.matched > bestMatched {
          bestMatched = candidate.matched
          nearest = Miss(
            headings: headings, headerLine: row.line, missing: missing(in: candidate.fields),
            duplicates: candidate.duplicates, excess: excess)
        }
        // What can't be the best is not looked at further: most rows of a file are no headings.
        guard candidate.matched > best?.matched ?? 0, missing(in: candidate.fields).isEmpty,
          candidate.duplicates.isEmpty, excess == nil
        else { continue }
        best = Match(
          delimiter: delimiter, lineBreak: lineBreak, headerLine: row.line, dataStart: row.end,
          headings: headings, fields: candidate.fields, language: candidate.language,
          preamble: rows[..<number].map { Self.preambleLine($0) },
          headingCurrency: candidate.currency, matched: candidate.matched)
      }
    }
    guard let best, nearest.excess == nil || best.matched == bestMatched else { throw nearest }
    return best
  }

  private func excess(_ row: CSVText.Row, isCut: Bool) -> Miss.Excess? {
    if isCut { return .bytes(limit: SourceFile.headBytes) }
    let limit = CSVLimits.standard.columns
    return row.fields.count > limit ? .columns(found: row.fields.count, limit: limit) : nil
  }

  private var delimiters: [UInt8] {
    if case .csv(let format) = profile.format, !format.delimiters.isEmpty { return format.delimiters }
    return [UInt8(ascii: ","), UInt8(ascii: ";"), 9]
  }

  /// A preamble line as text: its fields joined, since a date may hold the delimiter.
  private static func preambleLine(_ row: CSVText.Row) -> String {
    var fields = row.fields.map { String(decoding: $0, as: UTF8.self) }
    while fields.count > 1, fields.last?.isEmpty == true { fields.removeLast() }
    return fields.joined(separator: ",")
  }

  private struct Binding {
    var fields: [Int]
    var matched = 0
    var language = "en"
    var currency: Currency?
    var duplicates: [(heading: String, count: Int)] = []
  }

  private func bind(_ headings: [String]) -> Binding {
    var binding = Binding(fields: Array(repeating: -1, count: profile.columns.count))
    var votes: [String: Int] = [:]
    // The order of a column's headings is its order of preference: `Link clicks` before `Clicks (all)`.
    var rank = Array(repeating: Int.max, count: profile.columns.count)
    for (field, text) in headings.enumerated() {
      let heading = Heading(text)
      for (column, language) in known[heading.key] ?? [] {
        let preference = preference(of: heading.key, column: column)
        if binding.fields[column] == field {
          // The same heading in another language.
          if !language.isEmpty { votes[language, default: 0] += 1 }
          continue
        }
        if binding.fields[column] >= 0, preference == rank[column] {
          binding.duplicates.append((text, 2))
          continue
        }
        guard preference < rank[column] else { continue }
        if binding.fields[column] < 0 { binding.matched += 1 }
        rank[column] = preference
        binding.fields[column] = field
        if !language.isEmpty { votes[language, default: 0] += 1 }
        if let currency = heading.currency, profile.columns[column].type == .money {
          binding.currency = currency
        }
      }
    }
    let winner = votes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.first
    // English headings stand in many languages' exports: any other language with as many votes wins.
    if let winner {
      binding.language = winner.key
      if winner.key == "en",
        let other = votes.sorted(by: { $0.key < $1.key }).first(where: {
          $0.key != "en" && $0.value == winner.value
        })
      {
        binding.language = other.key
      }
    }
    return binding
  }

  private func preference(of key: String, column: Int) -> Int {
    guard case .headings(let languages) = profile.columns[column].place else { return .max - 1 }
    for (_, names) in languages {
      if let index = names.firstIndex(where: { Heading($0).key == key }) { return index }
    }
    return .max - 1
  }

  private func missing(in fields: [Int]) -> [(field: String, known: [String])] {
    var result: [(field: String, known: [String])] = []
    for index in needed where index >= fields.count || fields[index] < 0 {
      let column = profile.columns[index]
      guard case .headings(let languages) = column.place else { continue }
      result.append((column.field.name(kind: profile.gives), languages.flatMap(\.names)))
    }
    return result
  }
}
