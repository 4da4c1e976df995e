package import Declarations
package import EventSchema

/// A plain table of a section: what stands in it is decided by whoever fills it, how it looks by each format.
package struct FactTable: Sendable {
  package struct Column: Sendable {
    package var heading: Word
    package var alignment: Alignment
    /// Of its figures, where the heading names it.
    package var unit: FigureUnit?
    /// Instead of the heading: the same in every language.
    package var text: String?

    package enum Alignment: Sendable { case text, number }

    package init(
      _ heading: Word, _ alignment: Alignment = .number, unit: FigureUnit? = nil, text: String? = nil
    ) {
      self.text = text
      self.heading = heading
      self.alignment = alignment
      self.unit = unit
    }
  }

  package enum Cell: Sendable {
    /// Text of users and exports.
    case text(String)
    case word(Word)
    case figure(Figure)
    /// With a shade behind it, from 0 for none to 5: it repeats what the figure says.
    case shaded(Figure, shade: Int)
    case change(Change)
    case period(Period)
    case note(Note)
    case empty
  }

  package struct Row: Sendable {
    package enum Kind: Sendable { case ordinary, total }

    package var kind: Kind
    package var cells: [Cell]

    package init(_ cells: [Cell], _ kind: Kind = .ordinary) {
      self.cells = cells
      self.kind = kind
    }
  }

  /// Shown above it; nil for the section's own.
  package var caption: Word?
  /// Instead of a word of ours: as the pipeline file calls it.
  package var title: LocalizedText?
  package var columns: [Column]
  package var rows: [Row]
  package var notes: [Note]

  package init(caption: Word? = nil, columns: [Column], rows: [Row], notes: [Note] = []) {
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.notes = notes
  }

  /// Without the columns in which no row states anything.
  package var withoutEmptyColumns: FactTable {
    let kept = columns.indices.filter { index in
      index == 0
        || rows.contains { row in
          switch row.cells[index] {
          case .empty: false
          case .figure(let figure), .shaded(let figure, _): figure.value != nil || figure.note != nil
          case .text, .word, .change, .period, .note: true
          }
        }
    }
    var table = self
    table.columns = kept.map { columns[$0] }
    table.rows = rows.map { row in Row(kept.map { row.cells[$0] }, row.kind) }
    return table
  }
}
