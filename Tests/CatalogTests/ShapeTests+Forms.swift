/// Sums of columns, and XML.
extension ShapeTests {
  static let sums: [Case] = [
    Case(
      name: "parts are added up where the file has no column of the whole, and all of them",
      profile: """
        gives: email
        format: csv
        nulls: [""]
        columns:
          day: {headings: [Day], as: date yyyy-MM-dd, required: yes}
          campaign: {headings: [Campaign], required: yes}
          sent: {headings: [Sent]}
          email_bounces: {headings: [Bounces], else: {sum_of: [[Hard, Hard bounces], [Soft]]}}
        """,
      given: """
        Day,Campaign,Sent,Soft,Hard bounces
        2026-04-01,A,100,3,2
        2026-04-02,B,100,,2
        2026-04-03,C,100,many,2
        """,
      expect: """
        expect:
          - {campaign: A, sent: "100", email_bounces: "5"}
          - {campaign: B, sent: "100"}
        rejects: [{line: 4, reason: not_a_number}]
        """),
    Case(
      name: "a column of the whole wins over its parts, one part alone says nothing",
      profile: """
        gives: email
        format: {csv: {tables: several}}
        columns:
          day: {headings: [Day], as: date yyyy-MM-dd, required: yes}
          campaign: {headings: [Campaign], required: yes}
          sent: {headings: [Sent]}
          email_bounces: {headings: [Bounces], else: {sum_of: [[Hard], [Soft]]}}
        """,
      given: """
        Day,Campaign,Sent,Soft,Hard,Bounces
        2026-04-01,A,100,3,2,6

        Day,Campaign,Sent,Soft
        2026-04-02,B,100,3

        Day,Campaign,Sent,Soft,Hard
        2026-04-03,C,100,3,0
        """,
      expect: """
        expect:
          - {campaign: A, sent: "100", email_bounces: "6"}
          - {campaign: B, sent: "100"}
          - {campaign: C, sent: "100", email_bounces: "3"}
        """),
  ]

  static let xml = """
    gives: ad
    recognise: {root: report, fields: [spend]}
    format: {xml: {record: report/rows/row}}
    preamble:
      - {fact: period, at: range/@date, as: ["MMM d, yyyy"]}
      - {fact: currency, at: "@currency"}
      - {fact: rows, at: "@rows"}
    columns:
      day: {at: [day, "date/@value"], as: date yyyy-MM-dd, else: preamble period}
      campaign: {at: ["@name", title], required: yes}
      spend: {at: cost, as: money, required: yes}
      currency: {at: "@currency"}
    """

  static let xmlCases: [Case] = [
    Case(
      name: "of several places a record has one, and what the file says of all records holds for it",
      profile: xml,
      given: """
        <?xml version="1.0"?>
        <report currency="EUR" rows="4"><range date="Mar 1, 2026-Mar 31, 2026"/><range date="Jan 1, 2025-Jan 2, 2025"/>
        <rows>
        <row name="A"><day>2026-03-02</day><cost>1.50</cost></row>
        <row><title>B</title><date value="2026-03-03"/><cost>2</cost></row>
        <row name="C"><title>other</title><cost>3</cost><range date="Jan 1, 2020-Jan 2, 2020"/></row>
        <row><cost>4</cost></row>
        </rows></report>
        """,
      expect: """
        expect:
          - {campaign: A, day: "2026-03-02", spend: 1.5 EUR}
          - {campaign: B, day: "2026-03-03", spend: 2 EUR}
          - {campaign: C, day: "2026-03-01", last_day: "2026-03-31", spend: 3 EUR}
        rejects: [{line: 7, reason: missing_value}]
        """),
    Case(
      name: "a range that can't be read is none", profile: xml,
      given: """
        <?xml version="1.0"?>
        <report><range date="All Time"/><rows>
        <row name="A" currency="EUR"><cost>1</cost></row>
        </rows></report>
        """,
      expect: "expect: []\nrejects: [{line: 3, reason: missing_value}]"),
  ]
}
