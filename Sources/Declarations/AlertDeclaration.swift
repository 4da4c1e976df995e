import Diagnostics
package import EventSchema

/// One entry under `aggregate: alerts:`: what of which figures somebody wants to be told.
package struct AlertDeclaration: Sendable {
  package enum Direction: String, Sendable, CaseIterable { case falling, rising }
  /// On which side of the expected a value is worth telling.
  package enum Side: String, Sendable, CaseIterable { case any, high, low }

  package enum Rule: Sendable {
    case above(Located<StatedAmount>)
    case below(Located<StatedAmount>)
    /// By more than this share of the compared period's figure, or so many points of a score or a share.
    case rose(moreThan: Located<StatedAmount>, against: PeriodDeclaration.Comparison)
    case fell(moreThan: Located<StatedAmount>, against: PeriodDeclaration.Comparison)
    case trend(Direction, over: Span)
    /// Beyond what the figures of the span before let expect; nil: of as much as the detector is best with.
    case unusual(Side, history: Span?)
    /// Away, by little each time, from what the first half of the span says is usual.
    case drift(Direction, history: Span?)
  }

  /// What makes a figure too small to be told.
  package struct Volume: Sendable {
    /// Nil: the alert's own KPI; one of the figures held against each other must reach it. Else both must.
    package var kpi: Located<String>?
    package var least: Located<StatedAmount>

    package init(kpi: Located<String>?, least: Located<StatedAmount>) {
      self.kpi = kpi
      self.least = least
    }
  }

  /// So many days or months.
  package enum Span: Hashable, Sendable {
    case days(Int)
    case months(Int)

    package static let samples = "a span such as 3 weeks, 21 days or 6 months"

    /// `3 weeks`; a quarter is three months.
    package init?(_ text: String) {
      let words = text.split(separator: " ")
      guard words.count == 2, let count = Int(words[0]), (1...1000).contains(count) else { return nil }
      switch words[1] {
      case "day", "days": self = .days(count)
      case "week", "weeks": self = .days(7 * count)
      case "month", "months": self = .months(count)
      case "quarter", "quarters": self = .months(3 * count)
      case "year", "years": self = .months(12 * count)
      default: return nil
      }
    }
  }

  /// As the report calls it.
  package var name: Located<String>
  package var title: LocalizedText
  package var kpi: Located<String>
  /// Every value of it is judged by itself; nil: the figure of everything.
  package var per: Dimension?
  package var rule: Rule
  package var ignoreBelow: Volume?

  package init(
    name: Located<String>, title: LocalizedText, kpi: Located<String>, per: Dimension?, rule: Rule,
    ignoreBelow: Volume?
  ) {
    self.name = name
    self.title = title
    self.kpi = kpi
    self.per = per
    self.rule = rule
    self.ignoreBelow = ignoreBelow
  }
}
