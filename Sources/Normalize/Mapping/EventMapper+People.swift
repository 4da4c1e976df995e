import Columns
import Declarations
import EventSchema

/// People and ids behind the events. Keys become tokens here; nothing else of them leaves the mapper.
extension EventMapper {
  /// Tokens of the people or accounts behind the records: the person, else the account.
  func personTokens(_ batch: borrowing RecordBatch) -> ContiguousArray<PersonToken> {
    guard mapping.needs.persons else { return [] }
    var tokens = ContiguousArray<PersonToken>()
    if let position = roles.person {
      tokens.reserveCapacity(batch.count)
      let key = mapping.personKey
      let block = batch.bytes
      let bytes = block.span
      let column = cells[position]
      let cells = column.span
      for row in 0..<cells.count {
        tokens.append(
          PersonNormaliser.token(bytes, Int(cells[row].start), max(0, Int(cells[row].length)), key))
      }
    }
    guard let account = roles.dimensions[.account], textColumns[account] != nil else { return tokens }
    if tokens.isEmpty { tokens = ContiguousArray(repeating: .nobody, count: batch.count) }
    for row in 0..<batch.count where tokens[row].isNobody && codes[account][row] >= 0 {
      tokens[row] = accountTokens[Int(codes[account][row])]
    }
    return tokens
  }

  /// Hashes the accounts that were not seen before.
  mutating func extendAccounts() {
    guard mapping.needs.persons, let account = roles.dimensions[.account],
      let table = textColumns[account]?.table
    else { return }
    while accountTokens.count < table.count {
      let text = table[Int32(accountTokens.count)]
      accountTokens.append(PersonNormaliser.token(text.span, 0, text.count, mapping.personKey))
    }
  }

  /// Where the records' ids stand.
  func entityCells() -> ContiguousArray<Cell> {
    guard mapping.needs.persons || mapping.needs.everything, let position = roles.key else { return [] }
    return cells[position]
  }

  /// The people to be counted once for a measure: those of accepted records whose event has the meaning.
  func people(for measure: Measure, meaning: Int8, _ batch: borrowing RecordBatch) -> CountedPeople {
    var people = CountedPeople(measure)
    guard let person = roles.person, let event = roles.event else { return people }
    let key = mapping.personKey
    let block = batch.bytes
    let bytes = block.span
    let (keys, events) = (cells[person], codes[event])
    let (cells, codes) = (keys.span, events.span)
    let known = meanings
    for row in 0..<cells.count where codes[row] >= 0 && known[Int(codes[row])] == meaning {
      guard cells[row].length > 0, verdicts[row] == 0 else { continue }
      let token = PersonNormaliser.token(bytes, Int(cells[row].start), Int(cells[row].length), key)
      if token.isNobody { continue }
      people.rows.append(Int32(truncatingIfNeeded: row))
      people.persons.append(token)
    }
    return people
  }
}
