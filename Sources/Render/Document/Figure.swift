package import EventSchema

/// A figure as computed: never rounded, never formatted. Each language formats it at display.
package struct Figure: Hashable, Sendable {
  package enum Status: Hashable, Sendable {
    case final
    /// The period still settles: platforms may restate its days.
    case provisional
  }
  /// How much of what it is about is known: days may be missing, or rows leave it empty.
  package enum Extent: Hashable, Sendable { case whole, part }

  /// Nil is n/a, which is not 0; `note` says why.
  package var value: Exact?
  package var unit: FigureUnit
  /// Decimals at display; of a percentage, those behind the shown percentage.
  package var decimals: Int
  package var note: Note?
  package var status: Status
  package var extent = Extent.whole

  package init(_ value: Exact?, _ unit: FigureUnit, decimals: Int, note: Note? = nil, status: Status = .final)
  {
    self.value = value
    self.unit = unit
    self.decimals = decimals
    self.note = note
    self.status = status
  }

  /// Shows both with as many decimals as it takes to see that they differ, where they do.
  mutating package func tellApart(from other: inout Figure, _ rounding: Exact.Rounding = .halfEven) {
    guard let mine = value, let theirs = other.value, mine != theirs, unit == other.unit else { return }
    let scale = unit.isShare ? Exact(100) : Exact(1)
    let least = max(decimals, other.decimals)
    let found = (least...least + 9).first { places in
      (mine * scale).decimal(places: places, rounding) != (theirs * scale).decimal(places: places, rounding)
    }
    guard let found, found > least else { return }
    decimals = found
    other.decimals = found
  }

  /// Shows a value that is not 0, and would read as 0, with as many decimals as it takes to see it.
  mutating func showDigits(_ rounding: Exact.Rounding = .halfEven) {
    var nothing = Figure(.zero, unit, decimals: decimals)
    tellApart(from: &nothing, rounding)
  }

  package static func count(_ value: Int) -> Figure { Figure(Exact(value), .count, decimals: 0) }
  package static func money(_ value: Exact?, _ currency: Currency) -> Figure {
    Figure(value, .money(currency), decimals: currency.minorUnits)
  }
}

package enum FigureUnit: Hashable, Sendable {
  case count
  case fractionalCount
  case money(Currency)
  case ratio
  /// The value is a share: 0.053 is shown as 5.3 %.
  case percent
  /// A difference of shares: 0.053 is 5.3 percentage points.
  case percentagePoints
  /// A score on a scale whose 0 is not nothing.
  case points
  case days
  case hours

  /// Whether a value is shown times 100.
  package var isShare: Bool { self == .percent || self == .percentagePoints }
}
