import EventSchema
import Testing

@testable import Aggregate

/// Expected values are scipy's, printed by `Tests/Oracle/detectors.py`, or stand in the paper that is named.
@Suite struct StatisticsTests {
  struct Value: Sendable, CustomTestStringConvertible {
    let name: String
    let actual: Double
    let expected: Double
    var tolerance = 1e-10

    var testDescription: String { name }
  }

  static let tails: [Value] = [
    Value(name: "normal above 1", actual: Distribution.normalAbove(1), expected: 0.15865525393145707),
    Value(name: "normal above -1", actual: Distribution.normalAbove(-1), expected: 1 - 0.15865525393145707),
    Value(name: "normal above 0", actual: Distribution.normalAbove(0), expected: 0.5),
    Value(name: "normal above 5", actual: Distribution.normalAbove(5), expected: 2.866515718791933e-07),
    Value(name: "normal above 8", actual: Distribution.normalAbove(8), expected: 6.22096057427174e-16),
    Value(
      name: "z of .025", actual: Distribution.normalQuantile(above: 0.025), expected: 1.9599639845400545),
    Value(
      name: "z of .0001", actual: Distribution.normalQuantile(above: 0.0001), expected: 3.7190164854556804),
    Value(name: "|t| > 1, 1", actual: Distribution.studentBeyond(1, degrees: 1), expected: 0.5),
    Value(
      name: "|t| > 2, 3", actual: Distribution.studentBeyond(2, degrees: 3), expected: 0.13932596855884305),
    Value(
      name: "|t| > 2.5, 20", actual: Distribution.studentBeyond(2.5, degrees: 20),
      expected: 0.02123354543913238),
    Value(
      name: "|t| > 6, 83", actual: Distribution.studentBeyond(6, degrees: 83), expected: 4.967865203490497e-08
    ),
    Value(
      name: "|t| > 12, 20", actual: Distribution.studentBeyond(-12, degrees: 20),
      expected: 1.359555702588066e-10),
    Value(
      name: "t of .05, 1", actual: Distribution.studentQuantile(beyond: 0.05, degrees: 1),
      expected: 12.706204736174705),
    Value(
      name: "t of .001, 34", actual: Distribution.studentQuantile(beyond: 0.001, degrees: 34),
      expected: 3.600715797386408),
    Value(
      name: "t of 1e-6, 83", actual: Distribution.studentQuantile(beyond: 1e-6, degrees: 83),
      expected: 5.284163939924893),
    Value(
      name: "chi² 3.84, 1", actual: Distribution.chiSquareAbove(3.84, degrees: 1),
      expected: 0.05004352124870519),
    Value(
      name: "chi² 10, 3", actual: Distribution.chiSquareAbove(10, degrees: 3), expected: 0.01856613546304325),
    Value(
      name: "chi² .5, 4", actual: Distribution.chiSquareAbove(0.5, degrees: 4), expected: 0.9735009788392561),
    Value(
      name: "chi² 60, 5", actual: Distribution.chiSquareAbove(60, degrees: 5),
      expected: 1.2154569777183007e-11),
    Value(
      name: "7 of 10", actual: Distribution.binomialAtLeast(7, of: 10, share: 0.5, rest: 0.5),
      expected: 0.171875),
    Value(
      name: "12 of 60", actual: Distribution.binomialAtLeast(12, of: 60, share: 1.0 / 14, rest: 13.0 / 14),
      expected: 0.0009709452513358289),
    Value(
      name: "Poisson 5 of 2.5", actual: Distribution.poissonAtLeast(5, mean: 2.5),
      expected: 0.10882198108584877),
    Value(
      name: "Poisson 20 of 4", actual: Distribution.poissonAtLeast(20, mean: 4),
      expected: 1.0200522105968346e-08),
  ]

  @Test("tails and quantiles agree with scipy to ten digits", arguments: tails)
  func tail(_ value: Value) {
    #expect((value.actual - value.expected).magnitude <= value.tolerance * value.expected.magnitude)
  }

  struct Wilson: Sendable {
    let k: Int
    let n: Int
    let low: Double
    let high: Double
  }

  @Test(
    "Wilson's interval is Newcombe's (1998) and keeps within 0 and 1",
    arguments: [
      Wilson(k: 81, n: 263, low: 0.2552885199, high: 0.3662095770),
      Wilson(k: 15, n: 148, low: 0.0623863995, high: 0.1604872417),
      Wilson(k: 0, n: 20, low: 0, high: 0.1611251581),
      Wilson(k: 1, n: 10, low: 0.0178762131, high: 0.4041500268),
      Wilson(k: 29, n: 29, low: 0.8830302015, high: 1),
    ])
  func wilson(_ c: Wilson) throws {
    let z = Distribution.normalQuantile(above: 0.025)
    let interval = try #require(Proportion(c.k, of: c.n)).interval(z: z)
    #expect((interval.lowerBound - c.low).magnitude < 1e-10)
    #expect((interval.upperBound - c.high).magnitude < 1e-10)
    if c.k == 0 { #expect(interval.lowerBound == 0) }
    if c.k == c.n { #expect(interval.upperBound == 1) }
  }

  @Test("56 of 70 against 48 of 80 is Newcombe's example: interval, z and p")
  func newcombe() throws {
    let new = try #require(Proportion(56, of: 70))
    let old = try #require(Proportion(48, of: 80))
    let difference = ProportionDifference(new, against: old)
    #expect(difference.test == .normal)
    #expect((difference.difference - 0.2).magnitude < 1e-15)
    #expect((difference.interval.lowerBound - 0.0524314724).magnitude < 1e-10)
    #expect((difference.interval.upperBound - 0.3338726540).magnitude < 1e-10)
    #expect((ProportionDifference.z(new, old) - 2.6501719513).magnitude < 1e-10)
    #expect((difference.chance - 0.0080450814).magnitude < 1e-10)
    #expect((ProportionDifference.fisher(new, old) - 0.012521129749209154).magnitude < 1e-10)
  }

  @Test(
    "a chance is written with six significant digits and never as 0",
    arguments: [
      (1, "1"), (0.4142161782, "0.414216"), (0.0080450814, "0.00804508"), (0.25, "0.25"),
      (2.5396285894708634e-10, "0.000000000253963"), (0.99999996, "1"),
      (0, "0.000000000000000000000000000001"), (1e-200, "0.000000000000000000000000000001"),
    ])
  func written(_ chance: Double, _ text: String) {
    #expect(Exact(chance: chance).description == text)
  }

  @Test("small tables are judged by Fisher's test, with R's values")
  func fisher() throws {
    let tea = ProportionDifference(
      try #require(Proportion(3, of: 4)), against: try #require(Proportion(1, of: 4)))
    #expect(tea.test == .exact)
    #expect((tea.chance - 0.4857142857).magnitude < 1e-10)
    let small = ProportionDifference(
      try #require(Proportion(8, of: 10)), against: try #require(Proportion(1, of: 6)))
    #expect((small.chance - 0.0349650350).magnitude < 1e-10)
  }

  @Test("nobody converting on either side is no difference, not a division by zero")
  func nothingConverts() throws {
    let none = ProportionDifference(
      try #require(Proportion(0, of: 5000)), against: try #require(Proportion(0, of: 5000)))
    #expect(none.difference == 0)
    #expect(none.chance == 1)
    #expect(none.interval.contains(0))
  }

  @Test("proportions that can't be are refused")
  func impossible() {
    #expect(Proportion(1, of: 0) == nil)
    #expect(Proportion(5, of: 4) == nil)
    #expect(Proportion(-1, of: 4) == nil)
  }

  @Test("821588 to 815482 is no fair coin (Kohavi, Tang and Xu 2020), 600 to 400 neither")
  func sampleRatio() {
    let published = SampleRatio.chance([821_588, 815_482], planned: [0.5, 0.5])
    #expect((published - 1.8217928726191858e-06).magnitude < 1e-14)
    #expect(published < SampleRatio.limit)
    // (100² + 100²) / 500 = 40: p = 2.54e-10
    #expect((SampleRatio.chance([600, 400], planned: [0.5, 0.5]) - 2.54e-10).magnitude < 1e-12)
    #expect(SampleRatio.chance([600, 400], planned: [0.6, 0.4]) == 1)
  }

  @Test("Benjamini and Hochberg's own fifteen p-values: four are found")
  func benjaminiHochberg() {
    let published = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
      0.7590, 1.0000,
    ]
    let found = Correction.falseDiscoveries(published.reversed(), level: 0.05)
    #expect(Array(found.reversed().prefix(4)) == [true, true, true, true])
    #expect(found.count { $0 } == 4)
    #expect(Correction.falseDiscoveries([], level: 0.05).isEmpty)
  }

  @Test("Holm multiplies the least p-value by how many there are, and never lets an order turn around")
  func holm() {
    // .01 · 3; max(.03, .02 · 2); max(.04, .9)
    let adjusted = Correction.holm([0.9, 0.01, 0.02])
    #expect(zip(adjusted, [0.9, 0.03, 0.04]).allSatisfy { ($0 - $1).magnitude < 1e-15 })
    #expect(Correction.holm([0.6, 0.7]) == [1, 1])
  }

  /// Half-life, units, days, and what is left: Python's decimal with fifty digits.
  static let halfLives: [(days: Int, units: Int64, after: Int, left: Int64)] = [
    (1, 1_000_000, 0, 1_000_000),
    (1, 1_000_000, 1, 500_000),
    (1, 1_000_000, 3, 125_000),
    (7, 1_000_000, 1, 905_724),
    (7, 10_000_000, 6, 5_520_448),
    (7, 10_000_000, 8, 4_528_618),
    (30, 1_000_000, 15, 707_107),
    (30, 2_500_000, 31, 1_221_450),
    (365, 1_000_000, 100, 827_039),
    (365, 5_000_000, 800, 1_094_405),
    (3660, 1_000_000_000_000, 1, 999_810_633_457),
    (10, 1_000_000, 200, 1),
    (10, 1_000_000_000_000, 620, 0),
    (2, 1, 1, 1),
    (2, 1, 2, 0),
    (1, 3, 1, 2),
    (7, 10_000_000, 100000, 0),
  ]

  @Test("points halve every half-life, and run along 2^(−age / half-life) in between", arguments: halfLives)
  func halfLife(_ given: (days: Int, units: Int64, after: Int, left: Int64)) {
    #expect(HalfLife(days: given.days).units(given.units, after: given.after) == given.left)
  }
}
