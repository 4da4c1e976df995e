import Columns
import Declarations
import EventSchema

/// Ratios that rows state beside what they are made of: looked at only where a check asks for it.
///
/// Advice for whoever changes this: a contradiction that is none costs more trust than one that is missed. A stated
/// value may be rounded or cut off at its last digit, and the parts may be rounded, too.
extension EventMapper {
  /// Holds what accepted rows state against their own parts.
  mutating func checkRatios(_ batch: borrowing RecordBatch, _ currencies: ContiguousArray<UInt32>) {
    for role in roles.ratios where present[role.position] {
      var tally = RatioTally()
      let column = mapping.profile.columns[mapping.wanted[role.position]]
      let cells = columnCells(role.position, batch, column)
      let block = batch.bytes
      for row in verdicts.indices where verdicts[row] == 0 {
        let currency = currencies.isEmpty ? 0 : currencies[row]
        guard cells[row].length > 0, !nulls.contains(cells[row], block.span),
          let range = RatioRange(
            role.parts, amounts[role.numerator][row], amounts[role.denominator][row], currency: currency)
        else { continue }
        guard let stated = RatioText(block.span, cells[row], numberParser, isPercent: column.isPercent),
          let fits = range.holds(stated, isShare: role.ratio.isShare)
        else {
          tally.unreadable += 1
          continue
        }
        tally.compared += 1
        if fits { continue }
        tally.contradicting += 1
        if tally.first == nil { tally.first = range.first(row, stated, isShare: role.ratio.isShare) }
      }
      if tally.compared > 0 || tally.unreadable > 0 { result.ratios.append((role.ratio, tally)) }
    }
  }
}

extension EventMapper {
  /// Reads ratios that are figures as they stand. A share is one where a sign or the column says that it is of hundredths:
  /// what `1.71` without one means, nobody knows. What can't be read states nothing.
  mutating func readStated(
    _ ratio: StatedRatio, _ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn
  ) {
    guard roles.shownRatios.contains(where: { $0.position == position }) else { return }
    amounts[position] = ContiguousArray(repeating: Measure.absent, count: batch.count)
    guard present[position] else { return }
    let cells = columnCells(position, batch, column)
    let block = batch.bytes
    for row in 0..<batch.count where cells[row].length > 0 && !nulls.contains(cells[row], block.span) {
      var currency: StatedCurrency?
      defer {
        if let currency, ratio.isMoney { statedCurrencies.append((row, position, currency)) }
      }
      guard
        let text = RatioText(
          block.span, cells[row], numberParser, isPercent: column.isPercent, currency: &currency),
        text.isPercent || !ratio.isShare, let units = text.millionths, units >= 0
      else { continue }
      amounts[position][row] = units
    }
  }
}

extension InputMapping {
  /// Whether figures show the ratio as rows of this input state it.
  func isAsked(_ ratio: StatedRatio) -> Bool {
    guard let measure = ratio.statedMeasure else { return false }
    return measure.rowsOf == profile.gives && needs.measures.contains(measure)
  }
}

/// A ratio as a cell states it: so many units of 10^-places.
struct RatioText {
  var units: Int64
  var places: Int
  /// What one step of its last digit is, in units.
  var step: Int64
  /// Behind the point, as written.
  var decimals: Int
  /// It says of itself, or its column does, that it is of hundredths.
  var isPercent: Bool

  /// Nil where it takes more than six decimals.
  var millionths: Int64? {
    var (value, left) = (Int128(units) * 1_000_000, places + (isPercent ? 2 : 0))
    while left > 0 {
      let (whole, rest) = value.quotientAndRemainder(dividingBy: 10)
      guard rest == 0 else { return nil }
      (value, left) = (whole, left - 1)
    }
    return Int64(exactly: value)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// More digits tell nothing.
  private static let mostDecimals = 12

  init?(_ bytes: Span<UInt8>, _ cell: Cell, _ parser: NumberParser, isPercent: Bool) {
    var currency: StatedCurrency?
    self.init(bytes, cell, parser, isPercent: isPercent, currency: &currency)
  }

  /// - Parameter currency: what the text itself says of it.
  /// - Returns: nil for what is no number in the file's notation.
  init?(
    _ bytes: Span<UInt8>, _ cell: Cell, _ parser: NumberParser, isPercent: Bool,
    currency: inout StatedCurrency?
  ) {
    var (low, high) = (Int(cell.start), Int(cell.start) + Int(cell.length))
    NumberParser.trim(bytes, &low, &high)
    self.isPercent = isPercent
    if high > low, bytes[high - 1] == UInt8(ascii: "%") {
      high -= 1
      self.isPercent = true
    } else if high - low > 3, bytes[high - 3] == 0xEF, bytes[high - 2] == 0xBC, bytes[high - 1] == 0x85 {
      high -= 3
      self.isPercent = true
    }
    var decimals = 0
    var isBehindMark = false
    var endOfDigits = low
    for at in low..<high {
      if bytes[at] &- 0x30 <= 9 {
        if isBehindMark { decimals += 1 }
        endOfDigits = at + 1
      } else if bytes[at] == parser.style.decimalMark, at == low || !Self.isLetter(bytes[at - 1]) {
        // Not the point of `Rs.`.
        isBehindMark = true
        decimals = 0
      }
    }
    if decimals > Self.mostDecimals {
      guard endOfDigits == high else { return nil }
      high -= decimals - Self.mostDecimals
      decimals = Self.mostDecimals
    }
    self.decimals = decimals
    // A text without decimals may have a currency all the same.
    places = max(decimals, 1)
    step = decimals == 0 ? 10 : 1
    guard let units = try? parser.parse(bytes, low, high - low, scale: places, currency: &currency) else {
      return nil
    }
    self.units = units
  }
}

/// The values that a ratio of two rounded amounts may have: from `low / lowBase` to `high / highBase`, in units of
/// 10^-0.
struct RatioRange {
  private var low: Int128
  private var lowBase: Int128
  private var high: Int128
  private var highBase: Int128
  private var exact: Exact

  /// - Returns: nil where there is nothing to divide, or too little to tell.
  init?(_ parts: StatedRatio.Parts, _ numerator: Int64, _ denominator: Int64, currency: UInt32) {
    guard numerator != Measure.absent, denominator != Measure.absent, numerator >= 0, denominator > 0 else {
      return nil
    }
    let above = Self.rounding(parts.numerator, currency)
    let below = Self.rounding(parts.denominator, currency)
    guard Int128(denominator) > below else { return nil }
    // Both in the finer scale of the two.
    let up = Int128(parts.factor) * (parts.numerator.scale < parts.denominator.scale ? 1_000_000 : 1)
    let down: Int128 = parts.denominator.scale < parts.numerator.scale ? 1_000_000 : 1
    low = (Int128(numerator) - above) * up
    high = (Int128(numerator) + above) * up
    lowBase = (Int128(denominator) + below) * down
    highBase = (Int128(denominator) - below) * down
    guard
      let exact = Exact(units: Int128(numerator) * up, scale: 0)
        / Exact(units: Int128(denominator) * down, scale: 0)
    else { return nil }
    self.exact = exact
  }

  /// By how much an amount as stated may be off: half a minor unit, or half a hundredth of a conversion.
  private static func rounding(_ measure: Measure, _ currency: UInt32) -> Int128 {
    switch measure.unit {
    case .count: return 0
    case .fractionalCount, .duration: return 5_000
    case .money:
      var step: Int128 = 1
      for _ in (currency == 0 ? 2 : Currency(packed: currency).minorUnits)..<6 { step *= 10 }
      return step / 2
    }
  }

  /// Whether a stated value may be such a ratio, rounded or cut off; nil where numbers are too large to tell.
  ///
  /// - Parameter isShare: a number without a sign may be of hundredths all the same: `1.71` under `CTR (%)`.
  func holds(_ stated: RatioText, isShare: Bool) -> Bool? {
    guard let fits = holds(stated, places: stated.places + (stated.isPercent ? 2 : 0)) else { return nil }
    if fits || stated.isPercent || !isShare { return fits }
    return holds(stated, places: stated.places + 2)
  }

  private func holds(_ stated: RatioText, places: Int) -> Bool? {
    var power: Int128 = 1
    for _ in 0..<places { power *= 10 }
    // (units - step) / 10^places < high / highBase, and the other way round.
    let (units, step) = (Int128(stated.units), Int128(stated.step))
    let least = (units - step).multipliedReportingOverflow(by: highBase)
    let most = (units + step).multipliedReportingOverflow(by: lowBase)
    let highest = high.multipliedReportingOverflow(by: power)
    let lowest = low.multipliedReportingOverflow(by: power)
    if least.overflow || most.overflow || highest.overflow || lowest.overflow { return nil }
    return least.partialValue < highest.partialValue && lowest.partialValue < most.partialValue
  }

  /// A row that contradicts itself, for people.
  func first(_ row: Int, _ stated: RatioText, isShare: Bool) -> RatioTally.First {
    let number = Exact(units: Int128(stated.units), scale: stated.places)
    // No share is more than all: without a sign, such a number is of hundredths.
    let isPercentage = stated.isPercent || (isShare && number > Exact(1))
    return RatioTally.First(
      row: row, stated: isPercentage ? number * Exact(units: 1, scale: 2) : number,
      decimals: stated.decimals, isPercentage: isPercentage, computed: exact)
  }
}
