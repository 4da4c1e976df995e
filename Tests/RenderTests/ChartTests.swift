import EventSchema
import Testing

@testable import Render

@Suite("charts")
struct ChartTests {
  struct Axis: Sendable, CustomTestStringConvertible {
    var values: [String], ticks: [String], decimals: Int
    var testDescription: String { values.joined(separator: " ") }
  }

  @Test(
    "an axis goes in round steps from zero over all values",
    arguments: [
      Axis(values: ["5", "7"], ticks: ["0", "2", "4", "6", "8"], decimals: 0),
      Axis(values: ["98000", "133000"], ticks: ["0", "50000", "100000", "150000"], decimals: 0),
      Axis(values: ["0.31", "0.12"], ticks: ["0", "0.1", "0.2", "0.3", "0.4"], decimals: 1),
      Axis(values: ["-20", "28"], ticks: ["-20", "0", "20", "40"], decimals: 0),
      Axis(values: ["4"], ticks: ["0", "1", "2", "3", "4"], decimals: 0),
    ])
  func axes(_ a: Axis) throws {
    let scale = try #require(Scale(try a.values.map(exact)))
    #expect(try scale.ticks == a.ticks.map(exact))
    #expect(scale.decimals == a.decimals)
  }

  @Test("an axis of zeros alone still has a height, and no values have no axis")
  func degenerate() throws {
    let scale = try #require(Scale([.zero, .zero]))
    #expect(scale.low == .zero)
    #expect(scale.high > .zero)
    #expect(Scale([]) == nil)
  }

  @Test("a gap ends a line, and a value alone between gaps is a dot")
  func gaps() throws {
    let plot = Plot(low: .zero, high: Exact(10), left: 0, right: 40, top: 0, bottom: 100, count: 5)
    let values = try [exact("0"), exact("10"), nil, exact("5"), nil] as [Exact?]
    #expect(plot.path(values) == "M0 100L10 0")
    #expect(plot.lonely(values).map(\.index) == [3])
    #expect(plot.path([nil, nil]) == "")
  }

  @Test("coordinates have at most one decimal")
  func coordinates() {
    let plot = Plot(low: .zero, high: Exact(3), left: 0, right: 10, top: 0, bottom: 10, count: 4)
    #expect(plot.x(1) == "3.3")
    #expect(plot.y(Exact(1)) == "6.7")
    #expect(plot.y(Exact(3)) == "0")
  }

  @Test("a sparkline of characters spans its own lowest and highest value; gaps are dots")
  func sparks() throws {
    #expect(BlockChart.spark(try [exact("1"), nil, exact("4"), exact("7")]) == "▁·▄▇")
    #expect(BlockChart.spark(try [exact("3"), exact("3")]) == "▄▄")
    #expect(BlockChart.spark([nil]) == "")
  }

  @Test("a bar has ten cells for the largest value, none for what is absent or negative")
  func bars() throws {
    #expect(BlockChart.bar(Exact(10), of: Exact(10)) == "██████████")
    #expect(BlockChart.bar(Exact(4), of: Exact(10)) == "████")
    #expect(BlockChart.bar(nil, of: Exact(10)) == "")
    #expect(BlockChart.bar(Exact(-4), of: Exact(10)) == "")
    #expect(BlockChart.bar(Exact(0), of: Exact(0)) == "")
  }
}
