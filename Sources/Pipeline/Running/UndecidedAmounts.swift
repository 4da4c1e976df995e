import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize
import Render

/// A column of amounts that may all be thousands.
struct UndecidedAmounts {
  var column: String
  /// Where the first of them stands.
  var place: SourceLocation
  var text: String
  /// How it is read, and how else it may be meant; as a pipeline file declares it.
  var notation: String
  var other: String
}

extension RunResult {
  /// Columns of an input whose amounts may all be thousands, once each; none where another file of the input shows
  /// how its decimals are written.
  func undecidedAmounts(_ index: Int) -> [UndecidedAmounts] {
    let mapping = plan.kernel.inputs[index]
    let mine = files.filter { $0.file.input == index }
    let proves = mine.contains { file in
      file.notations.contains { $0.value.evidence.contains(.otherDecimals) }
    }
    guard !proves else { return [] }
    var told: Set<Int> = []
    var found: [UndecidedAmounts] = []
    for file in mine {
      let style = mapping.numberStyle(file.file.facts)
      for (column, cell) in file.undecidedAmounts(mapping) where told.insert(column).inserted {
        found.append(
          UndecidedAmounts(
            column: file.columnName(column, mapping) ?? "",
            place: SourceLocation(file: file.file.source.place, line: file.line(of: cell)), text: cell.text,
            notation: style.sample ?? "",
            other: style.opposite))
      }
    }
    return found
  }
}

extension UndecidedAmounts {
  var warning: Diagnostic {
    Diagnostic(
      .warning, at: place,
      "every amount in '\(column)' with a mark has three digits behind it, such as '\(text)': read as decimals, "
        + "it may be thousands",
      hint: "set `numbers: \"\(other)\"` for this input if these are thousands, "
        + "`numbers: \"\(notation)\"` if they are not")
  }

  var note: Note {
    Note(
      .noteThousands,
      [
        "column": .text(column), "text": .text(text), "notation": .text(notation), "other": .text(other),
        "place": .text("\(place.file):\(place.line)"),
      ])
  }
}
