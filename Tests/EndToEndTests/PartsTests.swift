import Foundation
import Testing

/// Formulas worked out by another way than ours, from the `parts` of `report.json`: in floating point, by names.
struct Recomputing {
  /// KPIs by name: those of `docs/kpis.md`, and a pipeline file's own.
  var formulas: [String: String]
  private let optional: Set = [
    "spend", "cost", "refunds", "new_customers", "nps_responses", "csat_responses",
  ]

  init(pipeline: String = "") throws {
    let docs = try String(contentsOfFile: "\(Sluice.root)/docs/kpis.md", encoding: .utf8)
    formulas = [:]
    for line in docs.split(separator: "\n") {
      guard let row = line.wholeMatch(of: /\| \[([a-z0-9_.]+)\]\(#[a-z_]+\) \|.*\| `(.*)` \|/) else {
        continue
      }
      formulas[String(row.1)] = String(row.2)
    }
    for own in pipeline.matches(
      of: /name: *([a-z_]+), *formula: *(?:"([^"]+)"|([^"},]+(?:\([^)]*\)[^"},]*)*))/)
    {
      formulas[String(own.1)] = String(own.2 ?? own.3 ?? "").trimmingCharacters(in: .whitespaces)
    }
  }

  /// What is wrong in a report: figures that don't follow from their parts.
  func problems(_ report: Any) -> (wrong: [String], checked: Int) {
    guard let report = report as? [String: Any], let figures = report["figures"] as? [[String: Any]] else {
      return (["no figures"], 0)
    }
    let assumed = (report["assumptions"] as? [String: String] ?? [:]).mapValues(Self.number)
    var wrong: [String] = []
    var checked = 0
    for figure in figures {
      guard let kpi = figure["kpi"] as? String, let text = formulas[kpi],
        let exact = figure["exact"] as? String
      else { continue }
      let parts = (figure["parts"] as? [String: Any] ?? [:]).compactMapValues { $0 as? String }
      var formula = Reader(text: Array(text))
      let known = parts.mapValues(Self.number).merging(assumed) { first, _ in first }
      let found = value(formula.sum(), Scope(), in: kpi, known)
      let wanted = Self.number(exact)
      checked += 1
      if let found, abs(found - wanted) <= 1e-9 * max(1, abs(wanted)) { continue }
      wrong.append("\(figure["id"] ?? ""): \(exact), of \(parts): \(found.map { "\($0)" } ?? "nothing")")
    }
    return (wrong, checked)
  }

  private static func number(_ text: String) -> Double {
    let sides = text.split(separator: "/").map { Double($0) ?? .nan }
    return sides.count == 2 ? sides[0] / sides[1] : sides[0]
  }

  // MARK: Formulas

  indirect enum Node {
    case number(Double)
    case name(String)
    case call(String, Node, Int)
    case ifZero(Node, Node)
    case both(Character, Node, Node)
    case minus(Node)
  }
  struct Scope: Hashable {
    var isTotal = false
    /// Of what there is to be something there, in the order of names.
    var having: [String] = []
    var steps: [String] = []

    /// `previous(total(x))`
    func text(_ name: String) -> String {
      let there = having.sorted().reduce(name) { "where(\($0), \($1))" }
      return steps.reversed().reduce(isTotal ? "total(\(there))" : there) { inner, step in
        let sides = step.split(separator: " ")
        return sides.count == 2 ? "\(sides[0])(\(inner), \(sides[1]))" : "\(step)(\(inner))"
      }
    }
  }

  private func value(_ node: Node, _ scope: Scope, in owner: String, _ parts: [String: Double]) -> Double? {
    value(node, scope, owner, parts, [])
  }

  /// - Parameter amounts: what stands on the other side of the fraction bar.
  private func value(
    _ node: Node, _ scope: Scope, _ owner: String, _ parts: [String: Double], _ amounts: Set<String>
  ) -> Double? {
    switch node {
    case .number(let number): return number
    case .name(let name):
      // Things that state the amount that they are held against stand beside all of them.
      let with = amounts.sorted().compactMap { parts[scope.text("\(name) with \($0)")] }.first
      if let with { return with }
      if let part = parts[scope.text(name)] ?? parts[name] { return part }
      guard name != owner, let formula = formulas[name], formula != name else { return nil }
      var reader = Reader(text: Array(formula))
      return value(reader.sum(), scope, name, parts, amounts)
    case .minus(let inner): return value(inner, scope, owner, parts, amounts).map { -$0 }
    case .ifZero(let first, let second):
      let found = value(first, scope, owner, parts, amounts)
      return found == 0 ? value(second, scope, owner, parts, amounts) : found
    case .call("total", let inner, _):
      var within = scope
      within.isTotal = true
      return value(inner, within, owner, parts, amounts)
    case .call(let function, let inner, _) where function.hasPrefix("where "):
      var within = scope
      within.having.append(String(function.dropFirst(6)))
      return value(inner, within, owner, parts, amounts)
    case .call(let function, let inner, let count):
      var within = scope
      within.steps.append(count == 0 ? function : "\(function) \(count)")
      return value(inner, within, owner, parts, amounts)
    case .both(let sign, let left, let right):
      let isBar = sign == "/"
      // A quotient within is a share or a mean of its own.
      let outer = isBar ? [] : amounts
      let a = value(left, scope, owner, parts, outer.union(isBar ? names(right, owner) : []))
      let b = value(right, scope, owner, parts, outer.union(isBar ? names(left, owner) : []))
      switch sign {
      // What no input states counts as 0 beside what some do.
      case "+" where a == nil || b == nil: return a ?? b
      case "-" where b == nil: return a
      default: break
      }
      guard let a, let b else { return nil }
      switch sign {
      case "+": return a + b
      case "-": return a - b
      case "*": return a * b
      default: return a / b
      }
    }
  }

  /// The measures of a formula, through KPIs.
  private func names(_ node: Node, _ owner: String) -> Set<String> {
    switch node {
    case .number: []
    case .name(let name):
      if name != owner, let formula = formulas[name], formula != name {
        {
          var reader = Reader(text: Array(formula))
          return names(reader.sum(), name)
        }()
      } else {
        [name]
      }
    case .minus(let inner), .call(_, let inner, _): names(inner, owner)
    case .ifZero(let a, let b), .both(_, let a, let b): names(a, owner).union(names(b, owner))
    }
  }

  /// + - * / with precedence, calls and brackets.
  struct Reader {
    var text: [Character]
    var place = 0

    private mutating func next() -> Character? {
      while place < text.count, text[place] == " " { place += 1 }
      return place < text.count ? text[place] : nil
    }
    private mutating func takes(_ wanted: Character) -> Bool {
      guard next() == wanted else { return false }
      place += 1
      return true
    }
    mutating func sum() -> Node {
      var left = product()
      while let sign = next(), sign == "+" || sign == "-" {
        place += 1
        left = .both(sign, left, product())
      }
      return left
    }
    private mutating func product() -> Node {
      var left = single()
      while let sign = next(), sign == "*" || sign == "/" {
        place += 1
        left = .both(sign, left, single())
      }
      return left
    }
    private mutating func single() -> Node {
      if takes("-") { return .minus(single()) }
      if takes("(") {
        let inner = sum()
        _ = takes(")")
        return inner
      }
      _ = next()
      let start = place
      while place < text.count, text[place].isLetter || text[place].isNumber || "_.".contains(text[place]) {
        place += 1
      }
      let word = String(text[start..<place])
      if place == start { place += 1 }
      if let number = Double(word) { return .number(number) }
      guard takes("(") else { return .name(word) }
      let inner = sum()
      guard takes(",") else {
        _ = takes(")")
        return .call(word, inner, 0)
      }
      let second = sum()
      _ = takes(")")
      if case .number(let count) = second, word == "rolling" { return .call(word, inner, Int(count)) }
      if case .name(let measure) = second, word == "where" { return .call("where \(measure)", inner, 0) }
      return .ifZero(inner, second)
    }
  }
}

/// A reader can work out each value from its `parts`.
@Suite("Parts") struct PartsTests {
  @Test("every figure of the examples follows from its parts", arguments: OracleTests.examples.map(\.0))
  func examples(_ name: String) throws {
    let folder = try #require(EndToEndTests.reports[name])
    let data = try #require(FileManager.default.contents(atPath: "\(Sluice.root)/\(folder)/report.json"))
    let found = try Recomputing(
      pipeline: String(contentsOfFile: "\(Sluice.root)/pipelines/\(name).yaml", encoding: .utf8)
    ).problems(try JSONSerialization.jsonObject(with: data))
    #expect(found.wrong == [])
    #expect(found.checked > 20)
  }

  @Test("a figure that does not follow from its parts is found")
  func canFail() throws {
    func wrong(_ figure: String) throws -> Int {
      let json = try JSONSerialization.jsonObject(with: Data(#"{"figures": [\#(figure)]}"#.utf8))
      return try Recomputing(pipeline: "{name: mean, formula: won_amount / won_deals * win_rate}")
        .problems(json).wrong.count
    }
    #expect(try wrong(#"{"kpi": "ctr", "exact": "0.1", "parts": {"clicks": "1", "impressions": "10"}}"#) == 0)
    #expect(try wrong(#"{"kpi": "ctr", "exact": "0.1", "parts": {"clicks": "1", "impressions": "11"}}"#) == 1)
    #expect(
      try wrong(#"{"kpi": "net_revenue", "exact": "5", "parts": {"revenue": "5", "refunds": null}}"#) == 0)
    // 100 of the one that states an amount; 3 of 5 won.
    let parts = #""won_amount": "100", "won_deals": "3", "lost_deals": "2""#
    let one = #""won_deals with won_amount": "1""#
    #expect(try wrong(#"{"kpi": "mean", "exact": "60", "parts": {\#(parts), \#(one)}}"#) == 0)
    #expect(try wrong(#"{"kpi": "mean", "exact": "60", "parts": {\#(parts)}}"#) == 1)
  }

  /// Exports with empty cells, of several groups, by a seed.
  @Test("with empty cells anywhere, too", arguments: 1...6 as ClosedRange<UInt64>)
  func blanks(_ seed: UInt64) throws {
    var random = SmallRandom(seed)
    func cell(_ most: Int) -> String { random.next(4) == 0 ? "" : String(random.next(most)) }
    var ads = "day,campaign,spend,currency,impressions,clicks,conversions_claimed,conversion_value_claimed\n"
    var visits = "day,channel,visits,visitors,page_views,seconds,engaged,web_bounces,completions\n"
    var mail = "day,campaign,sent,delivered,opens,unique_opens,clicks,unique_clicks,unsubscribes\n"
    var deals = "deal,created,closed,status,amount,currency,channel\n"
    for row in 0..<24 {
      let day = "2026-0\(1 + row % 2)-\(10 + random.next(18))"
      ads +=
        "\(day),\(["A", "B"][random.next(2)]),\(cell(90)),EUR,\(cell(900)),\(cell(90)),\(cell(9)),\(cell(99))\n"
      visits +=
        "\(day),\(["X", "Y"][random.next(2)]),\(1 + random.next(99)),\(cell(99)),\(cell(999)),\(cell(9999)),"
      visits += "\(cell(50)),\(cell(50)),\(cell(20))\n"
      mail +=
        "\(day),\(["M", "N"][random.next(2)]),\(cell(900)),\(cell(900)),\(cell(90)),\(cell(80)),\(cell(50)),"
      mail += "\(cell(40)),\(cell(5))\n"
      let status = ["won", "lost", "open"][random.next(3)]
      deals +=
        "\(row),2026-01-0\(1 + random.next(9)),\(status == "open" ? "" : day),\(status),\(cell(500)),EUR,"
      deals += "\(["X", "Y"][random.next(2)])\n"
    }
    let place = try Workspace()
    for (name, text) in [("ads", ads), ("visits", visits), ("mail", mail), ("deals", deals)] {
      try place.write("\(name).csv", text)
    }
    try place.write("p.yaml", Self.pipeline)
    let run = try Sluice.run(["run", "p.yaml", "--as-of", "2026-03-02"], folder: place.path)
    #expect(run.status == 0 || run.status == 3, "\(run.err)")
    let data = try #require(FileManager.default.contents(atPath: "\(place.path)/out/report.json"))
    let found = try Recomputing(pipeline: Self.pipeline).problems(
      try JSONSerialization.jsonObject(with: data))
    #expect(found.wrong == [], "seed \(seed)")
    #expect(found.checked > 60)
  }

  private static let pipeline = """
    sluice: 1
    name: parts
    period: {every: month, last: 2}
    currency: {report_in: EUR}
    extract:
      ads: {profile: generic/ad-costs, files: ads.csv}
      web: {profile: generic/visits, files: visits.csv}
      mail: {profile: generic/email, files: mail.csv}
      crm: {profile: generic/deals, files: deals.csv}
    normalize: {customer_is: deal, revenue_is: won deals}
    aggregate:
      by: [channel, campaign]
      kpis:
        [ctr, cpc, cpm, cpa_claimed, roas_claimed, marketing_cost, roas, landing_page_conversion, bounce_rate,
        engagement_rate, avg_time_on_page, open_rate, click_rate, click_to_open, unsubscribe_rate, win_rate,
        {win_rate: value}, pipeline_velocity, {pipeline_velocity: created}, pipeline_value, sales_cycle,
        {name: mean_won, formula: won_amount / won_deals, shown_as: money},
        {name: mean_of_two, formula: "rolling(won_amount / won_deals, 2)", shown_as: money},
        {name: won_worth, formula: won_amount / won_deals * win_rate, shown_as: money},
        {name: won_at_rate, formula: win_rate * won_amount / won_deals, shown_as: money},
        {name: two_ctr, formula: "rolling(clicks / impressions, 2)", shown_as: percent},
        {name: clicks_all, formula: clicks / total(clicks), shown_as: percent}]
    render:
      report: {formats: [markdown], output: out/, sections: [headline]}

    """
}

/// Numbers that are the same everywhere.
private struct SmallRandom {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
}
