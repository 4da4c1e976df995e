package import Diagnostics
import Glibc

/// Why a file's bytes can't be had as text.
package enum InputError: Error, Sendable, Hashable {
  /// The system's error number.
  case cannotOpen(code: Int32)
  case notRegularFile(isFolder: Bool)
  case cannotRead(code: Int32, offset: Int)
  /// Size, time or inode differ from what was opened.
  case changedWhileReading
  /// Offset in the packed file.
  case gzip(GzipProblem, offset: Int)
  case unpacksTooLarge(limitInBytes: Int)
  case unpacksSuspiciously(ratio: Int)
  case wrongKind(FileKind)
  /// The member concerned, if it is one.
  case zip(ZipProblem, member: String?)
  /// The sheet or part concerned, if it is one.
  case workbook(WorkbookProblem, part: String?)
  /// An archive or workbook with these tables, and none was named.
  case severalTables([String])
  /// The file's tables, none of which is one of those that were named.
  case noSuchTable(among: [String])
  /// The 1-based line of the (unpacked) text, or 0 where lines make no sense.
  case encoding(EncodingError, line: Int)
  /// Of a member of an archive, or a sheet of a workbook.
  indirect case of(part: String, InputError)

  package enum GzipProblem: Sendable, Hashable {
    case truncated, wrongChecksum, wrongLength, damaged
    /// Something that is not a gzip member follows the last one.
    case trailingBytes
  }
}

/// Why bytes are not text in an encoding. Offsets count the bytes of the (unpacked) file.
package enum EncodingError: Error, Sendable, Hashable {
  /// A byte that the encoding leaves undefined.
  case undefinedByte(UInt8, TextEncoding, offset: Int)
  /// Half a surrogate pair.
  case loneSurrogate(UInt16, offset: Int)
  /// The file ends in the middle of a character.
  case truncatedCharacter(offset: Int)
  /// Nothing was declared, and it is not UTF-8: the byte there begins no character.
  /// The column counts characters from 1, as editors do.
  case notUTF8(UInt8, offset: Int, column: Int)
  /// UTF-16 with nothing that says so.
  case unmarkedUTF16
  /// The system lacks the converter for it.
  case noConverter(TextEncoding)
  /// Named by the file or the user, but not one that is read.
  case unsupported(String)
}

extension InputError {
  /// What was found, on one line.
  package var message: String {
    switch self {
    case .cannotOpen(let code): "can't open the file: \(Self.text(of: code))"
    case .notRegularFile(let isFolder):
      isFolder ? "this is a folder, not a file" : "this is not a regular file"
    case .cannotRead(let code, let offset): "can't read the file at byte \(offset): \(Self.text(of: code))"
    case .changedWhileReading: "the file changed while it was being read"
    case .gzip(.truncated, _): "the gzip file ends too early"
    case .gzip(.wrongChecksum, _): "the gzip file is damaged: its checksum does not match"
    case .gzip(.wrongLength, _): "the gzip file is damaged: its length does not match"
    case .gzip(.damaged, let offset): "the gzip file is damaged near byte \(offset)"
    case .gzip(.trailingBytes, let offset): "other bytes follow the gzip data near byte \(offset)"
    case .unpacksTooLarge(let limit): "the file unpacks to more than \(limit >> 20) MiB"
    case .unpacksSuspiciously(let ratio): "the file unpacks to more than \(ratio) times its size"
    case .wrongKind(let kind): "this is \(kind.description), not CSV or XML"
    case .zip(let problem, let member): problem.message(member: member)
    case .workbook(let problem, let part): problem.message(part: part)
    case .severalTables(let names): "the file holds \(names.count) tables"
    case .noSuchTable: "none of the file's tables is named as `tables:` wants"
    case .encoding(let error, _): error.message
    case .of(_, let error): error.message
    }
  }

  /// What to do about it.
  package var hint: String? {
    switch self {
    case .cannotOpen(ENOENT): "check the path"
    case .cannotOpen(EACCES): "let the user that runs this read the file"
    case .cannotOpen, .cannotRead: nil
    case .notRegularFile: "name a file"
    case .changedWhileReading: "run again when the export has been written completely"
    case .gzip(.truncated, _), .gzip(.wrongChecksum, _), .gzip(.wrongLength, _), .gzip(.damaged, _):
      "fetch the file again: it was not transferred or written completely"
    case .gzip(.trailingBytes, _): "fetch the file again; gzip members may be joined, other data may not"
    case .unpacksTooLarge: "split the export into smaller files"
    case .unpacksSuspiciously:
      "this looks like an archive made to fill memory; unpack it by hand if you trust it"
    case .wrongKind(let kind): kind.hint
    case .zip(let problem, _): problem.hint
    case .workbook(let problem, _): problem.hint
    case .severalTables(let names): "name one: \(names.prefix(12).joined(separator: ", "))"
    case .noSuchTable(let names): "it holds \(names.prefix(12).map { "'\($0)'" }.joined(separator: ", "))"
    case .encoding(let error, _): error.hint
    case .of(_, let error): error.hint
    }
  }

  package func diagnostic(file: String) -> Diagnostic {
    if case .of(let part, let error) = self {
      return error.diagnostic(file: TablePart(member: part).title(of: file))
    }
    var location = SourceLocation(file: file)
    if case .encoding(let error, let line) = self {
      location.line = line
      if case .notUTF8(_, _, let column) = error { location.column = column }
    }
    return Diagnostic(at: location, message, hint: hint)
  }

  private static func text(of code: Int32) -> String {
    switch code {
    case ENOENT: "there is no such file"
    case EACCES: "permission denied"
    case EMFILE, ENFILE: "too many open files"
    case EIO: "input/output error"
    default: "system error \(code)"
    }
  }
}

extension EncodingError {
  package var message: String {
    switch self {
    case .undefinedByte(let byte, let encoding, let offset):
      "byte 0x\(hex(byte)) at offset \(offset) has no meaning in \(encoding.rawValue)"
    case .loneSurrogate(let unit, let offset):
      "half a character (0x\(hex(UInt8(unit >> 8)))\(hex(UInt8(unit & 0xFF)))) at offset \(offset) of UTF-16 text"
    case .truncatedCharacter(let offset): "the file ends in the middle of a character, at offset \(offset)"
    case .notUTF8(let byte, let offset, _): "the text is not UTF-8: byte 0x\(hex(byte)) at offset \(offset)"
    case .unmarkedUTF16: "the text looks like UTF-16, but has no byte order mark"
    case .noConverter(let encoding): "this system can't decode \(encoding.rawValue)"
    case .unsupported(let name): "the encoding '\(name)' is not one that is read"
    }
  }

  package var hint: String? {
    switch self {
    case .undefinedByte, .loneSurrogate: "check the encoding: one of \(TextEncoding.list)"
    case .truncatedCharacter: "fetch the file again: its end is missing"
    case .notUTF8: "declare `encoding:`, one of \(TextEncoding.list)"
    case .unmarkedUTF16: "declare `encoding: utf-16le` or `encoding: utf-16be`"
    case .noConverter:
      "install the C library's converters (gconv; on some systems a package glibc-gconv-extra), or convert the file to UTF-8"
    case .unsupported(let name): TextEncoding.refusal(for: name)
    }
  }
}

private func hex(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return digits.count == 1 ? "0" + digits : digits
}
