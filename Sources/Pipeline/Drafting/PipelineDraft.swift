import Aggregate
import Declarations
import Diagnostics
import EventSchema

/// A pipeline file for the exports of a folder: commented, valid, and with marks where the files leave something
/// open.
struct PipelineDraft {
  private let survey: FolderSurvey
  private let name: String
  private let root: String
  /// The folder looked at, as it was named.
  private let folder: String
  /// What stands before a path of the file on the command line: where the file lies, unless that is here.
  private let home: String
  private let library = CatalogLibrary()
  /// What the files don't say, in the order of the text.
  private(set) var questions = 0

  /// Inputs that a first run reads.
  private(set) var inputs: [FolderSurvey.Group] = []
  /// Inputs that it can't read yet, and why.
  private var waiting: [(group: FolderSurvey.Group, why: String)] = []
  private var reportCurrency: Currency?
  private(set) var period: DraftPeriod?

  /// - Parameters:
  ///   - root: `root:` of the file.
  ///   - name: `name:` of the file.
  ///   - home: the folder that paths of the file begin in, as seen from the current one.
  init(_ survey: FolderSurvey, folder: String, name: String, root: String, home: String) {
    self.home = home == "." ? "" : home + "/"
    self.survey = survey
    self.folder = folder
    self.name = name
    self.root = root
    chooseCurrency()
    chooseInputs()
    period = DraftPeriod(inputs)
  }

  // MARK: Choices

  /// The currency that most of the inputs state.
  private mutating func chooseCurrency() {
    var counts: [Currency: Int] = [:]
    for group in survey.groups { for currency in group.currencies { counts[currency, default: 0] += 1 } }
    reportCurrency = counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
  }

  private mutating func chooseInputs() {
    for group in survey.groups {
      let foreign = group.currencies.filter { $0 != reportCurrency }.sorted()
      if group.isUseless {
        let why =
          group.records == 0
          ? "no rows"
          : group.needsPeriod
            ? "its files name no days: say under `covers` which they cover, then take the # away"
            : "none of its \(Self.rows(group.records)) can be used yet: \(group.files.first.map { inspecting($0.file.path) } ?? "`sluice inspect`") says why"
        waiting.append((group, why))
      } else if let other = foreign.first, survey.rates.isEmpty {
        waiting.append(
          (group, "amounts in \(other): needs `rates:` under `currency:`, a CSV with day,from,to,rate"))
      } else {
        inputs.append(group)
      }
    }
  }

  private var kinds: Set<EventKind> { Set(inputs.map(\.profile.gives)) }

  /// Measures that the files state, and those that follow from them.
  private var measures: Set<Measure> {
    var measures: Set<Measure> = inputs.reduce(into: []) { all, group in
      for file in group.files { all.formUnion(file.measures) }
      // None was closed yet, or the stages that close deals are to be named first.
      if group.profile.gives == .deal { all.formUnion([.wonDeals, .lostDeals]) }
    }
    if measures.contains(.wonAmount), !kinds.contains(.order) { measures.insert(.revenue) }
    let makers = inputs.filter { $0.profile.gives == customer }
    if !makers.isEmpty, makers.allSatisfy({ $0.files.allSatisfy(\.namesPeople) }) {
      measures.insert(.newCustomers)
    }
    return measures
  }

  /// Whose first event makes a customer.
  private var customer: EventKind? { kinds.contains(.order) ? .order : kinds.contains(.deal) ? .deal : nil }

  /// KPIs in the order in which somebody would want to see them; all others follow by name.
  private static let order = [
    "spend", "marketing_cost", "revenue", "roas", "mer", "orders", "average_order_value", "new_customers",
    "cac",
    "won_deals", "win_rate", "leads", "cpl", "mqls", "sqls", "visits", "visitors", "sent", "open_rate",
    "click_rate",
    "impressions", "clicks", "ctr", "cpc", "conversions_claimed", "cpa_claimed", "roas_claimed",
  ]

  /// Built-in KPIs all of whose measures the files state.
  private func kpis() throws(Diagnostics) -> [String] {
    var all: [KPI] = []
    for name in library.kpiNames { if let kpi = try library.kpi(name) { all.append(kpi) } }
    let stated = measures
    // Formulas may name variants, which may rest on assumptions.
    let evaluator = KPIEvaluator(kpis: all + all.flatMap(\.variants), stated: stated)
    let fed = all.filter { kpi in
      // What only repeats another KPI, and what needs more than the files say.
      if case .name(let other, _) = kpi.formula, other != kpi.name { return false }
      guard evaluator.assumptions(of: kpi.name).isEmpty else { return false }
      let needed = evaluator.measures(of: kpi.name)
      let optional = Set(kpi.optional)
      // A sum of which the files state one part repeats that part, where that is a KPI of its own.
      let parts = needed.filter(stated.contains)
      if !kpi.formula.divides, needed.count > 1, parts.count == 1,
        all.contains(where: { !$0.formula.divides && Set(evaluator.measures(of: $0.name)) == Set(parts) })
      {
        return false
      }
      return !needed.isEmpty && needed.contains { stated.contains($0) }
        && needed.allSatisfy { stated.contains($0) || optional.contains($0) }
    }
    func rank(_ name: String) -> Int { Self.order.firstIndex(of: name) ?? Self.order.count }
    return fed.map(\.name).sorted { (rank($0), $0) < (rank($1), $1) }
  }

  // MARK: Text

  /// The pipeline file.
  mutating func text() throws(Diagnostics) -> String {
    let body = contextText() + extractText() + normalizeText() + (try aggregateText()) + renderText()
    return headText() + body + leftoversText()
  }

  private func headText() -> String {
    var lines = [
      "Drafted by `sluice init` from the exports in \(folder == "." ? "this folder" : folder). Every line may be changed."
    ]
    if questions > 0 {
      lines.append(
        "\(questions == 1 ? "One line is" : "\(questions) lines are") marked QUESTION: what the files do not say. The answers there let a first run through; check them before you trust a figure."
      )
    }
    return Self.comment(lines) + "sluice: 1\nname: \(name)\nroot: \(yamlText(root))\n\n"
  }

  private mutating func contextText() -> String {
    guard let period else { return "" }
    var text = Self.comment([period.why])
    let every = period.grain.rawValue
    let compare = period.first < period.focus ? ", compare_with: [previous_\(every)]" : ""
    let range =
      period.first == period.focus
      ? "only: \(period.focus)" : "from: \(period.first.first), to: \(period.focus.last)"
    text += "period: {every: \(every), \(range)\(compare)}\n"
    text += "# Night by night instead: {every: \(every), last: 13, compare_with: [previous_\(every)]}\n"
    text += Self.comment([
      "Then `must_reach: period_end` under an input makes a run whose rows end early fail with exit code 3, and a pattern such as exports/*.csv under `files` takes new exports."
    ])
    if period.cutRows > 0 {
      text += Self.comment([
        "\(Self.rows(period.cutRows)) cover days of more than one \(every): they count in no figure, the report names them."
      ])
    }
    if inputs.contains(where: { $0.files.contains(where: \.hasTimes) }) {
      text +=
        "\n" + question("whose days are meant? Times are counted as days of this zone. UTC until you say so.")
      text += "calendar: {timezone: UTC}   # such as Europe/Berlin\n"
    }
    return text + currencyText() + "\n"
  }

  private mutating func currencyText() -> String {
    guard inputs.contains(where: { !$0.currencies.isEmpty || $0.lacksCurrency }) else { return "" }
    let code = reportCurrency?.description ?? Currency.unstated.description
    var text = "\n"
    if reportCurrency == nil {
      text += question(
        "in which currency are the amounts? No file says. \(Currency.unstated) is ISO's code for none: put yours in its place, here and below."
      )
    }
    let rates = survey.rates.map { yamlText($0) }
    if rates.isEmpty { return text + "currency: {report_in: \(code)}\n" }
    text += "currency:\n  report_in: \(code)\n"
    text += "  rates: \(rates.count == 1 ? rates[0] : "[\(rates.joined(separator: ", "))]")\n"
    let (remark, missing) = survey.whereRatesMiss(of: inputs, in: reportCurrency)
    return text + Self.comment(remark, indent: 2) + missing
  }

  private mutating func extractText() -> String {
    var text = "extract:\n"
    for group in inputs { text += inputText(group) }
    for (group, why) in waiting {
      text += question("\(group.name) is not read yet: \(why).", indent: 2)
      let encoding = group.notations.encoding.map { ["  \($0.line)"] } ?? []
      text += (entry(group) + encoding).map { "  # \($0)\n" }.joined()
    }
    return text
  }

  private mutating func inputText(_ group: FolderSurvey.Group) -> String {
    let files = group.files.count == 1 ? "1 file" : "\(group.files.count) files"
    let days = group.days.map { ", \($0.first) to \($0.last)" } ?? ""
    var remarks = ["\(group.profile.tool): \(files), \(Self.rows(group.records))\(days)."]
    if group.profile.evidence != .verified, !group.profile.name.hasPrefix("generic/") {
      remarks.append(
        "The profile's evidence is '\(group.profile.evidence.rawValue)': \(group.profile.evidence.meaning).")
    }
    if let file = group.files.first { remarks += file.notations.reasons.map { "\(file.file.path): \($0)" } }
    if group.rejected > 0, let file = group.files.first(where: { $0.rejected > 0 }) {
      remarks.append(
        "\(Self.rows(group.rejected)) would be rejected: \(inspecting(file.file.path)) says why.")
    }
    for file in group.files where !file.differingTotals.isEmpty {
      remarks.append(
        "\(file.file.path): its own '\(file.differingTotals[0])' is not the sum of its rows: export it again?"
      )
    }
    if let (a, b) = group.overlap {
      remarks.append(
        "\(a) and \(b) hold some of the same days: "
          + (group.profile.gives == .cost
            ? "costs of both add up. Keep one of them if they repeat each other."
            : "what both state counts once, as the later one says it (by name, or see `exported`)."))
    }
    if let unread = group.unreadRemark { remarks.append(unread) }
    var twinQuestion: String?
    if let twin = inputs.first(where: { $0.profile.name == group.profile.name && $0.name != group.name }),
      let own = group.days, let other = twin.days, own.first <= other.last, other.first <= own.last
    {
      twinQuestion =
        "\(twin.name) holds the same export of some of the same days. Another account? Else what both state counts twice: put all files into one input, saved in one way."
    }
    var text = Self.comment(remarks, indent: 2)
    if let twinQuestion { text += question(twinQuestion, indent: 2) }
    if let rivals = group.rivalQuestion { text += question(rivals, indent: 2) }
    for line in entry(group) { text += "  \(line)\n" }
    if let period, group.profile.gives == .cost {
      let cut = group.cut(period.grain).events
      if cut > 0 {
        text += Self.comment(
          [
            "\(Self.rows(cut)) cover days of more than one \(period.grain.rawValue): each day bears an equal part. Without the line they count only in periods that hold them whole."
          ], indent: 4)
        text += "    spread: evenly_over_days\n"
      }
    }
    if group.lacksCurrency {
      let code = reportCurrency?.description ?? Currency.unstated.description
      let found =
        reportCurrency == nil
        ? "the files name none." : "the files name none; \(code) because other inputs state it."
      text += question("in which currency are the amounts? " + found, indent: 4)
      text += "    currency: \(code)\n"
    }
    if let stages = DraftedStages(group.unnamedStages, deals: group.records - group.rejected) {
      text += question(stages.question, indent: 4) + "    \(stages.line)\n"
    }
    text += notationText(group)
    if let guess = group.notations.encoding {
      text += question(guess.question, indent: 4) + "    \(guess.line)\n"
    }
    if group.files.contains(where: \.hasLocalTimes) {
      text += question("which zone are its times of? They name none.", indent: 4)
      text += "    timezone: UTC\n"
    }
    if group.profile.gives == customer, let first = group.days?.first, measures.contains(.newCustomers) {
      text += question(
        "is the history complete from its oldest day on? Who buys for the first time after it is a new customer.",
        indent: 4)
      text += "    history_since: \(first)\n"
    }
    return text
  }

  /// Amounts that may be thousands: days with points speak for a comma before decimals.
  private mutating func notationText(_ group: FolderSurvey.Group) -> String {
    guard group.notations.numbers == nil,
      let (column, amount, style) = group.files.lazy.compactMap(\.undecided).first, let read = style.sample
    else { return "" }
    let other = style.opposite
    let hasPoints = group.notations.days?.text.contains(".") ?? false
    let answer = hasPoints && other == "1.234,56" ? other : read
    return question(
      "is '\(amount)' under '\(column)' thousands (\(other)) or decimals (\(read))? No cell tells.", indent: 4
    )
      + "    numbers: \"\(answer)\"\n"
  }

  /// The entry's own lines, indented below `extract:`.
  private func entry(_ group: FolderSurvey.Group) -> [String] {
    let patterns = group.patterns.map { yamlText($0) }
    var lines = ["\(group.name):", "  profile: \(group.profile.name)"]
    if patterns.count == 1 {
      lines.append("  files: \(patterns[0])")
    } else {
      lines.append("  files:")
      lines += patterns.map { "    - \($0)" }
    }
    lines.append("  required: yes")
    lines += group.notations.lines.map { "  \($0)" }
    if group.needsPeriod {
      let days = period.map { "\($0.focus.first) to \($0.focus.last)" } ?? CoveredDays.sample
      lines.append("  covers: \(days)   # put the first and the last day")
    }
    return lines
  }

  private mutating func normalizeText() -> String {
    var text = "\nnormalize:\n"
    text += Self.comment(
      ["Rules are read from the top, the first match wins; these are Google Analytics' own."], indent: 2)
    text += "  # - {name: Partners, when: {source: {starts_with: partner_}}}\n"
    text += "  channels:\n    - then: ga4-2026\n"
    if kinds.contains(.order), kinds.contains(.deal) {
      text += question(
        "there are orders and deals: a deal that becomes an order must count once. Orders count until you say so.",
        indent: 2)
      text += "  revenue_is: orders        # or: won deals\n  customer_is: order        # or: deal\n"
    } else if kinds.contains(.stage), let customer {
      text += "  customer_is: \(customer.rawValue)\n"
    }
    return text + "  rejected_rows_at_most: 5%   # of all rows; more, and the run tells which\n"
  }

  private func aggregateText() throws(Diagnostics) -> String {
    let kpis = try kpis()
    var text = "\naggregate:\n  by: [\(dimensions.joined(separator: ", "))]\n"
    if kpis.isEmpty {
      return text + "  # No built-in KPI rests on these files alone; `sluice kpis` lists what each needs.\n"
    }
    text += "  kpis:   # all that these files can feed; `sluice kpis` explains them\n"
    text += kpis.map { "    - \($0)\n" }.joined()
    return text
  }

  private var dimensions: [String] {
    let hasCampaigns = inputs.contains { $0.files.contains { $0.dimensions.contains(.campaign) } }
    return hasCampaigns ? ["channel", "campaign"] : ["channel"]
  }

  private func renderText() -> String {
    var sections = ["headline", "channels"]
    if dimensions.count > 1 { sections.append("campaigns") }
    if let period, period.first < period.focus { sections.append("trend") }
    if kinds.contains(.plan) { sections.append("campaign_review") }
    sections += ["data_quality", "definitions"]
    return """

      render:
        report:
          languages: [en]         # also zh-Hans, ru
          formats: [html, markdown]
          output: reports/<pipeline>/<period>/
          sections: [\(sections.joined(separator: ", "))]

      """
  }

  private func leftoversText() -> String {
    guard !survey.leftovers.isEmpty else { return "" }
    var text = "\n# Not read:\n"
    for left in survey.leftovers {
      text += Self.comment(["\(left.path): \(left.why)\(left.hint.map { "; \($0)" } ?? "")"], hanging: 4)
      guard let entry = left.entry else { continue }
      text += "#   A start for it; lines marked ? are guesses:\n"
      text += entry.split(separator: "\n").map { "#   \($0)\n" }.joined()
    }
    return text
  }

  // MARK: Comments

  private mutating func question(_ text: String, indent: Int = 0) -> String {
    questions += 1
    return Self.comment(["QUESTION \(questions): \(text)"], indent: indent)
  }

  /// The command that looks at a file of the survey, from where `init` was called.
  private func inspecting(_ path: String) -> String {
    let place = home + path
    return "`sluice inspect \(place.contains(" ") ? "'\(place)'" : place)`"
  }

  private static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

  private static func comment(_ lines: [String], indent: Int = 0, hanging: Int = 0) -> String {
    let mark = String(repeating: " ", count: indent) + "# "
    return lines.map { line in
      // Broken as text of its own, then marked line by line.
      let broken = Lines.broken(printable(line), first: "", hanging: hanging, width: 98 - mark.count)
      return broken.split(separator: "\n").map { mark + $0 + "\n" }.joined()
    }.joined()
  }
}
