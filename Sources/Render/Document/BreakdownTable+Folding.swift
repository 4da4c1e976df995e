import EventSchema

/// What says nothing throughout, for one reason, is said once: a wall of n/a hides the figures that are there.
extension BreakdownTable {
  /// So many rows are named below the table.
  private static let namedRows = 12

  /// Without columns and rows that have no figure for one reason. What they are, and why, stands below the table.
  package func folded() -> BreakdownTable {
    var table = self
    // Rows first: a row that says nothing has other reasons than the column it stands in.
    let rows = table.foldRows()
    table.notes = table.foldColumns() + rows + table.notes
    return table
  }

  private mutating func foldColumns() -> [Note] {
    let reasons = columns.indices.map { index in index == sortedBy ? nil : reason(ofColumn: index) }
    let notes = Note.folded(zip(columns, reasons).map { (.localized($0.title), $1) }, as: .foldedColumns)
    guard !notes.isEmpty else { return [] }
    let kept = columns.indices.filter { reasons[$0] == nil }
    sortedBy = kept.firstIndex(of: sortedBy) ?? 0
    columns = kept.map { columns[$0] }
    for index in rows.indices { rows[index].keep(kept) }
    other?.keep(kept)
    total.keep(kept)
    return notes
  }

  /// Why no row has a figure of a column, where that is one reason.
  private func reason(ofColumn index: Int) -> Note? {
    let figures = (rows + (other.map { [$0] } ?? []) + [total]).map { $0.figures[index] }
    guard figures.allSatisfy({ $0.value == nil }) else { return nil }
    return commonNote(ofColumn: index)
  }

  private mutating func foldRows() -> [Note] {
    let reasons = rows.map(\.reason)
    // A table of nothing but its total says less than n/a.
    guard reasons.contains(where: { $0 == nil }) else { return [] }
    let notes = Note.folded(
      zip(rows, reasons).map { ($0.label.argument, $1) }, as: .foldedRows, atMost: Self.namedRows)
    rows = zip(rows, reasons).filter { $1 == nil }.map(\.0)
    return notes
  }
}

extension BreakdownTable.Row {
  fileprivate mutating func keep(_ columns: [Int]) {
    figures = columns.map { figures[$0] }
    if !marks.isEmpty { marks = columns.map { marks[$0] } }
  }

  /// Why the row has no figure at all, where it is one reason, or that no input states any of them.
  fileprivate var reason: Note? {
    guard let first = figures.first?.note, figures.allSatisfy({ $0.value == nil && $0.note != nil }),
      marks.allSatisfy({ $0 == nil })
    else { return nil }
    if figures.allSatisfy({ $0.note == first }) { return first }
    return figures.allSatisfy { $0.note?.word == .noteNotStated } ? Note(.noteNoneStated) : nil
  }
}

extension CampaignReview {
  /// Without columns that no campaign has a figure of, for one reason, and what these are.
  func folded() -> (review: CampaignReview, notes: [Note]) {
    let reasons = columns.indices.map { index -> Note? in
      let figures = rows.map { $0.figures[index] }
      guard let note = figures.first?.note, total[index].value == nil else { return nil }
      return figures.allSatisfy { $0.value == nil && $0.note == note } ? note : nil
    }
    guard reasons.contains(where: { $0 == nil }) else { return (self, []) }
    let kept = columns.indices.filter { reasons[$0] == nil }
    var review = self
    review.columns = kept.map { columns[$0] }
    review.total = kept.map { total[$0] }
    for index in rows.indices { review.rows[index].figures = kept.map { rows[index].figures[$0] } }
    let notes = Note.folded(zip(columns, reasons).map { (.localized($0.title), $1) }, as: .foldedColumns)
    return (review, notes)
  }
}

extension Note {
  /// One note per reason, with the names that have it, in their order.
  fileprivate static func folded(
    _ items: [(name: Argument, reason: Note?)], as word: Word, atMost limit: Int = .max
  ) -> [Note] {
    let reasons = items.compactMap(\.reason).reduce(into: [Note]()) { if !$0.contains($1) { $0.append($1) } }
    return reasons.map { reason in
      let names = items.filter { $0.reason == reason }.map(\.name)
      let rest = names.count - limit
      let shown = rest > 1 ? names.prefix(limit) + [.note(Note(.otherCount, ["n": .count(rest)]))] : names
      return Note(word, ["names": .list(Array(shown)), "reason": .note(reason)])
    }
  }
}
