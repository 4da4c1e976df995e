import CZlib

/// One of zlib's unpacking streams, with room for what a step unpacks.
struct InflateStream: ~Copyable {
  /// zlib keeps a pointer to its stream, so the stream must not move: it lives on the heap.
  private let stream: UnsafeMutablePointer<z_stream>
  private let output: UnsafeMutableBufferPointer<UInt8>
  /// The last step filled the output: there may be more without more input.
  private(set) var holdsMore = false

  /// What zlib has no memory or no version for.
  struct Unavailable: Error {}

  /// - Parameter windowBits: as `inflateInit2` takes them: negative for raw deflate, 16 more for gzip.
  init(windowBits: Int32) throws(Unavailable) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    output = .allocate(capacity: 1 << 16)
    output.initialize(repeating: 0)
    let code = inflateInit2_(stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    // deinit runs also when this throws: all members are set.
    guard code == Z_OK else { throw Unavailable() }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }

  /// Unpacks some of `input`, at most 64 KiB of output.
  ///
  /// - Returns: zlib's code, how many bytes of `input` were used and how many were appended.
  mutating func step(
    _ input: Span<UInt8>, into out: inout ContiguousArray<UInt8>
  ) -> (code: Int32, used: Int, made: Int) {
    let (code, used, made) = input.withUnsafeBufferPointer { bytes in
      // zlib never writes through next_in. Both buffers outlive the call.
      stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
      stream.pointee.avail_in = uInt(bytes.count)
      stream.pointee.next_out = output.baseAddress
      stream.pointee.avail_out = uInt(output.count)
      let code = inflate(stream, Z_NO_FLUSH)
      let used = bytes.count - Int(stream.pointee.avail_in)
      stream.pointee.next_in = nil
      stream.pointee.avail_in = 0
      return (code, used, output.count - Int(stream.pointee.avail_out))
    }
    out.append(contentsOf: output[..<made])
    holdsMore = made == output.count && code == Z_OK
    return (code, used, made)
  }

  /// Begins anew, for what follows the end of a stream.
  mutating func reset() { inflateReset(stream) }

  /// Bytes used since the beginning or the last reset.
  var usedCount: Int { Int(stream.pointee.total_in) }

  /// What zlib says is wrong.
  var message: String? { stream.pointee.msg.map { String(cString: $0) } }
}
