import Declarations
import Extract

extension PlanBuilder {
  /// A hash of everything that decides the figures besides the input files.
  func hash(_ inputs: [Plan.Input]) -> String {
    var bytes = ContiguousArray(Plan.version.utf8)
    bytes += ContiguousArray(text.utf8)
    for input in inputs {
      bytes += ContiguousArray("\(input.profile.name)|\(input.profile.columns.count)".utf8)
      // What stands in a file of the user's own decides figures as the pipeline file does.
      if case .own = input.origin {
        bytes += ContiguousArray((profiles.text(of: input.profile.name) ?? "").utf8)
      }
    }
    return String(ContentHash.root([ContentHash.leaf(bytes, 0..<bytes.count)]).dropFirst(5))
  }
}
