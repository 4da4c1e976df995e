package import Columns
package import EventSchema

/// What a grouped sum is grouped by and sums up.
package struct GroupedSumsShape: Sendable, Hashable {
  /// `input` is always the last, so that claimed figures and coverage know their sources.
  package let dimensions: [Dimension]
  package let periods: PeriodIndex
  package let measures: [Measure]
  /// Keys carry the day of every amount not in this currency, so that `finish` can convert by dated rates.
  package let reportCurrency: Currency?

  package init(dimensions: [Dimension], periods: PeriodIndex, measures: [Measure], reportCurrency: Currency?)
  {
    self.dimensions = dimensions.filter { $0 != .input } + [.input]
    self.periods = periods
    self.measures = measures
    self.reportCurrency = reportCurrency
  }

  /// Whether any of the measures is money: without, no key has a currency.
  package var hasMoney: Bool { measures.contains { $0.unit == .money } }
}

/// Sums per group, period and currency: a rollup.
///
/// Merging is associative and commutative; the encoding is sorted by key bytes and holds no local code.
///
///     key     for every dimension: length, text; then period slot, currency, day of the rate (0: none), 1 for
///             amounts below 0
///     value   for every measure: sum (128 bits), how many values were stated
///
/// Behind them, in the same way, what stands in rows that leave a measure empty (`BlankRows`).
package struct GroupedSums: Sendable, Equatable {
  package struct Cell: Sendable, Equatable {
    package var sum: Int128 = 0
    /// Stated values: 0 means the measure is absent here, not zero.
    package var stated: Int = 0
  }
  package struct Key: Sendable, Hashable {
    package var texts: [[UInt8]]
    package var slot: Int
    /// 0: no money in this row.
    package var currency: UInt32
    package var rateDay: Int32
    /// Of orders and deals, those whose amounts are below 0: rows that name no campaign may be of one each, so that
    /// what they take off is not to be netted with what others add.
    package var isBelowZero = false

    /// What the group's amounts are converted from; nil where they are in the report's currency, or none.
    package var conversion: (currency: Currency, day: Day)? {
      currency == 0 || rateDay == 0 ? nil : (Currency(packed: currency), Day(number: rateDay))
    }

    package func hash(into hasher: inout Hasher) {
      for text in texts { hasher.combine(text: text) }
      hasher.combine(slot)
      hasher.combine(currency)
      hasher.combine(rateDay)
      hasher.combine(isBelowZero)
    }

    var bytes: [UInt8] {
      var encoder = CanonicalEncoder()
      encoder.write(key: self)
      return encoder.bytes
    }
  }
  package enum Failure: Error, Equatable, Sendable {
    case wrongVersion
    case wrongShape
    case damaged(CanonicalDecoder.Failure)
  }

  /// First byte: the kind of rollup; second: the version of its encoding.
  private static let mark: [UInt8] = [1, 3]

  package let measureCount: Int
  package let dimensionCount: Int
  package private(set) var rows: [Key: [Cell]] = [:]
  /// Of these, what stands in rows that leave a measure empty.
  package private(set) var blanks = BlankRows()

  package init(shape: GroupedSumsShape) {
    measureCount = shape.measures.count
    dimensionCount = shape.dimensions.count
  }

  package mutating func add(_ cells: [Cell], to key: Key) {
    Self.add(cells, to: &rows[key, default: []])
  }

  package mutating func add(_ entry: BlankRows.Entry, to place: BlankRows.Place) {
    blanks.add(entry, to: place)
  }
  mutating func add(_ blanks: BlankRows) { self.blanks.merge(blanks) }

  static func add(_ cells: [Cell], to known: inout [Cell]) {
    guard !known.isEmpty else {
      known = cells
      return
    }
    for i in known.indices {
      known[i].sum += cells[i].sum
      known[i].stated += cells[i].stated
    }
  }

  package mutating func reserve(_ count: Int) { rows.reserveCapacity(rows.count + count) }

  package mutating func merge(_ other: GroupedSums) {
    precondition(other.measureCount == measureCount, "merging rollups of different shapes")
    // Sums have no order: the larger side stays where it is.
    var smaller = other.rows
    if rows.count < smaller.count { swap(&rows, &smaller) }
    for (key, cells) in smaller { add(cells, to: key) }
    blanks.merge(other.blanks)
  }

  /// The canonical bytes of one partition.
  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    let mine = rows.inPartition(partition, of: count) { $0.key.bytes }
    var encoder = CanonicalEncoder(mark: Self.mark)
    encoder.write(UInt64(dimensionCount))
    encoder.write(UInt64(measureCount))
    encoder.write(UInt64(mine.count))
    for (row, _) in mine {
      encoder.write(key: row.key)
      encoder.write(cells: row.value)
    }
    blanks.encode(into: &encoder, partition: partition, of: count)
    return encoder.bytes
  }

  package init(decoding bytes: [UInt8], shape: GroupedSumsShape) throws(Failure) {
    self.init(shape: shape)
    var decoder = CanonicalDecoder(bytes)
    do throws(CanonicalDecoder.Failure) {
      guard try [decoder.byte(), decoder.byte()] == Self.mark else { throw .unexpected(offset: 0) }
      guard try decoder.unsigned() == UInt64(dimensionCount), try decoder.unsigned() == UInt64(measureCount)
      else {
        throw .unexpected(offset: 2)
      }
      for _ in 0..<(try decoder.unsigned()) {
        let key = try decoder.key(dimensionCount)
        add(try decoder.cells(measureCount), to: key)
      }
      try blanks.decode(&decoder, dimensions: dimensionCount, measures: measureCount)
    } catch {
      switch error {
      case .unexpected(offset: 0): throw .wrongVersion
      case .unexpected(offset: 2): throw .wrongShape
      case .unexpected, .truncated, .overlong: throw .damaged(error)
      }
    }
  }
}

extension CanonicalEncoder {
  mutating func write(key: GroupedSums.Key) {
    for text in key.texts { write(text) }
    write(key.slot)
    write(Int(key.currency))
    write(Int(key.rateDay))
    write(key.isBelowZero ? 1 : 0)
  }

  mutating func write(cells: [GroupedSums.Cell]) {
    for cell in cells {
      write(wide: cell.sum)
      write(cell.stated)
    }
  }
}

extension CanonicalDecoder {
  mutating func key(_ dimensions: Int) throws(Failure) -> GroupedSums.Key {
    GroupedSums.Key(
      texts: try texts(dimensions), slot: try integer(),
      currency: UInt32(truncatingIfNeeded: try integer()),
      rateDay: Int32(truncatingIfNeeded: try integer()), isBelowZero: try integer() != 0)
  }

  mutating func cells(_ count: Int) throws(Failure) -> [GroupedSums.Cell] {
    var cells: [GroupedSums.Cell] = []
    for _ in 0..<count { cells.append(.init(sum: try wide(), stated: try integer())) }
    return cells
  }
}
