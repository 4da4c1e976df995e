internal import Columns
internal import Extract
internal import Glibc

/// A file of any bytes is read, or refused with words: archives, workbooks, gzip, plain text. Read again in other
/// steps it gives the same, and what an archive lists can be opened by its name or is refused by it.
package enum ContainersHarness {
  /// Small budgets: what is tried is that they hold, not how large they are.
  private static var limits: ByteStream.Limits {
    var limits = ByteStream.Limits()
    limits.unpackedBytes = 8 << 20
    limits.ratioGraceBytes = 1 << 20
    limits.members = 64
    limits.sharedTextBytes = 1 << 20
    return limits
  }

  private enum Read: Equatable {
    case text(ContiguousArray<UInt8>, hash: String?)
    case refused(InputError)
  }

  /// - Parameter input: two bytes of piece lengths, then the file; with the first bit set the parts of a workbook,
  ///   which are packed here, so that checksums do not keep changes away from the reader of sheets.
  package static func problem(_ input: [UInt8]) -> String? {
    guard input.count > 2 else { return nil }
    let step = 1 + Int(input[0] & 0x7F) * 256 + Int(input[1])
    let bytes = input[0] & 0x80 == 0 ? Array(input[2...]) : StoredZip.workbook(Array(input[2...]))
    guard let path = ScratchFile.write(bytes) else { return nil }
    defer { unlink(path) }
    let contents: FileContents
    do throws(InputError) { contents = try FileContents(path: path, limits: limits) } catch {
      return wordless(error)
    }
    for table in contents.tables {
      let whole = read(path, table, 1 << 20)
      let pieces = read(path, table, step)
      if case .refused(let error) = whole, let problem = wordless(error) { return problem }
      switch (whole, pieces) {
      case (.text(let a, let hashA), .text(let b, let hashB)):
        if a != b { return "'\(table ?? "")' reads otherwise in steps of \(step)" }
        if hashA != hashB || hashA != hash(bytes) { return "'\(table ?? "")' has another hash" }
        if a.count > limits.unpackedBytes * 4 { return "'\(table ?? "")' gives \(a.count) bytes" }
      case (.refused, .refused): break
      default: return "'\(table ?? "")' is refused only in steps of \(step), or only without them"
      }
    }
    return nil
  }

  private static func hash(_ bytes: [UInt8]) -> String {
    var hasher = ContentHasher()
    hasher.update(bytes.span)
    return hasher.finish()
  }

  private static func wordless(_ error: InputError) -> String? {
    error.message.isEmpty ? "an error without words" : nil
  }

  private static func read(_ path: String, _ member: String?, _ step: Int) -> Read {
    do throws(InputError) {
      var stream = try ByteStream(path: path, member: member, limits: limits)
      var text: ContiguousArray<UInt8> = []
      while try stream.read(into: &text, maximum: step) > 0 {}
      return .text(text, hash: stream.contentHash)
    } catch {
      return .refused(error)
    }
  }
}

/// A file that lives as long as one try: readers take files, not bytes.
enum ScratchFile {
  static func write(_ bytes: [UInt8]) -> String? {
    var template = Array("/dev/shm/sluice-fuzz-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    // The pointer does not leave the call; a short write only makes another input.
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
