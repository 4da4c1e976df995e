import Diagnostics

/// Finds the heading of a file that most resembles those a profile knows for a field.
enum NearHeading {
  /// - Returns: nil when none is spelt alike and none shares a word of four letters or more.
  static func of(_ known: [String], in headings: [String]) -> String? {
    let keys = known.map { Heading($0).key }
    var best: (score: Int, heading: String)?
    for heading in headings where !heading.isEmpty && heading.utf8.count <= 100 {
      let key = Heading(heading).key
      guard let score = keys.compactMap({ score(key, $0) }).min(), score < best?.score ?? .max else {
        continue
      }
      best = (score, heading)
    }
    return best?.heading
  }

  /// Edits, if they are few; a shared word counts as nearly as good.
  private static func score(_ a: String, _ b: String) -> Int? {
    guard b.utf8.count <= 100 else { return nil }
    let distance = editDistance(a, b)
    if distance <= max(1, min(a.count, b.count) / 3) { return distance }
    return shareWord(a, b) ? 50 + distance : nil
  }

  /// Words that many columns have: alone they tell none of them.
  private static let common: Set<Substring> = [
    "amount", "total", "date", "time", "name", "number", "value", "count", "rate", "type", "betrag", "summe",
    "datum", "anzahl", "сумма", "дата", "количество",
  ]

  /// Whether a heading has one of the words that make up a known one, maybe with another ending: `Refund`, `Refunded Amount`.
  private static func shareWord(_ a: String, _ known: String) -> Bool {
    let all = known.split(separator: " ")
    let words = all.count > 1 ? all.filter { !common.contains($0) } : all
    return a.split(separator: " ").contains { word in
      words.contains { other in
        let length = min(word.count, other.count)
        return length >= 4
          && (word == other || length >= 5 && (word.hasPrefix(other) || other.hasPrefix(word)))
      }
    }
  }
}
