/// Why an input can't be read: facts; `Diagnostic.input` has the prose.
package enum InputError: Error, Sendable, Hashable {
  case cannotOpen(reason: String)
  case notAFile
  case cannotRead(reason: String)
  /// Size, time or identity changed while it was read.
  case changed
  case gzip(GzipProblem)
  case encoding(name: String, offset: Int)
  case unknownEncoding(String)
  case looksLike(FileKind)

  package enum GzipProblem: String, Sendable { case truncated, damaged, trailingBytes = "trailing bytes", bomb }
}
