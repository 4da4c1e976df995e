import Diagnostics
import EventSchema

/// Reads the lines of rate files and collects what is wrong with them.
struct RateFileReader {
  struct Key: Hashable {
    var period: Period
    var from: Currency
    var to: Currency
  }
  struct Line {
    var key: Key
    var rate: Exact
    /// Half of the last decimal that is written.
    var precision: Exact
    /// Place among the files.
    var file: Int
    /// 1-based.
    var number: Int
  }

  /// What a day stands for; nil where each line's notation says so.
  private let averages: Grain?
  private(set) var lines: [Line] = []
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var files: [String] = []
  /// Place among the lines, and the number of the line in its file.
  private var known: [Key: (line: Int, number: Int)] = [:]
  /// Digits and mark of the longest rate: more is a mistake, not precision.
  private static let longestRate = 40
  static let heading = "day,from,to,rate"

  init(averages: Grain? = nil) { self.averages = averages }

  mutating func read(_ bytes: [UInt8], file: String) {
    files.append(file)
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    for (index, raw) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let line = String(decoding: raw.last == 0x0D ? raw.dropLast() : raw, as: UTF8.self)
      if index == 0 {
        if String(decoding: folded(Array(line.utf8)), as: UTF8.self) == Self.heading { continue }
        let found = line.isEmpty ? "nothing" : "'\(line.prefix(60))'"
        report(
          1, 1, line, "expected the heading '\(Self.heading)', found \(found)", hint: hint(heading: line))
        return
      }
      if !line.isEmpty { read(line, number: index + 1) }
    }
  }

  /// Of a heading that is right but for what separates its fields.
  private func hint(heading: String) -> String? {
    let plain = folded(Array(heading.utf8)).map { ";\t|".utf8.contains($0) ? UInt8(ascii: ",") : $0 }
    guard String(decoding: plain.filter { $0 != 0x20 && $0 != 0x22 }, as: UTF8.self) == Self.heading else {
      return nil
    }
    return "separate the fields by commas, without quotes or blanks, and write rates with a decimal point"
  }

  private mutating func read(_ line: String, number: Int) {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 4 else {
      report(
        number, 1, line, "expected 4 fields such as '2026-03-01,USD,EUR,0.9213', found \(fields.count)",
        hint: fields.count > 4 ? "write rates with a decimal point" : nil)
      return
    }
    // Where a field begins: counted for messages alone.
    func column(_ field: Int) -> Int { 1 + fields[..<field].reduce(0) { $0 + $1.unicodeScalars.count + 1 } }
    let period = period(fields[0], number)
    let from = currency(fields[1], number, column(1))
    let to = currency(fields[2], number, column(2))
    let rate = rate(fields[3], number, column(3))
    guard let period, let from, let to, let rate else { return }
    if from == to {
      report(
        number, column(2), fields[2], "a rate of \(from) to itself",
        hint: "take the line out: it is always 1")
      return
    }
    let key = Key(period: period, from: from, to: to)
    if let first = known[key] {
      let other = lines[first.line]
      // The same statement again does no harm: files may overlap.
      if other.rate == rate { return }
      let place =
        other.file == files.count - 1 ? "line \(first.number)" : "\(files[other.file]):\(first.number)"
      report(
        number, 1, line, "a second rate of \(from) to \(to) for \(period); the first is in \(place)",
        hint: "keep one of them")
      return
    }
    known[key] = (lines.count, number)
    let decimals = fields[3].firstIndex(of: ".").map { fields[3][$0...].utf8.count - 1 } ?? 0
    lines.append(
      Line(
        key: key, rate: rate, precision: Exact(units: 5, scale: decimals + 1), file: files.count - 1,
        number: number))
  }

  private mutating func period(_ text: String, _ line: Int) -> Period? {
    let stated = Day(iso: text).map { Period(averages ?? .day, containing: $0) } ?? Period(label: text)
    if let stated, averages == nil || stated.grain == averages { return stated }
    let expected =
      switch averages {
      case nil: "a day such as 2026-03-01, or a month or quarter such as 2026-02 or 2026-Q1"
      case .quarter?: "a day, or a quarter such as 2026-Q1"
      case .half?: "a day, or a half-year such as 2026-H1"
      case .year?: "a day, or a year such as 2026"
      case .month?, .week?, .day?, .days?: "a day, or a month such as 2026-02"
      }
    report(line, 1, text, "expected \(expected), found '\(text)'")
    return nil
  }

  private mutating func currency(_ text: String, _ line: Int, _ column: @autoclosure () -> Int) -> Currency? {
    guard let currency = Currency(text) else {
      report(line, column(), text, "expected a currency code of three letters, found '\(text)'")
      return nil
    }
    guard CurrencyCodes.contains(currency) else {
      let candidate = nearest(to: text, in: CurrencyCodes.all.map(\.description))
      report(
        line, column(), text, "unknown currency '\(text)'", hint: candidate.map { "did you mean '\($0)'?" })
      return nil
    }
    return currency
  }

  private mutating func rate(_ text: String, _ line: Int, _ column: @autoclosure () -> Int) -> Exact? {
    guard text.utf8.count <= Self.longestRate, let rate = Exact(decimal: text) else {
      report(line, column(), text, "expected a rate such as 0.9213, found '\(text.prefix(60))'")
      return nil
    }
    guard rate > .zero else {
      report(line, column(), text, "a rate must be above 0, found \(text)")
      return nil
    }
    return rate
  }

  private mutating func report(
    _ line: Int, _ column: Int, _ text: String, _ message: String, hint: String? = nil
  ) {
    let place = SourceLocation(file: files.last ?? "", line: line, column: column)
    diagnostics.append(
      Diagnostic(at: place, message, hint: hint, length: max(1, text.unicodeScalars.count)))
  }
}
