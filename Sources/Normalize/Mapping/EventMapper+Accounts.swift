import Columns
import Declarations
import EventSchema

/// Accounts that are aimed at, and touches of anybody's.
extension EventMapper {
  /// An account states whether it is a target: every one is, where the file does not tell.
  mutating func accountEvents(_ base: EventBatch) -> EventBatch {
    let tells = inFile(roles.target) != nil
    let targets = (0..<base.count).map { row -> Int64 in
      guard tells else { return 1 }
      return answer(roles.target, row).map { Int64($0) } ?? Measure.absent
    }
    var events = base
    events.measures = [.targetAccounts]
    events.values = [ContiguousArray(targets)]
    return events
  }

  /// Whose touch it was must be known; accounts are found by the address, too.
  mutating func judgeTouches(_ count: Int) {
    guard mapping.profile.gives == .touch else { return }
    let keys = [roles.person, roles.email].compactMap { inFile($0) }
    let account = roles.dimensions[.account].flatMap { inFile($0) }
    for row in 0..<count where verdicts[row] == 0 {
      if let account, codes[account][row] >= 0 { continue }
      if keys.contains(where: { cells[$0][row].length > 0 }) { continue }
      reject(row, account ?? keys.first ?? -1, .missingValue)
    }
  }

  func touchEvents(_ base: EventBatch) -> EventBatch {
    var events = base
    events.measures = [.touches]
    events.values = [ContiguousArray(repeating: 1, count: base.count)]
    return events
  }
}
