import EventSchema
import Testing

@testable import Aggregate

@Suite("Restatements") struct RestatementsTests {
  private func amount(_ campaign: String, _ value: Int64, _ side: RestatedAmount.Side) -> RestatedAmount {
    var amount = RestatedAmount(day: 1, measure: .revenue, currency: 0, value: value, side: side)
    amount.origin[.campaign] = Array(campaign.utf8)
    return amount
  }

  @Test("money of one place that is spelled in several ways stands under the first of them by bytes")
  func origins() {
    var all = Restatements()
    for amount in [amount("sale", 5, .before), amount("Sale", 7, .now), amount("tea", 2, .now)] {
      all.add(amount)
    }
    let lower = { (text: [UInt8], _: Dimension) in text.map { (65...90).contains($0) ? $0 + 32 : $0 } }
    let found = all.origins(named: lower).map { key, amounts in
      "\(String(decoding: key.text, as: UTF8.self)): \(amounts.before ?? 0), \(amounts.now ?? 0)"
    }
    #expect(found.sorted() == ["Sale: 5, 7", "tea: 0, 2"])
    #expect(all.origins.count == 3)
  }
}
