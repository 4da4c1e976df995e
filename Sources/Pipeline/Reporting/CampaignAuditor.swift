import Aggregate
import Declarations
import EventSchema
import Kernel
import Normalize
import Render

/// Holds the campaigns of ad costs against those of traffic, in the focus period.
///
/// Every amount that names a campaign stands in exactly one class. Campaigns whose amounts are all 0 stand in none.
struct CampaignAuditor {
  /// The measures of either side, spend first.
  static let measures: [Measure] = [.spend, .visits, .leads, .orders, .revenue]

  private struct Entry {
    var name: String
    /// The source's one name, empty where nobody states it.
    var source: [UInt8]
    var ids: Set<[UInt8]> = []
    var amounts: [Exact?]
    /// In which channels its spend stands, and what it brought.
    var channels = CampaignAudit.Channels()

    init(name: String, source: [UInt8]) {
      self.name = name
      self.source = source
      amounts = Array(repeating: nil, count: CampaignAuditor.measures.count)
    }

    private func states(_ amount: Exact?) -> Bool { amount.map { !$0.isZero } ?? false }
    var hasSpend: Bool { states(amounts[0]) }
    var hasTraffic: Bool { amounts.dropFirst().contains(where: states) }
    var named: CampaignAudit.Name { .init(name, source: String(decoding: source, as: UTF8.self)) }
  }

  /// What is known of one campaign of the costs: traffic of its name, and of other names.
  private struct Found {
    var matched: [Int] = []
    var byAlias: [Int] = []
  }

  let figures: Figures
  /// Sources that are places of an ad platform, by the source that the platform's costs have.
  private let platforms: [[UInt8]: [UInt8]]

  init(figures: Figures, library: CatalogLibrary = CatalogLibrary()) {
    self.figures = figures
    platforms = Dictionary(
      library.platforms().map { (Array($0.source.utf8), Array($0.platform.utf8)) }
    ) { first, _ in first }
  }

  func audit() -> CampaignAudit {
    let entries = entries()
    let spending = entries.indices.filter { entries[$0].hasSpend }
    var byName: [[UInt8]: [Int]] = [:]
    var byAlias: [[UInt8]: [Int]] = [:]
    for index in spending {
      byName[Self.key(entries[index]), default: []].append(index)
      for alias in Self.aliases(entries[index]) { byAlias[alias, default: []].append(index) }
    }
    var found: [Int: Found] = [:]
    var rows: [CampaignAudit.Class: [CampaignAudit.Row]] = [:]
    for (index, entry) in entries.enumerated() where entry.hasTraffic {
      if entry.hasSpend {
        found[index, default: Found()].matched.append(index)
      } else if let paid = meant(by: entry, of: byName[Self.key(entry)] ?? [], entries) {
        // Another place of the platform is another name of its source.
        if isPlace(entry.source, of: entries[paid].source) {
          found[paid, default: Found()].byAlias.append(index)
        } else {
          found[paid, default: Found()].matched.append(index)
        }
      } else if let paid = meant(by: entry, of: Self.aliases(entry).flatMap { byAlias[$0] ?? [] }, entries) {
        found[paid, default: Found()].byAlias.append(index)
      } else {
        rows[.trafficWithoutSpend, default: []].append(.init(names: [entry.named], amounts: entry.amounts))
      }
    }
    for index in spending {
      let entry = entries[index]
      let own = found[index] ?? Found()
      func add(_ kind: CampaignAudit.Class, _ others: [Int], counting: [[Exact?]]) {
        var row = CampaignAudit.Row(
          names: [entry.named] + others.map { entries[$0].named },
          amounts: Self.sum(counting + others.map { entries[$0].amounts }))
        row.channels = others.reduce(into: entry.channels) {
          $0.traffic.formUnion(entries[$1].channels.traffic)
        }
        rows[kind, default: []].append(row)
      }
      if !own.matched.isEmpty {
        add(.matched, own.matched.filter { $0 != index }, counting: [entry.amounts])
      } else if own.byAlias.isEmpty {
        add(.spendWithoutTraffic, [], counting: [entry.amounts])
      }
      // What is matched by its name has its costs there; its other names bring their traffic alone.
      if !own.byAlias.isEmpty {
        add(.matchedByAlias, own.byAlias, counting: own.matched.isEmpty ? [entry.amounts] : [])
      }
    }
    let parts = CampaignAudit.Class.allCases.map { kind in
      let sorted = (rows[kind] ?? []).sorted(by: Self.precedes)
      return CampaignAudit.Part(kind: kind, rows: sorted, amounts: Self.sum(sorted.map(\.amounts)))
    }
    return Self.withoutUnstated(
      CampaignAudit(measures: Self.measures, parts: parts, currency: figures.plan.reportCurrency))
  }

  /// The campaign of the costs that traffic is of, among those called alike: that of its source, else that of the
  /// platform that its source is a place of, else one whose costs name no source. Traffic without a source is of the
  /// only one that there is.
  private func meant(by traffic: Entry, of candidates: [Int], _ entries: [Entry]) -> Int? {
    if let same = candidates.first(where: { entries[$0].source == traffic.source }) { return same }
    if traffic.source.isEmpty {
      return Set(candidates.map { entries[$0].source }).count == 1 ? candidates.min() : nil
    }
    return candidates.first { isPlace(traffic.source, of: entries[$0].source) }
      ?? candidates.first { entries[$0].source.isEmpty }
  }

  private func isPlace(_ source: [UInt8], of platform: [UInt8]) -> Bool {
    !platform.isEmpty && platforms[source] == platform
  }

  private struct Place: Hashable {
    var name: [UInt8]
    var source: [UInt8]
  }

  /// Campaigns by their sources and folded names, in the order of their bytes; those without a name by their ids.
  private func entries() -> [Entry] {
    let focus = figures.plan.periods.focus
    let breakdown = figures.table.breakdown(by: [.campaign, .campaignID, .source])
    var places: [Place: Int] = [:]
    var entries: [Entry] = []
    for group in breakdown.groups where breakdown.periods(of: group).contains(focus) {
      guard let named = Self.place(group) else { continue }
      let (id, source) = (group.key[1], group.key[2])
      let place = places[named] ?? entries.count
      if place == entries.count {
        places[named] = place
        entries.append(Entry(name: group.texts[Self.isNamed(group) ? 0 : 1], source: source))
      }
      if !id.isEmpty { entries[place].ids.insert(id) }
      let amounts = Self.measures.map { breakdown.value($0, group: group, period: focus).value }
      entries[place].amounts = Self.sum([entries[place].amounts, amounts])
    }
    noteChannels(&entries, places, focus)
    return entries
  }

  private static func isNamed(_ group: FigureTable.Group) -> Bool {
    !group.key[0].isEmpty && !noCampaign.contains(CaseFolding.fold(group.key[0]))
  }

  /// Nil for what is of no campaign.
  private static func place(_ group: FigureTable.Group) -> Place? {
    let (id, source) = (group.key[1], group.key[2])
    guard isNamed(group) || !id.isEmpty else { return nil }
    return Place(name: isNamed(group) ? FreeName.key(group.key[0]) : [0] + id, source: source)
  }

  /// Notes in which channels the amounts of campaigns stand, where the report has channels.
  private func noteChannels(_ entries: inout [Entry], _ places: [Place: Int], _ focus: Period) {
    let plan = figures.plan
    guard let shape = plan.auditShape, plan.kernel.shapes[shape].dimensions.contains(.channel) else { return }
    let breakdown = figures.table.breakdown(by: [.campaign, .campaignID, .source, .channel])
    for group in breakdown.groups where breakdown.periods(of: group).contains(focus) {
      guard let place = Self.place(group).flatMap({ places[$0] }), !group.texts[3].isEmpty else { continue }
      for (index, measure) in Self.measures.enumerated() {
        let amount = breakdown.value(measure, group: group, period: focus).value
        guard let amount, !amount.isZero else { continue }
        if index == 0 {
          entries[place].channels.spend.insert(group.texts[3])
        } else {
          entries[place].channels.traffic.insert(group.texts[3])
        }
      }
    }
  }

  /// What web analyses write where there is no campaign.
  private static let noCampaign: Set<[UInt8]> = Set(
    [
      "(not set)", "(none)", "(direct)", "(organic)", "(referral)", "(ai-assistant)", "(not provided)",
      "(data not available)", "(other)",
    ].map { Array($0.utf8) })

  private static func key(_ entry: Entry) -> [UInt8] { FreeName.key(Array(entry.name.utf8)) }

  /// Under what else a campaign may be known: its name without spaces and signs, its ids.
  private static func aliases(_ entry: Entry) -> [[UInt8]] {
    let name = key(entry)
    let letters = String(decoding: name, as: UTF8.self).unicodeScalars.filter {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
    }
    let plain = Array(String(String.UnicodeScalarView(letters)).utf8)
    let ids = entry.ids.sorted { $0.lexicographicallyPrecedes($1) }.map { [0] + $0 }
    // Ad tools put the campaign's id where others put its name.
    return (plain.isEmpty ? [] : [plain]) + ids + [[0] + name]
  }

  /// The audit without the measures that nothing states.
  private static func withoutUnstated(_ audit: CampaignAudit) -> CampaignAudit {
    let kept = audit.measures.indices.filter { index in audit.parts.contains { $0.amounts[index] != nil } }
    func pick<Value>(_ values: [Value]) -> [Value] { kept.map { values[$0] } }
    let parts = audit.parts.map { part in
      CampaignAudit.Part(
        kind: part.kind,
        rows: part.rows.map { row in
          var row = row
          row.amounts = pick(row.amounts)
          return row
        }, amounts: pick(part.amounts))
    }
    return CampaignAudit(measures: pick(audit.measures), parts: parts, currency: audit.currency)
  }

  private static func sum(_ rows: [[Exact?]]) -> [Exact?] {
    measures.indices.map { index in
      rows.map { $0[index] }.reduce(nil) { sum, amount in
        guard let amount else { return sum }
        return sum.map { $0 + amount } ?? amount
      }
    }
  }

  /// The largest spend first, then the most of the next measures, then by name.
  private static func precedes(_ a: CampaignAudit.Row, _ b: CampaignAudit.Row) -> Bool {
    for (x, y) in zip(a.amounts, b.amounts) {
      let (x, y) = (x ?? .zero, y ?? .zero)
      if x != y { return x > y }
    }
    let (mine, theirs) = (a.names[0], b.names[0])
    if mine.text != theirs.text { return mine.text.utf8.lexicographicallyPrecedes(theirs.text.utf8) }
    return mine.source.utf8.lexicographicallyPrecedes(theirs.source.utf8)
  }
}

extension ReportJSON {
  /// Which campaigns of costs and traffic belong together, where a report has the section.
  var auditFields: [(String, JSONValue)] {
    guard let audit = builder.audit else { return [] }
    func amounts(_ values: [Exact?]) -> JSONValue {
      .object(zip(audit.measures, values).map { ($0.rawValue, .optional($1?.description)) })
    }
    func channels(_ channels: CampaignAudit.Channels) -> [(String, JSONValue)] {
      guard channels.areApart else { return [] }
      return [
        ("spend_channels", .strings(channels.spend.sorted())),
        ("traffic_channels", .strings(channels.traffic.sorted())),
      ]
    }
    let parts = audit.parts.map { part in
      JSONValue.object([
        ("class", .string(part.kind.rawValue)), ("campaigns", .integer(part.rows.count)),
        ("amounts", amounts(part.amounts)),
        (
          "named",
          .array(
            part.rows.prefix(CampaignAudit.namedRows).map { row -> JSONValue in
              let fields: [(String, JSONValue)] = [
                ("campaigns", .strings(row.names.map(\.text))),
                ("sources", .strings(row.names.map(\.source))), ("amounts", amounts(row.amounts)),
              ]
              return .object(fields + channels(row.channels))
            })
        ),
      ])
    }
    return [("utm_audit", .array(parts))]
  }
}

extension PlanBuilder {
  /// What the audit of campaigns is made from, where a report has it.
  func auditShape(_ sections: some Sequence<Section>, beside report: GroupedSumsShape) -> GroupedSumsShape? {
    guard sections.contains(where: { $0.block == .utmAudit }) else { return nil }
    return GroupedSumsShape(
      dimensions: [.campaign, .campaignID, .source]
        + (report.dimensions.contains(.channel) ? [.channel] : []),
      periods: report.periods,
      measures: CampaignAuditor.measures.sorted(),
      reportCurrency: report.reportCurrency)
  }
}
