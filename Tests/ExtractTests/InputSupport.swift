import Extract
import Foundation
import Glibc

/// A file in the temporary folder, removed with the value.
final class TemporaryFile {
  let path: String

  init(_ bytes: [UInt8]) throws {
    var template = Array((FileManager.default.temporaryDirectory.path + "/sluice-input-XXXXXX\0").utf8).map {
      CChar(bitPattern: $0)
    }
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw InputError.cannotOpen(code: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    close(descriptor)
    try append(bytes)
  }

  convenience init(_ text: String) throws { try self.init(Array(text.utf8)) }

  func append(_ bytes: [UInt8]) throws {
    let descriptor = open(path, O_WRONLY | O_APPEND)
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw InputError.cannotOpen(code: errno) }
      done += count
    }
  }

  deinit { unlink(path) }
}

/// Gzip members made by hand: stored (uncompressed) blocks with a right checksum and length.
enum Gzip {
  static func member(_ bytes: [UInt8]) -> [UInt8] {
    var member: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    var at = 0
    repeat {
      let count = min(65_535, bytes.count - at)
      let isLast = at + count == bytes.count
      member += [isLast ? 1 : 0] + little(UInt16(count)) + little(~UInt16(count)) + bytes[at..<(at + count)]
      at += count
    } while at < bytes.count
    return member + little(crc32(bytes)) + little(UInt32(bytes.count))
  }

  /// What Python's `gzip.compress(bytes(1 << 20), mtime=0)` gives.
  static let mebibyteOfZeros: [UInt8] =
    [
      0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0xED, 0xC1, 0x31, 1, 0, 0, 0, 0xC2, 0xA0, 0xF5, 0x4F, 0x6D, 8, 0x5F,
      0xA0,
    ]
    + Array(repeating: 0, count: 1016) + [0x3E, 3, 0x1C, 0xEA, 0x38, 0xA7, 0, 0, 0x10, 0]

  private static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    (0..<(T.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> (8 * T($0))) }
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
  }
}

/// Reads a whole stream.
func readAll(
  _ file: TemporaryFile, encoding: ByteStream.EncodingChoice = .automatic,
  limits: ByteStream.Limits = .standard,
  maximum: Int = 1 << 20
) throws(InputError) -> (text: [UInt8], hash: String?) {
  var stream = try ByteStream(path: file.path, encoding: encoding, limits: limits)
  var text: ContiguousArray<UInt8> = []
  while try stream.read(into: &text, maximum: maximum) > 0 {}
  return (Array(text), stream.contentHash)
}
