import CZlib

/// Unpacks all members of a gzip file; zlib checks each member's CRC and length.
struct GzipInflater: ~Copyable {
  private var stream: InflateStream
  private var isBetweenMembers = false
  private var members = 0
  /// Packed and unpacked bytes of all members so far.
  private(set) var packedCount = 0
  private(set) var unpackedCount = 0
  private let limits: ByteStream.Limits

  init(limits: ByteStream.Limits) throws(InputError) {
    self.limits = limits
    // 15 bits of window, and 16: gzip only.
    do throws(InflateStream.Unavailable) { stream = try InflateStream(windowBits: 15 + 16) } catch {
      throw .gzip(.damaged, offset: 0)
    }
  }

  /// The last step filled its room: there may be more without more input.
  var holdsMore: Bool { stream.holdsMore }

  /// Unpacks some of `input`, at most 64 KiB of output.
  ///
  /// - Returns: How many bytes of `input` were used.
  mutating func step(
    _ input: Span<UInt8>, into out: inout ContiguousArray<UInt8>
  ) throws(InputError) -> Int {
    if isBetweenMembers {
      stream.reset()
      isBetweenMembers = false
    }
    let (code, used, made) = stream.step(input, into: &out)
    packedCount += used
    unpackedCount += made
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
    let isStray = members > 0 && stream.usedCount < 2
    throw .gzip(isStray ? .trailingBytes : .truncated, offset: packedCount)
  }

  private func problem() -> InputError.GzipProblem {
    switch stream.message {
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
