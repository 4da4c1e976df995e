import Aggregate
package import Declarations
package import Diagnostics
import EventSchema

extension PlanBuilder {
  /// What is wrong with formulas that can be read; once, where one KPI stands in another.
  mutating func checkFormulas(_ kpis: [KPI], _ evaluator: KPIEvaluator) {
    for kpi in kpis { problems += evaluator.problems(of: kpi).filter { !problems.contains($0) } }
  }

  /// What else is wrong with a pipeline file of which some can't be read: names that nobody knows, and formulas. What
  /// depends on the rest of the file is not looked at, nor what stands in a line that is complained of already.
  ///
  /// - Parameters:
  ///   - file: what can be read of it.
  ///   - found: what can't.
  package static func problems(
    of file: PipelineFile, text: String, options: Options, besides found: [Diagnostic]
  ) -> [Diagnostic] {
    var builder = PlanBuilder(file: file, text: text, options: options)
    // A catalog that can't be read is told by the first run.
    try? builder.checkNames()
    let lines = Set(found.compactMap { $0.location?.line })
    return builder.problems.filter { problem in
      guard let location = problem.location, location.file == file.file else { return true }
      return !lines.contains(location.line)
    }
  }

  private mutating func checkNames() throws(Diagnostics) {
    let folder = Publisher.parent(of: file.file)
    var inputs: [Plan.Input] = []
    for declaration in file.inputs where !declaration.profile.value.isEmpty {
      if let input = try input(declaration, folder: folder) { inputs.append(input) }
    }
    _ = resolveZones(inputs)
    _ = try resolveLanguages()
    let kpis = try resolveKPIs(file.currency?.reportIn ?? Currency(packed: 0), besides: [])
    checkFormulas(
      kpis.all,
      KPIEvaluator(
        kpis: kpis.all, stated: [], assumed: file.aggregate.assume, standing: standingByDeclaration))
  }
}

extension [Diagnostic] {
  /// By where they are.
  var inOrder: [Diagnostic] {
    let places = map { $0.location ?? SourceLocation(file: "") }
    return indices.sorted { places[$0] == places[$1] ? $0 < $1 : places[$0] < places[$1] }.map { self[$0] }
  }
}
