import Declarations
import Diagnostics
import Normalize

/// Finding the files of inputs and rates.
extension PlanBuilder {
  func loadRates(_ finder: FileFinder) throws(Diagnostics) -> RateTable {
    guard let path = file.currency?.rates else { return RateTable() }
    let found: [FileFinder.Found]
    do throws(FileFinder.Failure) {
      found = try finder.find(path.value)
    } catch {
      if !options.findsFiles { return RateTable() }
      throw Diagnostics(Self.missing(error, pattern: path, what: "the rates"), exit: .missingInput)
    }
    guard let file = found.first, let bytes = TextFile.read(file.absolute) else {
      throw Diagnostics(
        Diagnostic(at: path.location, "the rates '\(path.value)' can't be read"), exit: .missingInput)
    }
    let (table, diagnostics) = RateTable.load(bytes, file: file.path)
    guard diagnostics.isEmpty else { throw Diagnostics(diagnostics, exit: .badInput) }
    return table
  }

  func findFiles(_ inputs: inout [Plan.Input], _ finder: FileFinder) throws(Diagnostics) {
    var failures: [Diagnostic] = []
    for index in inputs.indices {
      let declaration = inputs[index].declaration
      for pattern in declaration.files {
        do throws(FileFinder.Failure) {
          for file in try finder.find(pattern.value) where !inputs[index].files.contains(file) {
            inputs[index].files.append(file)
          }
        } catch {
          let problem = Self.missing(error, pattern: pattern, what: "input '\(declaration.name)'")
          if case .noMatch = error, !declaration.isRequired {
            inputs[index].missing = problem
          } else {
            failures.append(problem)
          }
        }
      }
    }
    guard failures.isEmpty else { throw Diagnostics(failures, exit: .missingInput) }
  }

  static func missing(_ error: FileFinder.Failure, pattern: Located<String>, what: String) -> Diagnostic {
    let at = pattern.location
    switch error {
    case .noMatch:
      return Diagnostic(
        at: at, "no file matches '\(pattern.value)' for \(what)",
        hint: "paths are relative to the root folder")
    case .leavesRoot(let path):
      return Diagnostic(
        at: at, "'\(path)' lies outside the root folder", hint: "move the file below the root, or set --root")
    case .notRegular(let path):
      return Diagnostic(
        at: at, "'\(path)' is not a regular file", hint: "name a file, or a pattern such as \(path)/*.csv")
    case .unreadable(let path, let reason): return Diagnostic(at: at, "'\(path)' can't be read: \(reason)")
    }
  }
}
