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
///     key     for every dimension: length, text; then period slot, currency, day of the rate (0: none)
///     value   for every measure: sum (128 bits), how many values were stated
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

    /// What the group's amounts are converted from; nil where they are in the report's currency, or none.
    package var conversion: (currency: Currency, day: Day)? {
      currency == 0 || rateDay == 0 ? nil : (Currency(packed: currency), Day(number: rateDay))
    }

    package func hash(into hasher: inout Hasher) {
      for text in texts { hasher.combine(text: text) }
      hasher.combine(slot)
      hasher.combine(currency)
      hasher.combine(rateDay)
    }

    var bytes: [UInt8] {
      var encoder = CanonicalEncoder()
      for text in texts { encoder.write(text) }
      encoder.write(slot)
      encoder.write(Int(currency))
      encoder.write(Int(rateDay))
      return encoder.bytes
    }
  }
  package enum Failure: Error, Equatable, Sendable {
    case wrongVersion
    case wrongShape
    case damaged(CanonicalDecoder.Failure)
  }

  /// First byte: the kind of rollup; second: the version of its encoding.
  private static let mark: [UInt8] = [1, 1]

  package let measureCount: Int
  package let dimensionCount: Int
  package private(set) var rows: [Key: [Cell]] = [:]

  package init(shape: GroupedSumsShape) {
    measureCount = shape.measures.count
    dimensionCount = shape.dimensions.count
  }

  package mutating func add(_ cells: [Cell], to key: Key) {
    Self.add(cells, to: &rows[key, default: []])
  }

  private static func add(_ cells: [Cell], to known: inout [Cell]) {
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
  }

  /// The canonical bytes of one partition.
  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    let mine = rows.inPartition(partition, of: count) { $0.key.bytes }
    var encoder = CanonicalEncoder(mark: Self.mark)
    encoder.write(UInt64(dimensionCount))
    encoder.write(UInt64(measureCount))
    encoder.write(UInt64(mine.count))
    for (row, _) in mine {
      for text in row.key.texts { encoder.write(text) }
      encoder.write(row.key.slot)
      encoder.write(Int(row.key.currency))
      encoder.write(Int(row.key.rateDay))
      for cell in row.value {
        encoder.write(wide: cell.sum)
        encoder.write(cell.stated)
      }
    }
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
        let key = Key(
          texts: try decoder.texts(dimensionCount), slot: try decoder.integer(),
          currency: UInt32(truncatingIfNeeded: try decoder.integer()),
          rateDay: Int32(truncatingIfNeeded: try decoder.integer()))
        var cells: [Cell] = []
        for _ in 0..<measureCount {
          cells.append(Cell(sum: try decoder.wide(), stated: try decoder.integer()))
        }
        add(cells, to: key)
      }
    } catch {
      switch error {
      case .unexpected(offset: 0): throw .wrongVersion
      case .unexpected(offset: 2): throw .wrongShape
      case .unexpected, .truncated, .overlong: throw .damaged(error)
      }
    }
  }
}
