import Foundation
import Testing

@Suite("Where a heading that figures need is missing") struct MissingHeadingTests {
  private static func run(_ profile: String, _ heading: String, _ row: String, kpi: String) throws -> String {
    let place = try Workspace()
    try place.write("x.csv", heading + "\n" + row + "\n")
    try place.write(
      "p.yaml",
      """
      sluice: 1
      name: missing
      root: .
      period: {every: month, only: 2026-02}
      currency: {report_in: EUR}
      extract: {x: {profile: \(profile), files: x.csv, required: yes}}
      aggregate: {kpis: [\(kpi)]}
      render: {report: {formats: [markdown], output: r/, sections: [headline]}}

      """)
    let run = try Sluice.run(["run", "p.yaml", "--as-of", "2026-03-02"], folder: place.path)
    #expect(run.status == 65, "\(run.out)")
    return run.err
  }

  @Test(
    "what it may be called now is proposed; what means something else is not, and unread headings come first")
  func renamed() throws {
    let err = try Self.run(
      "shopify/orders",
      "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Refund",
      "#1,a@example.org,paid,EUR,10,0,0,10,2,2026-02-03 12:00:00 +0100,0", kpi: "revenue")
    #expect(err.contains("refund is known as 'Refunded Amount': is 'Refund' meant?"), "\(err)")
    #expect(err.contains("found: Subtotal, Discount Amount, Refund, Name"), "\(err)")
    let none = try Self.run(
      "shopify/orders",
      "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at",
      "#1,a@example.org,paid,EUR,10,0,0,10,2,2026-02-03 12:00:00 +0100", kpi: "revenue")
    #expect(!none.contains("meant?"), "\(none)")
  }

  @Test("an export of the input's own tool with a column renamed is not taken for another tool's")
  func ownTool() throws {
    let err = try Self.run(
      "meta-ads/report",
      "Day,Campaign name,Campaign ID,Reach,Impressions,Currency,Spend,Clicks (all),Link clicks,Purchases,"
        + "Purchases conversion value,Reporting starts,Reporting ends",
      "2026-02-03,Spring,1,10,20,EUR,5,2,1,0,0,2026-02-03,2026-02-03", kpi: "spend")
    #expect(!err.contains("spotify"), "\(err)")
    #expect(err.contains("missing 'Amount spent'"), "\(err)")
  }
}
