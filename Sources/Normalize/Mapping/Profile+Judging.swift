import Declarations
import EventSchema

extension ProfileColumn {
  /// The text that stands for one the file does not state.
  var constant: String? { if case .constant(let text)? = fallback { text } else { nil } }
}

extension Profile {
  /// Whether the dimension's texts say what a record means: the status of a deal, the stage of a lead.
  func judges(by dimension: Dimension) -> Bool {
    switch gives {
    case .deal: dimension == .status
    case .stage: dimension == .stage
    case .survey: dimension == .surveyKind
    case .ad, .cost, .visit, .email, .order, .refund, .plan, .content, .variant, .market, .account, .touch,
      .contract, .level:
      false
    }
  }
}
