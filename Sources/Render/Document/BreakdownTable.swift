package import Declarations
package import EventSchema

/// Figures per value of a dimension: channels, campaigns.
package struct BreakdownTable: Sendable {
  package struct Column: Sendable {
    /// The KPI's identifier.
    package var kpi: String
    package var title: LocalizedText
    package var unit: FigureUnit
    package var better: KPI.Better

    package init(kpi: String, title: LocalizedText, unit: FigureUnit, better: KPI.Better) {
      self.kpi = kpi
      self.title = title
      self.unit = unit
      self.better = better
    }
  }

  package enum Label: Hashable, Sendable {
    /// A value from the data, shown as it stands.
    case value(String)
    /// A value that has a name per language.
    case localized(LocalizedText)
    /// A name of our own.
    case word(Word)
    /// A note, such as "Other (12 campaigns)".
    case note(Note)
  }

  package struct Row: Sendable {
    package var label: Label
    /// One per column.
    package var figures: [Figure]
    /// The sorting column's figure in the compared period.
    package var previous: Figure?
    /// Share of the total of the sorting column; nil where parts do not add up to the total.
    package var share: Exact?
    /// What became of targets, one per column; empty where there are none.
    package var marks: [TargetRow.Result?] = []

    package init(_ label: Label, _ figures: [Figure], previous: Figure? = nil, share: Exact? = nil) {
      self.label = label
      self.figures = figures
      self.previous = previous
      self.share = share
    }
  }

  package var dimension: Dimension
  package var columns: [Column]
  /// In the order they are shown.
  package var rows: [Row]
  /// What the table leaves out, as one row.
  package var other: Row?
  package var total: Row
  /// Index of the column by which rows are sorted, largest first.
  package var sortedBy: Int
  /// What `previous` is a figure of.
  package var comparedWith: (kind: PeriodDeclaration.Comparison, period: Period)?
  package var notes: [Note]

  /// What is to be said of the figure that a row's change is held against.
  func baseNote(of row: Row) -> Note? {
    guard let compared = comparedWith, let note = row.previous?.note else { return nil }
    return Note(.labelled, ["term": .period(compared.period), "text": .note(note)])
  }

  /// - Precondition: `sortedBy` is a column, and every row has one figure per column.
  package init(
    by dimension: Dimension, columns: [Column], rows: [Row], other: Row? = nil, total: Row, sortedBy: Int,
    comparedWith: (kind: PeriodDeclaration.Comparison, period: Period)? = nil, notes: [Note] = []
  ) {
    precondition(columns.indices.contains(sortedBy), "a breakdown is sorted by one of its columns")
    precondition(
      (rows + [total] + (other.map { [$0] } ?? [])).allSatisfy { $0.figures.count == columns.count },
      "every row of a breakdown has one figure per column")
    self.dimension = dimension
    self.columns = columns
    self.rows = rows
    self.other = other
    self.total = total
    self.sortedBy = sortedBy
    self.comparedWith = comparedWith
    self.notes = notes
  }
}
