package import Diagnostics
package import EventSchema

/// A pipeline file, read and checked as far as one file can be: names of profiles and KPIs are
/// resolved by `PlanBuilder`.
package struct PipelineFile: Sendable {
  package var file: String
  package var name: String
  package var title: LocalizedText
  /// Relative to the pipeline file's folder.
  package var root: String
  package var period: PeriodDeclaration
  /// IANA name; days of instants are days of this zone.
  package var timezone: Located<String>?
  package var clockChanges = ClockChanges()
  package var currency: CurrencyDeclaration?
  package var inputs: [InputDeclaration]
  package var normalize: NormalizeDeclaration
  package var aggregate: AggregateDeclaration
  package var reports: [ReportDeclaration]
  package var tables: [TableDeclaration]
  /// Values of `${VAR}` were substituted; their names, for `plan`.
  package var variables: [String]
  /// Own KPIs that can't be read: where they stand in formulas, they are no unknown names.
  package var unreadKPIs: Set<String> = []

  package init(
    file: String, name: String, title: LocalizedText, root: String, period: PeriodDeclaration,
    timezone: Located<String>?, currency: CurrencyDeclaration?, inputs: [InputDeclaration],
    normalize: NormalizeDeclaration, aggregate: AggregateDeclaration, reports: [ReportDeclaration],
    tables: [TableDeclaration], variables: [String]
  ) {
    self.file = file
    self.name = name
    self.title = title
    self.root = root
    self.period = period
    self.timezone = timezone
    self.currency = currency
    self.inputs = inputs
    self.normalize = normalize
    self.aggregate = aggregate
    self.reports = reports
    self.tables = tables
    self.variables = variables
  }
}

extension PipelineFile {
  /// How an input's campaigns are named: as the input says, else as all are.
  package func naming(of input: InputDeclaration) -> CampaignNaming? {
    if let own = input.campaigns { return own }
    guard let common = normalize.campaigns else { return nil }
    return common.inputs.map { $0.contains { $0.value == input.name } } ?? true ? common : nil
  }
}

/// `period: {every: month, last: 13, compare_with: [previous_month, same_month_last_year]}`
package struct PeriodDeclaration: Sendable {
  package enum Range: Sendable {
    /// The newest n whole periods before `--as-of`.
    case last(Int)
    /// Whole periods from one day to another, both included.
    case between(Day, Day)
    case only(Period)
  }
  package enum Comparison: String, Sendable, CaseIterable {
    case previous
    case lastYear = "last_year"
    /// Days only: seven days earlier.
    case weekdayLastWeek = "weekday_last_week"
    /// Days only: 52 weeks earlier.
    case weekdayLastYear = "weekday_last_year"
  }

  /// What the newest period of `last` is.
  package enum Newest: Sendable {
    /// The newest that ended before `--as-of`.
    case finished
    /// The one that holds the day before, as far as it has come; all others count as many days.
    case toDate
  }

  package var every: Grain
  package var range: Range
  package var newest = Newest.finished
  /// Of stretches of days, how many each has.
  package var stretchDays = 0
  package var compareWith: [Comparison]
  package var calendar = PeriodCalendar.civil
  package var location: SourceLocation

  package init(every: Grain, range: Range, compareWith: [Comparison], location: SourceLocation) {
    self.every = every
    self.range = range
    self.compareWith = compareWith
    self.location = location
  }
}

/// One entry under `extract`.
package struct InputDeclaration: Sendable {
  /// What becomes of a change in an export's columns.
  package enum OnDrift: String, Sendable, CaseIterable { case note, error, ignore }
  /// How a cost of several days counts in periods that hold only some of them.
  package enum Spread: String, Sendable, CaseIterable { case evenlyOverDays = "evenly_over_days" }

  package var name: String
  package var profile: Located<String>
  package var files: [Located<String>]
  /// The source's own zone: for times without an offset, and said in the report.
  package var timezone: Located<String>?
  /// The currency of amounts where the file does not state one.
  package var currency: Currency?
  package var isRequired: Bool
  /// Whose customer and account ids the files hold; nil: the tool's.
  package var idsOf: String?
  /// The history is complete from this day on, so that "new customer" means something.
  package var historySince: Day?
  /// After this day the tool had nothing to say: it was given up.
  package var nothingAfter: Located<Day>?
  /// The days that its files cover, where they state no period themselves.
  package var covers: ClosedRange<Day>?
  package var spread: Located<Spread>?
  package var negativeAmounts: Located<NegativeAmounts>?
  package var numbers: NumberStyle?
  /// Overrides the pattern of date columns that have no time.
  package var dates: DatePattern?
  package var encoding: Located<String>?
  /// Patterns of the tables that are meant, where files hold several; empty: all that fit.
  package var tables: [Located<String>]
  /// Nil where the pipeline file does not say.
  package var overlap: Located<Overlap>?
  /// Nil where the pipeline file does not say.
  package var severalRows: Located<SeveralRows>?
  /// Nil where the pipeline file does not say.
  package var stages: StagesDeclaration?
  /// The day that its data must reach.
  package var mustReach: Located<Reach>?
  /// How the day of the export stands in the files' names.
  package var exported: DatePattern?
  /// Figures of the last so many days before the run's day may still change.
  package var stillChangingForDays: Int?
  /// Of columns that some files of the input have and most don't.
  package var newColumns: OnDrift
  /// Of columns that a file lacks, and others have or figures need.
  package var missingColumns: OnDrift
  /// Constant dimension values: `channel: Trade shows`, `source: google`.
  package var constants: [Dimension: String]
  /// The grain that counts where its files have several.
  package var grain: Located<EntityGrain>?
  /// How its campaigns are named; nil: as `normalize` says.
  package var campaigns: CampaignNaming?
  /// How many of its records may be rejected before the run counts as incomplete.
  package var rejectedRowsAtMost: Located<RejectLimit>?
  /// The user's headings for our fields, over those of the profile.
  package var columns: [ColumnOverride]
  package var location: SourceLocation

  package init(name: String, profile: Located<String>, files: [Located<String>], location: SourceLocation) {
    self.name = name
    self.profile = profile
    self.files = files
    self.location = location
    isRequired = false
    newColumns = .note
    missingColumns = .note
    constants = [:]
    columns = []
    tables = []
  }

  /// `"Расход, ₽": {field: spend, as: money}` or `Клики: clicks`.
  package struct ColumnOverride: Sendable {
    package var heading: String
    /// Our name of the field; resolved against the profile's event kind.
    package var field: Located<String>
    package var type: ValueType?
    /// The share of tax that the amounts include.
    package var includesVAT: Located<Exact>?
    /// Texts that mean "not stated", besides those of the profile.
    package var nulls: [Located<String>] = []
    /// What an empty cell says; nil: as the profile says.
    package var blank: Located<ProfileColumn.Blank>?
    /// Whether amounts are stated with the opposite sign; nil: as the profile says.
    package var negate: Located<Bool>?

    package init(heading: String, field: Located<String>, type: ValueType?) {
      self.heading = heading
      self.field = field
      self.type = type
    }
  }
}

package struct NormalizeDeclaration: Sendable {
  package enum Customer: String, Sendable, CaseIterable { case order, deal, stage }
  package enum Revenue: String, Sendable, CaseIterable {
    case orders
    case wonDeals = "won deals"
    /// Both; an order that names a won deal is that deal.
    case ordersAndWonDeals = "orders and won deals"

    package var countsOrders: Bool { self != .wonDeals }
    package var countsDeals: Bool { self != .orders }
  }

  /// Own rules; nil means the default set alone.
  package var channels: ChannelRules?
  /// Further names of traffic sources.
  package var sourceAliases: [SourceAlias] = []
  /// Further names of conversions' actions.
  package var conversions: [ConversionMapping] = []
  package var campaigns: CampaignNaming?
  /// The file's own dimensions: declared ones, and parts of campaigns' names.
  package var dimensions: [Dimension] = []
  /// What reports call them, where the file says so.
  package var dimensionTitles: [Dimension: LocalizedText] = [:]
  package var customerIs: Customer?
  package var revenueIs: Revenue?
  /// What orders are net of; nil: what their profiles say.
  package var revenueNetOf: Located<Set<OrderPart>>?
  package var refunds: RefundsDeclaration?
  /// Nil: the deal's, where orders name theirs.
  package var ordersChannelOf: Located<OrderOrigin>?
  package var sharedCosts: [SharedCost] = []
  /// How many records may be rejected, of all inputs without a limit of their own, before the run counts as
  /// incomplete.
  package var rejectedRowsAtMost: Located<RejectLimit>?
  /// Who counts as one person, and as one account.
  package var identity = IdentityDeclaration()
  /// Names under which figures of the market state ourselves.
  package var ownNames: [String] = []
  package var location: SourceLocation

  package init(location: SourceLocation) { self.location = location }

  /// A name under which a traffic source appears, and its one name.
  package struct SourceAlias: Sendable {
    package var alias: String
    package var source: String

    package init(alias: String, source: String) {
      self.alias = alias
      self.source = source
    }
  }
}

package struct AggregateDeclaration: Sendable {
  package enum ControlTotals: String, Sendable, CaseIterable {
    case mustMatch = "must_match"
    case warn, show
  }
  /// What platforms' claimed conversions are compared with.
  package enum DoubleClaim: String, Sendable, CaseIterable {
    case orders, leads

    package var measure: Measure {
      switch self {
      case .orders: .orders
      case .leads: .leads
      }
    }
  }

  package var by: [Located<Dimension>]
  /// Names of built-in KPIs, in order, and own ones.
  package var kpis: [KPIUse]
  /// What is taken for true because no export says it.
  package var assume: [Assumption: Exact] = [:]
  package var alerts: [AlertDeclaration] = []
  /// What was planned of experiments.
  package var experiments: [ExperimentDeclaration] = []
  /// What touches of accounts are worth.
  package var engagement = EngagementDeclaration()
  /// What of new deals is marketing's; nil where nobody asks.
  package var contribution: ContributionDeclaration?
  package var controlTotals: ControlTotals
  /// Where the pipeline file says so; nil where it does not.
  package var controlTotalsLocation: SourceLocation?
  /// What platforms' claims are compared with; nil for no comparison.
  package var doubleClaim: DoubleClaim?
  package var doubleClaimLocation: SourceLocation?
  package var doubleClaimSeverity = Check.Severity.show
  /// What else must hold; see `PipelineFile.checks`.
  package var checks: [Check] = []
  /// What figures are meant to be.
  package var targets: [Target] = []
  /// How planned campaigns are reviewed.
  package var campaignReview: CampaignReviewDeclaration?
  /// Rates of fewer things than this are marked; 0: none.
  package var smallBelow = 30
  /// Cohorts may change so many days after their last one.
  package var cohortsMatureAfterDays = 90
  /// Of a dimension `report.json` lists so many groups.
  package var groupsAtMost = 10_000
  package var location: SourceLocation

  package init(
    by: [Located<Dimension>], kpis: [KPIUse], controlTotals: ControlTotals, location: SourceLocation
  ) {
    self.by = by
    self.kpis = kpis
    self.controlTotals = controlTotals
    self.location = location
  }

  package enum KPIUse: Sendable {
    case named(Located<String>)
    case own(KPI)
    /// `{win_rate: value}`
    case variant(Located<String>, of: Located<String>)
  }
}

/// One report under `render`.
package struct ReportDeclaration: Sendable {
  package enum Format: String, Sendable, CaseIterable { case html, markdown }

  package var name: String
  package var languages: [Located<String>]
  package var formats: [Format]
  /// Folder, relative to the root, with `<pipeline>`, `<period>`, `<as-of>` placeholders.
  package var output: Located<String>
  package var sections: [SectionUse]
  /// A file of all rejected records beside the report; nil for none.
  package var rejects: RejectsDeclaration?
  package var location: SourceLocation

  package init(
    name: String, languages: [Located<String>], formats: [Format], output: Located<String>,
    sections: [SectionUse], location: SourceLocation
  ) {
    self.name = name
    self.languages = languages
    self.formats = formats
    self.output = output
    self.sections = sections
    self.location = location
  }

  package struct SectionUse: Sendable {
    package var name: Located<String>
    /// KPI to sort by, descending; breakdown sections only.
    package var sortBy: Located<String>?
    /// Rows shown before the rest is summed up as "Other"; breakdown sections only.
    package var rows: Int?
    /// What a section of cohorts shows; nil for all others.
    package var cohorts: CohortDeclaration?

    package init(
      name: Located<String>, sortBy: Located<String>? = nil, rows: Int? = nil,
      cohorts: CohortDeclaration? = nil
    ) {
      self.name = name
      self.sortBy = sortBy
      self.rows = rows
      self.cohorts = cohorts
    }
  }
}

/// One table under `render.tables`: printed by `sluice table`.
package struct TableDeclaration: Sendable {
  package var name: String
  /// Dimensions and at most one grain (`day`, `week`, `month`, `quarter`), in column order.
  package var by: [Column]
  /// KPI names, in column order.
  package var columns: [Located<String>]
  /// Headings other than the names.
  package var headings: [String: String]
  /// Decimals other than the KPI's own.
  package var decimals: [String: Int]
  /// Nil: as `currency: rounding:` says.
  package var rounding: Exact.Rounding?
  /// What stands where a figure has no value.
  package var undefinedAs: String
  package var hideAllZero: Bool
  /// Columns to sort by, ascending, by bytes; default: `by`.
  package var order: [Located<String>]
  package var location: SourceLocation

  package enum Column: Sendable, Hashable {
    case dimension(Dimension)
    case period(Grain)
  }

  package init(name: String, by: [Column], columns: [Located<String>], location: SourceLocation) {
    self.name = name
    self.by = by
    self.columns = columns
    self.location = location
    headings = [:]
    decimals = [:]
    undefinedAs = ""
    hideAllZero = false
    order = []
  }
}
