import Declarations
import Diagnostics
import Foundation
import Pipeline
import Testing

/// Forms of tables other than one heading row above its records. Each case is a profile with one test of its own.
@Suite("Forms of tables") struct ShapeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    /// `format:`, rules, columns.
    var profile: String
    var given: String
    /// `expect:` and the like, as they stand in a profile's test.
    var expect: String
    var testDescription: String { name }
  }

  static let visits = """
    gives: visit
    preamble:
      - {fact: first_day, starts_with: "Start date: ", as: yyyyMMdd}
      - {fact: last_day, starts_with: "# End date: ", as: yyyyMMdd}
    format: {csv: {tables: several, comments: "#"}}
    columns:
      day: {headings: [Nth day], as: nth_day, required: yes}
      visits: {headings: [Sessions], required: yes}
    """

  static let ads = """
    gives: ad
    format: csv
    nulls: [""]
    columns:
      campaign: {headings: [Campaign], required: yes}
      day: {headings: [Day], as: date yyyy-MM-dd, required: yes}
      spend: {headings: [Cost], as: money, required: yes}
      currency: {headings: [Currency]}
    """

  static let cases: [Case] = [
    Case(
      name: "blocks with dates of their own are read, others are passed over, empty ones give nothing",
      profile: visits,
      given: """
        # ----------------------------------------
        # Start date: 20260401
        # End date: 20260402
        Nth day,Sessions
        0000,7
        0001,8


        # Where do they come from?
        Country,Sessions
        France,9

        # Start date: 20250401
        # End date: 20250402
        Nth day,Sessions
        0001,x
        0001,5

        Nth day,Sessions
        """,
      expect: """
        expect:
          - {day: "2026-04-01", visits: "7"}
          - {day: "2026-04-02", visits: "8"}
          - {day: "2025-04-02", visits: "5"}
        rejects: [{line: 16, reason: not_a_number}]
        """),
    Case(
      name: "comments and blank lines that a program padded with delimiters are still such", profile: visits,
      given: """
        # Report,,
        "# Start date: 20260401",,
        # End date: 20260402,,
        Nth day,Sessions,
        0000,7,
        ,,
        Country,Sessions,Users
        Peru,3,4
        """,
      expect: """
        expect:
          - {day: "2026-04-01", visits: "7"}
        """),
    Case(
      name: "labels and values are one record, and a reject names the value's own line",
      profile: """
        gives: email
        format: {csv: {shape: key_value}}
        columns:
          campaign: {headings: [Title], required: yes}
          at: {headings: [Delivery Date/Time], as: "datetime yyyy-MM-dd HH:mm", required: yes}
          sent: {headings: [Total Recipients], required: yes}
          unique_opens: {headings: [Recipients Who Opened], before: "("}
        """,
      given: """
        Email Campaign Report
        "Title:","Spring, part 1"
        "Delivery Date/Time:","2026-04-21 12:25"

        Overall Stats
        "Total Recipients:","1,751"
        "Recipients Who Opened:","1,410 (38.9%)"

        Clicks by URL
        URL,Total Clicks,Unique Clicks
        https://shop.example/a,12,9
        """,
      expect: """
        expect:
          - {day: "2026-04-21", campaign: "Spring, part 1", sent: "1751", unique_opens: "1410"}
        """),
    Case(
      name: "a value that can't be read rejects the record at its line",
      profile: """
        gives: email
        format: {csv: {shape: key_value}}
        columns:
          campaign: {headings: [Title], required: yes}
          at: {headings: [Sent], as: "datetime yyyy-MM-dd HH:mm", required: yes}
          sent: {headings: [Total Recipients], required: yes}
        """,
      given: """
        Title:,Spring
        Sent:,2026-04-21 12:25
        Total Recipients:,many
        """,
      expect: "rejects: [{line: 3, reason: not_a_number}]"),
    Case(
      name: "a remark among the rows of a block does not end it, and its rows are counted",
      profile: visits,
      given: """
        # Start date: 20260401
        # End date: 20260403
        Nth day,Sessions
        0000,7
        # the server was down until noon
        0001,8
        0002,9
        # Country,Sessions
        Country,Sessions
        France,5
        """,
      expect: """
        expect:
          - {day: "2026-04-01", visits: "7"}
          - {day: "2026-04-02", visits: "8"}
          - {day: "2026-04-03", visits: "9"}
        """),
    Case(
      name: "blocks with the same headings are told apart by the lines above them",
      profile: """
        gives: visit
        recognise: {fields: [source, visits], titles: [Websites, Сайты]}
        format: {csv: {tables: several}}
        columns:
          day: {headings: [date], as: date yyyy-MM-dd, else: preamble period}
          source: {headings: [label], required: yes}
          visits: {headings: [nb_visits], required: yes}
        preamble: [{fact: period, starts_with: "Period:", as: [yyyy-MM-dd]}]
        """,
      given: """
        Period: 2026-03-01 - 2026-03-31

        Country
        label,nb_visits
        Norway,80

        Websites
        label,nb_visits
        example.org,7

        Browsers
        label,nb_visits
        Firefox,80
        """,
      expect: "expect: [{source: example.org, visits: \"7\"}]"),
    Case(
      name: "a constant stands for a dimension and a currency that the file does not state",
      profile: """
        gives: ad
        format: csv
        columns:
          day: {headings: [Day], as: date yyyy-MM-dd, required: yes}
          campaign: {headings: [Campaign], required: yes}
          spend: {headings: [Cost], as: money, required: yes}
          currency: {headings: [Currency], else: {constant: CNY}}
          network: {headings: [Network], else: {constant: Search}}
        """,
      given: """
        Day,Campaign,Cost
        2026-04-01,A,1.50
        """,
      expect: "expect: [{spend: 1.5 CNY, network: Search}]"),
    Case(
      name: "a profile's words stand for the tool's, and a sign is turned, also that of the total",
      profile: """
        gives: ad
        format: csv
        totals: {equals: [Total]}
        columns:
          day: {headings: [Day], as: date yyyy-MM-dd, required: yes}
          campaign: {headings: [Campaign], required: yes}
          network: {headings: [Netz], values: {Search: [Suche, SEA], Social: [Soziales]}}
          spend: {headings: [Saldo], as: money, required: yes, negate: yes}
        """,
      given: """
        Day,Campaign,Netz,Saldo
        2026-04-01,A,suche,-1.50
        2026-04-02,A,Display,-2
        2026-04-03,A,Soziales,0.50
        Total,,,-3
        """,
      expect: """
        currency: EUR
        expect:
          - {network: Search, spend: 1.5 EUR}
          - {network: Display, spend: 2 EUR}
          - {network: Social, spend: -0.5 EUR}
        control_totals: {spend: "3"}
        """),
    Case(
      name: "two heading rows are one: the upper text holds for the columns up to the next",
      profile: """
        gives: survey
        format: {csv: {header_rows: 2}}
        constants: {survey_kind: nps}
        columns:
          day: {headings: [End Date], as: date MM/dd/yyyy, required: yes}
          survey_kind: {else: {constant: nps}, required: yes}
          score: {headings: ["How likely, 0 to 10? / Score"], required: yes}
        """,
      given: """
        Respondent ID,End Date,"How likely, 0 to 10?",,Why?
        ,,Comment,Score,Open-Ended Response
        101,04/02/2026,fine,9,"two
        lines"
        102,04/03/2026,,3,
        """,
      expect: """
        expect:
          - {day: "2026-04-02"}
          - {day: "2026-04-03"}
        """),
    Case(
      name: "a total whose label stands in the second column is one, a campaign called Totally is not",
      profile: ads + "\ntotals: {starts_with: [\"Total of \"], column: any}",
      given: """
        Day,Campaign,Cost
        2026-04-01,Totally new,1.50
        2026-04-02,Total,2
        -,Total of 2 results,3.50
        """,
      expect: """
        currency: EUR
        expect:
          - {campaign: Totally new, spend: 1.5 EUR}
          - {campaign: Total, spend: 2 EUR}
        control_totals: {spend: "3.5"}
        """),
    Case(
      name: "totals without a name have an empty first cell, first row or last",
      profile: ads + "\ntotals: {equals: [\"\"]}",
      given: """
        Campaign,Day,Cost
        ,,3.50
        a,2026-04-01,1.50
        b,2026-04-02,2
        "",,3.50
        """,
      expect: """
        currency: EUR
        expect:
          - {campaign: a, spend: 1.5 EUR}
          - {campaign: b, spend: 2 EUR}
        control_totals: {spend: "3.5"}
        """),
    Case(
      name: "a quote left open in a preamble does not hide the table",
      profile: ads,
      given: """
        Report "spring
        Campaign;Day;Cost
        a;2026-04-01;1.50
        """,
      expect: "currency: EUR\nexpect: [{campaign: a, spend: 1.5 EUR}]"),
    Case(
      name: "the delimiter is that of the heading row, whatever the preamble holds",
      profile: ads,
      given: """
        Report, made of, many, commas; and one semicolon
        Campaign;Day;Cost
        "a, b";2026-04-01;1.50
        """,
      expect: "currency: EUR\nexpect: [{campaign: \"a, b\", spend: 1.5 EUR}]"),
  ]

  @Test("a form is read as it stands", arguments: cases + sums + xmlCases)
  func form(_ c: Case) async throws {
    func indented(_ text: String, _ spaces: Int) -> String {
      let pad = String(repeating: " ", count: spaces)
      return text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : pad + $0 }
        .joined(separator: "\n")
    }
    let text = """
      profile: test/form
      tool: Test
      evidence: verified
      \(c.profile)
      tests:
        - name: form
          given: |
      \(indented(c.given, 6))
      \(indented(c.expect, 4))

      """
    let loaded = ProfileLoader.load(text: text, file: "form.yaml")
    let profile = try #require(loaded.profile, "\(loaded.diagnostics)")
    let problems = await ProfileTester(folder: NSTemporaryDirectory()).problems(of: profile)
    #expect(problems.map { "\($0.message) | \($0.hint ?? "")" } == [])
  }
}
