import Columns
import Declarations
import EventSchema

/// Days and instants of a batch's events; `Int32.min` and `Int64.min` stand for "not stated".
struct EventTimes {
  var days: ContiguousArray<Int32>
  /// Empty when no event spans days.
  var lastDays: ContiguousArray<Int32> = []
  /// Empty when the source states days only.
  var instants: ContiguousArray<Int64> = []
}

extension EventMapper {
  /// Adds up the parts of what the file states in parts only. Where one part is not stated, the sum is not, either.
  mutating func addUp(_ count: Int) {
    for (position, parts) in roles.sums where !present[position] && parts.allSatisfy({ present[$0] }) {
      for row in 0..<count {
        var sum: Int64 = 0
        for part in parts where sum != Measure.absent {
          guard amounts[part][row] != Measure.absent else {
            sum = Measure.absent
            continue
          }
          let (next, overflow) = sum.addingReportingOverflow(amounts[part][row])
          if overflow { reject(row, part, .outOfRange) }
          sum = overflow ? Measure.absent : next
        }
        amounts[position][row] = sum
      }
    }
  }

  /// Takes tax, shipping and the like off gross amounts.
  mutating func subtract(_ count: Int) {
    if let tax = roles.taxOff, !takesTaxOff {
      takesTaxOff = (0..<count).contains { ![0, Measure.absent].contains(amounts[tax][$0]) }
    }
    for (position, subtracted) in roles.minus {
      for row in 0..<count where amounts[position][row] != Measure.absent {
        for other in subtracted where amounts[other][row] != Measure.absent {
          let (difference, overflow) = amounts[position][row].subtractingReportingOverflow(
            amounts[other][row])
          if overflow { reject(row, position, .outOfRange) } else { amounts[position][row] = difference }
        }
      }
    }
  }

  /// Filters records whose status the profile does not keep.
  mutating func keepOnly(_ count: Int) {
    for (index, rule) in roles.keep.enumerated() {
      guard let table = textColumns[rule.position]?.table else { continue }
      while kept[index].count < table.count {
        kept[index].append(rule.texts.contains(CaseFolding.fold(trimmed(table[Int32(kept[index].count)]))))
      }
      let keepsAbsent = rule.texts.contains([])
      for row in 0..<count where verdicts[row] == 0 {
        let code = codes[rule.position][row]
        if !(code >= 0 ? kept[index][Int(code)] : keepsAbsent) { filter(row, .notKept) }
      }
    }
  }

  /// How many records each text filters: of the first column of which it is one that the profile does not keep.
  func textsNotKept() -> [[UInt8]: Int] {
    guard let notKept = Self.notKept, verdicts.contains(notKept) else { return [:] }
    var found: [[UInt8]: Int] = [:]
    for (index, rule) in roles.keep.enumerated() {
      guard let table = textColumns[rule.position]?.table else { continue }
      // The last one stands for no text.
      var counts = ContiguousArray(repeating: 0, count: table.count + 1)
      for row in verdicts.indices where verdicts[row] == notKept && firstNotKept(row) == index {
        let code = codes[rule.position][row]
        counts[code >= 0 ? Int(code) : table.count] += 1
      }
      for (code, count) in counts.enumerated() where count > 0 {
        let text = rule.name ?? (code < table.count ? trimmed(table[Int32(code)]) : [])
        found[text, default: 0] += count
      }
    }
    return found
  }

  /// The first rule that does not keep a record.
  private func firstNotKept(_ row: Int) -> Int? {
    roles.keep.indices.first { index in
      let rule = roles.keep[index]
      guard textColumns[rule.position]?.table != nil else { return false }
      let code = codes[rule.position][row]
      return !(code >= 0 ? kept[index][Int(code)] : rule.texts.contains([]))
    }
  }

  mutating func filter(_ row: Int, _ reason: FilterReason) {
    guard verdicts[row] == 0, let index = FilterReason.allCases.firstIndex(of: reason) else { return }
    verdicts[row] = UInt8(2 + index)
    dropped += 1
  }

  /// When the events took place: the instant, else the day, else the period of the preamble.
  mutating func resolveTime(_ count: Int) -> EventTimes {
    if [.deal, .contract].contains(mapping.profile.gives) {
      let created = roles.created.map { days[$0] } ?? ContiguousArray(repeating: .min, count: count)
      for row in 0..<count where created[row] == .min { reject(row, roles.created ?? -1, .missingValue) }
      return EventTimes(days: created)
    }
    if mapping.profile.gives == .content { return contentTimes(count) }
    // An account is one on every day.
    if mapping.profile.gives == .account {
      return EventTimes(days: roles.day.map { days[$0] } ?? ContiguousArray(repeating: .min, count: count))
    }
    if mapping.profile.gives == .variant { return experimentTimes(count) }
    let (at, day) = (inFile(roles.at), inFile(roles.day))
    if let at, day == nil, inFile(roles.lastDay) == nil, facts.firstDay == nil {
      return exactTimes(at, count)
    }
    if let day, at == nil, inFile(roles.lastDay) == nil, lastDays[day].isEmpty,
      facts.firstDay == nil, openUntil == nil
    {
      rejectMissing(day, count)
      return EventTimes(days: days[day])
    }
    return mixedTimes(count)
  }

  /// The position of a column, if the file has it.
  func inFile(_ position: Int?) -> Int? { position.flatMap { present[$0] ? $0 : nil } }

  private mutating func exactTimes(_ at: Int, _ count: Int) -> EventTimes {
    rejectMissing(at, count)
    return EventTimes(days: days[at], instants: instants[at])
  }

  private mutating func rejectMissing(_ position: Int, _ count: Int) {
    let days = self.days[position]
    guard days.contains(.min) else { return }
    for row in 0..<count where days[row] == .min { reject(row, position, .missingValue) }
  }

  mutating func mixedTimes(_ count: Int) -> EventTimes {
    var times = EventTimes(days: [])
    times.days.reserveCapacity(count)
    for row in 0..<count {
      var first = Int32.min
      var last = Int32.min
      var instant = Int64.min
      if let at = roles.at, days[at][row] != .min {
        first = days[at][row]
        if !instants[at].isEmpty { instant = instants[at][row] }
      }
      if first == .min, let day = roles.day, days[day][row] != .min {
        first = days[day][row]
        if !lastDays[day].isEmpty { last = lastDays[day][row] }
      }
      if first == .min, let from = facts.firstDay, let to = facts.lastDay {
        first = from.number
        last = to.number
      } else if let position = roles.lastDay, days[position][row] != .min {
        last = lastDays[position].isEmpty ? days[position][row] : lastDays[position][row]
      }
      if first == .min { reject(row, roles.at ?? roles.day ?? -1, .missingValue) }
      if last == .min { last = max(first, openUntil ?? first) }
      if last < first { reject(row, roles.lastDay ?? -1, .endsBeforeStart) }
      times.days.append(first)
      times.lastDays.append(last)
      times.instants.append(instant)
    }
    return times
  }

  /// Until when a campaign without an end runs; nil for all else.
  private var openUntil: Int32? {
    guard mapping.profile.gives == .plan, roles.lastDay != nil else { return nil }
    return mapping.openUntil?.number
  }

  /// Filters rows that cover parts of several periods: they can't be divided.
  mutating func dropSpanning(_ times: EventTimes, _ count: Int) {
    guard !times.lastDays.isEmpty, !mapping.keepsSpans else { return }
    if mapping.spread != nil { return rejectTooLong(times, count) }
    for row in 0..<count where verdicts[row] == 0 && times.days[row] != times.lastDays[row] {
      let period = Period(
        mapping.needs.grain, containing: Day(number: times.days[row]), in: mapping.needs.calendar)
      // Of periods to date, the days behind their last one are in no figure anyway.
      let counted = period.contains(Day(number: times.days[row])) ? period : period.whole
      guard !counted.contains(Day(number: times.lastDays[row])) else { continue }
      filter(row, .spansPeriods)
      result.daysApart.longer = result.daysApart.longer.joined(with: times.days[row]...times.lastDays[row])
      if let channel = roles.dimensions[.channel], present[channel], let column = textColumns[channel] {
        let code = codes[channel][row]
        result.daysApart.longerChannels.insert(code < 0 ? [] : trimmed(column.table[code]))
      }
    }
  }

  /// `Currency.packed` per row, 0 for none; empty when the input has no money.
  mutating func resolveCurrency(_ count: Int) -> ContiguousArray<UInt32> {
    let money = roles.money + roles.shownRatios.filter { $0.measure.unit == .money }
    guard !money.isEmpty else { return [] }
    let assumed = (facts.currency ?? mapping.currency)?.packed ?? 0
    var result = ContiguousArray(repeating: assumed, count: count)
    if let position = roles.currency, let column = textColumns[position] {
      while packedCurrencies.count < column.table.count {
        let text = trimmed(column.table[Int32(packedCurrencies.count)])
        packedCurrencies.append(CurrencyCodes.currency(text)?.packed ?? 0)
      }
      var unknown = false
      let own = codes[position]
      let packed = packedCurrencies
      Self.translate(own.span, packed.span, into: &result, &unknown)
      if unknown {
        for row in 0..<count where codes[position][row] >= 0 && result[row] == 0 {
          reject(row, position, .unknownCurrency)
        }
      }
    }
    rejectOtherCurrencies(result)
    rejectOthersThanHeading(result)
    rejectOthersThanSigns(result)
    guard assumed == 0 else { return result }
    for row in 0..<count where result[row] == 0 {
      if let (_, position) = money.first(where: { amounts[$0.position][row] != Measure.absent }) {
        reject(row, position, .noCurrency)
      }
    }
    return result
  }

  private static func translate(
    _ codes: Span<Int32>, _ packed: Span<UInt32>, into result: inout ContiguousArray<UInt32>,
    _ unknown: inout Bool
  ) {
    var out = result.mutableSpan
    for row in 0..<codes.count where codes[row] >= 0 {
      let currency = packed[Int(codes[row])]
      out[row] = currency
      if currency == 0 { unknown = true }
    }
  }

  /// An amount that names another currency than its row is never taken for the row's.
  private mutating func rejectOtherCurrencies(_ currencies: ContiguousArray<UInt32>) {
    for (row, position, stated) in statedCurrencies where currencies[row] != 0 {
      let currency = Currency(packed: currencies[row])
      if currency != .unstated, !stated.allows(currency) { reject(row, position, .otherCurrency) }
    }
  }

  /// Nor is an amount under a heading with a currency (`Amount spent (EUR)`) taken for that of a row which names another.
  private mutating func rejectOthersThanHeading(_ currencies: ContiguousArray<UInt32>) {
    guard let heading = facts.headingCurrency?.packed, let position = roles.currency,
      packedCurrencies.contains(where: { $0 != 0 && $0 != heading })
    else { return }
    for row in currencies.indices where currencies[row] != 0 && currencies[row] != heading {
      reject(row, position, .otherCurrency)
    }
  }

  /// Nor one under a heading with a sign (`Value ($)`) for that of a row whose currency is not written so.
  private mutating func rejectOthersThanSigns(_ currencies: ContiguousArray<UInt32>) {
    for sign in facts.headingSigns where amounts[sign.position].count == currencies.count {
      var (judged, fits) = (UInt32(0), true)
      for row in currencies.indices where amounts[sign.position][row] != Measure.absent {
        if currencies[row] != judged {
          judged = currencies[row]
          let currency = Currency(packed: judged)
          fits = judged == 0 || currency == .unstated || sign.stated.allows(currency)
        }
        if !fits { reject(row, sign.position, .otherCurrency) }
      }
    }
  }

  /// Money of all records by what became of them, per measure and currency.
  mutating func tally(_ count: Int, currencies: ContiguousArray<UInt32>) {
    for (measure, position) in roles.money {
      var tallies: [UInt32: MoneyTally] = [:]
      if dropped == 0, let only = Self.onlyValue(currencies.span) {
        var tally = MoneyTally(measure: measure, currency: only == 0 ? nil : Currency(packed: only))
        let values = amounts[position]
        if let sum = Self.sum(values.span) {
          (tally.records, tally.accepted) = (sum, sum)
          tallies[only] = tally
        }
      } else {
        tallies = tallyEach(measure, position, currencies)
      }
      for row in unreadable[position] {
        let key = moneyKey(row, currencies)
        tallies[key, default: moneyTally(measure, key)].unreadable += 1
      }
      tallyCredits(measure, amounts[position], currencies, &tallies)
      result.money += tallies.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  /// The value that all elements have; nil when they differ or there are none.
  private static func onlyValue(_ values: Span<UInt32>) -> UInt32? {
    guard !values.isEmpty else { return nil }
    var differ: UInt32 = 0
    for row in 0..<values.count { differ |= values[row] ^ values[0] }
    return differ == 0 ? values[0] : nil
  }

  /// The sum of all stated values; nil when nothing is stated.
  private static func sum(_ values: Span<Int64>) -> Int128? {
    var sum: Int128 = 0
    var stated = 0
    let absent = Measure.absent
    for row in 0..<values.count where values[row] != absent {
      sum &+= Int128(values[row])
      stated &+= 1
    }
    return stated > 0 ? sum : nil
  }

  private func tallyEach(
    _ measure: Measure, _ position: Int, _ currencies: ContiguousArray<UInt32>
  ) -> [UInt32: MoneyTally] {
    var tallies: [UInt32: MoneyTally] = [:]
    var current: UInt32 = .max
    var tally = MoneyTally(measure: measure, currency: nil)
    let values = amounts[position]
    for row in values.indices where values[row] != Measure.absent {
      let key = moneyKey(row, currencies)
      if key != current {
        if current != .max { tallies[current] = tally }
        current = key
        tally = tallies[current] ?? moneyTally(measure, current)
      }
      let amount = Int128(values[row])
      tally.records += amount
      switch verdicts[row] {
      case 0: tally.accepted += amount
      case 1: tally.rejected += amount
      case Self.duplicate: tally.duplicate += amount
      case Self.replaced: tally.replaced += amount
      default: tally.filtered += amount
      }
    }
    if current != .max { tallies[current] = tally }
    return tallies
  }

  /// Stands in a key beside the code of a currency's text that is no currency.
  private static let ofText: UInt32 = 1 << 31

  /// What a record's money is tallied under: its currency, else the text in its place, where that was meant as one, else 0.
  private func moneyKey(_ row: Int, _ currencies: ContiguousArray<UInt32>) -> UInt32 {
    guard currencies[row] == 0, let position = inFile(roles.currency), let column = textColumns[position],
      codes[position][row] >= 0, CurrencyCodes.isMeant(text(codes[position][row], of: column))
    else { return currencies[row] }
    return Self.ofText | UInt32(codes[position][row])
  }

  private func moneyTally(_ measure: Measure, _ key: UInt32) -> MoneyTally {
    guard key & Self.ofText != 0, let column = roles.currency.flatMap({ textColumns[$0] }) else {
      return MoneyTally(measure: measure, currency: key == 0 ? nil : Currency(packed: key))
    }
    return MoneyTally(measure: measure, currency: nil, written: text(Int32(key & ~Self.ofText), of: column))
  }

  private func text(_ code: Int32, of column: TextColumn) -> String {
    String(decoding: trimmed(column.table[code]), as: UTF8.self)
  }
}
