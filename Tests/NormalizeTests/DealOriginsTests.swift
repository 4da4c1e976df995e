import Columns
import Testing

@testable import Normalize

@Suite("Where deals came from") struct DealOriginsTests {
  private static func token(_ id: String) -> PersonToken {
    PersonNormaliser.token(Array(id.utf8).span, 0, id.utf8.count, .published)
  }

  private func origins(_ deals: [(id: String, channel: String)]) -> DealOrigins {
    var origins = DealOrigins()
    for deal in deals { origins.add(Self.token(deal.id), [Array(deal.channel.utf8)]) }
    return origins
  }

  /// The channel of a deal, `several` where nobody knows which deal is meant, nil for an unknown one.
  private func channel(_ id: String, _ origins: DealOrigins) -> String? {
    origins.place(of: Self.token(id)).map { place in
      place == DealOrigins.several
        ? "several" : String(decoding: origins.origins[Int(place)][0], as: UTF8.self)
    }
  }

  @Test("parts of a file add up in any order, also where they contradict each other")
  func parts() {
    let parts = [
      origins([("1", "Web"), ("2", "Events")]), origins([("2", "Calls"), ("3", "Web")]),
      origins([("2", "Web")]),
    ]
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1]] {
      var all = DealOrigins()
      for place in order { all.merge(parts[place]) }
      #expect(["1", "2", "3", "4"].map { channel($0, all) } == ["Web", "Calls", "Web", nil], "\(order)")
    }
  }

  @Test("the last export of an input says where a deal came from; what it leaves out stays")
  func exports() {
    var all = origins([("1", "Web"), ("2", "Events")])
    all.restate(by: origins([("2", "Partners"), ("3", "Calls")]))
    #expect(["1", "2", "3"].map { channel($0, all) } == ["Web", "Partners", "Calls"])
  }

  @Test("an id that deals of several inputs have is nobody's, whatever they state")
  func inputs() {
    var all = origins([("1", "Web"), ("2", "Events")])
    all.join(origins([("2", "Events"), ("3", "Calls")]))
    all.join(origins([("3", "Web"), ("4", "Web")]))
    #expect(
      ["1", "2", "3", "4", "5"].map { channel($0, all) } == ["Web", "several", "several", "Web", nil])
  }
}
