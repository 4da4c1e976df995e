import EventSchema

/// What identifies a statement: where two files of an input state the same key, they state the same thing, and the
/// later one counts.
package enum NaturalKey: Sendable, Hashable {
  /// By kind: a deal by its id, an order or refund by id and day (some shops number anew every year), a stage by
  /// lead and stage, a contract by account, start and what it is for, all else by its days and by every dimension that names an entity; a cost also by what it is for.
  case byKind
  /// Nothing identifies a row: what files state adds up.
  case none
  /// Of each part the first field that a row states, and every column of a pipeline file's own.
  case fields([[Field]])
  /// These parts alone.
  case only([[Field]])

  /// Dimensions that name what a figure is about; the others describe it and may change from export to export.
  static let entities: [Dimension] = [
    .channel, .source, .medium, .adGroup, .ad, .term, .content, .landingPage, .product, .region, .device,
    .network,
    .tool,
    .account, .action, .coupon, .goal, .title, .contentType, .surveyKind, .experiment, .variant, .segment,
    .wave, .competitor,
    .touchType, .milestone,
  ]
}

/// What several rows of a file are that share a natural key.
package enum RowsOfKey: Sendable, Hashable {
  /// Statements that add up: a log has several events of one second.
  case many
  /// Parts of one thing, such as an order's lines: only a row that stands there twice to the byte counts once.
  case parts
  /// Statements of one thing, one for each day it may begin on: of a campaign's plan the row further down counts.
  case one
  /// Statements of what happens once, such as a lead's reaching a stage: of a file's rows that of the first day counts.
  case happening

  /// Whether the day stands beside the key, because a later export may state another one.
  package var haveMovableDay: Bool { self != .many }
}

extension Profile {
  /// The parts of the key, each a list of fields of which the first stated one counts; empty where nothing
  /// identifies a row.
  package var naturalKeyParts: [[Field]] {
    switch naturalKey {
    case .none: return []
    case .only(let parts): return parts
    case .fields(let parts): return parts.contains([.key]) ? parts : parts + ownDimensions
    case .byKind: break
    }
    let known = Set(columns.map(\.field))
    func stated(_ parts: [[Field]]) -> [[Field]] {
      parts.map { $0.filter(known.contains) }.filter { !$0.isEmpty }
    }
    switch gives {
    case .account: return stated([[.dimension(.account)]])
    case .deal: return [[.key]]
    case .order, .refund:
      if known.contains(.key) { return stated([[.key], [.at, .day]]) }
    case .stage: return stated([[.key], [.dimension(.stage)]])
    case .contract:
      return stated([
        [.dimension(.account)], [.created], [.dimension(.revenueStream)], [.dimension(.product)], [.currency],
      ])
    case .ad, .cost, .visit, .email, .plan, .content, .survey, .variant, .market, .touch, .level:
      break
    }
    let campaign: [Field] = [.dimension(.campaignID), .dimension(.campaign)]
    let entities = NaturalKey.entities.map { [Field.dimension($0)] }
    if gives == .plan { return stated([[.at, .day], campaign] + entities + ownDimensions) }
    return stated(
      [[.at, .day], [.lastDay], campaign] + entities + [
        [.person], [.emailAddress], [.event], [.metric], [.aided],
      ] + (gives == .cost ? [[.dimension(.costType)]] : []) + ownDimensions)
  }

  /// Whether an id that stands on another day is another thing, as orders of shops that number anew.
  package var hasIDsOfDays: Bool { gives == .order && naturalKey == .byKind }

  /// Columns of a pipeline file's own: rows that differ in one are about different things.
  private var ownDimensions: [[Field]] {
    columns.map(\.field).filter { field in
      if case .dimension(let dimension) = field { !dimension.isBuiltIn } else { false }
    }.map { [$0] }
  }

  /// What rows of one key in a file are.
  package var rowsOfKey: RowsOfKey {
    if gives == .plan { return .one }
    return identifiesEntities ? gives == .stage ? .happening : .parts : .many
  }

  /// What becomes of several rows of one thing in a file, unless the pipeline file says it; nil where rows are no
  /// things of the business, or where a thing may have as many as it likes.
  package var severalRows: InputDeclaration.SeveralRows? {
    switch gives {
    case .order, .deal: identifiesEntities ? .refuse : nil
    // No money is multiplied, and who has reached a stage does not reach it anew.
    case .stage: identifiesEntities ? .countOnce : nil
    case .contract: naturalKey == .byKind ? .refuse : nil
    case .ad, .cost, .visit, .email, .refund, .plan, .content, .survey, .variant, .market, .account, .touch,
      .level:
      nil
    }
  }

  /// Whether the key names one thing of the business, such as an order, whatever its day.
  package var identifiesEntities: Bool { naturalKeyParts.contains([.key]) }
}
