internal import Columns
internal import Declarations
internal import Extract

/// XML read whole and in pieces gives the same records, and nothing outside it is ever asked for.
package enum XMLHarness {
  private static let selectors: [XMLSelector] = [
    .path([], attribute: "id"), .path(["name"], attribute: nil), .path(["a", "b"], attribute: nil),
    .path([], attribute: nil), .parent([], attribute: "currency"),
    .named(list: ["props", "prop"], name: "key", value: "text", equals: "status"),
    .sumOfProducts(items: ["items", "item"], factors: ["qty", "price"]),
  ]

  private enum Read: Equatable {
    case records([[[UInt8]?]], lines: [Int32])
    case refused
  }

  /// - Parameter input: three bytes of piece lengths, then the text.
  package static func problem(_ input: [UInt8]) -> String? {
    guard input.count > 3 else { return nil }
    let steps = input[..<3].map { max(1, Int($0)) }
    let text = Array(input[3...])
    var problem: String?
    let whole = read(text, steps: [text.count], &problem)
    let pieces = read(text, steps: steps, &problem)
    if let problem { return problem }
    return whole == pieces ? nil : "whole: \(whole), in pieces of \(steps): \(pieces)"
  }

  private static func read(_ text: [UInt8], steps: [Int], _ problem: inout String?) -> Read {
    var reader = XMLRecordReader(record: ["report", "rows", "row"], selectors: selectors)
    var batch = RecordBatch(columnCount: selectors.count)
    var rows: [[[UInt8]?]] = []
    var lines: [Int32] = []
    func drain(_ batch: inout RecordBatch) {
      for row in 0..<batch.count { rows.append(selectors.indices.map { batch.field($0, row) }) }
      lines += batch.lines
      batch.removeAll()
    }
    var at = 0
    var turn = 0
    do throws(XMLError) {
      while at < text.count {
        let end = min(text.count, at + steps[min(turn, steps.count - 1)])
        try reader.feed(text.span.extracting(at..<end), batch: &batch)
        drain(&batch)
        at = end
        turn += 1
      }
      try reader.finish(batch: &batch)
      drain(&batch)
      if reader.recordCount != rows.count {
        problem = "\(reader.recordCount) records counted, \(rows.count) given"
      }
      return .records(rows, lines: lines)
    } catch {
      if error.kind == .externalEntity { problem = "the parser asked for something outside the file" }
      if error.line < 0 || error.message.isEmpty { problem = "an error without a place or words" }
      return .refused
    }
  }
}
