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
      let (column, block) = (cells[position], batch.bytes)
      let rows = ContiguousArray(0..<UInt32(batch.count))
      tokens = PersonNormaliser.tokens(of: rows.span, column.span, block.span, mapping.personKey)
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

  /// The people to be counted once for a measure: those of accepted records whose event has the meaning;
  /// nobody where a record does not say who.
  func people(for measure: Measure, meaning: Int8, _ batch: borrowing RecordBatch) -> CountedPeople {
    var people = CountedPeople(measure)
    guard let event = roles.event else { return people }
    let (block, events, known) = (batch.bytes, codes[event], meanings)
    let column = roles.person.map { cells[$0] } ?? ContiguousArray(repeating: .absent, count: batch.count)
    let rows = Self.rows(where: events.span, verdicts.span, known.span, are: meaning)
    let tokens = PersonNormaliser.tokens(of: rows.span, column.span, block.span, mapping.personKey)
    people.rows = ContiguousArray(rows.map { Int32(bitPattern: $0) })
    people.persons = tokens
    return people
  }

  /// Accepted rows whose text has a meaning. Without a branch: which rows these are is hard to predict.
  private static func rows(
    where codes: Span<Int32>, _ verdicts: Span<UInt8>, _ meanings: Span<Int8>, are meaning: Int8
  ) -> ContiguousArray<UInt32> {
    var rows = ContiguousArray<UInt32>(repeating: 0, count: codes.count + 1)
    var out = rows.mutableSpan
    var count = 0
    for row in 0..<codes.count {
      out[count] = UInt32(truncatingIfNeeded: row)
      let code = Int(codes[row])
      let isMeant = code >= 0 ? meanings[code] == meaning : false
      count &+= isMeant && verdicts[row] == 0 ? 1 : 0
    }
    rows.removeLast(rows.count - count)
    return rows
  }
}
