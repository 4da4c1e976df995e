internal import Glibc

/// Ends a fuzzer with a find: the words first, since a release build's traps have none.
package func stop(_ problem: String) -> Never {
  let text = Array("find: \(problem)\n".utf8)
  // The pointer does not leave the call; a short write only cuts the words.
  _ = text.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  preconditionFailure(problem)
}
