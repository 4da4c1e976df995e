import Aggregate
import Columns
import Declarations
import Diagnostics
import EventSchema
import Kernel
import Normalize

/// What of new deals is marketing's.
extension PlanBuilder {
  /// Which channels are marketing's is nobody's to guess, and a name that no deal or touch can have is a mistake.
  ///
  /// Where exports state channels, which ones is known only when they are read: see `unknownMarketingChannels`.
  mutating func checkContribution(
    _ inputs: [Plan.Input], _ classifiers: [ChannelClassifier?], _ evaluator: KPIEvaluator
  ) {
    guard let declared = file.aggregate.contribution else {
      let asking = evaluator.kpis.values.filter {
        evaluator.measures(of: $0.name).contains(where: \.isOfContribution)
      }
      guard let kpi = asking.map(\.name).min() else { return }
      problems.append(
        Diagnostic(
          at: file.aggregate.location, "'\(kpi)' needs to know which channels are marketing's",
          hint: "aggregate: {pipeline_contribution: {marketing_channels: [Paid Search, Email]}}"))
      return
    }
    let judged = zip(inputs, classifiers).filter { $0.0.profile.isOfContribution }
    guard !judged.isEmpty, !judged.contains(where: { $0.0.statesChannelPerRow }) else { return }
    let known = judged.flatMap { $0.0.channels($0.1) }.inOrderOfFirst
    for name in declared.marketingChannels where !known.contains(name.value) {
      unknown("channel", name, known: known, command: nil)
    }
  }

  func askForContribution(_ needs: inout Needs) {
    guard needs.measures.contains(where: \.isOfContribution) else { return }
    needs.contribution = true
    needs.dimensions.insert(.channel)
  }

  /// Where nothing is shown by channel, only those of deals and touches are looked at.
  func needsChannel(_ input: Plan.Input, _ shapes: [GroupedSumsShape]) -> Bool {
    input.profile.isOfContribution || shapes.contains { $0.dimensions.contains(.channel) }
  }
}

extension Profile {
  /// Its events are deals, or what may influence them.
  fileprivate var isOfContribution: Bool { gives == .deal || gives == .touch }
}

extension Plan.Input {
  /// The channel of all its records, as the input or its profile says it.
  var statedChannel: String? {
    declaration.constants[.channel] ?? profile.constants[.channel]
  }

  /// Its rows may state any channel.
  var statesChannelPerRow: Bool {
    statedChannel == nil
      && profile.columns.contains { column in
        if case .none = column.place { false } else { column.field == .dimension(.channel) }
      }
  }

  /// Channels that are known before its files are read.
  func channels(_ classifier: ChannelClassifier?) -> [String] {
    statedChannel.map { [$0] } ?? classifier?.channels ?? []
  }
}

extension [String] {
  /// Each once, where it stands first.
  var inOrderOfFirst: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}

extension RunResult {
  /// What counts as marketing's; nil where the pipeline file does not say it.
  var contributionRule: PipelineContribution.Rule? {
    guard let declared = plan.file.aggregate.contribution else { return nil }
    return PipelineContribution.Rule(
      marketing: Set(declared.marketingChannels.map { plan.channel(ComposedText.of($0.value)) }),
      lookBackDays: Int32(declared.lookBackDays), touchesKnown: touchesKnown)
  }

  /// The days of which all inputs of touches are known: from the one they declare or their first on, up to the last
  /// one of an export that states its days; of a log without any, up to the run's.
  private var touchesKnown: ClosedRange<Int32>? {
    let coverage = coverage
    let inputs = plan.inputs.filter { $0.profile.gives == .touch }
    let days = inputs.compactMap { input -> (first: Int32, last: Int32)? in
      guard let covered = coverage[Array(input.declaration.name.utf8)], let read = covered.days.first,
        let last = covered.days.last?.upperBound
      else { return nil }
      return (
        input.declaration.historySince?.number ?? read.lowerBound,
        covered.endsWithDays ? last : plan.asOf.number
      )
    }
    // An input that could not be read leaves all open.
    guard days.count == inputs.count, let first = days.map(\.first).max(), let last = days.map(\.last).min(),
      first <= last
    else { return nil }
    return first...last
  }

  /// Channels that are declared to be marketing's and neither follow from a rule nor stand in any record.
  var unknownMarketingChannels: [(name: Located<String>, near: String?)] {
    guard let declared = plan.file.aggregate.contribution, let contribution = rollups.histories?.contribution
    else { return [] }
    let judged = zip(plan.inputs, plan.kernel.inputs).filter { $0.0.profile.isOfContribution }
    let known = contribution.channelNames.union(judged.flatMap { $0.0.channels($0.1.classifier) })
    func isKnown(_ name: String) -> Bool {
      known.contains(String(decoding: plan.channel(ComposedText.of(name)), as: UTF8.self))
    }
    return declared.marketingChannels.filter { !isKnown($0.value) }.map {
      ($0, nearest(to: $0.value, in: known.sorted()))
    }
  }
}

extension Diagnostic {
  static func unknownMarketingChannel(_ name: Located<String>, near: String?) -> Diagnostic {
    Diagnostic(
      .warning, at: name.location, "no deal or touch has the channel '\(name.value)', and no rule gives it",
      hint: near.map { "did you mean '\($0)'?" } ?? "`sluice channels` tells which rules there are",
      length: name.value.unicodeScalars.count)
  }
}
