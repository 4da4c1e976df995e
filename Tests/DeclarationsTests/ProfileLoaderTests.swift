import Declarations
import Diagnostics
import EventSchema
import Testing

@Suite("Profiles") struct ProfileLoaderTests {
  private func load(_ text: String) -> (Profile?, [Diagnostic]) {
    let (profile, diagnostics) = ProfileLoader.load(text: text, file: "p.yaml")
    #expect((profile == nil) == diagnostics.contains { $0.severity == .error })
    return (profile, diagnostics)
  }

  private static let table = """
    profile: google-ads/report
    tool: Google Ads
    evidence: verified
    gives: ad
    description: {en: Campaign report, ru: Отчёт}
    recognise: {fields: [campaign, spend], preamble_starts: [Campaign report]}
    format: {csv: {encodings: [utf-8, utf-16le], delimiters: [",", tab]}}
    preamble:
      - {fact: period, line: 2, as: ["MMMM d, yyyy", dd.MM.yyyy]}
      - {fact: currency, starts_with: "Currency: "}
    totals: {starts_with: ["Total:", "Итого:"], equals: [Total], compare: ["Total: Account"]}
    footers: [No data]
    nulls: ["--", " --", ""]
    numbers: {en: "1,234.56", de: "1.234,56"}
    constants: {source: google, medium: cpc}
    keep: {status: [Enabled, Paused]}
    columns:
      day: {headings: {en: [Day], de: [Tag]}, as: date yyyy-MM-dd, else: preamble period}
      campaign: {headings: [Campaign], required: true}
      status: {headings: [Status]}
      spend: {headings: {en: [Cost], de: [Kosten]}, required: yes, scale: micros}
      currency: {headings: [Currency code], else: heading}
      clicks: {headings: [Clicks]}
      conversions_claimed: {headings: [Conversions]}
      network: {else: {constant: Search}}
      person: {headings: [User]}
      tool: {headings: [Type], values: {search: [Search, Suche], social: [Social]}, otherwise: other}
    tests:
      - name: one row
        given: |
          Day,Campaign
          2025-07-01,"Brand, DE"
        expect:
          - {day: 2025-07-01, spend: 2565.92 EUR}
        control_totals: {spend: "2565.92"}
        rejects: [{line: 3, reason: not_a_number}]
    """

  @Test("a table's profile, complete")
  func complete() throws {
    let (loaded, diagnostics) = load(Self.table)
    #expect(diagnostics.map(\.message) == [])
    let profile = try #require(loaded)
    #expect(profile.name == "google-ads/report" && profile.tool == "Google Ads")
    #expect(profile.evidence == .verified && profile.gives == .ad)
    #expect(profile.recognise.fields == [["campaign"], ["spend"]])
    guard case .csv(let csv) = profile.format else { throw Unexpected() }
    #expect(csv.encodings == ["utf-8", "utf-16le"] && csv.delimiters == [0x2C, 9])
    #expect(profile.preamble.map(\.fact) == [.period, .currency])
    #expect(
      profile.preamble[0].line == 2
        && profile.preamble[0].patterns.map(\.text) == ["MMMM d, yyyy", "dd.MM.yyyy"])
    #expect(profile.preamble[1].startsWith == "Currency: " && profile.preamble[1].line == nil)
    #expect(
      profile.totals?.startsWith == ["Total:", "Итого:"] && profile.totals?.compare == ["Total: Account"])
    #expect(profile.nulls == ["--", " --", ""])
    #expect(profile.numbers == ["en": .english, "de": NumberStyle(sample: "1.234,56")])
    #expect(profile.constants == [.source: "google", .medium: "cpc"])
    #expect(profile.keep.map(\.field) == ["status"] && profile.keep.first?.texts == ["Enabled", "Paused"])
    let day = profile.columns[0]
    #expect(day.type == DatePattern("yyyy-MM-dd").map { .date($0) } && day.fallback == .preamblePeriod)
    guard case .headings(let headings) = day.place else { throw Unexpected() }
    #expect(headings.map(\.language) == ["en", "de"] && headings.map(\.names) == [["Day"], ["Tag"]])
    guard case .headings(let plain) = profile.columns[1].place else { throw Unexpected() }
    #expect(plain.map(\.language) == ["en"])
    let types: [String: ValueType] = [
      "campaign": .text, "spend": .money, "clicks": .count, "conversions_claimed": .fractionalCount,
      "currency": .text,
    ]
    for column in profile.columns {
      if let type = types[column.field.name(kind: .ad)] { #expect(column.type == type) }
    }
    #expect(profile.columns[3].isMicros && profile.columns[3].required)
    #expect(profile.columns[4].fallback == .heading)
    #expect(profile.columns[7].fallback == .constant("Search"))
    #expect(profile.columns[8].personal, "a person is personal without being told")
    #expect(profile.columns[9].values.map(\.theirs) == [["Search", "Suche"], ["Social"]])
    #expect(profile.columns[9].otherwise == "other")
    let test = try #require(profile.tests.first)
    #expect(test.given == "Day,Campaign\n2025-07-01,\"Brand, DE\"\n")
    #expect(test.events == [["day": "2025-07-01", "spend": "2565.92 EUR"]])
    #expect(test.controlTotals == ["spend": "2565.92"])
    #expect(test.rejects.map(\.line) == [3] && test.rejects.map(\.reason) == ["not_a_number"])
  }

  @Test("an XML profile finds its texts by path, parent, list and sum")
  func xml() throws {
    let (loaded, diagnostics) = load(
      """
      profile: shop/orders
      tool: Shop
      evidence: documented
      gives: order
      recognise: {root: orders, root_attributes: {version: "2"}}
      format: {xml: {record: orders/order}}
      continues: {same: order, blank: at}
      columns:
        order: {at: "@id", required: true}
        at: {at: times/created/@utc, as: "datetime yyyy-MM-ddTHH:mm:ssZ", required: true}
        revenue: {sum_of: {items: items/item, product: [qty, price]}, minus: [tax], required: true}
        tax: {at: totals/tax}
        status: {named: {list: props/prop, name: key, value: text, is: Статус заказа}}
        currency: {at: "@currency", of: parent}
      """)
    #expect(diagnostics.map(\.message) == [])
    let profile = try #require(loaded)
    guard case .xml(let format) = profile.format else { throw Unexpected() }
    #expect(format.record == ["orders", "order"])
    #expect(profile.recognise.root == "orders" && profile.recognise.rootAttributes == ["version": "2"])
    #expect(profile.continuation?.same == "order" && profile.continuation?.blank == "at")
    let selectors = profile.columns.map {
      if case .xml(let selector) = $0.place { selector } else { nil as XMLSelector? }
    }
    #expect(
      selectors == [
        .path([], attribute: "id"), .path(["times", "created"], attribute: "utc"),
        .sumOfProducts(items: ["items", "item"], factors: ["qty", "price"]),
        .path(["totals", "tax"], attribute: nil),
        .named(list: ["props", "prop"], name: "key", value: "text", equals: "Статус заказа"),
        .parent([], attribute: "currency"),
      ])
    #expect(profile.columns[2].minus == ["tax"] && profile.columns[2].type == .money)
  }

  @Test(
    "a type is written as it is read",
    arguments: [
      "text", "count", "fractional_count", "money", "date yyyy-MM-dd", "datetime yyyy-MM-dd HH:mm:ss Z",
      "month yyyy-MM", "quarter QQQ yyyy", "range d MMM yyyy", "nth_day", "excel_day", "duration", "hours",
      "milliseconds",
    ])
  func types(_ text: String) {
    #expect(ValueType(text)?.text == text)
  }

  @Test("parts of cells and several ways to write dates")
  func columnForms() throws {
    let (loaded, diagnostics) = load(
      """
      profile: t/r
      tool: T
      evidence: reported
      gives: visit
      format: csv
      columns:
        day: {headings: [Day], as: [date yyyy-MM-dd, nth_day, excel_day]}
        visits: {headings: [Visits], before: "("}
        visitors: {headings: [People], inside: "[]"}
        seconds: {headings: [Time]}
        medium: {headings: [Source / medium], after: " / "}
      """)
    #expect(diagnostics.map(\.message) == [])
    let columns = try #require(loaded).columns
    #expect(columns[0].type.text == "date yyyy-MM-dd" && columns[0].otherTypes == [.nthDay, .excelDay])
    #expect(columns[1].excerpt == .before("(") && columns[2].excerpt == .inside(open: "[", close: "]"))
    #expect(columns[3].type == .duration && columns[4].excerpt == .after(" / "))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var key: String, value: String, expected: [String: String]
    var testDescription: String { expected.values.sorted().joined(separator: "; ") }

    init(_ key: String, _ value: String, _ expected: [String: String]) {
      self.key = key
      self.value = value
      self.expected = expected
    }
  }

  @Test(
    "a profile is refused for one thing",
    arguments: [
      Case("evidence", "1️⃣guessed", ["1️⃣": "unknown 'evidence' 'guessed'"]),
      Case("gives", "1️⃣add", ["1️⃣": "unknown 'gives' 'add' | did you mean 'ad'?"]),
      Case("format", "1️⃣json", ["1️⃣": "expected csv or a mapping for 'format', found 'json'"]),
      Case("format", "1️⃣{}", ["1️⃣": "'format' needs exactly one of csv, xml"]),
      Case("format", "1️⃣{csv: {}, xml: {record: a}}", ["1️⃣": "'format' needs exactly one of csv, xml"]),
      Case(
        "format", "{csv: {delimiters: [1️⃣tabs]}}",
        ["1️⃣": "expected one of , ; | tab as a delimiter, found 'tabs'"]),
      Case("recognise", "{fields: [1️⃣spent]}", ["1️⃣": "unknown field 'spent' | did you mean 'spend'?"]),
      Case("recognise", "{fields: [1️⃣clicks]}", ["1️⃣": "the profile has no column 'clicks'"]),
      Case("recognise", "1️⃣{titles: [A]}", ["1️⃣": "'titles' is for files with several tables"]),
      Case("recognise", "{1️⃣heading: [a]}", ["1️⃣": "unknown key 'heading' in 'recognise'"]),
      Case("preamble", "[1️⃣{fact: period, line: 2}]", ["1️⃣": "a period needs its date patterns in 'as'"]),
      Case(
        "preamble", "[{fact: rows, line: 2, 1️⃣at: \"@Rows\"}]", ["1️⃣": "'at' is for XML"]),
      Case(
        "preamble", "[{fact: rows, line: 2, 2️⃣at: 1️⃣Rows}]",
        [
          "1️⃣":
            "'Rows' is no attribute of the root element or of one right below it | such as @ReportTime or date-range/@date",
          "2️⃣": "'at' is for XML",
        ]),
      Case(
        "preamble", "[1️⃣{fact: currency}]", ["1️⃣": "a preamble rule needs 'line', 'starts_with' or 'file_name'"]
      ),
      Case(
        "preamble", "[1️⃣{fact: first_day, line: 2}]", ["1️⃣": "'first_day' needs its date patterns in 'as'"]),
      Case(
        "preamble", "[{fact: timezone, line: 2, 1️⃣as: yyyy-MM-dd}]",
        ["1️⃣": "'as' is for days: 'timezone' is read as it stands"]),
      Case(
        "preamble", "[{fact: period, file_name: 1️⃣yyyy-MM-dd_dd.MM.yyyy}]",
        [
          "1️⃣":
            "expected a date pattern, or the same one twice: yyyy-MM-dd_yyyy-MM-dd for 'file_name', found 'yyyy-MM-dd_dd.MM.yyyy'"
        ]),
      Case(
        "preamble", "[{fact: rows, 1️⃣file_name: yyyy-MM}]",
        ["1️⃣": "'file_name' states a period or 'exported', not 'rows'"]),
      Case(
        "format", "{csv: {shape: key_value, 1️⃣header_rows: 2}}",
        ["1️⃣": "'header_rows' is for tables: a file of labels and values is one record"]),
      Case(
        "format", "{csv: {comments: 1️⃣//}}",
        ["1️⃣": "expected one character such as # for 'comments', found '//'"]),
      Case(
        "format", "{csv: {tables: 1️⃣two}}", ["1️⃣": "unknown 'tables' 'two'"]),
      Case(
        "totals", "{starts_with: 1️⃣Total}",
        [
          "1️⃣":
            "a name such as 'Total…' would be taken for a total, too | write what follows as well, such as 'Total:', or the whole label under 'equals'"
        ]),
      Case(
        "totals", "{equals: \"\", 1️⃣column: any}", ["1️⃣": "every row with an empty cell would be a total"]),
      Case("preamble", "[{fact: period, line: 2, as: 1️⃣QQ}]", ["1️⃣": "'QQ' is not a date pattern"]),
      Case("numbers", "1️⃣\"1.234.567\"", ["1️⃣": "'1.234.567' is not a number sample"]),
      Case("constants", "{1️⃣sorce: google}", ["1️⃣": "unknown dimension 'sorce' | did you mean 'source'?"]),
      Case("constants", "{1️⃣input: google}", ["1️⃣": "unknown dimension 'input'"]),
      Case("keep", "{1️⃣status: [a]}", ["1️⃣": "the profile has no column 'status'"]),
      Case("continues", "{same: campaign, blank: 1️⃣at}", ["1️⃣": "the profile has no column 'at'"]),
      Case("columns", "{1️⃣cost: {headings: [C]}, campaign: {headings: [K]}}", ["1️⃣": "unknown field 'cost'"]),
      Case("columns", "{campaign: {headings: [K], as: 1️⃣number}}", ["1️⃣": "'number' is not a type"]),
      Case("columns", "{day: {headings: [K], as: 1️⃣date yyyy-MM}}", ["1️⃣": "'date yyyy-MM' is not a type"]),
      Case(
        "columns", "{spend: {headings: [K], as: 1️⃣count}}",
        ["1️⃣": "'spend' can't be read as 'count' | it takes money"]),
      Case(
        "columns", "{day: {headings: [K], as: 1️⃣duration}}",
        [
          "1️⃣":
            "'day' can't be read as 'duration' | it takes a date, datetime, month, quarter, range, nth_day or excel_day"
        ]),
      Case(
        "columns", "{day: {headings: [K], as: [date d/M/yyyy, 1️⃣date M/d/yyyy]}}",
        [
          "1️⃣":
            "'d/M/yyyy' and 'M/d/yyyy' read one text as two dates | one profile for each, or `dates:` of the input"
        ]),
      Case(
        "columns", "{spend: {headings: [K], as: [1️⃣money, money]}}",
        ["1️⃣": "only dates may be written in several ways"]),
      Case(
        "columns", "{day: {headings: [K], as: 1️⃣month yyyy-QQQ}}", ["1️⃣": "'month yyyy-QQQ' is not a type"]),
      Case(
        "columns", "{campaign: {headings: [K], inside: 1️⃣\"[\"}}",
        ["1️⃣": "'inside' needs two characters such as \"[]\""]),
      Case(
        "columns", "{campaign: {headings: [K], before: \"(\", 1️⃣inside: \"[]\"}}",
        ["1️⃣": "column 'campaign' needs at most one of before, after, inside"]),
      Case(
        "columns", "{campaign: {headings: [K], after: 1️⃣\"\"}}",
        ["1️⃣": "'after' needs a mark such as \" / \""]),
      Case(
        "columns", "{at: {headings: [K], as: 1️⃣datetime yyyy-MM-dd}}",
        ["1️⃣": "'datetime yyyy-MM-dd' is not a type"]),
      Case(
        "preamble", "[{fact: period, line: 2, as: 1️⃣MMMM yyyy}]", ["1️⃣": "'MMMM yyyy' is not a date pattern"]),
      Case(
        "columns", "{campaign: 1️⃣{headings: [K], at: a/b}}",
        ["1️⃣": "column 'campaign' needs at most one of headings, at, named, sum_of"]),
      Case(
        "columns", "{campaign: {1️⃣at: a/b}}",
        ["1️⃣": "'at' is for XML: a table's columns are found by 'headings'"]),
      Case(
        "columns", "{campaign: {headings: [K], minus: [1️⃣clicks]}}",
        ["1️⃣": "the profile has no column 'clicks'"]),
      Case(
        "columns", "{campaign: {headings: [K], else: 1️⃣never}}",
        [
          "1️⃣":
            "expected 'preamble period', 'heading', {constant: …} or another field of texts for 'else', found 'never'"
        ]),
      Case(
        "columns", "{campaign: {headings: [K], 1️⃣negate: yes}}",
        ["1️⃣": "'negate' is for numbers: 'campaign' is read as text"]),
      Case(
        "columns", "{status: {headings: [K], else: 1️⃣{constant: won}}}",
        [
          "1️⃣":
            "'status' can't have a constant | it says of every record what happened: only a column can"
        ]),
      Case(
        "columns", "{currency: {headings: [K], else: 1️⃣{constant: yuan}}}",
        ["1️⃣": "'yuan' is not a currency | a code of ISO 4217, such as EUR"]),
      Case(
        "columns", "{clicks: {headings: [K], else: 1️⃣{constant: one}}}",
        ["1️⃣": "'one' is not a number | plain digits, such as 1 or 0.5"]),
      Case(
        "columns", "{campaign: {headings: [K], scale: 1️⃣cents}}",
        ["1️⃣": "expected micros or percent for 'scale', found 'cents'"]),
      Case("columns", "{campaign: {headings: [K], 1️⃣of: parent}}", ["1️⃣": "'of' needs 'at'"]),
      Case(
        "natural_key", "[day, 1️⃣campain_id or campaign]",
        ["1️⃣": "unknown field 'campain_id' | did you mean 'campaign_id'?"]),
      Case("tests", "[1️⃣{name: a}]", ["1️⃣": "a test lacks the key 'given'"]),
    ])
  func refused(_ c: Case) {
    let valid = [
      ("profile", "t/r"), ("tool", "T"), ("evidence", "reported"), ("gives", "ad"), ("format", "csv"),
      ("columns", "{campaign: {headings: [Campaign]}}"),
    ]
    var lines = valid.map { $0.0 == c.key ? "\(c.key): \(c.value)" : "\($0.0): \($0.1)" }
    if !valid.contains(where: { $0.0 == c.key }) { lines.append("\(c.key): \(c.value)") }
    expectDiagnostics(lines.joined(separator: "\n") + "\n", c.expected) { load($0).1 }
  }

  @Test(
    "an XML column has a path of elements, at most one attribute, at its end",
    arguments: [
      Case(
        "at", "{1️⃣headings: [a]}",
        ["1️⃣": "'headings' is for tables: an XML column is found by 'at', 'named' or 'sum_of'"]),
      Case("at", "{at: 1️⃣a/@b/c}", ["1️⃣": "'a/@b/c' is not a path: elements, then at most one @attribute"]),
      Case("at", "{at: a, of: 1️⃣parents}", ["1️⃣": "expected parent for 'of', found 'parents'"]),
    ])
  func xmlRefused(_ c: Case) {
    let text =
      "profile: t/r\ntool: T\nevidence: reported\ngives: ad\nformat: {xml: {record: a/b}}\ncolumns: {campaign: \(c.value)}\n"
    expectDiagnostics(text, c.expected) { load($0).1 }
  }
}
