package import Declarations
import Diagnostics
import EventSchema
package import Extract

/// Which profile a file is an export of, and why the others are not it.
package struct ProfileSearch: Sendable {
  /// A profile that was not chosen.
  package struct Loser: Sendable, Hashable {
    package var profile: String
    package var why: String
  }

  package private(set) var best: Recogniser.Candidate?
  /// Profiles of which nothing tells whether the file is theirs instead.
  package private(set) var rivals: [String] = []
  /// The nearest ones, best first: those that fit, too, then those that lack headings.
  package private(set) var losers: [Loser]
  /// A heading that stands twice is all that keeps a profile from fitting.
  package private(set) var duplicate: (profile: String, heading: String, line: Int)?

  /// The heading row of a profile that would fit, were it not larger than what is read.
  package private(set) var tooWide: (profile: Profile, miss: TableFinder.Miss)?

  /// How many headings of the first text a profile knows that does not fit.
  package private(set) var known = 0

  private typealias NearMiss = (profile: Profile, found: Int, miss: TableFinder.Miss)

  private static let mostLosers = 4

  package init(_ heads: SourceFileOpener.FileHeads, recogniser: Recogniser) {
    // A file with a text that can be opened has one or more; what nearly fits is told of the first.
    let head = heads.texts[0]
    losers = []
    let search = recogniser.search(heads.texts)
    let candidates = search.candidates
    best = candidates.first
    if let best {
      rivals = candidates.dropFirst().filter { $0.ties(with: best) }.map(\.profile.name)
      losers = candidates.dropFirst().map { other in
        Loser(profile: other.profile.name, why: Self.why(other, lostTo: best))
      }
    }
    guard head.kind != .xml else {
      losers += Self.otherRoots(head, recogniser.profiles)
      return
    }
    known = search.misses.map(\.found).max() ?? 0
    let near = search.misses.filter { $0.found > 1 || ($0.found == 1 && $0.miss.missing.count <= 1) }
      .sorted {
        ($1.found, $0.miss.missing.count, $0.profile.name) < (
          $0.found, $1.miss.missing.count, $1.profile.name
        )
      }
    for one in near.prefix(max(0, Self.mostLosers - losers.count)) {
      losers.append(Loser(profile: one.profile.name, why: Self.why(one)))
    }
    if best == nil, let wide = search.misses.first(where: { $0.miss.excess != nil }) {
      tooWide = (wide.profile, wide.miss)
    }
    if best == nil, let one = near.first(where: { $0.miss.missing.isEmpty }),
      let twice = one.miss.duplicates.first
    {
      duplicate = (one.profile.name, twice.heading, one.miss.headerLine)
    }
  }

  private static func why(_ other: Recogniser.Candidate, lostTo best: Recogniser.Candidate) -> String {
    let isGeneric = other.profile.name.hasPrefix("generic/")
    if isGeneric, !best.profile.name.hasPrefix("generic/") {
      return "fits, too, but a tool's own profile comes before a generic one"
    }
    if other.matched < best.matched {
      return
        "fits, too, but finds only \(other.matched) of its headings, \(best.profile.name) \(best.matched)"
    }
    if !other.ties(with: best) {
      return "fits, too, but \(best.profile.name) says more exactly what it reads"
    }
    return "fits as well: say which one is meant with `profile:`"
  }

  private static func why(_ near: NearMiss) -> String {
    let headings = near.found == 1 ? "1 of its headings stands" : "\(near.found) of its headings stand"
    var text = "\(headings) in line \(near.miss.headerLine)"
    if let twice = near.miss.duplicates.first {
      return text + ", but '\(twice.heading)' stands twice"
    }
    let lacks = near.miss.missing.prefix(3).map { missing in
      let name = missing.known.first ?? missing.field
      let similar = near.miss.headings.first { nearest(to: $0, in: missing.known) != nil }
      return similar.map { "'\(name)' (is it '\($0)'?)" } ?? "'\(name)'"
    }
    text += ", it lacks " + lacks.joined(separator: ", ")
    let more = near.miss.missing.count - lacks.count
    return more > 0 ? text + " and \(more) more" : text
  }

  private static func otherRoots(_ head: SourceFileOpener.Head, _ profiles: [Profile]) -> [Loser] {
    let prologue = XMLPrologue.read(head.bytes, encoding: .utf8)
    return profiles.compactMap { profile in
      guard case .xml = profile.format, let root = profile.recognise.root, root == prologue.root else {
        return nil
      }
      let lacking = profile.recognise.rootAttributes.sorted { $0.key < $1.key }.first { name, value in
        !prologue.attributes.contains { $0.name == name && $0.value == value }
      }
      return lacking.map {
        Loser(profile: profile.name, why: "the root element <\(root)> lacks \($0.key)=\"\($0.value)\"")
      }
    }
  }
}
