import Diagnostics
import EventSchema

/// What is wrong with a formula, and at which column of its text (1-based).
package enum FormulaError: Error, Equatable, Sendable {
  case unexpected(String, column: Int)
  case ends(column: Int)
  case tooDeep(column: Int)
  case unknownFunction(String, column: Int)
  /// How many periods: `rolling(spend, 3)`
  case notACount(String, column: Int)
  /// A measure that days and channels add up: `where(orders, clicks)`
  case notAMeasure(String, column: Int)

  package var column: Int {
    switch self {
    case .unexpected(_, let column), .ends(let column), .tooDeep(let column), .unknownFunction(_, let column),
      .notACount(_, let column), .notAMeasure(_, let column):
      column
    }
  }

  /// What to do about it.
  package var hint: String {
    switch self {
    case .unexpected, .ends, .tooDeep:
      "names, numbers, + - * /, parentheses, if_zero(a, b), \(FormulaFunction.examples)"
    case .unknownFunction(let name, _):
      nearest(to: name, in: FormulaFunction.names + ["if_zero"]).map { "did you mean '\($0)'?" }
        ?? "there are if_zero(a, b), \(FormulaFunction.examples)"
    case .notAMeasure(let name, _):
      nearest(to: name, in: Measure.allCases.filter(\.tellsWhere).map(\.rawValue)).map {
        "did you mean '\($0)'?"
      }
        ?? "a measure of which channels may have some, such as where(orders, clicks)"
    case .notACount:
      "from \(FormulaFunction.rollingPeriods.lowerBound) to \(FormulaFunction.rollingPeriods.upperBound) periods, such as rolling(spend, 3)"
    }
  }

  package var message: String {
    switch self {
    case .unexpected(let text, _): "unexpected '\(text)' in the formula"
    case .ends: "the formula ends too early"
    case .tooDeep: "the formula nests too deep"
    case .unknownFunction(let name, _): "unknown function '\(name)' in the formula"
    case .notAMeasure(let text, _): "expected a measure that days add up, found '\(text)'"
    case .notACount(let text, _): "expected a number of periods, found '\(text)'"
    }
  }
}

extension FormulaFunction {
  static let examples = "previous(a), year_ago(a), total(a), where(a, spend), year_to_date(a), rolling(a, 3)"
}

/// Reads `(revenue - marketing_cost) / marketing_cost`: names, numbers, `+ - * /`, parentheses, `if_zero(a, b)`, and
/// the functions of `FormulaFunction`.
package struct FormulaParser {
  private struct Token { var text: String, column: Int }
  private var tokens: [Token] = []
  private var next = 0
  private let length: Int
  /// What is wrong, and does not keep the rest from being read.
  private var errors: [FormulaError] = []

  package static func parse(_ text: String) throws(FormulaError) -> Formula {
    let (formula, errors) = read(text)
    if let error = errors.first { throw error }
    guard let formula else { throw .ends(column: text.unicodeScalars.count + 1) }
    return formula
  }

  /// - Returns: the formula, or all that is wrong with it as far as the rest can still be read, in the text's order.
  package static func read(_ text: String) -> (formula: Formula?, errors: [FormulaError]) {
    do throws(FormulaError) {
      var parser = try FormulaParser(text)
      // A sign that means nothing leaves a hole: what stands around it would be taken for mistakes.
      if !parser.errors.isEmpty {
        parser.errors += parser.unknownFunctions
        return (nil, parser.errors.sorted { $0.column < $1.column })
      }
      do throws(FormulaError) {
        let formula = try parser.sum(depth: 0)
        if let extra = parser.peek { throw .unexpected(extra.text, column: extra.column) }
        return parser.errors.isEmpty ? (formula, []) : (nil, parser.errors)
      } catch {
        let rest = parser.unknownFunctions.filter { error.column < $0.column }
        return (nil, parser.errors + [error] + rest)
      }
    } catch {
      return (nil, [error])
    }
  }

  /// Words with an opening parenthesis behind them that name no function.
  private var unknownFunctions: [FormulaError] {
    zip(tokens, tokens.dropFirst()).compactMap { token, next in
      guard next.text == "(", let first = token.text.unicodeScalars.first, first.properties.isAlphabetic,
        token.text != "if_zero", !FormulaFunction.names.contains(token.text)
      else { return nil }
      return .unknownFunction(token.text, column: token.column)
    }
  }

  private init(_ text: String) throws(FormulaError) {
    let scalars = Array(text.unicodeScalars)
    length = scalars.count
    var i = 0
    func isWord(_ s: Unicode.Scalar) -> Bool {
      s.properties.isAlphabetic || ("0"..."9").contains(s) || s == "_" || s == "."
    }
    while i < scalars.count {
      if scalars[i].properties.isWhitespace {
        i += 1
        continue
      }
      let start = i
      if isWord(scalars[i]) {
        while i < scalars.count, isWord(scalars[i]) { i += 1 }
      } else {
        i += 1
        guard "+-*/(),".unicodeScalars.contains(scalars[start]) else {
          if errors.count < 10 { errors.append(.unexpected(String(scalars[start]), column: start + 1)) }
          continue
        }
      }
      // A chain of operations is as deep a tree as parentheses are, for whoever walks it.
      guard tokens.count < 1000 else { throw .tooDeep(column: start + 1) }
      tokens.append(Token(text: String(String.UnicodeScalarView(scalars[start..<i])), column: start + 1))
    }
  }

  private var peek: Token? { next < tokens.count ? tokens[next] : nil }

  private mutating func take(_ text: String) -> Int? {
    guard let token = peek, token.text == text else { return nil }
    next += 1
    return token.column
  }

  private mutating func expect(_ text: String) throws(FormulaError) {
    if take(text) != nil { return }
    if let token = peek { throw .unexpected(token.text, column: token.column) }
    throw .ends(column: length + 1)
  }

  private mutating func sum(depth: Int) throws(FormulaError) -> Formula {
    guard depth < 64 else { throw .tooDeep(column: peek?.column ?? length) }
    var left = try product(depth: depth)
    while true {
      if let column = take("+") {
        left = .add(left, try product(depth: depth), column: column)
      } else if let column = take("-") {
        left = .subtract(left, try product(depth: depth), column: column)
      } else {
        return left
      }
    }
  }

  private mutating func product(depth: Int) throws(FormulaError) -> Formula {
    var left = try atom(depth: depth)
    while true {
      if let column = take("*") {
        left = .multiply(left, try atom(depth: depth), column: column)
      } else if let column = take("/") {
        left = .divide(left, try atom(depth: depth), column: column)
      } else {
        return left
      }
    }
  }

  private mutating func atom(depth: Int) throws(FormulaError) -> Formula {
    guard let token = peek else { throw .ends(column: length + 1) }
    next += 1
    if token.text == "-" {
      guard depth < 64 else { throw .tooDeep(column: token.column) }
      return .negate(try atom(depth: depth + 1))
    }
    if token.text == "(" {
      let inner = try sum(depth: depth + 1)
      try expect(")")
      return inner
    }
    if token.text == "if_zero" {
      try expect("(")
      let value = try sum(depth: depth + 1)
      try expect(",")
      let fallback = try sum(depth: depth + 1)
      try expect(")")
      return .ifZero(value, fallback)
    }
    if let number = Exact(decimal: token.text) { return .number(number) }
    guard let first = token.text.unicodeScalars.first, first.properties.isAlphabetic else {
      throw .unexpected(token.text, column: token.column)
    }
    if peek?.text == "(" { return try call(token, depth: depth) }
    return .name(token.text, column: token.column)
  }

  private mutating func call(_ name: Token, depth: Int) throws(FormulaError) -> Formula {
    guard FormulaFunction.names.contains(name.text) else {
      errors.append(.unknownFunction(name.text, column: name.column))
      try expect("(")
      repeat { _ = try sum(depth: depth + 1) } while take(",") != nil
      try expect(")")
      return .name(name.text, column: name.column)
    }
    try expect("(")
    let inner = try sum(depth: depth + 1)
    let function: FormulaFunction
    switch name.text {
    case "previous": function = .previous
    case "year_ago": function = .yearAgo
    case "total": function = .total
    case "where":
      guard let measure = try self.measure() else { return inner }
      function = .whereThereIs(measure)
    case "year_to_date": function = .yearToDate
    default:
      try expect(",")
      guard let count = peek else { throw .ends(column: length + 1) }
      guard let periods = Int(count.text), FormulaFunction.rollingPeriods.contains(periods) else {
        errors.append(.notACount(count.text, column: count.column))
        guard ![")", "("].contains(count.text) else { throw errors.removeLast() }
        next += 1
        try expect(")")
        return inner
      }
      next += 1
      function = .rolling(periods)
    }
    try expect(")")
    return .call(function, inner, column: name.column)
  }
  /// `, spend`, of `where(revenue, spend)`; nil where it is none, with what is behind it read.
  private mutating func measure() throws(FormulaError) -> Measure? {
    try expect(",")
    guard let name = peek else { throw .ends(column: length + 1) }
    if let measure = Measure(rawValue: name.text), measure.tellsWhere {
      next += 1
      return measure
    }
    errors.append(.notAMeasure(name.text, column: name.column))
    guard ![")", "("].contains(name.text) else { throw errors.removeLast() }
    next += 1
    try expect(")")
    return nil
  }
}
