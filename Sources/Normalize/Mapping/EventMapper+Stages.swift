import Columns
import Declarations
import EventSchema

/// Stages of deals that the profile has no word for: it says that deals in them are open, as far as it knows.
extension EventMapper {
  /// Accepted deals by the stages that the profile does not name; empty text: no stage at all.
  mutating func unnamedStages(
    _ time: EventTimes, _ currencies: ContiguousArray<UInt32>
  ) -> [[UInt8]: UnnamedStage] {
    guard mapping.profile.gives == .deal, let status = inFile(roles.status),
      let table = textColumns[status]?.table
    else { return [:] }
    let column = mapping.profile.columns[mapping.wanted[status]]
    guard column.otherwise != nil else { return [:] }
    while namedStages.count < table.count {
      namedStages.append(column.names(table[Int32(namedStages.count)]))
    }
    var found: [Int32: UnnamedStage] = [:]
    for row in verdicts.indices where verdicts[row] == 0 {
      let code = codes[status][row]
      if code >= 0, namedStages[Int(code)] { continue }
      var stage = UnnamedStage()
      stage.deals = 1
      stage.firstDay = time.days[row]
      if let amount = roles.amount.map({ amounts[$0][row] }), amount != Measure.absent, !currencies.isEmpty,
        currencies[row] != 0
      {
        stage.amounts = [Currency(packed: currencies[row]): Int128(amount)]
      }
      found[code, default: UnnamedStage()].merge(stage)
    }
    return Dictionary(
      found.map { code, stage in (code >= 0 ? trimmed(table[code]) : [], stage) }, uniquingKeysWith: +)
  }
}
