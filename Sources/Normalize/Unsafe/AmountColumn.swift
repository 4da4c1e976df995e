import CByteScan
import Columns
import Declarations

/// A column's plain numbers, read in C: what is not plainly a number is left to `NumberParser`.
enum AmountColumn {
  /// Reads the cells that hold up to eight characters of digits with at most one decimal and one grouping
  /// mark.
  ///
  /// - Parameters:
  ///   - scale: decimals of the fixed-point result, 0...6.
  ///   - amounts: gets one amount per cell; those of the rows left hold nothing.
  ///   - rest: gets the rows left, ascending.
  static func read(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, _ style: NumberStyle, scale: Int,
    into amounts: inout ContiguousArray<Int64>, rest: inout ContiguousArray<UInt32>
  ) {
    let count = cells.count
    amounts.resize(to: count, filling: 0)
    rest.resize(to: count, filling: 0)
    guard count > 0 else { return }
    var left = 0
    cells.withUnsafeBytes { cells in
      bytes.withUnsafeBufferPointer { bytes in
        amounts.withUnsafeMutableBufferPointer { amounts in
          rest.withUnsafeMutableBufferPointer { rest in
            // Cells lie within the bytes and have the layout of `cbs_cell`; both outputs have room for all.
            left = cbs_amounts(
              bytes.baseAddress, cells.baseAddress?.assumingMemoryBound(to: cbs_cell.self), count,
              style.decimalMark, style.grouping.byte, Int32(scale), amounts.baseAddress, rest.baseAddress)
          }
        }
      }
    }
    rest.removeLast(count - left)
  }
}

extension NumberStyle.Grouping {
  /// The one byte that groups in this notation; 0 where none does.
  fileprivate var byte: UInt8 {
    switch self {
    case .none: 0
    case .comma: UInt8(ascii: ",")
    case .point: UInt8(ascii: ".")
    case .apostrophe: UInt8(ascii: "'")
    case .space: UInt8(ascii: " ")
    }
  }
}
