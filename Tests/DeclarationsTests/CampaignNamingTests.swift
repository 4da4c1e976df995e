import Declarations
import EventSchema
import Testing

@Suite("Campaign names in pipeline files") struct CampaignNamingTests {
  private static let head = """
    sluice: 1
    name: n
    period: {every: month, last: 1}
    render: {tables: {t: {by: [channel], columns: [spend]}}}

    """

  private func load(_ text: String) -> PipelineFile? {
    PipelineFileLoader.load(text: Self.head + text, file: "p.yaml", environment: [:]).file
  }

  private func expectErrors(_ marked: String, _ expected: [String: String]) {
    expectDiagnostics(Self.head + marked, expected) {
      PipelineFileLoader.load(text: $0, file: "p.yaml", environment: [:]).diagnostics
    }
  }

  @Test("an input's own patterns stand in for the common ones, which may be for some inputs only")
  func scopes() throws {
    let file = try #require(
      load(
        """
        extract:
          a: {profile: generic/ad-costs, files: a.csv}
          b: {profile: generic/ad-costs, files: b.csv, campaigns: {pattern: <brand>-<x*>}}
          c: {profile: generic/ad-costs, files: c.csv}
        normalize:
          dimensions: market
          campaigns: {pattern: <country>_<aim>, inputs: [a, b], names: latest}
        aggregate: {by: [market, brand, aim]}
        """))
    #expect(file.naming(of: file.inputs[0])?.parts.map(\.rawValue) == ["country", "aim"])
    #expect(file.naming(of: file.inputs[0])?.names == .latest)
    #expect(file.naming(of: file.inputs[1])?.parts.map(\.rawValue) == ["brand", "x"])
    #expect(file.naming(of: file.inputs[1])?.names == .asOfDate)
    #expect(file.naming(of: file.inputs[2]) == nil)
    #expect(file.normalize.dimensions.map(\.rawValue) == ["market", "country", "aim", "brand", "x"])
    #expect(file.aggregate.by.map(\.value.rawValue) == ["market", "brand", "aim"])
  }

  @Test("what is wrong with patterns, values and names is told with its place")
  func errors() {
    expectErrors(
      """
      extract:
        a: {profile: generic/ad-costs, files: a.csv, campaigns: {pattern: <c>, 1️⃣inputs: [a]}}
      normalize:
        dimensions: [2️⃣spend, 3️⃣Brand, 4️⃣day]
        campaigns:
          pattern: [<country>_<aim>, 5️⃣<country><aim>, 6️⃣<region>_<x>]
          values: {7️⃣contry: [de], aim: 8️⃣[]}
          names: 9️⃣newest
      """,
      [
        "1️⃣": "unknown key 'inputs' in 'campaigns' | known keys: pattern, values, names",
        "2️⃣": "'spend' has another meaning | give your dimension another name",
        "3️⃣": "'Brand' can't be the name of a dimension | use a–z, 0–9 and _, a letter first",
        "4️⃣": "'day' has another meaning | give your dimension another name",
        "5️⃣":
          "'<country><aim>' is not a pattern of names: nothing tells where <country> ends and <aim> begins | such as <country>_<objective>[_<audience>]_<year>; \\ before a sign that stands for itself",
        "6️⃣":
          "'region' is a dimension that exports state | give your own another name, such as 'campaign_region'",
        "7️⃣": "unknown part of a pattern 'contry' | did you mean 'country'?",
        "8️⃣": "'aim' is empty",
        "9️⃣": "unknown 'names' 'newest' | known: as_of_date, latest",
      ])
  }

  @Test("a part that no pattern has is no dimension, and campaigns need a pattern or names")
  func unknown() {
    expectErrors(
      """
      extract:
        a: {profile: generic/ad-costs, files: a.csv}
      normalize:
        campaigns: 1️⃣{inputs: [a]}
        channels: [{name: X, when: {2️⃣objectve: brand}}]
      aggregate: {by: [3️⃣aim_typ]}
      """,
      [
        "1️⃣": "'campaigns' needs pattern or names",
        "2️⃣":
          "unknown dimension 'objectve' | known: source, medium, campaign, campaign_id, ad_group, ad, term, content, landing_page, product, region, device, network, campaign_type, cost_type, deal_type, lead_source, tool, owner, account, coupon, action, status, stage",
        "3️⃣":
          "unknown dimension 'aim_typ' | known: channel, source, medium, campaign, campaign_id, ad_group, ad, term, content, landing_page, product, region, device, network, campaign_type, cost_type, deal_type, lead_source, tool, owner, account, coupon, action, status",
      ])
  }
}
