import Diagnostics
import Yams

/// A YAML text composed in spite of repeated keys, so that all of them can be reported.
///
/// Yams stops at the first mapping with a repeated key and tells the place of its first occurrence
/// only. That occurrence's first character is replaced by a private one of the same width, which
/// keeps every other place as it is, and the text is composed again.
struct MaskedText {
  /// How many repeated keys are looked for before giving up; each costs one more pass over the text, so a
  /// large file gets fewer.
  private static let mostPasses = 16
  private static let firstMask: UInt32 = 0xF_0000

  private var scalars: [Unicode.Scalar]
  /// Line and column of a masked key → the character that stood there.
  private var originals: [Place: Unicode.Scalar] = [:]

  private struct Place: Hashable { var line: Int, column: Int }

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// Calls `body` with the root node (nil: an empty file) while the parser lives: nodes hold their
  /// anchors weakly, and lose them with it.
  func compose<Result>(_ body: (Node?, MaskedText) throws -> Result) throws -> Result {
    var text = self
    let limit = min(Self.mostPasses, max(1, 1 << 20 / max(1, scalars.count)))
    while true {
      // The encoding is named: Yams' default one asks the environment, and prints.
      let parser = try Parser(
        yaml: String(String.UnicodeScalarView(text.scalars)), resolver: .basic, encoding: .utf8)
      do {
        let node = try parser.singleRoot()
        return try withExtendedLifetime(parser) { try body(node, text) }
      } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
        guard text.originals.count < limit,
          text.mask(Place(line: context.mark.line, column: context.mark.column))
        else {
          throw YamlError.duplicatedKeysInMapping(duplicates: duplicates, context: context)
        }
      }
    }
  }

  /// The key as written in the file.
  func original(_ key: String, at location: SourceLocation) -> String {
    guard let first = originals[Place(line: location.line, column: location.column)] else { return key }
    var scalars = key.unicodeScalars
    scalars.removeFirst()
    return String(first) + String(scalars)
  }

  /// - Returns: false for a key whose first character can't be replaced: an escape, a structure, none.
  private mutating func mask(_ place: Place) -> Bool {
    guard var index = index(of: place), originals[place] == nil else { return false }
    if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
    guard index < scalars.count, !"\"'\\&*!?[]{}|>".unicodeScalars.contains(scalars[index]),
      !Self.isBreak(scalars[index]),
      let mask = Unicode.Scalar(Self.firstMask + UInt32(originals.count))
    else { return false }
    originals[place] = scalars[index]
    scalars[index] = mask
    return true
  }

  private func index(of place: Place) -> Int? {
    var line = 1
    var index = 0
    while line < place.line, index < scalars.count {
      if Self.isBreak(scalars[index]) {
        line += 1
        if scalars[index] == "\r", index + 1 < scalars.count, scalars[index + 1] == "\n" { index += 1 }
      }
      index += 1
    }
    index += place.column - 1
    return index < scalars.count ? index : nil
  }

  /// What libyaml counts as the end of a line.
  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }
}
