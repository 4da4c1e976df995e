import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Normalize

/// Conversions told apart by what they are of.
extension PlanBuilder {
  /// What platforms' names of conversions stand for, where figures or channel rules ask for them.
  func conversions(
    _ needs: Needs, _ classifiers: [ChannelClassifier?]
  ) throws(Diagnostics) -> ConversionTaxonomy? {
    let isAsked =
      needs.everything || needs.dimensions.contains(.action)
      || classifiers.contains { $0?.dimensions.contains(.action) ?? false }
    return isAsked ? try library.conversions() : nil
  }

  /// Claims by action beside what is counted; nil where no input can tell actions apart, or nobody compares.
  func claimShape(_ inputs: [Plan.Input], beside report: GroupedSumsShape) -> GroupedSumsShape? {
    guard let counted = file.aggregate.doubleClaim?.measure else { return nil }
    let tellsActions = inputs.contains { input in
      input.profile.columns.contains { $0.field == .dimension(.action) }
    }
    guard tellsActions else { return nil }
    return GroupedSumsShape(
      dimensions: (report.dimensions.contains(.channel) ? [.channel] : []) + [.action],
      periods: report.periods, measures: [counted, .conversionsClaimed].sorted(),
      reportCurrency: report.reportCurrency)
  }
}
