import Aggregate
import Declarations
import Diagnostics
import Extract
import Kernel
import Render

/// Two inputs of one profile that read the same bytes, be they packed or not: inputs are sources of their own, so each row
/// counts in both. Inputs that name columns of their own may read different ones.
struct SameFile {
  var input: String
  var file: String
  var otherInput: String
  var otherFile: String
  var location: SourceLocation

  var note: Note {
    Note(
      .noteSameFile,
      [
        "input": .text(input), "file": .text(file), "other": .text(otherInput),
        "other_file": .text(otherFile),
      ])
  }

  var warning: Diagnostic {
    Diagnostic(
      .warning, at: location,
      "'\(input)' reads \(file), which holds the same as \(otherFile) of '\(otherInput)': its rows count twice",
      hint: "drop one of both inputs, or the file from one of them")
  }
}

extension RunResult {
  /// In the order of the files.
  var sameFiles: [SameFile] {
    struct Content: Hashable {
      var profile: String
      var hash: String
      var part: TablePart
    }
    var found: [SameFile] = []
    var first: [Content: FileResult] = [:]
    for result in files where result.ledger.accepted > 0 {
      let input = plan.inputs[result.file.input]
      guard input.declaration.columns.isEmpty else { continue }
      var part = result.file.source.part
      // What an archive calls a file says nothing of what stands in it.
      if !result.file.source.file.isSheet { part.member = nil }
      let content = Content(profile: input.profile.name, hash: result.textHash, part: part)
      guard let other = first[content] else {
        first[content] = result
        continue
      }
      guard other.file.input != result.file.input else { continue }
      found.append(
        SameFile(
          input: input.declaration.name, file: result.file.source.title,
          otherInput: plan.inputs[other.file.input].declaration.name, otherFile: other.file.source.title,
          location: input.declaration.location))
    }
    return found
  }
}
