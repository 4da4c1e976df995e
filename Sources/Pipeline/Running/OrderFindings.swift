import Aggregate
import Declarations
import Diagnostics
package import EventSchema
import Extract
import Kernel
package import Normalize
import Render

/// Ids of an input's orders that stand on several days, taken for orders of their own.
package struct IDsOnSeveralDays: Sendable {
  package var input: Int
  package var ids: StatementRoles.IDsOnDays
  /// An export has them with the same amount each time, and nothing says that each is an order.
  package var areDoubtful: Bool
  /// Exports have them on a day each and look as if one order had moved, and nothing says that each is an order.
  package var mayHaveMoved: Bool

  /// What is told as known; nil where it is a warning.
  var remark: Note? {
    areDoubtful || mayHaveMoved
      ? nil : Note(.noteIdsOnSeveralDays, ["n": .count(ids.count), "amounts": .list(ids.money.amounts)])
  }

  func warningNotes(_ plan: Plan) -> [Note] {
    func note(_ word: Word, _ count: Int, _ money: [Currency: Exact]) -> Note {
      Note(
        word,
        [
          "n": .count(count), "input": .text(plan.inputs[input].declaration.name),
          "amounts": .list(money.amounts),
        ])
    }
    return (areDoubtful ? [note(.noteOrdersOnSeveralDays, ids.alike, ids.alikeMoney)] : [])
      + (mayHaveMoved ? [note(.noteOrdersMoved, ids.moved, ids.movedMoney)] : [])
  }

  /// `shop: 2 order ids stand in exports on different days …`
  static func moved(_ count: Int, _ input: String, _ money: [Currency: Exact]) -> String {
    (count == 1 ? "1 order id of \(input) stands" : "\(count) order ids of \(input) stand")
      + " in several exports on different days, with one amount or buyer, and "
      + (count == 1 ? "counts" : "count") + " on each: if they are one order each, \(money.text) are too much"
  }

  func warnings(_ plan: Plan) -> [Diagnostic] {
    var warnings: [Diagnostic] = []
    if areDoubtful { warnings.append(warningOfOneExport(plan)) }
    if mayHaveMoved {
      let declaration = plan.inputs[input].declaration
      warnings.append(
        Diagnostic(
          .warning, at: declaration.location,
          Self.moved(ids.moved, "'\(declaration.name)'", ids.movedMoney),
          hint:
            "export the newer file from the older one's days on: then the newer day counts; where the shop numbers anew, "
            + "`several_rows: add_up` says that each row is meant"))
    }
    return warnings
  }

  private func warningOfOneExport(_ plan: Plan) -> Diagnostic {
    let declaration = plan.inputs[input].declaration
    let amounts = ids.alikeMoney.text
    return Diagnostic(
      .warning, at: declaration.location,
      "\(ids.alike) order ids of '\(declaration.name)' stand on several days of an export, each time with the same "
        + "amount, and count on each: if they are one order each, \(amounts) are too much",
      hint:
        "export orders by the day they were placed, without payments or deliveries; where the shop numbers anew, "
        + "`several_rows: add_up` says that each row is meant")
  }

  func json(_ plan: Plan) -> JSONValue {
    .object([
      ("input", .string(plan.inputs[input].declaration.name)), ("count", .integer(ids.count)),
      ("money", ids.money.json),
    ])
  }
}

/// Refunds of one order and time that stand in a file twice alike: one counts, since a row that an export repeats looks
/// the same as one that was given back in equal parts.
package struct RefundsTwice: Sendable {
  package var input: Int
  /// Those that don't count, and what they amount to, as stated.
  package var count: Int
  package var money: [Currency: Exact]
  var files: [String]

  var note: Note { Note(.noteRefundsTwice, ["n": .count(count), "amounts": .list(money.amounts)]) }

  func warning(_ plan: Plan) -> Diagnostic {
    let amounts = money.text
    return Diagnostic(
      .warning, at: SourceLocation(file: files.first ?? ""),
      (count == 1 ? "1 refund" : "\(count) refunds")
        + " of '\(plan.inputs[input].declaration.name)', \(amounts), "
        + (count == 1 ? "stands in a file twice alike and counts" : "stand in a file twice alike and count")
        + " once",
      hint:
        "if each was given back on its own, set `overlap: add_up` for the input, or export them with their times"
    )
  }
}

/// Money given back that does not fit its order.
extension DataQualityBuilder {
  /// Those in rows of orders, by file and line of the first; then those that were looked up, by inputs.
  private var odd: [(oddity: RefundOddity, tally: OddRefunds, place: String)] {
    let inRows = result.files.flatMap { file in
      RefundOddity.allCases.compactMap { oddity in
        file.oddRefunds[oddity].map { (oddity, $0.tally, "\(file.file.source.place):\($0.line)") }
      }
    }
    let inputs = plan.inputs.filter { [.refund, .order].contains($0.profile.gives) }
    let names = inputs.map(\.declaration.name).joined(separator: ", ")
    return inRows
      + RefundOddity.allCases.compactMap { oddity in
        figures.linked?.odd[oddity].map { (oddity, $0, names) }
      }
  }

  var oddRefunds: [Note] {
    odd.map { oddity, tally, place in
      Note(
        oddity == .beforeOrder ? .noteRefundsBeforeOrder : .noteRefundsBeyondOrder,
        ["n": .count(tally.count), "amounts": .list(tally.money.amounts), "place": .text(place)])
    }
  }

  var oddRefundsJSON: [JSONValue] {
    odd.map { oddity, tally, place in
      .object([
        ("refunds", .string(oddity.rawValue)), ("count", .integer(tally.count)),
        ("money", tally.money.json), ("first", .string(place)),
      ])
    }
  }
}

extension RateContradiction {
  var json: JSONValue {
    .object([
      ("from", .string(from.description)), ("to", .string(to.description)), ("count", .integer(count)),
      ("first_day", .string(days.lowerBound.description)), ("last_day", .string(days.upperBound.description)),
      ("stated", .array(stated.map { .string($0) })), ("other", .array(other.map { .string($0) })),
    ])
  }
}

extension [Currency: Exact] {
  /// For the terminal, by currency: `12.5 EUR, 3 USD`.
  var text: String {
    sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }

  /// For a note, by currency.
  var amounts: [Note.Argument] {
    sorted { $0.key < $1.key }.map { .figure(.money($0.value, $0.key)) }
  }

  var json: JSONValue {
    .array(
      sorted { $0.key < $1.key }.map {
        .object([("currency", .string($0.key.description)), ("amount", .string($0.value.description))])
      })
  }
}
