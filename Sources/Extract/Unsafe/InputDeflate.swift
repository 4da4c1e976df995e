import CZlib

/// Unpacks one raw deflate stream, as ZIP archives hold it: no header, no checksum.
struct DeflateInflater: ~Copyable {
  /// zlib keeps a pointer to its stream, so the stream must not move: it lives on the heap.
  private let stream: UnsafeMutablePointer<z_stream>
  private let output: UnsafeMutableBufferPointer<UInt8>
  private(set) var isFinished = false
  /// The last step filled the output: there may be more without more input.
  private(set) var holdsMore = false

  enum Problem: Error { case damaged }

  init() throws(Problem) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    output = .allocate(capacity: 1 << 16)
    output.initialize(repeating: 0)
    // Minus 15 bits of window: raw deflate.
    let code = inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    // deinit runs also when this throws: all members are set.
    guard code == Z_OK else { throw .damaged }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }

  /// Unpacks some of `input`, at most 64 KiB of output.
  ///
  /// - Returns: How many bytes of `input` were used.
  mutating func step(_ input: Span<UInt8>, into out: inout ContiguousArray<UInt8>) throws(Problem) -> Int {
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
    switch code {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: isFinished = true
    default: throw .damaged
    }
    return used
  }
}

/// The CRC-32 of bytes that come in pieces.
struct Checksum32: Sendable {
  private(set) var value: UInt32 = 0

  mutating func update(_ bytes: Span<UInt8>) {
    // The pointer does not leave the call; zlib takes a size_t of bytes.
    value = bytes.withUnsafeBufferPointer {
      $0.isEmpty ? value : UInt32(truncatingIfNeeded: crc32_z(uLong(value), $0.baseAddress, $0.count))
    }
  }
}
