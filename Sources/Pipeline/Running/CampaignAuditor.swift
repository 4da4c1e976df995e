import Aggregate
import Declarations
import EventSchema
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
    var ids: Set<[UInt8]> = []
    var amounts: [Exact?]

    init(name: String) {
      self.name = name
      amounts = Array(repeating: nil, count: CampaignAuditor.measures.count)
    }

    private func states(_ amount: Exact?) -> Bool { amount.map { !$0.isZero } ?? false }
    var hasSpend: Bool { states(amounts[0]) }
    var hasTraffic: Bool { amounts.dropFirst().contains(where: states) }
  }

  let figures: Figures

  func audit() -> CampaignAudit {
    let entries = entries()
    let spending = entries.indices.filter { entries[$0].hasSpend }
    var known: [[UInt8]: Int] = [:]
    for index in spending {
      for alias in Self.aliases(entries[index]) where known[alias] == nil { known[alias] = index }
    }
    /// The campaign of the costs → those of traffic under other names.
    var others: [Int: [Int]] = [:]
    var rows: [CampaignAudit.Class: [CampaignAudit.Row]] = [:]
    for (index, entry) in entries.enumerated() where entry.hasTraffic && !entry.hasSpend {
      if let paid = Self.aliases(entry).compactMap({ known[$0] }).min() {
        others[paid, default: []].append(index)
      } else {
        rows[.trafficWithoutSpend, default: []].append(.init(names: [entry.name], amounts: entry.amounts))
      }
    }
    for index in spending {
      let entry = entries[index]
      let traffic = others[index] ?? []
      // What stands on both sides under one name is matched; its other names bring their traffic alone.
      let own = entry.hasTraffic ? [] : [entry.amounts]
      if entry.hasTraffic {
        rows[.matched, default: []].append(.init(names: [entry.name], amounts: entry.amounts))
      } else if traffic.isEmpty {
        rows[.spendWithoutTraffic, default: []].append(.init(names: [entry.name], amounts: entry.amounts))
      }
      guard !traffic.isEmpty else { continue }
      rows[.matchedByAlias, default: []].append(
        .init(
          names: [entry.name] + traffic.map { entries[$0].name },
          amounts: Self.sum(own + traffic.map { entries[$0].amounts })))
    }
    let parts = CampaignAudit.Class.allCases.map { kind in
      let sorted = (rows[kind] ?? []).sorted(by: Self.precedes)
      return CampaignAudit.Part(kind: kind, rows: sorted, amounts: Self.sum(sorted.map(\.amounts)))
    }
    return Self.withoutUnstated(
      CampaignAudit(measures: Self.measures, parts: parts, currency: figures.plan.reportCurrency))
  }

  /// Campaigns by their folded names, in the order of their bytes; those without a name by their ids.
  private func entries() -> [Entry] {
    let focus = figures.plan.periods.focus
    let breakdown = figures.table.breakdown(by: [.campaign, .campaignID])
    var places: [[UInt8]: Int] = [:]
    var entries: [Entry] = []
    for group in breakdown.groups where breakdown.periods(of: group).contains(focus) {
      let (campaign, id) = (group.key[0], group.key[1])
      guard !campaign.isEmpty || !id.isEmpty else { continue }
      let key = campaign.isEmpty ? [0] + id : CaseFolding.fold(campaign)
      let place = places[key] ?? entries.count
      if place == entries.count {
        places[key] = place
        entries.append(Entry(name: group.texts[campaign.isEmpty ? 1 : 0]))
      }
      if !id.isEmpty { entries[place].ids.insert(id) }
      let amounts = Self.measures.map { breakdown.value($0, group: group, period: focus).value }
      // Of several spellings, the first that spends names the campaign.
      if !entries[place].hasSpend, let spend = amounts[0], !spend.isZero, !campaign.isEmpty {
        entries[place].name = group.texts[0]
      }
      entries[place].amounts = Self.sum([entries[place].amounts, amounts])
    }
    return entries
  }

  /// Under what else a campaign may be known: its name without spaces and signs, its ids.
  private static func aliases(_ entry: Entry) -> [[UInt8]] {
    let name = CaseFolding.fold(Array(entry.name.utf8))
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
        kind: part.kind, rows: part.rows.map { .init(names: $0.names, amounts: pick($0.amounts)) },
        amounts: pick(part.amounts))
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
    return a.names[0].utf8.lexicographicallyPrecedes(b.names[0].utf8)
  }
}

extension ReportJSON {
  /// Which campaigns of costs and traffic belong together, where a report has the section.
  var auditFields: [(String, JSONValue)] {
    guard let audit = builder.audit else { return [] }
    func amounts(_ values: [Exact?]) -> JSONValue {
      .object(zip(audit.measures, values).map { ($0.rawValue, .optional($1?.description)) })
    }
    let parts = audit.parts.map { part in
      JSONValue.object([
        ("class", .string(part.kind.rawValue)), ("campaigns", .integer(part.rows.count)),
        ("amounts", amounts(part.amounts)),
        (
          "named",
          .array(
            part.rows.prefix(CampaignAudit.namedRows).map {
              .object([("campaigns", .strings($0.names)), ("amounts", amounts($0.amounts))])
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
      dimensions: [.campaign, .campaignID], periods: report.periods,
      measures: CampaignAuditor.measures.sorted(),
      reportCurrency: report.reportCurrency)
  }
}
