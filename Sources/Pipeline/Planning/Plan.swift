package import Aggregate
package import Declarations
package import Diagnostics
package import EventSchema
package import Kernel
package import Normalize

/// What a run will do: a value; validated, complete, nothing read yet but declarations and rates.
package struct Plan: Sendable {
  /// The version of this program; part of every report.
  package static let version = "0.1.0"

  package struct Input: Sendable {
    package var declaration: InputDeclaration
    package var profile: Profile
    package var origin: ProfileLibrary.Origin
    package var files: [FileFinder.Found]
    /// Why an optional input has no files.
    package var missing: Diagnostic?

    /// What becomes of statements that several files make. Costs complement each other where nobody says that they
    /// don't: two of one day and kind are two costs.
    package var overlap: InputDeclaration.Overlap {
      let addsUp = profile.gives == .cost && declaration.exported == nil
      return declaration.overlap?.value ?? (addsUp ? .addUp : .latestWins)
    }
    /// What becomes of several rows of one thing in a file; nil where rows are no things, or all count anyway.
    package var severalRows: InputDeclaration.SeveralRows? {
      guard let usual = profile.severalRows else { return nil }
      return declaration.severalRows?.value ?? (overlap == .addUp ? nil : usual)
    }
    /// Whether rows that stand alike in several files are to be told, though they add up.
    package var tellsRowsAlike: Bool { overlap == .addUp && declaration.overlap == nil }
    /// Whether rows that stand in a file twice are to be told, though each counts.
    package var tellsRowsOfFile: Bool {
      [.ad, .visit, .cost].contains(profile.gives) && declaration.overlap?.value != .addUp
    }
  }
  /// A table with the grouped sums it is made from.
  package struct Table: Sendable {
    package var declaration: TableDeclaration
    /// Those that it lists; its sums may hold more, for what figures are compared with.
    package var periods: Set<Period>
    package var shape: Int
  }

  package var file: PipelineFile
  package var root: String
  package var asOf: Day
  package var periods: ReportPeriods
  package var inputs: [Input]
  package var kernel: KernelPlan
  package var evaluator: KPIEvaluator
  /// KPIs of the reports, in order.
  package var kpis: [KPI]
  /// What figures are to be, in the report's currency.
  package var targets: [PlannedTarget] = []
  /// Index of the reports' grouped sums in the kernel's shapes; nil without reports.
  package var reportShape: Int?
  package var tables: [Table]
  /// Index of the grouped sums that the audit of campaigns is made from.
  package var auditShape: Int?
  /// Index of those that claims are compared by, where these are told apart by action.
  package var claimShape: Int?
  /// The actions of conversions that figures are grouped by; nil where none ask for them.
  package var conversions: ConversionTaxonomy?
  package var alerts: [PlannedAlert] = []
  /// Indices of the grouped sums that sections of plain tables are made from.
  package var factShapes: [Section.Block: Int] = [:]
  /// What sections of cohorts show.
  package var cohorts: [PlannedCohorts] = []
  /// Index of the grouped sums by which clicks are held against impressions.
  package var clicksShape: Int?
  /// How planned campaigns are reviewed; nil where no report shows them.
  package var review: PlannedReview?
  package var sections: [String: Section]
  package var languages: [String: Language]
  package var reportCurrency: Currency
  package var conversion: CurrencyConversion
  package var zoneName: String
  /// Hash of everything that decides the figures besides the input files.
  package var hash: String
  /// The documented constant keyed the person tokens.
  package var usesPublishedKey: Bool
  /// What is to be said about the pipeline file although it is valid.
  package var warnings: [Diagnostic]

  package var dimensions: [Dimension] { file.aggregate.by.map(\.value) }

  /// How figures are rounded at display.
  package var rounding: Exact.Rounding { file.currency?.rounding ?? .halfEven }
}
