import Declarations
package import EventSchema

extension Wording {
  package enum Sign: Sendable {
    case ifNegative
    /// A plus for what is above zero; nothing for zero.
    case always
  }

  /// A number with group marks, rounded once.
  package func number(_ value: Exact, decimals: Int, sign: Sign = .ifNegative) -> String {
    let (prefix, digits) = parts(value, decimals: decimals, sign: sign)
    return prefix + digits
  }

  /// A share as a percentage: 0.053 is `5.3%`.
  package func percent(_ share: Exact, decimals: Int, sign: Sign = .ifNegative) -> String {
    let (prefix, digits) = parts(share * Exact(100), decimals: decimals, sign: sign)
    return prefix + Template.fill(language.percent) { $0 == "n" ? digits : nil }
  }

  package func money(_ value: Exact, _ currency: Currency, decimals: Int, sign: Sign = .ifNegative) -> String
  {
    let (prefix, digits) = parts(value, decimals: decimals, sign: sign)
    let code = currency.description
    let shown = language.currencySigns[code] ?? code
    var pattern = language.money
    // A code that would touch its number gets a space that does not break.
    if shown.last?.isLetter == true, pattern == "{currency}{n}" { pattern = "{currency}\u{A0}{n}" }
    return prefix
      + Template.fill(pattern) { name in
        switch name {
        case "n": digits
        case "currency": shown
        default: nil
        }
      }
  }

  /// A figure with its unit; n/a where it has no value.
  package func figure(_ figure: Figure) -> String {
    guard let value = figure.value else { return text(.notAvailable) }
    return self.value(value, figure.unit, decimals: figure.decimals)
  }

  package func value(_ value: Exact, _ unit: FigureUnit, decimals: Int, sign: Sign = .ifNegative) -> String {
    switch unit {
    case .count, .fractionalCount, .ratio, .points: number(value, decimals: decimals, sign: sign)
    case .money(let currency): money(value, currency, decimals: decimals, sign: sign)
    case .percent: percent(value, decimals: decimals, sign: sign)
    case .percentagePoints: points(value, decimals: decimals)
    case .days: text(.daysAmount, ["n": .text(number(value, decimals: decimals, sign: sign))])
    case .hours: text(.hoursAmount, ["n": .text(number(value, decimals: decimals, sign: sign))])
    }
  }

  /// A figure for a column whose heading names the currency.
  package func cell(_ figure: Figure) -> String {
    guard let value = figure.value else { return text(.notAvailable) }
    if case .money = figure.unit { return number(value, decimals: figure.decimals) }
    return self.value(value, figure.unit, decimals: figure.decimals)
  }

  /// A difference of shares: `+5.3 pp`.
  private func points(_ share: Exact, decimals: Int) -> String {
    text(.points, ["n": .text(number(share * Exact(100), decimals: decimals, sign: .always))])
  }

  /// `+5.3%`, `-0.4 pp`, `+7.0 points`, `+355.00 EUR`, `unchanged`.
  package func change(_ change: Change) -> String {
    switch (change.direction, change.kind) {
    case (.flat, _): text(.unchanged)
    case (_, .relative): percent(change.amount, decimals: change.decimals, sign: .always)
    case (_, .percentagePoints): points(change.amount, decimals: change.decimals)
    case (_, .difference(let unit, let decimals)):
      value(change.amount, unit, decimals: decimals, sign: .always)
    case (_, .points):
      text(.scorePoints, ["n": .text(number(change.amount, decimals: change.decimals, sign: .always))])
    }
  }

  private func parts(_ value: Exact, decimals: Int, sign: Sign) -> (prefix: String, digits: String) {
    var text = Substring(value.decimal(places: decimals, rounding))
    let isNegative = text.first == "-"
    if isNegative { text = text.dropFirst() }
    let isZero = !text.contains { ("1"..."9").contains($0) }
    let prefix =
      switch (isNegative, sign) {
      case (true, _): minus.rawValue
      case (false, .always) where !isZero: "+"
      case (false, _): ""
      }
    let whole = Array(text.prefix { $0 != "." })
    var digits = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { digits += language.groupMark }
      digits.append(digit)
    }
    let fraction = text.dropFirst(whole.count + 1)
    return (prefix, fraction.isEmpty ? digits : digits + language.decimalMark + fraction)
  }
}
