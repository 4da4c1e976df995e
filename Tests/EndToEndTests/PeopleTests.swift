import Testing

/// People counted once, as a user sees it. All figures are worked out by hand from the two logs below.
@Suite("People counted once") struct PeopleTests {
  static let pipeline = """
    sluice: 1
    name: p
    title: {en: P}
    period: {every: month, from: 2026-01-01, to: 2026-03-31}
    calendar: {timezone: UTC}
    extract:
      newsletter: {profile: generic/email, files: a.csv, channel: Email}
      other_tool: {profile: generic/email, files: b.csv, channel: Email}
    render:
      tables:
        campaigns: {by: [campaign, month], columns: [opens, unique_opens, unique_clicks, sent], undefined_as: n/a, order: [campaign, month]}
        channels: {by: [channel, month], columns: [opens, unique_opens], undefined_as: n/a, order: [month]}

    """
  /// Ann opens May twice, written in two ways; Bob opens both; an open of nobody in March; a misspelt event.
  static let first = """
    at,person,campaign,event
    2026-01-05T10:00:00Z,ann@example.com,May,open
    2026-01-05T11:00:00Z, ANN@Example.com ,May,open
    2026-01-06T10:00:00Z,bob@example.com,May,open
    2026-01-06T10:00:00Z,bob@example.com,June,open
    2026-01-06T10:00:00Z,cat@example.com,June,sent
    2026-03-07T10:00:00Z,,June,open
    2026-03-07T10:00:00Z,ann@example.com,June,open
    2026-02-03T10:00:00Z,ann@example.com,June,open
    2026-02-03T10:00:00Z,dan@example.com,June,openx

    """
  /// Bob again, by another tool, and Eve, who clicks, too.
  static let second = """
    at,person,campaign,event
    2026-01-20T10:00:00Z,bob@example.com,May,open
    2026-01-20T10:00:00Z,eve@example.com,May,open
    2026-01-20T10:00:01Z,eve@example.com,May,click

    """

  static func table(_ name: String, threads: Int, key: String) throws -> String {
    let place = try Workspace()
    try place.write("p.yaml", pipeline)
    try place.write("a.csv", first)
    try place.write("b.csv", second)
    let run = try Sluice.run(
      ["table", "p.yaml", name, "--threads", "\(threads)"], environment: ["SLUICE_PERSON_KEY": key],
      folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    return run.out
  }

  @Test(
    "once per campaign and month, whatever the threads and the key",
    arguments: [(1, "one secret"), (3, "another secret")])
  func campaigns(threads: Int, key: String) throws {
    #expect(
      try Self.table("campaigns", threads: threads, key: key) == """
        campaign,month,opens,unique_opens,unique_clicks,sent
        June,2026-01,1,1,0,1
        June,2026-02,1,1,0,0
        June,2026-03,2,n/a,0,0
        May,2026-01,5,3,1,0

        """)
  }

  @Test("once per channel and month: the campaigns' figures are not added up")
  func channels() throws {
    #expect(
      try Self.table("channels", threads: 2, key: "k") == """
        channel,month,opens,unique_opens
        Email,2026-01,6,3
        Email,2026-02,1,1
        Email,2026-03,2,n/a

        """)
  }
}
