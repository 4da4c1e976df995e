import CByteScan
import Columns
import Declarations

/// Columns of plain values, read in C: what is not exactly of the plain form is left to the parsers.
///
/// In all of them cells lie within the bytes and have the layout of `cbs_cell`, every output has room for all
/// rows, and `rest` gets the rows left, ascending; the output of these holds nothing.
enum PlainColumn {
  /// Numbers of up to eight characters: digits with at most one decimal and one grouping mark.
  ///
  /// - Parameter scale: decimals of the fixed-point result, 0...6.
  static func amounts(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, _ style: NumberStyle, scale: Int,
    into amounts: inout ContiguousArray<Int64>, rest: inout ContiguousArray<UInt32>
  ) {
    amounts.resize(to: cells.count, filling: 0)
    amounts.withUnsafeMutableBufferPointer { amounts in
      read(cells, bytes, &rest) { bytes, cells, count, rest in
        cbs_amounts(
          bytes, cells, count, style.decimalMark, style.grouping.byte, Int32(scale), amounts.baseAddress, rest
        )
      }
    }
  }

  /// Days written `yyyy-MM-dd`, as `Day.number`.
  static func days(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, into days: inout ContiguousArray<Int32>,
    rest: inout ContiguousArray<UInt32>
  ) {
    days.resize(to: cells.count, filling: 0)
    days.withUnsafeMutableBufferPointer { days in
      read(cells, bytes, &rest) { bytes, cells, count, rest in
        cbs_days(bytes, cells, count, days.baseAddress, rest)
      }
    }
  }

  /// Times written `yyyy-MM-ddTHH:mm:ss` with `Z` or an offset, as UTC seconds.
  static func instants(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, into instants: inout ContiguousArray<Int64>,
    rest: inout ContiguousArray<UInt32>
  ) {
    instants.resize(to: cells.count, filling: 0)
    instants.withUnsafeMutableBufferPointer { instants in
      read(cells, bytes, &rest) { bytes, cells, count, rest in
        cbs_instants(bytes, cells, count, instants.baseAddress, rest)
      }
    }
  }

  /// Leaves the rows whose cells are empty, not ASCII, or begin or end with a byte marked in `closerLook`,
  /// which has an entry per byte.
  static func ascii(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, closerLook: ContiguousArray<UInt8>,
    rest: inout ContiguousArray<UInt32>
  ) {
    precondition(closerLook.count == 256, "an entry per byte")
    closerLook.withUnsafeBufferPointer { look in
      read(cells, bytes, &rest) { bytes, cells, count, rest in
        cbs_ascii(bytes, cells, count, look.baseAddress, rest)
      }
    }
  }

  private static func read(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, _ rest: inout ContiguousArray<UInt32>,
    _ body: (UnsafePointer<UInt8>?, UnsafePointer<cbs_cell>?, Int, UnsafeMutablePointer<UInt32>?) -> Int
  ) {
    let count = cells.count
    // One more: the scan for closer looks writes before it knows.
    rest.resize(to: count + 1, filling: 0)
    var left = 0
    if count > 0 {
      cells.withUnsafeBytes { cells in
        bytes.withUnsafeBufferPointer { bytes in
          rest.withUnsafeMutableBufferPointer { rest in
            left = body(
              bytes.baseAddress, cells.baseAddress?.assumingMemoryBound(to: cbs_cell.self), count,
              rest.baseAddress)
          }
        }
      }
    }
    rest.removeLast(rest.count - left)
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
