import Declarations
import Diagnostics
import Glibc

/// Finds the files that an input names, below the root and nowhere else.
package struct FileFinder: Sendable {
  package struct Found: Sendable, Hashable {
    /// Relative to the root, with `/`; what reports and ledgers show.
    package var path: String
    package var absolute: String

    package init(path: String, absolute: String) {
      self.path = path
      self.absolute = absolute
    }
  }

  package enum Failure: Error, Sendable, Hashable {
    case noMatch
    case leavesRoot(String)
    case notRegular(String)
    case unreadable(String, reason: String)
  }

  /// The root with all links resolved.
  package let root: String

  /// - Returns: nil when there is no such folder.
  package init?(root: String) {
    guard let resolved = Self.resolve(root) else { return nil }
    self.root = resolved
  }

  /// Files that match a pattern with `*` and `?` inside path components, sorted by bytes.
  package func find(_ pattern: String) throws(Failure) -> [Found] {
    var candidates = [""]
    let isAbsolute = pattern.hasPrefix("/")
    if isAbsolute, !pattern.hasPrefix(root + "/") { throw .leavesRoot(pattern) }
    let relative = isAbsolute ? String(pattern.dropFirst(root.count + 1)) : pattern
    let components = relative.split(separator: "/").map(String.init).filter { $0 != "." }
    for (index, component) in components.enumerated() {
      let isLast = index == components.count - 1
      var next: [String] = []
      for base in candidates {
        if component.contains("*") || component.contains("?") {
          let names = Self.entries(of: root + "/" + base).filter {
            Glob.matches($0, component)
          }
          next += names.map { base.isEmpty ? $0 : base + "/" + $0 }
        } else {
          next.append(base.isEmpty ? component : base + "/" + component)
        }
      }
      candidates = isLast ? next : next.filter { Self.isFolder(root + "/" + $0) }
    }
    var found: [Found] = []
    for path in candidates.sorted(by: { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }) {
      let absolute = root + "/" + path
      guard let resolved = Self.resolve(absolute) else { continue }
      guard resolved.hasPrefix(root + "/") || root == "/" else { throw .leavesRoot(path) }
      var status = stat()
      guard stat(resolved, &status) == 0 else {
        throw .unreadable(path, reason: String(cString: strerror(errno)))
      }
      guard status.st_mode & S_IFMT == S_IFREG else {
        if component(components.last, isPattern: true) { continue }
        throw .notRegular(path)
      }
      found.append(Found(path: path, absolute: resolved))
    }
    guard !found.isEmpty else { throw .noMatch }
    return found
  }

  private func component(_ text: String?, isPattern: Bool) -> Bool {
    guard let text else { return false }
    return text.contains("*") || text.contains("?")
  }

  static func resolve(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a path names anything; a link that leads nowhere does not.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }

  /// Whether a file's name matches a pattern of one component.
  static func matches(_ name: some StringProtocol, _ pattern: String) -> Bool {
    Glob.matches(name, pattern)
  }

  /// All regular files below a folder, sorted by bytes, and links that lead out of it.
  ///
  /// Hidden names are left out, linked folders are not entered, a linked file counts where its target lies
  /// below the folder.
  ///
  /// - Parameters:
  ///   - start: a folder below the root; empty: all of it.
  ///   - enters: whether a folder (relative, with its entries) is to be looked into.
  package func all(
    below start: String = "",
    enters: (_ folder: String, _ entries: [String]) -> Bool = { _, _ in true }
  ) -> (files: [Found], outside: [String]) {
    var files: [Found] = []
    var outside: [String] = []
    var folders = [start]
    while let folder = folders.popLast() {
      let names = Self.entries(of: root + "/" + folder)
      guard enters(folder, names) else { continue }
      for name in names {
        let path = folder.isEmpty ? name : folder + "/" + name
        let absolute = root + "/" + path
        var status = stat()
        guard lstat(absolute, &status) == 0 else { continue }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: folders.append(path)
        case S_IFREG: files.append(Found(path: path, absolute: absolute))
        case S_IFLNK:
          guard let target = Self.resolve(absolute), !Self.isFolder(target) else { continue }
          if target.hasPrefix(start.isEmpty ? root + "/" : "\(root)/\(start)/") {
            files.append(Found(path: path, absolute: target))
          } else {
            outside.append(path)
          }
        default: continue
        }
      }
    }
    func sorted<Item>(_ items: [Item], _ path: (Item) -> String) -> [Item] {
      items.sorted { Array(path($0).utf8).lexicographicallyPrecedes(Array(path($1).utf8)) }
    }
    return (sorted(files, \.path), sorted(outside, { $0 }))
  }

  /// What stands in a folder below the root, sorted by bytes.
  func names(in folder: String) -> [String] {
    Self.entries(of: root + "/" + folder).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  private static func entries(of folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }
}
