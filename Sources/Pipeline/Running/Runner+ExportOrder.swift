import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize

extension Runner {
  /// How days are usually written in names of files.
  private static let usualDays = ["yyyy-MM-dd", "yyyyMMdd", "yyyy_MM_dd", "dd.MM.yyyy"].compactMap {
    DatePattern($0)
  }

  /// Exports that correct each other in the order of their names, while days in these names say another one.
  static func misordered(
    _ files: [KernelFile], _ roles: [StatementRoles], _ ranks: [Int]
  ) -> [Diagnostic] {
    let restating = files.indices.filter { roles[$0].restates }.sorted { ranks[$0] < ranks[$1] }
    guard restating.allSatisfy({ files[$0].facts.exported == nil }) else { return [] }
    for pattern in usualDays {
      let days = restating.compactMap { files[$0].day(inName: pattern) }
      guard days.count == restating.count,
        let place = days.indices.dropFirst().first(where: { days[$0] < days[$0 - 1] })
      else { continue }
      let (later, earlier) = (files[restating[place]], files[restating[place - 1]])
      return [
        Diagnostic(
          .warning, at: SourceLocation(file: later.source.title),
          "by its name this file comes after '\(earlier.source.title)' and counts, but the day in its name is earlier",
          hint: "if that is the day of the export, say `exported: \(pattern.text)` for the input")
      ]
    }
    return []
  }
}
