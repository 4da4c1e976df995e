package import Diagnostics
import Aggregate
import Columns
import Declarations
package import EventSchema
import Extract
package import Kernel
import Normalize

/// One event in words: field → text, in the order of the schema.
package struct EventText: Sendable {
  package var fields: [(name: String, value: String)]
  package var origin: Origin
}

/// Reads one file after the other on one thread and shows every event: for `events`, `inspect` and tests.
package struct EventReader {
  private let plan: KernelPlan

  package init(plan: KernelPlan) { self.plan = plan }

  /// - Parameter goesOn: asked before every chunk of a file that is read in chunks.
  package func read(
    _ file: KernelFile, while goesOn: () -> Bool = { true }, _ body: (EventText) -> Void
  ) throws(Diagnostics) {
    let position = ReadingPosition()
    try withoutActuallyEscaping(body) { body throws(Diagnostics) in
      let worker = KernelWorker(plan: plan, records: nil) {
        (events, records, mapper: borrowing EventMapper, _) in
        var counter = RecordBatch.LineCounter()
        for index in 0..<events.count {
          let row = Int(events.rows[index])
          let origin = Origin(
            file: file.source.place, record: position.records + Int(records.index[row]) + 1,
            line: position.lines + counter.linesBefore(row, in: records) + 1)
          body(EventText(fields: Self.fields(events, index, mapper, records), origin: origin))
        }
      }
      worker.begin(file)
      try Self.drive(worker, file, position, while: goesOn)
    }
  }

  /// Reads a whole file with one worker, chunk by chunk.
  ///
  /// - Parameter goesOn: asked before every chunk of a file that is read in chunks.
  static func drive(
    _ worker: KernelWorker, _ file: KernelFile, _ position: ReadingPosition,
    while goesOn: () -> Bool = { true }
  ) throws(Diagnostics) {
    let path = file.source.place
    do throws(KernelWorker.Failure) {
      switch file.source.container {
      case .plainCSV(let layout):
        let chain = QuoteChain()
        let input: InputFile
        do throws(InputError) { input = try InputFile(path: file.source.absolute) } catch {
          throw .input(error)
        }
        for chunk in 0..<file.chunkCount where goesOn() {
          let facts = try worker.readChunk(chunk, of: input, layout: layout, chain: chain)
          position.lines += facts.lines
          position.records += facts.records
        }
      case .streamedCSV, .keyValue, .xml: try worker.readStream()
      }
    } catch {
      switch error {
      case .input(let problem): throw Diagnostics(problem.diagnostic(file: path), exit: problem.exit)
      case .xml(let problem): throw Diagnostics(problem.diagnostic(file: path), exit: .badInput)
      case .csv(let problem):
        throw Diagnostics(.csv(problem, path: path), exit: .badInput)
      case .abandoned, .reread:
        throw Diagnostics(
          Diagnostic(at: SourceLocation(file: path), "reading was abandoned"), exit: .internalError)
      }
    }
  }

  private static func fields(
    _ events: EventBatch, _ index: Int, _ mapper: borrowing EventMapper, _ records: borrowing RecordBatch
  ) -> [(name: String, value: String)] {
    var fields: [(name: String, value: String)] = [("kind", events.kind.rawValue)]
    // An account need not have a day.
    if events.days[index] != .min { fields.append(("day", Day(number: events.days[index]).description)) }
    if !events.lastDays.isEmpty, events.lastDays[index] != events.days[index] {
      fields.append(("last_day", Day(number: events.lastDays[index]).description))
    }
    if !events.instants.isEmpty, events.instants[index] != .min {
      fields.append(("at", utcText(events.instants[index])))
    }
    if !events.entities.isEmpty, events.entities[index].length >= 0 {
      let cell = events.entities[index]
      let id = records.bytes[Int(cell.start)..<(Int(cell.start) + Int(cell.length))]
      fields.append((Field.key.name(kind: events.kind), String(decoding: id, as: UTF8.self)))
    }
    for (dimension, codes) in zip(events.dimensions, events.codes) where codes[index] >= 0 {
      fields.append(
        (
          dimension.rawValue,
          SharedCost.shown(String(decoding: mapper.dictionaries.text(dimension, codes[index]), as: UTF8.self))
        ))
    }
    let currency =
      events.currencies.isEmpty || events.currencies[index] == 0
      ? nil : Currency(packed: events.currencies[index])
    for (measure, values) in zip(events.measures, events.values) where values[index] != Measure.absent {
      // An event's person is counted elsewhere, not added up from events.
      if values[index] == 0, events.people.contains(where: { $0.measure == measure }) { continue }
      let text = Exact(units: Int128(values[index]), scale: measure.scale).description
      fields.append(
        (measure.rawValue, measure.unit == .money ? text + (currency.map { " \($0)" } ?? "") : text))
    }
    if let logged = events.logged {
      for (measure, count) in logged.counts(row: index) { fields.append((measure.rawValue, String(count))) }
    }
    return fields
  }

  /// `2026-03-01T17:30:00Z`
  private static func utcText(_ instant: Int64) -> String {
    let day = instant >= 0 ? instant / 86_400 : (instant - 86_399) / 86_400
    let second = Int(instant - day * 86_400)
    return
      "\(Day(number: Int32(day)))T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))Z"
  }
}

/// Where a reader stands: lines and records of the chunks before the one at hand.
final class ReadingPosition {
  var lines = 0
  var records = 0
}

/// Events as text, one per line.
enum EventPrinter {
  static func json(_ event: EventText) -> String {
    let origin = JSONValue.object([
      ("file", .string(event.origin.file)), ("record", .integer(event.origin.record)),
      ("line", .integer(event.origin.line)),
    ])
    return JSONValue.object(event.fields.map { ($0.name, .string($0.value)) } + [("origin", origin)]).compact
      + "\n"
  }

  static func row(_ event: EventText, _ columns: [String]) -> [String] {
    columns.map { name in event.fields.first { $0.name == name }?.value ?? "" } + [
      event.origin.file, String(event.origin.record), String(event.origin.line),
    ]
  }

  /// Where an event stands.
  static let place = ["file", "record", "line"]

  /// Columns in order of first appearance.
  static func table(_ rows: [EventText]) -> TextTable {
    var columns = ColumnNames()
    for row in rows { columns.note(row) }
    return TextTable(columns: columns.names + place, rows: rows.map { row($0, columns.names) })
  }

  /// The names of events' fields, in order of first appearance.
  struct ColumnNames {
    private(set) var names: [String] = []
    private var known: Set<String> = []

    mutating func note(_ event: EventText) {
      for field in event.fields where known.insert(field.name).inserted { names.append(field.name) }
    }
  }
}
