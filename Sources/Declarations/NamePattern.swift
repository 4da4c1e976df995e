import Diagnostics
package import EventSchema

/// How names are put together: `<country>_<objective>[_<audience>]_<year>`.
///
/// Parts stand in `<…>`, text between them as it is (A–Z folded), what may be left out in `[…]`; `\` takes a sign's
/// meaning away. A part holds none of the texts that stand between parts, unless it is `<free*>`.
package struct NamePattern: Sendable {
  package enum Element: Sendable, Hashable {
    case text([UInt8])
    case part(Dimension, Extent)
  }
  package enum Extent: Sendable, Hashable {
    /// Up to the next separator.
    case upToSeparator
    /// Separators, too.
    case withSeparators
  }

  package let text: String
  /// The same pattern with and without what is optional: the longest first.
  package let variants: [[Element]]
  /// In the order of the pattern.
  package let parts: [Dimension]

  package enum Failure: Error, Hashable {
    case unclosed(Character)
    case unopened(Character)
    case nested
    case badName(String)
    case repeated(String)
    case adjacent(String, String)
    case tooManyOptional
    case severalFree
    case noPart
  }

  package static let maximumOptional = 5

  package init(_ text: String) throws(Failure) {
    self.text = text
    let segments = try Self.segments(text)
    let all = segments.flatMap(\.elements)
    parts = all.compactMap { if case .part(let part, _) = $0 { part } else { nil } }
    guard !parts.isEmpty else { throw .noPart }
    var seen: Set<Dimension> = []
    for part in parts where !seen.insert(part).inserted { throw .repeated(part.rawValue) }
    if all.count(where: { if case .part(_, .withSeparators) = $0 { true } else { false } }) > 1 {
      throw .severalFree
    }
    let optional = segments.indices.filter { segments[$0].isOptional }
    guard optional.count <= Self.maximumOptional else { throw .tooManyOptional }
    // Bit i set: the optional segment i is left out. Fewer bits first.
    let omissions = (0..<(1 << optional.count)).sorted { ($0.nonzeroBitCount, $0) < ($1.nonzeroBitCount, $1) }
    var variants: [[Element]] = []
    for omitted in omissions {
      let left = Set(optional.enumerated().filter { omitted & (1 << $0.offset) != 0 }.map(\.element))
      let elements = Self.joined(segments.indices.filter { !left.contains($0) }.map { segments[$0].elements })
      var before: Dimension?
      for element in elements {
        guard case .part(let part, _) = element else {
          before = nil
          continue
        }
        if let before { throw .adjacent(before.rawValue, part.rawValue) }
        before = part
      }
      if !variants.contains(elements), !elements.isEmpty { variants.append(elements) }
    }
    self.variants = variants
  }

  private struct Segment {
    var elements: [Element] = []
    var isOptional = false
  }

  private static func segments(_ text: String) throws(Failure) -> [Segment] {
    var segments = [Segment()]
    var literal = ""
    func flush() {
      guard !literal.isEmpty else { return }
      segments[segments.count - 1].elements.append(.text(Array(literal.utf8)))
      literal = ""
    }
    var rest = Substring(text)
    while let sign = rest.popFirst() {
      switch sign {
      case "\\": literal.append(rest.popFirst() ?? "\\")
      case "<":
        flush()
        guard let end = rest.firstIndex(of: ">") else { throw .unclosed("<") }
        segments[segments.count - 1].elements.append(try part(rest[..<end]))
        rest = rest[rest.index(after: end)...]
      case "[":
        flush()
        if segments[segments.count - 1].isOptional { throw .nested }
        segments.append(Segment(isOptional: true))
      case "]":
        flush()
        guard segments[segments.count - 1].isOptional else { throw .unopened("]") }
        segments.append(Segment())
      case ">": throw .unopened(">")
      default: literal.append(sign)
      }
    }
    flush()
    if segments[segments.count - 1].isOptional { throw .unclosed("[") }
    return segments.filter { !$0.elements.isEmpty }
  }

  private static func part(_ text: Substring) throws(Failure) -> Element {
    let isFree = text.hasSuffix("*")
    let name = String(isFree ? text.dropLast() : text)
    guard isOwnName(name) else { throw .badName(name) }
    return .part(Dimension(own: name), isFree ? .withSeparators : .upToSeparator)
  }

  /// Neighbouring texts become one.
  private static func joined(_ segments: [[Element]]) -> [Element] {
    var joined: [Element] = []
    for element in segments.joined() {
      if case .text(let more) = element, case .text(let before)? = joined.last {
        joined[joined.count - 1] = .text(before + more)
      } else {
        joined.append(element)
      }
    }
    return joined
  }

  /// Whether a dimension may be called so: a–z, 0–9 and _, a letter first.
  package static func isOwnName(_ name: String) -> Bool {
    guard let first = name.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
      name.utf8.count <= 40
    else { return false }
    return name.utf8.allSatisfy {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
    }
  }
}

/// `campaigns:` of `normalize` or of an input.
package struct CampaignNaming: Sendable {
  /// What becomes of campaigns that were renamed.
  package enum Names: String, Sendable, CaseIterable {
    /// Every row counts under the name that it states.
    case asOfDate = "as_of_date"
    /// All rows of a campaign's id count under its newest name.
    case latest
  }

  /// The first that fits a name says what its parts are.
  package var patterns: [NamePattern]
  /// The texts that a part may be, in the spelling under which it counts.
  package var values: [Dimension: [String]]
  /// The inputs it is for; nil for all.
  package var inputs: [Located<String>]?
  package var names: Names

  package init() {
    patterns = []
    values = [:]
    names = .asOfDate
  }

  /// Own dimensions that names give, in order of first mention.
  package var parts: [Dimension] {
    var parts: [Dimension] = []
    for part in patterns.flatMap(\.parts) where !parts.contains(part) { parts.append(part) }
    return parts
  }
}
