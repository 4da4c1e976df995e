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
      var hasher = PersonHasher(mapping.personKey)
      let block = batch.bytes
      let bytes = block.span
      let column = cells[position]
      let cells = column.span
      for row in 0..<cells.count { tokens.append(hasher.token(cells[row], bytes)) }
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
    var hasher = PersonHasher(mapping.personKey)
    while accountTokens.count < table.count {
      let text = table[Int32(accountTokens.count)]
      accountTokens.append(hasher.token(Cell(start: 0, length: Int32(text.count)), text.span))
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
    var hasher = PersonHasher(mapping.personKey)
    let block = batch.bytes
    let bytes = block.span
    let (keys, events) = (cells[person], codes[event])
    let (cells, codes) = (keys.span, events.span)
    for row in 0..<cells.count where codes[row] >= 0 && meanings[Int(codes[row])] == meaning {
      guard cells[row].length > 0, verdicts[row] == 0 else { continue }
      let token = hasher.token(cells[row], bytes)
      if token.isNobody { continue }
      people.rows.append(Int32(truncatingIfNeeded: row))
      people.persons.append(token)
    }
    return people
  }
}

/// Makes tokens of keys: normalised, then hashed.
struct PersonHasher {
  private let key: PersonKey
  private var buffer: ContiguousArray<UInt8> = []

  init(_ key: PersonKey) { self.key = key }

  /// The token of a key, `.nobody` for an empty one.
  @inline(__always)
  mutating func token(_ cell: Cell, _ bytes: Span<UInt8>) -> PersonToken {
    guard cell.length > 0 else { return .nobody }
    PersonNormaliser.normalise(bytes, Int(cell.start), Int(cell.length), into: &buffer)
    return buffer.isEmpty ? .nobody : key.hash(buffer.span)
  }
}
