import Foundation
import Testing

/// The account of a file against a slow recount of the rows that were written into it.
@Suite("The ledger") struct LedgerTests {
  /// A row, some of whose cells are bad, and what must become of it.
  struct Row {
    var day: String, revenue: String, currency: String, status: String
    var isRagged = false

    init(_ random: inout Seeded) {
      day = random.pick(["2026-02-01", "2026-02-28", "2025-07-04", "2026-02-30", ""], [6, 6, 2, 1, 1])
      revenue = random.pick(
        ["12.34", "0.000001", "-7", "1000000", "x", "", "1.2345678"], [5, 2, 2, 2, 1, 1, 1])
      currency = random.pick(["EUR", "USD", "", "??"], [5, 3, 3, 1])
      status = random.pick(["paid", "void", ""], [6, 2, 1])
      isRagged = random.pick(["", "ragged"], [20, 1]) == "ragged"
    }

    /// Millionths; nil where the text is no amount.
    var amount: Int? {
      ["12.34": 12_340_000, "0.000001": 1, "-7": -7_000_000, "1000000": 1_000_000_000_000][revenue]
    }
    /// A currency that is not stated is the input's, CHF.
    var money: String { currency.isEmpty ? "CHF" : currency == "??" ? "" : currency }
    var verdict: String {
      if ["2026-02-30", ""].contains(day) || amount == nil { return "rejected" }
      if status != "paid" { return "filtered" }
      return money.isEmpty ? "rejected" : "accepted"
    }
  }

  /// Linear congruential, so that a seed means the same rows everywhere.
  struct Seeded {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    mutating func pick(_ texts: [String], _ weights: [Int]) -> String {
      var left = next(weights.reduce(0, +))
      for (text, weight) in zip(texts, weights) {
        if left < weight { return text }
        left -= weight
      }
      return ""
    }
  }

  static func profile(_ format: String, _ places: [String]) -> String {
    """
    profile: own/orders
    tool: Own
    evidence: unverified
    gives: order
    recognise: \(format == "csv" ? "{fields: [order, revenue]}" : "{root: rows}")
    format: \(format)
    nulls: [""]
    numbers: "1234.56"
    keep: {status: [paid]}
    columns:
      order: {\(places[0]), required: yes}
      day: {\(places[1]), as: date yyyy-MM-dd, required: yes}
      revenue: {\(places[2]), as: money, required: yes}
      currency: {\(places[3])}
      status: {\(places[4])}

    """
  }

  static let pipeline = """
    sluice: 1
    name: l
    period: {every: month, only: 2026-02}
    extract:
      shop: {profile: own/orders, files: "data.*", currency: CHF}
    normalize: {rejected_rows_at_most: 100%}
    aggregate: {kpis: [orders]}
    render:
      report: {formats: [markdown], output: out/, sections: [data_quality], rejects: rejects.csv}

    """

  static func csv(_ rows: [Row]) -> String {
    rows.enumerated().reduce("order,day,revenue,currency,status\n") { text, entry in
      let (index, row) = entry
      return text
        + "O\(index),\(row.day),\(row.revenue),\(row.currency),\(row.status)\(row.isRagged ? ",," : "")\n"
    }
  }

  static func xml(_ rows: [Row]) -> String {
    "<rows>\n"
      + rows.enumerated().map { index, row in
        "<row order=\"O\(index)\" day=\"\(row.day)\" revenue=\"\(row.revenue)\" currency=\"\(row.currency)\" status=\"\(row.status)\"/>\n"
      }.joined() + "</rows>\n"
  }

  @Test("every row and all money end in one place, in CSV and XML, on any threads", arguments: 1...6)
  func recount(seed: Int) throws {
    var random = Seeded(state: UInt64(seed))
    let rows = (0..<(seed == 1 ? 40_000 : 700)).map { _ in Row(&random) }
    for isXML in [false, true] {
      let place = try Workspace()
      let names = ["order", "day", "revenue", "currency", "status"]
      try place.write("p.yaml", Self.pipeline)
      try place.write(
        "profiles/own/orders.yaml",
        Self.profile(
          isXML ? "{xml: {record: rows/row}}" : "csv",
          names.map { isXML ? "at: \"@\($0)\"" : "headings: [\($0)]" }))
      try place.write(isXML ? "data.xml" : "data.csv", isXML ? Self.xml(rows) : Self.csv(rows))
      let run = try Sluice.run(["run", "p.yaml", "--threads", "\(1 + seed % 3)"], folder: place.path)
      #expect(run.status == 0, "seed \(seed): \(run.err)")
      let (report, list) = (place.bytes("out/report.json"), place.bytes("out/rejects.csv"))
      let json = try JSONSerialization.jsonObject(with: try #require(report))
      let file = try #require(((json as? [String: Any])?["reconciliation"] as? [[String: Any]])?.first)
      for problem in missing(Self.expected(rows, isXML: isXML), in: file) {
        Issue.record("seed \(seed), \(isXML ? "XML" : "CSV"): \(problem)")
      }
      let listed = String(decoding: try #require(list), as: UTF8.self)
      let rejected = rows.indices.filter { Self.verdict(rows[$0], isXML: isXML) == "rejected" }.map {
        "\($0 + 1)"
      }
      let records = listed.split(separator: "\n").dropFirst().map { String($0.split(separator: ",")[1]) }
      #expect(records == rejected, "seed \(seed)")
    }
  }

  static func verdict(_ row: Row, isXML: Bool) -> String { !isXML && row.isRagged ? "rejected" : row.verdict }

  /// What the ledger must say. Of a ragged row nothing is read, so its money is unknown.
  static func expected(_ rows: [Row], isXML: Bool) -> [String: Any] {
    var counts = ["accepted": 0, "filtered": 0, "rejected": 0]
    var money: [String: [String: Int]] = [:]
    for row in rows {
      let verdict = verdict(row, isXML: isXML)
      counts[verdict, default: 0] += 1
      guard isXML || !row.isRagged, let amount = row.amount else { continue }
      money[row.money, default: [:]]["records", default: 0] += amount
      money[row.money, default: [:]][verdict, default: 0] += amount
    }
    func text(_ millionths: Int) -> String {
      let sign = millionths < 0 ? "-" : ""
      let fraction = String(String(abs(millionths) % 1_000_000 + 1_000_000).dropFirst())
      let short = fraction.reversed().drop { $0 == "0" }.reversed()
      return sign + "\(abs(millionths) / 1_000_000)" + (short.isEmpty ? "" : "." + String(short))
    }
    return [
      "records": rows.count, "accepted": counts["accepted"]!, "filtered": counts["filtered"]!,
      "rejected": counts["rejected"]!,
      "money": money.map { currency, sums -> [String: Any] in
        [
          "measure": "revenue", "currency": currency.isEmpty ? NSNull() : currency as Any,
          "records": text(sums["records"] ?? 0), "accepted": text(sums["accepted"] ?? 0),
          "filtered": text(sums["filtered"] ?? 0), "rejected": text(sums["rejected"] ?? 0),
        ]
      },
    ]
  }
}
