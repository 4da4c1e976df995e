import Declarations
import Extract

extension PlanBuilder {
  /// A hash of everything that decides the figures besides the input files.
  func hash(_ inputs: [Plan.Input]) -> String {
    var bytes = ContiguousArray(Plan.version.utf8)
    bytes += ContiguousArray(text.utf8)
    // What stands in a profile, whoever wrote it, decides figures as the pipeline file does.
    for input in inputs {
      bytes += ContiguousArray("\n\(input.profile.name)\n".utf8)
      bytes += ContiguousArray(profileText(input.declaration.profile.value).utf8)
    }
    return String(ContentHash.root([ContentHash.leaf(bytes, 0..<bytes.count)]).dropFirst(5))
  }
}
