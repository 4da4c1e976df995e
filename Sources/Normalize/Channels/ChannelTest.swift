import EventSchema

/// A test of a dimension's text, compiled. Texts are folded; an absent one is empty.
enum ChannelTest: Sendable {
  case equals(Set<[UInt8]>)
  case startsWith([[UInt8]])
  case endsWith([[UInt8]])
  case contains([[UInt8]])
  case matches(LinearPattern, text: String)
  case isEmpty

  func holds(_ text: [UInt8]) -> Bool {
    switch self {
    case .equals(let texts): texts.contains(text)
    case .startsWith(let texts): texts.contains { Self.stands($0, in: text, at: 0) }
    case .endsWith(let texts): texts.contains { Self.stands($0, in: text, at: text.count - $0.count) }
    case .contains(let texts): texts.contains { Self.contains(text, $0) }
    case .matches(let pattern, _): pattern.matches(text)
    case .isEmpty: text.isEmpty
    }
  }

  /// The plainest test for a pattern of `*` and `?`: one that can be tried in C, where there is one.
  static func glob(_ text: String) throws(LinearPattern.Failure) -> ChannelTest {
    let stars = text.reversed().prefix { $0 == "*" }.count
    let isOpen = (start: text.hasPrefix("*"), end: stars > 0)
    let body = text.dropLast(stars).drop { $0 == "*" }
    guard !body.contains("*"), !body.contains("?") else {
      return .matches(try LinearPattern(glob: text), text: text)
    }
    let part = CaseFolding.fold(Array(body.utf8))
    if isOpen.start, isOpen.end { return .contains([part]) }
    if isOpen.end { return .startsWith([part]) }
    return isOpen.start ? .endsWith([part]) : .equals([part])
  }

  fileprivate static func stands(_ part: [UInt8], in text: [UInt8], at start: Int) -> Bool {
    guard start >= 0, start + part.count <= text.count else { return false }
    let (part, text) = (part.span, text.span)
    for i in 0..<part.count where text[start + i] != part[i] { return false }
    return true
  }

  fileprivate static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard !part.isEmpty else { return true }
    return BytePattern.first(of: part.span, in: text.span) != nil
  }
}

/// Conditions of a rule; tests by their place among those of the dimension.
indirect enum ChannelCheck: Sendable {
  case test(Dimension, Int)
  case kind(Set<EventKind>)
  case all([ChannelCheck])
  case any([ChannelCheck])
  case not(ChannelCheck)

  func holds(of kind: EventKind, _ isMet: (Dimension, Int) -> Bool) -> Bool {
    switch self {
    case .test(let dimension, let test): isMet(dimension, test)
    case .kind(let kinds): kinds.contains(kind)
    case .all(let checks): checks.allSatisfy { $0.holds(of: kind, isMet) }
    case .any(let checks): checks.contains { $0.holds(of: kind, isMet) }
    case .not(let check): !check.holds(of: kind, isMet)
    }
  }
}

// MARK: What follows from what

extension ChannelTest {
  /// The only texts that pass; nil where they can't be listed.
  private var texts: Set<[UInt8]>? {
    switch self {
    case .equals(let texts): texts
    case .isEmpty: [[]]
    case .startsWith, .endsWith, .contains, .matches: nil
    }
  }

  /// Whether every text passes, also the empty one.
  var takesEverything: Bool {
    switch self {
    case .startsWith(let parts), .endsWith(let parts), .contains(let parts): parts.contains([])
    case .matches(_, let text): [".*", "^.*$", "(.*)", "^(.*)$"].contains(text)
    case .equals, .isEmpty: false
    }
  }

  /// Whether no text passes.
  var takesNothing: Bool { texts?.isEmpty ?? false }

  /// Whether every text that passes this test provably passes the other one.
  func implies(_ other: ChannelTest) -> Bool {
    if let texts { return texts.allSatisfy(other.holds) }
    switch (self, other) {
    case (.startsWith(let own), .startsWith(let parts)):
      return own.allSatisfy { text in parts.contains { Self.stands($0, in: text, at: 0) } }
    case (.endsWith(let own), .endsWith(let parts)):
      return own.allSatisfy { text in parts.contains { Self.stands($0, in: text, at: text.count - $0.count) }
      }
    case (.startsWith(let own), .contains(let parts)), (.endsWith(let own), .contains(let parts)),
      (.contains(let own), .contains(let parts)):
      return own.allSatisfy { text in parts.contains { Self.contains(text, $0) } }
    case (.matches(_, let own), .matches(_, let pattern)): return own == pattern
    case (.equals, _), (.isEmpty, _), (.startsWith, _), (.endsWith, _), (.contains, _), (.matches, _):
      return false
    }
  }

  /// Whether provably no text passes both tests.
  func excludes(_ other: ChannelTest) -> Bool {
    if let texts { return !texts.contains(where: other.holds) }
    if let texts = other.texts { return !texts.contains(where: holds) }
    return false
  }
}

/// What provably follows from a rule's conditions. Never says so of what does not follow.
struct ChannelImplication {
  let tests: [Dimension: [ChannelTest]]

  /// Whether it provably holds whatever the texts are.
  func isAlwaysMet(_ check: ChannelCheck) -> Bool {
    switch check {
    case .test(let dimension, let place): test(dimension, place)?.takesEverything ?? false
    case .kind(let kinds): kinds.count == EventKind.allCases.count
    case .all(let parts): parts.allSatisfy(isAlwaysMet)
    // A text is empty or it is not.
    case .any(let cases):
      cases.contains(where: isAlwaysMet)
        || cases.contains { a in
          cases.contains { b in if case .not(let other) = b { implies(other, a) } else { false } }
        }
    case .not(.any(let cases)): cases.isEmpty
    case .not: false
    }
  }

  /// Whether it provably never holds, whatever the texts are.
  func neverHolds(_ check: ChannelCheck) -> Bool {
    switch check {
    case .test(let dimension, let place): test(dimension, place)?.takesNothing ?? false
    case .kind(let kinds): kinds.isEmpty
    case .any(let cases): cases.allSatisfy(neverHolds)
    case .not(let inner): isAlwaysMet(inner)
    case .all:
      neverHolds(together: Self.flattened(check))
    }
  }

  /// All that must hold, one by one.
  private static func flattened(_ check: ChannelCheck) -> [ChannelCheck] {
    if case .all(let parts) = check { return parts.flatMap(flattened) }
    return [check]
  }

  private func neverHolds(together parts: [ChannelCheck]) -> Bool {
    if parts.contains(where: neverHolds) { return true }
    for (place, part) in parts.enumerated() {
      for other in parts[(place + 1)...] where excludes(part, other) { return true }
    }
    // Each case of a list may be excluded by another part.
    return parts.enumerated().contains { place, part in
      guard case .any(let cases) = part else { return false }
      let rest = parts[..<place] + parts[(place + 1)...]
      return cases.allSatisfy { one in rest.contains { excludes(one, $0) } }
    }
  }

  /// Whether the second holds wherever the first does.
  func implies(_ a: ChannelCheck, _ b: ChannelCheck) -> Bool {
    if isAlwaysMet(b) { return true }
    if case .all(let parts) = b { return parts.allSatisfy { implies(a, $0) } }
    if case .any(let cases) = a { return cases.allSatisfy { implies($0, b) } }
    if case .any(let cases) = b, cases.contains(where: { implies(a, $0) }) { return true }
    if case .all(let parts) = a { return parts.contains { implies($0, b) } }
    if case .not(let other) = b {
      if case .not(let own) = a { return implies(other, own) }
      return excludes(a, other)
    }
    if case .kind(let own) = a, case .kind(let other) = b { return own.isSubset(of: other) }
    guard case .test(let dimension, let own) = a, case .test(dimension, let other) = b else { return false }
    return own == other || (test(dimension, own)?.implies(other, in: tests[dimension] ?? []) ?? false)
  }

  /// Whether the two never hold together.
  private func excludes(_ a: ChannelCheck, _ b: ChannelCheck) -> Bool {
    if case .any(let cases) = b { return cases.allSatisfy { excludes(a, $0) } }
    if case .any(let cases) = a { return cases.allSatisfy { excludes($0, b) } }
    if case .all(let parts) = a, parts.contains(where: { excludes($0, b) }) { return true }
    if case .all(let parts) = b { return parts.contains { excludes(a, $0) } }
    if case .not(let own) = b { return implies(a, own) }
    if case .not(let own) = a { return implies(b, own) }
    if case .kind(let own) = a, case .kind(let other) = b { return own.isDisjoint(with: other) }
    guard case .test(let dimension, let own) = a, case .test(dimension, let other) = b,
      let own = test(dimension, own), let other = test(dimension, other)
    else { return false }
    return own.excludes(other)
  }

  private func test(_ dimension: Dimension, _ place: Int) -> ChannelTest? { tests[dimension]?[place] }
}

extension ChannelTest {
  fileprivate func implies(_ place: Int, in tests: [ChannelTest]) -> Bool { implies(tests[place]) }
}
