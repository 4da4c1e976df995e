import Columns

/// A pattern matched in linear time: every character of the text is looked at once, whatever the pattern.
///
/// Syntax: literals, `.`, `*`, `+`, `?`, `|`, `( )`, `[a-z]`, `[^…]`, `^`, `$`, and `\` before a
/// punctuation character. Case is folded (`CaseFolding`); a character is a Unicode scalar. The pattern must match the
/// *whole* text, as GA4's rules do: write `.*shop.*` for "contains". What other dialects read
/// differently (`\d`, `{2}`, `(?:…)`) is refused instead of being taken literally.
///
/// Advice for whoever changes this: a Thompson automaton, simulated with a set of states. No
/// backtracking: steps are at most the program's length × (the text's length + 1), and a test counts them.
package struct LinearPattern: Sendable {
  /// Columns are 1-based and count characters of the pattern.
  package enum Failure: Error, Equatable, Sendable {
    case unexpected(Character, column: Int)
    /// A parenthesis or bracket opened at this column is not closed, or a `\` stands at the end.
    case unclosed(column: Int)
    case tooLong
    case tooDeep(column: Int)
  }

  enum Instruction: Sendable {
    case literal(UInt32)
    case any
    case set([ClosedRange<UInt32>], negated: Bool)
    case split(Int, Int)
    case jump(Int)
    case start
    case end
    case match
  }

  private var program: [Instruction] = []
  /// Characters of the longest pattern.
  package static let maximumLength = 1000
  /// Parentheses inside each other.
  package static let maximumDepth = 32

  package init(_ pattern: String) throws(Failure) {
    let composed = String(decoding: ComposedText.of(pattern), as: UTF8.self)
    let scalars = composed.unicodeScalars.map(\.value)
    guard scalars.count <= Self.maximumLength else { throw .tooLong }
    var parser = PatternParser(scalars: scalars)
    program = try parser.whole()
    program.append(.match)
  }

  /// A pattern in which `*` stands for any characters and `?` for any one; all others stand for themselves.
  package init(glob: String) throws(Failure) {
    var pattern = ""
    for character in glob.unicodeScalars {
      switch character {
      case "*": pattern += ".*"
      case "?": pattern += "."
      default:
        if character.isASCII, !character.properties.isAlphabetic, !("0"..."9").contains(character) {
          pattern += "\\"
        }
        pattern.unicodeScalars.append(character)
      }
    }
    try self.init(pattern)
  }

  /// Instructions of the compiled pattern: at most twice its length plus 1.
  package var programLength: Int { program.count }

  /// Whether the whole text matches.
  package func matches(_ text: [UInt8]) -> Bool { matchCountingSteps(text).matches }

  /// Also tells how many states were looked at: at most `programLength` × (characters + 1).
  package func matchCountingSteps(_ text: [UInt8]) -> (matches: Bool, steps: Int) {
    // Ill-formed bytes become U+FFFD here, as in a pattern; texts were checked before they got here.
    let scalars = String(decoding: text, as: UTF8.self).unicodeScalars.map { CaseFolding.fold($0.value) }
    var current: [Int] = []
    var marked = Array(repeating: -1, count: program.count)
    var steps = 0
    func add(_ state: Int, _ position: Int, to list: inout [Int]) {
      var stack = [state]
      while let next = stack.popLast() {
        guard marked[next] != position else { continue }
        marked[next] = position
        steps += 1
        switch program[next] {
        case .jump(let to): stack.append(to)
        case .split(let a, let b):
          stack.append(b)
          stack.append(a)
        case .start: if position == 0 { stack.append(next + 1) }
        case .end: if position == scalars.count { stack.append(next + 1) }
        case .literal, .any, .set, .match: list.append(next)
        }
      }
    }
    add(0, 0, to: &current)
    for (position, scalar) in scalars.enumerated() {
      var next: [Int] = []
      for state in current where program[state].consumes(scalar) { add(state + 1, position + 1, to: &next) }
      current = next
      if current.isEmpty { return (false, steps) }
    }
    let accepted = current.contains { if case .match = program[$0] { true } else { false } }
    return (accepted, steps)
  }
}

extension LinearPattern.Instruction {
  /// Whether the instruction takes this (folded) character.
  fileprivate func consumes(_ scalar: UInt32) -> Bool {
    switch self {
    case .literal(let wanted): return wanted == scalar
    case .any: return true
    case .set(let ranges, let negated):
      return ranges.contains { $0.contains(scalar) } != negated
    case .split, .jump, .start, .end, .match: return false
    }
  }
}

/// Recursive descent over a pattern; fragments are relocatable lists of instructions.
private struct PatternParser {
  typealias Instruction = LinearPattern.Instruction
  typealias Failure = LinearPattern.Failure

  let scalars: [UInt32]
  var position = 0
  var depth = 0

  init(scalars: [UInt32]) { self.scalars = scalars }

  private var peek: Character? {
    position < scalars.count ? Unicode.Scalar(scalars[position]).map(Character.init) : nil
  }

  mutating func whole() throws(Failure) -> [Instruction] {
    let result = try alternatives()
    if let extra = peek { throw .unexpected(extra, column: position + 1) }
    return result
  }

  private mutating func alternatives() throws(Failure) -> [Instruction] {
    depth += 1
    defer { depth -= 1 }
    guard depth <= LinearPattern.maximumDepth else { throw .tooDeep(column: position) }
    var branches = [try sequence()]
    while peek == "|" {
      position += 1
      branches.append(try sequence())
    }
    // split L1, L2; L1: first; jump end; L2: the others. Built from the back.
    var result = branches.removeLast()
    for branch in branches.reversed() {
      let others = branch.count + 2
      result =
        [.split(1, others)] + Self.shift(branch, by: 1) + [.jump(others + result.count)]
        + Self.shift(result, by: others)
    }
    return result
  }

  private mutating func sequence() throws(Failure) -> [Instruction] {
    var result: [Instruction] = []
    while let next = peek, next != "|", next != ")" {
      result += Self.shift(try repeated(), by: result.count)
    }
    return result
  }

  private mutating func repeated() throws(Failure) -> [Instruction] {
    var atom = try self.atom()
    while let sign = peek, sign == "*" || sign == "+" || sign == "?" {
      position += 1
      let inner = Self.shift(atom, by: 1)
      if sign == "*" {
        atom = [.split(1, atom.count + 2)] + inner + [.jump(0)]
      } else if sign == "+" {
        atom += [.split(0, atom.count + 1)]
      } else {
        atom = [.split(1, atom.count + 1)] + inner
      }
    }
    return atom
  }

  private mutating func atom() throws(Failure) -> [Instruction] {
    guard let next = peek else { return [] }
    let column = position + 1
    position += 1
    switch next {
    case "(":
      let inner = try alternatives()
      guard peek == ")" else { throw .unclosed(column: column) }
      position += 1
      return inner
    case ".": return [.any]
    case "^": return [.start]
    case "$": return [.end]
    case "[": return [try set(openedAt: column)]
    case "*", "+", "?", "{", "}", "]": throw .unexpected(next, column: column)
    case "\\": return [.literal(try escaped(column))]
    default: return [.literal(CaseFolding.fold(scalars[column - 1]))]
    }
  }

  /// The character after a `\`: punctuation only, since letters mean classes elsewhere.
  private mutating func escaped(_ column: Int) throws(Failure) -> UInt32 {
    guard let next = peek else { throw .unclosed(column: column) }
    guard next.isASCII, !next.isLetter, !next.isNumber else { throw .unexpected(next, column: column + 1) }
    position += 1
    return scalars[position - 1]
  }

  private mutating func set(openedAt column: Int) throws(Failure) -> Instruction {
    var ranges: [ClosedRange<UInt32>] = []
    let negated = peek == "^"
    if negated { position += 1 }
    while let next = peek, next != "]" || ranges.isEmpty {
      let low = try member()
      guard peek == "-", position + 1 < scalars.count, scalars[position + 1] != 0x5D else {
        ranges.append(low...low)
        continue
      }
      position += 1
      let dash = position
      let high = try member()
      guard low <= high else { throw .unexpected("-", column: dash) }
      ranges.append(low...high)
    }
    guard peek == "]" else { throw .unclosed(column: column) }
    position += 1
    // Folding applies to the members as well: [A-Z] and [a-z] are the same.
    return .set(CaseFolding.fold(ranges), negated: negated)
  }

  private mutating func member() throws(Failure) -> UInt32 {
    position += 1
    let scalar = scalars[position - 1]
    return scalar == 0x5C ? try escaped(position) : scalar
  }

  private static func shift(_ instructions: [Instruction], by offset: Int) -> [Instruction] {
    instructions.map { instruction in
      switch instruction {
      case .split(let a, let b): .split(a + offset, b + offset)
      case .jump(let to): .jump(to + offset)
      case .literal, .any, .set, .start, .end, .match: instruction
      }
    }
  }
}
