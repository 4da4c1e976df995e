package import Declarations

/// Finds the profile that a file is an export of.
package struct Recogniser: Sendable {
  package struct Candidate: Sendable {
    package var profile: Profile
    /// Headings matched (CSV), or elements and attributes (XML).
    package var matched: Int
    package var why: String
    fileprivate var rank = Rank()

    package init(profile: Profile, matched: Int, why: String) {
      self.profile = profile
      self.matched = matched
      self.why = why
    }

    fileprivate init(profile: Profile, matched: Int, why: String, rank: Rank) {
      self.init(profile: profile, matched: matched, why: why)
      self.rank = rank
    }

    /// Nothing in the file tells which of the two it is.
    package func ties(with other: Candidate) -> Bool { rank == other.rank }
  }

  /// What makes one fitting profile more specific than another, the weightiest first.
  fileprivate struct Rank: Sendable, Comparable {
    /// A tool's own profile wins over a generic one.
    var isOwn = false
    /// The file begins as the profile says.
    var startsSo = false
    var matched = 0
    /// Headings that must, or must not, stand beside those of columns; attributes of the root element.
    var rules = 0
    /// Headings written exactly as in the profile.
    var exact = 0

    private var key: (Int, Int, Int, Int, Int) { (isOwn ? 1 : 0, startsSo ? 1 : 0, matched, rules, exact) }
    static func < (a: Rank, b: Rank) -> Bool { a.key < b.key }
    static func == (a: Rank, b: Rank) -> Bool { a.key == b.key }
  }

  private let profiles: [Profile]

  package init(profiles: [Profile]) { self.profiles = profiles }

  /// All profiles that fit any of a file's texts, the best first.
  package func candidates(_ heads: [SourceFileOpener.Head]) -> [Candidate] {
    var best: [String: Candidate] = [:]
    for head in heads {
      var rows = head.rows
      if head.kind != .xml { prepare(&rows) }
      let xml = head.kind == .xml ? XMLNames(head.bytes) : nil
      for profile in profiles {
        guard let candidate = candidate(profile, head, rows, xml) else { continue }
        if let known = best[profile.name], known.rank >= candidate.rank { continue }
        best[profile.name] = candidate
      }
    }
    return best.values.sorted { ($1.rank, $0.profile.name) < ($0.rank, $1.profile.name) }
  }

  /// Rows are parsed once for all profiles.
  private func prepare(_ rows: inout HeadRows) {
    for profile in profiles {
      guard case .csv(let format) = profile.format else { continue }
      let finder = TableFinder(profile: profile)
      for delimiter in finder.delimiters(rows) {
        rows.prepare(delimiter, comment: format.comments, limit: finder.limit)
      }
    }
  }

  private func candidate(
    _ profile: Profile, _ head: SourceFileOpener.Head, _ rows: HeadRows, _ xml: XMLNames?
  ) -> Candidate? {
    switch profile.format {
    case .xml(let format): xml.flatMap { Self.candidate(profile, format, $0) }
    case .csv(let format):
      head.kind == .xml || head.bytes.contains(0) ? nil : Self.candidate(profile, format, rows)
    }
  }

  private static func isOwn(_ profile: Profile) -> Bool { !profile.name.hasPrefix("generic/") }

  private static func candidate(
    _ profile: Profile, _ format: Profile.CSVFormat, _ rows: HeadRows
  ) -> Candidate? {
    let finder = TableFinder(profile: profile)
    let match: TableFinder.Match
    if format.hasSeveralTables {
      guard let found = try? BlockFinder(profile: profile).find(in: rows),
        let best = found.tables.max(by: { $0.matched < $1.matched })
      else { return nil }
      match = best
    } else {
      guard let found = try? finder.find(in: rows) else { return nil }
      match = found
    }
    guard finder.binder.allows(match.headings) else { return nil }
    var why = "\(match.matched) of its headings stand in line \(match.headerLine)"
    let start = match.preamble.first.flatMap { first in
      profile.recognise.preambleStarts.first { first.hasPrefix($0) }
    }
    if let start { why += ", and the file starts with '\(start)'" }
    let rules = profile.recognise.headings.count + profile.recognise.headingsAbsent.count
    return Candidate(
      profile: profile, matched: match.matched, why: why,
      rank: Rank(
        isOwn: isOwn(profile), startsSo: start != nil, matched: match.matched, rules: rules,
        exact: match.exact))
  }

  private static func candidate(_ profile: Profile, _ format: Profile.XMLFormat, _ xml: XMLNames)
    -> Candidate?
  {
    guard let wanted = profile.recognise.root, xml.root == wanted else { return nil }
    for (name, value) in profile.recognise.rootAttributes {
      guard xml.attributes.contains(where: { $0.name == name && $0.value == value }) else { return nil }
    }
    let path = format.record.filter(xml.contains)
    let matched = profile.columns.count { column in
      if case .xml(let selector) = column.place { xml.contains(selector) } else { false }
    }
    // A root such as `report` alone tells nothing.
    guard matched > 0 || path.count > 1 || !profile.recognise.rootAttributes.isEmpty else { return nil }
    return Candidate(
      profile: profile, matched: matched,
      why: "the root element is <\(wanted)>"
        + (matched > 0 ? ", and \(matched) of its fields stand in the file" : ""),
      rank: Rank(
        isOwn: isOwn(profile), startsSo: path.count == format.record.count, matched: matched,
        rules: profile.recognise.rootAttributes.count, exact: 0))
  }
}

/// The names of elements and attributes that the head of an XML file holds.
private struct XMLNames {
  let root: String?
  let attributes: [(name: String, value: String)]
  /// Local names of elements and attributes, and the values of attributes: names of columns in some files.
  private let names: Set<String>

  init(_ bytes: [UInt8]) {
    let prologue = XMLPrologue.read(bytes, encoding: .utf8)
    root = prologue.root
    attributes = prologue.attributes
    var names: Set<String> = []
    var word: [UInt8] = []
    // Every word of the markup; that text between elements gives words, too, does little harm.
    for byte in bytes {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
        0x80...:
        word.append(byte)
      default:
        if !word.isEmpty { names.insert(String(decoding: word, as: UTF8.self)) }
        word.removeAll(keepingCapacity: true)
      }
    }
    self.names = names
  }

  func contains(_ name: String) -> Bool { names.contains(name) }

  func contains(_ selector: XMLSelector) -> Bool {
    switch selector {
    case .path(let path, let attribute), .parent(let path, let attribute):
      (!path.isEmpty || attribute != nil) && path.allSatisfy(contains) && (attribute.map(contains) ?? true)
    case .named(let list, _, _, _): list.allSatisfy(contains)
    case .sumOfProducts(let items, let factors): items.allSatisfy(contains) && factors.allSatisfy(contains)
    }
  }
}
