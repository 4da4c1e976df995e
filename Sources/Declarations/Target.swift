package import EventSchema

/// A figure that a pipeline file wants: `{kpi: cac, channel: Paid Search, at_most: 120 CNY}`.
package struct Target: Sendable {
  package struct Place: Sendable, Hashable {
    package var dimension: Dimension
    package var value: String

    package init(_ dimension: Dimension, _ value: String) {
      self.dimension = dimension
      self.value = value
    }
  }

  package var kpi: Located<String>
  package var bound: Bound
  package var goal: Located<StatedAmount>
  /// Whose figure is meant; empty: that of everything.
  package var places: [Located<Place>]

  package init(
    kpi: Located<String>, bound: Bound, goal: Located<StatedAmount>, places: [Located<Place>] = []
  ) {
    self.kpi = kpi
    self.bound = bound
    self.goal = goal
    self.places = places
  }
}

/// On which side of a number a figure is wanted.
package enum Bound: String, Sendable, CaseIterable, Hashable {
  case atLeast = "at_least"
  case atMost = "at_most"

  package func allows(_ value: Exact, _ goal: Exact) -> Bool {
    switch self {
    case .atLeast: goal <= value
    case .atMost: value <= goal
    }
  }
}

/// A number as a pipeline file writes it beside a KPI: `3`, `150%`, `120 CNY`.
package enum StatedAmount: Sendable, Hashable {
  case number(Exact)
  /// As a share: 150% is 1.5.
  case share(Exact)
  /// Of changes of shares: 2 pp are 0.02.
  case percentagePoints(Exact)
  case money(Exact, Currency)

  /// What a pipeline file writes.
  package static let samples = "a number such as 3, a share such as 150%, or money such as 120 CNY"

  package init?(_ text: String) {
    if text.hasSuffix("%") {
      guard let percent = Exact(decimal: text.dropLast()), let share = percent / Exact(100) else {
        return nil
      }
      self = .share(share)
      return
    }
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard let first = words.first, let value = Exact(decimal: first) else { return nil }
    switch words.count {
    case 1:
      if Self.mayBeThousands(first), first.hasSuffix("000") { return nil }
      self = .number(value)
    case 2:
      guard let currency = CurrencyCodes.currency(words[1].utf8) else { return nil }
      if Self.mayBeThousands(first), currency.minorUnits != 3 { return nil }
      self = .money(value, currency)
    default: return nil
    }
  }

  /// `10.000`, as ten thousand is written in many languages: nobody writes three decimals of euros.
  static func mayBeThousands(_ number: Substring) -> Bool {
    let parts = number.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[1].count == 3 && (1...3).contains(parts[0].count) && parts[0] != "0"
  }

  /// The number alone, of whatever unit.
  package var number: Exact {
    switch self {
    case .number(let value), .share(let value), .percentagePoints(let value), .money(let value, _): value
    }
  }

  /// What must be written instead for figures of a KPI that are shown so; nil where this fits.
  package func misfit(_ shown: KPI.Shown) -> String? {
    switch (shown, self) {
    case (.money, .money), (.percent, .share), (.percentagePoints, .share), (.points, .number),
      (.ratio, .number), (.ratio, .share), (.count, .number),
      (.fractionalCount, .number), (.days, .number), (.hours, .number):
      nil
    case (.money, _): "money with its currency, such as 120 EUR"
    case (.percent, _): "a share such as 150%"
    case (.percentagePoints, _): "a share such as 2%, for two percentage points"
    case (.ratio, _): "a number such as 3, or a share such as 300%"
    case (.count, _), (.fractionalCount, _), (.points, _): "a number such as 120"
    case (.days, _), (.hours, _): "a number of \(shown.rawValue) such as 30"
    }
  }
}
