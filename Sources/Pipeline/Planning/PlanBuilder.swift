package import Columns
package import Declarations
package import Diagnostics
package import EventSchema
import Aggregate
import Extract
import Kernel
import Normalize

/// Turns a pipeline file into a plan: resolves names, checks what one file can't, finds input files.
package struct PlanBuilder {
  package struct Options: Sendable {
    package var asOf: Day
    /// Overrides the pipeline file's own root.
    package var root: String?
    package var personKey: PersonKey?
    /// Only this table's figures are wanted.
    package var onlyTable: String?
    /// Every field of every event (`sluice events`).
    package var everything = false
    /// False: check declarations only; files may be missing.
    package var findsFiles = true

    package init(asOf: Day) { self.asOf = asOf }
  }

  let file: PipelineFile
  let text: String
  let options: Options
  let library = CatalogLibrary()
  let profiles: ProfileLibrary
  var problems: [Diagnostic] = []

  /// - Parameter text: the pipeline file's text; part of the plan's hash.
  package static func build(_ file: PipelineFile, text: String, options: Options) throws(Diagnostics) -> Plan
  {
    var builder = PlanBuilder(file: file, text: text, options: options)
    return try builder.build()
  }

  init(file: PipelineFile, text: String, options: Options) {
    self.file = file
    self.text = text
    self.options = options
    profiles = ProfileLibrary(beside: Publisher.parent(of: file.file))
  }

  private mutating func build() throws(Diagnostics) -> Plan {
    let folder = Publisher.parent(of: file.file)
    let rootPath = options.root ?? (file.root.hasPrefix("/") ? file.root : "\(folder)/\(file.root)")
    guard let finder = FileFinder(root: rootPath) else {
      throw Diagnostics(
        Diagnostic(
          at: SourceLocation(file: file.file), "the root folder '\(rootPath)' does not exist",
          hint: "set `root:` or --root"),
        exit: .missingInput)
    }
    let periods = resolvePeriods()
    var inputs: [Plan.Input] = []
    for declaration in file.inputs {
      if let input = try input(declaration, folder: folder) { inputs.append(input) }
    }
    let declared = Set(file.inputs.compactMap(\.currency))
    let currency =
      file.currency?.reportIn ?? (declared.count == 1 ? declared.first : nil) ?? Currency(packed: 0)
    var reviewed = reviewedKPIs(inputs)
    let kpis = try resolveKPIs(currency, besides: reviewed.shown + reviewed.judged)
    let evaluator = KPIEvaluator(
      kpis: kpis.all, stated: withSharedCosts(Self.stated(inputs.map(\.profile)), keys: .leaveOut),
      assumed: file.aggregate.assume, standing: standingByDeclaration)
    addOfCampaigns(to: &reviewed, inputs, evaluator)
    checkFormulas(kpis.all, evaluator)
    let sections = try resolveSections(kpis.shown.map(\.name))
    let languages = try resolveLanguages()
    var traffic = TrafficNames(own: file.normalize.sourceAliases)
    let channels = try resolveChannels(inputs, traffic)
    // An input whose profile is not known may state anything: what follows from it is no second mistake.
    let isWhole = inputs.count == file.inputs.count
    if isWhole { checkIdentity(inputs.map(\.profile)) }
    let zones = resolveZones(inputs)
    func uses(_ measure: Measure) -> Bool {
      kpis.all.contains { evaluator.measures(of: $0.name).contains(measure) }
    }
    let customer = resolveCustomer(
      inputs,
      needed: isWhole && (uses(.newCustomers) || uses(.touchedCustomers) || countsFirstOrders(sections)))
    let revenue = resolveRevenue(inputs, needed: isWhole && (uses(.revenue) || sharesByRevenue))
    let sharing = try sharedCosts(inputs, before: channels.plain)
    checkCampaignInputs()
    if isWhole { checkDoubleClaim(evaluator) }
    checkAlerts(evaluator, currency)
    checkTargets(evaluator, currency)
    if isWhole {
      checkTargetChannels(inputs, channels.classifiers)
      checkChecks(evaluator.stated, inputs)
      checkContribution(inputs, channels.classifiers, evaluator)
      if uses(.costToWin) { checkAcquisition() }
      checkReview(inputs, evaluator, currency)
      checkCohortsAndReps(inputs, customer, sections)
    }
    checkToDate(evaluator)
    guard let periods, problems.isEmpty else {
      throw Diagnostics(problems.inOrder, exit: .badPipeline)
    }
    var shapes = self.shapes(
      shown: kpis.shown.map(\.name) + file.aggregate.targets.map(\.kpi.value) + checkedMeasures,
      inputs: inputs, evaluator: evaluator, periods: periods, currency: currency, customer: customer)
    let alerts = alerts(evaluator, periods, report: shapes.report, shapes: &shapes.list)
    let audit = shapes.report.flatMap { auditShape(sections.values, beside: shapes.list[$0]) }
    if let audit { shapes.list.append(audit) }
    let auditPlace = shapes.list.count - 1
    let claims = shapes.report.flatMap { claimShape(inputs, beside: shapes.list[$0]) }
    if let claims { shapes.list.append(claims) }
    let claimPlace = shapes.list.count - 1
    let clicks = shapes.report.flatMap { clicksShape(beside: shapes.list[$0]) }
    if let clicks { shapes.list.append(clicks) }
    let clicksPlace = shapes.list.count - 1
    let reviewPlace =
      shapes.report == nil ? nil : addReview(reviewed, to: &shapes.list, evaluator, periods, currency)
    var factShapes: [Section.Block: Int] = [:]
    for (block, shape) in self.factShapes(sections.values, beside: shapes.report.map { shapes.list[$0] }) {
      factShapes[block] = shapes.list.count
      shapes.list.append(shape)
    }
    let cohorts = shapes.report == nil ? [] : addCohorts(to: &shapes.list, periods, currency)
    let conversion = try conversion(to: currency, for: shapes.list, finder)
    if options.findsFiles { try findFiles(&inputs, finder) }
    let unmatched = options.findsFiles ? [] : unmatched(inputs, finder)
    var needs = self.needs(
      shapes: shapes.list, customer: customer, revenue: revenue, calendar: periods.calendar)
    needs.dimensions.formUnion(levelIdentity(inputs, shapes.list))
    let refunds = refundRules(inputs, needs)
    needs.links = looksUp(refunds, needs)
    needs.ofDeals = ofDeals(inputs, needs)
    needs.identity = file.normalize.identity
    askForAccounts(sections.values, &needs)
    askForContribution(&needs)
    needs.countedUntil = periods.focus.last
    let freeMail = try self.freeMail()
    traffic.spell(namedChannels(inputs, channels.classifiers))
    let taxonomy = try conversions(needs, channels.classifiers)
    traffic.conversions = taxonomy.map { ConversionNames($0, own: file.normalize.conversions) }
    traffic.name(file.normalize.conversions)
    var mappings = inputs.enumerated().map { index, input in
      InputMapping(
        index: index, name: input.declaration.name, profile: input.profile, needs: needs,
        currency: input.declaration.currency, sourceZone: zones.sources[index], reportZone: zones.report,
        numbers: input.declaration.numbers, constants: input.declaration.constants,
        classifier: needs.dimensions.contains(.channel) && needsChannel(input, shapes.list)
          || options.everything
          ? (input.profile.gives == .cost ? sharing : nil) ?? channels.classifiers[index] : nil,
        traffic: traffic,
        personKey: options.personKey ?? .published, covers: input.declaration.covers,
        exported: input.declaration.exported, statements: Self.statements(input),
        severalRows: input.severalRows, clockChanges: file.clockChanges,
        rateRequirement: rateRequirement(conversion, shapes.list),
        freeMail: freeMail, names: CampaignNames(file.naming(of: input.declaration)))
    }
    for index in inputs.indices where inputs[index].profile.gives == .plan {
      mappings[index].keepsSpans = reviewPlace != nil
      if !options.everything { mappings[index].openUntil = periods.focus.last }
    }
    for index in inputs.indices { mappings[index].declared = inputs[index].declaredNotations }
    spreadCosts(inputs, &mappings, shapes.list)
    declareRefunds(inputs, refunds, &mappings)
    declareIds(inputs, &mappings)
    var kernel = KernelPlan(
      inputs: mappings, shapes: shapes.list,
      customerDimensions: needs.persons ? Set(shapes.list.flatMap(\.dimensions)).sorted() : nil,
      customer: customer)
    kernel.asOf = options.asOf
    if needs.links {
      kernel.linkDimensions = needs.dimensions.sorted()
      if refunds.channelOf == .order { kernel.inheritedDimensions = inheritedByRefunds(needs) }
    }
    var plan = Plan(
      file: file, root: finder.root, asOf: options.asOf, periods: periods, inputs: inputs, kernel: kernel,
      evaluator: evaluator,
      kpis: kpis.shown, reportShape: shapes.report, tables: shapes.tables,
      auditShape: audit.map { _ in auditPlace }, claimShape: claims.map { _ in claimPlace },
      conversions: taxonomy, sections: sections,
      languages: languages,
      reportCurrency: currency, conversion: conversion, zoneName: zones.report.name, hash: hash(inputs),
      usesPublishedKey: options.personKey == nil
        && (needs.persons || needs.identity.isMeasured || needs.engagement || needs.contribution),
      warnings: unmatched + channels.warnings + conversion.contradictions.map { .contradicting($0) })
    plan.alerts = try withAmounts(alerts, evaluator, conversion, on: periods.focus.first)
    plan.factShapes = factShapes
    plan.cohorts = cohorts
    plan.clicksShape = clicks.map { _ in clicksPlace }
    if let place = reviewPlace {
      plan.review = try review(reviewed.shown, evaluator, conversion, on: periods.focus.first, shape: place)
    }
    if shapes.report != nil { plan.targets = try targets(evaluator, conversion, on: periods.focus.first) }
    return plan
  }

  // MARK: Meaning

  private mutating func resolvePeriods() -> ReportPeriods? {
    do throws(ReportPeriods.Failure) {
      return try ReportPeriods(file.period, asOf: options.asOf)
    } catch {
      switch error {
      case .notWhole(let day, let grain, let near):
        problems.append(
          Diagnostic(
            at: file.period.location, "\(day) cuts a \(grain.rawValue) in two",
            hint: "the nearest whole one begins or ends at \(near)"))
      case .noFinishedPeriod:
        problems.append(Diagnostic(at: file.period.location, "the period ends before it begins"))
      }
      return nil
    }
  }

  mutating func resolveZones(_ inputs: [Plan.Input]) -> (report: Zone, sources: [Zone]) {
    var cache: [String: Zone] = [:]
    let report = zone(file.timezone, .utc, &cache)
    return (report, inputs.map { zone($0.declaration.timezone ?? $0.profile.timezone, report, &cache) })
  }

  private mutating func zone(_ name: Located<String>?, _ fallback: Zone, _ cache: inout [String: Zone])
    -> Zone
  {
    guard let name else { return fallback }
    if let known = cache[name.value] { return known }
    do throws(Zone.Failure) {
      let zone = try Zone(named: name.value)
      cache[name.value] = zone
      return zone
    } catch {
      let problem = Diagnostic.unknownZone(name)
      // Several inputs may have the profile.
      if !problems.contains(problem) { problems.append(problem) }
      return fallback
    }
  }

  private mutating func resolveCustomer(_ inputs: [Plan.Input], needed: Bool) -> NormalizeDeclaration
    .Customer?
  {
    guard needed else { return nil }
    let kinds = Set(inputs.map(\.profile.gives))
    var possible: [NormalizeDeclaration.Customer] = []
    if kinds.contains(.order) { possible.append(.order) }
    if kinds.contains(.deal) { possible.append(.deal) }
    if kinds.contains(.stage) { possible.append(.stage) }
    if let declared = file.normalize.customerIs {
      if !possible.contains(declared) {
        problems.append(
          Diagnostic(
            at: file.normalize.location,
            "customer_is: \(declared.rawValue) needs an input of \(declared.rawValue)s"))
      }
      return declared
    }
    if possible.count > 1 {
      problems.append(
        Diagnostic(
          at: file.normalize.location, "say what makes a customer",
          hint: "customer_is: " + possible.map(\.rawValue).joined(separator: " or ")))
    }
    return possible.first
  }

  // MARK: Shapes

  private func shapes(
    shown: [String], inputs: [Plan.Input], evaluator: KPIEvaluator, periods: ReportPeriods,
    currency: Currency, customer: NormalizeDeclaration.Customer?
  ) -> (list: [GroupedSumsShape], report: Int?, tables: [Plan.Table]) {
    var list: [GroupedSumsShape] = []
    func index(of shape: GroupedSumsShape) -> Int {
      if let known = list.firstIndex(of: shape) { return known }
      list.append(shape)
      return list.count - 1
    }
    func measures(_ names: [String]) -> [Measure] {
      var asked = Set(names.flatMap { evaluator.measures(of: $0) }).withFoundations
      // Which groups have deals says of which it is known that nobody became a customer.
      if asked.remove(.newCustomers) != nil, customer == .deal { asked.insert(.wonDeals) }
      // How many deals there are tells whether an amount that none states is 0.
      let counts = evaluator.stated.contains(.wonDeals) ? Set(asked.compactMap(\.countedThings)) : []
      return withSharedCosts(asked.union(counts)).sorted()
    }
    // Whose claims a figure adds up is said of figures; tables say nothing of theirs.
    let claimsShown = shown.contains { evaluator.measures(of: $0).contains(where: \.isClaimed) }
    let by = file.aggregate.by.map(\.value)
    let sources: [Dimension] =
      claimsShown && tellsPlatforms(inputs) && !by.contains(.source) ? [.source] : []
    let claims = file.aggregate.doubleClaim?.measure
    var report: Int?
    if !file.tables.contains(where: { $0.name == options.onlyTable }) {
      report = index(
        of: GroupedSumsShape(
          dimensions: evaluator.dimensions(by + sources, of: shown),
          periods: PeriodIndex(
            grain: periods.grain,
            periods: evaluator.reach(of: shown, from: periods.needed, in: periods.calendar)),
          measures: measures(shown + (claims.map { [$0.rawValue, "conversions_claimed"] } ?? [])),
          reportCurrency: currency))
    }
    var tables: [Plan.Table] = []
    for table in file.tables where options.onlyTable == nil || options.onlyTable == table.name {
      var grain = periods.grain
      var dimensions: [Dimension] = []
      for column in table.by {
        switch column {
        case .dimension(let dimension): dimensions.append(dimension)
        case .period(let wanted): grain = wanted
        }
      }
      let columns = table.columns.map(\.value)
      let listed = Self.whole(grain, periods)
      let shape = GroupedSumsShape(
        dimensions: evaluator.dimensions(dimensions, of: columns),
        periods: PeriodIndex(
          grain: grain, periods: evaluator.reach(of: columns, from: listed, in: periods.calendar)),
        measures: measures(columns), reportCurrency: currency)
      tables.append(Plan.Table(declaration: table, periods: Set(listed), shape: index(of: shape)))
    }
    return (list, report, tables)
  }

  /// Whether some input may hold claims of several platforms and tells them apart.
  private func tellsPlatforms(_ inputs: [Plan.Input]) -> Bool {
    inputs.contains { input in
      input.profile.gives == .ad && input.declaration.constants[.source] == nil
        && input.profile.constants[.source] == nil
        && input.profile.columns.contains { $0.field == .dimension(.source) }
    }
  }

  /// The periods of a grain that lie wholly within the report's list.
  private static func whole(_ grain: Grain, _ periods: ReportPeriods) -> [Period] {
    guard grain != periods.grain, let first = periods.list.first?.first else { return periods.list }
    var list: [Period] = []
    var period = Period(grain, containing: first, in: periods.calendar)
    while period.last <= periods.focus.last {
      if period.first >= first { list.append(period) }
      period = period.next
    }
    return list
  }

  private func needs(
    shapes: [GroupedSumsShape], customer: NormalizeDeclaration.Customer?,
    revenue: NormalizeDeclaration.Revenue, calendar: PeriodCalendar
  ) -> Needs {
    var needs = Needs(
      dimensions: Set(shapes.flatMap(\.dimensions)).union(marketIdentity(shapes)),
      measures: Set(shapes.flatMap(\.measures)),
      persons: customer != nil,
      customer: customer, revenueIs: revenue, everything: options.everything, grain: file.period.every,
      calendar: calendar)
    let checksRatios = file.checks.contains { $0.kind == .statedRatios }
    needs.statedRatios = checksRatios && options.onlyTable == nil && !options.everything
    // Tables alone explain no channels.
    needs.channelRules = options.onlyTable == nil && !options.everything
    return needs
  }

  /// What figures about the market are told apart by, where some are asked for.
  private func marketIdentity(_ shapes: [GroupedSumsShape]) -> Set<Dimension> {
    shapes.contains { $0.measures.contains(where: \.isFoundOut) } ? MarketStatements.identity : []
  }

  /// What levels are told apart by, where some are asked for.
  private func levelIdentity(_ inputs: [Plan.Input], _ shapes: [GroupedSumsShape]) -> Set<Dimension> {
    guard shapes.contains(where: { $0.measures.contains(where: \.isLevel) }) else { return [] }
    return inputs.reduce(into: []) { $0.formUnion($1.profile.levelIdentity) }
  }

  /// What is noted of an input's records as such that may be stated more than once without that their days show it.
  private static func statements(_ input: Plan.Input) -> StatementReading {
    if input.overlap != .addUp && (input.profile.rowsOfKey != .many || input.severalRows != nil) {
      return .keys
    }
    return input.tellsRowsOfFile ? .rows : .nothing
  }
}
