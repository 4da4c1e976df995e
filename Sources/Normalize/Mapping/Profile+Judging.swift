import Declarations
import EventSchema

extension ProfileColumn {
  /// The text that stands for one the file does not state.
  var constant: String? { if case .constant(let text)? = fallback { text } else { nil } }
}

extension Profile {
  /// Whether the dimension's texts say what a record means: the status of a deal, the stage of a lead.
  func judges(by dimension: Dimension) -> Bool {
    gives.stageField == .dimension(dimension) || gives == .survey && dimension == .surveyKind
  }
}
