package import Declarations
import EventSchema
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
  /// The first amount that may be thousands as well as decimals.
  package var doubtful: FilePart.Contradiction?

  package mutating func merge(_ other: ColumnNotation) {
    evidence.formUnion(other.evidence)
    contradiction = Self.first(contradiction, other.contradiction)
    doubtful = Self.first(doubtful, other.doubtful)
  }

  private static func first(
    _ a: FilePart.Contradiction?, _ b: FilePart.Contradiction?
  ) -> FilePart.Contradiction? {
    guard let a, let b else { return a ?? b }
    return (a.chunk, a.index) <= (b.chunk, b.index) ? a : b
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

  /// Columns of amounts that may all be thousands: each with a mark has three digits behind it, and no amount of the
  /// file shows how decimals are written. Empty where the pipeline file says it, and of currencies with three decimals.
  package func undecidedAmounts(_ mapping: InputMapping) -> [(column: Int, cell: FilePart.Contradiction)] {
    guard !mapping.declared.contains(.numbers),
      !notations.contains(where: { $0.value.evidence.contains(.otherDecimals) }),
      (file.facts.currency ?? mapping.currency)?.minorUnits != 3
    else { return [] }
    return notations.sorted { $0.key < $1.key }.compactMap { position, notation in
      guard notation.evidence.contains(.threeDecimals), !notation.evidence.contains(.proven) else {
        return nil
      }
      return notation.doubtful.map { (position, $0) }
    }
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
