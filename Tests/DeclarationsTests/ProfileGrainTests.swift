import Declarations
import EventSchema
import Testing

@Suite("Grains of exports") struct ProfileGrainTests {
  private static func text(_ more: String) -> String {
    """
    profile: t/x
    tool: T
    evidence: unverified
    gives: ad
    format: csv
    \(more)
    """
  }

  private static let columns = """
    columns:
      day: {headings: [day], as: date yyyy-MM-dd, required: yes}
      campaign: {headings: [name], required: yes, else: campaign_id}
      campaign_id: {headings: [id]}
      ad_group: {headings: [group]}
      spend: {headings: [spend], as: money, required: yes}
    """

  @Test(
    "a file is of the finest grain that it has a column of; an id is as good as a name",
    arguments: [
      (["campaign", "ad_group"], EntityGrain.adGroup), (["campaign"], .campaign),
      (["campaign_id"], .campaign),
      ([], .account),
    ])
  func finest(fields: [String], grain: EntityGrain) throws {
    let (profile, diagnostics) = ProfileLoader.load(
      text: Self.text("grain: {from: [ad_group, campaign], default: account}\n" + Self.columns),
      file: "x.yaml")
    #expect(diagnostics.map(\.message) == [])
    let loaded = try #require(profile)
    let found = loaded.grain { fields.contains(loaded.columns[$0].field.name(kind: .ad)) }
    #expect(found == grain)
    #expect(
      loaded.neededWhenNamed.map { loaded.columns[$0].field.name(kind: .ad) } == ["day", "spend"],
      "a file that is said to be this export may be of the account alone")
  }

  @Test("a grain states what stands at it or above, and what describes no entity")
  func states() {
    let asked: [Dimension] = [.campaign, .adGroup, .ad, .term, .device, Dimension(own: "country")]
    let stated = EntityGrain.allCases.map { grain in asked.filter(grain.states).map(\.rawValue) }
    #expect(
      stated == [
        ["device", "country"], ["campaign", "device", "country"],
        ["campaign", "ad_group", "device", "country"],
        ["campaign", "ad_group", "ad", "device", "country"],
        ["campaign", "ad_group", "term", "device", "country"],
      ])
  }

  @Test("wrong grains, and what can't stand in for a text, are told")
  func errors() {
    expectDiagnostics(
      Self.text(
        """
        grain: {from: 1️⃣[campaign, 2️⃣adgroup, ad], default: 3️⃣shop}
        columns:
          day: {headings: [day], as: date yyyy-MM-dd, else: 4️⃣campaign}
          campaign: {headings: [name], else: 5️⃣spend}
          spend: {headings: [spend], as: money, required: yes}
        """),
      [
        "1️⃣":
          "'ad' stands behind 'campaign', which is no finer | the finest first: term, ad, ad_group, campaign, account",
        "2️⃣": "unknown grain 'adgroup' | did you mean 'ad_group'?",
        "3️⃣": "unknown 'default' 'shop' | known: account, campaign, ad_group, ad, term",
        "4️⃣":
          "expected 'preamble period', 'heading', {constant: …} or another field of texts for 'else', found 'campaign'",
        "5️⃣":
          "expected 'preamble period', 'heading', {constant: …} or another field of texts for 'else', found 'spend'",
      ]
    ) { ProfileLoader.load(text: $0, file: "x.yaml").diagnostics }
  }
}
