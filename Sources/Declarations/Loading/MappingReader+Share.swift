package import Diagnostics
package import EventSchema

extension MappingReader {
  /// A tax of `20%` that amounts include, as a share.
  package func tax(_ key: String) -> Located<Exact>? {
    let share: Exact? = parsed(key, expected: "a share such as 20%") { text in
      guard text.hasSuffix("%"), let percent = Exact(decimal: text.dropLast()), percent > .zero,
        percent <= Exact(100)
      else { return nil }
      return percent / Exact(100)
    }
    return share.map { Located($0, at: valueLocation(key)) }
  }
}

extension Field {
  /// What figures sum up of a column's money; empty for columns without any.
  package var moneyMeasures: [Measure] {
    switch self {
    // A channel's share of a cost is of the same cost.
    case .measure(.cost): [.cost, .allocatedCost, .accountCost, .toolCost, .costToWin]
    case .measure(let measure): measure.unit == .money ? [measure] : []
    case .amount: [.dealAmount, .wonAmount, .lostAmount, .revenue]
    case .value: [.marketRevenue, .ownRevenue, .competitorRevenue]
    case .day, .lastDay, .at, .created, .closed, .key, .person, .emailAddress, .currency, .event, .tax,
      .shipping, .discount, .refundDay, .ofDeal, .line, .probability, .firstContact, .disqualifiedReason,
      .withdrawn, .score, .scale, .metric,
      .base, .aided, .target, .ratio,
      .dimension:
      []
    }
  }
}

extension ProfileColumn {
  /// Why amounts of the column can't include a tax; nil where they can.
  package func taxProblem(_ name: String) -> Diagnostic? {
    guard let tax = includesVAT else { return nil }
    if field.moneyMeasures.isEmpty {
      return Diagnostic(at: tax.location, "'\(name)' is no amount that figures sum up: it includes no tax")
    }
    if minus.contains("tax") {
      return Diagnostic(
        at: tax.location, "the tax of '\(name)' is subtracted already", hint: "the profile has `minus: tax`")
    }
    return nil
  }

  /// What is wrong with a column of the opposite sign; nil for nothing.
  package func signProblem(_ name: String, at location: SourceLocation) -> Diagnostic? {
    guard isNegated else { return nil }
    switch type.storage {
    case .count, .fractionalCount, .money: return nil
    case .text, .duration, .day, .time:
      return Diagnostic(at: location, "'negate' is for numbers: '\(name)' is read as \(type.text)")
    }
  }
}
