import Glibc

/// Small files, read whole: declarations, rates.
package enum TextFile {
  package static let limit = 64 << 20

  /// Nil when the file can't be read or is larger than the limit.
  package static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 { return nil }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
    return nil
  }

  package struct Failure: Error, Sendable, Hashable {
    package var action: String
    package var reason: String
  }

  /// Writes a file whole or not at all: beside its place, then moved there.
  package static func write(_ text: String, to path: String) throws(Failure) {
    let temporary = path + ".sluice-tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("create") }
    var bytes = ContiguousArray(text.utf8)[...]
    while !bytes.isEmpty {
      // In bounds: all that is left is offered.
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let failure = failure("write")
        close(descriptor)
        unlink(temporary)
        throw failure
      }
      bytes = bytes.dropFirst(count)
    }
    guard close(descriptor) == 0, rename(temporary, path) == 0 else {
      let failure = failure("write")
      unlink(temporary)
      throw failure
    }
  }

  private static func failure(_ action: String) -> Failure {
    Failure(action: action, reason: String(cString: strerror(errno)))
  }
}
