import Columns
import Declarations
import EventSchema

/// What identifies a record: the parts of its natural key, as positions among the wanted columns.
struct KeyParts: Sendable {
  enum Part: Sendable {
    /// Days and instant of the event.
    case time
    /// Its day alone: the time of an order is written to the minute here and to the second there.
    case day
    /// The first of these columns that the record states.
    case columns([Int])
  }
  let parts: [Part]

  init(_ mapping: InputMapping) {
    guard mapping.statements != .nothing else {
      parts = []
      return
    }
    var position: [Field: Int] = [:]
    for (place, index) in mapping.wanted.enumerated() {
      position[mapping.profile.columns[index].field] = place
    }
    var parts: [Part] = []
    var hasTime = false
    for fields in mapping.profile.naturalKeyParts {
      if fields.contains(where: { [.day, .lastDay, .at, .created].contains($0) }) {
        if !hasTime { parts.append(mapping.profile.identifiesEntities ? .day : .time) }
        hasTime = true
      } else {
        parts.append(.columns(fields.compactMap { position[$0] }))
      }
    }
    self.parts = parts
  }
}

/// Noting who states what, so that nothing stated twice counts twice.
extension EventMapper {
  /// Applies the roles of records that are stated more than once: those that don't count are dropped.
  mutating func apply(_ roles: [StatementRoles.Entry], _ batch: borrowing RecordBatch) {
    restating.removeAll(keepingCapacity: true)
    guard !roles.isEmpty, let first = batch.index.first else { return }
    var next = roles.firstIndex { $0.index >= first } ?? roles.count
    for row in 0..<batch.count {
      while next < roles.count, roles[next].index < batch.index[row] { next += 1 }
      guard next < roles.count else { return }
      guard roles[next].index == batch.index[row], states(row) else { continue }
      let role = roles[next].role
      restating.append((row, role))
      guard !role.counts, verdicts[row] == 0 else { continue }
      verdicts[row] = role == .duplicate ? Self.duplicate : Self.replaced
      dropped += 1
      if role == .duplicate { result.duplicate += 1 } else { result.replaced += 1 }
    }
  }

  /// Adds up what was stated before and what is stated now, per day.
  mutating func tallyRestated(_ time: EventTimes, _ currencies: ContiguousArray<UInt32>) {
    for (row, role) in restating where role == .replaced || role == .restating {
      for (measure, position) in roles.stated where amounts[position][row] != Measure.absent {
        // An order that is cancelled now is one of nothing.
        let counts = verdicts[row] == 0 || verdicts[row] == Self.replaced
        let value = counts ? amounts[position][row] : 0
        let currency = measure.unit == .money && !currencies.isEmpty ? currencies[row] : 0
        result.restated.append(
          RestatedAmount(
            day: time.days[row], measure: measure, currency: currency, value: value,
            side: role == .replaced ? .before : .now))
      }
    }
  }

  /// Notes keys, and contents where they are asked for, of the accepted records.
  mutating func noteStatements(
    _ batch: borrowing RecordBatch, _ time: EventTimes, _ currencies: ContiguousArray<UInt32>
  ) {
    switch mapping.statements {
    case .nothing: return
    case .keys:
      guard keyParts.parts.allSatisfy(isInFile) else { return }
      for row in 0..<batch.count where states(row) {
        result.keys.append(quickKey(row, batch, time))
      }
    case .statements:
      for row in 0..<batch.count where states(row) {
        guard isWatched(row, batch, time) else { continue }
        let key = key(row, batch, time)
        let values = contents(row, batch)
        let record = batch.starts.isEmpty ? values : wholeRecord(row, batch)
        var statement = Statement(key: key, values: values, record: record, index: batch.index[row])
        if let amount = roles.amount, amounts[amount][row] != Measure.absent {
          statement.amount = amounts[amount][row]
          statement.currency = currencies.isEmpty ? 0 : currencies[row]
        }
        result.statements.append(statement)
      }
    }
  }

  /// Whether a record states its key: also one that the profile leaves out, such as a cancelled order.
  private func states(_ row: Int) -> Bool {
    verdicts[row] == 0 || (2..<Self.duplicate).contains(verdicts[row])
  }

  private func isWatched(_ row: Int, _ batch: borrowing RecordBatch, _ time: EventTimes) -> Bool {
    switch watched {
    case .days(let ranges)?: ranges.contains { $0.contains(time.days[row]) }
    case .keys(let hashes)?: hashes.contains(quickKey(row, batch, time))
    case nil: true
    }
  }

  /// A hash of the key that costs little; equal keys have equal ones. Whoever makes two keys share it makes files be read again, no more.
  private func quickKey(_ row: Int, _ batch: borrowing RecordBatch, _ time: EventTimes) -> UInt64 {
    var hash: UInt64 = 0
    for part in keyParts.parts {
      switch part {
      case .day: hash = mixed(hash, UInt64(bitPattern: Int64(time.days[row])))
      case .time:
        let last = time.lastDays.isEmpty ? time.days[row] : time.lastDays[row]
        hash = mixed(hash, UInt64(bitPattern: Int64(time.days[row]) << 32 | Int64(UInt32(bitPattern: last))))
        if !time.instants.isEmpty { hash = mixed(hash, UInt64(bitPattern: time.instants[row])) }
      case .columns(let positions):
        for position in positions {
          guard let text = hashOfText(position, row, batch) else { continue }
          hash = mixed(hash, text)
          break
        }
      }
    }
    return hash
  }

  private func mixed(_ hash: UInt64, _ value: UInt64) -> UInt64 {
    FixedHash.fold(hash ^ value, 0x9E37_79B9_7F4A_7C15) ^ value
  }

  private func hashOfText(_ position: Int, _ row: Int, _ batch: borrowing RecordBatch) -> UInt64? {
    guard present[position] else { return nil }
    if let column = textColumns[position] {
      let code = codes[position][row]
      guard code >= 0 else { return nil }
      return column.table.withBytes(of: code) { Self.hashTrimmed($0, 0, $0.count) }
    }
    let cell = cells[position].isEmpty ? batch.columns[position][row] : cells[position][row]
    guard cell.length > 0 else { return nil }
    return Self.hashTrimmed(batch.bytes.span, Int(cell.start), Int(cell.length))
  }

  private static func hashTrimmed(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
    var (low, high) = (start, start + count)
    NumberParser.trim(bytes, &low, &high)
    return FixedHash.hash(bytes, low, high - low)
  }

  private func isInFile(_ part: KeyParts.Part) -> Bool {
    switch part {
    case .time, .day: true
    case .columns(let positions): positions.contains { present[$0] }
    }
  }

  /// Every part with its number and length, so that no two keys have the same bytes.
  private mutating func key(_ row: Int, _ batch: borrowing RecordBatch, _ time: EventTimes) -> PersonToken {
    room.removeAll(keepingCapacity: true)
    for (number, part) in keyParts.parts.enumerated() {
      switch part {
      case .day:
        room.append(UInt8(truncatingIfNeeded: number))
        add(Int64(time.days[row]))
      case .time:
        room.append(UInt8(truncatingIfNeeded: number))
        add(Int64(time.days[row]))
        add(time.lastDays.isEmpty ? Int64(time.days[row]) : Int64(time.lastDays[row]))
        add(time.instants.isEmpty ? Int64.min : time.instants[row])
      case .columns(let positions):
        for position in positions where add(number, position, row, batch) { break }
      }
    }
    return mapping.personKey.hash(room.span)
  }

  private mutating func add(_ number: Int, _ position: Int, _ row: Int, _ batch: borrowing RecordBatch)
    -> Bool
  {
    guard present[position] else { return false }
    if let column = textColumns[position] {
      let code = codes[position][row]
      guard code >= 0 else { return false }
      room.append(UInt8(truncatingIfNeeded: number))
      if position == roles.event, Int(code) < meanings.count {
        // `open` and `opened` are one event.
        add(Int64(meanings[Int(code)]))
      } else {
        let text = trimmed(column.table[code])
        add(bytes: text.span, 0, text.count)
      }
      return true
    }
    let cell = cells[position].isEmpty ? batch.columns[position][row] : cells[position][row]
    guard cell.length > 0 else { return false }
    room.append(UInt8(truncatingIfNeeded: number))
    if position == roles.person || position == roles.email {
      // An address is one, however it is written.
      let token = PersonNormaliser.token(
        batch.bytes.span, Int(cell.start), Int(cell.length), mapping.personKey)
      add(Int64(bitPattern: token.low))
      add(Int64(bitPattern: token.high))
    } else {
      var (low, high) = (Int(cell.start), Int(cell.start) + Int(cell.length))
      NumberParser.trim(batch.bytes.span, &low, &high)
      add(bytes: batch.bytes.span, low, high - low)
    }
    return true
  }

  private mutating func add(_ value: Int64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      room.append(UInt8(truncatingIfNeeded: value >> Int64(shift)))
    }
  }

  private mutating func add(bytes: Span<UInt8>, _ start: Int, _ count: Int) {
    add(Int64(count))
    for place in start..<(start + count) { room.append(bytes[place]) }
  }

  /// A hash of all cells that are read of a record.
  private mutating func contents(_ row: Int, _ batch: borrowing RecordBatch) -> UInt64 {
    room.removeAll(keepingCapacity: true)
    for position in mapping.wanted.indices {
      let cell = batch.columns[position][row]
      add(bytes: batch.bytes.span, Int(cell.start), max(0, Int(cell.length)))
    }
    return mapping.personKey.hash(room.span).low
  }

  /// A hash of a CSV record's own bytes, without what ends it.
  private func wholeRecord(_ row: Int, _ batch: borrowing RecordBatch) -> UInt64 {
    let start = Int(batch.starts[row])
    var end = start
    var isInside = false
    while end < batch.bytes.count, isInside || batch.bytes[end] != batch.lineBreak {
      if batch.bytes[end] == UInt8(ascii: "\"") { isInside.toggle() }
      end += 1
    }
    if end > start, batch.bytes[end - 1] == 13 { end -= 1 }
    return mapping.personKey.hash(batch.bytes.span, start, end - start, letters: .asTheyAre).low
  }
}
