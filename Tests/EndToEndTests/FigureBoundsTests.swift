import Declarations
import EventSchema
import Testing

@testable import Pipeline

/// What may be said of a figure that is known in part.
@Suite("Bounds of figures") struct FigureBoundsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var value: FigureBounds
    var base: FigureBounds
    /// A rise and a fall by more than a half.
    var rose: Bool?
    var fell: Bool?
  }

  private static func between(_ least: Int?, _ most: Int?) -> FigureBounds {
    FigureBounds(least: least.map { Exact($0) }, most: most.map { Exact($0) })
  }

  static let cases: [Case] = [
    Case(
      testDescription: "known: 9 of 4", value: between(9, 9), base: between(4, 4), rose: true, fell: false),
    Case(
      testDescription: "known: 4 of 9", value: between(4, 4), base: between(9, 9), rose: false, fell: true),
    // 9 of 4 to 5: more than 6 and 7.5. 9 of 4 to 6: not more than 9.
    Case(
      testDescription: "a base of 4 to 5", value: between(9, 9), base: between(4, 5), rose: true, fell: false),
    Case(
      testDescription: "a base of 4 to 6", value: between(9, 9), base: between(4, 6), rose: nil, fell: false),
    Case(testDescription: "at least 9", value: between(9, nil), base: between(4, 4), rose: true, fell: false),
    // More may come: no fall is certain, a rise may be.
    Case(testDescription: "at least 1", value: between(1, nil), base: between(4, 4), rose: nil, fell: nil),
    Case(testDescription: "at least 3", value: between(3, nil), base: between(4, 4), rose: nil, fell: false),
    // It fell from 9, and from all above.
    Case(
      testDescription: "a base of at least 9", value: between(4, 4), base: between(9, nil), rose: false,
      fell: true),
    Case(
      testDescription: "both at least", value: between(4, nil), base: between(9, nil), rose: nil, fell: nil),
    Case(testDescription: "unknown", value: between(nil, nil), base: between(4, 4), rose: nil, fell: nil),
    Case(
      testDescription: "of what nobody knows", value: between(4, 4), base: between(nil, nil), rose: nil,
      fell: nil),
  ]

  @Test("a jump is certain where it holds wherever both figures lie", arguments: cases)
  func jumps(_ c: Case) throws {
    let half = try #require(Exact(decimal: "0.5"))
    #expect(c.value.certainly(.rising, from: c.base) { $0 - $1 > $1 * half } == c.rose)
    #expect(c.value.certainly(.falling, from: c.base) { $1 - $0 > $1 * half } == c.fell)
  }

  @Test(
    "a limit is passed, or not, where nothing that is missing can change it",
    arguments: [
      (between(5, 5), true, false), (between(4, 4), false, false), (between(3, 3), false, true),
      (between(5, nil), true, false), (between(4, nil), nil, false), (between(3, nil), nil, nil),
      (between(3, 5), nil, nil), (between(1, 3), false, true), (between(nil, nil), nil, nil),
    ] as [(FigureBounds, Bool?, Bool?)])
  func limits(_ figure: FigureBounds, above: Bool?, below: Bool?) {
    #expect(figure.certainly(.rising) { $0 > Exact(4) } == above)
    #expect(figure.certainly(.falling) { $0 < Exact(4) } == below)
  }
}
