import Foundation
import Testing

@Suite("Channels on the command line") struct ChannelCommandTests {
  static let pipeline = """
    sluice: 1
    name: p
    period: {every: month, only: 2026-02}
    extract:
      google: {profile: google-ads/report, files: none.csv}
      radio: {profile: generic/ad-costs, files: none.csv, channel: Radio}
    normalize:
      source_aliases: {newsletter: [Рассылка]}
      channels:
        - {name: Partners, id: partners, when: {source: {starts_with: partner_}}}
        - {name: Late, id: late, when: {source: partner_a}}
        - then: ga4-2026
    aggregate: {kpis: [spend]}
    render: {report: {formats: [markdown], output: r/, sections: [headline]}}
    """

  /// Arguments, the first lines of the answer.
  static let questions: [([String], [String])] = [
    (
      ["google", "cpc", "brand"],
      [
        "Paid Search", "  rule     ga4-2026/paid-search",
        "  set      ga4-2026, version 2026-05, since 2026-05-13",
        "  since    source: {in_category: search}",
      ]
    ),
    (["AdWords", "CPC"], ["Paid Search", "  rule     ga4-2026/paid-search"]),
    (["some-blog", "cpm"], ["Display", "  rule     ga4-2026/display"]),
    (["x", "y"], ["Unassigned", "  rule     none"]),
    (
      ["--set", "landing_page=https://a.example/?fbclid=1"],
      ["Organic Social", "  rule     ga4-2026/organic-social-list"]
    ),
    (
      ["--set", "landing_page=gift: yes\nutm_source: letter\nutm_medium: email"],
      ["Email", "  rule     ga4-2026/email-medium"]
    ),
    (
      ["--pipeline", "p.yaml", "PARTNER_a"],
      ["Partners", "  rule     pipeline/partners", "  since    source: {starts_with: partner_}"]
    ),
    (["--pipeline", "p.yaml", "РАССЫЛКА", "email"], ["Email", "  rule     ga4-2026/email-medium"]),
    (
      ["--pipeline", "p.yaml", "--input", "google", "--set", "campaign_type=Video"],
      ["Paid Video", "  rule     google-ads/report/video"]
    ),
    (["--pipeline", "p.yaml", "--input", "google"], ["Paid Search", "  rule     ga4-2026/paid-search"]),
    (
      ["--pipeline", "p.yaml", "--input", "radio", "google", "cpc"],
      ["Radio", "  rule     stated: a channel that is stated goes before all rules"]
    ),
  ]

  @Test("the first line is the channel, below it stands the rule that decides", arguments: questions.indices)
  func test(index: Int) throws {
    let (arguments, expected) = Self.questions[index]
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline)
    let run = try Sluice.run(["channels", "test"] + arguments, folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    let lines = run.out.split(separator: "\n").map(String.init)
    #expect(Array(lines.prefix(expected.count)) == expected, "\(run.out)")
  }

  @Test("the rules before are told with what they lack: a few always, many on request")
  func before() throws {
    let place = try Workspace()
    let short = try Sluice.run(["channels", "test", "newsletter", "email"], folder: place.path)
    #expect(
      short.out.contains("  before   21 rules, none of which holds: --verbose lists them\n"), "\(short.out)")
    let long = try Sluice.run(["channels", "test", "newsletter", "email", "--verbose"], folder: place.path)
    #expect(long.out.contains("ga4-2026/affiliates") == false)
    #expect(
      long.out.contains("ga4-2026/email-source (Email): not source: [email, e-mail, e_mail, e mail]\n"),
      "\(long.out)")
  }

  @Test("sets are listed and printed; unknown names are refused with a suggestion")
  func sets() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline)
    let list = try Sluice.run(["channels"], folder: place.path)
    #expect(list.out.hasPrefix("ga4-2026      2026-05   since 2026-05-13  https://"), "\(list.out)")
    let one = try Sluice.run(["channels", "ga4-2026"], folder: place.path)
    #expect(one.out.contains("\nrules: ga4-2026\nversion: \"2026-05\"\neffective: 2026-05-13\n"))
    for (arguments, message) in [
      (["ga4-2025"], "unknown set of channel rules 'ga4-2025'\n  hint: did you mean 'ga4-2026'?"),
      (
        ["test", "a", "b", "--set", "campain=x"],
        "unknown dimension 'campain'\n  hint: did you mean 'campaign'?"
      ),
      (
        ["test", "a", "b", "--input", "google"], "an input is one of a pipeline file\n  hint: --pipeline FILE"
      ),
      (
        ["test", "--pipeline", "p.yaml", "--input", "gogle"],
        "unknown input 'gogle'\n  hint: did you mean 'google'?"
      ),
    ] {
      let run = try Sluice.run(["channels"] + arguments, folder: place.path)
      #expect(run.status == 64 && run.err.contains(message), "\(run.status) \(run.err)")
    }
  }

  @Test("a rule that can never match is a warning of validate and plan, with its place; the file stays valid")
  func unreachable() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline)
    let warning =
      "p.yaml:11:7: warning: the rule 'pipeline/late' can never match: what it would take is taken before, by 'pipeline/partners', line 10"
    let validate = try Sluice.run(["validate", "p.yaml"], folder: place.path)
    #expect(validate.status == 0 && validate.out.isEmpty && validate.err.contains(warning), "\(validate.err)")
    let json = try Sluice.run(["validate", "p.yaml", "--json"], folder: place.path)
    #expect(
      json.status == 0 && json.err.isEmpty && json.out.contains("\"severity\": \"warning\""), "\(json.out)")
    let plan = try Sluice.run(["plan", "p.yaml", "--as-of", "2026-03-02"], folder: place.path)
    #expect(plan.status == 0 && plan.err.contains(warning), "\(plan.err)")
  }
}
