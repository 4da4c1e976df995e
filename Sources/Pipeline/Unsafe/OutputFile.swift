import Glibc

/// A new file that is written from its front and synced; closed with the value.
package struct OutputFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  /// Bytes handed over so far.
  package private(set) var size = 0
  private static let bufferBytes = 1 << 16

  /// - Throws: also when something of this name is there already.
  init(_ path: String, mode: UInt32) throws(Publisher.Failure) {
    descriptor = try Self.create(path, mode)
    self.path = path
  }

  private static func create(_ path: String, _ mode: UInt32) throws(Publisher.Failure) -> Int32 {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw Publisher.Failure(path, "create", errno) }
    guard fchmod(descriptor, mode) == 0 else {
      let failure = Publisher.Failure(path, "set the permissions of", errno)
      close(descriptor)
      throw failure
    }
    return descriptor
  }

  deinit { close(descriptor) }

  package mutating func append(_ bytes: [UInt8]) throws(Publisher.Failure) {
    size += bytes.count
    if buffer.isEmpty, bytes.count >= Self.bufferBytes { return try write(bytes) }
    buffer += bytes
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  /// Writes what is left, and makes sure that all of it lies on the disk.
  package mutating func finish() throws(Publisher.Failure) {
    try flush()
    var status = stat()
    guard fstat(descriptor, &status) == 0, Int(status.st_size) == size else {
      throw Publisher.Failure(
        path: path, action: "write", reason: "the file is shorter than what was written")
    }
    guard fsync(descriptor) == 0 else { throw Publisher.Failure(path, "sync", errno) }
  }

  private mutating func flush() throws(Publisher.Failure) {
    try write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private func write(_ bytes: [UInt8]) throws(Publisher.Failure) {
    var written = 0
    while written < bytes.count {
      // In bounds: `written` is less than the count, and as much as is left is offered.
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Publisher.Failure(path, "write", errno) }
      written += count
    }
  }
}
