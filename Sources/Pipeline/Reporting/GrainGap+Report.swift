import Declarations
import EventSchema
import Render

extension GrainGap {
  /// An entry of `grain_gaps` in `report.json`.
  func json(_ plan: Plan) -> JSONValue {
    .object([
      ("input", .string(plan.inputs[input].declaration.name)), ("coarse", .string(coarse.rawValue)),
      ("fine", .string(fine.rawValue)), ("counted", .strings(counted.map(\.rawValue))),
      ("first", .string(Day(number: first).description)), ("last", .string(Day(number: last).description)),
      ("days", .integer(dayCount)),
      ("currency", currency == 0 ? .null : .string(Currency(packed: currency).description)),
      ("coarse_spend", .string(coarseSpend.description)), ("fine_spend", .string(fineSpend.description)),
      ("gap", .string(gap.description)), ("share", .optional(share?.description)),
      ("apart", .string(apart.description)), ("share_apart", .optional(shareApart?.description)),
    ])
  }

  /// What a reader is told.
  func note(_ plan: Plan) -> Note {
    func amount(_ value: Exact) -> Note.Argument { .figure(.money(value, Currency(packed: currency))) }
    var arguments: [String: Note.Argument] = [
      "input": .text(plan.inputs[input].declaration.name), "coarse": .word(Word(coarse)),
      "fine": .word(Word(fine)), "counted": .list(counted.map { .word(Word($0)) }), "n": .count(dayCount),
      "coarse_spend": amount(coarseSpend), "fine_spend": amount(fineSpend), "gap": amount(gap),
    ]
    if let shareApart, apart != (gap.isNegative ? -gap : gap) {
      arguments["apart"] = amount(apart)
      arguments["share"] = .figure(Figure(shareApart, .percent, decimals: 1))
      return Note(.grainApart, arguments)
    }
    guard let share, !gap.isZero else { return Note(gap.isZero ? .grainSame : .grainDiffers, arguments) }
    arguments["share"] = .figure(Figure(share, .percent, decimals: 1))
    return Note(.grainGap, arguments)
  }
}
