/// A pattern matched in linear time: every byte of the text is looked at once, whatever the pattern.
///
/// Syntax: literals, `.`, `*`, `+`, `?`, `|`, `( )`, `[a-z]`, `[^…]`, `^`, `$`, `\` before a special
/// character. Bytes, A–Z folded. The pattern must match the *whole* text, as GA4's rules do.
/// A Thompson automaton, simulated with a set of states: no backtracking, so no text is slow.
package struct LinearPattern: Sendable {
  package enum Failure: Error, Equatable, Sendable {
    case unexpected(Character, column: Int)
    case ends
    case tooLong
  }

  private enum Instruction: Sendable {
    case byte(UInt8)
    case any
    case set([Bool])
    case split(Int, Int)
    case jump(Int)
    case start
    case end
    case match
  }

  private var program: [Instruction] = []
  package static let maximumLength = 1000

  package init(_ pattern: String) throws(Failure) {
    guard pattern.utf8.count <= Self.maximumLength else { throw .tooLong }
    var parser = Parser(bytes: Array(pattern.utf8))
    program = try parser.alternatives()
    if let extra = parser.peek { throw .unexpected(Character(Unicode.Scalar(extra)), column: parser.position + 1) }
    program.append(.match)
  }

  /// Whether the whole text matches.
  package func matches(_ text: [UInt8]) -> Bool { matchCountingSteps(text).matches }

  /// Also tells how many states were looked at: at most program length × (text length + 1).
  package func matchCountingSteps(_ text: [UInt8]) -> (matches: Bool, steps: Int) {
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
        case .end: if position == text.count { stack.append(next + 1) }
        case .byte, .any, .set, .match: list.append(next)
        }
      }
    }
    add(0, 0, to: &current)
    for (position, raw) in text.enumerated() {
      let byte = (0x41...0x5A).contains(raw) ? raw + 32 : raw
      var next: [Int] = []
      for state in current {
        let consumes: Bool =
          switch program[state] {
          case .byte(let wanted): wanted == byte
          case .any: true
          case .set(let members): members[Int(byte)]
          case .split, .jump, .start, .end, .match: false
          }
        if consumes { add(state + 1, position + 1, to: &next) }
      }
      current = next
      if current.isEmpty { return (false, steps) }
    }
    let accepted = current.contains { if case .match = program[$0] { true } else { false } }
    return (accepted, steps)
  }

  /// Recursive descent over the pattern; fragments are relocatable lists of instructions.
  private struct Parser {
    let bytes: [UInt8]
    var position = 0
    var depth = 0

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func alternatives() throws(Failure) -> [Instruction] {
      depth += 1
      defer { depth -= 1 }
      guard depth < 32 else { throw .tooLong }
      var result = try sequence()
      while peek == UInt8(ascii: "|") {
        position += 1
        let other = try sequence()
        // split L1, L2; L1: result; jump end; L2: other
        let shifted = LinearPattern.shift(result, by: 1)
        result =
          [.split(1, shifted.count + 2)] + shifted + [.jump(shifted.count + 2 + other.count)]
          + LinearPattern.shift(other, by: shifted.count + 2)
      }
      return result
    }

    private mutating func sequence() throws(Failure) -> [Instruction] {
      var result: [Instruction] = []
      while let byte = peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
        let piece = try repeated()
        result += LinearPattern.shift(piece, by: result.count)
      }
      return result
    }

    private mutating func repeated() throws(Failure) -> [Instruction] {
      var atom = try self.atom()
      while let byte = peek, [UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?")].contains(byte) {
        position += 1
        guard atom.count < 4000 else { throw .tooLong }
        switch byte {
        case UInt8(ascii: "*"):
          atom = [.split(1, atom.count + 2)] + LinearPattern.shift(atom, by: 1) + [.jump(0)]
        case UInt8(ascii: "+"):
          atom += [.split(0, atom.count + 1)]
        default:
          atom = [.split(1, atom.count + 1)] + LinearPattern.shift(atom, by: 1)
        }
      }
      return atom
    }

    private mutating func atom() throws(Failure) -> [Instruction] {
      guard let byte = peek else { throw .ends }
      position += 1
      switch byte {
      case UInt8(ascii: "("):
        let inner = try alternatives()
        guard peek == UInt8(ascii: ")") else { throw .ends }
        position += 1
        return inner
      case UInt8(ascii: "."): return [.any]
      case UInt8(ascii: "^"): return [.start]
      case UInt8(ascii: "$"): return [.end]
      case UInt8(ascii: "["): return [.set(try members())]
      case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
        throw .unexpected(Character(Unicode.Scalar(byte)), column: position)
      case UInt8(ascii: "\\"):
        guard let escaped = peek else { throw .ends }
        position += 1
        return [.byte(Self.fold(escaped))]
      default: return [.byte(Self.fold(byte))]
      }
    }

    private mutating func members() throws(Failure) -> [Bool] {
      var members = Array(repeating: false, count: 256)
      var negated = false
      if peek == UInt8(ascii: "^") {
        negated = true
        position += 1
      }
      var isFirst = true
      while let byte = peek, byte != UInt8(ascii: "]") || isFirst {
        isFirst = false
        position += 1
        var upper = byte
        if peek == UInt8(ascii: "-"), position + 1 < bytes.count, bytes[position + 1] != UInt8(ascii: "]") {
          upper = bytes[position + 1]
          position += 2
        }
        guard byte <= upper else { throw .unexpected("-", column: position) }
        for member in byte...upper { members[Int(Self.fold(member))] = true }
      }
      guard peek == UInt8(ascii: "]") else { throw .ends }
      position += 1
      return negated ? members.map { !$0 } : members
    }

    private static func fold(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 32 : byte }
  }

  private static func shift(_ instructions: [Instruction], by offset: Int) -> [Instruction] {
    instructions.map { instruction in
      switch instruction {
      case .split(let a, let b): .split(a + offset, b + offset)
      case .jump(let to): .jump(to + offset)
      case .byte, .any, .set, .start, .end, .match: instruction
      }
    }
  }
}
