package import Declarations
package import EventSchema

/// Planned campaigns, each over its own days, with what to do about them.
package struct CampaignReview: Sendable {
  package struct Column: Sendable {
    /// The KPI's identifier.
    package var kpi: String
    package var title: LocalizedText
    package var unit: FigureUnit

    package init(kpi: String, title: LocalizedText, unit: FigureUnit) {
      self.kpi = kpi
      self.title = title
      self.unit = unit
    }
  }

  package struct Row: Sendable {
    package var name: String
    /// The pipeline file's name of the plan's input.
    package var input: String
    package var first: Day
    /// Nil where the plan states no end.
    package var last: Day?
    /// Days that have passed, and all of them where an end is stated.
    package var elapsed: Int
    package var planned: Int?
    /// One per column.
    package var figures: [Figure]
    package var verdict: Verdict?
    /// The number of the rule that decided.
    package var rule: Int?
    /// Why: the figures that the rule looked at, or what is missing.
    package var because: [Note] = []

    package init(
      name: String, input: String, first: Day, last: Day?, elapsed: Int, planned: Int?, figures: [Figure]
    ) {
      self.name = name
      self.input = input
      self.first = first
      self.last = last
      self.elapsed = elapsed
      self.planned = planned
      self.figures = figures
    }
  }

  package var columns: [Column]
  /// The newest campaign first.
  package var rows: [Row]
  package var total: [Figure]
  /// The last day that counts.
  package var until: Day
  /// So many days after its end still count for a campaign.
  package var countsOnForDays: Int
  package var hasVerdicts: Bool
  /// Names of planned campaigns that were over before the listed periods.
  package var over: [String] = []
  /// Campaigns whose ids have rows under other names, too.
  package var renamed: [(name: String, others: [String])] = []
  /// So many of them are named.
  private static let named = 10

  package init(
    columns: [Column], rows: [Row], total: [Figure], until: Day, countsOnForDays: Int, hasVerdicts: Bool
  ) {
    self.columns = columns
    self.rows = rows
    self.total = total
    self.until = until
    self.countsOnForDays = countsOnForDays
    self.hasVerdicts = hasVerdicts
  }

  var notes: [Note] {
    [Note(.reviewUntil, ["day": .day(until)])]
      + (countsOnForDays > 0 ? [Note(.reviewCountsOn, ["n": .count(countsOnForDays)])] : [])
      + (over.isEmpty ? [] : [overNote])
      + renamed.prefix(Self.named).map { campaign in
        Note(
          .reviewOtherNames,
          [
            "campaign": .text(campaign.name),
            "names": .list(campaign.others, atMost: Self.named) { .text($0) },
          ])
      }
  }

  private var overNote: Note {
    Note(.reviewOver, ["n": .count(over.count), "names": .list(over, atMost: Self.named) { .text($0) }])
  }
}

extension Word {
  init(_ verdict: Verdict) {
    switch verdict {
    case .invest: self = .verdictInvest
    case .keep: self = .verdictKeep
    case .improve: self = .verdictImprove
    case .stop: self = .verdictStop
    }
  }
}

extension Wording {
  /// `Mar 1 – Mar 20 · 12 of 20 days`, without the second part where all have passed; `from Mar 1, no end stated`.
  func days(_ row: CampaignReview.Row) -> String {
    guard let last = row.last, let planned = row.planned else {
      return text(.reviewOpen, ["day": .day(row.first)])
    }
    let days = row.first == last ? day(row.first) : range(day(row.first), day(last))
    if row.elapsed >= planned { return days }
    let arguments: [String: Note.Argument] = ["elapsed": .count(row.elapsed), "planned": .count(planned)]
    return days + " · " + text(.reviewDays, arguments)
  }

  func because(_ row: CampaignReview.Row) -> String {
    row.because.map { text($0) }.joined(separator: text(.listSeparator))
  }
}
