import EventSchema

extension BreakdownTable {
  var hasShares: Bool { rows.contains { $0.share != nil } }

  /// What a full bar stands for.
  var largest: Exact? {
    (rows + (other.map { [$0] } ?? [])).compactMap { $0.figures[sortedBy].value }.max()
  }

  /// The note of every figure of a column, where they all have the same: said once, at the heading.
  func commonNote(ofColumn index: Int) -> Note? {
    guard let note = total.figures[index].note else { return nil }
    let figures = (rows + (other.map { [$0] } ?? [])).map { $0.figures[index] }
    return figures.allSatisfy { $0.note == note } ? note : nil
  }

  /// How the table is sorted and compared, and its notes.
  func statements(_ wording: Wording) -> [String] {
    let column = Note.Argument.localized(columns[sortedBy].title)
    // Rows without figures have no order by them.
    var statements = largest == nil ? [] : [wording.text(.sortedBy, ["column": column])]
    if let comparedWith {
      statements.append(
        wording.text(
          .changeAgainst,
          [
            "column": column, "comparison": .word(Word(comparedWith.kind, comparedWith.period.grain)),
            "period": .period(comparedWith.period),
          ]))
    }
    if (rows + [total]).contains(where: { $0.marks.contains { $0?.mark != nil } }) {
      statements.append(wording.text(.targetMarks))
    }
    return statements + notes.map { wording.sentence($0) }
  }
}

extension BreakdownTable.Row {
  func mark(ofColumn index: Int) -> TargetRow.Result? {
    marks.indices.contains(index) ? marks[index] : nil
  }
}
