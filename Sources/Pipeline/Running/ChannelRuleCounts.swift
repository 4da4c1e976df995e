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

  /// Those of one input.
  func channelRules(of input: Int) -> [ChannelRuleCount] {
    var counts: [ChannelDecision: Int] = [:]
    for file in files where file.file.input == input {
      counts.merge(file.channelRules, uniquingKeysWith: +)
    }
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
