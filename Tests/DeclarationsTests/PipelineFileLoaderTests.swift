// Long because it is the table of everything that can be wrong with a pipeline file.
import Declarations
import Diagnostics
import EventSchema
import Testing

@Suite("Pipeline files") struct PipelineFileLoaderTests {
  private func load(_ text: String, _ environment: [String: String] = [:]) -> (PipelineFile?, [Diagnostic]) {
    let (file, diagnostics) = PipelineFileLoader.load(text: text, file: "p.yaml", environment: environment)
    #expect((file == nil) == diagnostics.contains { $0.severity == .error })
    return (file, diagnostics)
  }

  private func expectErrors(
    _ marked: String, _ expected: [String: String], environment: [String: String] = [:],
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    expectDiagnostics(marked, expected, sourceLocation: sourceLocation) { load($0, environment).1 }
  }

  // MARK: Complete files

  @Test("the nightly example, in the keys there are")
  func nightly() throws {
    let (loaded, diagnostics) = load(Examples.nightly)
    #expect(diagnostics.map(\.message) == [])
    let file = try #require(loaded)
    #expect(file.name == "nightly-channels")
    #expect(file.title.text(in: "ru") == "Каналы за вчера")
    #expect(file.root == "..")
    #expect(file.period.every == .day)
    guard case .last(28) = file.period.range else { throw Unexpected() }
    #expect(file.period.compareWith == [.previous, .weekdayLastWeek])
    #expect(file.timezone?.value == "Asia/Shanghai")
    let currency = try #require(file.currency)
    #expect(currency.reportIn == Currency("CNY"))
    #expect(currency.rates.map(\.value) == ["inputs/fx/daily-rates.csv"])
    #expect(currency.ifRateMissing == .fail)
    #expect(currency.previous == .used(noOlderThanDays: 5))
    #expect(currency.rounding == .halfEven && currency.ratesAre == nil && currency.through == nil)
    #expect(file.inputs.map(\.name) == ["google_ads", "newsletter", "shop_orders"])
    #expect(file.inputs[0].timezone?.value == "America/Los_Angeles")
    #expect(file.inputs[0].isRequired && !file.inputs[1].isRequired)
    #expect(file.inputs[2].historySince == Day(iso: "2021-01-01"))
    let steps = try #require(file.normalize.channels).steps
    #expect(steps.count == 4)
    guard case .rule("Paid Search", let when, _, _) = steps[0], case .then("ga4-2026", _) = steps[3] else {
      throw Unexpected()
    }
    #expect(when == [.init(.input, .equals(["google_ads"])), .init(.campaignType, .equals(["Search"]))])
    guard case .rule("Partners", let partners, _, _) = steps[2] else { throw Unexpected() }
    #expect(partners == [.init(.source, .startsWith(["partner_"]))])
    #expect(file.normalize.customerIs == .order)
    #expect(file.normalize.rejectedRowsAtMost?.value == (Exact(1) / Exact(200)).map { .share($0) })
    #expect(file.aggregate.by.map(\.value) == [.channel, .campaign])
    #expect(file.aggregate.controlTotals == .mustMatch)
    #expect(file.aggregate.kpis.count == 5)
    guard case .own(let own) = try #require(file.aggregate.kpis.last) else { throw Unexpected() }
    #expect(own.name == "margin_after_ads")
    #expect(own.shown == .money && own.better == .higher && own.decimals == 2)
    let report = try #require(file.reports.first)
    #expect(report.languages.map(\.value) == ["zh-Hans", "ru", "en"])
    #expect(report.formats == [.html, .markdown])
    #expect(
      report.sections.map(\.name.value) == ["headline", "channels", "trend", "data_quality", "definitions"])
    #expect(report.sections[1].sortBy?.value == "spend" && report.sections[1].rows == 12)
  }

  @Test("the quarterly example, in the keys there are")
  func quarterly() throws {
    let (loaded, diagnostics) = load(Examples.quarterly)
    #expect(diagnostics.map(\.message) == [])
    let file = try #require(loaded)
    guard case .only(let period) = file.period.range else { throw Unexpected() }
    #expect(period.description == "2025-Q2")
    #expect(file.period.compareWith == [.previous, .lastYear])
    let ads = try #require(file.inputs.first)
    #expect(ads.files.map(\.value) == ["inputs/2025/ads/*.csv", "inputs/2024/ads/*.csv"])
    #expect(ads.numbers == NumberStyle(sample: "1 234,56"))
    #expect(ads.columns.map(\.heading) == ["Дата", "Кампания", "Расход, ₽ с НДС", "Клики"])
    #expect(ads.columns[0].type == DatePattern("dd.MM.yyyy").map { .date($0) })
    #expect(file.inputs[2].constants == [.channel: "Trade shows"])
    #expect(file.normalize.revenueIs == .wonDeals)
    guard case .everythingElse("Unknown", _) = try #require(file.normalize.channels?.steps.last) else {
      throw Unexpected()
    }
  }

  @Test("a file with tables alone needs no report and no KPI list")
  func tablesAlone() throws {
    let file = try #require(load(Examples.tables).0)
    #expect(file.reports.isEmpty)
    let table = try #require(file.tables.first)
    #expect(table.by == [.dimension(.channel), .period(.month)])
    #expect(table.columns.map(\.value) == ["impressions", "ctr"])
    #expect(table.headings == ["ctr": "CTR"] && table.decimals == ["ctr": 4])
    #expect(table.rounding == .halfUp && table.hideAllZero && table.undefinedAs == "")
    #expect(table.order.map(\.value) == ["channel", "month"])
    let kpis = file.aggregate.kpis.map { if case .named(let name) = $0 { name.value } else { "?" } }
    #expect(kpis == ["spend", "impressions", "clicks"])
  }

  // MARK: Errors

  @Test("all errors of a file are reported at once, each in its place")
  func allAtOnce() {
    expectErrors(
      """
      sluice: 1
      name: nightly
      period: {every: 1️⃣dya, last: 28}
      currency: {2️⃣raport_in: EUR, rates: fx.csv}
      extract:
        google_ads:
          3️⃣profil: google-ads/report
          files: a.csv
          required: 4️⃣maybe
          numbers: 5️⃣"12.34.56"
      normalize: 6️⃣[a]
      aggregate:
        by: [7️⃣chanel]
        8️⃣attribution: []
      render:
        daily: {formats: [html, 9️⃣email], output: out/<period>, sections: [headline]}
      """,
      [
        "1️⃣": "unknown 'every' 'dya' | did you mean 'day'?",
        "2️⃣": "unknown key 'raport_in' in 'currency' | did you mean 'report_in'?",
        "3️⃣": "unknown key 'profil' in input 'google_ads' | did you mean 'profile'?",
        "4️⃣": "expected yes or no for 'required', found 'maybe'",
        "5️⃣": "expected a sample such as 1,234.56 or 1.234,56 for 'numbers', found '12.34.56'",
        "6️⃣": "expected a mapping for 'normalize', found a list",
        "7️⃣": "unknown dimension 'chanel' | did you mean 'channel'?",
        "8️⃣":
          "unknown key 'attribution' in 'aggregate' | known keys: by, kpis, assume, experiments, alerts, engagement, pipeline_contribution, "
          + "targets, campaign_review, checks, small_below, cohorts_mature_after_days, groups_at_most",
        "9️⃣": "unknown format 'email' | known: html, markdown",
      ], missing: ["'currency' lacks the key 'report_in'", "input 'google_ads' lacks the key 'profile'"])
  }

  /// As above, with messages about missing keys, which stand where their mapping begins.
  private func expectErrors(
    _ marked: String, _ expected: [String: String], missing: [String],
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    let found = load(MarkedText(marked).text).1
    for message in missing {
      #expect(found.contains { $0.message == message }, "\(message)", sourceLocation: sourceLocation)
    }
    expectDiagnostics(marked, expected, sourceLocation: sourceLocation) { text in
      load(text).1.filter { !missing.contains($0.message) }
    }
  }

  struct Fragment: Sendable, CustomTestStringConvertible {
    /// The keys in place of those of a valid file; nil leaves a key out.
    var replaced: [String: String?]
    var expected: [String: String]
    var testDescription: String { expected.values.sorted().joined(separator: "; ") }

    init(_ key: String, _ value: String?, _ expected: [String: String]) {
      replaced = [key: value]
      self.expected = expected
    }

    var text: String {
      let valid: [(String, String)] = [
        ("sluice", "1"), ("name", "n"), ("period", "{every: month, last: 2}"),
        ("calendar", ""), ("extract", "{a: {profile: generic/costs, files: a.csv}}"), ("currency", ""),
        ("normalize", ""),
        ("aggregate", ""),
        ("render", "{tables: {t: {by: [channel], columns: [spend]}}}"),
      ]
      return valid.map { key, value in
        let stated = replaced[key] ?? (value.isEmpty ? nil : value)
        return stated.map { "\(key): \($0)\n" } ?? ""
      }.joined()
    }
  }

  @Test("a file is refused for one thing", arguments: Fragment.all)
  func fragment(_ c: Fragment) {
    expectErrors(c.text, c.expected)
  }

  @Test("a file of a newer format is refused for that alone")
  func newer() {
    expectErrors("sluice: 1️⃣2\nfor_each: clients.csv\n", ["1️⃣": "this file needs Sluice 2"])
  }

  @Test("a key without a value is not an empty text")
  func nothing() {
    let text = Fragment("name", "\"\"", [:]).text
    expectErrors(
      text.replacing("name: \"\"", with: "name:1️⃣"), ["1️⃣": "expected text for 'name', found nothing"])
    expectErrors(
      text.replacing("name: \"\"", with: "name: 1️⃣\"\""), ["1️⃣": "the name '' can't be part of a path"])
  }

  @Test("the version comes first")
  func versionFirst() {
    expectErrors(
      "name: n\n1️⃣sluice: 1\nperiod: {every: day, last: 1}\nextract: {a: {profile: p, files: f}}\n"
        + "render: {tables: {t: {by: [channel], columns: [spend]}}}\n",
      ["1️⃣": "'sluice' must be the first key"])
  }

  // MARK: Variables

  @Test("variables are substituted per scalar and their names collected")
  func variables() throws {
    var c = Fragment("name", "\"${NAME}\"", [:])
    c.replaced["extract"] =
      "{a: {profile: generic/costs, files: ['${DIR}/a.csv', '${OTHER:-b}/$$x.csv'], channel: '${CHANNEL}'}}"
    let (loaded, diagnostics) = load(
      c.text, ["NAME": "nightly", "DIR": "in", "CHANNEL": "a: {b}", "UNUSED": "x"])
    #expect(diagnostics.map(\.message) == [])
    let file = try #require(loaded)
    #expect(file.name == "nightly")
    #expect(file.inputs[0].files.map(\.value) == ["in/a.csv", "b/$x.csv"])
    // A value can't change the structure.
    #expect(file.inputs[0].constants == [.channel: "a: {b}"])
    #expect(file.variables == ["CHANNEL", "DIR", "NAME", "OTHER"])
  }

  @Test(
    "a variable that is not set is an error with what to do",
    arguments: [
      Fragment(
        "aggregate", "{by: [1️⃣weeks]}",
        [
          "1️⃣":
            "expected dimensions for 'by', found the period 'weeks' | `period: {every: week}` sets the length of the report's periods; tables may have 'week' under their `by:`"
        ]),
      Fragment(
        "render", "{tables: {t: {by: [1️⃣weeks], columns: [spend]}}}",
        ["1️⃣": "unknown dimension or period 'weeks' | did you mean 'week'?"]),
      Fragment(
        "render", "{1️⃣tabels: {t: {by: [channel], columns: [spend]}}}",
        ["1️⃣": "unknown key 'tabels' in 'render' | did you mean 'tables'?"]),
      Fragment(
        "calendar", "{timezone: UTC, 1️⃣fiscal_year_starts: april}",
        [
          "1️⃣":
            "a fiscal year from april lies in two calendar years | say which one it is called after: fiscal_year_named_after: start, or end"
        ]),
      Fragment(
        "calendar", "{timezone: UTC, 1️⃣fiscal_months: 4-4-5}",
        [
          "1️⃣":
            "'fiscal_months' needs 'fiscal_year_starts' | the month near whose first day the year begins, such as february"
        ]),
      Fragment(
        "period", "{every: quarter, only: 1️⃣FY2025-Q1}",
        ["1️⃣": "expected a quarter such as 2026-Q1 for 'only', found 'FY2025-Q1'"]),
      Fragment(
        "period", "{every: year, last: 2, compare_with: [1️⃣same_year_last_year]}",
        [
          "1️⃣":
            "a period of every year can't be compared with 'same_year_last_year' | possible: previous_year"
        ]),
      Fragment(
        "extract", "{a: {profile: generic/costs, files: f, overlap: 1️⃣latest}}",
        ["1️⃣": "unknown 'overlap' 'latest' | known: latest_wins, add_up, refuse"]),
      Fragment(
        "extract", "{a: {profile: generic/costs, files: f, exported: 1️⃣MMMM yyyy}}",
        ["1️⃣": "expected a date pattern such as yyyy-MM-dd or yyyyMMdd for 'exported', found 'MMMM yyyy'"]),
      Fragment(
        "extract", "{a: {profile: generic/costs, files: f, overlap: add_up, 1️⃣exported: yyyyMMdd}}",
        ["1️⃣": "'exported' says which file is later, but 'overlap: add_up' counts all | drop one of them"]),
      Fragment(
        "extract", "{a: {profile: generic/costs, files: f, still_changing_for: 1️⃣3 weeks}}",
        ["1️⃣": "expected a number of days such as '3 days' for 'still_changing_for', found '3 weeks'"]),
      Fragment(
        "extract", "{a: {profile: generic/costs, files: f, new_columns: 1️⃣warn}}",
        ["1️⃣": "unknown 'new_columns' 'warn' | known: note, error, ignore"]),
      Fragment(
        "name", "1️⃣\"${NAME}\"",
        ["1️⃣": "the variable ${NAME} is not set | set it, or give a default: ${NAME:-…}"]),
      Fragment("name", "1️⃣\"${NAME:?which client}\"", ["1️⃣": "the variable ${NAME} is not set | which client"]),
      Fragment(
        "name", "1️⃣\"${EMPTY:?which client}\"", ["1️⃣": "the variable ${EMPTY} is not set | which client"]),
      Fragment("name", "1️⃣\"${NAME:+x}\"", ["1️⃣": "'${NAME:+x}' is not a variable"]),
      Fragment("name", "1️⃣\"${}\"", ["1️⃣": "'${}' is not a variable"]),
      Fragment("name", "1️⃣\"${9LIVES}\"", ["1️⃣": "'${9LIVES}' is not a variable"]),
      Fragment("name", "1️⃣a$b", ["1️⃣": "a '$' that starts no variable in 'a$b'"]),
      Fragment("name", "1️⃣\"${OPEN\"", ["1️⃣": "a '$' that starts no variable in '${OPEN'"]),
    ])
  func unset(_ c: Fragment) {
    expectErrors(c.text, c.expected, environment: ["EMPTY": ""])
  }

  @Test("an empty value takes the default, as in a shell")
  func emptyDefault() throws {
    let c = Fragment("name", "\"${EMPTY:-nightly}\"", [:])
    #expect(try #require(load(c.text, ["EMPTY": ""]).0).name == "nightly")
  }

  @Test(
    "a substituted value never appears in a message",
    arguments: [
      Fragment("name", "1️⃣\"${S}\"", ["1️⃣": "the name '${S}' can't be part of a path"]),
      Fragment("sluice", "1️⃣\"${S}\"", ["1️⃣": "expected 1 for 'sluice', found '${S}'"]),
      Fragment(
        "period", "{every: month, last: 1️⃣\"${S}\"}",
        ["1️⃣": "expected a number from 1 to 1200 for 'last', found '${S}'"]),
      Fragment("period", "{every: 1️⃣\"${S}\", last: 2}", ["1️⃣": "unknown 'every' '${S}'"]),
      Fragment(
        "period", "{every: month, last: 2, compare_with: 1️⃣\"${S}\"}",
        ["1️⃣": "a period of every month can't be compared with '${S}'"]),
      Fragment(
        "currency", "{report_in: 1️⃣\"x${S}\"}",
        ["1️⃣": "expected a currency code such as EUR for 'report_in', found 'x${S}'"]),
      Fragment(
        "extract", "{a: {profile: generic/costs, files: f, required: 1️⃣\"${S}\"}}",
        ["1️⃣": "expected yes or no for 'required', found '${S}'"]),
      Fragment("aggregate", "{by: [1️⃣\"${S}\"]}", ["1️⃣": "unknown dimension '${S}'"]),
      Fragment(
        "aggregate", "{kpis: [{name: k, shown_as: money, formula: 1️⃣\"a b ${S}\"}]}",
        ["1️⃣": "the formula 'a b ${S}' can't be read"]),
      Fragment(
        "render", "{r: {formats: [html], sections: [headline], output: 1️⃣\"o/<${S}>\"}}",
        ["1️⃣": "unknown placeholder 'o/<${S}>'"]),
      Fragment(
        "render", "{r: {formats: [html], sections: [headline], output: 1️⃣\"/${S}\"}}",
        ["1️⃣": "'output' must be a folder below the root, found '/${S}'"]),
      Fragment(
        "normalize", "{channels: [{name: \"${S}\", when: 1️⃣{}}]}", ["1️⃣": "a rule without conditions"]),
    ])
  func secret(_ c: Fragment) {
    let secret = "hunter2-sécret"
    expectErrors(c.text, c.expected, environment: ["S": secret])
    for diagnostic in load(MarkedText(c.text).text, ["S": secret]).1 {
      #expect(!diagnostic.message.contains("hunter2") && diagnostic.hint?.contains("hunter2") != true)
      // The caret must not give away how long the value is either.
      #expect(diagnostic.length != secret.unicodeScalars.count)
    }
  }
}

struct Unexpected: Error {}

extension PipelineFileLoaderTests.Fragment {
  static let all: [PipelineFileLoaderTests.Fragment] = [
    .init("name", "1️⃣Nightly Report", ["1️⃣": "the name 'Nightly Report' can't be part of a path"]),
    .init("name", "1️⃣[a]", ["1️⃣": "expected text for 'name', found a list"]),
    // Periods
    .init("period", "1️⃣{every: month}", ["1️⃣": "'period' needs exactly one of last, from and to, only"]),
    .init(
      "period", "1️⃣{every: month, last: 2, to: 2026-01-31}",
      ["1️⃣": "'period' needs exactly one of last, from and to, only"]),
    .init("period", "1️⃣{every: month, from: 2026-01-01}", ["1️⃣": "'period' has from but no to"]),
    .init("period", "1️⃣{every: month, to: 2026-01-31}", ["1️⃣": "'period' has to but no from"]),
    .init(
      "period", "{every: month, from: 2026-02-01, to: 1️⃣2026-01-31}", ["1️⃣": "'to' lies before 'from'"]),
    .init(
      "period", "{every: day, from: 0001-01-01, to: 1️⃣9999-12-31}",
      [
        "1️⃣":
          "'to' lies more than a hundred years after 'from' | name the days that the exports cover"
      ]),
    .init(
      "period", "{every: month, from: 1️⃣2026-01-02, to: 2️⃣2026-02-27}",
      [
        "1️⃣": "'from' is not the first day of a month | the month that holds it begins on 2026-01-01",
        "2️⃣": "'to' is not the last day of a month | the month that holds it ends on 2026-02-28",
      ]),
    .init(
      "period", "{every: month, last: 1️⃣0}", ["1️⃣": "expected a number from 1 to 1200 for 'last', found '0'"]),
    .init(
      "period", "{every: month, last: 1️⃣007}",
      ["1️⃣": "expected a number from 1 to 1200 for 'last', found '007'"]),
    .init(
      "period", "{every: month, only: 1️⃣2026-Q1}",
      ["1️⃣": "expected a month such as 2026-02 for 'only', found '2026-Q1'"]),
    .init(
      "period", "{every: week, last: 2, compare_with: [1️⃣previous_day]}",
      [
        "1️⃣":
          "a period of every week can't be compared with 'previous_day' | possible: previous_week, same_week_last_year"
      ]),
    .init(
      "period", "{every: month, last: 1️⃣x, compare_with: [2️⃣same_weekday_last_week]}",
      [
        "1️⃣": "expected a number from 1 to 1200 for 'last', found 'x'",
        "2️⃣": "a period of every month can't be compared with 'same_weekday_last_week'",
      ]),
    // Currency
    .init(
      "currency", "{report_in: 1️⃣EURO}",
      ["1️⃣": "expected a currency code such as EUR for 'report_in', found 'EURO'"]),
    .init(
      "currency", "{report_in: 1️⃣x, if_rate_missing: 2️⃣ignore, no_older_than: 3️⃣5}",
      [
        "1️⃣": "expected a currency code such as EUR for 'report_in', found 'x'",
        "2️⃣": "unknown 'if_rate_missing' 'ignore' | known: fail, reject, use_previous",
        "3️⃣": "expected a number of days such as '5 days' for 'no_older_than', found '5'",
      ]),
    .init(
      "currency", "{report_in: EUR, 1️⃣no_older_than: 5 days}",
      ["1️⃣": "'no_older_than' needs 'if_rate_missing: use_previous'"]),
    .init(
      "currency", "{report_in: 1️⃣EUT, 2️⃣through: EUR, 3️⃣rates_are: month_average}",
      [
        "1️⃣": "expected a currency code such as EUR for 'report_in', found 'EUT'",
        "2️⃣": "'through' needs 'rates'", "3️⃣": "'rates_are' needs 'rates'",
      ]),
    .init(
      "currency", "{report_in: EUR, rates: [a.csv], through: 1️⃣EUR, if_rate_missing: [reject, 2️⃣use_previous]}",
      [
        "1️⃣": "'through' is the report's own currency | leave it out",
        "2️⃣": "'use_previous' comes first | for example [use_previous, reject]",
      ]),
    .init(
      "currency", "{report_in: EUR, rates: 1️⃣[], rates_are: 2️⃣monthly, if_rate_missing: [fail, 3️⃣reject]}",
      [
        "1️⃣": "'rates' is empty",
        "2️⃣": "unknown 'rates_are' 'monthly' | known: month_average, quarter_average",
        "3️⃣": "'if_rate_missing' has two ends",
      ]),
    .init(
      "currency", "{report_in: EUR, if_rate_missing: reject, 1️⃣no_older_than: 5 days, rounding: 2️⃣up}",
      [
        "1️⃣": "'no_older_than' needs 'if_rate_missing: use_previous'",
        "2️⃣": "unknown 'rounding' 'up' | known: half_even, half_up",
      ]),
    .init(
      "calendar", "{timezone: UTC, nonexistent_times: 1️⃣skip, ambiguous_times: 2️⃣firts}",
      [
        "1️⃣": "unknown 'nonexistent_times' 'skip' | known: reject, shift_forward",
        "2️⃣": "unknown 'ambiguous_times' 'firts' | did you mean 'first'?",
      ]),
    .init(
      "extract",
      "{a: {profile: p, files: f, columns: {x: {field: spend, includes_vat: 1️⃣20}, y: {field: cost, includes_vat: 2️⃣0%}}}}",
      [
        "1️⃣": "expected a share such as 20% for 'includes_vat', found '20'",
        "2️⃣": "expected a share such as 20% for 'includes_vat', found '0%'",
      ]),
    // Inputs
    .init("extract", "1️⃣{}", ["1️⃣": "'extract' names no input"]),
    .init(
      "extract", "{a: 1️⃣{files: f, required: 2️⃣si, history_since: 3️⃣1.1.2026}}",
      [
        "1️⃣": "input 'a' lacks the key 'profile'", "2️⃣": "expected yes or no for 'required', found 'si'",
        "3️⃣": "expected a day such as 2026-03-01 for 'history_since', found '1.1.2026'",
      ]),
    .init("extract", "{a: {profile: p, files: 1️⃣[]}}", ["1️⃣": "'files' is empty"]),
    .init(
      "extract", "{a: {profile: p, files: 1️⃣{b: c}}}",
      ["1️⃣": "expected text or a list for 'files', found a mapping"]),
    .init(
      "extract", "{a: {profile: p, files: f, 1️⃣must_be: yesterday}}",
      ["1️⃣": "unknown key 'must_be' in input 'a'"]),
    .init(
      "extract", "{a: {profile: p, files: f, columns: {Datum: {field: day, as: 1️⃣date TT.MM}}}}",
      ["1️⃣": "'date TT.MM' is not a type"]),
    .init(
      "extract", "{a: {profile: p, files: f, dates: 1️⃣dd.mm}}",
      ["1️⃣": "expected a date pattern such as dd.MM.yyyy for 'dates', found 'dd.mm'"]),
    .init(
      "extract", "{a: {profile: p, files: f, dates: 1️⃣MM.yyyy}}",
      ["1️⃣": "expected a date pattern such as dd.MM.yyyy for 'dates', found 'MM.yyyy'"]),
    // Channels
    .init(
      "normalize", "{channels: [1️⃣{name: A}]}",
      [
        "1️⃣":
          "a channel rule needs name and when, or then, or everything_else | {name: Email, when: {medium: email}}"
      ]),
    .init(
      "normalize", "{channels: [1️⃣{then: x, name: A}]}",
      ["1️⃣": "a channel rule needs name and when, or then, or everything_else"]),
    .init(
      "normalize", "{channels: [{name: A, when: 1️⃣{}}]}",
      ["1️⃣": "a rule without conditions | use everything_else: A"]),
    .init(
      "normalize", "{channels: [{name: A, when: {1️⃣sourse: b}}]}",
      ["1️⃣": "unknown dimension 'sourse' | did you mean 'source'?"]),
    .init(
      "normalize", "{channels: [{name: A, when: {source: 1️⃣{in: [a], contains: b}}}]}",
      ["1️⃣": "the condition on 'source' needs exactly one test, found 2"]),
    .init(
      "normalize", "{channels: [{name: A, when: {source: 1️⃣{starts_with: a, starts_with_any: [b]}}}]}",
      ["1️⃣": "the condition on 'source' needs exactly one test, found 2"]),
    .init(
      "normalize", "{channels: [{name: A, when: {source: {is_empty: 1️⃣maybe}}}]}",
      ["1️⃣": "expected yes or no for 'is_empty', found 'maybe'"]),
    .init(
      "normalize", "{channels: [{everything_else: A}, 1️⃣{then: x}]}",
      ["1️⃣": "this rule is never reached: 'everything_else' stands above it"]),
    .init(
      "extract", "{a: {profile: p/q, files: f, history_since: 2026-02-01, nothing_after: 1️⃣2026-01-31}}",
      [
        "1️⃣":
          "'nothing_after' is before 'history_since': 2026-01-31, 2026-02-01 | an input that has nothing from 2026-02-01 on states nothing: say the right days"
      ]),
    .init(
      "normalize", "{rejected_rows_at_most: 1️⃣0.5}",
      [
        "1️⃣":
          "expected a share such as 0.5% or a number such as 20 for 'rejected_rows_at_most', found '0.5'"
      ]),
    .init(
      "render", "{r: {formats: [html], output: o/, sections: [headline], rejects: 1️⃣../r.csv}}",
      [
        "1️⃣":
          "expected a file name such as rejects.csv for 'rejects', found '../r.csv' | it stands in the report's folder: letters, digits, - and _, then .csv"
      ]),
    .init(
      "render",
      "{r: {formats: [html], output: o/, sections: [headline], rejects: {file: r.csv, at_most: 1️⃣100}}}",
      ["1️⃣": "expected a size such as 100 MB for 'at_most', found '100'"]),
    .init(
      "normalize", "{people: {identify_by: [1️⃣mail]}}",
      ["1️⃣": "unknown key of people 'mail' | did you mean 'email'?"]),
    .init(
      "normalize", "{accounts: {identify_by: [account, 1️⃣account]}}", ["1️⃣": "'account' stands twice"]),
    .init(
      "normalize", "{people: 1️⃣{}}",
      [
        "1️⃣":
          "'people' lacks the key 'identify_by' | identify_by: [email, customer_id] in the order of preference: the first that a record states is who it is of (fields `email` and `person`)"
      ]),
    .init(
      "normalize", "{conversions: {purchase: [Kauf], 1️⃣My lead: [x, 2️⃣kauf]}}",
      [
        "1️⃣": "'My lead' can't be the name of an action | use a–z, 0–9 and _, a letter first",
        "2️⃣": "'kauf' is 'purchase' already",
      ]),
    .init("normalize", "{conversions: {lead: 1️⃣[]}}", ["1️⃣": "'lead' is empty"]),
    .init(
      "normalize", "{dimensions: {brand: 2️⃣{1️⃣titel: Brand}}}",
      [
        "1️⃣": "unknown key 'titel' in dimension 'brand' | did you mean 'title'?",
        "2️⃣":
          "dimension 'brand' lacks the key 'title' | title: what reports call it, per language: {en: Brand, ru: Марка}",
      ]),
    .init(
      "normalize", "{dimensions: {1️⃣campaign: {title: C}}}",
      [
        "1️⃣":
          "'campaign' is a dimension that exports state | give your own another name, such as 'campaign_campaign'"
      ]),
    .init(
      "normalize", "{refunds: {channel_of: 1️⃣shop}}",
      ["1️⃣": "unknown 'channel_of' 'shop' | known: order, refund"]),
    .init("normalize", "{1️⃣attribution: x}", ["1️⃣": "unknown key 'attribution' in 'normalize'"]),
    // KPIs
    .init(
      "aggregate", "{kpis: [{name: k, shown_as: money, formula: spend 1️⃣^ 2}]}",
      ["1️⃣": "unexpected '^' in the formula"]),
    .init(
      "aggregate", "{kpis: [{name: k, shown_as: money, formula: \"spend 1️⃣^ 2\"}]}",
      ["1️⃣": "unexpected '^' in the formula"]),
    .init("aggregate", "{kpis: [1️⃣{name: k, formula: spend}]}", ["1️⃣": "an own KPI lacks the key 'shown_as'"]),
    .init(
      "aggregate", "{kpis: [{name: 1️⃣my KPI, shown_as: money, formula: spend}]}",
      ["1️⃣": "the KPI's name 'my KPI' can't stand in a formula"]),
    .init(
      "aggregate", "{kpis: [win_rate: 1️⃣[value]]}",
      ["1️⃣": "expected text for the variant of 'win_rate', found a list"]),
    .init(
      "aggregate", "{assume: {1️⃣gros_margin: 42%}}",
      ["1️⃣": "unknown key 'gros_margin' in 'assume' | did you mean 'gross_margin'?"]),
    .init(
      "aggregate", "{assume: {gross_margin: 1️⃣0.42}}",
      ["1️⃣": "expected a share such as 42% for 'gross_margin', found '0.42'"]),
    .init(
      "aggregate", "{assume: {customer_years: 1️⃣0}}",
      ["1️⃣": "expected a number above 0 such as 3 for 'customer_years', found '0'"]),
    .init(
      "aggregate", "{engagement: {weights: {visit: 1️⃣-1, open: 2️⃣half}, 3️⃣engaged_form: 3 points}}",
      [
        "1️⃣": "expected points such as 1 or 2.5 for 'visit', found '-1'",
        "2️⃣": "expected points such as 1 or 2.5 for 'open', found 'half'",
        "3️⃣": "unknown key 'engaged_form' in 'engagement' | did you mean 'engaged_from'?",
      ]),
    .init(
      "aggregate", "{engagement: {weights: {visit: 1, 1️⃣Visit: 2}}}",
      ["1️⃣": "'Visit' stands twice | types of touches are told apart whatever their case"]),
    .init(
      "aggregate", "{engagement: {half_life: 1️⃣0 days}}",
      ["1️⃣": "expected a number of days such as 30 days for 'half_life', found '0 days'"]),
    .init(
      "aggregate", "{engagement: {other_touches: 1️⃣0.1234567, engaged_from: 2️⃣0 touches}}",
      [
        "1️⃣": "expected points such as 1 or 2.5 for 'other_touches', found '0.1234567'",
        "2️⃣": "expected 10 points or 3 touches for 'engaged_from', found '0 touches'",
      ]
    ),
    // Render
    .init("render", "1️⃣{}", ["1️⃣": "'render' names no report and no table"]),
    .init(
      "render", "{r: {formats: [html], output: 1️⃣../x, sections: [headline]}}",
      ["1️⃣": "'output' must be a folder below the root, found '../x'"]),
    .init(
      "render", "{r: {formats: [html], output: 1️⃣x/<perod>, sections: [headline]}}",
      ["1️⃣": "unknown placeholder '<perod>' | did you mean '<period>'?"]),
    .init(
      "render", "{r: {formats: 1️⃣[], output: x, sections: 2️⃣[]}}",
      ["1️⃣": "'formats' is empty", "2️⃣": "'sections' is empty"]),
    .init(
      "render",
      "{r: {formats: [html], output: x, sections: [{cohorts: {by: 1️⃣lead_month, show: retention}}, {cohorts: {by: 2️⃣week, show: 3️⃣win_rat}}, {channels: {4️⃣by: lead_month}}]}}",
      [
        "1️⃣": "'retention' is told of cohorts by first_order_month | by: first_order_month",
        "2️⃣": "unknown 'by' 'week' | known: lead_month, first_order_month",
        "3️⃣": "unknown 'show' 'win_rat' | did you mean 'win_rate'?",
        "4️⃣": "unknown key 'by' in section 'channels' | known keys: sort_by, rows",
      ]),
    .init(
      "render", "{r: {formats: [html], output: x, sections: [{channels: {1️⃣sortby: spend, rows: 2️⃣0}}]}}",
      [
        "1️⃣": "unknown key 'sortby' in section 'channels' | did you mean 'sort_by'?",
        "2️⃣": "expected a number from 1 to 1000 for 'rows', found '0'",
      ]),
    .init(
      "render", "{tables: {t: {by: [channel, month, 1️⃣week], columns: [spend]}}}",
      ["1️⃣": "a table has at most one period, found 'month' and 'week'"]),
    .init(
      "render",
      "{tables: {t: {by: [channel], columns: [spend], decimals: {1️⃣ctr: 4}, headings: {2️⃣spent: S}, order: [3️⃣clicks]}}}",
      [
        "1️⃣": "unknown column 'ctr'", "2️⃣": "unknown column 'spent' | did you mean 'spend'?",
        "3️⃣": "unknown column 'clicks'",
      ]),
  ]
}
