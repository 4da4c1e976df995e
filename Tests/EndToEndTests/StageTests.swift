import Testing

@testable import Pipeline

@Suite("Stages that a profile does not name") struct StageTests {
  @Test(
    "a stage is called as if it closed deals, or not",
    arguments: [
      ("Won – Enterprise", ["won"]), ("closed/LOST", ["lost"]), ("Verloren (Preis)", ["lost"]),
      ("Сделка успешно закрыта", ["won"]), ("Lost, won back", ["lost", "won"]),
      ("Проиграна", ["lost"]), ("已赢单", ["won"]), ("Wonderland tour", []), ("Closing call", []),
      ("Sample sent", []), ("Переговоры", []), ("", []),
    ] as [(String, [String])])
  func called(stage: String, means: [String]) {
    #expect(UnnamedStages.called(stage).sorted() == means)
    #expect(UnnamedStages.isCalledClosed(stage) == !means.isEmpty)
  }

  struct Told: Sendable, CustomTestStringConvertible {
    var profile = "hubspot/deals"
    var stages: String
    var lines: [String]
    var testDescription: String { "\(profile) \(stages)" }
  }

  @Test(
    "a wrong declaration of stages is told at its place, with what may be meant",
    arguments: [
      Told(
        stages: "{wonn: [Signed]}",
        lines: [
          "p.yaml:6:56: error: unknown stage of a deal 'wonn'", "  hint: did you mean 'won'?",
        ]),
      Told(
        stages: "{mql: [Signed]}",
        lines: [
          "p.yaml:6:56: error: unknown stage of a deal 'mql'", "  hint: known: open, won, lost",
        ]),
      Told(
        stages: "{Signed: won}",
        lines: [
          "p.yaml:6:56: error: unknown stage 'Signed': our word stands before the account's",
          "  hint: the other way round: `won: [Signed]`",
        ]),
      Told(
        stages: "{won: [Signed], lost: [SIGNED]}",
        lines: [
          "p.yaml:6:78: error: 'SIGNED' stands under 'won' already",
          "  hint: a stage means one thing: take it out of one of the lists",
        ]),
      Told(
        stages: "{won: \"\"}",
        lines: [
          "p.yaml:6:61: error: an empty text under 'won' names no stage",
          "  hint: write what the export calls it, or take it out: a row without a stage states none",
        ]),
      Told(
        stages: "{won: [Signed, \" \"]}",
        lines: ["p.yaml:6:70: error: an empty text under 'won' names no stage"]),
      Told(
        profile: "generic/orders", stages: "{won: [Signed]}",
        lines: [
          "p.yaml:6:48: error: 'stages' is for deals and for stages of leads",
          "  hint: 'generic/orders' gives order events: take `stages` out",
        ]),
      Told(
        profile: "generic/leads", stages: "{won: [Signed]}",
        lines: [
          "p.yaml:6:56: error: unknown stage of a lead 'won'",
          "  hint: known: lead, mql, sql, sqo, opportunity, customer, upsell",
        ]),
    ])
  func mistakes(told: Told) throws {
    let place = try Workspace()
    try place.write("d.csv", "a\n")
    try place.write(
      "p.yaml",
      """
      sluice: 1
      name: p
      root: .
      period: {every: month, only: 2026-02}
      extract:
        crm: {profile: \(told.profile), files: d.csv, stages: \(told.stages)}
      aggregate: {kpis: [won_deals]}

      """)
    let run = try Sluice.run(["validate", "p.yaml"], folder: place.path)
    #expect(run.status == 78)
    for line in told.lines { #expect(run.err.split(separator: "\n").contains { $0 == line }, "\(run.err)") }
  }

  private static let heads = "Record ID,Deal Stage,Amount,Close Date,Create Date\n"

  @Test(
    "a draft proposes the stages that are called as if they closed deals, and asks",
    arguments: [
      // The profile names one of them: the others are open, as a run takes them.
      (
        "1,Closed Won,1,2026-02-10 10:00,2026-02-01 09:00\n2,Sample sent,1,2026-02-10 10:00,2026-02-01 09:00\n",
        "stages: {won: [], lost: [], open: [Sample sent]}"
      ),
      (
        "1,Deal won!,1,2026-02-10 10:00,2026-02-01 09:00\n2,Angebot,1,2026-02-10 10:00,2026-02-01 09:00\n"
          + "3,Verloren,1,2026-02-10 10:00,2026-02-01 09:00\n",
        "stages: {won: [\"Deal won!\"], lost: [Verloren], open: [Angebot]}"
      ),
      // None is known, none is called closed: they are hardly all open, so that none is named.
      (
        "1,Signed,1,2026-02-10 10:00,2026-02-01 09:00\n2,Angebot,1,2026-02-10 10:00,2026-02-01 09:00\n",
        "stages: {won: [], lost: []}"
      ),
    ])
  func drafted(rows: String, line: String) throws {
    let place = try Workspace()
    try place.write("crm/deals.csv", Self.heads + rows)
    let draft = try Sluice.run(["init", "crm"], folder: place.path)
    #expect(draft.status == 0, "\(draft.err)")
    #expect(draft.out.contains("    \(line)\n"), "\(draft.out)")
    #expect(draft.out.contains("which of these stages close deals?"))
  }

  @Test("a draft says nothing of stages where the profile names all of them")
  func named() throws {
    let place = try Workspace()
    try place.write("crm/deals.csv", Self.heads + "1,Closed Won,1,2026-02-10 10:00,2026-02-01 09:00\n")
    let draft = try Sluice.run(["init", "crm"], folder: place.path)
    #expect(draft.status == 0 && !draft.out.contains("stages"), "\(draft.out)")
  }
}
