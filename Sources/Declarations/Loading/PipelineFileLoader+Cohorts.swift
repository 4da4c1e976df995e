import Diagnostics

extension PipelineFileLoader {
  static let cohortsSection = "cohorts"
  private static let cohortMonths = 12

  static let cohortKeys: [KeySpec] = [
    KeySpec("by", "lead_month or first_order_month", required: true),
    KeySpec(
      "show",
      "by lead_month win_rate, lead_to_mql, lead_quality or lead_to_customer; by first_order_month retention",
      required: true), KeySpec("rows", "how many months, the newest ones (default: 12)"),
  ]

  func cohorts(_ map: MappingReader) -> CohortDeclaration? {
    let by = map.choice("by", CohortDeclaration.Start.self)
    let months = map.integer("rows", 1...1000) ?? Self.cohortMonths
    guard let show = map.choice("show", CohortDeclaration.Outcome.self) else { return nil }
    if let by, by != show.start {
      reader.report(
        map.valueLocation("by"), "'\(show.rawValue)' is told of cohorts by \(show.start.rawValue)",
        hint: "by: \(show.start.rawValue)", length: by.rawValue.utf8.count)
    }
    return CohortDeclaration(show: show, months: months)
  }
}
