import Columns
import EventSchema

/// People counted once per mailing: who opens two letters is two unique opens, since two were delivered.
extension EventMapper {
  /// Hashes the mailings that were not seen before.
  mutating func extendMailings() {
    guard mapping.countsOpeners else { return }
    for dimension in InputMapping.mailing {
      guard let table = roles.dimensions[dimension].flatMap({ textColumns[$0]?.table }) else { continue }
      var tokens = mailingTokens[dimension] ?? []
      guard tokens.count < table.count else { continue }
      // A name is the same letter in every tool, an id in its own alone.
      let key = (dimension == .campaignID ? mapping.idKey : mapping.personKey).within("mailings")
      while tokens.count < table.count {
        let text = table[Int32(tokens.count)]
        tokens.append(key.hash((dimension == .campaign ? FreeName.key(text) : text).span))
      }
      mailingTokens[dimension] = tokens
    }
  }

  /// The people to be counted once per mailing for a measure: those of accepted records whose event has the
  /// meaning; nobody where a record does not say who.
  func people(for measure: Measure, meaning: Int8, _ batch: borrowing RecordBatch) -> CountedPeople {
    var people = CountedPeople(measure)
    guard let event = roles.event else { return people }
    let (events, known) = (codes[event], meanings)
    let rows = Self.rows(where: events.span, verdicts.span, known.span, are: meaning)
    people.rows = ContiguousArray(rows.map { Int32(bitPattern: $0) })
    people.persons = tokens(of: rows, peopleSources, batch)
    people.persons.resize(to: rows.count, filling: .nobody)
    separate(&people.persons, rows)
    return people
  }

  /// A mailing is told by its id, else by its name; records without either are of one.
  private func separate(_ persons: inout ContiguousArray<PersonToken>, _ rows: ContiguousArray<UInt32>) {
    var open = ContiguousArray(repeating: true, count: rows.count)
    for dimension in InputMapping.mailing {
      guard let position = roles.dimensions[dimension], let tokens = mailingTokens[dimension] else {
        continue
      }
      let own = codes[position]
      for place in rows.indices where open[place] && !persons[place].isNobody {
        let code = own[Int(rows[place])]
        guard code >= 0 else { continue }
        persons[place] = persons[place].within(tokens[Int(code)])
        open[place] = false
      }
    }
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
