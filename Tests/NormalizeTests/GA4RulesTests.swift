import Declarations
import EventSchema
import Testing

@testable import Normalize

/// The catalog's GA4 rules, over cases worked out by hand from the published table.
@Suite("GA4 channel rules") struct GA4RulesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var source: String, medium: String, campaign: String, channel: String
    init(_ source: String, _ medium: String, _ campaign: String, _ channel: String) {
      (self.source, self.medium, self.campaign, self.channel) = (source, medium, campaign, channel)
    }
    var testDescription: String { "\(source) / \(medium) / \(campaign) is \(channel)" }
  }

  private static func rules() throws -> ChannelRules {
    try #require(try CatalogLibrary().channels("ga4-2026"))
  }

  private static func decide(_ classifier: ChannelClassifier, _ c: Case) -> ChannelDecision {
    classifier.classify { dimension in
      switch dimension {
      case .source: Array(c.source.utf8)
      case .medium: Array(c.medium.utf8)
      case .campaign: Array(c.campaign.utf8)
      default: []
      }
    }
  }

  @Test("cases on which tools differ, and one of every channel")
  func cases() throws {
    let classifier = try ChannelClassifier(rules: try Self.rules())
    #expect(classifier.dimensions == [.campaign, .medium, .source])
    for c in Self.cases {
      #expect(Self.decide(classifier, c).channel == c.channel, "\(c.testDescription)")
    }
  }

  private static let cases = [
    // The cases on which other tools differ.
    Case("google", "cpm", "", "Paid Search"), Case("some-blog", "cpm", "", "Display"),
    Case("alibaba", "", "", "Organic Shopping"),
    Case("x", "cpc", "workshop-2025", "Paid Other"), Case("x", "cpc", "eshop", "Paid Shopping"),
    Case("x", "cpc", "workshopping", "Paid Shopping"), Case("Facebook", "CPC", "", "Paid Social"),
    Case("emailoctopus.com", "", "", "Unassigned"), Case("(direct)", "(none)", "", "Direct"),
    Case("", "", "", "Direct"),
    Case("x", "x", "summer-cross-network", "Cross-network"), Case("x", "interstitial", "", "Display"),
    // Decisions of ours.
    Case("", "", "brand", "Unassigned"), Case("email", "referral", "", "Referral"),
    Case("chatgpt.com", "ai-assistant", "", "AI Assistant"),
    // One of every other rule.
    Case("(direct)", "(not set)", "", "Direct"), Case("(direct)", "cpc", "", "Paid Other"),
    Case("amazon", "cpc", "", "Paid Shopping"),
    Case("youtube.com", "paid-video", "", "Paid Video"), Case("x", "banner", "", "Display"),
    Case("x", "retargeting", "", "Paid Other"),
    Case("x", "", "summer shop", "Organic Shopping"), Case("vk.com", "", "", "Organic Social"),
    Case("x", "social media", "", "Organic Social"),
    Case("youtube.com", "", "", "Organic Video"), Case("x", "my-video-ad", "", "Organic Video"),
    Case("bing", "", "", "Organic Search"),
    Case("x", "organic", "", "Organic Search"), Case("x", "app", "", "Referral"),
    Case("e mail", "", "", "Email"),
    Case("x", "E-Mail", "", "Email"), Case("x", "affiliate", "", "Affiliates"),
    Case("x", "audio", "", "Audio"),
    Case("sms", "", "", "SMS"), Case("x", "sms", "", "SMS"),
    Case("x", "webpush", "", "Mobile Push Notifications"),
    Case("x", "in-mobile-feed", "", "Mobile Push Notifications"),
    Case("firebase", "", "", "Mobile Push Notifications"),
    Case("x", "pushy", "", "Unassigned"), Case("x", "affiliates", "", "Unassigned"),
  ]

  @Test("channels come in the order of the published table")
  func order() throws {
    var names: [String] = []
    for step in try Self.rules().steps {
      if case .rule(let channel, _, _, _) = step, names.last != channel { names.append(channel) }
    }
    #expect(
      names == [
        "Direct", "Cross-network", "Paid Shopping", "Paid Search", "Paid Social", "Paid Video", "Display",
        "Paid Other",
        "Organic Shopping", "Organic Social", "Organic Video", "Organic Search", "AI Assistant", "Referral",
        "Email", "Affiliates",
        "Audio", "SMS", "Mobile Push Notifications",
      ])
  }

  @Test("rule ids are there once each")
  func ids() throws {
    let ids = try Self.rules().steps.compactMap { if case .rule(_, _, let id, _) = $0 { id } else { nil } }
    #expect(Set(ids).count == ids.count)
    #expect(ids.count == 29)
  }

  @Test("the set states since when its definitions hold")
  func effective() throws {
    #expect(try Self.rules().effective?.description == "2026-05-13")
    #expect(try Self.rules().version == "2026-05")
  }

  @Test("the source list has the published number of entries")
  func categories() throws {
    let counts = try Self.rules().sourceCategories.mapValues(\.count)
    #expect(counts == ["search": 129, "shopping": 52, "social": 592, "video": 46])
  }

  @Test("an alias never leads into another source category")
  func aliases() throws {
    let categories = try Self.rules().sourceCategories
    func category(_ source: String) -> String? { categories.first { $0.value.contains(source) }?.key }
    let names = TrafficNames()
    for (alias, source) in CatalogLibrary().sourceAliases() {
      #expect(names.normalised(Array(alias.uppercased().utf8), .source) == Array(source.utf8))
      if let own = category(alias) { #expect(own == category(source), "\(alias) → \(source)") }
    }
    #expect(names.normalised(Array("Bing".utf8), .source) == Array("bing".utf8))
  }
}
