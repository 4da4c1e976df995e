import Aggregate
package import Declarations
package import Diagnostics
import Engines
import EventSchema
import Extract
import Kernel
import Normalize

/// Runs the tests that stand in a profile's own file: the text of `given` is read as a file would be, and
/// what comes out is held against `expect`, `control_totals` and `rejects`.
package struct ProfileTester {
  private let folder: String

  /// - Parameter folder: for temporary files.
  package init(folder: String) { self.folder = folder }

  /// Tests one profile.
  ///
  /// - Returns: one problem per deviation, at the test's place in the profile's file; empty when all hold.
  package func problems(of profile: Profile) async -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for test in profile.tests { problems += await self.problems(of: test, profile) }
    return problems
  }

  /// Runs one of a profile's tests.
  package func problems(of test: ProfileTest, _ profile: Profile) async -> [Diagnostic] {
    do throws(Diagnostics) {
      return try await deviations(of: test, profile)
    } catch {
      return error.list.map { Self.problem(test, $0.message, hint: $0.hint) }
    }
  }

  private func deviations(
    of test: ProfileTest, _ profile: Profile
  ) async throws(Diagnostics) -> [Diagnostic] {
    let scratch = try ScratchFile(text: test.given, folder: folder)
    let path = scratch.path
    let heads: SourceFileOpener.FileHeads
    do throws(InputError) { heads = try SourceFileOpener().heads(path, encoding: nil) } catch {
      throw Diagnostics(error.diagnostic(file: "given"), exit: error.exit)
    }
    let single = try SingleFile(
      .init(path: "given", absolute: path), profile: profile, heads: heads, currency: test.currency,
      covers: test.covers,
      needsEverything: true)
    var events: [[(name: String, value: String)]] = []
    for table in single.tables { try EventReader(plan: single.plan).read(table) { events.append($0.fields) } }
    var problems = Self.compare(events, test, profile)
    var results: [FileResult] = []
    for outcome in await EmbeddedEngine(threads: 1).run(single.tables, plan: single.plan) {
      switch outcome {
      case .whole(let result): results.append(result)
      case .failed(let diagnostic, _): problems.append(Self.problem(test, diagnostic.message))
      }
    }
    return problems + Self.compare(results, test)
  }

  private static func problem(_ test: ProfileTest, _ message: String, hint: String? = nil) -> Diagnostic {
    Diagnostic(at: test.location, "the test '\(test.name)': \(message)", hint: hint)
  }

  private static func compare(
    _ events: [[(name: String, value: String)]], _ test: ProfileTest, _ profile: Profile
  ) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    if events.count != test.events.count {
      let found = events.map { "{" + $0.map { "\($0.name): \($0.value)" }.joined(separator: ", ") + "}" }
      problems.append(
        problem(
          test, "expected \(test.events.count) events, found \(events.count)",
          hint: found.isEmpty ? nil : "found " + found.joined(separator: " ")))
    }
    for (number, (event, expected)) in zip(events, test.events).enumerated() {
      for (field, value) in expected.sorted(by: { $0.key < $1.key }) {
        let name = printed[field] ?? field
        let found = event.first { $0.name == name }?.value
        guard found != value else { continue }
        problems.append(
          problem(
            test,
            "event \(number + 1): expected \(field) '\(value)', found \(found.map { "'\($0)'" } ?? "none")",
            hint: "the event is " + event.map { "\($0.name): \($0.value)" }.joined(separator: ", ")))
      }
    }
    return problems
  }

  private static func compare(_ results: [FileResult], _ test: ProfileTest) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for result in results where !result.ledger.imbalances().isEmpty {
      problems.append(problem(test, "the ledger does not balance: \(result.ledger.imbalances())"))
    }
    for (measure, amount) in test.controlTotals.sorted(by: { $0.key < $1.key }) {
      let total = results.flatMap(\.controlTotals).first { $0.measure.rawValue == measure }
      let found = total.map { Exact(units: Int128($0.units), scale: 6) }
      if found == nil || found != Exact(decimal: amount) {
        problems.append(
          problem(
            test,
            "expected the control total \(measure) \(amount), found \(found.map(\.description) ?? "none")"))
      }
    }
    let expected = test.rejects.map { "line \($0.line) \($0.reason)" }
    let found = results.flatMap(\.rejects).map { "line \($0.origin.line) \($0.reason.rawValue)" }
    if expected != found {
      problems.append(
        problem(
          test,
          "expected rejects [\(expected.joined(separator: ", "))], found [\(found.joined(separator: ", "))]"))
    }
    return problems
  }

  /// Fields that events print under the measure or day they become.
  private static let printed = [
    "refund": "refunds", "amount": "deal_amount", "created": "day", "start": "day", "end": "last_day",
    "seconds": "visit_seconds", "engaged": "engaged_visits", "completions": "goal_completions",
    "views": "video_views", "invited": "surveys_invited",
  ]
}
