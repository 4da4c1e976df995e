import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Kernel
import Normalize
import Render

/// Deals of an input in stages that its profile does not name: accounts name their own stages, and the profile takes them
/// for open.
///
/// Mostly they are. They are doubted where no deal has a stage that the profile names, which more likely knows none of the
/// words, and where a stage is called as if it closed deals.
package struct UnnamedStages: Sendable {
  struct Doubtful: Sendable {
    var deals: Int
    /// `Day.number` of the first day on which one of them was created.
    var firstDay: Int32
  }
  let input: Int
  private let name: String
  /// Those of most deals first.
  let stages: [(text: String, stage: UnnamedStage)]
  let deals: Int
  /// Deals of the input that count, whatever their stage.
  let all: Int
  /// What is known of doubtful deals in part only.
  let measures: Set<Measure>

  /// Nil where all stages are named.
  fileprivate init?(_ input: Int, _ result: RunResult) {
    let ledger = result.ledger(ofInput: input)
    guard !ledger.unnamedStages.isEmpty else { return nil }
    self.input = input
    name = result.plan.inputs[input].declaration.name
    stages = ledger.commonestUnnamedStages
    deals = stages.reduce(0) { $0 + $1.stage.deals }
    all = ledger.accepted
    var measures = Self.ofClosing
    if result.plan.kernel.inputs[input].needs.revenueIs.countsDeals { measures.insert(.revenue) }
    if result.plan.kernel.customer == .deal { measures.insert(.newCustomers) }
    self.measures = measures
  }

  /// What changes if a deal that is taken for open was won or lost.
  private static let ofClosing: Set<Measure> = [
    .wonDeals, .wonAmount, .lostDeals, .lostAmount, .openDeals, .pipelineValue, .expectedPipeline,
    .cycleDeals,
    .cycleDays, .medianCycleDays, .winIncidence, .winIncidence30, .winIncidence60, .winIncidence90,
    .winIncidence180, .createdWonAmount, .closedCycleDeals, .closedCycleDays, .typedDeals, .upsellDeals,
    .crossSellDeals,
  ]

  private var namesNone: Bool { deals == all }

  private var doubted: [(text: String, stage: UnnamedStage)] {
    namesNone ? stages : stages.filter { Self.isCalledClosed($0.text) }
  }

  /// Nil where nothing speaks against that these deals are open.
  var doubtful: Doubtful? {
    let doubted = self.doubted
    return doubted.isEmpty
      ? nil
      : Doubtful(
        deals: doubted.reduce(0) { $0 + $1.stage.deals },
        firstDay: doubted.map(\.stage.firstDay).min() ?? .max)
  }

  /// Words of stages in which deals end, as the tools' own stages and their translations have them; folded.
  private static let closingWords = [
    "won": ["won", "gewonnen", "gagné", "выигр", "успешн", "赢单"],
    "lost": [
      "lost", "verloren", "perdu", "проигр", "провал", "输单", "丢单", "disqualified", "unqualified", "rejected",
      "declined", "cancelled", "canceled", "abandoned", "abgelehnt", "disqualifiziert", "abgesagt",
      "storniert",
      "refusé", "annulé", "отказ", "отклон", "отменен", "отменён", "некачествен", "无效", "拒绝", "取消", "放弃",
    ],
  ]

  static func isCalledClosed(_ text: String) -> Bool { !called(text).isEmpty }

  /// Our words for what a stage is called: `won`, `lost`, both or none of them.
  static func called(_ text: String) -> Set<String> {
    let folded = String(decoding: CaseFolding.fold(Array(text.utf8)), as: UTF8.self)
    let called = closingWords.filter { _, words in
      words.contains { word in
        // Latin words stand alone: nothing is won in Wonderland.
        guard word.utf8.allSatisfy({ $0 < 0x80 }) else { return folded.contains(word) }
        return folded.split { !$0.isLetter }.contains { $0 == word }
      }
    }
    return Set(called.keys)
  }

  // MARK: Words

  /// So many stages are named.
  private static let named = 8

  var note: Note {
    let doubted = self.doubted
    let shown = doubted.isEmpty ? stages : doubted
    let texts = Note.Argument.list(shown, atMost: Self.named) { text, stage in
      let money = stage.amounts.mapValues { Exact(units: $0, scale: 6) }
      let word: Word = money.isEmpty ? .nameWithCount : .nameWithCountAndMoney
      return .note(
        Note(
          word,
          [
            "name": text.isEmpty ? .word(.notSet) : .text(text), "count": .count(stage.deals),
            "amounts": .list(money.amounts),
          ]))
    }
    return Note(
      doubted.isEmpty ? .noteUnnamedStages : namesNone ? .noteNoStageNamed : .noteStagesCalledClosed,
      [
        "input": .text(name), "n": .count(doubtful?.deals ?? deals), "all": .count(all),
        "stages": texts,
      ])
  }

  /// Nil where nothing speaks against that these deals are open.
  func warning(_ plan: Plan) -> Diagnostic? {
    guard let doubtful else { return nil }
    let texts = doubted.prefix(Self.named).map { "'\($0.text)' (\($0.stage.deals))" }.joined(separator: ", ")
    let what =
      namesNone
      ? "no deal of '\(name)' is in a stage that its profile names: \(texts)"
      : "\(doubtful.deals) of \(all) deals of '\(name)' are in stages that its profile does not name, called as if they "
        + "closed deals: \(texts)"
    return Diagnostic(
      .warning, at: plan.inputs[input].declaration.location,
      what + "; they count as open, and the report is incomplete",
      hint:
        "say what they mean under `stages:` of the input: `stages: {won: […], lost: […], open: […]}`")
  }

  // MARK: JSON

  static func json(_ ledger: ReconciliationLedger) -> [JSONValue] { json(ledger.commonestUnnamedStages) }

  static func json(_ stages: [(text: String, stage: UnnamedStage)]) -> [JSONValue] {
    stages.map { text, stage in
      .object([
        ("text", .string(text)), ("deals", .integer(stage.deals)),
        ("money", stage.amounts.mapValues { Exact(units: $0, scale: 6) }.json),
      ])
    }
  }
}

extension RunResult {
  /// Deals of an input in stages that its profile does not name; nil where it names all.
  func unnamedStages(_ input: Int) -> UnnamedStages? {
    plan.inputs[input].profile.gives == .deal ? UnnamedStages(input, self) : nil
  }
}
