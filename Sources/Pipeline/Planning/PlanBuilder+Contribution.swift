import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Normalize

/// What of new deals is marketing's.
extension PlanBuilder {
  /// Which channels are marketing's is nobody's to guess.
  mutating func checkContribution(_ evaluator: KPIEvaluator) {
    guard file.aggregate.contribution == nil else { return }
    for kpi in evaluator.kpis.values.sorted(by: { $0.name < $1.name })
    where evaluator.measures(of: kpi.name).contains(where: \.isOfContribution) {
      problems.append(
        Diagnostic(
          at: file.aggregate.location, "'\(kpi.name)' needs to know which channels are marketing's",
          hint: "aggregate: {pipeline_contribution: {marketing_channels: [Paid Search, Email]}}"))
      return
    }
  }

  func askForContribution(_ needs: inout Needs) {
    guard needs.measures.contains(where: \.isOfContribution) else { return }
    needs.contribution = true
    needs.dimensions.insert(.channel)
  }
}

extension RunResult {
  /// What counts as marketing's; nil where the pipeline file does not say it.
  var contributionRule: PipelineContribution.Rule? {
    guard let declared = plan.file.aggregate.contribution else { return nil }
    return PipelineContribution.Rule(
      marketing: Set(declared.marketingChannels.map { Array($0.value.utf8) }),
      lookBackDays: Int32(declared.lookBackDays), touchesSince: touchesSince)
  }

  /// From which day on all inputs of touches are known: as they say, else from their first row on.
  private var touchesSince: Day? {
    let coverage = coverage
    let days = plan.inputs.filter { $0.profile.gives == .touch }.map { input in
      input.declaration.historySince
        ?? coverage[Array(input.declaration.name.utf8)]?.days.first.map { Day(number: $0.lowerBound) }
    }
    guard !days.isEmpty, !days.contains(nil) else { return nil }
    return days.compactMap(\.self).max()
  }
}
