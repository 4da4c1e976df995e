import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Kernel

/// What customers cost from their first touch on.
extension PlanBuilder {
  /// Costs name accounts, so customers have to be accounts.
  mutating func checkAcquisition() {
    guard file.normalize.identity.accounts == nil else { return }
    problems.append(
      Diagnostic(
        at: file.normalize.location,
        "costs since the first touch are of accounts: say how these are told apart",
        hint: "normalize: {accounts: {identify_by: [account]}}"))
  }
}

extension RunResult {
  /// From which day on costs that name accounts are known: as their inputs say, else from their first row on; nil where no
  /// cost names one, or an input that may have such costs could not be read.
  private func accountCostsSince(_ costs: AcquisitionCosts) -> Day? {
    let coverage = coverage
    let names = costs.inputNames
    var latest: Day?
    for (index, input) in plan.inputs.enumerated() where input.profile.gives == .cost {
      let name = Array(input.declaration.name.utf8)
      if excluded[index] != nil { return nil }
      guard names.contains(name), let read = coverage[name]?.days.first else { continue }
      let since = input.declaration.historySince ?? Day(number: read.lowerBound)
      latest = max(latest ?? since, since)
    }
    return latest
  }

  /// What customers of a shape's groups had cost; nil where nobody asks.
  func acquisitionCosts(_ shape: GroupedSumsShape) -> GroupedSums? {
    guard let costs = rollups.acquisition, let firsts = rollups.firsts else { return nil }
    return costs.finish(shape: shape, firsts, known: accountCostsSince(costs))
  }
}
