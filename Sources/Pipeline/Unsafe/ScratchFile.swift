package import Diagnostics
import Glibc

/// A file of a given text in the folder for temporary files, gone with the value.
package struct ScratchFile: ~Copyable {
  package let path: String

  /// - Throws: when the folder can't be written to (`cannotWrite`).
  package init(text: String, folder: String) throws(Diagnostics) {
    path = try Self.write(text, folder)
  }

  private static func write(_ text: String, _ folder: String) throws(Diagnostics) -> String {
    var name = Array("\(folder)/sluice-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw failure(folder) }
    let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else {
        unlink(path)
        throw failure(folder)
      }
      rest = rest.dropFirst(count)
    }
    return path
  }

  deinit { unlink(path) }

  private static func failure(_ folder: String) -> Diagnostics {
    Diagnostics(
      Diagnostic(
        .error, "can't write a temporary file to \(folder)", hint: "set TMPDIR to a folder with room"),
      exit: .cannotWrite)
  }
}
