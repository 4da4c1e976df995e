import Foundation
import Testing

@Suite("Remarks stand where they are true") struct RemarksTests {
  static let pipeline = """
    sluice: 1
    name: p
    root: .
    period: {every: month, only: 2026-02}
    currency: {report_in: EUR}
    extract:
      taxed: {profile: shopify/orders, files: taxed.csv, channel: Taxed}
      free: {profile: shopify/orders, files: free.csv, channel: Free}
    aggregate: {by: [channel], kpis: [net_revenue, spend]}
    render:
      report: {languages: [en], formats: [markdown], output: out/, sections: [headline, {channels: {sort_by: SORT}}, data_quality]}
    """
  static let heading =
    "Name,Email,Financial Status,Currency,Shipping,Taxes,Total,Refunded Amount,Created at\n"

  static func report(sortedBy kpi: String) throws -> String {
    let place = try Workspace()
    try place.write("p.yaml", pipeline.replacing("SORT", with: kpi))
    for (name, tax) in [("taxed", "2.00"), ("free", "0.00")] {
      try place.write(
        "\(name).csv",
        heading + "#\(name),a@example.org,paid,EUR,0.00,\(tax),12.00,1.00,2026-02-03 10:00:00 +0000\n")
    }
    _ = try Sluice.run(["run", "p.yaml", "--as-of", "2026-03-02"], folder: place.path)
    return try String(contentsOfFile: "\(place.path)/out/report.en.md", encoding: .utf8)
  }

  @Test("what is not taxed has no refunds with a tax")
  func tax() throws {
    let report = try Self.report(sortedBy: "net_revenue")
    #expect(report.contains("- taxed: refunds are as the export states them"), "\(report)")
    #expect(!report.contains("- free: refunds are as the export states them"), "\(report)")
  }

  @Test("a table is sorted by a column only where this has figures")
  func order() throws {
    #expect(try Self.report(sortedBy: "net_revenue").contains("Sorted by Net revenue, largest first."))
    #expect(try !Self.report(sortedBy: "spend").contains("largest first"))
  }
}
