import CExchange
import Glibc

/// Puts a report's files in place together, or not at all.
///
/// Everything is written into a hidden folder beside the target, synced, and swapped in by rename
/// (`RENAME_EXCHANGE` where a report already stands there, two renames where the file system can't).
/// A run that dies leaves the old report whole and at most one hidden folder, removed by the next run.
package struct Publisher: Sendable {
  /// One file of the output folder.
  package struct File: Sendable {
    package var name: String
    package var bytes: [UInt8]
    package var mode: UInt32

    package init(name: String, bytes: [UInt8], mode: UInt32 = 0o644) {
      self.name = name
      self.bytes = bytes
      self.mode = mode
    }
  }

  package struct Failure: Error, Sendable, Hashable {
    package var path: String
    package var action: String
    package var reason: String

    init(path: String, action: String, reason: String) {
      self.path = path
      self.action = action
      self.reason = reason
    }

    init(_ path: String, _ action: String, _ code: Int32) {
      self.init(path: path, action: action, reason: String(cString: strerror(code)))
    }
  }

  /// An output folder written beside its target, waiting to be swapped in.
  package struct Staged: Sendable {
    fileprivate var temporary: String
    package var target: String
  }

  package init() {}

  /// Writes all files of one output folder beside its target.
  package func stage(_ files: [File], at target: String) throws(Failure) -> Staged {
    let parent = Self.parent(of: target)
    try makeFolders(parent)
    let temporary = "\(parent)/.\(Self.name(of: target)).sluice-tmp"
    try removeFolder(temporary)
    guard mkdir(temporary, 0o755) == 0 else { throw failure(temporary, "create") }
    for file in files { try write(file, in: temporary) }
    return Staged(temporary: temporary, target: target)
  }

  /// Swaps staged folders in. Every folder changes from old to new at once.
  package func publish(_ staged: [Staged]) throws(Failure) {
    for folder in staged {
      try syncFolder(folder.temporary)
      var status = stat()
      if lstat(folder.target, &status) == 0 {
        guard status.st_mode & S_IFMT == S_IFDIR else {
          throw Failure(path: folder.target, action: "replace", reason: "it is not a folder")
        }
        try exchange(folder)
      } else if rename(folder.temporary, folder.target) != 0 {
        throw failure(folder.target, "publish")
      }
      try syncFolder(Self.parent(of: folder.target))
    }
  }

  /// Removes what was staged and not published.
  package func discard(_ staged: [Staged]) {
    for folder in staged { try? removeFolder(folder.temporary) }
  }

  private func exchange(_ folder: Staged) throws(Failure) {
    let exchanged = sluice_exchange(folder.temporary, folder.target)
    if exchanged != 0 {
      guard errno == EINVAL || errno == ENOSYS || errno == ENOTSUP else {
        throw failure(folder.target, "publish")
      }
      let old = folder.temporary + ".old"
      try removeFolder(old)
      guard rename(folder.target, old) == 0, rename(folder.temporary, folder.target) == 0 else {
        throw failure(folder.target, "publish")
      }
      try removeFolder(old)
      return
    }
    try removeFolder(folder.temporary)
  }

  private func write(_ file: File, in folder: String) throws(Failure) {
    var output = try OutputFile("\(folder)/\(file.name)", mode: file.mode)
    try output.append(file.bytes)
    try output.finish()
  }

  /// Begins another file of a staged folder, to be written bit by bit; `finish` it before it is published.
  package func begin(_ name: String, mode: UInt32, in folder: Staged) throws(Failure) -> OutputFile {
    try OutputFile("\(folder.temporary)/\(name)", mode: mode)
  }

  private func syncFolder(_ path: String) throws(Failure) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, "open") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(path, "sync") }
  }

  private func makeFolders(_ path: String) throws(Failure) {
    if path.isEmpty || FileFinder.isFolder(path) { return }
    try makeFolders(Self.parent(of: path))
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw failure(path, "create") }
  }

  /// Removes one of our own folders: flat, no links followed.
  private func removeFolder(_ path: String) throws(Failure) {
    guard let handle = opendir(path) else {
      if errno == ENOENT { return }
      throw failure(path, "open")
    }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    closedir(handle)
    for name in names where unlink("\(path)/\(name)") != 0 {
      guard errno == EISDIR || errno == EPERM else { throw failure("\(path)/\(name)", "remove") }
      try removeFolder("\(path)/\(name)")
    }
    guard rmdir(path) == 0 else { throw failure(path, "remove") }
  }

  private func failure(_ path: String, _ action: String) -> Failure { .init(path, action, errno) }

  /// The folder of a relative path; empty where it names none.
  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
