import Columns
import Glibc

/// A regular file, read by position; closes itself.
///
/// Several threads may read different places at once: nothing here changes after opening.
package struct InputFile: ~Copyable, Sendable {
  /// What must stay the same while a file is read.
  package struct Identity: Sendable, Hashable {
    package var sizeInBytes: Int
    package var modifiedSeconds: Int
    package var modifiedNanoseconds: Int
    package var inode: UInt64
  }

  private let descriptor: Int32
  /// As found when the file was opened.
  package let identity: Identity

  /// Size in bytes.
  package var size: Int { identity.sizeInBytes }

  /// Opens a file for reading.
  ///
  /// - Throws: `.cannotOpen`, or `.notRegularFile` for folders, pipes and devices.
  package init(path: String) throws(InputError) {
    // Without O_NONBLOCK, opening a named pipe would wait for its writer.
    let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard opened >= 0 else { throw .cannotOpen(code: errno) }
    guard let (identity, kind) = Self.status(of: opened) else {
      let code = errno
      close(opened)
      throw .cannotOpen(code: code)
    }
    guard kind == S_IFREG else {
      close(opened)
      throw .notRegularFile(isFolder: kind == S_IFDIR)
    }
    descriptor = opened
    self.identity = identity
  }

  deinit { close(descriptor) }

  private static func status(of descriptor: Int32) -> (Identity, mode_t)? {
    var found = stat()
    guard fstat(descriptor, &found) == 0 else { return nil }
    let identity = Identity(
      sizeInBytes: Int(found.st_size), modifiedSeconds: Int(found.st_mtim.tv_sec),
      modifiedNanoseconds: Int(found.st_mtim.tv_nsec), inode: UInt64(found.st_ino))
    return (identity, found.st_mode & S_IFMT)
  }

  /// Fills a buffer from a place in the file.
  ///
  /// - Returns: Bytes read; fewer than the buffer holds only at the end of the file.
  package func pread(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(InputError) -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    var done = 0
    while done < buffer.count {
      // Within the buffer: done < buffer.count.
      let count = Glibc.pread(descriptor, base + done, buffer.count - done, off_t(offset + done))
      if count < 0 {
        if errno == EINTR { continue }
        throw .cannotRead(code: errno, offset: offset + done)
      }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Appends bytes from a place in the file.
  ///
  /// - Returns: Bytes appended; fewer than `length` only at the end of the file.
  @discardableResult
  package func read(
    _ length: Int, at offset: Int, into bytes: inout ContiguousArray<UInt8>
  ) throws(InputError) -> Int {
    try read(length, at: offset, into: &bytes, from: bytes.count)
  }

  /// Reads bytes from a place in the file over those of an array from `before` on, which ends with them.
  ///
  /// What the array held there is not cleared first: a buffer that is used again costs nothing.
  @discardableResult
  package func read(
    _ length: Int, at offset: Int, into bytes: inout ContiguousArray<UInt8>, from before: Int
  ) throws(InputError) -> Int {
    let wanted = max(0, min(length, size - offset))
    bytes.resize(to: before + wanted, filling: 0)
    var outcome = Result<Int, InputError>.success(0)
    bytes.withUnsafeMutableBytes { all in
      // `before` is at most the new count, so the rest is a valid part of the buffer.
      let room = UnsafeMutableRawBufferPointer(rebasing: all[before...])
      do throws(InputError) {
        outcome = .success(try pread(into: room, at: offset))
      } catch {
        outcome = .failure(error)
      }
    }
    let count = try outcome.get()
    bytes.removeLast(wanted - count)
    // Shorter than it was when opened.
    if count < wanted { throw .changedWhileReading }
    return count
  }

  /// Throws `.changedWhileReading` when size, time or inode differ from what was opened.
  package func checkUnchanged() throws(InputError) {
    guard let (now, _) = Self.status(of: descriptor), now == identity else {
      throw .changedWhileReading
    }
  }
}
