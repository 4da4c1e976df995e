import Aggregate
import Declarations
import Diagnostics
import Engines
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
  /// Whether rows say what is so on every day.
  var isOfEveryDay = false
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
  /// Of deals, the stages that the profile does not name.
  var unnamedStages: [String: UnnamedStage] = [:]
  /// Neither its records nor the file say when they were.
  var lacksPeriod = false
  /// Rows of several quarters, which no report can count.
  var spansPeriods = 0
  /// The export's own totals that differ from the sum of the rows.
  var differingTotals: [String] = []
  var content = ""
  /// Headings that nothing reads.
  var unread: [String] = []
  /// Profiles that the file is an export of as likely as of its own.
  var rivals: [String] = []
  /// An amount that may be thousands as well as decimals, where no cell of its column tells: its column, and how it is read.
  var undecided: (column: String, text: String, readAs: NumberStyle)?
  /// What must be declared for it, since its cells contradict what it would be read as.
  var notations = DraftedNotations()

  /// - Parameters:
  ///   - heads: of the file, as it was recognised by.
  ///   - encoding: in which these are, where it is guessed.
  static func read(
    _ file: FileFinder.Found, _ profile: Profile, heads: SourceFileOpener.FileHeads, encoding: EncodingGuess?
  ) async throws(Diagnostics) -> FileSurvey {
    var notations = DraftedNotations()
    notations.encoding = encoding
    while true {
      let single = try SingleFile(
        file, profile: notations.days.map { profile.writing(days: $0) } ?? profile, heads: heads,
        numbers: notations.numbers, needsEverything: true)
      let (tally, results) = try tally(single.tables, single.plan)
      let engine = EmbeddedEngine(threads: 1)
      var settled: [KernelFile] = []
      var refuted: (column: RefutedColumn, place: String)?
      // As a run does it; no file is read again unless some cell speaks against its column.
      let outcomes = await engine.judgeNotations(results.map { .whole($0) }, single.plan)
      for (result, outcome) in zip(results, outcomes) {
        if case .whole(let judged) = outcome {
          settled.append(judged.file)
        } else if refuted == nil, let first = await engine.refutations(result, single.plan).first {
          refuted = (first, result.file.source.place)
        }
      }
      if let (column, place) = refuted {
        guard notations.take(column) else { throw Diagnostics(column.diagnostic(place), exit: .badInput) }
        continue
      }
      let isSame = zip(results, settled).allSatisfy { $0.file.facts == $1.facts }
      let (last, judged) = isSame ? (tally, results) : try Self.tally(settled, single.plan)
      if last.isEmpty, judged.contains(where: \.rejectsDays),
        notations.takeDays(dayColumns(single, heads))
      {
        continue
      }
      var survey = last.survey(file, profile)
      survey.notations = notations
      survey.note(judged, single)
      survey.unread = Inspector.columns(single).unused.filter { !$0.isEmpty }
      return survey
    }
  }

  /// What the columns look like that are read as days or times.
  private static func dayColumns(
    _ single: SingleFile, _ heads: SourceFileOpener.FileHeads
  ) -> [TableSketch.Column] {
    guard let sketch = heads.texts.first.flatMap({ TableSketch($0) }),
      let layout = single.tables.first?.source.layout
    else { return [] }
    let mapping = single.plan.inputs[0]
    return zip(mapping.wanted, layout.fields).compactMap { wanted, place in
      switch mapping.profile.columns[wanted].type {
      case .date, .dateTime: sketch.columns.indices.contains(place) ? sketch.columns[place] : nil
      default: nil
      }
    }
  }

  private static func tally(
    _ tables: [KernelFile], _ plan: KernelPlan
  ) throws(Diagnostics) -> (Tally, [FileResult]) {
    let tally = Tally()
    let worker = KernelWorker(plan: plan, records: nil) { events, _, _, _ in tally.add(events) }
    var results: [FileResult] = []
    for table in tables {
      worker.begin(table)
      try EventReader.drive(worker, table, ReadingPosition())
      results.append(FileResult(joining: [worker.finish()], file: table, plan: plan))
    }
    return (tally, results)
  }

  private mutating func note(_ results: [FileResult], _ single: SingleFile) {
    for result in results {
      records += result.ledger.records
      rejected += result.ledger.rejected
      for (text, stage) in result.ledger.commonestUnnamedStages {
        unnamedStages[text, default: UnnamedStage()].merge(stage)
      }
      spansPeriods += result.ledger.filtered[FilterReason.spansPeriods.rawValue] ?? 0
      content = results.count == 1 ? result.textHash : result.contentHash
      let mapping = single.plan.inputs[0]
      if let (column, cell) = result.undecidedAmounts(mapping).first {
        undecided = (
          result.columnName(column, mapping) ?? "", cell.text, mapping.numberStyle(result.file.facts)
        )
      }
      if result.file.lacksPeriod(single.plan.inputs[0])
        || result.rejectKinds.contains(where: { single.plan.inputs[0].lacksPeriod($0.first) })
      {
        lacksPeriod = true
      }
      differingTotals += result.controlTotals.filter { $0.verdict(result.ledger) == .differs }.map(
        \.label)
    }
    for table in single.tables { judgeColumns(table.source, single.plan.inputs[0]) }
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
    private var isOfEveryDay = false
    private var currencies: Set<UInt32> = []
    private var measures: Set<Measure> = []
    private var dimensions: Set<Dimension> = []

    var isEmpty: Bool { count == 0 }

    func add(_ events: EventBatch) {
      guard events.count > 0 else { return }
      // What is so on every day, such as an account, has none of its own.
      let days = Set(events.days).subtracting([.min])
      if days.isEmpty { isOfEveryDay = true }
      first = min(first, days.min() ?? first)
      last = max(last, days.max() ?? last, events.lastDays.max() ?? last)
      count += events.count
      activeDays.formUnion(days)
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
      survey.isOfEveryDay = isOfEveryDay
      survey.lacksCurrency =
        currencies.contains(Currency.unstated.packed) && measures.contains { $0.unit == .money }
      survey.currencies = Set(
        currencies.filter { $0 != 0 && $0 != Currency.unstated.packed }.map { Currency(packed: $0) })
      survey.measures = measures
      survey.dimensions = dimensions
      return survey
    }
  }
}

extension FileResult {
  /// Whether some of its records were rejected since their day can't be read.
  fileprivate var rejectsDays: Bool { rejectKinds.contains { $0.first.reason == .notADate } }
}
