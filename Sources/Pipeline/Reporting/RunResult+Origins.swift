import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Kernel
import Normalize
import Render

/// What is odd about where an input's rows come from and when: told on stderr and, of addresses, in the report.
extension RunResult {
  /// A parameter that stands behind a `;` in an input's addresses. Workers know addresses of the files before, so which
  /// file it stands in is not told.
  private func undividedParameter(of input: Int) -> String? {
    files.filter { $0.file.input == input }.compactMap(\.undividedParameter)
      .min { $0.lexicographicallyPrecedes($1) }.map { ";\(String(decoding: $0, as: UTF8.self))=" }
  }

  func undividedNotes(_ input: Int) -> [Note] {
    undividedParameter(of: input).map { [Note(.noteUndividedParameters, ["parameter": .text($0)])] } ?? []
  }

  var warningsOfOrigins: [Diagnostic] {
    plan.inputs.indices.flatMap { input in
      let declaration = plan.inputs[input].declaration
      let undivided = undividedParameter(of: input).map { parameter in
        Diagnostic(
          .warning, at: declaration.location,
          "addresses of '\(declaration.name)' have parameters behind a semicolon, such as '\(parameter)': they are "
            + "read as part of the value before, as by GA4",
          hint: "separate parameters by '&' where the links are made")
      }
      return [undivided, beyondCovers(input)].compactMap(\.self)
    }
  }

  /// Rows of days that the input's `covers` leaves out.
  private func beyondCovers(_ input: Int) -> Diagnostic? {
    let declaration = plan.inputs[input].declaration
    guard let covers = declaration.covers else { return nil }
    let days = files.filter { $0.file.input == input && $0.file.facts.covers != nil }.flatMap { file in
      [file.ledger.oldestDay, file.ledger.lastDay].compactMap(\.self)
    }
    guard let first = days.min(), let last = days.max(),
      first < covers.lowerBound.number || last > covers.upperBound.number
    else { return nil }
    return Diagnostic(
      .warning, at: declaration.location,
      "'\(declaration.name)' covers \(covers.lowerBound) to \(covers.upperBound), but its rows are of "
        + "\(Day(number: first)) to \(Day(number: last)): all of them count",
      hint: "say under `covers` which days the files hold, or leave it out: their rows name their days")
  }
}
