import Aggregate
import Declarations
import EventSchema
import Kernel
import Render

extension DataQualityBuilder {
  /// What rows of costs below 0, such as an ad platform's credits, take off an input's costs.
  func creditNotes(_ index: Int) -> [Note] {
    let ledger = result.ledger(ofInput: index)
    let credits = ledger.money.filter { $0.value.credits > 0 }.sorted { $0.key < $1.key }
    return [Measure.spend, .cost].compactMap { measure in
      let mine = credits.filter { $0.key.measure == measure }
      guard !mine.isEmpty else { return nil }
      let amounts = mine.map { key, money -> Note.Argument in
        .figure(.money(Exact(units: -money.credited, scale: 6), Currency(key.currency) ?? .unstated))
      }
      return Note(
        .noteCredits,
        [
          "n": .count(mine.reduce(0) { $0 + $1.value.credits }), "measure": .word(Word(measure)),
          "amounts": .list(amounts),
        ])
    }
  }
}
