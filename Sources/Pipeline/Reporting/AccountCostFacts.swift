import Aggregate
import Declarations
import EventSchema
import Render

/// What every account cost that became a customer in the focus period, and which of them stand out.
///
/// An account's cost is what names it from the first listed period to the focus. It stands out where it is more than
/// 3.5 robust deviations (1.4826 times the median absolute deviation) from the median.
struct AccountCostFacts {
  private struct Account {
    var name: String
    var cost: Exact?
    var customers: Exact
    var outlier = Outlier.none

    var each: Exact? { cost.flatMap { $0 / customers } }
  }
  private enum Outlier: String { case none, high, low }

  /// How many accounts it takes to tell which stand out.
  private static let leastAccounts = 5
  /// 3.5 × 1.4826.
  private static let limit = Exact(decimal: "5.1891") ?? .zero
  private static let shownRows = 30
  private static let listedRows = 1000

  let figures: Figures
  private var plan: Plan { figures.plan }

  var facts: SectionFacts {
    let hasHistory = figures.historyReaches(before: plan.periods.focus.first)
    let (accounts, open) = hasHistory ? self.accounts() : ([], nil)
    let costs = accounts.compactMap(\.each)
    let median = Self.median(costs)
    let deviation = median.flatMap { median in
      Self.median(costs.map { $0 < median ? median - $0 : $0 - median })
    }
    var judged = accounts
    if costs.count >= Self.leastAccounts, let median, let deviation, !deviation.isZero {
      for index in judged.indices {
        guard let each = judged[index].each else { continue }
        if each - median > deviation * Self.limit { judged[index].outlier = .high }
        if median - each > deviation * Self.limit { judged[index].outlier = .low }
      }
    }
    var notes = hasHistory ? [] : [Note(.noteNoHistory)]
    notes += self.notes(judged, median: median, deviation: deviation, open: open)
    return SectionFacts(
      tables: [table(judged, notes)], json: json(judged, median: median, deviation: deviation, open: open))
  }

  /// Accounts that became customers, the dearest first, and what accounts cost that did not.
  private func accounts() -> (accounts: [Account], open: Exact?) {
    let breakdown = figures.table.breakdown(by: [.account])
    var accounts: [Account] = []
    var open: Exact?
    for group in breakdown.groups where group.key[0] != [] {
      let costs = plan.periods.list.filter { $0 <= plan.periods.focus }.compactMap {
        figures.measure(.accountCost, breakdown, group, $0)
      }
      let cost = costs.isEmpty ? nil : costs.reduce(.zero, +)
      if let customers = figures.measure(.newCustomers, breakdown, group), !customers.isZero {
        accounts.append(Account(name: group.texts[0], cost: cost, customers: customers))
      } else if let cost {
        open = (open ?? .zero) + cost
      }
    }
    // Groups are in the order of their names' bytes, and the sort keeps it.
    let sorted = accounts.enumerated().sorted { a, b in
      let (x, y) = (a.element.each, b.element.each)
      if x == y { return a.offset < b.offset }
      guard let x, let y else { return x != nil }
      return x > y
    }
    return (sorted.map(\.element), open)
  }

  private static func median(_ values: [Exact]) -> Exact? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / Exact(2)
  }

  private func table(_ accounts: [Account], _ notes: [Note]) -> FactTable {
    let currency = plan.reportCurrency
    let rows = accounts.prefix(Self.shownRows).map { account -> FactTable.Row in
      let mark: FactTable.Cell =
        switch account.outlier {
        case .none: .empty
        case .high: .word(.costsHigh)
        case .low: .word(.costsLow)
        }
      let missing = account.cost == nil ? Note(.costsNone) : nil
      return FactTable.Row([
        .text(account.name),
        .figure(Figure(account.cost, .money(currency), decimals: currency.minorUnits, note: missing)),
        .figure(Figure(account.customers, .count, decimals: 0)),
        .figure(.money(account.each, currency)), mark,
      ])
    }
    var notes = notes
    if accounts.count > Self.shownRows {
      notes.append(Note(.costsMore, ["n": .count(accounts.count - Self.shownRows)]))
    }
    return FactTable(
      columns: [
        .init(.dimensionAccount, .text), .init(.measureAccountCost, unit: .money(currency)),
        .init(.measureNewCustomers), .init(.costsEach, unit: .money(currency)), .init(.costsMark, .text),
      ], rows: rows, notes: notes)
  }

  private func notes(_ accounts: [Account], median: Exact?, deviation: Exact?, open: Exact?) -> [Note] {
    let currency = plan.reportCurrency
    var notes: [Note] = []
    if let first = plan.periods.list.first { notes.append(Note(.costsSince, ["day": .day(first.first)])) }
    let count = accounts.count { $0.cost != nil }
    if let median, let deviation {
      let arguments: [String: Note.Argument] = [
        "median": .figure(.money(median, currency)), "deviation": .figure(.money(deviation, currency)),
        "n": .text(String(count)),
      ]
      if count < Self.leastAccounts {
        notes.append(Note(.costsTooFew, ["n": .text(String(Self.leastAccounts))]))
      } else {
        notes.append(Note(deviation.isZero ? .costsSame : .costsRule, arguments))
      }
    }
    if let open { notes.append(Note(.costsOpen, ["cost": .figure(.money(open, currency))])) }
    return notes
  }

  private func json(
    _ accounts: [Account], median: Exact?, deviation: Exact?, open: Exact?
  ) -> [(String, JSONValue)] {
    [
      ("median", .optional(median?.description)), ("deviation", .optional(deviation?.description)),
      ("cost_of_others", .optional(open?.description)),
      (
        "accounts",
        .array(
          accounts.prefix(Self.listedRows).map { account in
            .object([
              ("account", .string(account.name)), ("cost", .optional(account.cost?.description)),
              ("new_customers", .string(account.customers.description)),
              ("cac", .optional(account.each?.description)), ("outlier", .string(account.outlier.rawValue)),
            ])
          })
      ), ("not_listed", .integer(max(0, accounts.count - Self.listedRows))),
    ]
  }
}
