package import Columns
package import Declarations
package import EventSchema

/// What later stages ask of an input: nothing else is read.
package struct Needs: Sendable, Hashable {
  /// Dimensions that tables group by or that channel rules look at.
  package var dimensions: Set<Dimension>
  package var measures: Set<Measure>
  /// Persons, instants and entity ids, for first-order counts.
  package var persons: Bool
  /// Whose first order, deal or stage makes a customer.
  package var customer: NormalizeDeclaration.Customer?
  package var revenueIs: NormalizeDeclaration.Revenue
  /// Who counts as one person, and as one account.
  package var identity = IdentityDeclaration()
  /// Print every field (`sluice events`).
  package var everything: Bool
  /// Ids of orders and deals, so that refunds and orders find them.
  package var links = false
  /// What an order that states no origin has from the deal that it names; empty where nothing is looked up.
  package var ofDeals: [Dimension] = []
  /// Rows that span several periods of this grain can't be counted.
  package var grain: Grain
  package var calendar: PeriodCalendar
  /// Names under which market figures state ourselves, with their case folded.
  package var ownNames: Set<[UInt8]> = []
  /// Touches of accounts are added up per account.
  package var engagement = false
  /// Whose deals are new, and whom touches met.
  package var contribution = false
  /// The last day of the newest period: what experiments state up to it counts.
  package var countedUntil = Day(number: 0)
  /// Ratios that exports state are held against their parts.
  package var statedRatios = false
  /// Count which rules decided the records' channels: reports say so.
  package var channelRules = false

  package init(
    dimensions: Set<Dimension>, measures: Set<Measure>, persons: Bool,
    customer: NormalizeDeclaration.Customer?, revenueIs: NormalizeDeclaration.Revenue,
    everything: Bool, grain: Grain, calendar: PeriodCalendar = .civil
  ) {
    self.dimensions = dimensions
    self.measures = measures
    self.persons = persons
    self.customer = customer
    self.revenueIs = revenueIs
    self.everything = everything
    self.grain = grain
    self.calendar = calendar
  }
}

/// How the records of one input become events: compiled once per run, shared by all workers.
package struct InputMapping: Sendable {
  package let index: Int
  package let name: String
  package private(set) var profile: Profile
  package let needs: Needs
  /// The profile's columns that are read, by index; the columns of its record batches, in order.
  package private(set) var wanted: [Int]
  /// Wanted columns that are looked at only where a record lacks another one, by position.
  private(set) var standInsOnly: Set<Int>
  /// Positions of the columns of entities finer than a campaign, the finest first: a table's rows may name none.
  private(set) var entityColumns: [Int]
  /// Those of them whose texts nothing asks for.
  private(set) var lookedAtOnly: Set<Int>
  package let currency: Currency?
  package let sourceZone: Zone
  package let reportZone: Zone
  package let numbers: NumberStyle?
  /// Constant texts: the input's own over the profile's. `input` is among them.
  package let constants: [Dimension: String]
  package let classifier: ChannelClassifier?
  package var traffic: TrafficNames
  package let personKey: PersonKey
  /// Hashes ids of customers and accounts, which mean something only among those of their namespace.
  package var idKey: PersonKey
  /// Tokens of the domains that stand for no account.
  let freeMail: Set<PersonToken>
  /// The days that the files cover which state no period themselves.
  package let covers: ClosedRange<Day>?
  /// When refunds count.
  package var refunds = RefundsDeclaration()
  /// Whether orders and what is given back of them state the same tax, so that one can be more than the other.
  package var comparesRefunds = true
  /// What an order's amount below 0 is.
  package var negatives: NegativeAmounts
  /// What becomes of costs of several days; nil where they count only in periods that hold them whole.
  package var spread: InputDeclaration.Spread?
  /// The days that spread costs are needed for; nil for all.
  package var spreadDays: ClosedRange<Int32>?
  /// How the day of the export stands in the files' names.
  package let exported: DatePattern?
  /// What is noted of the records' keys.
  package private(set) var statements: StatementReading
  /// What becomes of several rows of one thing in a file; nil where rows are no things.
  package let severalRows: InputDeclaration.SeveralRows?
  package let clockChanges: ClockChanges
  /// What its files are read for instead of figures.
  package var survey: Survey?
  /// Id → newest name of campaigns that were renamed; nil where rows count under the name they state.
  package var latestNames: [[UInt8]: [UInt8]]?
  /// Where deals came from, for orders that name them; nil where nothing is looked up.
  package var dealOrigins: DealOrigins?
  /// Dimensions that are read besides those figures ask for.
  private var readsToo: Set<Dimension> = []
  /// How its campaigns' names are put together.
  package let names: CampaignNames?
  /// Nil where a missing rate rejects no record.
  package internal(set) var rateRequirement: RateRequirement?
  /// What the pipeline file itself says about how its files are written.
  package var declared: DeclaredNotations = []
  /// Rows that cover parts of several periods count elsewhere: those of campaigns' plans.
  package var keepsSpans = false
  /// The last day of campaigns whose plans state no end; nil where each is taken for its first day, as it is listed.
  package var openUntil: Day?

  package init(
    index: Int, name: String, profile: Profile, needs: Needs, currency: Currency?, sourceZone: Zone,
    reportZone: Zone, numbers: NumberStyle?, constants: [Dimension: String],
    classifier: ChannelClassifier?, traffic: TrafficNames, personKey: PersonKey,
    covers: ClosedRange<Day>? = nil,
    exported: DatePattern? = nil, statements: StatementReading = .nothing,
    severalRows: InputDeclaration.SeveralRows? = nil, clockChanges: ClockChanges = ClockChanges(),
    rateRequirement: RateRequirement? = nil,
    freeMail: [String] = [],
    names: CampaignNames? = nil
  ) {
    self.severalRows = severalRows
    self.clockChanges = clockChanges
    self.rateRequirement = rateRequirement
    self.index = index
    self.name = name
    self.profile = profile
    self.needs = needs
    // What the profile says of every file, where the pipeline file does not say it.
    let usual = profile.columns.first { $0.field == .currency }.flatMap(\.constant).flatMap { Currency($0) }
    self.currency = currency == nil || currency == .unstated ? usual ?? currency : currency
    self.sourceZone = sourceZone
    self.reportZone = reportZone
    self.numbers = numbers
    var constants = profile.fallbacks.merging(profile.constants) { $1 }.merging(constants) { $1 }
    constants[.input] = name
    self.constants = constants
    self.classifier = classifier?.of(profile.gives)
    self.traffic = traffic
    self.personKey = personKey
    idKey = personKey
    self.freeMail = Set(
      freeMail.map { PersonNormaliser.token(Array($0.utf8).span, 0, $0.utf8.count, personKey) })
    self.covers = covers
    negatives = profile.negatives
    self.exported = exported
    self.statements = statements
    self.names = names
    wanted = []
    standInsOnly = []
    entityColumns = []
    lookedAtOnly = []
    chooseColumns()
  }

  /// The text of a dimension where a record states none.
  func constant(_ dimension: Dimension) -> [UInt8]? {
    constants[dimension].map { traffic.normalised(Array($0.utf8), dimension) }
  }

  /// The same input read for who states what.
  ///
  /// - Parameter key: what identifies a statement; nil: as the profile says.
  package func readingStatements(key: NaturalKey? = nil) -> InputMapping {
    var reading = self
    if let key { reading.profile.naturalKey = key }
    reading.statements = .statements
    reading.chooseColumns()
    return reading
  }

  /// The same input with dimensions that are read though no figure asks for them.
  package func reading(_ dimensions: Set<Dimension>) -> InputMapping {
    var more = self
    more.readsToo.formUnion(dimensions)
    more.chooseColumns()
    return more
  }

  private mutating func chooseColumns() {
    let asked = wantedColumns()
    let standIns = Set(asked.compactMap { profile.columns[$0].standIn })
    let others = profile.columns.indices.filter { standIns.contains(profile.columns[$0].field) }
    let entities = finerEntities
    let chosen = Set(asked + others + entities).sorted()
    wanted = chosen
    standInsOnly = Set(chosen.indices.filter { !asked.contains(chosen[$0]) })
    entityColumns = entities.compactMap { chosen.firstIndex(of: $0) }
    lookedAtOnly = Set(entityColumns.filter { !asked.contains(chosen[$0]) && !others.contains(chosen[$0]) })
  }

  /// The columns of entities finer than a campaign in tables, the finest first.
  private var finerEntities: [Int] {
    guard profile.gives == .ad, case .csv = profile.format, let grain = profile.grain else { return [] }
    return grain.from.filter { $0 > .campaign }.flatMap(\.dimensions).flatMap { dimension in
      profile.columns.indices.filter { profile.columns[$0].field == .dimension(dimension) }
    }
  }

  /// Dimensions that figures of this input depend on.
  package var askedFor: Set<Dimension> {
    var asked = needs.dimensions
    if asked.contains(.channel) { asked.formUnion(classifier?.dimensions ?? []) }
    if let names, !asked.isDisjoint(with: names.parts) { asked.insert(.campaign) }
    return asked
  }

  /// How a wanted column of a file is read: as the file decides, where there are several ways.
  package func type(_ position: Int, _ facts: FileFacts) -> ValueType {
    facts.types[position] ?? profile.columns[wanted[position]].type
  }

  /// The notation of a file's numbers.
  package func numberStyle(_ facts: FileFacts) -> NumberStyle {
    numbers ?? profile.numbers[facts.language] ?? profile.numbers["en"] ?? .english
  }

  /// Dimensions that events of this input carry as columns.
  package var dimensions: [Dimension] {
    var set = needs.dimensions
    set.insert(.input)
    if needs.everything {
      for column in profile.columns {
        if case .dimension(let dimension) = column.field { set.insert(dimension) }
      }
      set.formUnion(constants.keys)
      set.insert(.channel)
      set.formUnion(names?.parts ?? [])
      if profile.columns.contains(where: { $0.field == .dimension(.landingPage) }) {
        set.formUnion([.source, .medium, .campaign, .campaignID])
      }
    }
    return set.sorted()
  }

  /// Dimensions of the pipeline file's own that may occur here.
  var ownDimensions: [Dimension] {
    var own = needs.dimensions.union(names?.parts ?? []).union(classifier?.dimensions ?? [])
    for column in profile.columns {
      if case .dimension(let dimension) = column.field { own.insert(dimension) }
    }
    return own.filter { !$0.isBuiltIn }.sorted()
  }

  /// The conditions on a wanted column's texts, where nothing else matters of them: the column is no dimension
  /// of the events, nor does it judge records, and channel rules look at it.
  func conditions(on position: Int) -> PlainConditions? {
    let column = profile.columns[wanted[position]]
    guard statements != .statements, case .dimension(let dimension) = column.field, let classifier,
      let place = classifier.dimensions.firstIndex(of: dimension), dimensions.contains(.channel),
      !dimensions.contains(dimension), column.values.isEmpty,
      !profile.keep.contains(where: { $0.field == dimension.rawValue })
    else { return nil }
    if dimension == .campaign, names != nil { return nil }
    if dimension == .dealType, needs.measures.contains(.typedDeals) { return nil }
    if readsToo.contains(dimension) || (countsOpeners && Self.mailing.contains(dimension)) { return nil }
    if statements == .keys, profile.naturalKeyParts.joined().contains(column.field) { return nil }
    switch dimension {
    // Sources are normalised first; the others have meanings of their own.
    case .source, .action, .landingPage, .account, .status, .stage, .surveyKind, .competitor: return nil
    default: return classifier.plainConditions(inDimension: place)
    }
  }

  /// What tells mailings apart, the surest first.
  static let mailing: [Dimension] = [.campaignID, .campaign]

  /// Whether it is a log of e-mails whose openers or clickers are counted, once per mailing.
  var countsOpeners: Bool {
    profile.gives == .email && profile.columns.contains { $0.field == .event }
      && needs.measures.contains { $0 == .uniqueOpens || $0 == .uniqueClicks }
  }

  private func wantedColumns() -> [Int] {
    var dimensions = needs.dimensions
    if needs.dimensions.contains(.channel) { dimensions.formUnion(classifier?.dimensions ?? []) }
    if names != nil { dimensions.insert(.campaign) }
    dimensions.formUnion(readsToo)
    if countsOpeners { dimensions.formUnion(Self.mailing) }
    // Landing pages carry UTM parameters, which stand in where the export has no columns of its own.
    if !dimensions.isDisjoint(with: UTMDimensions.all) {
      dimensions.insert(.landingPage)
      let hasLandingPages = profile.columns.contains { $0.field == .dimension(.landingPage) }
      // Click ids stand in only where a record states neither.
      if hasLandingPages, !dimensions.isDisjoint(with: [.source, .medium]) {
        dimensions.formUnion([.source, .medium])
      }
    }
    let hasEvents = profile.columns.contains { $0.field == .event }
    let countsPeople = hasEvents && needs.measures.contains(where: \.countsPeople)
    let mayBeLines = severalRows == .addUp || profile.columns.contains { $0.field == .line }
    let countsOrdersOnce = needs.measures.contains(.orders) && mayBeLines
    let hasMoney = profile.columns.contains { $0.type == .money }
    let kept = Set(profile.keep.map(\.field))
    let subtracted = Set(profile.columns.flatMap(\.minus))
    let key = statements.readsKeys ? Set(profile.naturalKeyParts.joined()) : []
    // Whether a record stands twice is judged by all that is known of it.
    let everything = needs.everything || (statements == .statements && profile.identifiesEntities)
    return profile.columns.indices.filter { index in
      let column = profile.columns[index]
      let name = column.field.name(kind: profile.gives)
      if case .ratio(let ratio) = column.field {
        return statements != .statements && (needs.statedRatios || isAsked(ratio))
      }
      if everything || column.required || kept.contains(name) || subtracted.contains(name) { return true }
      if key.contains(column.field) { return true }
      if name == profile.continuation?.same || name == profile.continuation?.blank { return true }
      switch column.field {
      case .day, .lastDay, .at, .created, .closed: return true
      case .currency: return hasMoney
      case .key:
        return needs.persons || needs.links || countsOrdersOnce
          || needs.measures.contains(where: \.isOfPaths) || (profile.gives == .deal && !needs.ofDeals.isEmpty)
      case .disqualifiedReason: return needs.measures.contains(.disqualifiedLeads)
      case .line: return countsOrdersOnce || needs.measures.contains(.refunds)
      case .ofDeal: return needs.links || !needs.ofDeals.isEmpty
      case .refundDay: return needs.measures.contains(.refunds)
      case .person, .emailAddress:
        return needs.persons || countsPeople || needs.identity.isMeasured || profile.gives == .touch
          || (needs.contribution && profile.gives == .deal)
      case .event: return true
      case .tax, .shipping, .discount, .ratio: return false
      case .withdrawn: return true
      case .amount, .score, .scale, .metric, .value, .base, .aided, .target: return true
      case .probability: return needs.measures.contains(.expectedPipeline)
      case .firstContact: return needs.measures.contains(.answeredLeads)
      case .dimension(.status): return profile.gives == .deal
      case .dimension(.stage): return profile.gives == .stage
      case .dimension(.surveyKind): return profile.gives == .survey
      // Whether a market figure is ours depends on whom it names.
      case .dimension(.competitor): return profile.gives == .market
      case .dimension(.tier): return profile.gives == .account
      case .dimension(.touchType): return profile.gives == .touch
      case .dimension(.account) where profile.gives == .cost && needs.measures.contains(.accountCost),
        .dimension(.tool) where profile.gives == .cost && needs.measures.contains(.toolCost):
        return true
      case .measure(.cost) where [.accountCost, .toolCost].contains(where: needs.measures.contains):
        return true
      case .dimension(.account) where [.touch, .account].contains(profile.gives): return true
      case .dimension(let dimension):
        return dimensions.contains(dimension)
          || (dimension == .dealType && needs.measures.contains(.typedDeals))
          || (dimension == .account && needs.persons
            && (profile.gives == .deal || needs.identity.accounts != nil))
          || (dimension == .account && needs.contribution && profile.gives == .deal)
      // Beside events, counts are judged whether they are asked for or not; a survey's row without a score is
      // good only if it states who was asked.
      case .measure(let measure):
        return needs.measures.contains(measure) || hasEvents || profile.gives == .survey
          || (needs.statedRatios && profile.ratioParts.contains(measure))
      }
    }
  }
}

extension Profile {
  /// What the ratios are made of that files of the profile may state.
  fileprivate var ratioParts: [Measure] {
    columns.flatMap { column -> [Measure] in
      guard case .ratio(let ratio) = column.field, let parts = ratio.parts(in: gives) else { return [] }
      return [parts.numerator, parts.denominator]
    }
  }

  /// Texts of dimensions that hold where a file has no such column, or a row nothing in it.
  fileprivate var fallbacks: [Dimension: String] {
    var texts: [Dimension: String] = [:]
    for column in columns {
      if case .dimension(let dimension) = column.field { texts[dimension] = column.constant }
    }
    return texts
  }
}
