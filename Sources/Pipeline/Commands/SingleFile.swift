import Aggregate
import Columns
package import Declarations
package import Diagnostics
package import EventSchema
package import Extract
package import Kernel
import Normalize

/// One file read under a profile alone, without a pipeline: for `inspect`, `records` and the profiles' tests.
package struct SingleFile {
  /// The tables of the file, in their order; one or more.
  package let tables: [KernelFile]
  /// What else the file holds.
  package let unread: [UnreadPart]
  package let plan: KernelPlan

  package init(
    _ found: FileFinder.Found, profile: Profile, heads: SourceFileOpener.FileHeads, currency: Currency? = nil,
    covers: ClosedRange<Day>? = nil, needsEverything: Bool
  ) throws(Diagnostics) {
    let needs = Needs(
      dimensions: [], measures: Set(Measure.allCases), persons: false, customer: nil, revenueIs: .orders,
      everything: needsEverything, grain: .quarter)
    // What the profile knows about the channels of the tool's own traffic.
    let rules = profile.channels ?? ChannelRules(name: "none", steps: [])
    let mapping = InputMapping(
      index: 0, name: "file", profile: profile, needs: needs, currency: currency ?? .unstated,
      sourceZone: try Self.zone(profile),
      reportZone: .utc, numbers: nil, constants: [:], classifier: try ChannelClassifier(rules: rules),
      traffic: TrafficNames(), personKey: .published, covers: covers)
    let opened = try SourceFileOpener().open(
      path: found.path, absolute: found.absolute, heads: heads, profile: profile, wanted: mapping.wanted)
    plan = KernelPlan(inputs: [mapping], shapes: [], customerDimensions: nil, customer: nil)
    // Nobody may see a record of a file that is then read again from its front.
    tables = opened.tables.map { KernelFile(source: $0.fromTheFront, mapping: mapping) }
    unread = opened.unread
  }

  /// The zone that the tool always writes in, else UTC.
  private static func zone(_ profile: Profile) throws(Diagnostics) -> Zone {
    guard let name = profile.timezone else { return .utc }
    do throws(Zone.Failure) { return try Zone(named: name.value) } catch {
      throw Diagnostics(.unknownZone(name), exit: .badPipeline)
    }
  }

  /// The first events, and how many there are in all.
  package func events(limit: Int) throws(Diagnostics) -> (TextTable, Int) {
    var events: [EventText] = []
    var count = 0
    for file in tables {
      try EventReader(plan: plan).read(file) { event in
        count += 1
        if events.count < limit { events.append(event) }
      }
    }
    var table = EventPrinter.table(events)
    // Of one file, without rules, two columns say nothing.
    for name in ["input", "channel", "file"] {
      guard let index = table.columns.firstIndex(of: name) else { continue }
      table.columns.remove(at: index)
      for row in table.rows.indices { table.rows[row].remove(at: index) }
    }
    return (table, count)
  }

  /// Every record as read: the profile's fields and their texts.
  package func records(_ format: RecordFormat) throws(Diagnostics) -> String {
    var text = ""
    for file in tables { text += try records(of: file, format) }
    return text
  }

  private func records(of file: KernelFile, _ format: RecordFormat) throws(Diagnostics) -> String {
    let mapping = plan.inputs[0]
    let columns = mapping.wanted.map { mapping.profile.columns[$0] }
    let names = zip(columns.indices, columns).map { index, column in
      file.source.layout.flatMap { $0.fields[index] >= 0 ? file.source.headings[$0.fields[index]] : nil }
        ?? column.field.name(kind: mapping.profile.gives)
    }
    var lines = format == .csv ? csvRow(["record", "line"] + names) : ""
    try RecordReader(plan: plan).read(file) { batch, row, record, line in
      let texts = columns.indices.map { index -> String? in
        // Personal data is never printed.
        guard let bytes = batch.field(index, row) else { return nil }
        return columns[index].personal ? "(personal)" : String(decoding: bytes, as: UTF8.self)
      }
      switch format {
      case .csv: lines += csvRow([String(record), String(line)] + texts.map { $0 ?? "" })
      case .ndjson:
        let fields = zip(names, texts).compactMap { name, text in text.map { (name, JSONValue.string($0)) } }
        lines +=
          JSONValue.object([
            ("record", .integer(record)), ("line", .integer(line)), ("fields", .object(fields)),
          ]).compact + "\n"
      }
    }
    return lines
  }
}

/// Reads a file's records on one thread, whatever becomes of them.
struct RecordReader {
  let plan: KernelPlan

  func read(_ file: KernelFile, _ body: (borrowing RecordBatch, Int, Int, Int) -> Void) throws(Diagnostics) {
    let position = ReadingPosition()
    try withoutActuallyEscaping(body) { body throws(Diagnostics) in
      let worker = KernelWorker(
        plan: plan,
        records: { batch in
          var counter = RecordBatch.LineCounter()
          for row in 0..<batch.count {
            body(
              batch, row, position.records + Int(batch.index[row]) + 1,
              position.lines + counter.linesBefore(row, in: batch) + 1)
          }
        })
      worker.begin(file)
      try EventReader.drive(worker, file, position)
    }
  }
}
