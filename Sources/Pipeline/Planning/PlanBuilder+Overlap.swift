import Declarations
import Diagnostics

extension PlanBuilder {
  /// Where a profile says that nothing identifies its rows, files can't state the same.
  mutating func checkOverlap(_ declaration: InputDeclaration, _ profile: Profile) {
    guard let overlap = declaration.overlap, overlap.value != .addUp, profile.naturalKeyParts.isEmpty else {
      return
    }
    problems.append(
      Diagnostic(
        at: overlap.location,
        "the profile '\(profile.name)' says that nothing identifies a row, so files can't state the same",
        hint: "take `overlap` out, or say in the profile what does: `natural_key: [day, campaign]`"))
  }
}
