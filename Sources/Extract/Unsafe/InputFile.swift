import CXXHash
import CZlib
import Glibc

/// A regular file, read by position. Closes itself.
package struct InputFile: ~Copyable, Sendable {
  private let descriptor: Int32
  package let size: Int
  private let identity: [Int64]

  package init(path: String) throws(InputError) {
    let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard opened >= 0 else { throw .cannotOpen(reason: String(cString: strerror(errno))) }
    var status = stat()
    guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      throw .notAFile
    }
    descriptor = opened
    size = Int(status.st_size)
    identity = Self.identity(status)
  }

  deinit { close(descriptor) }

  private static func identity(_ status: stat) -> [Int64] {
    [Int64(status.st_size), Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec), Int64(bitPattern: UInt64(status.st_ino))]
  }

  /// Appends up to `length` bytes from `offset`; fewer only at the end of the file.
  package func read(_ length: Int, at offset: Int, into bytes: inout ContiguousArray<UInt8>) throws(InputError) {
    let before = bytes.count
    let wanted = max(0, min(length, size - offset))
    bytes.append(contentsOf: repeatElement(0, count: wanted))
    var done = 0
    while done < wanted {
      let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress! + before + done, wanted - done, off_t(offset + done)) }
      if count < 0 {
        if errno == EINTR { continue }
        throw .cannotRead(reason: String(cString: strerror(errno)))
      }
      if count == 0 { throw .changed }
      done += count
    }
  }

  /// Throws when the file is no longer the one that was opened.
  package func checkUnchanged() throws(InputError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, Self.identity(status) == identity else { throw .changed }
  }
}

/// The content hash of a file: XXH3-128 over the XXH3-128 of its 1 MiB blocks, so that blocks can be
/// hashed by different threads. Printed as `xxh3:` and 32 hex digits.
package enum ContentHash {
  package typealias Leaf = [UInt8]

  /// The canonical (big-endian) digest of one block.
  package static func leaf(_ bytes: borrowing ContiguousArray<UInt8>, _ range: Range<Int>) -> Leaf {
    bytes.withUnsafeBytes { digest(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  package static func root(_ leaves: [Leaf]) -> String {
    var list: [UInt8] = []
    for leaf in leaves { list += leaf }
    let root: Leaf = list.withUnsafeBytes { digest($0) }
    let digits = Array("0123456789abcdef")
    var text = "xxh3:"
    for byte in root {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return text
  }

  private static func digest(_ bytes: UnsafeRawBufferPointer) -> Leaf {
    var canonical = XXH128_canonical_t()
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.baseAddress, bytes.count))
    return withUnsafeBytes(of: &canonical.digest) { Array($0) }
  }
}

/// Inflates all members of a gzip stream; sizes and checksums are checked, output is budgeted.
struct Gunzip: ~Copyable {
  private var stream = z_stream()
  private var isOpen = false
  private var produced = 0
  private var consumed = 0
  /// Bytes a file may unpack to, and how many times its size after the first 16 MiB.
  static let budget = 16 << 30
  static let ratio = 1000

  init() {}

  deinit {
    if isOpen {
      var stream = self.stream
      inflateEnd(&stream)
    }
  }

  /// Inflates `input`, appending to `out`. `isLast`: no more input follows.
  mutating func inflate(_ input: [UInt8], isLast: Bool, into out: inout ContiguousArray<UInt8>) throws(InputError) {
    var position = 0
    consumed += input.count
    while position < input.count {
      if !isOpen {
        // Zero padding after the last member is common (tapes, some tools) and harmless.
        if input[position...].allSatisfy({ $0 == 0 }) { return }
        guard input[position] == 0x1F else { throw .gzip(.trailingBytes) }
        stream = z_stream()
        guard inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { throw .gzip(.damaged) }
        isOpen = true
      }
      position += try step(input, from: position, into: &out)
    }
    if isLast, isOpen { throw .gzip(.truncated) }
  }

  private mutating func step(_ input: [UInt8], from position: Int, into out: inout ContiguousArray<UInt8>) throws(InputError) -> Int {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let left = input.count - position
    var code = Z_OK
    var used = 0
    repeat {
      var made = 0
      let start = position + used
      input.withUnsafeBufferPointer { source in
        buffer.withUnsafeMutableBufferPointer { target in
          stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress! + start)
          stream.avail_in = UInt32(left - used)
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          code = CZlib.inflate(&stream, Z_NO_FLUSH)
          used = left - Int(stream.avail_in)
          made = target.count - Int(stream.avail_out)
        }
      }
      guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else { throw .gzip(.damaged) }
      out.append(contentsOf: buffer[..<made])
      produced += made
      if produced > Self.budget || (produced > 16 << 20 && produced > consumed * Self.ratio) { throw .gzip(.bomb) }
      if made == 0, code != Z_STREAM_END { break }
    } while code != Z_STREAM_END
    if code == Z_STREAM_END {
      inflateEnd(&stream)
      isOpen = false
    }
    return used
  }
}
