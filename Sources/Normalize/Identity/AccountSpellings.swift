import Columns
import Declarations
import EventSchema

/// How often inputs spell accounts in which way. A rollup.
package struct AccountSpellings: Sendable, Equatable {
  package private(set) var rows: [[UInt8]: Int] = [:]

  package init() {}

  package mutating func add(_ spelling: [UInt8], rows more: Int) { rows[spelling, default: 0] += more }

  package mutating func merge(_ other: AccountSpellings) { rows.merge(other.rows, uniquingKeysWith: +) }

  /// The one spelling of every other one of an account: that of most rows, of equal ones the first by its bytes.
  package var shown: [[UInt8]: [UInt8]] {
    var spellings: [[UInt8]: [[UInt8]: Int]] = [:]
    for (spelling, count) in rows {
      let text = ComposedText.of(spelling)
      spellings[PersonNormaliser.accountName(text), default: [:]][trimmed(text), default: 0] += count
    }
    let names = spellings.filter { $0.value.count > 1 }.compactMapValues { counts in
      counts.min { a, b in
        a.value != b.value ? a.value > b.value : a.key.lexicographicallyPrecedes(b.key)
      }?.key
    }
    var shown: [[UInt8]: [UInt8]] = [:]
    for spelling in rows.keys {
      shown[spelling] = names[PersonNormaliser.accountName(ComposedText.of(spelling))]
    }
    return shown
  }
}

extension EventMapper {
  private var accountPosition: Int? { inFile(roles.dimensions[.account]) }

  /// Counts how accepted records spell accounts, where that is asked for. Those that the profile leaves out, and those
  /// that are rejected, count for nothing, but their spellings are known: refunds may be of their accounts.
  mutating func tallyAccounts() {
    guard mapping.survey == .accounts, let position = accountPosition else { return }
    let codes = self.codes[position]
    for row in codes.indices where codes[row] >= 0 && (verdicts[row] <= 1 || verdicts[row] == Self.notKept) {
      let code = Int(codes[row])
      while code >= accountRows.count { accountRows.append(Self.notSpelt) }
      accountRows[code] = max(accountRows[code], 0) + (verdicts[row] == 0 ? 1 : 0)
    }
  }
  private static let notSpelt = -1

  /// Moves out how records spell accounts; nil where that is not asked for.
  package mutating func takeAccounts() -> AccountSpellings? {
    guard mapping.survey == .accounts, let position = roles.dimensions[.account],
      let table = textColumns[position]?.table
    else { return nil }
    var spellings = AccountSpellings()
    for (code, count) in accountRows.enumerated() where count != Self.notSpelt {
      spellings.add(table[Int32(code)], rows: count)
    }
    accountRows = []
    return spellings
  }
}
