package import EventSchema

/// Which campaigns of ad costs and of traffic belong together.
package struct CampaignAudit: Sendable {
  package enum Class: String, Sendable, CaseIterable {
    /// The same name and source on both sides, but for their case; sources by their one name.
    case matched
    /// Names that differ in spaces and signs only, the campaign's id on one side, or another place of the ad platform
    /// as the source.
    case matchedByAlias = "matched_by_alias"
    case spendWithoutTraffic = "spend_without_traffic"
    case trafficWithoutSpend = "traffic_without_spend"
  }

  /// A campaign as one side names it.
  package struct Name: Sendable, Hashable {
    package var text: String
    /// Where it runs; empty where nobody says so.
    package var source: String

    package init(_ text: String, source: String = "") {
      self.text = text
      self.source = source
    }

    var shown: String { source.isEmpty ? text : "\(text) (\(source))" }
  }

  /// The channels in which a campaign's spend stands, and those of what it brought; empty where none are told.
  package struct Channels: Sendable {
    package var spend: Set<String> = []
    package var traffic: Set<String> = []

    package init() {}

    /// Whether no channel has both: figures by channel hold one side against nothing.
    package var areApart: Bool { !spend.isEmpty && !traffic.isEmpty && spend.isDisjoint(with: traffic) }
  }

  /// One campaign; where names differ, the one of the costs first.
  package struct Row: Sendable {
    package var names: [Name]
    /// One per measure of the audit.
    package var amounts: [Exact?]
    package var channels = Channels()

    package init(names: [Name], amounts: [Exact?]) {
      self.names = names
      self.amounts = amounts
    }
  }

  package struct Part: Sendable {
    package var kind: Class
    /// All campaigns of the class, those with the largest amounts first.
    package var rows: [Row]
    /// Sums over all rows.
    package var amounts: [Exact?]

    package init(kind: Class, rows: [Row], amounts: [Exact?]) {
      self.kind = kind
      self.rows = rows
      self.amounts = amounts
    }
  }

  package var measures: [Measure]
  package var parts: [Part]
  package var currency: Currency

  package init(measures: [Measure], parts: [Part], currency: Currency) {
    self.measures = measures
    self.parts = parts
    self.currency = currency
  }

  /// So many campaigns of a class are shown in a report, and named in `report.json`.
  static let shownRows = 15
  package static let namedRows = 200

  func figure(_ amount: Exact?, of index: Int) -> Figure {
    switch measures[index].unit {
    case .money: .money(amount, currency)
    case .count: Figure(amount, .count, decimals: 0)
    case .fractionalCount, .duration: Figure(amount, .fractionalCount, decimals: 2)
    }
  }

  /// Campaigns whose spend stands in other channels than what they brought, those with the largest amounts first.
  var notes: [Note] {
    let apart = parts.filter { [.matched, .matchedByAlias].contains($0.kind) }.flatMap(\.rows)
      .filter(\.channels.areApart)
    let told = apart.prefix(Self.shownRows).map { row in
      func amounts(_ places: some Sequence<Int>) -> Note.Argument {
        .list(
          places.compactMap { place -> Note.Argument? in
            guard let amount = row.amounts[place], !amount.isZero else { return nil }
            let parts: [String: Note.Argument] = [
              "term": .word(Word(measures[place])), "text": .figure(figure(amount, of: place)),
            ]
            return .note(Note(.labelled, parts))
          })
      }
      func list(_ channels: Set<String>) -> Note.Argument { .list(channels.sorted().map { .text($0) }) }
      let (spend, others) = (
        measures.indices.filter { measures[$0] == .spend },
        measures.indices.filter { measures[$0] != .spend }
      )
      return Note(
        .auditChannelsApart,
        [
          "campaign": .text(row.label), "spend": amounts(spend), "channels": list(row.channels.spend),
          "amounts": amounts(others), "others": list(row.channels.traffic),
        ])
    }
    let rest = apart.count - told.count
    return told + (rest > 0 ? [Note(.auditMore, ["n": .count(rest)])] : [])
  }

  /// The classes whose campaigns are worth naming.
  var namedParts: [Part] { parts.filter { $0.kind != .matched && !$0.rows.isEmpty } }
}

extension Word {
  init(_ kind: CampaignAudit.Class) {
    switch kind {
    case .matched: self = .auditMatched
    case .matchedByAlias: self = .auditMatchedByAlias
    case .spendWithoutTraffic: self = .auditSpendWithoutTraffic
    case .trafficWithoutSpend: self = .auditTrafficWithoutSpend
    }
  }
}

extension CampaignAudit.Row {
  /// `Brand DE = brand-de`.
  var label: String { names.map(\.shown).joined(separator: " = ") }
}
