import CByteScan
import Columns

/// Conditions on texts that are tried in C: the whole text, its beginning, its end, a part of it.
///
/// `ChannelClassifier.find` is the slow twin.
struct PlainConditions: Sendable {
  enum Kind: Sendable { case equals, startsWith, endsWith, contains }

  struct Condition: Sendable {
    var kind: Kind
    /// Folded (`CaseFolding`), not empty.
    var part: [UInt8]
    /// Several conditions may share a bit: any of them sets it.
    var bit: Int
  }

  /// Longer texts are never looked at here, so longer parts can't be met.
  static let longestPart = 60

  private var arena: ContiguousArray<UInt8> = []
  private var parts: [(kind: Kind, start: Int, length: Int, bit: Int)] = []

  init(_ conditions: [Condition]) {
    for condition in conditions where (1...Self.longestPart).contains(condition.part.count) {
      precondition((0..<64).contains(condition.bit), "outcomes are the bits of one word")
      parts.append((condition.kind, arena.count, condition.part.count, condition.bit))
      arena.append(contentsOf: condition.part)
    }
  }

  /// The outcomes of the texts in some rows' cells.
  ///
  /// - Parameters:
  ///   - closerLook: an entry per byte: texts that begin with a marked one are left.
  ///   - rest: gets the indices in `rows` of the texts left: long ones, those that are not UTF-8, those with a
  ///     letter that takes another number of bytes when it is folded.
  func outcomes(
    of rows: Span<UInt32>, _ cells: Span<Cell>, _ bytes: Span<UInt8>, closerLook: ContiguousArray<UInt8>,
    into outcomes: inout ContiguousArray<UInt64>, rest: inout ContiguousArray<UInt32>
  ) {
    precondition(closerLook.count == 256, "an entry per byte")
    outcomes.resize(to: rows.count, filling: 0)
    rest.resize(to: rows.count, filling: 0)
    // Everything pointed to outlives the call; cells lie within the bytes and have the layout of `cbs_cell`.
    let left = arena.withUnsafeBufferPointer { arena in
      let conditions = parts.compactMap { part in
        arena.baseAddress.map {
          cbs_condition(
            part: $0 + part.start, length: UInt8(part.length), kind: UInt8(Self.kind(part.kind)),
            bit: UInt8(part.bit))
        }
      }
      return rows.withUnsafeBufferPointer { rows in
        cells.withUnsafeBytes { cells in
          bytes.withUnsafeBufferPointer { bytes in
            closerLook.withUnsafeBufferPointer { look in
              outcomes.withUnsafeMutableBufferPointer { outcomes in
                rest.withUnsafeMutableBufferPointer { rest in
                  cbs_outcomes(
                    bytes.baseAddress, cells.baseAddress?.assumingMemoryBound(to: cbs_cell.self),
                    rows.baseAddress, rows.count, conditions, conditions.count, look.baseAddress,
                    CaseFolding.table,
                    outcomes.baseAddress, rest.baseAddress)
                }
              }
            }
          }
        }
      }
    }
    rest.removeLast(rest.count - left)
  }

  private static func kind(_ kind: Kind) -> Int {
    switch kind {
    case .equals: CBS_EQUALS
    case .startsWith: CBS_STARTS
    case .endsWith: CBS_ENDS
    case .contains: CBS_CONTAINS
    }
  }
}
