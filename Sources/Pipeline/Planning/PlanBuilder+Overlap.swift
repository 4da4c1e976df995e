import Declarations
import Diagnostics

extension PlanBuilder {
  /// Where a profile says that nothing identifies its rows, files can't state the same.
  mutating func checkOverlap(_ declaration: InputDeclaration, _ profile: Profile) {
    checkSeveralRows(declaration, profile)
    guard let overlap = declaration.overlap, overlap.value != .addUp, profile.naturalKeyParts.isEmpty else {
      return
    }
    problems.append(
      Diagnostic(
        at: overlap.location,
        "the profile '\(profile.name)' says that nothing identifies a row, so files can't state the same",
        hint: "take `overlap` out, or say in the profile what does: `natural_key: [day, campaign]`"))
  }

  /// Only rows that name a thing of the business can be several of one.
  private mutating func checkSeveralRows(_ declaration: InputDeclaration, _ profile: Profile) {
    guard let several = declaration.severalRows else { return }
    if profile.severalRows == nil {
      problems.append(
        Diagnostic(
          at: several.location,
          "rows of the profile '\(profile.name)' are no orders, deals, contracts or stages with an id",
          hint: "take `several_rows` out"))
    } else if declaration.overlap?.value == .addUp, several.value != .addUp {
      problems.append(
        Diagnostic(
          at: several.location,
          "`overlap: add_up` counts all rows, but `several_rows: \(several.value.rawValue)` does not",
          hint: "drop one of them"))
    }
  }
}
