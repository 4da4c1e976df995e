import Aggregate
package import Declarations
package import Diagnostics
import EventSchema
import Kernel
import Render

/// A section of plain tables, and what `report.json` has of it.
package struct SectionFacts: Sendable {
  var tables: [FactTable]
  var json: [(String, JSONValue)]
  var warnings: [Diagnostic] = []

  /// What each of these sections is made from.
  static let needs: [(block: Section.Block, dimensions: [Dimension], measures: [Measure])] = [
    (.market, [.competitor, .sourceOfFigure, .wave], MarketFacts.measures),
    (.voice, [], VoiceFacts.measures),
    (.accounts, [.tier], [.targetAccounts, .engagedTargets, .engagementPoints]),
    (.experiments, [.experiment, .variant], [.exposures, .variantConversions, .variantValue]),
    (.accountCosts, [.account], [.accountCost, .orders, .wonDeals, .leads]),
    (.reps, [.owner], RepFacts.measures),
  ]

  /// The sections that reports of the run have.
  package static func all(_ result: RunResult) throws(Diagnostics) -> [Section.Block: SectionFacts] {
    var all: [Section.Block: SectionFacts] = [:]
    for (block, shape) in result.plan.factShapes {
      let figures = try Figures(result, shape: shape)
      switch block {
      case .market: all[block] = MarketFacts(figures: figures).facts
      case .voice: all[block] = VoiceFacts(figures: figures).facts
      case .accounts: all[block] = AccountFacts(figures: figures, rollup: result.rollups.engagement).facts
      case .experiments:
        all[block] = ExperimentFacts(figures: figures, rejected: result.rejectedVariants).facts
      case .accountCosts: all[block] = AccountCostFacts(figures: figures).facts
      case .reps: all[block] = RepFacts(figures: figures).facts
      case .headline, .breakdown, .trend, .dataQuality, .definitions, .utmAudit, .targets, .alerts,
        .campaignReview, .cohorts:
        break
      }
    }
    if !result.plan.cohorts.isEmpty { all[.cohorts] = try CohortFacts.facts(result) }
    return all
  }

  /// What is amiss with the sections, in the order of their names.
  static func warnings(_ all: [Section.Block: SectionFacts]) -> [Diagnostic] {
    all.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap(\.value.warnings)
  }

  /// Fields of `report.json`, in the order of the sections' names.
  static func json(_ all: [Section.Block: SectionFacts]) -> [(String, JSONValue)] {
    all.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key.rawValue, .object($0.value.json)) }
  }
}

extension RunResult {
  /// Rows of experiments that were rejected.
  fileprivate var rejectedVariants: Int {
    files.filter { plan.inputs[$0.file.input].profile.gives == .variant }.reduce(0) {
      $0 + $1.ledger.rejected
    }
  }
}

extension Figures {
  /// A measure's value of a group in a period of the run.
  func measure(
    _ measure: Measure, _ breakdown: FigureTable.Breakdown, _ group: FigureTable.Group,
    _ period: Period? = nil
  ) -> Exact? {
    breakdown.value(measure, group: group, period: period ?? plan.periods.focus).value
  }
}
