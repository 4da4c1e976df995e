package import Declarations
import Extract
package import Normalize

extension FilePart {
  /// A cell that can only be read in another notation than its column's.
  package struct Contradiction: Sendable, Hashable {
    package var chunk: Int
    package var index: Int32
    package var linesBefore: Int
    package var text: String
    package var other: String
  }
}

/// What a file's column says about the way it is read.
package struct ColumnNotation: Sendable, Hashable {
  package var evidence: NotationEvidence = []
  /// The first cell that only another notation can read.
  package var contradiction: FilePart.Contradiction?

  package mutating func merge(_ other: ColumnNotation) {
    evidence.formUnion(other.evidence)
    guard let more = other.contradiction else { return }
    guard let known = contradiction, (known.chunk, known.index) <= (more.chunk, more.index) else {
      contradiction = more
      return
    }
  }
}

extension FileResult {
  /// Columns of numbers whose other cells must be looked at before the file can be trusted.
  package func doubtedNumbers(_ plan: KernelPlan) -> [Int] {
    let mapping = plan.inputs[file.input]
    return notations.filter { position, notation in
      mapping.type(position, file.facts).pattern == nil
        && !notation.evidence.isDisjoint(with: [.contradicted, .doubted])
    }.keys.sorted()
  }

  /// The export's own heading of a wanted column, or our name of the field.
  package func columnName(_ column: Int, _ mapping: InputMapping) -> String? {
    guard mapping.wanted.indices.contains(column) else { return nil }
    if let layout = file.source.layout, layout.fields[column] >= 0 {
      return file.source.headings[layout.fields[column]]
    }
    return mapping.profile.columns[mapping.wanted[column]].field.name(kind: mapping.profile.gives)
  }

  /// How a column is read, as a pipeline file declares it.
  package func notation(of column: Int, _ mapping: InputMapping) -> String? {
    mapping.type(column, file.facts).pattern?.text ?? mapping.numberStyle(file.facts).sample
  }

  /// Columns of days of which nothing in the file says whether the day or the month comes first.
  package func undecidedDays(_ mapping: InputMapping) -> [(column: Int, pattern: DatePattern)] {
    notations.sorted { $0.key < $1.key }.compactMap { position, notation in
      guard let pattern = mapping.type(position, file.facts).pattern, pattern.isWrittenByHabit,
        notation.evidence == .ambiguous
      else {
        return nil
      }
      return (position, pattern)
    }
  }
}
