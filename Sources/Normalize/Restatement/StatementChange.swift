package import EventSchema

/// Where a record stands in the chain of what exports state of its key, each otherwise than the one before.
package struct StatementChange: Sendable, Hashable {
  /// The step since which it is stated so; nil where nothing else was stated before.
  package var came: RestatementStep?
  /// The step by which it was replaced; nil where nothing else is stated since.
  package var went: RestatementStep?
  /// Whether it is what was stated first of all, or what is stated now.
  package var isFirst = false
  package var isLast = false

  /// Those of statements one after the other, of which some are the same.
  ///
  /// What is stated alike several times came with the first of them, and goes with the last.
  ///
  /// - Parameters:
  ///   - areSame: of each statement behind the first, whether it is the same as the one before.
  ///   - step: from one statement to the next one, by their places.
  static func chain(areSame: [Bool], step: (Int, Int) -> RestatementStep) -> [StatementChange] {
    var chain = Array(repeating: StatementChange(), count: areSame.count + 1)
    for (before, isSame) in areSame.enumerated() where !isSame {
      let change = step(before, before + 1)
      chain[before].went = change
      chain[before + 1].came = change
    }
    if let first = chain.firstIndex(where: { $0.went != nil }) { chain[first].isFirst = true }
    if let last = chain.lastIndex(where: { $0.came != nil }) { chain[last].isLast = true }
    return chain
  }
}
