package import Declarations
package import EventSchema

/// Why a figure has no value.
package enum NoValueReason: Error, Sendable, Hashable {
  /// No input states this measure here.
  case missing(Measure)
  /// No input states it in the periods or over the groups that a function of the formula takes it from.
  case missingIn(Measure, FormulaScope)
  /// Only rows of longer times state it, which don't count.
  case longerRows(Measure)
  /// The input has rows by conversion action only on these days, which repeat each other.
  case onlyByAction(input: String, days: [ClosedRange<Int32>])
  /// The calendar has no such period: 29 February a year ago, week 53.
  case noSuchPeriod
  /// Several statements of it can't be added up: people would count more than once.
  case notAdditive(Measure)
  /// Inputs state what stands beside the measure, but not it: the two are not about the same things.
  case notComparable(Measure, inputs: [String])
  /// So many of so many plans state it: what they plan together is unknown.
  case statedBySome(Measure, rows: Int, all: Int)
  /// So many of so many rows state what can't be known from a part of them.
  case leftOpen(Measure, rows: Int, all: Int)
  /// No row that states it states what stands beside it.
  case neverBeside(Measure)
  /// Some of what is stated names nobody: who counts once is unknown.
  case namesNobody(Measure)
  /// These inputs don't tell channels apart: what of the measure is of those that have something of another is unknown.
  /// Of all channels, the named variant of the KPI is known.
  case channelsUntold(Measure, having: Measure, inputs: [String], instead: String?)
  /// Nobody states the measure of a channel or campaign that has something of another.
  case unstatedWhere(Measure, having: Measure, String)
  /// No row that states it names one of these: of which it is, nobody knows.
  case namedByNone(Measure, Dimension)
  /// No deal that closed here had been created before.
  case noCycle
  /// Sources of figures about the market leave it open.
  case marketProblem(Measure, MarketFigure.Problem)
  /// Statements of levels leave it open.
  case levelProblem(Measure, LevelFigure.Problem)
  /// Periods whose figures are of different things: other segments of the market.
  case otherThings(Measure)
  /// The first is of other segments of the market than the second.
  case otherSegments(Measure, than: Measure)
  /// The divisor is zero.
  case divisionByZero(Formula.Term)
  /// The divisor is zero as far as records say of which group they are: some that state that measure do not.
  case zeroSoFar(Formula.Term, KPIEvaluator.ScopedMeasure, UnnamedRecords)
  /// The plan says when the campaign begins, but not when it ends.
  case planWithoutEnd
  /// An input that states it is complete from that day on only.
  case beforeHistory(input: String, since: Day)
  /// Its 0 would rest on an input of which so many records were rejected.
  case mostlyRejected(input: String, Int, of: Int)
  /// It holds a period that is not over against a whole one.
  case underWay(until: Day)
  /// What it is a share of is below 0.
  case negativeBase
  /// A campaign's figure of its own days, which no period is.
  case campaignToDate
  /// Of all campaigns, what not all of them state.
  case notAllCampaigns
  /// Of all campaigns, what makes sense of one.
  case ofOneCampaign
  /// The pipeline file does not assume it.
  case notAssumed(Assumption)
}

extension NoValueReason {
  /// Whether something would have to be stated that is not; a calendar and a zero lack nothing.
  package var isWantOfData: Bool {
    switch self {
    case .missing, .missingIn, .notAdditive, .notComparable, .statedBySome, .leftOpen, .neverBeside,
      .namesNobody, .namedByNone, .channelsUntold, .unstatedWhere, .longerRows, .onlyByAction,
      .marketProblem, .levelProblem,
      .otherThings,
      .otherSegments, .zeroSoFar,
      .planWithoutEnd, .beforeHistory, .mostlyRejected, .notAssumed, .notAllCampaigns:
      true
    case .noCycle, .noSuchPeriod, .divisionByZero, .underWay, .negativeBase, .campaignToDate, .ofOneCampaign:
      false
    }
  }
}

extension Formula {
  /// What stood below a fraction bar, for the note: a name, or the names that something composite is made of.
  package enum Term: Sendable, Hashable {
    case name(String)
    case composite([String])
  }
}

/// A KPI with numbers put in.
package struct Evaluation: Sendable, Hashable {
  package var value: Exact?
  package var reason: NoValueReason?
  /// The measures the formula uses, in order of first use.
  package var parts: [Part]

  package struct Part: Sendable, Hashable {
    package var measure: Measure
    /// The functions that it stands in.
    package var scope = FormulaScope.own
    /// Of things, those alone that state this amount; nil for all of them, and where the formula has no others.
    package var stating: Measure?
    package var value: Exact?

    /// `spend`, `previous(spend)`, `won_deals with won_amount`
    package var name: String {
      scope.text(of: stating.map { "\(measure.rawValue) with \($0.rawValue)" } ?? measure.rawValue)
    }
  }
}

/// What the inputs say of a measure in one cell.
package enum MeasureAnswer: Sendable, Hashable {
  case value(Exact)
  /// Stated by so many of the things that it is of: some deals may lack their amounts.
  case amount(Exact, of: Exact)
  /// Not stated here. An optional measure that no input states anywhere for the group counts as 0 beside a stated one.
  case missing(isCovered: Bool)
  case none(NoValueReason)

  package var value: Exact? {
    switch self {
    case .value(let value), .amount(let value, _): value
    case .missing, .none: nil
    }
  }
}
