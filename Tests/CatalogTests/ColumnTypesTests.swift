import Declarations
import Diagnostics
import Foundation
import Pipeline
import Testing

/// Profiles made up here, with their own tests in them: what columns and kinds do from file to event.
@Suite("Columns and kinds, from file to event") struct ColumnTypesTests {
  private func problems(_ profile: String) async throws -> [String] {
    let (loaded, diagnostics) = ProfileLoader.load(text: profile, file: "own.yaml")
    #expect(diagnostics.map(\.message) == [])
    let tester = ProfileTester(folder: NSTemporaryDirectory())
    return await tester.problems(of: try #require(loaded)).map { "\($0.message) \($0.hint ?? "")" }
  }

  private static let head = "profile: t/r\ntool: T\nevidence: reported\nformat: csv\nnulls: [\"\", \"--\"]\n"

  @Test("numbered days count from the first day of the period; parts of cells are read without the rest")
  func nthDay() async throws {
    let found = try await problems(
      Self.head + """
        gives: visit
        recognise: {fields: [day, visits]}
        preamble: [{fact: period, starts_with: "# Start date: ", as: [yyyyMMdd]}]
        columns:
          day: {headings: [Nth day], as: nth_day, required: yes}
          visits: {headings: [Sessions], before: "(", required: yes}
          page_views: {headings: [Views], inside: "[]"}
          seconds: {headings: [Time]}
          campaign_id: {headings: [Campaign], inside: "[]"}
        tests:
          - name: days of a block
            given: |
              # Start date: 20240228
              Nth day,Sessions,Views,Time,Campaign
              0000,"1,410 (38.9%)",[9],00:01:05,[138000111]
              0002,7,8,2.5,plain
              x,7,8,,
              0001,(3),,,
              0001,--,,,
            expect:
              - {day: "2024-02-28", visits: "1410", page_views: "9", seconds: "65", campaign_id: "138000111"}
              - {day: "2024-03-01", visits: "7", page_views: "8", seconds: "2.5", campaign_id: plain}
            rejects:
              - {line: 5, reason: not_a_date}
              - {line: 6, reason: missing_value}
              - {line: 7, reason: missing_value}
        """)
    #expect(found == [])
  }

  @Test(
    "a file is read in the one way it writes its dates; another way in between is rejected",
    arguments: [
      ("2026-01-30", "2026-01-31", "2026-01-30", "2026-01-31"),
      ("30.01.2026", "31.01.2026", "2026-01-30", "2026-01-31"),
      ("46052", "46053", "2026-01-30", "2026-01-31"),
    ])
  func ways(_ first: String, _ second: String, _ firstDay: String, _ secondDay: String) async throws {
    let found = try await problems(
      Self.head + """
        gives: ad
        recognise: {fields: [day, campaign]}
        columns:
          day: {headings: [Day], as: [date yyyy-MM-dd, date dd.MM.yyyy, excel_day], required: yes}
          campaign: {headings: [Campaign], required: yes}
          clicks: {headings: [Clicks]}
        tests:
          - name: one way
            given: |
              Day,Campaign,Clicks
              \(first),A,1
              \(second),B,2
              --,C,3
            expect:
              - {day: "\(firstDay)", campaign: A}
              - {day: "\(secondDay)", campaign: B}
            rejects: [{line: 4, reason: missing_value}]
        """)
    #expect(found == [])
  }

  @Test("XML writes its dates in several ways, too; a range spans its days")
  func xmlWays() async throws {
    let found = try await problems(
      """
      profile: t/r
      tool: T
      evidence: reported
      gives: visit
      recognise: {root: r}
      format: {xml: {record: r/v}}
      columns:
        day: {at: "@d", as: [date yyyy-MM-dd, range yyyy-MM-dd], required: yes}
        visits: {at: "@n", required: yes}
      tests:
        - name: weeks
          given: "<r><v d='2026-01-05,2026-01-11' n='3'/><v d='2026-01-12,2026-01-18' n='4'/></r>"
          expect:
            - {day: "2026-01-05", last_day: "2026-01-11", visits: "3"}
            - {day: "2026-01-12", last_day: "2026-01-18", visits: "4"}
        - name: days
          given: "<r><v d='2026-01-05' n='3'/></r>"
          expect: [{day: "2026-01-05", visits: "3"}]
      """)
    #expect(found == [])
  }

  @Test("a sheet's dates and numbers are read as cells hold them, whatever the language of its headings")
  func sheet() async throws {
    func cell(_ type: String, _ text: String) -> String {
      "<Cell><Data s:Type='\(type)'>\(text)</Data></Cell>"
    }
    func row(_ cells: String...) -> String { "<Row>" + cells.joined() + "</Row>" }
    let rows =
      row(
        cell("String", "Tag"), cell("String", "Kampagne"), cell("String", "Kosten"), cell("String", "Klicks"),
        cell("String", "Wert"))
      + row(
        cell("DateTime", "2026-01-31T00:00:00.000"), cell("String", "A"), cell("Number", "1234.567"),
        cell("Number", "1200"), cell("String", "1.234,5 €"))
      + row(
        cell("DateTime", "2026-02-01T00:00:00.000"), cell("String", "B"), cell("Number", "0.5"),
        cell("Number", "3"), cell("String", "7,25 €"))
    let book =
      "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' "
      + "xmlns:s='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet s:Name='S'><Table>\(rows)</Table>"
      + "</Worksheet></Workbook>"
    let found = try await problems(
      Self.head + """
        gives: ad
        recognise: {fields: [day, campaign]}
        numbers: {de: "1.234,56"}
        columns:
          day: {headings: {de: [Tag]}, as: date dd.MM.yyyy, required: yes}
          campaign: {headings: {de: [Kampagne]}, required: yes}
          spend: {headings: {de: [Kosten]}}
          clicks: {headings: {de: [Klicks]}}
          conversion_value_claimed: {headings: {de: [Wert]}}
        tests:
          - name: a workbook
            currency: EUR
            given: |
              \(book)
            expect:
              - {day: "2026-01-31", spend: 1234.567 EUR, clicks: "1200", conversion_value_claimed: 1234.5 EUR}
              - {day: "2026-02-01", spend: 0.5 EUR, clicks: "3", conversion_value_claimed: 7.25 EUR}
          - name: a text file
            currency: EUR
            given: |
              Tag;Kampagne;Kosten;Klicks;Wert
              31.01.2026;A;1.234,567;1.200;7
            expect:
              - {day: "2026-01-31", spend: 1234.567 EUR, clicks: "1200", conversion_value_claimed: 7 EUR}
        """)
    #expect(found == [])
  }

  @Test("content is published on its own day and watched in the period that the file covers")
  func content() async throws {
    let found = try await problems(
      Self.head + """
        gives: content
        recognise: {fields: [title]}
        preamble: [{fact: period, line: 1, as: [yyyy-MM-dd]}]
        constants: {content_type: video}
        columns:
          at: {headings: [Published], as: "date MMM d, yyyy"}
          title: {headings: [Title], required: yes}
          views: {headings: [Views]}
          watch_seconds: {headings: [Hours], as: hours}
        tests:
          - name: a publication and its views
            given: |
              2026-03-01 - 2026-03-31
              Title,Published,Views,Hours
              Old one,"Feb 2, 2026",40,1.5
              Undated,,7,
            expect:
              - {day: "2026-02-02", title: Old one, content_published: "1", content_type: video}
              - {day: "2026-03-01", last_day: "2026-03-31", title: Old one, views: "40", watch_seconds: "5400"}
              - {day: "2026-03-01", last_day: "2026-03-31", title: Undated, views: "7"}
        """)
    #expect(found == [])
  }

  @Test("a survey's kind may be a constant; months and quarters are read as a whole")
  func surveys() async throws {
    let found = try await problems(
      Self.head + """
        gives: survey
        recognise: {fields: [score]}
        constants: {survey_kind: nps}
        columns:
          day: {headings: [When], as: [month MMMM yyyy, quarter QQQ yyyy], required: yes}
          score: {headings: [Answer]}
        tests:
          - name: months
            given: |
              When,Answer
              January 2024,10
              January 2024,3
              January 2024,
            expect:
              - {day: "2024-01-01", last_day: "2024-01-31", survey_kind: nps, nps_promoters: "1", nps_detractors: "0"}
              - {day: "2024-01-01", nps_promoters: "0", nps_detractors: "1", nps_responses: "1"}
            rejects: [{line: 4, reason: missing_value}]
          - name: quarters
            given: |
              When,Answer
              Q4 2025,8
            expect:
              - {day: "2025-10-01", last_day: "2025-12-31", nps_promoters: "0", nps_detractors: "0"}
        """)
    #expect(found == [])
  }
}
