import Columns
import Declarations
import EventSchema

/// Answers to surveys: what a score counts for follows from the kind of survey and its scale.
extension EventMapper {
  /// The kind of survey that a record belongs to; nil when neither a column nor a constant says so.
  private func surveyKind(_ row: Int, constant: Int8?) -> Int8? {
    guard let position = roles.dimensions[.surveyKind], codes[position][row] >= 0 else { return constant }
    return meanings[Int(codes[position][row])]
  }

  private var constantSurveyKind: Int8? {
    mapping.constants[.surveyKind].map { text in
      Meaning.words(of: .survey).firstIndex(of: text).map { Int8($0) } ?? Meaning.unknown
    }
  }

  /// Rejects records whose kind is not known or whose score the scale does not have; a record may do without a
  /// score where it states who was asked.
  mutating func judgeScores(_ count: Int) {
    guard mapping.profile.gives == .survey else { return }
    let constant = constantSurveyKind
    let kindAt = roles.dimensions[.surveyKind] ?? -1
    let invited = roles.measures.first { $0.measure == .surveysInvited }?.position
    for row in 0..<count where verdicts[row] == 0 {
      guard let kind = surveyKind(row, constant: constant) else {
        reject(row, kindAt, .missingValue)
        continue
      }
      guard kind != Meaning.unknown else {
        reject(row, kindAt, .unknownValue)
        continue
      }
      let score = roles.score.map { amounts[$0][row] } ?? Measure.absent
      if score == Measure.absent {
        if invited.map({ amounts[$0][row] == Measure.absent }) ?? true {
          reject(row, roles.score ?? -1, .missingValue)
        }
      } else if !SurveyScore(kind, score: score, scale: scale(row)).isOnScale {
        reject(row, roles.score ?? -1, .outOfScale)
      } else if kind == Meaning.review, SurveyScore(kind, score: score, scale: scale(row)).stars == nil {
        reject(row, roles.score ?? -1, .tooManyDecimals)
      }
    }
  }

  /// The stated scale of a record; nil for the kind's own.
  private func scale(_ row: Int) -> Int64? {
    roles.scale.flatMap { amounts[$0][row] == Measure.absent ? nil : amounts[$0][row] }
  }

  func surveyEvents(_ base: EventBatch) -> EventBatch {
    var events = measures(base)
    let constant = constantSurveyKind
    let stated: [Measure] = [
      .npsResponses, .npsPromoters, .npsDetractors, .csatResponses, .csatSatisfied, .reviews, .reviewStars,
      .csatPoints, .csatUnscaled, .lowReviews,
    ]
    var columns = stated.map { _ in ContiguousArray(repeating: Measure.absent, count: base.count) }
    func set(_ measure: Measure, _ row: Int, _ value: Int64) {
      if let column = stated.firstIndex(of: measure) { columns[column][row] = value }
    }
    for row in 0..<base.count where verdicts[row] == 0 {
      guard let kind = surveyKind(row, constant: constant), let position = roles.score,
        amounts[position][row] != Measure.absent
      else { continue }
      let score = SurveyScore(kind, score: amounts[position][row], scale: scale(row))
      switch kind {
      case Meaning.nps:
        set(.npsResponses, row, 1)
        set(.npsPromoters, row, score.isPromoter ? 1 : 0)
        set(.npsDetractors, row, score.isDetractor ? 1 : 0)
      case Meaning.csat:
        set(.csatResponses, row, 1)
        set(.csatSatisfied, row, score.isSatisfied ? 1 : 0)
        set(.csatPoints, row, score.stars ?? Measure.absent)
        set(.csatUnscaled, row, score.stars == nil ? 1 : 0)
      default:
        set(.reviews, row, 1)
        set(.reviewStars, row, score.stars ?? Measure.absent)
        set(.lowReviews, row, score.isLow ? 1 : 0)
      }
    }
    events.measures += stated
    events.values += columns
    return events
  }
}

/// A score and the scale it was given on.
struct SurveyScore {
  private static let one: Int64 = 1_000_000
  let kind: Int8
  /// Units of 10^-6.
  let score: Int64
  /// The highest score.
  let scale: Int64

  /// - Parameter scale: nil for the kind's own: 10 for NPS, 5 for satisfaction and reviews.
  init(_ kind: Int8, score: Int64, scale: Int64?) {
    self.kind = kind
    self.score = score
    self.scale = scale ?? (kind == Meaning.nps ? 10 : 5)
  }

  private var isWhole: Bool { score % Self.one == 0 }
  private var whole: Int64 { score / Self.one }

  var isOnScale: Bool {
    switch kind {
    case Meaning.nps: isWhole && scale == 10 && (0...10).contains(whole)
    // Of a scale of two, both answers would be the top two.
    case Meaning.csat: isWhole && scale > 2 && whole >= 1 && whole <= scale
    default: score > 0 && scale > 0 && (score - 1) / Self.one < scale
    }
  }

  var isPromoter: Bool { whole >= 9 }
  var isDetractor: Bool { whole <= 6 }
  var isSatisfied: Bool { whole >= scale - 1 }

  /// At most two of five.
  var isLow: Bool { Int128(score) * 5 <= Int128(scale) * Int128(2 * Self.one) }

  /// The score on a scale of five, units of 10^-6; nil where that takes more decimals.
  var stars: Int64? {
    let (product, overflow) = score.multipliedReportingOverflow(by: 5)
    return overflow || product % scale != 0 ? nil : product / scale
  }
}
