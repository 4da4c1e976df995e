package import EventSchema

/// The event schema's field names, per kind: the one list that profiles, pipeline files and
/// `sluice profiles` share. Required fields first.
extension Field {
  /// Name → field for a kind, in canonical order.
  static func table(of kind: EventKind) -> [(name: String, field: Field)] {
    let own: [(String, Field)] =
      switch kind {
      case .ad:
        [
          ("day", .day), ("last_day", .lastDay), ("at", .at), ("spend", .measure(.spend)),
          ("impressions", .measure(.impressions)),
          ("clicks", .measure(.clicks)), ("conversions_claimed", .measure(.conversionsClaimed)),
          ("conversion_value_claimed", .measure(.conversionValueClaimed)),
        ]
      case .cost: [("day", .day), ("last_day", .lastDay), ("cost", .measure(.cost)), ("tax", .tax)]
      case .email:
        [
          ("at", .at), ("day", .day), ("event", .event), ("sent", .measure(.sent)),
          ("delivered", .measure(.delivered)), ("opens", .measure(.opens)),
          ("unique_opens", .measure(.uniqueOpens)), ("machine_opens", .measure(.machineOpens)),
          ("email_clicks", .measure(.emailClicks)),
          ("unique_clicks", .measure(.uniqueClicks)), ("email_bounces", .measure(.emailBounces)),
          ("unsubscribes", .measure(.unsubscribes)), ("complaints", .measure(.complaints)),
        ]
      case .order:
        [
          ("order", .key), ("at", .at), ("day", .day), ("revenue", .measure(.revenue)),
          ("refund", .measure(.refunds)),
          ("tax", .tax), ("shipping", .shipping), ("discount", .discount),
        ]
      case .refund: [("order", .key), ("at", .at), ("day", .day), ("amount", .measure(.refunds))]
      case .deal:
        [("deal", .key), ("created", .created), ("closed", .closed), ("amount", .amount)]
      case .stage: [("lead", .key), ("at", .at), ("day", .day)]
      }
    let common: [(String, Field)] =
      [("currency", .currency), ("person", .person)]
      + Dimension.allCases.filter { $0 != .input }.map { ($0.rawValue, .dimension($0)) }
    return own + common
  }

  /// The field a name stands for in events of a kind; nil when there is none.
  package static func named(_ name: String, kind: EventKind) -> Field? {
    table(of: kind).first { $0.name == name }?.field
  }

  /// What a statement of this kind can't do without: of every group at least one.
  ///
  ///     Field.required(of: .order)   // [["order"], ["at", "day"], ["revenue"]]
  package static func required(of kind: EventKind) -> [[String]] {
    switch kind {
    case .ad: [["day", "at"], ["campaign"], ["spend"]]
    case .cost: [["day"], ["cost"]]
    case .email: [["at", "day"], ["campaign"]]
    case .order: [["order"], ["at", "day"], ["revenue"]]
    case .refund: [["order"], ["at", "day"], ["amount"]]
    case .deal: [["deal"], ["created"], ["status"]]
    case .stage: [["lead"], ["at", "day"], ["stage"]]
    }
  }

  package static func names(of kind: EventKind) -> [String] { table(of: kind).map(\.name) }

  /// The name of this field in events of a kind.
  package func name(kind: EventKind) -> String {
    Field.table(of: kind).first { $0.field == self }?.name ?? "?"
  }

  /// The type of a field whose declaration names none.
  package var defaultType: ValueType {
    switch self {
    case .day, .lastDay, .created, .closed, .at: DatePattern("yyyy-MM-dd").map { .date($0) } ?? .text
    case .tax, .shipping, .discount, .amount: .money
    case .measure(let measure):
      switch measure.unit {
      case .count: .count
      case .fractionalCount: .fractionalCount
      case .money: .money
      }
    case .key, .person, .event, .currency, .dimension: .text
    }
  }
}
