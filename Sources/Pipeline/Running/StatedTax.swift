import Aggregate
import Declarations
import EventSchema
import Kernel
import Normalize
import Render

/// A tax that the amounts of an input's column include.
struct StatedTax: Sendable {
  var input: Int
  var inputName: String
  var field: String
  var measures: [Measure]
  /// On top of the net amount: 0.2.
  var share: Exact

  /// What is left of an amount without the tax: 5/6.
  var net: Exact? { Exact(1) / (Exact(1) + share) }

  var json: JSONValue {
    .object([
      ("input", .string(inputName)), ("field", .string(field)),
      ("includes_vat", .string((share * Exact(100)).description + "%")),
    ])
  }
}

extension Plan {
  /// Taxes of all inputs, in order.
  var taxes: [StatedTax] {
    inputs.enumerated().flatMap { index, input in
      input.profile.columns.compactMap { column in
        column.includesVAT.map { tax in
          StatedTax(
            input: index, inputName: input.declaration.name,
            field: column.field.name(kind: input.profile.gives),
            measures: column.field.moneyMeasures, share: tax.value)
        }
      }
    }
  }

  /// By the input's name and measure: the net share of amounts that include a tax.
  var netShares: [[UInt8]: [Measure: Exact]] {
    taxes.reduce(into: [:]) { shares, tax in
      for measure in tax.measures { shares[Array(tax.inputName.utf8), default: [:]][measure] = tax.net }
    }
  }
}

extension DataQualityBuilder {
  /// Which amounts of an input include a tax that figures are without.
  func taxNotes(_ index: Int) -> [Note] {
    plan.taxes.filter { $0.input == index }.map { tax in
      let percent = (tax.share * Exact(100)).description
      let decimals = percent.contains(".") ? percent.split(separator: ".")[1].count : 0
      return Note(
        .noteIncludesVAT,
        [
          "measure": .word(Word(tax.measures[0])),
          "rate": .figure(Figure(tax.share, .percent, decimals: decimals)),
        ])
    }
  }
}
