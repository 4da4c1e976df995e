package import Diagnostics
package import EventSchema

/// A key figure: its formula, how it is shown, and where its definition comes from.
package struct KPI: Sendable {
  package enum Better: String, Sendable, CaseIterable { case higher, lower, neutral }
  package enum Shown: String, Sendable, CaseIterable {
    case count
    case fractionalCount = "fractional_count"
    case money
    case ratio
    case percent
    /// A difference of shares: 0.01 is one percentage point.
    case percentagePoints = "percentage_points"
    /// A score on a scale whose 0 is not nothing, such as NPS: its changes are differences, never shares.
    case points
    case days
    case hours

    /// Whether a value is shown times 100.
    package var isShare: Bool { self == .percent || self == .percentagePoints }
    /// Whether it may be a part of a larger one.
    package var isAmount: Bool { self == .money || self == .count || self == .fractionalCount }
  }

  package var name: String
  package var title: LocalizedText
  package var description: LocalizedText
  package var formula: Formula
  /// What the formula is called beside the variants; nil without variants.
  package var ownVariant: String?
  /// Other formulas for the same figure, each a KPI of its own, named `win_rate.value`.
  package var variants: [KPI]
  package var shown: Shown
  /// Decimals at display; money: 2.
  package var decimals: Int
  package var better: Better
  /// Measures that count as 0 where no input of the pipeline states them at all; the definitions say so.
  package var optional: [Measure]
  /// Where the definition comes from; nil for a pipeline file's own.
  package var source: LocalizedText?
  package var tests: [KPITest]
  package var location: SourceLocation
  /// Where the formula's text begins; nil where its columns are not those of the file.
  package var formulaLocation: SourceLocation?

  package init(
    name: String, title: LocalizedText, description: LocalizedText, formula: Formula, shown: Shown,
    decimals: Int, better: Better, location: SourceLocation
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.formula = formula
    self.shown = shown
    self.decimals = decimals
    self.better = better
    self.location = location
    ownVariant = nil
    variants = []
    optional = []
    tests = []
  }
}

extension KPI {
  /// The same with the decimals of a currency: money of two decimals has as many as the currency, what is shown
  /// finer or coarser stays so.
  package func inCurrency(_ currency: Currency) -> KPI {
    guard shown == .money else { return self }
    var kpi = self
    kpi.decimals =
      decimals < 2 ? min(decimals, currency.minorUnits) : decimals - 2 + currency.minorUnits
    return kpi
  }
}

/// Measures in, exact figure out: `given: {spend: 10, clicks: 4}`, `expect: 2.5` or `expect: n/a`; of other periods
/// and groups `previous: {spend: 8}`.
package struct KPITest: Sendable {
  package var given: [Measure: Exact]
  /// What stands in functions: `previous: {revenue: 100}`.
  package var scoped: [FormulaScope: [Measure: Exact]] = [:]
  package var assumed: [Assumption: Exact]
  /// Nil means n/a.
  package var expected: Exact?
  package var location: SourceLocation

  package init(
    given: [Measure: Exact], assumed: [Assumption: Exact] = [:], expected: Exact?, location: SourceLocation
  ) {
    self.given = given
    self.assumed = assumed
    self.expected = expected
    self.location = location
  }
}

extension KPI {
  /// Where a column of the formula stands in the file, as far as that is known.
  package func location(ofColumn column: Int) -> SourceLocation {
    guard var location = formulaLocation else { return self.location }
    location.column += column - 1
    return location
  }
}

/// Decimal arithmetic over measures, assumptions and other KPIs. Division by zero is no value.
package indirect enum Formula: Sendable {
  case number(Exact)
  /// A KPI's or measure's name; the column is that of the formula's own text.
  case name(String, column: Int)
  case add(Formula, Formula, column: Int)
  case subtract(Formula, Formula, column: Int)
  case multiply(Formula, Formula, column: Int)
  case divide(Formula, Formula, column: Int)
  case negate(Formula)
  /// `if_zero(a, b)`: a, or b where a is zero.
  case ifZero(Formula, Formula)
  /// `previous(a)`
  case call(FormulaFunction, Formula, column: Int)
}
