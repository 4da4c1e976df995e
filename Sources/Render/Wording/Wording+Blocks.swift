import Declarations
import EventSchema

/// Wordings that every format needs alike.
extension Wording {
  /// What stands beside a heading: the currency of a column, else nothing.
  func unit(_ unit: FigureUnit) -> String? {
    if case .money(let currency) = unit { return currency.description }
    return nil
  }

  func label(_ label: BreakdownTable.Label) -> String {
    switch label {
    case .value(let value): value.allSatisfy(\.isWhitespace) ? text(.notSet) : value
    case .localized(let title): text(title)
    case .word(let word): text(word)
    case .note(let note): text(note)
    }
  }

  /// `▲ +5.3%`: the direction as a mark, the change with its sign.
  package func markedChange(_ change: Change) -> String {
    switch change.direction {
    case .up: "▲ " + self.change(change)
    case .down: "▼ " + self.change(change)
    case .flat: "= " + self.change(change)
    }
  }

  func verdict(_ change: Change) -> String? {
    switch change.verdict {
    case .better: text(.better)
    case .worse: text(.worse)
    case .none: nil
    }
  }

  func direction(_ better: KPI.Better) -> String? {
    switch better {
    case .higher: text(.higherIsBetter)
    case .lower: text(.lowerIsBetter)
    case .neutral: nil
    }
  }

  /// What the amounts of a line are in: a code, or that there is none.
  func currency(_ check: MoneyCheck) -> String {
    if let currency = check.currency { return currency.description }
    return check.written.isEmpty
      ? text(.currencyNotStated) : text(.currencyUnknown, ["text": .text(check.written)])
  }

  func control(_ check: MoneyCheck) -> String {
    switch check.control {
    case .matches(let total): number(total, decimals: check.decimals) + " " + text(.controlMatches)
    case .rounded(let total):
      text(.controlRounded, ["total": .text(number(total, decimals: check.decimals))])
    case .differs(let total):
      text(.controlDiffers, ["total": .text(number(total, decimals: check.decimals))])
    case .none: text(.noControlTotal)
    }
  }

  /// The facts of the header, in the order they are shown.
  func facts(_ header: Header) -> [(term: String, text: String)] {
    var facts: [(String, String)] = []
    let compared = header.comparisons.map { period($0.period) } + header.otherWeeks.map(text)
    if !compared.isEmpty { facts.append((text(.comparedWith), compared.joined(separator: " · "))) }
    if let currency = header.currency {
      facts.append(
        (
          text(.currency),
          [currency.description, header.conversion.map(text)].compactMap { $0 }.joined(separator: " · ")
        ))
    }
    if let zone = header.timeZone { facts.append((text(.timeZone), zone)) }
    facts.append((text(.asOf), dayWithWeekday(header.asOf)))
    if let note = header.provisional { facts.append((sentence(Note(.provisional)), text(note))) }
    return facts
  }
}
