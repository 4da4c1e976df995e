import Aggregate
import Declarations
import EventSchema
import Kernel
import Normalize
import Render

extension Plan {
  /// The versioned sets of channel rules that decide anything of the run, each once.
  var channelSets: [ChannelSet] {
    var seen: Set<ChannelSet> = []
    return kernel.inputs.filter { $0.dimensions.contains(.channel) }.flatMap { $0.classifier?.sets ?? [] }
      .filter { seen.insert($0).inserted }
  }

  /// Which sets define the channels of the report, and from when their definitions are: they are applied to all days.
  var channelSetNotes: [Note] {
    channelSets.map { set in
      var arguments: [String: Note.Argument] = ["set": .text(set.name), "version": .text(set.version)]
      guard let effective = set.effective else { return Note(.noteChannelSet, arguments) }
      arguments["day"] = .day(effective)
      let isOlder = (periods.list + periods.compared.map(\.period)).contains { $0.first < effective }
      return Note(isOlder ? .noteChannelSetEarlier : .noteChannelSetSince, arguments)
    }
  }
}

extension ChannelSet {
  /// An entry of `channel_sets` in `report.json`.
  var json: JSONValue {
    .object([
      ("name", .string(name)), ("version", .string(version)),
      ("effective", .optional(effective?.description)),
    ])
  }
}
