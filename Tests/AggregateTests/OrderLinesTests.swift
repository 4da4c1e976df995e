import Aggregate
import Columns
import Declarations
import EventSchema
import Testing

@Suite("What refunds have of orders of several lines") struct OrderLinesTests {
  private static let dimensions: [Dimension] = [.account, .campaign, .channel, .product, .source]
  private static let day = Day(year: 2026, month: 1, day: 20)?.number ?? 0
  private static let shape = GroupedSumsShape(
    dimensions: dimensions, periods: RollupTests.periods, measures: [.refunds],
    reportCurrency: Currency("EUR"))

  /// A row: account, campaign, channel, product, source; and whether it says where it came from.
  struct Line: Sendable {
    var texts: String
    var states = true
    var fate = Fate.counts
  }
  enum Fate: Sendable { case counts, filtered, rejected }
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var lines: [Line]
    /// The texts of a refund of 1 that says "own" of its channel and nothing else; those that are undecided.
    var expected: String
    var undecided: [Dimension] = []
  }
  private static let cases = [
    Case(
      testDescription: "one line", lines: [Line(texts: "Acme,Brand,Paid,Lamp,google")],
      expected: "Acme,Brand,Paid,Lamp,google"),
    Case(
      testDescription: "a line that says nothing adds nothing",
      lines: [
        Line(texts: "Acme,Brand,Paid,Lamp,google"), Line(texts: ",,Direct,Lamp,", states: false),
      ], expected: "Acme,Brand,Paid,Lamp,google"),
    Case(
      testDescription: "no line says where it came from",
      lines: [
        Line(texts: "Acme,,Direct,Lamp,", states: false), Line(texts: ",,Direct,Lamp,", states: false),
      ], expected: "Acme,,Direct,Lamp,"),
    Case(
      testDescription: "lines that contradict each other",
      lines: [Line(texts: "Acme,Brand,Paid,Lamp,google"), Line(texts: "Zed,News,Email,Bulb,letter")],
      expected: ",,own,,", undecided: [.account, .campaign, .channel, .product, .source]),
    Case(
      testDescription: "what all lines say holds, and what one of them says besides",
      lines: [Line(texts: ",Brand,Paid,Lamp,google"), Line(texts: ",,Paid,Lamp,google")],
      expected: ",Brand,Paid,Lamp,google"),
    Case(
      testDescription: "where it came from is never put together of two lines",
      lines: [Line(texts: ",Brand,Paid,Lamp,"), Line(texts: ",,Paid,Lamp,google")],
      expected: ",,Paid,Lamp,", undecided: [.campaign, .source]),
    Case(
      testDescription: "a line without a product is of another one",
      lines: [Line(texts: "Acme,,Paid,Lamp,"), Line(texts: "Acme,,Paid,,")],
      expected: "Acme,,Paid,,", undecided: [.product]),
    Case(
      testDescription: "filtered lines are asked beside those that count",
      lines: [
        Line(texts: "Zed,News,Email,Bulb,letter", fate: .filtered),
        Line(texts: "Yps,Kites,Mail,Bulb,post", fate: .filtered), Line(texts: "Acme,Brand,Paid,Lamp,google"),
      ], expected: ",,own,,", undecided: [.account, .campaign, .channel, .product, .source]),
    Case(
      testDescription: "a cancelled line is of another product: of which of both, nobody knows",
      lines: [Line(texts: "Acme,,Paid,Bulb,", fate: .filtered), Line(texts: "Acme,,Paid,Lamp,")],
      expected: "Acme,,Paid,,", undecided: [.product]),
    Case(
      testDescription: "a filtered line that says the same changes nothing",
      lines: [Line(texts: "Acme,,Paid,Lamp,", fate: .filtered), Line(texts: "Acme,,Paid,Lamp,")],
      expected: "Acme,,Paid,Lamp,"),
    Case(
      testDescription: "a rejected line is of an order, too",
      lines: [Line(texts: "Acme,,Paid,Bulb,", fate: .rejected), Line(texts: "Acme,,Paid,Lamp,")],
      expected: "Acme,,Paid,,", undecided: [.product]),
    Case(
      testDescription: "of a filtered order its lines say it",
      lines: [
        Line(texts: "Zed,,Email,Bulb,", fate: .filtered), Line(texts: "Zed,,Email,Lamp,", fate: .filtered),
      ], expected: "Zed,,Email,,", undecided: [.product]),
  ]

  private static func batch(_ kind: EventKind, _ texts: String, _ dictionaries: inout Dictionaries)
    -> EventBatch
  {
    var batch = EventBatch(kind: kind)
    batch.count = 1
    batch.dimensions = dimensions
    batch.codes = zip(dimensions, texts.split(separator: ",", omittingEmptySubsequences: false)).map {
      [$1.isEmpty ? -1 : dictionaries.code(of: Array($1.utf8), in: $0)]
    }
    batch.measures = [.refunds]
    batch.values = [[1_000_000]]
    batch.days = [day]
    batch.links = [PersonToken(low: 5, high: 7)]
    return batch
  }

  private static func empty() -> LinkedEvents { LinkedEvents(dimensions: dimensions, inherited: dimensions) }

  /// Every row a part of its own, as if workers had read them apart.
  private static func parts(_ lines: [Line]) -> [LinkedEvents] {
    var dictionaries = Dictionaries(Dimension.allCases)
    var refund = batch(.refund, ",,own,,", &dictionaries)
    refund.waitsFor = .order
    refund.statesOrigin = [false]
    var last = empty()
    last.add(refund, dictionaries: dictionaries)
    return lines.map { line in
      var order = batch(.order, line.texts, &dictionaries)
      order.statesOrigin = [line.states]
      var part = empty()
      switch line.fate {
      case .counts: part.add(order, dictionaries: dictionaries)
      case .filtered: part.add(filtered: order, dictionaries: dictionaries)
      case .rejected: part.add(rejected: order, dictionaries: dictionaries)
      }
      return part
    } + [last]
  }

  @Test("a refund has what its order's lines agree on, whatever the order of parts", arguments: cases)
  func agreement(_ tried: Case) throws {
    let parts = Self.parts(tried.lines)
    func joined(_ parts: [LinkedEvents]) -> LinkedEvents { parts.reduce(into: Self.empty()) { $0.merge($1) } }
    // As (a + b) + c, c + (b + a) and a + (b + c).
    let nested = joined([parts[0], joined(Array(parts.dropFirst()))])
    let bytes = joined(parts).encode()
    #expect(nested.encode() == bytes)
    #expect(joined(parts.reversed()).encode() == bytes)
    let again = try LinkedEvents(decoding: bytes, dimensions: Self.dimensions, inherited: Self.dimensions)
    #expect(again.encode() == bytes)
    for events in [joined(parts), nested, joined(parts.reversed()), again] {
      let (sums, outcome) = events.finish(shape: Self.shape, refunds: RefundsDeclaration())
      let found = sums.rows.map { key, _ in
        key.texts.dropLast().map { String(decoding: $0, as: UTF8.self) }.joined(separator: ",")
      }
      #expect(found == [tried.expected])
      #expect(outcome.undecided.keys.sorted() == tried.undecided)
      #expect(outcome.inheriting == (tried.expected == ",,own,," ? 0 : 1))
      #expect(events.refundChannels.map(\.key.isOfOrder) == [!tried.undecided.contains(.channel)])
    }
  }

  @Test("a refund of an order whose row was rejected is not of an unknown one, unless another row is there")
  func rejected() throws {
    let parts = Self.parts([Line(texts: "Acme,,Paid,Lamp,", fate: .rejected)])
    var events = parts.reduce(into: Self.empty()) { $0.merge($1) }
    let bytes = events.encode()
    events = try LinkedEvents(decoding: bytes, dimensions: Self.dimensions, inherited: Self.dimensions)
    #expect(events.encode() == bytes)
    let outcome = events.finish(shape: Self.shape, refunds: RefundsDeclaration()).1
    #expect([outcome.rejectedOrders, outcome.unknownOrders] == [1, 0])
    let order = Self.parts([Line(texts: "Acme,,Paid,Lamp,")])[0]
    events.merge(order)
    let known = events.finish(shape: Self.shape, refunds: RefundsDeclaration()).1
    #expect([known.rejectedOrders, known.unknownOrders, known.inheriting] == [0, 0, 1])
  }
}
