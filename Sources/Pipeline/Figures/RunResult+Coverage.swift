import Columns
import Aggregate
import Declarations
import EventSchema
import Extract
import Kernel
import Normalize

extension RunResult {
  /// What became of the records of all files of an input.
  func ledger(ofInput index: Int) -> ReconciliationLedger {
    ReconciliationLedger(merging: files.filter { $0.file.input == index }.map(\.ledger))
  }

  /// What every input that counts speaks about, by its name.
  var coverage: [[UInt8]: InputCoverage] {
    var coverage: [[UInt8]: InputCoverage] = [:]
    for (index, input) in plan.inputs.enumerated() {
      let mine = files.filter { $0.file.input == index }
      if !mine.isEmpty {
        var own = Self.coverage(input, mine, plan)
        own.kind = input.profile.gives
        own.isLog = [.order, .deal, .stage].contains(input.profile.gives)
        own.hasOrigins = own.isLog || input.profile.gives == .refund
        own.origins = origins(of: plan.kernel.inputs[index], mine)
        own.fixed = Set(input.declaration.constants.keys)
        coverage[ComposedText.of(input.declaration.name)] = own
      }
    }
    return coverage
  }

  /// What the channels of an input's files say of where records came from.
  private func origins(of input: InputMapping, _ files: [FileResult]) -> OriginChannels {
    var origins = OriginChannels()
    origins.ofNone = input.channelWithoutOrigin
    origins.areKnown = input.knowsChannel
    if plan.inputs[input.index].declaration.constants[.channel] != nil { return origins }
    origins.leftOver = input.leftOverChannels
    // A rule that says of nothing where it comes from (`Direct`), rather than what is left over.
    let isSaid =
      switch input.ruleWithoutOrigin {
      case .ofInput: true
      case .ofWhatIsEmpty: files.contains { $0.statesOrigin(input.profile, plan) }
      case nil: false
      }
    if !isSaid, let channel = origins.ofNone { origins.leftOver.insert(channel) }
    return origins
  }

  private static func coverage(_ input: Plan.Input, _ files: [FileResult], _ plan: Plan) -> InputCoverage {
    var coverage = InputCoverage()
    var isStated = true
    for file in files {
      // Headings alone are what a failed export looks like: only the pipeline file may say that there was nothing.
      let stated = file.tableRows > 0 || input.declaration.covers != nil ? file.statedPeriod : nil
      coverage.days += [stated, file.ledger.pastDays].compactMap(\.self)
      // That a record has a status which does not count is no news of a day: the status may be a word that nobody knows.
      // An order that counted and was cancelled since is.
      if input.profile.gives == .order {
        for stated in file.restatements.steps.values {
          let counted = stated.amounts.filter { $0.key.measure == .revenue && ($0.value.before ?? 0) != 0 }
          coverage.restated.formUnion(counted.map(\.key.day))
        }
      }
      if stated == nil { isStated = false }
      coverage.states.formUnion(file.statedMeasures(input.profile, plan))
    }
    coverage.days += coverage.restated.map { $0...$0 }
    // Complete from that day on: before its first row nothing happened.
    if let since = input.declaration.historySince, let first = coverage.days.map(\.lowerBound).min(),
      since.number < first
    {
      coverage.days.append(since.number...(first - 1))
    }
    // Rows behind the day contradict it.
    let last = coverage.days.map(\.upperBound).max()
    let end = input.declaration.nothingAfter?.value.number
    let givenUpOn = end.flatMap { end in last.flatMap { $0 <= end ? end : nil } }
    if let givenUpOn, let until = [plan.asOf, plan.periods.focus.last].max(), givenUpOn < until.number {
      coverage.days.append((givenUpOn + 1)...until.number)
    }
    coverage.days = Overlap.joined(coverage.days)
    coverage.logs = logs(input, plan)
    // A log of times has no row of a day on which nothing happened.
    let isByDay =
      [.ad, .visit].contains(input.profile.gives) && !input.profile.columns.contains { $0.field == .at }
    coverage.endsWithDays = isStated || isByDay
    coverage.isStated = isStated
    if !isStated, [.order, .stage, .deal].contains(input.profile.gives) {
      let end = min(plan.periods.focus.last, plan.asOf - 1).number
      let last = endsEarly(files.map(\.ledger), by: min(end, givenUpOn ?? end))
      coverage.missed = last.map { ($0 + 1)...(givenUpOn ?? .max) }
    }
    return coverage
  }

  /// The last day of rows that come so often that ten were to be expected in the days after it, of which there is none:
  /// a shop may be closed, but an export that was made too early looks the same.
  private static func endsEarly(_ ledgers: [ReconciliationLedger], by end: Int32) -> Int32? {
    let days = ledgers.compactMap(\.pastDays)
    guard let first = days.map(\.lowerBound).min(), let last = days.map(\.upperBound).max(), last < end
    else { return nil }
    let rows = ledgers.reduce(0) { $0 + $1.accepted }
    // The pace of a few rows is none.
    guard rows >= 20 else { return nil }
    return rows * Int(end - last) >= 10 * Int(last - first + 1) ? last : nil
  }

  /// What a record says even by not saying it, as far as the profile has a word for it.
  private static func logs(_ input: Plan.Input, _ plan: Plan) -> Set<Measure> {
    var logs = Set(input.profile.gives.logs)
    if input.profile.gives == .stage {
      let stage = input.profile.columns.first { $0.field == .dimension(.stage) }
      let words = stage?.values.compactMap { value in
        Measure(rawValue: value.ours == "opportunity" ? "opportunities" : value.ours + "s")
      }
      if let words, !words.isEmpty { logs.formIntersection(words) }
    }
    if input.profile.gives == .deal, plan.kernel.inputs.first?.needs.revenueIs.countsDeals ?? false {
      logs.insert(.revenue)
    }
    // Of a channel whose deals made nobody a customer there are none, not an unknown number.
    if input.profile.gives == .deal, plan.kernel.customer == .deal { logs.insert(.newCustomers) }
    return logs
  }
}

extension FileResult {
  /// Whether the file has a column that says where a record came from, beside its campaign: one without may be empty,
  /// which says that it came from nowhere else.
  fileprivate func statesOrigin(_ profile: Profile, _ plan: Plan) -> Bool {
    let origins: [Dimension] = [.channel, .source, .medium, .landingPage, .leadSource]
    return plan.kernel.inputs[file.input].wanted.enumerated().contains { position, index in
      guard case .dimension(let dimension) = profile.columns[index].field, origins.contains(dimension) else {
        return false
      }
      return file.source.layout.map { $0.fields[position] >= 0 } ?? true
    }
  }

  /// Measures that the file has columns for; in XML, those that every record must state.
  fileprivate func statedMeasures(_ profile: Profile, _ plan: Plan) -> Set<Measure> {
    let wanted = plan.kernel.inputs[file.input].wanted
    var stated: Set<Measure> = profile.gives == .order ? [.orders] : []
    for (position, index) in wanted.enumerated() {
      let column = profile.columns[index]
      guard case .measure(let measure) = column.field, file.facts.claims.takes(measure) else { continue }
      if measure == .revenue, !plan.kernel.inputs[file.input].needs.revenueIs.countsOrders { continue }
      let isThere = file.source.layout.map { $0.fields[position] >= 0 } ?? column.required
      if isThere { stated.insert(measure) }
    }
    return stated
  }
}
