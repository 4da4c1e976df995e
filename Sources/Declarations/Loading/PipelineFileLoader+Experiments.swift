import Diagnostics
import EventSchema

/// Reading `aggregate: experiments:`.
extension PipelineFileLoader {
  static let experimentKeys: [KeySpec] = [
    KeySpec("name", "the experiment, as the data name it", required: true),
    KeySpec("title", "its name per language (default: the name)"),
    KeySpec(
      "control", "the variant that others are held against (default: `control`, else the first by its name)"),
    KeySpec(
      "planned_exposures",
      "how many were planned, of all variants together: before that the report says interim, and without it always"
    ),
    KeySpec("split", "the planned shares, such as {A: 90%, B: 10%} (default: equal ones)"),
  ]

  func experiments(_ node: YAMLNode) -> [ExperimentDeclaration] {
    var experiments: [ExperimentDeclaration] = []
    for item in reader.items(node, "'experiments'") {
      guard let map = reader.mapping(item, "an experiment", keys: Self.experimentKeys) else { continue }
      let name = map.located("name")
      let control = map.located("control")
      let planned = map.integer("planned_exposures", 2...1_000_000_000_000)
      let split = map.node("split").flatMap { self.split($0) }
      guard let name else { continue }
      if experiments.contains(where: { $0.name.value == name.value }) {
        reader.report(
          name.location, "two experiments are named '\(name.value)'",
          length: name.value.unicodeScalars.count)
      }
      var experiment = ExperimentDeclaration(
        name: name, title: map.localized("title") ?? LocalizedText(name.value))
      experiment.control = control
      experiment.plannedExposures = planned
      experiment.split = split
      if let control, let split, split[control.value] == nil {
        reader.unknown(control.value, "variant", split.keys.sorted(), at: control.location)
      }
      experiments.append(experiment)
    }
    return experiments
  }

  private func split(_ node: YAMLNode) -> [String: Exact]? {
    var shares: [String: Exact] = [:]
    for (variant, _, value) in reader.entries(node, "'split'") {
      guard let text = reader.text(value, "'\(variant)'") else { return nil }
      guard case .share(let share)? = StatedAmount(text), share > .zero else {
        reader.report(
          value.location, "expected a share such as 50% for '\(variant)', found '\(text)'",
          length: text.unicodeScalars.count)
        return nil
      }
      shares[variant] = share
    }
    let sum = shares.values.reduce(.zero, +)
    if sum != Exact(1) {
      reader.report(node.location, "the shares sum up to \(sum * Exact(100))%, not to 100%")
      return nil
    }
    return shares
  }
}
