import Declarations
import EventSchema

/// Where the fields of an input stand among its wanted columns.
struct Roles: Sendable {
  var day: Int?
  var lastDay: Int?
  var at: Int?
  var created: Int?
  var closed: Int?
  var key: Int?
  var refundDay: Int?
  var deal: Int?
  var person: Int?
  var email: Int?
  var currency: Int?
  var amount: Int?
  var probability: Int?
  var firstContact: Int?
  var disqualifiedReason: Int?
  var status: Int?
  var stage: Int?
  var event: Int?
  var score: Int?
  var scale: Int?
  var line: Int?
  var metric: Int?
  var value: Int?
  var base: Int?
  var aided: Int?
  var target: Int?
  /// Columns behind those of the file, one per measure of market figures; empty for all other kinds.
  var split = 0..<0
  var dimensions: [Dimension: Int] = [:]
  var measures: [(measure: Measure, position: Int)] = []
  /// Columns whose money the ledger accounts for.
  var money: [(measure: Measure, position: Int)] = []
  /// Counts that a totals row of the export sums up, too. People are counted once, so their numbers don't add up;
  /// rates, averages and rounded shares of conversions don't, either.
  var summed: [(measure: Measure, position: Int)] = []
  /// All columns of quantities.
  var stated: [(measure: Measure, position: Int)] {
    guard let amount else { return measures }
    return measures + [(.dealAmount, amount)]
  }
  /// The column of taxes, where these are subtracted.
  var taxOff: Int?
  /// (column, columns subtracted from it)
  var minus: [(position: Int, subtracted: [Int])] = []
  /// (column, those whose sum stands in for it)
  var sums: [(position: Int, parts: [Int])] = []
  /// (column, texts that are kept, folded)
  var keep: [Keep] = []
  /// Ratios to hold against their parts.
  var ratios: [Ratio] = []
  /// Ratios that are figures as they are stated.
  var shownRatios: [(measure: Measure, position: Int)] = []
  private var textPositions: Set<Int> = []
  private var directPositions: Set<Int> = []

  init(_ mapping: InputMapping) {
    let kind = mapping.profile.gives
    var byName: [String: Int] = [:]
    for (position, index) in mapping.wanted.enumerated() {
      let column = mapping.profile.columns[index]
      if mapping.lookedAtOnly.contains(position) { continue }
      if column.isPart {
        // Its parts stand right behind a column.
        if let whole = byName[column.field.name(kind: kind)] { addPart(position, of: whole) }
        continue
      }
      byName[column.field.name(kind: kind)] = position
      if [.key, .ofDeal, .line, .person, .emailAddress, .disqualifiedReason].contains(column.field) {
        directPositions.insert(position)
      } else if column.type == .text {
        textPositions.insert(position)
      }
      switch column.field {
      case .day: day = position
      case .lastDay: lastDay = position
      case .at: at = position
      case .created: created = position
      case .closed: closed = position
      case .key: key = position
      case .person: person = position
      case .refundDay: refundDay = position
      case .ofDeal: deal = position
      case .emailAddress: email = position
      case .event: event = position
      case .currency: currency = position
      case .amount:
        amount = position
        money.append((.dealAmount, position))
      case .probability: probability = position
      case .firstContact: firstContact = position
      case .disqualifiedReason: disqualifiedReason = position
      case .score: score = position
      case .scale: scale = position
      case .line: line = position
      case .metric: metric = position
      case .value: value = position
      case .base: base = position
      case .aided: aided = position
      case .target: target = position
      case .ratio(let ratio):
        if mapping.isAsked(ratio), let measure = ratio.statedMeasure {
          shownRatios.append((measure, position))
        }
      case .tax, .shipping, .discount, .withdrawn: break
      case .dimension(let dimension):
        dimensions[dimension] = position
        if dimension == .status { status = position }
        if dimension == .stage { stage = position }
      case .measure(let measure):
        measures.append((measure, position))
        if measure.unit == .money { money.append((measure, position)) }
        if measure.unit == .count, !measure.countsPeople, !measure.isOpaque, mapping.profile.totals != nil {
          summed.append((measure, position))
        }
      }
    }
    for (position, index) in mapping.wanted.enumerated() {
      let subtracted = mapping.profile.columns[index].minus.compactMap { byName[$0] }
      if !subtracted.isEmpty { minus.append((position, subtracted)) }
      if mapping.profile.columns[index].minus.contains("tax") { taxOff = byName["tax"] }
    }
    addRatios(mapping)
    if kind == .market { addMarketMeasures(behind: mapping.wanted.count) }
    for (field, texts) in mapping.profile.keep {
      guard let position = byName[field] else { continue }
      keep.append(Keep(position: position, texts: Set(texts.map { CaseFolding.fold(Array($0.utf8)) })))
    }
    if let position = byName[Field.withdrawn.name(kind: kind)] {
      let column = mapping.profile.columns[mapping.wanted[position]]
      keep.append(
        Keep(position: position, texts: Self.notWithdrawn, name: Array(column.title(kind: kind).utf8)))
    }
  }

  /// What says of a record that it was not cancelled or deleted; an empty cell says it, too.
  private static let notWithdrawn = Set(["", "false", "0", "no"].map { Array($0.utf8) })

  /// A column whose texts say which records are kept.
  struct Keep: Sendable {
    var position: Int
    /// Folded; an empty one stands for no text.
    var texts: Set<[UInt8]>
    /// What all other texts are called: each cancelled order has a time of its own. Nil: by themselves.
    var name: [UInt8]?
  }

  /// A column of a stated ratio, and those of its parts.
  struct Ratio: Sendable {
    var ratio: StatedRatio
    var parts: StatedRatio.Parts
    var position: Int
    var numerator: Int
    var denominator: Int
  }

  private mutating func addRatios(_ mapping: InputMapping) {
    for (position, index) in mapping.wanted.enumerated() {
      guard case .ratio(let ratio) = mapping.profile.columns[index].field,
        let parts = ratio.parts(in: mapping.profile.gives),
        let numerator = measures.first(where: { $0.measure == parts.numerator }),
        let denominator = measures.first(where: { $0.measure == parts.denominator })
      else { continue }
      ratios.append(
        Ratio(
          ratio: ratio, parts: parts, position: position, numerator: numerator.position,
          denominator: denominator.position))
    }
  }

  private mutating func addPart(_ position: Int, of whole: Int) {
    if sums.last?.position != whole { sums.append((whole, [])) }
    sums[sums.count - 1].parts.append(position)
  }

  /// Whether the column holds an id or a personal key, which is not looked up in a dictionary.
  func isDirect(_ position: Int) -> Bool { directPositions.contains(position) }
  func isText(_ position: Int) -> Bool { textPositions.contains(position) }
}

/// A–Z folded to a–z; all other bytes stay.
func folded(_ bytes: [UInt8]) -> [UInt8] {
  bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 32 : $0 }
}

extension ProfileColumn {
  /// The text of a dimension that judges no record: our word where the profile lists the source's, else as it is.
  func word(for text: [UInt8]) -> [UInt8] {
    guard !values.isEmpty else { return text }
    let own = CaseFolding.fold(trimmed(text))
    for (ours, theirs) in values where theirs.contains(where: { CaseFolding.fold(Array($0.utf8)) == own }) {
      return Array(ours.utf8)
    }
    if values.contains(where: { Array($0.ours.utf8) == own }) { return own }
    return otherwise.map { Array($0.utf8) } ?? text
  }

  /// Our word for the source's text; nil when the profile knows none.
  func meaning(of text: [UInt8]) -> String? {
    namedMeaning(of: text) ?? otherwise
  }

  /// How a text of `values` is compared.
  package static func key(ofValue text: String) -> [UInt8] { CaseFolding.fold(trimmed(Array(text.utf8))) }

  /// Whether the profile itself says what a text means.
  func names(_ text: [UInt8]) -> Bool { namedMeaning(of: text) != nil }

  private func namedMeaning(of text: [UInt8]) -> String? {
    let folded = CaseFolding.fold(trimmed(text))
    for (ours, theirs) in values where theirs.contains(where: { Self.key(ofValue: $0) == folded }) {
      return ours
    }
    if values.isEmpty || values.contains(where: { Array($0.ours.utf8) == folded }) {
      return String(decoding: folded, as: UTF8.self)
    }
    return nil
  }
}
