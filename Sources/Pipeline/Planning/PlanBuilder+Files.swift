import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Normalize

/// Finding the files of inputs and rates.
extension PlanBuilder {
  /// Reads all rate files; everything that is wrong with them is told at once.
  func loadRates(_ finder: FileFinder) throws(Diagnostics) -> RateTable {
    var files: [(path: String, bytes: [UInt8])] = []
    var missing: [Diagnostic] = []
    for pattern in file.currency?.rates ?? [] {
      do throws(FileFinder.Failure) {
        for found in try finder.find(pattern.value) where !files.contains(where: { $0.path == found.path }) {
          if let bytes = TextFile.read(found.absolute) {
            files.append((found.path, bytes))
          } else {
            missing.append(Diagnostic(at: pattern.location, "the rates '\(found.path)' can't be read"))
          }
        }
      } catch {
        missing.append(Self.missing(error, pattern: pattern, what: "the rates", finder))
      }
    }
    guard missing.isEmpty else {
      if !options.findsFiles { return RateTable() }
      throw Diagnostics(missing, exit: .missingInput)
    }
    let (table, diagnostics) = RateTable.load(files, averages: file.currency?.ratesAre?.grain)
    guard diagnostics.isEmpty else { throw Diagnostics(diagnostics, exit: .badInput) }
    return table
  }

  /// How amounts are converted; without rates where no figure is money.
  func conversion(
    to currency: Currency, for shapes: [GroupedSumsShape], _ finder: FileFinder
  ) throws(Diagnostics) -> CurrencyConversion {
    let hasMoney = shapes.contains { $0.hasMoney }
    return CurrencyConversion(
      table: hasMoney ? try loadRates(finder) : RateTable(), to: currency, through: file.currency?.through,
      previous: file.currency?.previous ?? .unused)
  }

  /// What records must have rates for; nil where a missing rate fails the run.
  func rateRequirement(_ conversion: CurrencyConversion, _ shapes: [GroupedSumsShape]) -> RateRequirement? {
    guard file.currency?.ifRateMissing == .reject else { return nil }
    let days = shapes.filter(\.hasMoney).flatMap { $0.periods.periods.map { $0.first...$0.last } }
    return RateRequirement(conversion: conversion, days: days)
  }

  /// Patterns of inputs that match nothing as yet: a pipeline file may be checked where its exports are not.
  func unmatched(_ inputs: [Plan.Input], _ finder: FileFinder) -> [Diagnostic] {
    inputs.flatMap { input in
      input.declaration.files.compactMap { pattern in
        do throws(FileFinder.Failure) {
          _ = try finder.find(pattern.value)
          return nil
        } catch {
          let what =
            (input.declaration.isRequired ? "required input" : "input") + " '\(input.declaration.name)'"
          var warning = Self.missing(error, pattern: pattern, what: what, finder)
          warning.severity = .warning
          return warning
        }
      }
    }
  }

  func findFiles(_ inputs: inout [Plan.Input], _ finder: FileFinder) throws(Diagnostics) {
    var failures: [Diagnostic] = []
    for index in inputs.indices {
      let declaration = inputs[index].declaration
      var known = Set(inputs[index].files)
      for pattern in declaration.files {
        do throws(FileFinder.Failure) {
          for file in try finder.find(pattern.value) where known.insert(file).inserted {
            inputs[index].files.append(file)
          }
        } catch {
          let problem = Self.missing(error, pattern: pattern, what: "input '\(declaration.name)'", finder)
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

  static func missing(
    _ error: FileFinder.Failure, pattern: Located<String>, what: String, _ finder: FileFinder
  ) -> Diagnostic {
    let at = pattern.location
    switch error {
    case .noMatch:
      return Diagnostic(
        at: at, "no file matches '\(pattern.value)' for \(what)", hint: finder.whyNothing(pattern.value)
      ).with(.noMatch(pattern: pattern.value))
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
