import Declarations
import Normalize

extension Plan.Input {
  /// What the user says about how the input's files are written, in the pipeline file or a profile of their own.
  var declaredNotations: DeclaredNotations {
    var declared: DeclaredNotations = []
    let isOwn = if case .own = origin { true } else { false }
    if declaration.numbers != nil || (isOwn && !profile.numbers.isEmpty) { declared.insert(.numbers) }
    if isOwn || declaration.dates != nil || declaration.columns.contains(where: { $0.type?.pattern != nil }) {
      declared.insert(.dates)
    }
    return declared
  }
}
