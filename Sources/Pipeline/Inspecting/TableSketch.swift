import Declarations
import EventSchema
import Extract

/// A table that no profile knows: where its headings seem to stand, and what its columns look like.
struct TableSketch: Sendable {
  struct Column: Sendable {
    var heading: String
    var look: CellLook
  }

  var delimiter: UInt8
  var headerLine: Int
  var columns: [Column]

  private static let looksAt = 300

  /// - Parameter head: the first part of the file as UTF-8.
  /// - Returns: nil where no row looks like headings.
  init?(_ head: SourceFileOpener.Head) {
    var bytes = head.bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    let isSheet = head.container.isSheet
    let lineBreak: UInt8 =
      isSheet ? TableText.lineBreak : bytes.contains(0x0A) || !bytes.contains(0x0D) ? 0x0A : 0x0D
    var best: (rows: [CSVText.Row], header: Int, delimiter: UInt8)?
    for delimiter in isSheet ? [TableText.delimiter] : Profile.CSVFormat.usualDelimiters {
      let rows = CSVText.rows(of: bytes, delimiter: delimiter, lineBreak: lineBreak, limit: Self.looksAt)
        .filter { $0.openQuote == nil }
      guard let header = Self.header(rows) else { continue }
      if rows[header].fields.count > best.map({ $0.rows[$0.header].fields.count }) ?? 1 {
        best = (rows, header, delimiter)
      }
    }
    guard let best else { return nil }
    delimiter = best.delimiter
    headerLine = best.rows[best.header].line
    let all = best.rows.dropFirst(best.header + 1).map {
      $0.fields.map { String(decoding: $0, as: UTF8.self) }
    }
    let width = best.rows[best.header].fields.count
    let cells = Self.withoutTotals(all.filter { $0.count == width })
    columns = best.rows[best.header].fields.enumerated().map { index, heading in
      let own = cells.map { $0[index] }
      return Column(heading: String(decoding: heading, as: UTF8.self), look: CellLook(own))
    }
  }

  /// How labels of totals begin.
  private static let totals = [
    "total", "grand total", "subtotal", "sum", "gesamt", "summe", "insgesamt", "totale", "totaux", "итог",
    "всего",
    "合计", "总计", "總計", "小计", "汇总", "合計",
  ]

  /// Rows that sum up the others say nothing about what stands in the columns: those that are labelled so, and a last
  /// one without a first cell.
  private static func withoutTotals(_ rows: [[String]]) -> [[String]] {
    var rows = rows.filter { row in
      let label = Heading(row.first { !$0.isEmpty } ?? "").key
      return !totals.contains { label == $0 || label.hasPrefix($0 + " ") || label.hasPrefix($0 + ":") }
        && !(label.hasPrefix("итог") && label.count < 20)
    }
    if let last = rows.last, last[0].isEmpty, rows.count > 1, rows.dropLast().allSatisfy({ !$0[0].isEmpty }) {
      rows.removeLast()
    }
    return rows
  }

  /// The first row of the commonest width whose cells are texts, and different ones.
  private static func header(_ rows: [CSVText.Row]) -> Int? {
    var widths: [Int: Int] = [:]
    for row in rows where row.fields.count > 1 { widths[row.fields.count, default: 0] += 1 }
    guard let width = widths.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else { return nil }
    return rows.firstIndex { row in
      guard row.fields.count == width else { return false }
      let cells = row.fields.map { String(decoding: $0, as: UTF8.self) }
      let named = cells.filter { !$0.isEmpty }
      return named.count > width / 2 && Set(named).count == named.count
        && named.allSatisfy { CellLook([$0]).kind == .texts || CellLook([$0]).kind == .currencies }
    }
  }
}
