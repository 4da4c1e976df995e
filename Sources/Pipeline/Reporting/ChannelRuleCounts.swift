import Aggregate
import Declarations
import EventSchema
import Kernel
import Normalize
import Render

/// How many accepted records of an input a channel rule decided.
struct ChannelRuleCount: Sendable, Hashable {
  var input: Int
  var decision: ChannelDecision
  var records: Int
}

extension RunResult {
  /// What decided the records' channels, in the order of inputs, channels and rules. Of an input they add up to
  /// its accepted records.
  var channelRules: [ChannelRuleCount] { plan.inputs.indices.flatMap { channelRules(of: $0) } }

  /// Those of refunds that state no origin: their order's, or, where none is found, their own rules'. Several rules that
  /// give one channel are told together.
  private func refundRules(of input: Int) -> [ChannelDecision: Int] {
    let own = Set(files.filter { $0.file.input == input }.flatMap(\.refundRules.keys))
    guard !own.isEmpty, let channels = rollups.links?.refundChannels else { return [:] }
    var counts: [ChannelDecision: Int] = [:]
    for (found, count) in channels where found.input == input {
      let channel = String(decoding: found.channel, as: UTF8.self)
      let rules = own.filter { $0.channel == channel }.map(\.rule).sorted().joined(separator: ", ")
      let rule = found.isOfOrder ? ChannelDecision.ofOrder : rules
      counts[ChannelDecision(channel: channel, rule: rule), default: 0] += count
    }
    return counts
  }

  /// Those of one input.
  func channelRules(of input: Int) -> [ChannelRuleCount] {
    var counts: [ChannelDecision: Int] = [:]
    for file in files where file.file.input == input {
      counts.merge(file.channelRules, uniquingKeysWith: +)
    }
    for (decision, count) in refundRules(of: input) { counts[decision, default: 0] += count }
    return counts.sorted { $0.key < $1.key }.map {
      ChannelRuleCount(input: input, decision: $0.key, records: $0.value)
    }
  }
}

extension DataQualityBuilder {
  /// So many rules of an input are listed, those with the most records first; all stand in `report.json`.
  private static let listedRules = 12

  func channelRules(_ index: Int) -> [Note] {
    let counts = result.channelRules(of: index).sorted {
      $0.records != $1.records ? $0.records > $1.records : $0.decision < $1.decision
    }
    var notes = counts.prefix(Self.listedRules).map { count in
      let channel = Note.Argument.text(SharedCost.shown(count.decision.channel))
      let number = Note.Argument.count(count.records)
      return switch count.decision.rule {
      case ChannelDecision.stated: Note(.channelStated, ["n": number, "channel": channel])
      case ChannelDecision.ofDeal: Note(.channelOfDeal, ["n": number, "channel": channel])
      case ChannelDecision.ofOrder: Note(.channelOfOrder, ["n": number, "channel": channel])
      case ChannelDecision.none: Note(.channelByNoRule, ["n": number, "channel": channel])
      default:
        Note(.channelByRule, ["n": number, "channel": channel, "rule": .text(count.decision.rule)])
      }
    }
    let rest = counts.count - notes.count
    if rest > 0 { notes.append(Note(.channelRulesMore, ["n": .count(rest)])) }
    return notes
  }
}

extension ReportJSON {
  /// What decided the records' channels, input by input.
  func channels(_ result: RunResult) -> [JSONValue] {
    result.channelRules.map { count in
      .object([
        ("input", .string(result.plan.inputs[count.input].declaration.name)),
        ("channel", .string(SharedCost.shown(count.decision.channel))),
        ("rule", .string(count.decision.rule)),
        ("records", .integer(count.records)),
      ])
    }
  }
}
