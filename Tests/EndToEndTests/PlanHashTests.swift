import Foundation
import Testing

@Suite("The plan's hash") struct PlanHashTests {
  /// - Parameter amount: the heading of the order's amount.
  private func profile(_ name: String, amount: String) -> String {
    """
    profile: \(name)
    tool: Shop
    evidence: unverified
    gives: order
    recognise: {headings: [No, Day]}
    format: {csv: {encodings: [utf-8], delimiters: [","]}}
    columns:
      order: {headings: [No], required: yes}
      day: {headings: [Day], as: date yyyy-MM-dd, required: yes}
      revenue: {headings: [\(amount)], as: money, required: yes}

    """
  }

  private func hash(_ place: borrowing Workspace) throws -> String {
    let run = try Sluice.run(["plan", "p.yaml", "--json"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    let plan = try JSONSerialization.jsonObject(with: Data(run.out.utf8)) as? [String: Any]
    return try #require(plan?["plan"] as? String)
  }

  @Test(
    "a profile of one's own that says something else makes another plan",
    arguments: ["shop.yaml", "own/shop"])
  func ownProfiles(profile: String) throws {
    let place = try Workspace()
    let (path, name) = profile.hasSuffix(".yaml") ? (profile, "shop") : ("profiles/\(profile).yaml", profile)
    try place.write(
      "p.yaml",
      """
      sluice: 1
      name: p
      root: .
      period: {every: month, only: 2026-02}
      currency: {report_in: EUR}
      extract: {shop: {profile: \(profile), files: orders.csv, currency: EUR}}
      aggregate: {kpis: [revenue]}
      render: {report: {formats: [markdown], output: out/, sections: [headline]}}

      """)
    try place.write("orders.csv", "No,Day,Gross,Net\n1,2026-02-03,12,10\n")
    try place.write(path, self.profile(name, amount: "Gross"))
    let gross = try hash(place)
    try place.write(path, self.profile(name, amount: "Net"))
    #expect(try hash(place) != gross)
    try place.write(path, self.profile(name, amount: "Gross"))
    #expect(try hash(place) == gross)
  }
}
