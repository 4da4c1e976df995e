import Columns
package import Declarations
package import EventSchema

/// Our words for the texts of a deal's status, a funnel stage or an email event, as small codes.
enum Meaning {
  static let unknown: Int8 = -1

  // Deals.
  static let won: Int8 = 1
  static let lost: Int8 = 2
  private static let statuses = ["open", "won", "lost"]

  // Stages: the measures of the first words, in order.
  static let stageMeasures: [Measure] = [.leads, .mqls, .sqls, .sqos, .opportunities]
  static let lead: Int8 = 0
  static let customer: Int8 = 5
  private static let stages = ["lead", "mql", "sql", "sqo", "opportunity", "customer", "upsell"]

  // Email events, with the measure that counts each.
  static let emailMeasures: [Measure] = [
    .sent, .delivered, .opens, .machineOpens, .emailClicks, .emailBounces, .unsubscribes, .complaints,
  ]
  private static let emailEvents = [
    "sent", "delivered", "open", "machine_open", "click", "bounce", "unsubscribe", "complaint",
  ]

  // Surveys.
  static let nps: Int8 = 0
  static let csat: Int8 = 1
  static let review: Int8 = 2
  private static let surveys = ["nps", "csat", "review"]

  /// The email event that a measure counts, or whose people it counts.
  static func emailEvent(countedBy measure: Measure) -> Int8? {
    let counted: Measure =
      switch measure {
      case .uniqueOpens: .opens
      case .uniqueClicks: .emailClicks
      default: measure
      }
    return emailMeasures.firstIndex(of: counted).map { Int8($0) }
  }

  static func words(of kind: EventKind) -> [String] {
    switch kind {
    case .deal: statuses
    case .stage: stages
    case .email: emailEvents
    case .survey: surveys
    case .market: MarketMetric.allCases.map(\.rawValue)
    case .ad, .cost, .visit, .order, .refund, .plan, .content, .variant, .account, .touch, .contract, .level:
      []
    }
  }
}

extension EventKind {
  /// Our words for the stages of deals and of leads; empty for events that have none.
  package var stageWords: [String] { stageField == nil ? [] : Meaning.words(of: self) }

  /// The field that says them.
  package var stageField: Field? {
    switch self {
    case .deal: .dimension(.status)
    case .stage: .dimension(.stage)
    case .ad, .cost, .visit, .email, .order, .refund, .plan, .content, .survey, .variant, .market, .account,
      .touch, .contract, .level:
      nil
    }
  }
}

extension EventMapper {
  /// The column whose text says what the record states: a status, a stage, an email event, a kind of survey.
  var meaningPosition: Int? {
    switch mapping.profile.gives {
    case .deal: roles.status
    case .stage: roles.stage
    case .email: roles.event
    case .survey: roles.dimensions[.surveyKind]
    case .market: roles.metric
    case .ad, .cost, .visit, .order, .refund, .plan, .content, .variant, .account, .touch, .contract, .level:
      nil
    }
  }

  /// Finds the meanings of texts not seen before; unknown ones reject their records.
  mutating func judgeMeanings(_ count: Int) {
    guard let position = meaningPosition, let table = textColumns[position]?.table else { return }
    let column = mapping.profile.columns[mapping.wanted[position]]
    let words = Meaning.words(of: mapping.profile.gives)
    while meanings.count < table.count {
      let word = column.meaning(of: table[Int32(meanings.count)])
      let code = word.flatMap { words.firstIndex(of: $0) }
      meanings.append(code.map { Int8($0) } ?? Meaning.unknown)
    }
    guard meanings.contains(Meaning.unknown) else { return }
    for row in 0..<count where codes[position][row] >= 0 {
      if meanings[Int(codes[position][row])] == Meaning.unknown { reject(row, position, .unknownValue) }
    }
  }

  /// In a file with events, a record states either one event or counts: both would be two statements of
  /// one thing, neither none at all.
  mutating func judgeEvents(_ count: Int) {
    guard mapping.profile.gives == .email, let event = roles.event, present[event] else { return }
    let columns = roles.measures.map(\.position).filter { present[$0] }
    for row in 0..<count where verdicts[row] == 0 {
      let hasCounts = columns.contains { amounts[$0][row] != Measure.absent }
      if (codes[event][row] >= 0) == hasCounts { reject(row, event, .eventOrCounts) }
    }
  }

  /// Counts of email events: from columns of counts, or from the one event that a record states.
  ///
  /// A record with an event states every count: what did not happen is 0, not unknown.
  func emailEvents(_ base: EventBatch, _ batch: borrowing RecordBatch) -> EventBatch {
    // Without a column of events every count is one that the file states, or unknown.
    guard let position = roles.event, present[position] else { return measures(base) }
    // A file with counts, too, has records without an event.
    if !roles.measures.contains(where: { present[$0.position] }) {
      return loggedEvents(base, position, batch)
    }
    var events = base
    let (own, known) = (codes[position], meanings)
    let columns = Dictionary(uniqueKeysWithValues: roles.measures)
    for measure in mapping.needs.measures.sorted() {
      guard let meaning = Meaning.emailEvent(countedBy: measure) else { continue }
      let column = columns[measure].flatMap { present[$0] ? $0 : nil }
      var values =
        column.map { amounts[$0] } ?? ContiguousArray(repeating: Measure.absent, count: base.count)
      if measure.countsPeople {
        events.people.append(people(for: measure, meaning: meaning, batch))
        Self.count(nil, own.span, known.span, into: &values)
      } else {
        Self.count(meaning, own.span, known.span, into: &values)
      }
      events.measures.append(measure)
      events.values.append(values)
    }
    return events
  }

  /// The events of a log whose every accepted record states one.
  private func loggedEvents(
    _ base: EventBatch, _ position: Int, _ batch: borrowing RecordBatch
  ) -> EventBatch {
    var events = base
    var logged = LoggedEvents(measures: [], peopleMeasures: [], kinds: [])
    var kindOfMeaning: [Int8: UInt8] = [:]
    for measure in mapping.needs.measures.sorted() {
      guard let meaning = Meaning.emailEvent(countedBy: measure) else { continue }
      if measure.countsPeople {
        events.people.append(people(for: measure, meaning: meaning, batch))
        logged.peopleMeasures.append(measure)
      } else {
        kindOfMeaning[meaning] = UInt8(logged.measures.count)
        logged.measures.append(measure)
      }
    }
    let other = UInt8(logged.measures.count)
    let kinds = ContiguousArray(meanings.map { kindOfMeaning[$0] ?? other })
    let own = codes[position]
    logged.kinds = Self.translate(own.span, kinds.span, absent: other)
    events.logged = logged
    return events
  }

  private static func translate(
    _ codes: Span<Int32>, _ kinds: Span<UInt8>, absent: UInt8
  ) -> ContiguousArray<UInt8> {
    var translated = ContiguousArray<UInt8>(repeating: absent, count: codes.count)
    var out = translated.mutableSpan
    for row in 0..<codes.count where codes[row] >= 0 { out[row] = kinds[Int(codes[row])] }
    return translated
  }

  /// - Parameter meaning: what counts 1; nil for measures that count people, who are added up elsewhere.
  private static func count(
    _ meaning: Int8?, _ codes: Span<Int32>, _ meanings: Span<Int8>, into counts: inout ContiguousArray<Int64>
  ) {
    var out = counts.mutableSpan
    let wanted = meaning ?? -2
    for row in 0..<codes.count where codes[row] >= 0 {
      out[row] = meanings[Int(codes[row])] == wanted ? 1 : 0
    }
  }
}
