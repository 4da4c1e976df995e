import Declarations
import Diagnostics
import Extract
import Kernel

/// XML files that were read and gave no record, though records stand in them.
extension Runner {
  /// Why a whole file counts nothing: what its records are called stands where the profile does not look. An export
  /// in which nothing of the kind stands is an empty one.
  func misplaced(_ result: FileResult) -> Diagnostic? {
    let source = result.file.source
    guard result.tableRows == 0, case .xml(let format) = source.profile.format else { return nil }
    let head = try? SourceFileOpener().head(
      source.absolute, member: source.part.member, encoding: source.encoding, source.packed)
    guard let head, let found = XMLElsewhere.find(in: head.bytes, record: format.record) else { return nil }
    let path = format.record.joined(separator: "/")
    return Diagnostic(
      at: SourceLocation(file: source.title),
      "no record stands at '\(path)', but <\(found.name)> below \(found.depth) other element\(found.depth == 1 ? "" : "s")",
      hint:
        "the export is built otherwise than the profile \(source.profile.name) says: has the tool changed it?"
    )
  }
}
