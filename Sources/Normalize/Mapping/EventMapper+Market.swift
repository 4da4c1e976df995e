import Columns
import Declarations
import EventSchema

/// What a market figure is of, by our words for it.
enum MarketMetric: String, CaseIterable {
  case marketRevenue = "market_revenue"
  case ownRevenue = "own_revenue"
  case competitorRevenue = "competitor_revenue"
  case brandAware = "brand_aware"
  case mentions

  /// The measures that figures become, whomever they name.
  static let measures: [Measure] = [
    .marketRevenue, .ownRevenue, .competitorRevenue, .brandAware, .brandAsked, .aidedAware, .aidedAsked,
    .competitorAware, .competitorAsked, .competitorAidedAware, .competitorAidedAsked, .ownMentions,
    .competitorMentions,
  ]

  /// Whose figure it is: that of a named competitor, or our own.
  func measure(isOwn: Bool) -> Measure {
    switch self {
    case .marketRevenue: .marketRevenue
    case .ownRevenue: .ownRevenue
    case .competitorRevenue: isOwn ? .ownRevenue : .competitorRevenue
    case .brandAware: isOwn ? .brandAware : .competitorAware
    case .mentions: isOwn ? .ownMentions : .competitorMentions
    }
  }
}

/// Yes or no, as small codes.
enum Answer {
  static let no: Int8 = 0
  static let yes: Int8 = 1
  static let words = ["no", "yes"]

  /// What a row says that states nothing.
  static func ofBlank(_ column: ProfileColumn) -> Int8 {
    column.constant.flatMap { words.firstIndex(of: $0) }.map { Int8($0) } ?? no
  }
}

extension Roles {
  /// Of market figures every measure has a column behind those of the file: the file has one for all.
  mutating func addMarketMeasures(behind count: Int) {
    split = count..<(count + MarketMetric.measures.count)
    for (measure, position) in zip(MarketMetric.measures, split) {
      measures.append((measure, position))
      if measure.unit == .money { money.append((measure, position)) }
    }
  }
}

/// Figures of days, months and quarters stand in one file.
extension EventMapper {
  /// Reads a column whose cells may be written in any of its ways, each by the first that reads it: the profile's
  /// loader has seen to it that no text is a date in two.
  mutating func readMixedDays(_ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn) {
    let ways = ([column.type] + column.otherTypes).compactMap { type in
      DateParser(type: type).map { (type: type, parser: $0) }
    }
    let cells = columnCells(position, batch, column)
    let block = batch.bytes
    days[position].resize(to: batch.count, filling: .min)
    lastDays[position].resize(to: batch.count, filling: .min)
    var failures: Failures = []
    for row in 0..<batch.count {
      let cell = cells[row]
      (days[position][row], lastDays[position][row]) = (.min, .min)
      if cell.length <= 0 || nulls.contains(cell, block.span) {
        failures.append((row, nil))
        continue
      }
      var problem = DateError.doesNotMatch(offset: 0)
      for (type, parser) in ways {
        do throws(DateError) {
          let day = try parser.parse(block.span, Int(cell.start), Int(cell.length)).day
          days[position][row] = day.number
          lastDays[position][row] = Self.lastDay(of: type, from: day)
          break
        } catch {
          // What reads as far as a day that does not exist says more than what does not fit at all.
          if error == .noSuchDay { problem = error }
        }
      }
      if days[position][row] == .min { failures.append((row, problem)) }
    }
    note(failures, position, column, cells.span, block.span)
  }

  /// The last day of what a text of the type states; `.min` where it is a day.
  private static func lastDay(of type: ValueType, from day: Day) -> Int32 {
    switch type {
    case .month: Period(.month, containing: day).last.number
    case .quarter: Period(.quarter, containing: day).last.number
    case .date, .dateTime, .range, .nthDay, .excelDay, .text, .count, .fractionalCount, .money, .duration,
      .hours, .milliseconds:
      .min
    }
  }
}

/// Figures about the market: one column of values becomes a column per measure, by what each row is of.
extension EventMapper {
  mutating func splitFigures(_ count: Int) {
    guard mapping.profile.gives == .market else { return }
    for position in roles.split { amounts[position].resize(to: 0, filling: 0) }
    for position in roles.split { amounts[position].resize(to: count, filling: Measure.absent) }
    guard let metric = roles.metric, let value = roles.value else { return }
    judgeMeanings(count)
    for row in 0..<count {
      let code = codes[metric][row]
      guard code >= 0, meanings[Int(code)] != Meaning.unknown else {
        reject(row, metric, .missingValue)
        continue
      }
      guard amounts[value][row] != Measure.absent else {
        reject(row, value, .missingValue)
        continue
      }
      splitFigure(row, MarketMetric.allCases[Int(meanings[Int(code)])], amounts[value][row])
    }
  }

  private mutating func splitFigure(_ row: Int, _ metric: MarketMetric, _ value: Int64) {
    let measure = metric.measure(isOwn: isOwn(row))
    switch metric {
    case .marketRevenue, .ownRevenue, .competitorRevenue: set(measure, row, value)
    case .mentions:
      guard let count = Self.count(value) else { return reject(row, roles.value ?? -1, .notACount) }
      set(measure, row, count)
    case .brandAware:
      guard let base = roles.base, amounts[base][row] != Measure.absent else {
        return reject(row, roles.base ?? -1, .missingValue)
      }
      let asked = amounts[base][row]
      guard let aware = Self.count(value) else { return reject(row, roles.value ?? -1, .notACount) }
      if aware > asked { return reject(row, roles.value ?? -1, .moreThanAsked) }
      guard let aided = answer(roles.aided, row) else { return }
      let (knowing, all): (Measure, Measure) =
        switch (isOwn: measure == .brandAware, isAided: aided == Answer.yes) {
        case (isOwn: true, isAided: false): (.brandAware, .brandAsked)
        case (isOwn: true, isAided: true): (.aidedAware, .aidedAsked)
        case (isOwn: false, isAided: false): (.competitorAware, .competitorAsked)
        case (isOwn: false, isAided: true): (.competitorAidedAware, .competitorAidedAsked)
        }
      set(knowing, row, aware)
      set(all, row, asked)
    }
  }

  private mutating func set(_ measure: Measure, _ row: Int, _ value: Int64) {
    guard let place = MarketMetric.measures.firstIndex(of: measure) else { return }
    amounts[roles.split.lowerBound + place][row] = value
  }

  /// A whole number that is not below 0.
  private static func count(_ value: Int64) -> Int64? {
    value >= 0 && value % 1_000_000 == 0 ? value / 1_000_000 : nil
  }

  /// Whether a figure is ours: it names nobody, or us.
  private mutating func isOwn(_ row: Int) -> Bool {
    guard let position = roles.dimensions[.competitor], let table = textColumns[position]?.table else {
      return true
    }
    extendOwnNames(table)
    let code = codes[position][row]
    return code < 0 || ownNames[Int(code)]
  }

  private mutating func extendOwnNames(_ table: InternTable) {
    while ownNames.count < table.count {
      let text = trimmed(table[Int32(ownNames.count)])
      ownNames.append(mapping.needs.ownNames.contains(CaseFolding.fold(text)))
    }
  }

  /// What a column of yes and no says, `no` where nothing is said; nil for a text that is neither, whose record
  /// is rejected.
  mutating func answer(_ position: Int?, _ row: Int) -> Int8? {
    guard let position, let table = textColumns[position]?.table else { return Answer.no }
    let column = mapping.profile.columns[mapping.wanted[position]]
    extendAnswers(table, column)
    let code = codes[position][row]
    guard code >= 0 else { return Answer.ofBlank(column) }
    if answers[Int(code)] == Meaning.unknown {
      reject(row, position, .unknownValue)
      return nil
    }
    return answers[Int(code)]
  }

  private mutating func extendAnswers(_ table: InternTable, _ column: ProfileColumn) {
    while answers.count < table.count {
      let word = column.meaning(of: table[Int32(answers.count)])
      answers.append(word.flatMap { Answer.words.firstIndex(of: $0) }.map { Int8($0) } ?? Meaning.unknown)
    }
  }

  // MARK: Keys

  /// Prepares for keys with texts not seen before.
  mutating func extendMarketTexts() {
    guard mapping.profile.gives == .market else { return }
    if let position = roles.dimensions[.competitor], let table = textColumns[position]?.table {
      extendOwnNames(table)
    }
    if let position = roles.aided, let table = textColumns[position]?.table {
      extendAnswers(table, mapping.profile.columns[mapping.wanted[position]])
    }
  }

  /// Whether a text of a market figure says what a blank says: our own name, or that nobody was shown names. Exports that
  /// write it, or write it otherwise, state the same.
  func meansBlank(_ position: Int, _ row: Int) -> Bool {
    guard mapping.profile.gives == .market else { return false }
    let code = Int(codes[position][row])
    if position == roles.dimensions[.competitor] { return ownNames[code] }
    return position == roles.aided
      && answers[code] == Answer.ofBlank(mapping.profile.columns[mapping.wanted[position]])
  }
}
