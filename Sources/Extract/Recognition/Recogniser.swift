package import Declarations

/// Finds the profile that a file is an export of.
package struct Recogniser: Sendable {
  package struct Candidate: Sendable {
    package var profile: Profile
    /// Headings matched (CSV), or 1 (XML).
    package var matched: Int
    package var why: String

    package init(profile: Profile, matched: Int, why: String) {
      self.profile = profile
      self.matched = matched
      self.why = why
    }
  }

  private let profiles: [Profile]

  package init(profiles: [Profile]) { self.profiles = profiles }

  /// The best candidate; nil when no profile fits. A tool's own profile wins over a generic one.
  package func recognise(_ head: SourceFileOpener.Head) -> Candidate? { candidates(head).first }

  /// All profiles that fit, the best first: tools' own before generic ones, then by headings matched.
  package func candidates(_ head: SourceFileOpener.Head) -> [Candidate] {
    let found = profiles.compactMap { candidate($0, head) }
    let ranked = found.enumerated().sorted { a, b in
      let (first, second) = (Self.isGeneric(a.element.profile), Self.isGeneric(b.element.profile))
      if first != second { return second }
      if a.element.matched != b.element.matched { return a.element.matched > b.element.matched }
      return a.offset < b.offset
    }
    return ranked.map(\.element)
  }

  private static func isGeneric(_ profile: Profile) -> Bool { profile.name.hasPrefix("generic/") }

  private func candidate(_ profile: Profile, _ head: SourceFileOpener.Head) -> Candidate? {
    switch profile.format {
    case .xml:
      guard head.kind == .xml, let wanted = profile.recognise.root else { return nil }
      let prologue = XMLPrologue.read(head.bytes, encoding: .utf8)
      guard prologue.root == wanted else { return nil }
      for (name, value) in profile.recognise.rootAttributes {
        guard prologue.attributes.contains(where: { $0.name == name && $0.value == value }) else {
          return nil
        }
      }
      return Candidate(profile: profile, matched: 1, why: "the root element is <\(wanted)>")
    case .csv:
      guard head.kind != .xml,
        let match = try? TableFinder(profile: profile).find(in: head.bytes, isSheet: head.container.isSheet)
      else {
        return nil
      }
      var why = "\(match.matched) of its headings stand in line \(match.headerLine)"
      if let first = match.preamble.first,
        let start = profile.recognise.preambleStarts.first(where: { first.hasPrefix($0) })
      {
        why += ", and the file starts with '\(start)'"
      }
      return Candidate(profile: profile, matched: match.matched, why: why)
    }
  }
}
