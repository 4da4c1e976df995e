import Columns
package import Declarations
import EventSchema

/// What identifies a record: the parts of its natural key, as positions among the wanted columns.
struct KeyParts: Sendable {
  enum Part: Sendable {
    /// Days and instant of the event.
    case time
    /// The first of these columns that the record states.
    case columns([Int])
  }
  private(set) var parts: [Part] = []
  /// All columns that may be part of a key.
  private(set) var positions: [Int] = []
  /// A thing of the business has its day beside the key: exports may correct it. (Its time is written to the minute
  /// here and to the second there.)
  private(set) var hasDay = false
  /// Whether the key names a thing of the business.
  let namesThing: Bool

  /// Whether a file with these columns says what its records are about.
  func canBeRead(_ present: [Bool]) -> Bool {
    let known = parts.filter { part in
      switch part {
      case .time: true
      case .columns(let positions): positions.contains { present[$0] }
      }
    }
    return namesThing ? known.count == parts.count : !known.isEmpty
  }

  init(_ mapping: InputMapping) {
    namesThing = mapping.profile.identifiesEntities
    guard mapping.statements.readsKeys else { return }
    var position: [Field: Int] = [:]
    for (place, index) in mapping.wanted.enumerated() {
      position[mapping.profile.columns[index].field] = place
    }
    var hasTime = false
    for fields in mapping.profile.naturalKeyParts {
      if fields.contains(where: { [.day, .lastDay, .at, .created].contains($0) }) {
        if mapping.profile.rowsOfKey.haveMovableDay { hasDay = true } else if !hasTime { parts.append(.time) }
        hasTime = true
      } else {
        let own = fields.compactMap { position[$0] }
        parts.append(.columns(own))
        positions += own
      }
    }
  }
}

/// What is compared of records that state the same key, by position among the wanted columns: decided once.
struct ContentParts: Sendable {
  enum Kind: Sendable { case text, days, amount }
  private(set) var parts: [(position: Int, kind: Kind)] = []

  init(_ mapping: InputMapping, _ roles: Roles) {
    guard mapping.statements == .statements else { return }
    for position in mapping.wanted.indices
    where position != roles.currency && !mapping.standInsOnly.contains(position) {
      let column = mapping.profile.columns[mapping.wanted[position]]
      if case .ratio = column.field { continue }
      let isText = roles.isDirect(position) || column.type == .text
      let isTime = [.day, .time].contains(column.type.storage)
      parts.append((position, isText ? .text : isTime ? .days : .amount))
    }
  }
}

extension InputMapping {
  /// The fields of columns that may be part of a key, in the order of `Statement.stated`.
  package var keyFields: [Field] { KeyParts(self).positions.map { profile.columns[wanted[$0]].field } }
}

/// Keys and contents of records.
extension EventMapper {
  /// The day beside a record's key, 0 where there is none.
  func keyDay(_ row: Int, _ time: EventTimes) -> Int32 { keyParts.hasDay ? time.days[row] : 0 }

  /// A hash of the key that costs little; equal keys have equal ones.
  func quickKey(_ row: Int, _ batch: borrowing RecordBatch, _ time: EventTimes) -> UInt64 {
    var hash = QuickHash()
    addKey(row, batch, time, to: &hash)
    return QuickKey.hash(hash.hash, day: keyDay(row, time))
  }

  /// The key without its day.
  mutating func key(_ row: Int, _ batch: borrowing RecordBatch, _ time: EventTimes) -> PersonToken {
    var key = KeyBytes()
    swap(&key.bytes, &room)
    key.bytes.removeAll(keepingCapacity: true)
    addKey(row, batch, time, to: &key)
    swap(&key.bytes, &room)
    return mapping.personKey.hash(room.span)
  }

  private func addKey(
    _ row: Int, _ batch: borrowing RecordBatch, _ time: EventTimes, to key: inout some KeySink
  ) {
    for (number, part) in keyParts.parts.enumerated() {
      switch part {
      case .time:
        key.add(UInt64(number))
        add(time, row, to: &key)
      case .columns(let positions):
        guard let position = positions.first(where: { states($0, row, batch) }) else { continue }
        key.add(UInt64(number))
        add(position, row, batch, to: &key)
      }
    }
  }

  private func add(_ time: EventTimes, _ row: Int, to key: inout some KeySink) {
    let last = time.lastDays.isEmpty ? time.days[row] : time.lastDays[row]
    key.add(UInt64(UInt32(bitPattern: time.days[row])) << 32 | UInt64(UInt32(bitPattern: last)))
    key.add(UInt64(bitPattern: time.instants.isEmpty ? Int64.min : time.instants[row]))
  }

  /// Whether a record states a text or id.
  func states(_ position: Int, _ row: Int, _ batch: borrowing RecordBatch) -> Bool {
    guard present[position] else { return false }
    if textColumns[position] != nil { return codes[position][row] >= 0 && !meansBlank(position, row) }
    return cell(position, row, batch).length > 0
  }

  private func cell(_ position: Int, _ row: Int, _ batch: borrowing RecordBatch) -> Cell {
    cells[position].isEmpty ? batch.columns[position][row] : cells[position][row]
  }

  /// A hash of the text or id of a record that states it.
  func hash(_ position: Int, _ row: Int, _ batch: borrowing RecordBatch) -> UInt64 {
    var hash = QuickHash()
    add(position, row, batch, to: &hash)
    return hash.hash
  }

  /// The text or id of a record that states it.
  private func add(
    _ position: Int, _ row: Int, _ batch: borrowing RecordBatch, to key: inout some KeySink
  ) {
    if textColumns[position] != nil {
      let code = Int(codes[position][row])
      if position == meaningPosition, code < meanings.count {
        // `open` and `opened` are one event.
        key.add(UInt64(UInt8(bitPattern: meanings[code])))
      } else if position == roles.aided, mapping.profile.gives == .market {
        key.add(UInt64(UInt8(bitPattern: answers[code])))
      } else {
        let (low, high) = composed[position].hashes[code]
        key.add(low)
        key.add(high)
      }
      return
    }
    let cell = cell(position, row, batch)
    if position == roles.person || position == roles.email {
      // An address is one, however it is written.
      let token = PersonNormaliser.token(
        batch.bytes.span, Int(cell.start), Int(cell.length), mapping.personKey)
      key.add(token.low)
      key.add(token.high)
    } else {
      var (low, high) = (Int(cell.start), Int(cell.start) + Int(cell.length))
      NumberParser.trim(batch.bytes.span, &low, &high)
      key.add(batch.bytes.span, low, high - low)
    }
  }

  /// Prepares for keys, and contents where they are noted, that hold texts not seen before.
  mutating func composeTexts() {
    extendMarketTexts()
    for position in mapping.statements == .keys ? keyParts.positions : Array(textColumns.indices) {
      guard let table = textColumns[position]?.table else { continue }
      composed[position].extend(table) { mapping.keyName($0, position) }
    }
  }

  /// A hash of all that is read of a record, by what it means: `10` and `10.00` are the same amount.
  mutating func contents(
    _ row: Int, _ batch: borrowing RecordBatch, _ time: EventTimes, _ currencies: ContiguousArray<UInt32>
  ) -> UInt64 {
    var bytes = KeyBytes()
    swap(&bytes.bytes, &room)
    bytes.bytes.removeAll(keepingCapacity: true)
    add(time, row, to: &bytes)
    bytes.add(currencies.isEmpty ? 0 : UInt64(currencies[row]))
    for (position, kind) in contentParts.parts {
      bytes.add(UInt64(position))
      switch kind {
      case .text: if states(position, row, batch) { add(position, row, batch, to: &bytes) }
      case .days:
        bytes.add(UInt64(UInt32(bitPattern: days[position][row])))
        if !lastDays[position].isEmpty { bytes.add(UInt64(UInt32(bitPattern: lastDays[position][row]))) }
        if !instants[position].isEmpty { bytes.add(UInt64(bitPattern: instants[position][row])) }
      case .amount: bytes.add(UInt64(bitPattern: amounts[position][row]))
      }
    }
    swap(&bytes.bytes, &room)
    return mapping.personKey.hash(room.span).low
  }

  /// A hash of a CSV record's own bytes, without what ends it.
  func wholeRecord(_ row: Int, _ batch: borrowing RecordBatch) -> UInt64 {
    let range = Self.bytes(row, batch)
    return mapping.personKey.hash(batch.bytes.span, range.lowerBound, range.count, letters: .asTheyAre).low
  }

  /// Where a CSV record's own bytes are, without what ends it.
  static func bytes(_ row: Int, _ batch: borrowing RecordBatch) -> Range<Int> {
    let start = Int(batch.starts[row])
    var end = start
    var isInside = false
    while end < batch.bytes.count, isInside || batch.bytes[end] != batch.lineBreak {
      if batch.bytes[end] == UInt8(ascii: "\"") { isInside.toggle() }
      end += 1
    }
    if end > start, batch.bytes[end - 1] == 13 { end -= 1 }
    return start..<end
  }
}
