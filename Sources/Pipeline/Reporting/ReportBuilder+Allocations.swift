import Aggregate
import Declarations
import EventSchema
import Render

/// What a report says about shared costs.
extension ReportBuilder {
  /// How the shared costs of a period were divided, one note per rule and currency.
  func allocationNotes(_ period: Period) -> [Note] {
    figures.allocations(in: period).map { entry in
      let rule = plan.file.normalize.sharedCosts[entry.rule]
      var arguments: [String: Note.Argument] = [
        "name": .text(rule.name.value), "amount": .figure(.money(entry.total, entry.currency)),
      ]
      switch rule.key {
      case .measure(let measure):
        arguments["key"] = .word(Word(measure))
        return Note(entry.shares.isEmpty ? .noteNotAllocated : .noteAllocatedBy, arguments)
      case .equally:
        arguments["channels"] = .list(rule.over.map { .text($0.value) })
        return Note(.noteAllocatedEqually, arguments)
      case .fixed(let shares):
        arguments["shares"] = .list(shares.map { .text("\($0.channel) \($0.share * Exact(100))%") })
        return Note(.noteAllocatedFixed, arguments)
      }
    }
  }

  /// How a row of a breakdown is called.
  func label(_ group: FigureTable.Group, _ dimension: Dimension) -> BreakdownTable.Label {
    if group.key[0].isEmpty { return .word(.notSet) }
    if dimension == .channel, group.texts[0] == SharedCost.unallocated { return .word(.sharedCosts) }
    if dimension == .action, let action = plan.conversions?.actions.first(where: { $0.id == group.texts[0] })
    {
      return .localized(action.title)
    }
    return .value(group.texts[0])
  }
}

extension Figures {
  func allocations(in period: Period) -> [CostAllocation.Entry] {
    allocations.filter { table.shape.periods.periods[$0.slot] == period }
  }
}

extension CostAllocation.Entry {
  func json(_ rules: [SharedCost], _ periods: [Period]) -> JSONValue {
    let rule = rules[self.rule]
    let key =
      switch rule.key {
      case .measure(let measure): measure.rawValue
      case .equally: "equal"
      case .fixed: "fixed"
      }
    let parts = shares.map { share -> JSONValue in
      .object([
        ("channel", .string(String(decoding: share.channel, as: UTF8.self))),
        ("key", .string(share.key.description)), ("amount", .string(share.amount.description)),
      ])
    }
    return .object([
      ("name", .string(rule.name.value)), ("period", .string(periods[slot].description)),
      ("by", .string(key)),
      ("currency", .string(currency.description)), ("total", .string(total.description)),
      ("unallocated", .string(shares.isEmpty ? total.description : "0")), ("shares", .array(parts)),
    ])
  }
}
