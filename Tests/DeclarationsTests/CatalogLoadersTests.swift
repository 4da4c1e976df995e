import Declarations
import Diagnostics
import EventSchema
import Testing

@Suite("KPIs") struct KPILoaderTests {
  private func load(_ text: String) -> (KPI?, [Diagnostic]) { KPILoader.load(text: text, file: "k.yaml") }

  @Test("a KPI with its tests")
  func complete() throws {
    let (loaded, diagnostics) = load(
      """
      kpi: ctr
      title: {en: CTR, ru: CTR, zh-Hans: 点击率}
      description: Clicks per impression
      formula: clicks / impressions
      shown_as: percent
      decimals: 2
      better: higher
      optional: [clicks]
      source: industry convention
      tests:
        - {given: {clicks: "1", impressions: "3"}, expect: 1/3}
        - {given: {clicks: 5, impressions: 0}, expect: n/a}
        - {given: {clicks: 1, impressions: 4}, expect: 0.25}
      """)
    #expect(diagnostics.map(\.message) == [])
    let kpi = try #require(loaded)
    #expect(kpi.name == "ctr" && kpi.shown == .percent && kpi.decimals == 2 && kpi.better == .higher)
    #expect(kpi.optional == [.clicks] && kpi.source == LocalizedText("industry convention"))
    #expect(kpi.tests.map(\.expected) == [Exact(1) / Exact(3), nil, Exact(1) / Exact(4)])
    #expect(kpi.tests[0].given == [.clicks: Exact(1), .impressions: Exact(3)])
  }

  @Test("a KPI's mistakes are reported together")
  func mistakes() {
    expectDiagnostics(
      """
      kpi: ctr
      formula: clicks 1️⃣! impressions
      shown_as: 2️⃣percents
      decimals: 3️⃣9
      optional: [4️⃣click]
      source: s
      tests:
        - {given: {clicks: 5️⃣1.000.0}, expect: 6️⃣1/2/3}
        - {given: {7️⃣sessions: 1}, expect: 8️⃣1/0}
      """,
      [
        "1️⃣": "unexpected '!' in the formula", "2️⃣": "unknown 'shown_as' 'percents' | did you mean 'percent'?",
        "3️⃣": "expected a number from 0 to 6 for 'decimals', found '9'",
        "4️⃣": "unknown measure 'click' | did you mean 'clicks'?",
        "5️⃣": "expected a number such as 12.50 for 'clicks', found '1.000.0'",
        "6️⃣": "expected a number, a fraction or n/a, found '1/2/3'", "7️⃣": "unknown measure 'sessions'",
        "8️⃣": "expected a number, a fraction or n/a, found '1/0'",
      ]
    ) { load($0).1 }
  }
}

@Suite("Sections") struct SectionLoaderTests {
  @Test("a breakdown says by what, other blocks do not")
  func by() throws {
    func load(_ text: String) -> (Section?, [Diagnostic]) { SectionLoader.load(text: text, file: "s.yaml") }
    let section = try #require(
      load("section: channels\nblock: breakdown\nby: channel\ntitle: {en: Channels, ru: Каналы}\n").0)
    #expect(section.block == .breakdown && section.by == .channel && section.title.text(in: "ru") == "Каналы")
    expectDiagnostics("1️⃣section: a\nblock: breakdown\ntitle: A\n", ["1️⃣": "a breakdown needs 'by'"]) {
      load($0).1
    }
    expectDiagnostics(
      "section: a\nblock: trend\n1️⃣by: channel\ntitle: A\n", ["1️⃣": "'by' is for breakdowns, this is a trend"]
    ) { load($0).1 }
    expectDiagnostics(
      "section: a\nblock: 1️⃣trends\ntitle: A\n", ["1️⃣": "unknown 'block' 'trends' | did you mean 'trend'?"]
    ) { load($0).1 }
  }
}

@Suite("Languages") struct LanguageLoaderTests {
  private static let months = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]"
  private static let patterns =
    "{day: '{d} {month} {y}', short_day: '{d}', week: w, month: m, short_month: sm, quarter: q, half: h, year: y, fiscal_month: fm, fiscal_quarter: fq, fiscal_half: fh, fiscal_year: fy, range: '{first}–{last}'}"

  private func text(_ replaced: [String: String]) -> String {
    let valid: [(String, String)] = [
      ("language", "ru"), ("name", "русский"), ("decimal_mark", "','"), ("group_mark", "\"\\u00A0\""),
      ("percent", "'{n} %'"),
      ("money", "'{n} {currency}'"), ("currency_signs", "{RUB: ₽}"), ("months_in_date", Self.months),
      ("months_alone", Self.months), ("months_short", Self.months), ("weekdays", "[а, б, в, г, д, е, ж]"),
      ("patterns", Self.patterns), ("plural", "one_few_many"), ("words", "{total: Итого, no: Нет}"),
      ("plurals", "{files: {one: файл, few: файла, many: файлов}}"), ("fonts", "serif"),
    ]
    return valid.map { "\($0.0): \(replaced[$0.0] ?? $0.1)\n" }.joined()
  }

  private func load(_ text: String) -> (Language?, [Diagnostic]) {
    LanguageLoader.load(text: text, file: "ru.yaml")
  }

  @Test("a language, complete")
  func complete() throws {
    let (loaded, diagnostics) = load(text([:]))
    #expect(diagnostics.map(\.message) == [])
    let language = try #require(loaded)
    #expect(language.code == "ru" && language.decimalMark == "," && language.groupMark == "\u{A0}")
    #expect(language.currencySigns == ["RUB": "₽"] && language.weekdays.count == 7)
    #expect(language.pattern(.day) == "{d} {month} {y}" && language.pattern(.range) == "{first}–{last}")
    #expect(language.plural == .oneFewMany && language.words == ["total": "Итого", "no": "Нет"])
    #expect(language.plurals == ["files": ["one": "файл", "few": "файла", "many": "файлов"]])
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var key: String, value: String, expected: String
    var testDescription: String { expected }
  }

  @Test(
    "a language is refused for what it lacks",
    arguments: [
      Case(key: "weekdays", value: "1️⃣[a, b]", expected: "expected 7 names for 'weekdays', found 2"),
      Case(
        key: "plural", value: "1️⃣two",
        expected: "unknown 'plural' 'two' | known: one_other, other, one_few_many"),
      Case(key: "plurals", value: "{files: 1️⃣{one: a, few: b}}", expected: "'files' lacks the form 'many'"),
      Case(
        key: "plurals", value: "{files: {one: a, few: b, many: c, 1️⃣two: d}}", expected: "unknown form 'two'"),
      Case(
        key: "patterns",
        value:
          "{day: a, short_day: a, week: a, month: a, short_month: a, quarter: a, half: a, year: a, fiscal_month: a, fiscal_quarter: a, fiscal_half: a, fiscal_year: a, range: a, 1️⃣weeks: a}",
        expected: "unknown key 'weeks' in 'patterns' | did you mean 'week'?"),
      Case(key: "currency_signs", value: "{1️⃣RUR0: x}", expected: "'RUR0' is not a currency code"),
    ])
  func refused(_ c: Case) {
    expectDiagnostics(text([c.key: c.value]), ["1️⃣": c.expected]) { load($0).1 }
  }
}

@Suite("Channel rules") struct ChannelRulesLoaderTests {
  @Test("every form of a condition")
  func conditions() throws {
    let (loaded, diagnostics) = ChannelRulesLoader.load(
      text: """
        rules: test-1
        version: "1"
        effective: 2026-01-31
        source: made up
        steps:
          - {id: direct, name: Direct, when: {source: (direct), medium: {in: [(none), (not set)]}}}
          - {name: A, when: {source: {starts_with: a}, medium: {starts_with_any: [b, c]}, campaign: {ends_with: d}}}
          - {name: B, when: {source: {contains: [e, f]}, medium: {contains_any: [g]}, campaign: {matches: "h.*"}}}
          - {name: C, when: {source: {in_category: search}, medium: {is_empty: yes}, input: [ads, more]}}
          - {name: D, when: {source: {equals: [i, j]}, medium: {glob: ["k*", l]}, campaign: {not: m}}}
          - name: E
            when:
              any_of: [{source: n}, {medium: o, term: {is_empty: no}}]
              all_of: [{source: p}, {not: {medium: q, term: r}}]
              not: [{source: s}, {medium: {not: {in: [t]}}}]
          - everything_else: Unassigned
        """, file: "c.yaml")
    #expect(diagnostics.map(\.message) == [])
    let rules = try #require(loaded)
    #expect(rules.name == "test-1")
    let parts = rules.steps.map { step -> (String, [ChannelRules.Condition]) in
      switch step {
      case .rule(let channel, let when, let id, _): ("\(id): \(channel)", when)
      case .then(let set, _): (set, [])
      case .everythingElse(let channel, _): (channel, [])
      }
    }
    #expect(
      parts.map(\.0) == [
        "direct: Direct", "rule 2: A", "rule 3: B", "rule 4: C", "rule 5: D", "rule 6: E", "Unassigned",
      ])
    #expect(
      parts[0].1 == [
        .init(.source, .equals(["(direct)"])), .init(.medium, .equals(["(none)", "(not set)"])),
      ])
    #expect(
      parts[1].1 == [
        .init(.source, .startsWith(["a"])), .init(.medium, .startsWith(["b", "c"])),
        .init(.campaign, .endsWith(["d"])),
      ])
    #expect(
      parts[2].1 == [
        .init(.source, .contains(["e", "f"])), .init(.medium, .contains(["g"])),
        .init(.campaign, .matches("h.*")),
      ])
    #expect(
      parts[3].1 == [
        .init(.source, .inCategory("search")), .init(.medium, .isEmpty),
        .init(.input, .equals(["ads", "more"])),
      ])
    #expect(
      parts[4].1 == [
        .init(.source, .equals(["i", "j"])), .any([.init(.medium, .glob("k*")), .init(.medium, .glob("l"))]),
        .not(.init(.campaign, .equals(["m"]))),
      ])
    #expect(
      parts[5].1 == [
        .any([
          .init(.source, .equals(["n"])),
          .all([.init(.medium, .equals(["o"])), .not(.init(.term, .isEmpty))]),
        ]),
        .all([
          .init(.source, .equals(["p"])),
          .not(.all([.init(.medium, .equals(["q"])), .init(.term, .equals(["r"]))])),
        ]),
        .not(.any([.init(.source, .equals(["s"])), .not(.init(.medium, .equals(["t"])))])),
      ])
    #expect(rules.effective?.description == "2026-01-31")
  }

  @Test("what can be no condition is told at its place")
  func refused() {
    expectDiagnostics(
      """
      rules: a
      version: "1"
      effective: 1️⃣soon
      source: s
      steps:
        - {name: A, id: x, when: {any_of: 2️⃣[]}}
        - {name: B, id: 3️⃣x, when: {not: 4️⃣{}}}
        - {name: C, when: {all_of: 5️⃣{source: a}}}
        - {name: D, when: {source: {not: {glob: 6️⃣[]}}}}
        - {name: E, when: {7️⃣sorce: a, medium: 8️⃣[]}}
      """,
      [
        "1️⃣": "expected a day such as 2026-03-01 for 'effective', found 'soon'", "2️⃣": "'any_of' is empty",
        "3️⃣": "two rules have the id 'x' | the id names one rule in reports", "4️⃣": "'not' has no condition",
        "5️⃣": "expected a list for 'all_of', found a mapping", "6️⃣": "'glob' is empty",
        "7️⃣": "unknown dimension 'sorce' | did you mean 'source'?", "8️⃣": "'medium' is empty",
      ]
    ) { ChannelRulesLoader.load(text: $0, file: "c.yaml").diagnostics }
  }

  @Test("a list of sources that the catalog lacks is reported, with all else")
  func missing() {
    expectDiagnostics(
      "1️⃣rules: a\neffective: 2026-01-01\nsource: s\nsource_categories: 2️⃣channels/none.csv\nsteps: [{3️⃣nam: x, when: {source: a}}]\n",
      [
        "1️⃣": "the channel rules lacks the key 'version'", "2️⃣": "the catalog has no file 'channels/none.csv'",
        "3️⃣": "unknown key 'nam' in a channel rule | did you mean 'name'?",
      ]
    ) { text in
      ChannelRulesLoader.load(text: text, file: "c.yaml").diagnostics
        .filter { !$0.message.hasPrefix("a channel rule needs") }
    }
  }
}

@Suite("The catalog's library") struct CatalogLibraryTests {
  let library = CatalogLibrary()

  @Test("what is not in the catalog is nil, not an error")
  func unknown() throws {
    #expect(try library.profile("no/such") == nil)
    #expect(try library.kpi("no_such") == nil)
    #expect(try library.section("no_such") == nil)
    #expect(try library.language("xx") == nil)
    #expect(try library.channels("no-such") == nil)
  }

  @Test("every file of the catalog loads under its own name")
  func all() throws {
    for name in library.profileNames { #expect(try library.profile(name)?.name == name) }
    for name in library.kpiNames { #expect(try library.kpi(name)?.name == name) }
    for name in library.sectionNames { #expect(try library.section(name)?.name == name) }
    for code in library.languageCodes { #expect(try library.language(code)?.code == code) }
    for name in library.channelSetNames { #expect(try library.channels(name)?.name == name) }
  }
}
