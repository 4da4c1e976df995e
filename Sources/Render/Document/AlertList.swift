package import Declarations
package import EventSchema

/// What fired of the pipeline file's alerts, and what could not be judged.
package struct AlertList: Sendable {
  /// An alert for one figure.
  package struct Fired: Sendable {
    /// As the pipeline file names it.
    package var name: String
    package var title: LocalizedText
    package var kpi: KPI
    /// The value of the dimension it is about; nil for the figure of everything.
    package var place: (dimension: Dimension, value: String)?
    package var figure: Figure
    /// What fired: `rose more than 40%`.
    package var rule: Note
    /// What the figure is held against.
    package var against: Note
    package var change: Change?
    /// How far it is beyond its limit: that is no change.
    package var beyond: Figure?
    /// The first of the periods in a row in which it holds, and how many these are.
    package var since: Period
    package var periods: Int
    /// How far the figure is from what it is held against, in the report's currency; nil for other units.
    package var size: Exact?
    /// How far, as a share of what it is held against: sorts what has no size in money.
    package var share: Exact?

    package init(
      name: String, title: LocalizedText, kpi: KPI, place: (dimension: Dimension, value: String)?,
      figure: Figure, rule: Note, against: Note, since: Period
    ) {
      self.name = name
      self.title = title
      self.kpi = kpi
      self.place = place
      self.figure = figure
      self.rule = rule
      self.against = against
      self.since = since
      periods = 1
    }
  }

  /// The largest in money first.
  package var fired: [Fired]
  /// How many figures were judged.
  package var judged: Int
  /// What could not be judged, and why.
  package var notes: [Note]

  package init(fired: [Fired] = [], judged: Int = 0, notes: [Note] = []) {
    self.fired = fired
    self.judged = judged
    self.notes = notes
  }

  /// So many are shown in a report; `report.json` has all.
  static let shownRows = 25

  /// What stands below the table, or instead of it.
  var remarks: [Note] {
    let rest = fired.count - Self.shownRows
    return (rest > 0 ? [Note(.alertsMore, ["n": .count(rest)])] : []) + notes
  }

  /// The first lines of the report name those that fired, each once.
  var summary: Note? {
    guard !fired.isEmpty else { return nil }
    var titles: [Note.Argument] = []
    for alert in fired where !titles.contains(.localized(alert.title)) {
      titles.append(.localized(alert.title))
    }
    return Note(.summaryAlerts, ["n": .count(fired.count), "alerts": .list(titles)])
  }
}

extension AlertList.Fired {
  /// `Paid Search`, or that it is the figure of everything.
  var label: BreakdownTable.Label { place.map { .value($0.value) } ?? .word(.total) }

  var sinceNote: Note.Argument {
    periods > 1
      ? .note(Note(.alertSinceRun, ["n": .count(periods), "period": .period(since)])) : .period(since)
  }
}

extension Wording {
  /// How far a figure is beyond its limit: `€3.00 beyond the limit`, `0.5 pp beyond the limit`.
  func beyond(_ alert: AlertList.Fired) -> String? {
    guard let beyond = alert.beyond, let value = beyond.value else { return nil }
    guard beyond.unit == .percent else { return text(.alertBeyond, ["amount": .figure(beyond)]) }
    let points = Figure(value * Exact(100), .ratio, decimals: beyond.decimals)
    return text(.alertBeyond, ["amount": .note(Note(.points, ["n": .figure(points)]))])
  }
}
