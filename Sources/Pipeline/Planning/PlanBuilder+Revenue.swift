import Declarations
import Diagnostics
import EventSchema
import Normalize

/// What counts once, and when: revenue, deals that become orders, refunds.
extension PlanBuilder {
  mutating func resolveRevenue(_ inputs: [Plan.Input], needed: Bool) -> NormalizeDeclaration.Revenue {
    checkOrderOrigins(inputs)
    let kinds = Set(inputs.map(\.profile.gives))
    let hasBoth = kinds.contains(.order) && kinds.contains(.deal)
    guard let declared = file.normalize.revenueIs else {
      if needed, hasBoth {
        problems.append(
          Diagnostic(
            at: file.normalize.location, "both orders and deals have revenue: say which one counts",
            hint:
              "revenue_is: orders, won deals, or orders and won deals; a deal that becomes an order must count once"
          ))
      }
      return kinds.contains(.order) ? .orders : .wonDeals
    }
    if declared == .ordersAndWonDeals, hasBoth { checkDealColumns(inputs) }
    return declared
  }

  /// Without the deals' ids in orders nobody can tell what counts twice.
  private mutating func checkDealColumns(_ inputs: [Plan.Input]) {
    guard !inputs.contains(where: { $0.profile.gives == .order && $0.profile.namesDeals }) else { return }
    problems.append(
      Diagnostic(
        at: file.normalize.location, "'revenue_is: orders and won deals' needs orders that name their deal",
        hint: "map the column under the input's `columns:`, such as {Deal ID: deal}"))
  }

  /// Makes the revenue of an input's orders net of what the pipeline file says.
  mutating func applyNetOf(_ declaration: InputDeclaration, to profile: inout Profile) {
    guard profile.gives == .order, let wanted = file.normalize.revenueNetOf,
      let revenue = profile.columns.firstIndex(where: { $0.field == .measure(.revenue) })
    else { return }
    var column = profile.columns[revenue]
    for part in OrderPart.allCases {
      let name = part.field.name(kind: .order)
      let isOff = column.netOf.contains(part)
      if wanted.value.contains(part) {
        if isOff || column.minus.contains(name) { continue }
        if profile.columns.contains(where: { $0.field == part.field && $0.isRead }) {
          column.minus.append(name)
        } else {
          problem(
            wanted,
            "the orders of '\(declaration.name)' can't be net of \(name): '\(profile.name)' does not state it",
            "map its column under `columns:`, or leave \(name) out of `revenue_is`")
        }
      } else if isOff {
        problem(
          wanted,
          "the orders of '\(declaration.name)' are net of \(name) already: '\(profile.name)' states them so",
          "say it: orders net of …, \(name)")
      } else {
        column.minus.removeAll { $0 == name }
      }
    }
    profile.columns[revenue] = column
  }

  private mutating func problem(_ at: Located<Set<OrderPart>>, _ message: String, _ hint: String) {
    problems.append(Diagnostic(at: at.location, message, hint: hint))
  }

  // MARK: Orders of deals

  /// `orders: {channel_of: deal}` without deals, or without orders that name theirs, would do nothing.
  private mutating func checkOrderOrigins(_ inputs: [Plan.Input]) {
    guard let asked = file.normalize.ordersChannelOf, asked.value == .deal, !linksDeals(inputs) else {
      return
    }
    problems.append(
      Diagnostic(
        at: asked.location,
        "orders can't have the channel of their deals: "
          + (inputs.contains { $0.profile.gives == .deal }
            ? "no input of orders names deals" : "no input has deals"),
        hint: "map the column under the orders' `columns:`, such as {Deal ID: deal}, beside an input of deals"
      ))
  }

  private func linksDeals(_ inputs: [Plan.Input]) -> Bool {
    inputs.contains { $0.profile.gives == .deal }
      && inputs.contains { $0.profile.gives == .order && $0.profile.namesDeals }
  }

  /// What an order that states no origin has from the deal that it names.
  func ofDeals(_ inputs: [Plan.Input], _ needs: Needs) -> [Dimension] {
    guard file.normalize.ordersChannelOf?.value != .order, linksDeals(inputs) else { return [] }
    return inherited(needs)
  }

  // MARK: Refunds

  /// Rows below 0 and a column of refunds become one measure: of one tax.
  mutating func checkRefundTax(_ declaration: InputDeclaration, _ profile: Profile) {
    func tax(_ measure: Measure) -> Located<Exact>? {
      profile.columns.first { $0.field == .measure(measure) }?.includesVAT
    }
    guard profile.gives == .order, (declaration.negativeAmounts?.value ?? profile.negatives) == .refunds,
      let refunds = tax(.refunds), refunds.value != tax(.revenue)?.value
    else { return }
    problems.append(
      Diagnostic(
        at: refunds.location,
        "refunds in rows below 0 are stated as the revenue of '\(declaration.name)' is, with another tax",
        hint: "say the same `includes_vat` for both, or `negative_amounts: revenue` if no row is a refund"))
  }

  /// What the pipeline file says, with what it leaves to its inputs.
  func refundRules(_ inputs: [Plan.Input], _ needs: Needs) -> RefundsDeclaration {
    var rules = file.normalize.refunds ?? RefundsDeclaration()
    let kinds = Set(inputs.map(\.profile.gives))
    // Of orders alone the rows below 0 mostly say where they came from: looking up every order would be for nothing.
    rules.channelOf = rules.channelOf ?? (kinds.isSuperset(of: [.order, .refund]) ? .order : .refund)
    if inheritedByRefunds(needs).isEmpty { rules.channelOf = .refund }
    return rules
  }

  /// The dimensions of figures that a refund may have from its order.
  func inheritedByRefunds(_ needs: Needs) -> [Dimension] {
    (inherited(needs) + needs.dimensions.filter(Dimension.ofOrders.contains)).sorted()
  }

  /// The dimensions of figures that say where a refund's order, or an order's deal, came from.
  func inherited(_ needs: Needs) -> [Dimension] {
    let parts = file.inputs.flatMap { file.naming(of: $0)?.parts ?? [] }
    return needs.dimensions.filter { Dimension.traffic.contains($0) || parts.contains($0) }.sorted()
  }

  func declareRefunds(
    _ inputs: [Plan.Input], _ refunds: RefundsDeclaration, _ mappings: inout [InputMapping]
  ) {
    for (index, input) in inputs.enumerated() {
      mappings[index].refunds = refunds
      mappings[index].comparesRefunds = comparesRefunds(input.profile, inputs)
      if let stated = input.declaration.negativeAmounts { mappings[index].negatives = stated.value }
      readOrigins(&mappings[index], refunds)
    }
  }

  /// Whether a row says itself where it came from must not depend on what figures are grouped by.
  private func readOrigins(_ mapping: inout InputMapping, _ refunds: RefundsDeclaration) {
    let kind = mapping.profile.gives
    let ofOrders = refunds.channelOf == .order && refunds.needsOrder && [.order, .refund].contains(kind)
    let ofDeals = kind == .order && !mapping.needs.ofDeals.isEmpty
    guard mapping.needs.links && ofOrders || ofDeals, !inherited(mapping.needs).isEmpty else { return }
    mapping = mapping.reading(Set(Dimension.traffic).subtracting(mapping.askedFor))
  }

  /// Whether the amounts of orders and of refunds include the same tax, if any.
  private func comparesRefunds(_ orders: Profile, _ inputs: [Plan.Input]) -> Bool {
    func tax(_ profile: Profile, _ measure: Measure) -> Exact? {
      profile.columns.first { $0.field == .measure(measure) }?.includesVAT?.value
    }
    let own = tax(orders, .revenue)
    let stated = inputs.filter { $0.profile.gives == .refund }.map { tax($0.profile, .refunds) }
    return stated.allSatisfy { $0 == own } && (tax(orders, .refunds).map { $0 == own } ?? true)
  }

  /// Whether some events have to find others by their ids.
  func looksUp(_ refunds: RefundsDeclaration, _ needs: Needs) -> Bool {
    if needs.revenueIs == .ordersAndWonDeals, needs.measures.contains(.revenue) { return true }
    return needs.measures.contains(.refunds) && refunds.needsOrder
  }
}

extension Profile {
  /// Whether its orders may name the deal that they came from.
  fileprivate var namesDeals: Bool { columns.contains { $0.field == .ofDeal && $0.isRead } }
}

extension ProfileColumn {
  /// Whether files can hold the column at all.
  fileprivate var isRead: Bool {
    if case .none = place { false } else { true }
  }
}
