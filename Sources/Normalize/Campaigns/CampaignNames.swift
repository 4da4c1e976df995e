import Columns
package import Declarations
package import EventSchema

/// Patterns of campaigns' names, compiled: a name's parts, or that it fits none.
///
/// Asked once per distinct name. Texts are compared with A–Z folded; spaces around a part don't count.
package struct CampaignNames: Sendable {
  private enum Step: Sendable {
    case text([UInt8])
    /// Place among `parts`, and whether it may hold separators.
    case part(Int, NamePattern.Extent)
  }
  private struct Pattern: Sendable {
    var variants: [[Step]]
    /// Texts between parts, folded.
    var separators: [[UInt8]]
  }

  /// In order of first mention.
  package let parts: [Dimension]
  private let patterns: [Pattern]
  /// Per part: folded text → the spelling that counts; nil where all texts are fine.
  private let values: [[[UInt8]: [UInt8]]?]

  /// Nobody names a campaign with more: such a name fits nothing.
  static let longestName = 1024

  /// - Returns: nil where nothing is said about how names are put together.
  package init?(_ naming: CampaignNaming?) {
    guard let naming, !naming.patterns.isEmpty else { return nil }
    let parts = naming.parts
    self.parts = parts
    values = parts.map { part in
      naming.values[part].map { texts in
        Dictionary(texts.map { (CaseFolding.fold(Array($0.utf8)), Array($0.utf8)) }) { first, _ in first }
      }
    }
    patterns = naming.patterns.map { pattern in
      let variants = pattern.variants.map { elements in
        elements.map { element -> Step in
          switch element {
          case .text(let text): .text(folded(ComposedText.of(text)))
          case .part(let part, let extent): .part(parts.firstIndex(of: part) ?? 0, extent)
          }
        }
      }
      let texts = variants.joined().compactMap { if case .text(let text) = $0 { text } else { nil } }
      return Pattern(variants: variants, separators: Array(Set(texts)))
    }
  }

  /// The texts of a name's parts in the order of `parts`, empty where the pattern that fits has not got them;
  /// nil when none fits.
  package func parts(of name: [UInt8]) -> [[UInt8]]? {
    let name = ComposedText.of(trimmed(name))
    guard name.count <= Self.longestName else { return nil }
    let lower = folded(name)
    for pattern in patterns {
      for variant in pattern.variants {
        var found = Array(repeating: [UInt8](), count: parts.count)
        if match(variant[...], at: 0, name, lower, pattern, &found) { return found }
      }
    }
    return nil
  }

  private func match(
    _ steps: ArraySlice<Step>, at start: Int, _ name: [UInt8], _ lower: [UInt8], _ pattern: Pattern,
    _ found: inout [[UInt8]]
  ) -> Bool {
    guard let step = steps.first else { return start == name.count }
    switch step {
    case .text(let text):
      return lower[start...].starts(with: text)
        && match(steps.dropFirst(), at: start + text.count, name, lower, pattern, &found)
    case .part(let part, let extent):
      // What comes next is a text or the end: only there can the part end.
      for end in (start..<name.count).map({ $0 + 1 }) where canEnd(steps.dropFirst().first, at: end, lower) {
        guard let text = accepted(Array(name[start..<end]), part, extent, pattern) else { continue }
        found[part] = text
        if match(steps.dropFirst(), at: end, name, lower, pattern, &found) { return true }
      }
      found[part] = []
      return false
    }
  }

  private func canEnd(_ next: Step?, at end: Int, _ lower: [UInt8]) -> Bool {
    guard case .text(let text)? = next else { return end == lower.count }
    return lower[end...].starts(with: text)
  }

  /// A part's text as it counts; nil when the part can't be this.
  private func accepted(
    _ text: [UInt8], _ part: Int, _ extent: NamePattern.Extent, _ pattern: Pattern
  ) -> [UInt8]? {
    let text = trimmed(text)
    guard !text.isEmpty else { return nil }
    let lower = folded(text)
    if extent == .upToSeparator,
      pattern.separators.contains(where: { BytePattern.first(of: $0.span, in: lower.span) != nil })
    {
      return nil
    }
    guard let allowed = values[part] else { return text }
    return allowed[CaseFolding.fold(text)]
  }
}
