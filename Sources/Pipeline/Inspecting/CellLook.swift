import Declarations
import EventSchema
import Normalize

/// What the cells of a column look like: for proposals, never for reading.
struct CellLook: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case empty
    /// Patterns that read every cell, the likeliest first.
    case dates([String])
    /// A month without a day.
    case months([String])
    case times([String])
    /// Notations that read every cell; empty where all are plain digits.
    case numbers(notations: [String], hasDecimals: Bool)
    case currencies
    case addresses
    case texts
  }

  var kind: Kind
  /// Different texts among the cells looked at.
  var distinct: Int
  /// A cell, for the reader; none where it may be personal.
  var example: String?

  private static let dates = [
    "yyyy-MM-dd", "dd.MM.yyyy", "MM/dd/yyyy", "dd/MM/yyyy", "yyyy/MM/dd", "dd-MM-yyyy", "yyyyMMdd",
    "d.M.yyyy",
    "M/d/yyyy", "d/M/yyyy", "MMM d, yyyy", "MMMM d, yyyy", "d MMM yyyy", "d MMMM yyyy", "d. MMMM yyyy",
    "yyyy年M月d日", "yyyy/M/d", "yyyy.MM.dd",
  ]
  private static let times = [
    "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss Z",
    "yyyy-MM-ddTHH:mm:ss.SSSZ", "yyyy-MM-dd HH:mm", "dd.MM.yyyy HH:mm:ss", "dd.MM.yyyy HH:mm",
    "MM/dd/yyyy HH:mm", "dd/MM/yyyy HH:mm", "M/d/yyyy HH:mm", "d/M/yyyy HH:mm", "MM/dd/yyyy hh:mm a",
    "MMM d, yyyy hh:mm a", "MMM d, yyyy h:mm a", "dd/MM/yyyy HH:mm:ss", "MM/dd/yyyy HH:mm:ss",
    "yyyy-MM-ddTHH:mm", "yyyy/MM/dd HH:mm:ss", "yyyy/MM/dd HH:mm", "yyyy/M/d H:mm:ss", "yyyy/M/d H:mm",
    "yyyy年M月d日 HH:mm", "yyyy年M月d日 HH:mm:ss", "M/d/yyyy H:mm", "d/M/yyyy H:mm", "M/d/yyyy h:mm a",
    "M/d/yyyy H:mm:ss", "d/M/yyyy H:mm:ss", "d.M.yyyy H:mm", "MMM d, yyyy HH:mm", "d MMM yyyy HH:mm",
  ]
  private static let months = ["yyyy-MM", "MM.yyyy", "MM/yyyy", "MMMM yyyy", "MMM yyyy", "yyyy年M月"]

  init(_ cells: [String]) {
    let texts = cells.map(Self.trimmed).filter { !$0.isEmpty && $0 != "-" && $0 != "--" && $0 != "n/a" }
    distinct = Set(texts).count
    kind = Self.kind(of: texts)
    example = kind == .addresses ? nil : texts.first
  }

  private static func kind(of texts: [String]) -> Kind {
    guard !texts.isEmpty else { return .empty }
    if texts.allSatisfy({ $0.contains("@") && !$0.contains(" ") }) { return .addresses }
    let days = fitting(dates, texts)
    if !days.isEmpty { return .dates(days) }
    let instants = fitting(times, texts)
    if !instants.isEmpty { return .times(instants) }
    let whole = fitting(months, texts)
    if !whole.isEmpty { return .months(whole) }
    if let numbers = numbers(texts) { return numbers }
    let areCodes = texts.allSatisfy { $0.utf8.count == 3 && $0 == $0.uppercased() && Currency($0) != nil }
    return areCodes ? .currencies : .texts
  }

  /// By pattern: reading a pattern costs more than reading a cell.
  private static let parsers = Dictionary(
    (dates + times + months).compactMap { text in DatePattern(text).map { (text, DateParser(pattern: $0)) } },
    uniquingKeysWith: { first, _ in first })

  private static func fitting(_ patterns: [String], _ texts: [String]) -> [String] {
    patterns.filter { text in
      guard let parser = parsers[text] else { return false }
      return texts.allSatisfy { (try? parser.parse($0)) != nil }
    }
  }

  private static func numbers(_ texts: [String]) -> Kind? {
    let cells = texts.map { Array($0.utf8) }
    guard cells.allSatisfy({ $0.contains { (0x30...0x39).contains($0) } }) else { return nil }
    let fitting = NumberStyle.samples.filter { sample in
      guard let style = NumberStyle(sample: sample) else { return false }
      let parser = NumberParser(style: style)
      return cells.allSatisfy { (try? parser.parse($0.span, 0, $0.count, scale: 6)) != nil }
    }
    guard !fitting.isEmpty else { return nil }
    let arePlain = cells.allSatisfy { $0.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D } }
    if arePlain { return .numbers(notations: [], hasDecimals: false) }
    // Where one notation reads whole numbers, such as thousands, they may be counts.
    let hasDecimals = fitting.allSatisfy { sample in
      let mark = NumberStyle(sample: sample)?.decimalMark ?? 0x2E
      return cells.contains { $0.contains(mark) }
    }
    return .numbers(notations: fitting, hasDecimals: hasDecimals)
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }

  /// In words, with the pattern or notation.
  var words: String {
    switch kind {
    case .empty: "empty"
    case .dates(let patterns): "dates " + Self.choice(patterns)
    case .times(let patterns): "times " + Self.choice(patterns)
    case .months(let patterns): "months " + Self.choice(patterns)
    case .numbers(let notations, _):
      notations.isEmpty ? "whole numbers" : "numbers " + Self.numberChoice(notations)
    case .currencies: "currency codes"
    case .addresses: "e-mail addresses (personal)"
    case .texts: distinct == 1 ? "one text" : "texts"
    }
  }

  private static func numberChoice(_ notations: [String]) -> String {
    guard let first = notations.first else { return "" }
    return otherNotation(notations).map { "\(first) or \($0)" } ?? first
  }

  /// A notation that reads the cells as other numbers than the first one does. Those with the same decimal mark
  /// read the same: grouping is allowed, never required.
  static func otherNotation(_ notations: [String]) -> String? {
    let mark = notations.first.flatMap { NumberStyle(sample: $0) }?.decimalMark
    return notations.first { NumberStyle(sample: $0)?.decimalMark != mark }
  }

  private static func choice(_ patterns: [String]) -> String {
    guard let first = patterns.first else { return "" }
    return otherPattern(patterns).map { "\(first) or \($0)" } ?? first
  }

  /// A pattern that reads the cells as other days than the first one does. Those of two-digit and one-digit days
  /// read the same: only real choices are worth a word.
  static func otherPattern(_ patterns: [String]) -> String? {
    func folded(_ text: String) -> String {
      var text = text
      for letter in ["d", "M", "H", "h"] { text = text.replacing(letter + letter, with: letter) }
      return text
    }
    return patterns.first { folded($0) != folded(patterns[0]) }
  }
}
