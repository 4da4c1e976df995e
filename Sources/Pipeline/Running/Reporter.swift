import Aggregate
import Catalog
package import Declarations
package import Diagnostics
import EventSchema
import Render

/// Renders all reports of a run and publishes them together.
package struct Reporter: Sendable {
  private let result: RunResult

  package init(_ result: RunResult) { self.result = result }

  /// A report's folder and its files, rendered but not yet written.
  package struct Rendered: Sendable {
    package var folder: String
    package var files: [Publisher.File]
    /// Written when the rest is, from a second reading.
    package var rejects: RejectsDeclaration?
    /// What fired, in lines for the terminal: the same for all reports of a run.
    package var alerts: [String] = []

    package var names: [String] { files.map(\.name) + (rejects.map { [$0.file] } ?? []) }
  }

  /// - Throws: what checks that must pass found, too.
  package func render() throws(Diagnostics) -> (reports: [Rendered], verdict: CheckVerdict) {
    let plan = result.plan
    guard let shape = plan.reportShape else { return ([], try CheckVerdict([])) }
    var audit: CampaignAudit?
    if let shape = plan.auditShape {
      audit = CampaignAuditor(figures: try Figures(result, shape: shape)).audit()
    }
    var figures = try Figures(result, shape: shape)
    let campaigns = try CampaignFigures(result)
    figures.campaigns = campaigns.map { CampaignsToDate($0) }
    var builder = ReportBuilder(
      result, figures: figures, audit: audit, facts: try SectionFacts.all(result))
    if let shape = plan.claimShape { builder.claims = try Figures(result, shape: shape) }
    if !plan.alerts.isEmpty { builder.alerts = try AlertJudge(result) }
    var clicks: Figures?
    if let shape = plan.clicksShape { clicks = try Figures(result, shape: shape) }
    builder.checks = CheckJudge(builder: builder, clicks: clicks).results
    builder.review = campaigns.map { CampaignReviewer(builder, $0).made() }
    let (totals, claims) = (ControlTotals(result).result, DoubleClaim(builder)?.result)
    let others = [totals, claims].compactMap(\.self)
    // Totals that were found stand beside their amounts.
    builder.otherChecks = others.filter { $0.name != totals?.name || $0.row.passed == nil }
    let verdict = try CheckVerdict(
      others + builder.checks,
      blind: (builder.alerts?.warnings ?? []) + builder.misspeltTargets + SectionFacts.warnings(builder.facts)
    )
    let json = ReportJSON(builder).bytes
    let reports = plan.file.reports.map { [builder] report in
      var files: [Publisher.File] = []
      let document = builder.document(report)
      for code in report.languages {
        guard let language = plan.languages[code.value], let english = plan.languages["en"] else { continue }
        var wording = Wording(language, english: english, rounding: plan.rounding)
        wording.dimensionTitles = plan.file.normalize.dimensionTitles
        for format in report.formats {
          switch format {
          case .html:
            let css = Catalog.text(at: "styles/report.css") ?? ""
            files.append(
              .init(
                name: "\(report.name).\(code.value).\(format.fileExtension)",
                bytes: Array(HTMLRenderer.render(document, wording, css: css).utf8)))
          case .markdown:
            files.append(
              .init(
                name: "\(report.name).\(code.value).\(format.fileExtension)",
                bytes: Array(MarkdownRenderer.render(document, wording).utf8)))
          }
        }
      }
      files.append(.init(name: "report.json", bytes: json))
      return Rendered(
        folder: plan.folder(of: report), files: files, rejects: report.rejects,
        alerts: builder.alerts?.lines ?? [])
    }
    return (reports, verdict)
  }

  /// Writes everything beside its place, then swaps it in: all reports appear together, or none.
  package func publish(_ rendered: [Rendered]) throws(Diagnostics) {
    let publisher = Publisher()
    var staged: [Publisher.Staged] = []
    do {
      for report in rendered {
        let folder = try publisher.stage(report.files, at: "\(result.plan.root)/\(report.folder)")
        staged.append(folder)
        if let rejects = report.rejects {
          try RejectsFile(plan: result.plan, files: result.files, declaration: rejects)
            .write(try publisher.begin(rejects.file, mode: 0o600, in: folder))
        }
      }
      try publisher.publish(staged)
    } catch {
      publisher.discard(staged)
      throw diagnostics(error)
    }
  }

  private func diagnostics(_ error: any Error) -> Diagnostics {
    if let known = error as? Diagnostics { return known }
    guard let error = error as? Publisher.Failure else {
      return Diagnostics(Diagnostic(.error, "unexpected: \(error)"), exit: .internalError)
    }
    return Diagnostics(
      Diagnostic(
        at: SourceLocation(file: error.path), "can't \(error.action) '\(error.path)': \(error.reason)",
        hint: "nothing was published; the reports that stood there are untouched"),
      exit: .cannotWrite)
  }
}
