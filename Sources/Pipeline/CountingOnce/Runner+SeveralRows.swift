import Declarations
import Diagnostics
import EventSchema
import Kernel
import Normalize
import Render

/// Orders, deals, contracts and stages of leads that a file has on several rows, as a join of exports makes them.
extension Runner {
  /// What is to be told about the files of an overlap.
  ///
  /// - Parameters:
  ///   - reading: the files, open for reading statements.
  /// - Throws: where the rows would multiply money.
  func checkSeveralRows(
    _ overlap: Overlap, _ reading: [KernelFile], _ statements: ContiguousArray<Statement>,
    _ decision: StatementRoles.Decision, ranks: [Int]
  ) async throws(Diagnostics) -> SeveralRows? {
    guard let rule = plan.inputs[overlap.input].severalRows else { return nil }
    if rule != .addUp {
      let fanOut = FanOut(statements, decision.roles, ranks: ranks)
      if let first = fanOut.first {
        throw refusal(fanOut, try await describe(first, reading, input: overlap.input), overlap.input)
      }
    }
    var found = SeveralRows(input: overlap.input)
    found.once = decision.once
    if plan.inputs[overlap.input].profile.gives == .order {
      let parts = OrdersInParts(statements, decision.roles, ranks: ranks)
      found.ofSeveralBuyers = parts.ofSeveralBuyers
      let isDeclared = plan.inputs[overlap.input].declaration.severalRows != nil
      if parts.lookMultiplied, !isDeclared { found.multiplied = parts }
    }
    return found.isNothing ? nil : found
  }

  private func refusal(
    _ fanOut: FanOut, _ places: [(file: String, line: Int, key: String)], _ input: Int
  ) -> Diagnostics {
    let profile = plan.inputs[input].profile
    let (thing, things, without, part) = Self.words(profile)
    let first = places.first.map { "; the first is \($0.key), in " } ?? ""
    let beyond = fanOut.beyond.text
    let once = fanOut.once.text
    return Diagnostics(
      Diagnostic(
        at: SourceLocation(file: places.last?.file ?? "", line: places.last?.line ?? 0),
        (fanOut.count == 1 ? "1 \(thing) stands" : "\(fanOut.count) \(things) stand")
          + " on several rows: "
          + (beyond.isEmpty ? "they" : beyond) + " would count more than once, \(fanOut.rows) rows of "
          + (fanOut.count == 1 ? "1 \(thing)" : "\(fanOut.count) \(things)")
          + (beyond.isEmpty ? "" : " as \(fanOut.all.text) instead of \(once.isEmpty ? "0" : once)")
          + first + places.map { "\($0.file):\($0.line)" }.joined(separator: " and "),
        hint: "export \(things) without \(without), or set `several_rows: add_up` if each row is \(part), "
          + "`several_rows: count_once` if each row repeats the whole"
      ), exit: .badInput)
  }

  /// One of the things that a profile's rows are, several of them, what joins them with others, and what a row may be.
  private static func words(_ profile: Profile) -> (String, String, String, String) {
    switch profile.gives {
    case .deal: ("deal", "deals", "their contacts, companies and products", "a part of its deal")
    case .contract: ("contract", "contracts", "their contacts and invoices", "a contract of its own")
    case .stage: ("stage of a lead", "stages of leads", "their contacts", "a stage reached anew")
    case .order, .ad, .cost, .visit, .email, .refund, .plan, .content, .survey, .variant, .market, .account,
      .touch, .level:
      (
        "order", "orders", "their items and contacts",
        "a line of its order with an amount of its own"
          + (profile.columns.contains { $0.field == .line } ? " (or number the lines in `line`)" : "")
      )
    }
  }
}

/// Things that a file of an input has on several rows, where these may count.
package struct SeveralRows: Sendable, Equatable {
  package var input: Int
  /// Those that count once.
  var once = StatementRoles.ThingsOnce()
  /// Orders whose lines look like a join.
  var multiplied: OrdersInParts?
  /// Orders whose rows name several buyers.
  var ofSeveralBuyers = 0

  init(input: Int) { self.input = input }

  var isNothing: Bool { once.things == 0 && multiplied == nil && ofSeveralBuyers == 0 }

  /// In the order of their weight.
  func notes(_ plan: Plan) -> [Note] {
    let name = Note.Argument.text(plan.inputs[input].declaration.name)
    var notes: [Note] = []
    if let multiplied {
      notes.append(
        Note(
          .noteOrdersMultiplied,
          ["n": .count(multiplied.alike), "input": name, "amounts": .list(multiplied.beyond.amounts)]))
    }
    if ofSeveralBuyers > 0 {
      notes.append(Note(.noteOrdersOfSeveralBuyers, ["n": .count(ofSeveralBuyers), "input": name]))
    }
    if once.contradicting > 0 {
      notes.append(Note(.noteRowsContradict, ["n": .count(once.contradicting), "input": name]))
    }
    return notes
  }

  /// What counts once, and is no more than a duplicate.
  func remarks(_ plan: Plan) -> [Note] {
    let again = (things: once.onSeveralDays, rows: once.rowsOfSeveralDays)
    let others = (things: once.things - again.things, rows: once.rows - again.rows)
    func note(_ word: Word, _ found: (things: Int, rows: Int)) -> [Note] {
      let name = Note.Argument.text(plan.inputs[input].declaration.name)
      return found.things == 0
        ? [] : [Note(word, ["n": .count(found.things), "input": name, "rows": .count(found.rows)])]
    }
    return note(.noteCountedOnce, others) + note(.noteStagesReachedAgain, again)
  }

  /// What makes a run incomplete.
  func warnings(_ plan: Plan) -> [Diagnostic] {
    let declaration = plan.inputs[input].declaration
    var warnings: [Diagnostic] = []
    func warn(_ message: String, hint: String) {
      warnings.append(Diagnostic(.warning, at: declaration.location, message, hint: hint))
    }
    if let multiplied {
      warn(
        "\(multiplied.alike) orders of '\(declaration.name)' state the same amount on each of their lines, as a join "
          + "repeats an order's total: if it does, \(multiplied.beyond.text) are too much",
        hint: "say which it is: `several_rows: add_up` if each line has an amount of its own, "
          + "`several_rows: count_once` if each repeats the order's")
    }
    if ofSeveralBuyers > 0 {
      warn(
        (ofSeveralBuyers == 1 ? "1 order" : "\(ofSeveralBuyers) orders") + " of '\(declaration.name)' "
          + (ofSeveralBuyers == 1 ? "names" : "name") + " several customers on "
          + (ofSeveralBuyers == 1 ? "its" : "their") + " rows: each of them counts as one",
        hint: "export orders without contacts: an order has one buyer")
    }
    if once.contradicting > 0 {
      warn(
        "rows of " + (once.contradicting == 1 ? "1 thing" : "\(once.contradicting) things")
          + " of '\(declaration.name)' contradict each other, and the first of them counts: "
          + "their channel, owner or contact may be another",
        hint: "export one row for each, or correct what differs")
    }
    return warnings
  }
}
