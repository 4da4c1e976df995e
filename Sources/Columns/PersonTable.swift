/// Gives every distinct person token a dense index, in order of first appearance.
///
/// Tokens are hashes already, so their own bits find the slot. Indices are local to one table; they must
/// never be encoded or order any output.
package struct PersonTable: Sendable {
  /// Index + 1, 0 for a free slot; a power of two, at most three quarters full.
  private var slots: ContiguousArray<UInt32>
  private var mask: Int
  package private(set) var tokens: ContiguousArray<PersonToken> = []

  package init() {
    slots = ContiguousArray(repeating: 0, count: 16)
    mask = 15
  }

  package var count: Int { tokens.count }

  /// The index of a token, adding it when it is new.
  package mutating func index(of token: PersonToken) -> (index: Int, isNew: Bool) {
    var slot = Int(truncatingIfNeeded: token.low) & mask
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      if tokens[index] == token { return (index, false) }
      slot = (slot + 1) & mask
    }
    precondition(tokens.count < Int(UInt32.max) - 1, "more people than an index can name")
    tokens.append(token)
    slots[slot] = UInt32(tokens.count)
    if tokens.count * 4 > slots.count * 3 { grow() }
    return (tokens.count - 1, true)
  }

  /// The index of a token; nil for one that was never added.
  package func index(ofKnown token: PersonToken) -> Int? {
    var slot = Int(truncatingIfNeeded: token.low) & mask
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      if tokens[index] == token { return index }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private mutating func grow() {
    let size = slots.count * 2
    mask = size - 1
    slots = ContiguousArray(repeating: 0, count: size)
    for index in tokens.indices {
      var slot = Int(truncatingIfNeeded: tokens[index].low) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(index + 1)
    }
  }
}
