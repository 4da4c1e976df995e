/// Finds the candidate a mistyped word was probably meant to be.
///
/// - Returns: The nearest candidate within a third of the word's length (at least 1, at most 3
///   edits), ties broken by the candidates' order; nil when nothing is near.
package func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
  // Nobody mistypes a word that long; comparing it would take its length times each candidate's.
  guard word.utf8.count <= 100 else { return nil }
  let length = word.unicodeScalars.count
  let limit = min(3, max(1, length / 3))
  var best: (distance: Int, candidate: String)?
  // Words whose lengths differ by more need more edits than that.
  for candidate in candidates where abs(candidate.unicodeScalars.count - length) <= limit {
    let distance = editDistance(word, candidate, upTo: limit)
    if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
  }
  return best?.candidate
}

/// Finds the candidate that a word of first letters stands for: `AOV` for `average_order_value`.
///
/// - Returns: nil where none or several have these letters.
package func spelledOut(_ word: String, in candidates: some Sequence<String>) -> String? {
  let letters = word.lowercased()
  guard letters.count > 1 else { return nil }
  let found = candidates.filter { candidate in
    String(candidate.split { $0 == "_" || $0 == " " }.compactMap(\.first)).lowercased() == letters
  }
  return Set(found).count == 1 ? found.first : nil
}

/// Edits (insert, delete, replace, swap of neighbours) between two words, A–Z folded.
///
/// - Parameter limit: where it takes more, any number above it.
package func editDistance(_ a: String, _ b: String, upTo limit: Int = .max) -> Int {
  let a = a.unicodeScalars.map(folded)
  let b = b.unicodeScalars.map(folded)
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var rows = [[Int](), Array(0...b.count)]
  for i in 1...a.count {
    var row = [i]
    for j in 1...b.count {
      var cost = min(
        rows[1][j] + 1, row[j - 1] + 1, rows[1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        cost = min(cost, rows[0][j - 2] + 1)
      }
      row.append(cost)
    }
    // A swap reaches two rows back.
    if let least = (rows[1] + row).min(), least > limit { return least }
    rows = [rows[1], row]
  }
  return rows[1][b.count]
}

private func folded(_ scalar: Unicode.Scalar) -> UInt32 {
  ("A"..."Z").contains(scalar) ? scalar.value + 32 : scalar.value
}
