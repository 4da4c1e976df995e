import Glibc

/// The platform's converter from one encoding of several bytes per character to UTF-8.
///
/// glibc's converters are part of the system and strict: what an encoding leaves undefined is an error, never a
/// replacement. They keep no state between calls for the encodings used here.
final class IconvDecoder {
  enum Outcome: Hashable {
    /// All bytes were used.
    case whole
    /// The rest is the beginning of a character.
    case cut
    /// The next byte begins no character.
    case invalid
  }

  private let handle: iconv_t

  /// Nil when the system lacks the converter.
  init?(_ name: String) {
    // The handle is a pointer, or -1.
    guard let opened = iconv_open("UTF-8", name), opened != iconv_t(bitPattern: -1) else { return nil }
    handle = opened
  }

  deinit { iconv_close(handle) }

  /// Appends the UTF-8 of as many bytes as form characters.
  ///
  /// - Returns: How many bytes were used, and why no more.
  func convert(_ bytes: Span<UInt8>, into out: inout ContiguousArray<UInt8>) -> (used: Int, outcome: Outcome)
  {
    bytes.withUnsafeBufferPointer { input in
      guard let base = input.baseAddress else { return (0, .whole) }
      return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1 << 14) { room in
        // iconv never writes through its input; both buffers outlive the calls.
        var next: UnsafeMutablePointer<CChar>? = UnsafeMutableRawPointer(mutating: base).assumingMemoryBound(
          to: CChar.self)
        var left = input.count
        while true {
          var target = room.baseAddress
          var free = room.count
          let code = iconv(handle, &next, &left, &target, &free)
          let problem = errno
          out.append(contentsOf: UnsafeRawBufferPointer(start: room.baseAddress, count: room.count - free))
          if code != -1 { return (input.count - left, .whole) }
          // Anything but full room ends the run: half a character, or none.
          if problem != E2BIG { return (input.count - left, problem == EINVAL ? .cut : .invalid) }
        }
      }
    }
  }
}
