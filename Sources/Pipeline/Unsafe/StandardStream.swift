import Glibc

/// The program's own output and messages. Unbuffered: whoever writes hands over all there is.
package struct StandardStream: Sendable {
  package static let output = StandardStream(descriptor: 1)
  package static let error = StandardStream(descriptor: 2)

  package struct Failure: Error {
    package var reason: String
    /// Nobody reads what is written.
    package var isClosedPipe = false
  }

  private let descriptor: Int32

  package func write(_ text: String) throws(Failure) {
    let bytes = ContiguousArray(text.utf8)
    var written = 0
    while written < bytes.count {
      // In bounds: `written` is less than the count, and as much as is left is offered.
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        let error = errno
        throw Failure(reason: String(cString: strerror(error)), isClosedPipe: error == EPIPE)
      }
      written += count
    }
  }
}
