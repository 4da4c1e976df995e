import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Normalize

/// What a pipeline file says about costs.
extension PlanBuilder {
  /// Tells the mappings of inputs whose costs are spread for which days.
  func spreadCosts(_ inputs: [Plan.Input], _ mappings: inout [InputMapping], _ shapes: [GroupedSumsShape]) {
    let periods = shapes.flatMap(\.periods.periods)
    for (index, input) in inputs.enumerated() {
      mappings[index].spread = input.declaration.spread?.value
      // What customers cost since their first touch may lie before all periods.
      guard !options.everything, !shapes.contains(where: { $0.measures.contains(where: \.isOfAcquisition) }),
        let first = periods.map(\.first).min(), let last = periods.map(\.last).max()
      else { continue }
      mappings[index].spreadDays = first.number...last.number
    }
  }
}

// MARK: Shared costs

extension PlanBuilder {
  /// Whether the measures that shares are computed by join those of the costs.
  enum KeyMeasures { case add, leaveOut }

  private var rules: [SharedCost] { file.normalize.sharedCosts }

  var sharesByRevenue: Bool { withSharedCosts([.cost]).contains(.revenue) }

  /// Adds to the measures of a table those that sharing its costs needs.
  func withSharedCosts(_ measures: Set<Measure>, keys: KeyMeasures = .add) -> Set<Measure> {
    guard !rules.isEmpty, measures.contains(.cost) || measures.contains(.allocatedCost) else {
      return measures
    }
    var all = measures.union([.cost, .allocatedCost])
    if keys == .leaveOut { return all }
    for rule in rules {
      if case .measure(let measure) = rule.key { all.insert(measure) }
    }
    return all
  }

  /// The channel rules of inputs of costs, those of shared costs before all others; nil where none are shared.
  ///
  /// - Parameter plain: the rules for all inputs; nil where none were compiled.
  mutating func sharedCosts(
    _ inputs: [Plan.Input], before plain: ChannelClassifier?
  ) throws(Diagnostics) -> ChannelClassifier? {
    guard !rules.isEmpty else { return nil }
    checkSharedCosts(inputs)
    let first = ChannelRules(name: "pipeline", steps: SharedCost.steps(rules))
    do throws(Diagnostics) {
      if let plain { return try ChannelClassifier(first, before: plain) }
      let others = file.normalize.channels ?? .standard(at: file.normalize.location)
      return try ChannelClassifier(rules: ChannelRules(name: "pipeline", steps: first.steps + others.steps))
    } catch {
      // What is wrong with the pipeline's own channel rules is told there.
      problems += error.list.filter { !problems.contains($0) }
      return nil
    }
  }

  /// Rules that can take no cost, and keys that no channel can have.
  private mutating func checkSharedCosts(_ inputs: [Plan.Input]) {
    if !inputs.contains(where: { $0.profile.gives == .cost }) {
      problems.append(
        Diagnostic(
          at: rules[0].location, "no input gives costs that could be shared",
          hint: "read them as generic/costs"))
    }
    for rule in rules {
      for (dimension, test) in rule.when.flatMap(\.required) where dimension == .input {
        guard case .equals(let names) = test else { continue }
        for name in names { checkInput(name, of: rule, inputs) }
      }
      if case .measure(let measure) = rule.key, !Self.stated(inputs.map(\.profile)).contains(measure) {
        problems.append(
          Diagnostic(
            at: rule.location, "'\(rule.name.value)' is shared by \(measure.rawValue), which no input states",
            hint: "another key: equal, or shares such as {Paid Search: 60%, Email: 40%}"))
      }
    }
  }

  private mutating func checkInput(_ name: String, of rule: SharedCost, _ inputs: [Plan.Input]) {
    guard let input = inputs.first(where: { $0.declaration.name == name }) else {
      // An input whose own declaration is wrong has been reported.
      let known = file.inputs.map(\.name)
      if !known.contains(name) {
        problems.append(
          Diagnostic(
            at: rule.location, "the shared cost '\(rule.name.value)' names an unknown input '\(name)'",
            hint: nearest(to: name, in: known).map { "did you mean '\($0)'?" }
              ?? "inputs: " + known.joined(separator: ", ")))
      }
      return
    }
    if input.profile.gives != .cost {
      problems.append(
        Diagnostic(
          at: rule.location,
          "only costs are shared; the input '\(name)' gives \(input.profile.gives.rawValue) events",
          hint: "read other costs as generic/costs"))
    } else if input.declaration.constants[.channel] != nil || input.profile.constants[.channel] != nil {
      problems.append(
        Diagnostic(
          at: rule.location, "the input '\(name)' states the channel of its costs: they are not shared",
          hint: "take `channel` out of the input"))
    }
  }
}
