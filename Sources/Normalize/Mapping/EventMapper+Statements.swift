import Columns
import Declarations
import EventSchema

/// Noting who states what, so that nothing stated twice counts twice.
extension EventMapper {
  /// Applies the roles of records that are stated more than once: those that don't count are dropped.
  mutating func apply(
    _ roles: [StatementRoles.Entry], _ changes: [StatementChange], _ batch: borrowing RecordBatch
  ) {
    restating.removeAll(keepingCapacity: true)
    replacedRejects.removeAll(keepingCapacity: true)
    guard !roles.isEmpty, let first = batch.index.first else { return }
    var next = roles.firstIndex { $0.index >= first } ?? roles.count
    for row in 0..<batch.count {
      while next < roles.count, roles[next].index < batch.index[row] { next += 1 }
      guard next < roles.count else { return }
      guard roles[next].index == batch.index[row] else { continue }
      let role = roles[next].role
      if verdicts[row] == 1, !role.counts { replacedRejects.insert(row) }
      guard states(row) else { continue }
      let change = Int(roles[next].change)
      restating.append((row, role, changes.indices.contains(change) ? changes[change] : nil))
      guard !role.counts, verdicts[row] == 0 else { continue }
      verdicts[row] = role == .duplicate ? Self.duplicate : Self.replaced
      dropped += 1
      if role == .duplicate { result.duplicate += 1 } else { result.replaced += 1 }
    }
  }

  /// Notes keys, and contents where they are asked for, of the records that state something.
  mutating func noteStatements(
    _ batch: borrowing RecordBatch, _ time: EventTimes, _ currencies: ContiguousArray<UInt32>
  ) {
    noteDropped(time)
    switch mapping.statements {
    case .nothing: return
    case .rows: noteRows(batch)
    case .keys:
      guard keyParts.canBeRead(present) else { return }
      composeTexts()
      for row in 0..<batch.count where states(row) { result.keys.append(quickKey(row, batch, time)) }
      for reject in result.rejects where isKeyKnown(reject, batch, time) {
        result.keys.append(quickKey(reject.row, batch, time))
      }
    case .statements:
      composeTexts()
      for row in 0..<batch.count where states(row) && isWatched(row, batch, time) {
        let statement = statement(row, batch, time, currencies)
        result.statements.append(statement)
      }
      for reject in result.rejects.sorted(by: { $0.row < $1.row })
      where isKeyKnown(reject, batch, time) && isWatched(reject.row, batch, time) {
        let statement = Statement(
          key: key(reject.row, batch, time), day: keyDay(reject.row, time), values: 0, record: 0,
          index: batch.index[reject.row])
        result.unread.append((statement, reject, time.days[reject.row]))
      }
      describe(batch, time)
    }
  }

  private mutating func statement(
    _ row: Int, _ batch: borrowing RecordBatch, _ time: EventTimes, _ currencies: ContiguousArray<UInt32>
  ) -> Statement {
    let values = contents(row, batch, time, currencies)
    let record = batch.starts.isEmpty ? values : wholeRecord(row, batch)
    var statement = Statement(
      key: key(row, batch, time), day: keyDay(row, time), values: values, record: record,
      index: batch.index[row])
    statement.counts = verdicts[row] == 0 && (returned.isEmpty || !returned[row])
    statement.dayStated = time.days[row]
    if !keyParts.namesThing { statement.stated = statedColumns(row, batch) }
    statement.part = part(row, batch, time, currencies)
    switch mapping.profile.gives {
    case .order:
      statement.buyers = hashes([roles.person, roles.email, roles.dimensions[.account]], row, batch)
    case .stage: statement.buyers = hashes([roles.disqualifiedReason, roles.firstContact], row, batch)
    case .ad, .cost, .visit, .email, .refund, .deal, .plan, .content, .survey, .variant, .market, .account,
      .touch, .contract, .level:
      break
    }
    if let amount = amountPosition, amounts[amount][row] != Measure.absent {
      statement.amount = amounts[amount][row]
      statement.currency = currencies.isEmpty ? 0 : currencies[row]
    }
    return statement
  }

  /// Which columns of the key a record states, a bit for each.
  private func statedColumns(_ row: Int, _ batch: borrowing RecordBatch) -> UInt64 {
    var stated: UInt64 = 0
    for place in keyParts.positions.indices.prefix(UInt64.bitWidth)
    where states(keyParts.positions[place], row, batch) {
      stated |= 1 << UInt64(place)
    }
    return stated
  }

  private var amountPosition: Int? {
    roles.amount ?? revenuePosition ?? termsPosition ?? refundsPosition ?? costPosition
  }

  /// Of rows that are costs.
  private var costPosition: Int? {
    guard [.ad, .cost].contains(mapping.profile.gives) else { return nil }
    return roles.measures.first { [.spend, .cost].contains($0.measure) && present[$0.position] }?.position
  }

  /// What tells rows of one key in a file apart.
  private func part(
    _ row: Int, _ batch: borrowing RecordBatch, _ time: EventTimes, _ currencies: ContiguousArray<UInt32>
  ) -> UInt64 {
    switch mapping.profile.gives {
    case .order:
      guard let line = inFile(roles.line), states(line, row, batch) else { return 0 }
      return hash(line, row, batch)
    case .contract:
      var terms = QuickHash()
      if let position = termsPosition { terms.add(UInt64(bitPattern: amounts[position][row])) }
      terms.add(currencies.isEmpty ? 0 : UInt64(currencies[row]))
      if let end = inFile(roles.lastDay) { terms.add(UInt64(UInt32(bitPattern: days[end][row]))) }
      return terms.hash
    case .ad, .cost, .visit, .email, .refund, .deal, .stage, .plan, .content, .survey, .variant, .market,
      .account,
      .touch, .level:
      return 0
    }
  }

  /// What a record states in some columns, up to four; 0 for nothing.
  private func hashes(_ positions: [Int?], _ row: Int, _ batch: borrowing RecordBatch) -> SIMD4<UInt32> {
    var hashes = SIMD4<UInt32>.zero
    for (place, position) in positions.enumerated() {
      guard let position = inFile(position), states(position, row, batch) else { continue }
      hashes[place] = UInt32(truncatingIfNeeded: hash(position, row, batch) >> 32) | 1
    }
    return hashes
  }

  /// Of a contract, what it pays.
  private var termsPosition: Int? {
    guard mapping.profile.gives == .contract else { return nil }
    return roles.measures.first { $0.measure == .recurringAmount && present[$0.position] }?.position
  }

  /// Of rows that are refunds.
  private var refundsPosition: Int? {
    guard mapping.profile.gives == .refund else { return nil }
    return roles.measures.first { $0.measure == .refunds && present[$0.position] }?.position
  }

  /// Whether a record states its key: also one that the profile leaves out, such as a cancelled order; not one whose
  /// figures count elsewhere.
  func states(_ row: Int) -> Bool {
    guard verdicts[row] != 0 else { return true }
    return (2..<Self.duplicate).contains(verdicts[row])
      && !FilterReason.allCases[Int(verdicts[row]) - 2].countsElsewhere
  }

  /// Whether a rejected record's key could be read; the day of a thing that has an id need not be.
  private func isKeyKnown(_ reject: RowReject, _ batch: borrowing RecordBatch, _ time: EventTimes) -> Bool {
    let row = reject.row
    for part in keyParts.parts {
      switch part {
      case .time:
        guard time.days[row] != .min, reject.column >= 0,
          ![roles.day, roles.lastDay, roles.at].contains(reject.column)
        else { return false }
      case .columns(let positions):
        if positions.contains(reject.column) { return false }
        if keyParts.namesThing, !positions.contains(where: { states($0, row, batch) }) { return false }
      }
    }
    return !keyParts.parts.isEmpty
  }

  /// Notes the days of records without an event: what they state may be stated elsewhere.
  private mutating func noteDropped(_ time: EventTimes) {
    guard dropped > 0 else { return }
    for row in verdicts.indices where verdicts[row] == 1 || verdicts[row] == Self.notKept {
      let day = time.days[row]
      guard day != .min else { continue }
      result.daysApart.dropped = result.daysApart.dropped.joined(with: day...day)
    }
  }

  private func isWatched(_ row: Int, _ batch: borrowing RecordBatch, _ time: EventTimes) -> Bool {
    switch watched {
    case .days(let ranges)?: ranges.contains { $0.contains(time.days[row]) }
    case .keys(let ids)?: ids.contains(QuickKey.id(quickKey(row, batch, time)))
    case .rows(let hashes)?: hashes.contains(rowHash(row, batch))
    case nil: true
    }
  }

  /// Puts the keys of records that are asked for in words: `campaign 'Brand' of 2026-02-09`. Personal keys are
  /// not shown.
  private mutating func describe(_ batch: borrowing RecordBatch, _ time: EventTimes) {
    for (row, role, _) in restating where role == .asked {
      var words: [String] = []
      for part in keyParts.parts {
        guard case .columns(let positions) = part,
          let position = positions.first(where: { states($0, row, batch) })
        else { continue }
        let column = mapping.profile.columns[mapping.wanted[position]]
        let text =
          textColumns[position].map { $0.table[codes[position][row]] } ?? batch.field(position, row) ?? []
        let shown = column.personal ? "…" : String(decoding: trimmed(text).prefix(100), as: UTF8.self)
        words.append("\(column.field.name(kind: mapping.profile.gives)) '\(shown)'")
      }
      let last = time.lastDays.isEmpty ? time.days[row] : time.lastDays[row]
      let (first, end) = (Day(number: time.days[row]), Day(number: last))
      let days = first == end ? first.description : "\(first) to \(end)"
      result.described.append((row, words.isEmpty ? days : words.joined(separator: ", ") + " of " + days))
    }
  }
}
