import EventSchema
import Normalize
import Testing

@Suite("What is learnt of campaigns") struct CampaignRollupTests {
  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func history(_ lines: [(id: String, name: String, day: Int32)]) -> NameHistory {
    var history = NameHistory()
    for line in lines { history.add(id: bytes(line.id), name: bytes(line.name), day: line.day) }
    return history
  }

  @Test(
    "the name of the newest day wins, of one day that of the later file, within a file the last by its bytes")
  func newest() {
    let files = [
      Self.history([
        ("1", "new", 9), ("1", "old", 3), ("2", "a", 5), ("3", "b", 4), ("3", "a", 4), ("4", "x", 1),
      ]),
      Self.history([("1", "older", 2), ("2", "b", 5), ("4", "x", 7)]),
    ]
    let renamed = NameHistory.renamed(files)
    #expect(
      renamed.mapValues { String(decoding: $0.name, as: UTF8.self) } == [
        Self.bytes("1"): "new", Self.bytes("2"): "b", Self.bytes("3"): "b",
      ])
    #expect(renamed[Self.bytes("1")]?.before.map { String(decoding: $0, as: UTF8.self) } == ["old", "older"])
  }

  @Test("histories merge in any order into the same")
  func merging() {
    let parts = [
      Self.history([("1", "a", 1), ("2", "b", 5)]), Self.history([("1", "a", 4), ("1", "c", 2)]),
      Self.history([("2", "b", 3)]),
    ]
    let whole = Self.history([("1", "a", 4), ("1", "c", 2), ("2", "b", 5)])
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
      var merged = NameHistory()
      for part in order { merged.merge(parts[part]) }
      #expect(merged == whole)
    }
  }

  @Test("names outside a pattern add up by name, events and money alike")
  func outside() {
    func part(_ name: String, _ events: Int, _ units: Int128) -> OutsideNames {
      var part = OutsideNames()
      part.checked = events + 1
      var amounts = OutsideNames.Amounts()
      amounts.events = events
      amounts.money[.init(measure: .spend, currency: 0)] = units
      part.names[Self.bytes(name)] = amounts
      return part
    }
    let parts = [part("a", 2, 30), part("a", 1, 5), part("b", 4, 7)]
    for order in [[0, 1, 2], [2, 0, 1]] {
      var merged = OutsideNames()
      for index in order { merged.merge(parts[index]) }
      #expect(merged.checked == 10)
      #expect(merged.names[Self.bytes("a")]?.events == 3)
      #expect(merged.names[Self.bytes("a")]?.money.values.map { $0 } == [35])
      #expect(merged.names[Self.bytes("b")]?.events == 4)
    }
  }
}
