import Testing

@testable import Aggregate

@Suite struct ExperimentTests {
  private typealias Variant = ExperimentJudgement.Variant

  /// Newcombe's example: 48 of 80 against 56 of 70, twenty points, p = .008.
  private let newcombe = [
    Variant(name: "B", exposures: 70, conversions: 56), Variant(name: "A", exposures: 80, conversions: 48),
  ]

  @Test("a planned experiment of two variants is decided, the control first")
  func decided() throws {
    let judged = ExperimentJudgement(newcombe, control: "A", planned: 150)
    #expect(judged.outcome == .decided && judged.winner == 1)
    #expect(judged.variants.map(\.name) == ["A", "B"])
    let comparison = try #require(judged.comparisons[1])
    #expect(comparison.verdict == .better)
    #expect((comparison.chance - 0.0080450814).magnitude < 1e-10)
    #expect((comparison.difference.interval.lowerBound - 0.0524314724).magnitude < 1e-10)
    #expect(judged.comparisons[0] == nil)
    // 70 to 80: chi² = (5² + 5²) / 75 = .667, p = .414
    #expect((try #require(judged.sampleRatio) - 0.4142161782).magnitude < 1e-9)
    let turned = ExperimentJudgement(newcombe, control: "B", planned: 150)
    #expect(turned.comparisons[1]?.verdict == .worse && turned.winner == nil)
  }

  @Test("what groups of these sizes can show is told; nothing where the control converts nobody")
  func detectable() throws {
    func detectable(_ control: Int, _ more: [Variant] = []) throws -> Double? {
      let control = Variant(name: "A", exposures: 1000, conversions: control)
      let other = Variant(name: "B", exposures: 1000, conversions: 120)
      let judged = ExperimentJudgement([control, other] + more, control: "A", planned: 2000)
      return try #require(judged.comparisons[1]).detectable
    }
    // (1.959963985 + 0.841621234) × √(.1 × .9 × 2 ÷ 1000)
    #expect((try #require(try detectable(100)) - 0.0375872).magnitude < 1e-6)
    // Of two variants each is held to 2.5 %: (2.241402728 + 0.841621234) × the same root.
    let third = Variant(name: "C", exposures: 500, conversions: 60)
    #expect((try #require(try detectable(100, [third])) - 0.0413631).magnitude < 1e-6)
    #expect(try detectable(0) == nil)
  }

  @Test("before the planned size, or without a plan, it is interim whatever the p-value")
  func interim() {
    #expect(
      ExperimentJudgement(newcombe, control: "A", planned: 151).outcome == .interim(planned: 151))
    let unplanned = ExperimentJudgement(newcombe, control: "A")
    #expect(unplanned.outcome == .interim(planned: nil) && unplanned.winner == nil)
  }

  @Test("600 to 400 is not the planned half and half: no verdict; as 60 % to 40 % it is")
  func sampleRatio() throws {
    let uneven = [
      Variant(name: "A", exposures: 600, conversions: 60),
      Variant(name: "B", exposures: 400, conversions: 80),
    ]
    let judged = ExperimentJudgement(uneven, control: "A", planned: 1000)
    #expect(judged.outcome == .sampleRatio && judged.winner == nil)
    #expect((try #require(judged.sampleRatio) / 2.5396285894708634e-10 - 1).magnitude < 1e-9)
    let planned = ExperimentJudgement(uneven, control: "A", split: ["A": 0.6, "B": 0.4], planned: 1000)
    #expect(planned.outcome == .decided && planned.winner == 1)
  }

  @Test("of three variants p-values are corrected by Holm, and the best clear one wins")
  func several() throws {
    // Against 48 of 80, 56 of 70 has p = .00804508; as one of two that is doubled.
    let judged = ExperimentJudgement(
      newcombe + [Variant(name: "C", exposures: 75, conversions: 46)], control: "A", planned: 225)
    #expect(judged.outcome == .decided && judged.winner == 1)
    #expect((try #require(judged.comparisons[1]).chance - 2 * 0.0080450814).magnitude < 1e-9)
    #expect(judged.comparisons[2]?.verdict == .unclear)
    // A wider interval than that of two variants alone.
    #expect(try #require(judged.comparisons[1]).difference.interval.lowerBound < 0.0524)
  }

  @Test("what can't be judged says why")
  func obstacles() {
    func outcome(
      _ variants: [(String, Int, Int)], control: String = "A", split: [String: Double]? = nil
    ) -> ExperimentJudgement.Outcome {
      ExperimentJudgement(
        variants.map { Variant(name: $0.0, exposures: $0.1, conversions: $0.2) }, control: control,
        split: split, planned: 10
      ).outcome
    }
    #expect(outcome([("A", 10, 1)]) == .notJudged(.oneVariant))
    #expect(outcome([("B", 10, 1), ("C", 10, 1)]) == .notJudged(.noControl("A")))
    #expect(outcome([("A", 10, 1), ("B", 0, 0)]) == .notJudged(.noExposures("B")))
    #expect(outcome([("A", 10, 1), ("B", 10, 11)]) == .notJudged(.moreConversionsThanExposures("B")))
    #expect(
      outcome([("A", 10, 1), ("B", 10, 1)], split: ["A": 0.5, "C": 0.5]) == .notJudged(.plansAnotherSplit))
  }
}
