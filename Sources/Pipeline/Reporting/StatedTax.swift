import Columns
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
            measures: input.profile.measures(taxedBy: column), share: tax.value)
        }
      }
    }
  }

  /// By the input's name and measure: the net share of amounts that include a tax.
  var netShares: [[UInt8]: [Measure: Exact]] {
    taxes.reduce(into: [:]) { shares, tax in
      for measure in tax.measures { shares[ComposedText.of(tax.inputName), default: [:]][measure] = tax.net }
    }
  }
}

extension Profile {
  /// What sums up a column's money. Money given back for orders is stated as their amounts are: rows below 0 hold it,
  /// or a column that says nothing else of its tax.
  fileprivate func measures(taxedBy column: ProfileColumn) -> [Measure] {
    let own = column.field.moneyMeasures
    guard gives == .order, own == [.revenue],
      !columns.contains(where: { $0.field == .measure(.refunds) && $0.includesVAT != nil })
    else { return own }
    return own + [.refunds]
  }
}

extension DataQualityBuilder {
  /// Which amounts of an input include a tax that figures are without, and refunds that are held against revenue with
  /// a tax that it is without.
  func taxNotes(_ index: Int) -> [Note] {
    let profile = plan.inputs[index].profile
    let isUneven =
      plan.kernel.inputs[index].needs.measures.contains(.refunds)
      && profile.columns.contains { $0.field == .measure(.revenue) && $0.minus.contains("tax") }
      && profile.columns.contains { $0.field == .measure(.refunds) && !$0.minus.contains("tax") }
      // Where all taxes are 0, both are without one.
      && result.files.contains { $0.file.input == index && $0.takesTaxOff }
    return (isUneven ? [Note(.noteRefundsWithTax)] : []) + includedTaxes(index)
  }

  private func includedTaxes(_ index: Int) -> [Note] {
    plan.taxes.filter { $0.input == index }.flatMap { tax -> [Note] in
      let percent = (tax.share * Exact(100)).description
      let decimals = percent.contains(".") ? percent.split(separator: ".")[1].count : 0
      // Of a deal's amount or a cost one word is enough.
      let named = tax.measures[0] == .revenue ? tax.measures : [tax.measures[0]]
      return named.map { measure in
        Note(
          .noteIncludesVAT,
          [
            "measure": .word(Word(measure)),
            "rate": .figure(Figure(tax.share, .percent, decimals: decimals)),
          ])
      }
    }
  }
}
