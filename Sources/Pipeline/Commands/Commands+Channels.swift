import Catalog
import Declarations
package import Diagnostics
import EventSchema
import Kernel
import Normalize

/// What `sluice channels test` is asked.
package struct ChannelQuestion: Sendable {
  /// Texts of dimensions by name, as an export states them; those without a text are absent.
  package var values: [(dimension: String, text: String)]
  package var pipeline: String?
  /// The input whose own rules and constants hold.
  package var input: String?
  /// Whether all the rules are listed that were tried in vain, however many.
  package var detail: Detail

  package enum Detail: Sendable { case short, full }

  package init(
    values: [(dimension: String, text: String)], pipeline: String?, input: String?, detail: Detail
  ) {
    self.values = values
    self.pipeline = pipeline
    self.input = input
    self.detail = detail
  }
}

extension Commands {
  /// The versioned sets, or the file of one.
  package static func channels(_ name: String?) throws(Diagnostics) -> String {
    let library = CatalogLibrary()
    if let name {
      guard library.channelSetNames.contains(name), let text = Catalog.text(at: "channels/\(name).yaml")
      else {
        throw unknown("set of channel rules", name, library.channelSetNames)
      }
      return text
    }
    var text = ""
    for name in library.channelSetNames {
      guard let set = try library.channels(name) else { continue }
      let since = set.effective.map { "since \($0)" } ?? ""
      text += "\(name.padded(to: 14))\(set.version.padded(to: 10))\(since.padded(to: 18))\(set.source)\n"
    }
    return text
  }

  /// The channel that rules give some traffic, and why.
  package static func testChannel(
    _ question: ChannelQuestion, session: Session
  ) throws(Diagnostics) -> String {
    var rules = ChannelRules.standard(at: SourceLocation(file: "ga4-2026"))
    var traffic = TrafficNames()
    var mapping: InputMapping?
    var own: [Dimension] = []
    if let path = question.pipeline {
      let plan = try session.plan(path, everything: true, findsFiles: false)
      rules = plan.file.normalize.channels ?? rules
      traffic = TrafficNames(own: plan.file.normalize.sourceAliases)
      own = plan.file.normalize.dimensions
      if let name = question.input {
        mapping = plan.kernel.inputs.first { $0.name == name }
        if mapping == nil { throw unknown("input", name, plan.kernel.inputs.map(\.name)) }
      }
    } else if question.input != nil {
      throw Diagnostics(
        Diagnostic(.error, "an input is one of a pipeline file", hint: "--pipeline FILE"), exit: .usage)
    }
    let values = try ChannelValues(question, mapping?.constants ?? [:], traffic, own: own, mapping?.names)
    if let stated = values.texts[.channel] {
      return
        "\(stated)\n  rule     \(ChannelDecision.stated): a channel that is stated goes before all rules\n"
    }
    let classifier: ChannelClassifier
    if let own = mapping?.classifier {
      classifier = own
    } else {
      classifier = try ChannelClassifier(rules: rules)
    }
    let explanation = classifier.explain { Array((values.texts[$0] ?? "").utf8) }
    let used = classifier.sets.first { explanation.decision.rule.hasPrefix($0.name + "/") }
    return text(explanation, used, values, question.detail)
  }

  private static let shortList = 8

  private static func text(
    _ explanation: ChannelClassifier.Explanation, _ set: ChannelSet?, _ values: ChannelValues,
    _ detail: ChannelQuestion.Detail
  ) -> String {
    var text = "\(SharedCost.shown(explanation.decision.channel))\n  rule     \(explanation.decision.rule)\n"
    if let set {
      let since = set.effective.map { ", since \($0)" } ?? ""
      text += "  set      \(set.name), version \(set.version)\(since)\n"
    }
    for (index, condition) in explanation.conditions.enumerated() {
      text += "  \((index == 0 ? "since" : "").padded(to: 8)) \(condition)\n"
    }
    for (index, line) in values.lines.enumerated() {
      text += "  \((index == 0 ? "traffic" : "").padded(to: 8)) \(line)\n"
    }
    let passed = explanation.passed
    if detail == .short, passed.count > shortList {
      return text + "  before   \(passed.count) rules, none of which holds: --verbose lists them\n"
    }
    for (index, (rule, unmet)) in passed.enumerated() {
      text +=
        "  \((index == 0 ? "before" : "").padded(to: 8)) \(rule.rule) (\(SharedCost.shown(rule.channel))): not \(unmet)\n"
    }
    return text
  }
}

/// The values that rules look at: stated, from a landing page's parameters, or an input's constants.
private struct ChannelValues {
  var texts: [Dimension: String] = [:]
  /// What each is and where it comes from.
  var lines: [String] = []

  init(
    _ question: ChannelQuestion, _ constants: [Dimension: String], _ traffic: TrafficNames,
    own: [Dimension], _ names: CampaignNames?
  ) throws(Diagnostics) {
    var stated: [Dimension: String] = [:]
    for (name, text) in question.values where !text.isEmpty {
      guard let dimension = (Dimension.allCases + own).first(where: { $0.rawValue == name }) else {
        throw Commands.unknown("dimension", name, (Dimension.allCases + own).map(\.rawValue))
      }
      stated[dimension] = text
    }
    let page = stated[.landingPage].map { traffic.parameters(of: Array($0.utf8)) } ?? UTMParameters()
    for dimension in Dimension.allCases {
      let found = UTMDimensions.texts(dimension, of: page, traffic)
      let isParameter = UTMDimensions.all.contains(dimension)
      var note: String?
      var raw = stated[dimension]
      if raw == nil, isParameter, let text = found.stated {
        (raw, note) = (String(decoding: text, as: UTF8.self), "of the landing page")
      }
      if raw == nil, stated[.source] == nil, stated[.medium] == nil, let text = found.clicked {
        (raw, note) = (String(decoding: text, as: UTF8.self), "for the landing page's click id")
      }
      if raw == nil, let text = constants[dimension] { (raw, note) = (text, "of the input") }
      guard let raw else { continue }
      let text = String(decoding: traffic.normalised(Array(raw.utf8), dimension), as: UTF8.self)
      texts[dimension] = text
      let origin = note ?? (text == raw ? nil : "stated as \(raw)")
      lines.append("\(dimension.rawValue): \(text)\(origin.map { " (\($0))" } ?? "")")
    }
    let parts = texts[.campaign].flatMap { names?.parts(of: Array($0.utf8)) } ?? []
    for (part, text) in zip(names?.parts ?? [], parts) where !text.isEmpty {
      texts[part] = String(decoding: text, as: UTF8.self)
    }
    for dimension in own {
      let said = stated[dimension]
      guard let text = said ?? texts[dimension] else { continue }
      texts[dimension] = text
      lines.append("\(dimension.rawValue): \(text)\(said == nil ? " (of the campaign's name)" : "")")
    }
  }
}
