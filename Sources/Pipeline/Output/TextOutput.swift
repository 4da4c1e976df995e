/// Text on its way out, handed over in large pieces: what is printed need not fit into memory.
final class TextOutput {
  private static let pieceBytes = 64 << 10
  private var pending = ""
  private let write: (String) -> Void

  /// - Parameter write: gets whole lines.
  init(_ write: @escaping (String) -> Void) { self.write = write }

  func add(_ lines: String) {
    pending += lines
    if pending.utf8.count >= Self.pieceBytes { flush() }
  }

  /// Call at the end.
  func flush() {
    guard !pending.isEmpty else { return }
    write(pending)
    pending.removeAll(keepingCapacity: true)
  }
}
