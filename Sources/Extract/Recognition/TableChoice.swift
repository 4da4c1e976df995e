import Declarations

/// Which tables of a file are meant: patterns of the names of members and sheets, or of the titles of blocks.
package struct TableChoice: Sendable, Hashable {
  package var patterns: [String]

  package init(_ patterns: [String]) { self.patterns = patterns }

  package static let all = TableChoice([])

  package var isAll: Bool { patterns.isEmpty }

  /// - Parameter names: what the table may be called; a member or sheet also by what stands behind its last `/`.
  func takes(_ names: [String]) -> Bool {
    guard !isAll else { return true }
    return names.contains { name in
      let last = name.split(separator: "/").last ?? ""
      return patterns.contains { Glob.matches(name, $0) || Glob.matches(last, $0) }
    }
  }
}
