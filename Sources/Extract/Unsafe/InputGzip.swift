import CZlib

/// Unpacks all members of a gzip file; zlib checks each member's CRC and length.
struct GzipInflater: ~Copyable {
  /// zlib keeps a pointer to its stream, so the stream must not move: it lives on the heap.
  private let stream: UnsafeMutablePointer<z_stream>
  private let output: UnsafeMutableBufferPointer<UInt8>
  private var isBetweenMembers = false
  private var members = 0
  /// Packed and unpacked bytes of all members so far.
  private(set) var packedCount = 0
  private(set) var unpackedCount = 0
  /// The last step filled the output: there may be more without more input.
  private(set) var holdsMore = false
  private let limits: ByteStream.Limits

  init(limits: ByteStream.Limits) throws(InputError) {
    self.limits = limits
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    output = .allocate(capacity: 1 << 16)
    output.initialize(repeating: 0)
    // 15 bits of window, and 16: gzip only.
    let code = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    // deinit runs also when this throws: all members are set.
    guard code == Z_OK else { throw .gzip(.damaged, offset: 0) }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }

  /// Unpacks some of `input`, at most 64 KiB of output.
  ///
  /// - Returns: How many bytes of `input` were used.
  mutating func step(
    _ input: Span<UInt8>, into out: inout ContiguousArray<UInt8>
  ) throws(InputError) -> Int {
    if isBetweenMembers {
      inflateReset(stream)
      isBetweenMembers = false
    }
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
    packedCount += used
    unpackedCount += made
    out.append(contentsOf: output[..<made])
    holdsMore = made == output.count && code == Z_OK
    switch code {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END:
      members += 1
      isBetweenMembers = true
    default: throw .gzip(problem(), offset: packedCount)
    }
    try checkBudget()
    return used
  }

  /// Call at the end of the file: a member must not be open.
  func finish() throws(InputError) {
    if isBetweenMembers { return }
    // A lone byte behind the last member is too short for zlib to call it a header.
    let isStray = members > 0 && stream.pointee.total_in < 2
    throw .gzip(isStray ? .trailingBytes : .truncated, offset: packedCount)
  }

  private func problem() -> InputError.GzipProblem {
    guard let message = stream.pointee.msg else { return .damaged }
    switch String(cString: message) {
    case "incorrect data check": return .wrongChecksum
    case "incorrect length check": return .wrongLength
    case "incorrect header check": return members > 0 ? .trailingBytes : .damaged
    default: return .damaged
    }
  }

  private func checkBudget() throws(InputError) {
    if unpackedCount > limits.unpackedBytes {
      throw .unpacksTooLarge(limitInBytes: limits.unpackedBytes)
    }
    if unpackedCount > limits.ratioGraceBytes, unpackedCount / limits.ratio > packedCount {
      throw .unpacksSuspiciously(ratio: limits.ratio)
    }
  }
}
