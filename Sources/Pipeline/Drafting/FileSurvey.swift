import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize

/// What one export holds, as far as a pipeline file depends on it. The whole file is read, on one thread.
struct FileSurvey: Sendable {
  var file: FileFinder.Found
  var profile: Profile
  /// First and last day of its events; nil where it has none.
  var days: (first: Day, last: Day)?
  /// Events that cover more than a day, by their range.
  var ranges: [ClosedRange<Int32>: Int] = [:]
  var events = 0
  /// Days on which events begin.
  var activeDays: Set<Int32> = []
  var currencies: Set<Currency> = []
  /// Some amounts come without a currency.
  var lacksCurrency = false
  var measures: Set<Measure> = []
  var dimensions: Set<Dimension> = []
  /// Some column names the person, so that customers can be told apart.
  var namesPeople = false
  /// Some times say no zone: they are the input's local ones.
  var hasLocalTimes = false
  var hasTimes = false
  var records = 0
  var rejected = 0
  /// Neither its records nor the file say when they were.
  var lacksPeriod = false
  /// Rows of several quarters, which no report can count.
  var spansPeriods = 0
  /// The export's own totals that differ from the sum of the rows.
  var differingTotals: [String] = []
  var content = ""

  /// - Parameter heads: of the file, as it was recognised by.
  static func read(
    _ file: FileFinder.Found, _ profile: Profile, heads: SourceFileOpener.FileHeads
  ) throws(Diagnostics) -> FileSurvey {
    let single = try SingleFile(file, profile: profile, heads: heads, needsEverything: true)
    let tally = Tally()
    let worker = KernelWorker(plan: single.plan, records: nil) { events, _, _, _ in tally.add(events) }
    var results: [FileResult] = []
    for table in single.tables {
      worker.begin(table)
      try EventReader.drive(worker, table, ReadingPosition())
      results.append(FileResult(joining: [worker.finish()], file: table, plan: single.plan))
    }
    var survey = tally.survey(file, profile)
    for result in results {
      survey.records += result.ledger.records
      survey.rejected += result.ledger.rejected
      survey.spansPeriods += result.ledger.filtered[FilterReason.spansPeriods.rawValue] ?? 0
      survey.content = result.contentHash
      if result.file.lacksPeriod(single.plan.inputs[0])
        || result.rejectKinds.contains(where: { single.plan.inputs[0].lacksPeriod($0.first) })
      {
        survey.lacksPeriod = true
      }
      survey.differingTotals += result.controlTotals.filter { $0.verdict(result.ledger) == .differs }.map(
        \.label)
    }
    for table in single.tables { survey.judgeColumns(table.source, single.plan.inputs[0]) }
    return survey
  }

  private mutating func judgeColumns(_ source: SourceFile, _ mapping: InputMapping) {
    for (index, wanted) in mapping.wanted.enumerated() {
      let column = profile.columns[wanted]
      if let layout = source.layout, layout.fields[index] < 0 { continue }
      switch column.field {
      case .person, .emailAddress: namesPeople = true
      case .dimension(.account): if profile.gives == .deal { namesPeople = true }
      default: break
      }
      if case .dateTime(let pattern) = column.type {
        hasTimes = true
        if !pattern.hasZone { hasLocalTimes = true }
      }
    }
  }

  /// Collects what the events of one file state.
  private final class Tally {
    private var first = Int32.max
    private var last = Int32.min
    private var ranges: [ClosedRange<Int32>: Int] = [:]
    private var count = 0
    private var activeDays: Set<Int32> = []
    private var currencies: Set<UInt32> = []
    private var measures: Set<Measure> = []
    private var dimensions: Set<Dimension> = []

    func add(_ events: EventBatch) {
      guard events.count > 0 else { return }
      first = min(first, events.days.min() ?? first)
      last = max(last, events.days.max() ?? last, events.lastDays.max() ?? last)
      count += events.count
      activeDays.formUnion(events.days)
      if !events.lastDays.isEmpty {
        for index in 0..<events.count where events.lastDays[index] > events.days[index] {
          ranges[events.days[index]...events.lastDays[index], default: 0] += 1
        }
      }
      currencies.formUnion(events.currencies)
      for (measure, values) in zip(events.measures, events.values) where !measures.contains(measure) {
        if values.contains(where: { $0 != Measure.absent }) { measures.insert(measure) }
      }
      if let logged = events.logged { measures.formUnion(logged.measures + logged.peopleMeasures) }
      for (dimension, codes) in zip(events.dimensions, events.codes) where !dimensions.contains(dimension) {
        if codes.contains(where: { $0 >= 0 }) { dimensions.insert(dimension) }
      }
    }

    func survey(_ file: FileFinder.Found, _ profile: Profile) -> FileSurvey {
      var survey = FileSurvey(file: file, profile: profile)
      if first <= last { survey.days = (Day(number: first), Day(number: last)) }
      survey.ranges = ranges
      survey.events = count
      survey.activeDays = activeDays
      survey.lacksCurrency = currencies.contains(Currency.unstated.packed)
      survey.currencies = Set(
        currencies.filter { $0 != 0 && $0 != Currency.unstated.packed }.map { Currency(packed: $0) })
      survey.measures = measures
      survey.dimensions = dimensions
      return survey
    }
  }
}
