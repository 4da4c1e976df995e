import Columns
import Declarations
import EventSchema

/// Where deals came from, by the tokens of their ids: what orders that name a deal may have from it.
package struct DealOrigins: Sendable {
  /// Which of two statements about one deal counts.
  private enum Precedence {
    /// That of the smaller texts, whatever the order: they stand in one file.
    case smaller
    /// The one that comes later.
    case later
    /// None: they are of different inputs, and nobody knows which is meant.
    case none
  }

  private var deals = PersonTable()
  /// Per deal the place of its texts in `origins`, or `several`.
  private var places: ContiguousArray<Int32> = []
  /// The texts of the dimensions asked for, in their order.
  private(set) var origins: [[[UInt8]]] = []
  private var numbers: [[[UInt8]]: Int32] = [:]
  /// Deals of several inputs have the id.
  static let several: Int32 = -1

  package init() {}

  /// The place of a deal's texts in `origins`, or `several`; nil for a deal that no input has.
  func place(of deal: PersonToken) -> Int32? { deals.index(ofKnown: deal).map { places[$0] } }

  /// A rollup: parts of a file add up.
  package mutating func merge(_ other: DealOrigins) { take(other, .smaller) }

  /// Takes what a later export of the same input states.
  package mutating func restate(by later: DealOrigins) { take(later, .later) }

  /// Takes the deals of another input.
  package mutating func join(_ other: DealOrigins) { take(other, .none) }

  /// Takes one more statement of the same file.
  mutating func add(_ deal: PersonToken, _ texts: [[UInt8]]) { add(deal, number(of: texts), .smaller) }

  private mutating func take(_ other: DealOrigins, _ precedence: Precedence) {
    let here = other.origins.map { number(of: $0) }
    for (deal, place) in zip(other.deals.tokens, other.places) {
      add(deal, place == Self.several ? place : here[Int(place)], precedence)
    }
  }

  private mutating func add(_ deal: PersonToken, _ place: Int32, _ precedence: Precedence) {
    let (index, isNew) = deals.index(of: deal)
    guard !isNew else { return places.append(place) }
    switch precedence {
    case .smaller: if precedes(place, places[index]) { places[index] = place }
    case .later: places[index] = place
    case .none: places[index] = Self.several
    }
  }

  private func precedes(_ a: Int32, _ b: Int32) -> Bool {
    guard a != b, a != Self.several, b != Self.several else { return a == Self.several }
    return origins[Int(a)].lexicographicallyPrecedes(origins[Int(b)]) { $0.lexicographicallyPrecedes($1) }
  }

  private mutating func number(of texts: [[UInt8]]) -> Int32 {
    if let known = numbers[texts] { return known }
    let number = Int32(origins.count)
    origins.append(texts)
    numbers[texts] = number
    return number
  }
}

/// Rows of orders that state no origin of their own and name a deal.
package struct OrdersOfDeals: Sendable, Equatable {
  /// They have the channel and campaign of their deal.
  package var inheriting = 0
  /// Of deals that no input has, and that several have.
  package var unknown = 0
  package var ambiguous = 0

  package init() {}

  package mutating func merge(_ other: OrdersOfDeals) {
    inheriting += other.inheriting
    unknown += other.unknown
    ambiguous += other.ambiguous
  }
}

/// A worker's own deals, by its codes.
struct DealTally: Sendable {
  /// `pairs[i]` combines what was combined before with the code of dimension i.
  private var pairs: [PairTable]
  private var rows: ContiguousArray<(deal: PersonToken, group: Int32)> = []

  init(dimensions: Int) { pairs = Array(repeating: PairTable(), count: dimensions) }

  mutating func add(_ deal: PersonToken, _ codes: [ContiguousArray<Int32>], row: Int) {
    var group: Int32 = 0
    for index in pairs.indices { group = pairs[index].id(group, codes[index][row]) }
    rows.append((deal, group))
  }

  mutating func take(_ dimensions: [Dimension], _ dictionaries: Dictionaries) -> DealOrigins {
    var origins = DealOrigins()
    let groups = (0..<Int32(pairs.last?.count ?? 0)).map { texts(of: $0, dimensions, dictionaries) }
    for (deal, group) in rows { origins.add(deal, groups[Int(group)]) }
    self = DealTally(dimensions: pairs.count)
    return origins
  }

  private func texts(of group: Int32, _ dimensions: [Dimension], _ dictionaries: Dictionaries) -> [[UInt8]] {
    var texts: [[UInt8]] = []
    var rest = group
    for (dimension, pairs) in zip(dimensions, pairs).reversed() {
      let (before, code) = pairs[rest]
      texts.append(dictionaries.text(dimension, code))
      rest = before
    }
    return texts.reversed()
  }
}

/// Orders that have the channel and campaign of the deal that they name.
///
/// Deals are read once before for where they came from (`Survey.deals`); then orders are mapped as if they stated it
/// themselves, so that customers, people counted once and refunds of the orders follow.
extension EventMapper {
  /// Places of the dimensions that orders have from deals among those that events carry.
  private var places: [Int] { mapping.needs.ofDeals.compactMap { mapping.dimensions.firstIndex(of: $0) } }

  /// Notes where deals came from, where that is asked for.
  mutating func tallyOrigins(_ deals: EventBatch, _ batch: borrowing RecordBatch) {
    guard mapping.survey == .deals, let key = inFile(roles.key) else { return }
    let tokens = tokens(ofIDs: key, batch)
    let codes = places.map { deals.codes[$0] }
    for row in 0..<deals.count where verdicts[row] == 0 && !tokens[row].isNobody {
      origins.add(tokens[row], codes, row: row)
    }
  }

  /// Moves out where deals came from; nil where that is not asked for.
  package mutating func takeOrigins() -> DealOrigins? {
    guard mapping.survey == .deals else { return nil }
    return origins.take(mapping.needs.ofDeals, dictionaries)
  }

  /// Gives rows of orders that state no origin that of the deal they name.
  mutating func inherit(_ codes: inout [ContiguousArray<Int32>], _ batch: borrowing RecordBatch) {
    rowsOfDeals.removeAll(keepingCapacity: true)
    guard let deals = mapping.dealOrigins, let deal = inFile(roles.deal) else { return }
    let tokens = tokens(ofIDs: deal, batch)
    let states = statesOrigin(batch.count)
    let places = self.places
    let channel = mapping.dimensions.firstIndex(of: .channel)
    var channels = ContiguousArray<Int32>(repeating: -1, count: batch.count)
    for row in 0..<batch.count where verdicts[row] == 0 && !states[row] && !tokens[row].isNobody {
      guard let origin = deals.place(of: tokens[row]) else {
        result.ordersOfDeals.unknown += 1
        continue
      }
      guard origin != DealOrigins.several else {
        result.ordersOfDeals.ambiguous += 1
        continue
      }
      result.ordersOfDeals.inheriting += 1
      rowsOfDeals.append(row)
      let first = first(ofDeal: Int(origin), deals)
      for (offset, place) in places.enumerated() { codes[place][row] = dealCodes[first + offset] }
      if let channel { channels[row] = codes[channel][row] }
    }
    derived.note(ofDeals: channels)
  }

  /// Where the codes of an origin's texts begin in `dealCodes`; they are looked up once.
  private mutating func first(ofDeal origin: Int, _ deals: DealOrigins) -> Int {
    let dimensions = mapping.needs.ofDeals
    let first = origin * dimensions.count
    if dealCodes.isEmpty {
      dealCodes = ContiguousArray(repeating: Self.notLookedUp, count: deals.origins.count * dimensions.count)
    }
    guard dealCodes[first] == Self.notLookedUp else { return first }
    for (offset, (dimension, text)) in zip(dimensions, deals.origins[origin]).enumerated() {
      dealCodes[first + offset] = text.isEmpty ? -1 : dictionaries.code(of: text, in: dimension)
    }
    return first
  }
  private static let notLookedUp: Int32 = -2

  /// Tokens of the ids in a column that the file has.
  private func tokens(ofIDs position: Int, _ batch: borrowing RecordBatch) -> ContiguousArray<PersonToken> {
    let (column, block) = (cells[position], batch.bytes)
    let rows = ContiguousArray(0..<UInt32(batch.count))
    return PersonNormaliser.tokens(of: rows.span, column.span, block.span, mapping.personKey)
  }
}
