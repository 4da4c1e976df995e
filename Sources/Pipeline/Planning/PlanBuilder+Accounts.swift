import Aggregate
import Declarations
import EventSchema
import Normalize

/// Accounts that are aimed at, and figures about the market.
extension PlanBuilder {
  /// What comes from touches added up per account, not from sums of events.
  static let engagementMeasures: Set<Measure> = [.engagementPoints, .engagedTargets, .targetAccounts]

  /// What is left of points at a period's end does not add up over periods.
  var standingByDeclaration: Set<Measure> {
    file.aggregate.engagement.halfLifeDays == nil ? [] : Self.engagementMeasures
  }

  /// What sections of plain tables are made from, where some report has them.
  func factShapes(
    _ sections: some Sequence<Section>, beside report: GroupedSumsShape?
  ) -> [(block: Section.Block, shape: GroupedSumsShape)] {
    guard let report else { return [] }
    let blocks = Set(sections.map(\.block))
    return SectionFacts.needs.filter { blocks.contains($0.block) }.map { need in
      (
        need.block,
        GroupedSumsShape(
          dimensions: need.dimensions, periods: report.periods, measures: need.measures.sorted(),
          reportCurrency: report.reportCurrency)
      )
    }
  }

  func askForAccounts(_ sections: some Sequence<Section>, _ needs: inout Needs) {
    needs.ownNames = Set(file.normalize.ownNames.map { CaseFolding.fold(Array($0.utf8)) })
    let hasSection = sections.contains { $0.block == .accounts }
    guard hasSection || !needs.measures.isDisjoint(with: Self.engagementMeasures) else { return }
    needs.engagement = true
    needs.dimensions.formUnion([.tier, .touchType])
  }
}

extension Plan {
  /// What touches are worth, as the pipeline file says.
  var engagementScale: AccountEngagement.Scale {
    let declared = file.aggregate.engagement
    var weights: [[UInt8]: Int64] = [:]
    for (type, units) in declared.weights { weights[CaseFolding.fold(Array(type.utf8))] = units }
    let byType = weights
    return AccountEngagement.Scale(
      weight: { byType[CaseFolding.fold($0)] }, otherwise: declared.otherTouches,
      halfLife: declared.halfLifeDays.map { HalfLife(days: $0) }, asOf: asOf,
      isEngaged: { points, touches in
        switch declared.engagedFrom {
        case .points(let units): points >= Int128(units)
        case .touches(let count): touches >= count
        }
      })
  }
}
