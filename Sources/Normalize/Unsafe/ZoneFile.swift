import Glibc

/// Reads small system files (time zone data) whole.
enum ZoneFile {
  /// More than any zone file has; the list of all zones (tzdata.zi) takes a tenth of it.
  private static let largest = 1 << 20

  /// The file's bytes, or nil when it can't be read whole: not there, a folder, too large.
  static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while bytes.count < largest {
      // The pointer is only used during the call, and read() writes at most `count` bytes.
      let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0 { return nil }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
    return nil
  }
}
