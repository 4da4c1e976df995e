import CZlib

/// Unpacks one raw deflate stream, as ZIP archives hold it: no header, no checksum.
struct DeflateInflater: ~Copyable {
  private var stream: InflateStream
  private(set) var isFinished = false

  enum Problem: Error { case damaged }

  init() throws(Problem) {
    // Minus 15 bits of window: raw deflate.
    do throws(InflateStream.Unavailable) { stream = try InflateStream(windowBits: -15) } catch {
      throw .damaged
    }
  }

  /// The last step filled its room: there may be more without more input.
  var holdsMore: Bool { stream.holdsMore }

  /// Unpacks some of `input`, at most 64 KiB of output.
  ///
  /// - Returns: How many bytes of `input` were used.
  mutating func step(_ input: Span<UInt8>, into out: inout ContiguousArray<UInt8>) throws(Problem) -> Int {
    let (code, used, _) = stream.step(input, into: &out)
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
