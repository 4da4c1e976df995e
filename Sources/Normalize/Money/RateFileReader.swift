import Diagnostics
import EventSchema

/// Reads the lines of a rate table and collects what is wrong with them.
struct RateFileReader {
  struct Key: Hashable {
    var day: Day
    var from: Currency
    var to: Currency
  }

  let file: String
  private(set) var lines: [(key: Key, rate: Exact)] = []
  private(set) var diagnostics: [Diagnostic] = []
  private var lineOfKey: [Key: Int] = [:]
  /// Digits and mark of the longest rate: more is a mistake, not precision.
  private static let longestRate = 40
  private static let heading = "day,from,to,rate"

  init(file: String) { self.file = file }

  mutating func read(_ bytes: [UInt8]) {
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    for (index, raw) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let line = String(decoding: raw.last == 0x0D ? raw.dropLast() : raw, as: UTF8.self)
      if index == 0 {
        if String(decoding: folded(Array(line.utf8)), as: UTF8.self) == Self.heading { continue }
        let found = line.isEmpty ? "nothing" : "'\(line.prefix(60))'"
        diagnostics.append(
          Diagnostic(
            at: at(1, 1), "expected the heading '\(Self.heading)', found \(found)", length: max(1, line.count)
          ))
        return
      }
      if !line.isEmpty { read(line, number: index + 1) }
    }
  }

  private mutating func read(_ line: String, number: Int) {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 4 else {
      report(
        number, 1, line, "expected 4 fields such as '2026-03-01,USD,EUR,0.9213', found \(fields.count)",
        hint: fields.count > 4 ? "write rates with a decimal point" : nil)
      return
    }
    let columns = (0..<4).map { 1 + fields[..<$0].reduce(0) { $0 + $1.unicodeScalars.count + 1 } }
    let day = Day(iso: fields[0])
    if day == nil {
      report(number, columns[0], fields[0], "expected a day such as 2026-03-01, found '\(fields[0])'")
    }
    let from = currency(fields[1], number, columns[1])
    let to = currency(fields[2], number, columns[2])
    let rate = rate(fields[3], number, columns[3])
    guard let day, let from, let to, let rate else { return }
    if from == to {
      report(
        number, columns[2], fields[2], "a rate of \(from) to itself",
        hint: "take the line out: it is always 1")
      return
    }
    let key = Key(day: day, from: from, to: to)
    if let first = lineOfKey[key] {
      report(
        number, 1, line, "a second rate of \(from) to \(to) for \(day); the first is in line \(first)",
        hint: "keep one of them")
      return
    }
    lineOfKey[key] = number
    lines.append((key, rate))
  }

  private mutating func currency(_ text: String, _ line: Int, _ column: Int) -> Currency? {
    guard let currency = Currency(text) else {
      report(line, column, text, "expected a currency code of three letters, found '\(text)'")
      return nil
    }
    guard CurrencyCodes.contains(currency) else {
      let candidate = nearest(to: text, in: CurrencyCodes.all.map(\.description))
      report(
        line, column, text, "unknown currency '\(text)'", hint: candidate.map { "did you mean '\($0)'?" })
      return nil
    }
    return currency
  }

  private mutating func rate(_ text: String, _ line: Int, _ column: Int) -> Exact? {
    guard text.utf8.count <= Self.longestRate, let rate = Exact(decimal: text) else {
      report(line, column, text, "expected a rate such as 0.9213, found '\(text.prefix(60))'")
      return nil
    }
    guard rate > .zero else {
      report(line, column, text, "a rate must be above 0, found \(text)")
      return nil
    }
    return rate
  }

  private mutating func report(
    _ line: Int, _ column: Int, _ text: String, _ message: String, hint: String? = nil
  ) {
    let length = max(1, text.unicodeScalars.count)
    diagnostics.append(Diagnostic(at: at(line, column), message, hint: hint, length: length))
  }

  private func at(_ line: Int, _ column: Int) -> SourceLocation {
    SourceLocation(file: file, line: line, column: column)
  }
}
