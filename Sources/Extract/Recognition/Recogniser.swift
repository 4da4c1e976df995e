import Columns
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
    /// Headings that must, or must not, stand beside those of columns; titles of blocks; attributes of the root
    /// element, and elements that must occur.
    var rules = 0
    /// Headings written exactly as in the profile.
    var exact = 0

    private var key: (Int, Int, Int, Int, Int) { (isOwn ? 1 : 0, startsSo ? 1 : 0, matched, rules, exact) }
    static func < (a: Rank, b: Rank) -> Bool { a.key < b.key }
    static func == (a: Rank, b: Rank) -> Bool { a.key == b.key }
  }

  package let profiles: [Profile]
  /// By profile; nil for those of XML. Made once, however many files are looked at.
  private let finders: [TableFinder?]

  package init(profiles: [Profile]) {
    self.profiles = profiles
    finders = profiles.map { profile in
      if case .csv = profile.format { TableFinder(profile: profile) } else { nil }
    }
  }

  /// What came of trying every profile on a file.
  package struct Search: Sendable {
    /// The profiles that fit any of the file's texts, the best first.
    package var candidates: [Candidate]
    /// Of profiles that fit none what came nearest in the first text, if that is no XML.
    package var misses: [(profile: Profile, found: Int, miss: TableFinder.Miss)]
  }

  private enum Trial {
    case fits(Candidate)
    case misses(TableFinder.Miss)
    /// Nothing is to be told of it.
    case differs
  }

  /// All profiles that fit any of a file's texts, the best first.
  package func candidates(_ heads: [SourceFileOpener.Head]) -> [Candidate] { search(heads).candidates }

  package func search(_ heads: [SourceFileOpener.Head]) -> Search {
    var best: [String: Candidate] = [:]
    var misses: [(index: Int, miss: TableFinder.Miss)] = []
    for (number, head) in heads.enumerated() {
      let trials = trials(head)
      for (index, trial) in trials.enumerated() {
        switch trial {
        case .fits(let candidate):
          if let known = best[profiles[index].name], known.rank >= candidate.rank { continue }
          best[profiles[index].name] = candidate
        case .misses(let miss): if number == 0 { misses.append((index, miss)) }
        case .differs: continue
        }
      }
    }
    return Search(
      candidates: best.values.sorted { ($1.rank, $0.profile.name) < ($0.rank, $1.profile.name) },
      misses: misses.filter { best[profiles[$0.index].name] == nil }.map { index, miss in
        (profiles[index], finders[index]?.binder.columns(among: miss.headings) ?? 0, miss)
      })
  }

  /// Every profile on one text.
  private func trials(_ head: SourceFileOpener.Head) -> [Trial] {
    guard head.kind != .xml else {
      let xml = XMLNames(head.bytes)
      return profiles.map { profile in
        guard case .xml(let format) = profile.format else { return .differs }
        return Self.candidate(profile, format, xml, head).map { .fits($0) } ?? .differs
      }
    }
    var rows = head.rows
    // Rows are parsed once for all profiles.
    for case let finder? in finders {
      for delimiter in finder.tries(rows).joined() { rows.prepare(delimiter, finder.format) }
    }
    let holdsNUL = head.bytes.contains(0)
    return finders.map { finder in
      guard let finder else { return .differs }
      let trial = Self.trial(finder, rows)
      if case .fits = trial, holdsNUL { return .differs }
      return trial
    }
  }

  private static func isOwn(_ profile: Profile) -> Bool { !profile.name.hasPrefix("generic/") }

  private static func trial(_ finder: TableFinder, _ rows: HeadRows) -> Trial {
    let profile = finder.binder.profile
    let match: TableFinder.Match
    do throws(TableFinder.Miss) {
      if finder.format.hasSeveralTables {
        let found = try BlockFinder(finder: finder).find(in: rows)
        guard let best = found.tables.max(by: { $0.matched < $1.matched }) else { return .differs }
        match = best
      } else {
        match = try finder.find(in: rows)
      }
    } catch {
      return .misses(error)
    }
    guard finder.binder.allows(match.headings) else { return .differs }
    var why = "\(match.matched) of its headings stand in line \(match.headerLine)"
    let start = match.preamble.first.flatMap { first in
      profile.recognise.preambleStarts.first { first.hasPrefix($0) }
    }
    if let start { why += ", and the file starts with '\(start)'" }
    let told = profile.recognise
    let rules = told.headings.count + told.headingsAbsent.count + (told.titles.isEmpty ? 0 : 1)
    return .fits(
      Candidate(
        profile: profile, matched: match.matched, why: why,
        rank: Rank(
          isOwn: isOwn(profile), startsSo: start != nil, matched: match.matched, rules: rules,
          exact: match.exact)))
  }

  /// Whether the first records state the columns, each in one of them: names alone may stand anywhere in the file.
  private static func states(
    _ columns: [ProfileColumn], _ format: Profile.XMLFormat, _ head: SourceFileOpener.Head
  ) -> Bool {
    let selectors = columns.compactMap { if case .xml(let selector) = $0.place { selector } else { nil } }
    guard !selectors.isEmpty else { return true }
    var reader = XMLRecordReader(record: format.record, selectors: selectors)
    var batch = RecordBatch(columnCount: selectors.count)
    try? reader.feed(head.bytes.span, batch: &batch)
    // None ends in the head: nothing says that it is another file.
    guard batch.count > 0 else { return head.bytes.count >= SourceFile.headBytes }
    return selectors.indices.allSatisfy { column in
      (0..<batch.count).contains { batch.field(column, $0) != nil }
    }
  }

  private static func candidate(
    _ profile: Profile, _ format: Profile.XMLFormat, _ xml: XMLNames, _ head: SourceFileOpener.Head
  ) -> Candidate? {
    guard let root = profile.recognise.root, xml.root == root else { return nil }
    for (name, value) in profile.recognise.rootAttributes {
      guard xml.attributes.contains(where: { $0.name == name && $0.value == value }) else { return nil }
    }
    let path = format.record.filter(xml.contains)
    let stated = profile.columns.filter { column in
      if case .xml(let selector) = column.place { xml.contains(selector) } else { false }
    }
    let matched = stated.count
    let groups = profile.recognise.fields.map { $0.map { Field.named($0, kind: profile.gives) } }
    let wanted = groups.map { group in stated.filter { group.contains($0.field) } }
    let needed = wanted.compactMap(\.first)
    guard needed.count == groups.count,
      states(needed, format, head)
    else { return nil }
    // A root such as `report` alone tells nothing.
    guard matched > 0 || path.count > 1 || !profile.recognise.rootAttributes.isEmpty else { return nil }
    return Candidate(
      profile: profile, matched: matched,
      why: "the root element is <\(root)>"
        + (matched > 0 ? ", and \(matched) of its fields stand in the file" : ""),
      rank: Rank(
        isOwn: isOwn(profile), startsSo: path.count == format.record.count, matched: matched,
        rules: profile.recognise.rootAttributes.count + profile.recognise.fields.count, exact: 0))
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
    case .anyOf(let paths): paths.contains { contains(.path($0.elements, attribute: $0.attribute)) }
    case .named(let list, _, _, _): list.allSatisfy(contains)
    case .sumOfProducts(let items, let factors): items.allSatisfy(contains) && factors.allSatisfy(contains)
    }
  }
}
