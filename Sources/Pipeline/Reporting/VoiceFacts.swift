import Aggregate
import Declarations
import EventSchema
import Render

/// What customers say in the focus period: recommendation, satisfaction, reviews, each with how sure it is.
struct VoiceFacts {
  static let measures: [Measure] = [
    .npsResponses, .npsPromoters, .npsDetractors, .csatResponses, .csatSatisfied, .reviews, .reviewStars,
    .surveysInvited,
  ]

  private struct Line {
    var kind: String
    var word: Word
    var answers: Exact
    var best: Exact?
    var worst: Exact?
    var score: Figure
    var interval: ClosedRange<Exact>?
    var before: Figure?
  }

  let figures: Figures

  var facts: SectionFacts {
    let breakdown = figures.table.breakdown(by: [])
    let focus = figures.plan.periods.focus
    let compared = figures.plan.periods.compared.first?.period
    func value(_ measure: Measure, _ period: Period?) -> Exact? {
      period.flatMap { figures.measure(measure, breakdown, breakdown.whole, $0) }
    }
    let lines = [nps, csat, reviews].compactMap { line -> Line? in
      guard var shown = line({ value($0, focus) }) else { return nil }
      shown.before = line({ value($0, compared) })?.score
      return shown
    }
    let invited = value(.surveysInvited, focus)
    return SectionFacts(
      tables: [table(lines, invited)].filter { !$0.rows.isEmpty },
      json: [("surveys", .array(lines.map(json))), ("invited", .optional(invited?.description))])
  }

  // MARK: Surveys

  private func nps(_ value: (Measure) -> Exact?) -> Line? {
    guard let answers = value(.npsResponses), let high = value(.npsPromoters),
      let low = value(.npsDetractors), let share = (high - low) / answers
    else { return nil }
    let score = Figure(share * Exact(100), .points, decimals: 0)
    return Line(
      kind: "nps", word: .voiceNps, answers: answers, best: high / answers, worst: low / answers,
      score: score,
      interval: Self.interval(promoters: high, detractors: low, answers: answers), before: nil)
  }

  private func csat(_ value: (Measure) -> Exact?) -> Line? {
    guard let answers = value(.csatResponses), let high = value(.csatSatisfied), let share = high / answers
    else { return nil }
    return Line(
      kind: "csat", word: .voiceCsat, answers: answers, best: share, worst: nil,
      score: Figure(share, .percent, decimals: 1), interval: Confidence.interval(high, of: answers),
      before: nil)
  }

  private func reviews(_ value: (Measure) -> Exact?) -> Line? {
    guard let answers = value(.reviews), let stars = value(.reviewStars), let mean = stars / answers else {
      return nil
    }
    return Line(
      kind: "review", word: .voiceReviews, answers: answers, best: nil, worst: nil,
      score: Figure(mean, .points, decimals: 2), interval: nil, before: nil)
  }

  /// The score less and plus 1.96 standard errors: 100 √((P + D) / n − ((P − D) / n)²) / √n.
  private static func interval(promoters: Exact, detractors: Exact, answers: Exact) -> ClosedRange<Exact>? {
    guard let both = (promoters + detractors) / answers, let net = (promoters - detractors) / answers,
      let variance = (both - net * net) / answers
    else { return nil }
    let reach = Exact(rounding: 100 * Confidence.z * variance.approximate.squareRoot())
    // No score lies beyond 100.
    return max(net * Exact(100) - reach, Exact(-100))...min(net * Exact(100) + reach, Exact(100))
  }

  // MARK: Output

  private func table(_ lines: [Line], _ invited: Exact?) -> FactTable {
    func share(_ value: Exact?) -> FactTable.Cell {
      value.map { .figure(Figure($0, .percent, decimals: 1)) } ?? .empty
    }
    let rows = lines.map { line -> FactTable.Row in
      let change = Change(from: line.before, to: line.score, better: .higher)
      return FactTable.Row([
        .word(line.word), .figure(Figure(line.answers, .count, decimals: 0)), share(line.best),
        share(line.worst), .figure(line.score),
        line.interval.map { Confidence.cell($0, line.score.unit, decimals: line.score.decimals) } ?? .empty,
        change.map { .change($0) } ?? .empty,
      ])
    }
    var notes = [Note(.voiceIntervals)]
    if let invited { notes.append(Note(.voiceInvited, ["n": .text(invited.decimal(places: 0))])) }
    return FactTable(
      columns: [
        .init(.voiceSurvey, .text), .init(.voiceAnswers), .init(.voiceBest), .init(.voiceWorst),
        .init(.voiceScore), .init(.interval), .init(.change),
      ], rows: rows, notes: notes
    ).withoutEmptyColumns
  }

  private func json(_ line: Line) -> JSONValue {
    .object([
      ("kind", .string(line.kind)), ("answers", .string(line.answers.description)),
      ("score", .optional(line.score.value?.description)),
      ("interval", Confidence.json(line.interval)),
      ("before", .optional(line.before?.value?.description)),
    ])
  }
}
