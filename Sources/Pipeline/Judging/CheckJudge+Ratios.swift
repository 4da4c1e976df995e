import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize
import Render

/// Ratios that exports state, held against what they are made of.
extension CheckJudge {
  private struct Line {
    var file: FileResult
    var ratio: StatedRatio
    var tally: RatioTally
    /// The heading, as the file has it.
    var name: String

    var place: String { file.file.source.place }

    func figure(_ value: Exact) -> Figure {
      let isPercent = tally.first?.isPercentage ?? false
      return Figure(value, isPercent ? .percent : .ratio, decimals: tally.first?.decimals ?? 2)
    }
  }

  func statedRatios(_ check: Check) -> CheckResult {
    let lines = result.files.flatMap { file in
      StatedRatio.allCases.compactMap { ratio in
        file.ratios[ratio].map { Line(file: file, ratio: ratio, tally: $0, name: heading(ratio, file)) }
      }
    }
    let wrong = lines.filter { $0.tally.contradicting > 0 }
    let count = wrong.reduce(0) { $0 + $1.tally.contradicting }
    var made = made(
      check, .checkStatedRatios, limit: .count(0), found: .count(count),
      passed: lines.allSatisfy { $0.tally.compared == 0 } ? nil : wrong.isEmpty)
    made.explain(.noRatios)
    made.lines = lines.map(json)
    if let worst = wrong.first, let first = worst.tally.first {
      made.message =
        "\(number(count, "stated ratio contradicts", "stated ratios contradict")) the figures of their rows, first \(printable(worst.name)) in \(printable(worst.place)):\(first.row): \(text(first.stated, first)) stated, \(text(first.computed, first)) computed"
      made.hint = "are the right columns read? `sluice inspect` shows which; else download the export again"
      made.notes = wrong.map(note)
    }
    return made
  }

  /// In neutral notation, for the terminal.
  private func text(_ value: Exact, _ first: RatioTally.First) -> String {
    guard first.isPercentage else { return value.decimal(places: first.decimals, plan.rounding) }
    return (value * Exact(100)).decimal(places: first.decimals, plan.rounding) + "%"
  }

  private func heading(_ ratio: StatedRatio, _ file: FileResult) -> String {
    let mapping = plan.kernel.inputs[file.file.input]
    let position = mapping.wanted.firstIndex { mapping.profile.columns[$0].field == .ratio(ratio) }
    return position.flatMap { file.columnName($0, mapping) } ?? ratio.rawValue
  }

  private func json(_ line: Line) -> JSONValue {
    .object([
      ("file", .string(line.place)), ("ratio", .string(line.ratio.rawValue)), ("column", .string(line.name)),
      ("compared", .integer(line.tally.compared)), ("contradicting", .integer(line.tally.contradicting)),
      ("unreadable", .integer(line.tally.unreadable)),
      ("first_line", line.tally.first.map { .integer($0.row) } ?? .null),
      ("stated", .optional(line.tally.first?.stated.description)),
      ("computed", .optional(line.tally.first?.computed.description)),
    ])
  }

  private func note(_ line: Line) -> Note {
    var arguments: [String: Note.Argument] = [
      "place": .text(line.place), "ratio": .text(line.name), "n": .count(line.tally.contradicting),
      "compared": .count(line.tally.compared),
    ]
    if let first = line.tally.first {
      arguments["place"] = .text("\(line.place):\(first.row)")
      arguments["stated"] = .figure(line.figure(first.stated))
      arguments["computed"] = .figure(line.figure(first.computed))
    }
    return Note(.noteStatedRatios, arguments)
  }
}
