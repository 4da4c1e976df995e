import Declarations
import EventSchema
import Render
import Testing

/// A report with every block, every kind of figure, and labels that try to be markup.
enum KitchenSink {
  static let hostile = [
    "<script>alert(1)</script>", "a|b](http://evil.example) `code` *bold*", "\"quoted\" & 'single'",
    "🎯 Emoji – Ünïcödé",
    "עברית \u{202E}abc", "- list\n# heading", "=SUM(A1:A9)", "\\| backslash",
    "www.evil.example x@evil.example", "  ",
  ]

  static func document() throws -> ReportDocument {
    let march = try period("2026-03")
    let eur = try #require(Currency("EUR"))
    return ReportDocument(
      pipeline: "quarterly-channels",
      title: LocalizedText([
        "en": "Marketing by channel", "zh-Hans": "各渠道营销报告", "ru": "Маркетинг по каналам",
      ]),
      header: Header(
        period: march,
        comparisons: [(.previous, march.previous), (.lastYear, try period("2025-03"))],
        currency: eur, conversion: Note(.noteRatesFrom, ["file": .text("fx/daily-rates.csv")]),
        timeZone: "Europe/Berlin", asOf: try day("2026-04-01"),
        provisional: Note(.noteProvisional, ["n": .count(3)])),
      sections: [
        section("headline", "At a glance", .headline(try cards(eur), more: nil)),
        section("channels", "Channels", .breakdown(try channels(eur))),
        section("campaigns", "Campaigns", .breakdown(try campaigns(eur))),
        section("trend", "Trend", .trend(try trends(eur))),
        section("data_quality", "Data quality", .dataQuality(try quality(eur))),
        section("alerts", "Alerts", .alerts(try alerts(eur))),
        section("utm_audit", "Audit", .utmAudit(try audit(eur))),
        section("definitions", "Definitions", .definitions(try definitions(eur))),
      ],
      footer: Footer(
        version: "0.1.0", pipelineHash: "xxh3:00112233445566778899aabbccddeeff", asOf: try day("2026-04-01"),
        inputs: [("google-ads/2026-03.csv", "xxh3:0123"), ("orders/<b>.csv", "xxh3:4567")],
        command: "sluice run pipelines/quarterly.yaml --as-of 2026-04-01"))
  }

  /// The shipped section of that name, so that titles are in three languages.
  private static func section(_ name: String, _ title: String, _ block: Block) -> ReportSection {
    if let shipped = try? CatalogLibrary().section(name) { return ReportSection(shipped, block) }
    return ReportSection(name: name, title: LocalizedText(title), lead: LocalizedText(""), block: block)
  }

  static let spend = LocalizedText(["en": "Ad spend", "zh-Hans": "广告花费", "ru": "Расходы на рекламу"])
  static let revenue = LocalizedText(["en": "Revenue", "zh-Hans": "收入", "ru": "Выручка"])
  static let roas = LocalizedText([
    "en": "Return on ad spend", "zh-Hans": "广告支出回报率", "ru": "Окупаемость рекламы",
  ])
  static let rate = LocalizedText(["en": "Click-through rate", "zh-Hans": "点击率", "ru": "Кликабельность"])
  static let cac = LocalizedText([
    "en": "Cost per new customer", "zh-Hans": "获客成本", "ru": "Стоимость нового клиента",
  ])

  static func months(_ count: Int) throws -> [Period] {
    var months = [try period("2026-03")]
    while months.count < count { months.insert(months[0].previous, at: 0) }
    return months
  }

  private static func cards(_ eur: Currency) throws -> [HeadlineCard] {
    let (month, year) = (try period("2026-02"), try period("2025-03"))
    let spark =
      try ["98000.5", "101000", "99500", "120000", "133000", "90000", "95000", "104000", "111000"].map(exact)
      as [Exact?]
    let noCustomers = Note(.noteNotStated, ["measure": .word(.measureNewCustomers)])
    return [
      HeadlineCard(
        kpi: "revenue", title: revenue, figure: .money(try exact("1234567.895"), eur), better: .higher,
        comparisons: [
          Comparison(.previous, month, base: .money(try exact("1172428.2"), eur)),
          Comparison(.lastYear, year, base: .money(try exact("1300000"), eur)),
        ], spark: spark),
      HeadlineCard(
        kpi: "spend", title: spend,
        figure: Figure(
          try exact("345800.5"), .money(eur), decimals: 2, note: Note(.noteRatiosRecomputed),
          status: .provisional),
        better: .neutral,
        comparisons: [
          Comparison(.previous, month, base: .money(try exact("345800.5"), eur)),
          Comparison(.lastYear, year, base: .money(nil, eur)),
        ], spark: [nil, spark[0], spark[1], nil, spark[4], nil, spark[6], spark[7], spark[8]]),
      HeadlineCard(
        kpi: "roas", title: roas, figure: Figure(try exact("3.5714"), .ratio, decimals: 2), better: .higher,
        comparisons: [Comparison(.previous, month, base: Figure(try exact("3.40"), .ratio, decimals: 2))],
        spark: try ["3.1", "3.4", "3.3", "3.6", "3.2", "3.57"].map(exact)),
      HeadlineCard(
        kpi: "ctr", title: rate, figure: Figure(try exact("0.0534"), .percent, decimals: 1), better: .higher,
        comparisons: [Comparison(.previous, month, base: Figure(try exact("0.0574"), .percent, decimals: 1))],
        spark: try ["0.05", "0.06", "0.055", "0.0534"].map(exact)),
      HeadlineCard(
        kpi: "cac", title: cac, figure: Figure(nil, .money(eur), decimals: 2, note: noCustomers),
        better: .lower,
        comparisons: [Comparison(.previous, month, base: .money(try exact("40"), eur))], spark: []),
      HeadlineCard(
        kpi: "profit", title: LocalizedText(["en": "Contribution", "zh-Hans": "贡献利润", "ru": "Вклад"]),
        figure: .money(try exact("-1234.5"), eur), better: .higher,
        comparisons: [Comparison(.previous, month, base: .money(try exact("-2000"), eur))],
        spark: [.zero, Exact(-1)]),
    ]
  }

  static func columns(_ eur: Currency) -> [BreakdownTable.Column] {
    [
      BreakdownTable.Column(kpi: "spend", title: spend, unit: .money(eur), better: .neutral),
      BreakdownTable.Column(kpi: "revenue", title: revenue, unit: .money(eur), better: .higher),
      BreakdownTable.Column(kpi: "roas", title: roas, unit: .ratio, better: .higher),
      BreakdownTable.Column(kpi: "ctr", title: rate, unit: .percent, better: .higher),
    ]
  }

  private static func row(
    _ label: BreakdownTable.Label, _ spend: String, _ revenue: String, _ eur: Currency, before: String? = nil,
    share: String? = nil
  ) throws -> BreakdownTable.Row {
    let (paid, earned) = (try exact(spend), try exact(revenue))
    let ratio = earned / paid
    let note = ratio == nil ? Note(.noteDivisionByZero, ["measure": .word(.measureSpend)]) : nil
    return BreakdownTable.Row(
      label,
      [
        .money(paid, eur), .money(earned, eur), Figure(ratio, .ratio, decimals: 2, note: note),
        Figure(
          try exact("0.0534"), .percent, decimals: 1,
          note: Note(.noteClaimedTwice, ["inputs": .list([.text("google_ads"), .text("<meta>")])])),
      ],
      previous: try before.map { .money(try exact($0), eur) }, share: try share.map(exact))
  }

  private static func channels(_ eur: Currency) throws -> BreakdownTable {
    let values: [(String, String, String, String?, String)] = [
      ("Paid Search", "120000", "480000", "440000", "0.3888"),
      ("Paid Social", "90500.25", "210000", "231000", "0.1701"),
      ("Email", "0", "199000.5", "150000", "0.1612"), ("Organic Search", "0", "120000", "120000", "0.0972"),
      ("Affiliates", "30000", "90000", nil, "0.0729"), ("Display", "60000", "45000", "61000", "0.0364"),
      ("Video", "25000", "30000", "28000", "0.0243"), ("Referral", "0", "25000", "22000", "0.0203"),
      ("Direct", "0", "20000", "21000", "0.0162"), ("Audio", "10300.25", "9000", "4000", "0.0073"),
      ("Shopping", "10000", "6567.395", "0", "0.0053"),
    ]
    return BreakdownTable(
      by: .channel, columns: columns(eur),
      rows: try values.map { try row(.value($0.0), $0.1, $0.2, eur, before: $0.3, share: $0.4) },
      other: try row(.note(Note(.otherCount, ["n": .count(4)])), "0", "0", eur, before: "0", share: "0"),
      total: try row(.word(.total), "345800.5", "1234567.895", eur, before: "1172428.2"), sortedBy: 1,
      comparedWith: (.previous, try period("2026-02")), notes: [Note(.noteRatiosRecomputed)])
  }

  private static func campaigns(_ eur: Currency) throws -> BreakdownTable {
    BreakdownTable(
      by: .campaign, columns: columns(eur),
      rows: try hostile.enumerated().map { index, label in
        try row(.value(label), "\(1000 - index)", "\(9000 - 100 * index)", eur)
      },
      total: try row(.word(.total), "9955", "85500", eur), sortedBy: 0)
  }

  private static func trends(_ eur: Currency) throws -> [Trend] {
    let months = try months(13)
    let values = [
      "800000", "910000.5", "870000", nil, "990000", nil, nil, "1100000", "1050000", "1320000", "1210000",
      "1172428.2", "1234567.895",
    ]
    let before = [
      "700000", "720000", "690000", "760000", nil, "810000", "805000", "880000", "870000", "1010000",
      "990000",
      "960000", "1300000",
    ]
    let points = try months.enumerated().map { index, month in
      Trend.Point(
        month, try values[index].map(exact), lastYear: try before[index].map(exact),
        status: index == 12 ? .provisional : .final)
    }
    let rates = try months.enumerated().map { index, month in
      Trend.Point(month, try exact("0.0\(40 + (index * 7) % 19)"))
    }
    return [
      Trend(kpi: "revenue", title: revenue, unit: .money(eur), decimals: 2, better: .higher, points: points),
      Trend(kpi: "ctr", title: rate, unit: .percent, decimals: 1, better: .higher, points: rates),
      Trend(
        kpi: "profit", title: LocalizedText("Contribution"), unit: .money(eur), decimals: 2, better: .higher,
        points: try months.enumerated().map { Trend.Point($1, try exact("\(($0 * 37) % 50 - 20)000")) }),
      Trend(
        kpi: "cac", title: cac, unit: .money(eur), decimals: 2, better: .lower,
        points: months.map { Trend.Point($0, nil) }),
    ]
  }

  private static func quality(_ eur: Currency) throws -> DataQuality {
    let usd = try #require(Currency("USD"))
    return DataQuality(
      inputs: [
        InputQuality(
          name: "google_ads", profile: "google-ads/report", tool: "Google Ads", need: .required,
          files: [
            FileQuality(
              path: "google-ads/2026-03.csv", content: "xxh3:0123", lines: 1_234_815, records: 1_234_812,
              events: 1_234_800,
              accepted: 1_234_797, filtered: [(Note(.filterTotal), 1), (Note(.filterNotKept), 8)],
              rejected: 3,
              duplicate: 2, replaced: 1, newestDay: try day("2026-03-31"),
              money: [
                MoneyCheck(
                  .spend, usd, records: try exact("1234.56"), accepted: try exact("1230.00"), filtered: .zero,
                  rejected: try exact("4.56"), control: .matches(try exact("1234.56")))
              ])
          ], notes: [Note(.noteTimeZoneOfInput, ["zone": .text("America/New_York")])]),
        InputQuality(
          name: "shop", profile: "shopify/orders", tool: "Shopify", need: .required,
          files: [
            FileQuality(
              path: "orders/<b>.csv", content: "xxh3:4567", lines: 101, records: 100, events: 98,
              accepted: 98, rejected: 1,
              newestDay: try day("2026-03-30"),
              money: [
                MoneyCheck(
                  .revenue, eur, records: try exact("5000"), accepted: try exact("4900"), filtered: .zero,
                  rejected: try exact("100"), control: .differs(try exact("5000.01"))),
                MoneyCheck(
                  .refunds, eur, records: try exact("10"), accepted: try exact("10"), filtered: .zero,
                  rejected: .zero,
                  control: .none),
              ])
          ], daysMissing: [try day("2026-03-31"), try day("2026-03-05"), try day("2026-03-06")]),
        InputQuality(
          name: "newsletter", profile: "generic/email", tool: "CSV", need: .optional, files: [],
          missing: Note(.noteNoFileMatches, ["pattern": .text("email/*.csv")])),
      ],
      rejects: [
        RejectSample(
          file: "google-ads/2026-03.csv", line: 118, column: "Cost|<i>", reason: Note(.rejectNotANumber),
          hint: Note(.hintNotANumber), count: 3)
      ],
      warnings: [
        Note(.noteUnconverted, ["n": .count(21), "currency": .text("CHF")]),
        Note(.noteNoChannel, ["amount": .figure(.money(try exact("12.5"), eur))]),
      ],
      remarks: [Note(.noteOverlap)])
  }

  private static func audit(_ eur: Currency) throws -> CampaignAudit {
    let amounts = [try exact("12.5"), nil]
    let many = (0..<20).map { CampaignAudit.Row(names: [.init("Campaign \($0)")], amounts: amounts) }
    return CampaignAudit(
      measures: [.spend, .visits],
      parts: [
        .init(
          kind: .matched, rows: [.init(names: [.init("Brand", source: "google")], amounts: amounts)],
          amounts: amounts),
        .init(
          kind: .matchedByAlias,
          rows: [.init(names: [.init("<b>Brand | DE"), .init("brand-de")], amounts: amounts)],
          amounts: amounts),
        .init(kind: .spendWithoutTraffic, rows: many, amounts: [try exact("250"), nil]),
        .init(kind: .trafficWithoutSpend, rows: [], amounts: [nil, nil]),
      ], currency: eur)
  }

  private static func definitions(_ eur: Currency) throws -> Definitions {
    let formula = Formula.divide(.name("revenue", column: 1), .name("spend", column: 11), column: 9)
    return Definitions(
      entries: [
        Definition(
          kpi: "roas", title: roas,
          description: LocalizedText("Revenue per unit of ad spend, <b>not</b> profit."),
          formula: formula,
          terms: [
            "revenue": Definition.Term(.word(.measureRevenue), .money(try exact("1234567.895"), eur)),
            "spend": Definition.Term(.word(.measureSpend), .money(try exact("345800.5"), eur)),
          ], result: Figure(try exact("3.5702"), .ratio, decimals: 2),
          source: LocalizedText("Own definition"),
          notes: [Note(.noteCountsAsZero, ["measure": .word(.measureCost)])]),
        Definition(
          kpi: "cac", title: cac, description: LocalizedText(""),
          formula: .divide(
            .subtract(
              .name("spend", column: 1),
              .subtract(.name("cost", column: 9), .number(try exact("1.5")), column: 1), column: 1),
            .ifZero(.name("new_customers", column: 30), .negate(.number(Exact(1)))), column: 20),
          terms: ["spend": Definition.Term(.word(.measureSpend), .money(Exact(10), eur))],
          result: Figure(nil, .money(eur), decimals: 2, note: Note(.noteNoData)), source: nil),
      ],
      assumptions: [
        Note(.noteRatesAge, ["n": .count(5)]),
        Note(.noteAssumption, ["text": .localized(LocalizedText("{n} <u>braces</u>"))]),
      ])
  }
}
