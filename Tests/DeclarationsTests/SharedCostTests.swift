import Declarations
import Diagnostics
import EventSchema
import Testing

@Suite("Shared costs and spreading in pipeline files") struct SharedCostTests {
  private func text(_ rules: String, input: String = "") -> String {
    """
    sluice: 1
    name: n
    period: {every: month, last: 1}
    extract:
      overheads: {profile: generic/costs, files: o.csv\(input)}
    normalize:
      shared_costs:
        \(rules)
    render: {tables: {t: {by: [channel], columns: [spend]}}}
    """
  }

  private func load(_ text: String) -> (PipelineFile?, [Diagnostic]) {
    PipelineFileLoader.load(text: text, file: "p.yaml", environment: [:])
  }

  @Test("a rule has a name, conditions as channel rules have them, and a key")
  func rules() throws {
    let (file, diagnostics) = load(
      text(
        """
        - {name: Agency, when: {input: overheads, cost_type: [agency, fees]}, by: spend, over: [B, A]}
            - {name: Tools, when: {tool: {starts_with: g}}, by: {Email: 33.5%, Display: 66.5%}}
            - {name: Rent, when: {cost_type: rent}, by: equal, over: Email}
            - {name: Rest, when: {input: overheads}, by: revenue}
        """))
    #expect(diagnostics.map(\.message) == [])
    let rules = try #require(file).normalize.sharedCosts
    #expect(rules.map(\.name.value) == ["Agency", "Tools", "Rent", "Rest"])
    #expect(
      rules[0].when == [
        .init(.input, .equals(["overheads"])), .init(.costType, .equals(["agency", "fees"])),
      ])
    #expect(rules[0].over.map(\.value) == ["B", "A"])
    guard case .measure(.spend) = rules[0].key, case .fixed(let shares) = rules[1].key,
      case .equally = rules[2].key, case .measure(.revenue) = rules[3].key
    else { throw Unexpected() }
    #expect(shares.map(\.channel) == ["Email", "Display"])
    #expect(shares.map(\.share) == [Exact(decimal: "0.335"), Exact(decimal: "0.665")])
  }

  private struct Unexpected: Error {}

  @Test(
    "what is wrong with a rule is told with its place",
    arguments: [
      (
        "- {name: a, when: {cost_type: x}, by: 1️⃣spent}",
        "unknown key to share costs by 'spent' | did you mean 'spend'?"
      ),
      (
        "- {name: a, when: {cost_type: x}, by: 1️⃣equal}",
        "'by: equal' needs the channels that share | over: [Paid Search, Email]"
      ),
      (
        "- {name: a, when: {cost_type: x}, by: 1️⃣{A: 60%, B: 39.5%}}",
        "the shares sum up to 99.5%, not to 100% | nothing may be left over: a channel for the rest, or `by: equal`"
      ),
      (
        "- {name: a, when: {cost_type: x}, by: {A: 1️⃣60, B: 40%}}",
        "expected a share such as 60% for 'A', found '60'"
      ),
      (
        "- {name: a, when: {cost_type: x}, by: {A: 1️⃣-10%, B: 110%}}",
        "expected a share such as 60% for 'A', found '-10%'"
      ),
      (
        "- {name: a, when: {cost_type: x}, by: {A: 100%}, over: [1️⃣A]}",
        "fixed shares name their channels: 'over' says it twice"
      ),
      (
        "- {name: a, when: {cost_type: x}, by: equal, over: [X, 1️⃣x, Y]}",
        "'x' stands there twice | a channel has one share, in whatever case it is written"
      ),
      (
        "- {name: a, when: {cost_type: x}, by: spend, over: [Y, X, 1️⃣X]}",
        "'X' stands there twice | a channel has one share, in whatever case it is written"
      ),
      (
        "- {name: a, when: {cost_type: x}, by: {Paid Search: 60%, 1️⃣PAID SEARCH: 40%}}",
        "'PAID SEARCH' stands there twice | a channel has one share, in whatever case it is written"
      ),
      ("- {name: a, when: 1️⃣{}, by: spend}", "a shared cost without conditions | such as {input: overheads}"),
      (
        "- {name: a, when: {1️⃣cost_typ: x}, by: spend}",
        "unknown dimension 'cost_typ' | did you mean 'cost_type'?"
      ),
      (
        "- {name: a, when: {cost_type: x}, by: spend}\n    - {name: 1️⃣a, when: {cost_type: y}, by: spend}",
        "two shared costs are named 'a' | reports name them: give each its own"
      ),
    ])
  func errors(_ rules: String, _ message: String) {
    expectDiagnostics(text(rules), ["1️⃣": message]) { load($0).1 }
  }

  @Test("costs are spread in one way, and a slip is told")
  func spread() throws {
    let rule = "- {name: a, when: {cost_type: x}, by: spend}"
    let good = load(text(rule, input: ", spread: evenly_over_days")).0
    #expect(try #require(good).inputs[0].spread?.value == .evenlyOverDays)
    expectDiagnostics(
      text(rule, input: ", spread: 1️⃣evenly"), ["1️⃣": "unknown 'spread' 'evenly' | known: evenly_over_days"]
    ) { load($0).1 }
  }
}
