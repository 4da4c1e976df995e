import Glibc
import Synchronization

/// Tells every chunk of a file whether it begins inside quotes: the parity of all quotes before it.
///
/// Whoever takes a chunk counts its quotes, waits for the chunk before, and publishes for the chunk
/// after. Chunks are taken in order, so the chunk waited for is always being counted by a running
/// thread. This splits files exactly, quoted line breaks included, as long as quotes are where RFC 4180 wants
/// them; a chunk in which they are not gives the file up.
package final class QuoteChain: Sendable {
  package struct Broken: Error {}

  private struct State {
    var inside: [Bool] = [false]
    /// The first chunk that nobody will publish.
    var brokenFrom = Int.max
  }
  private let state = Mutex(State())

  package init() {}

  /// Whether the chunk begins inside quotes. Waits until that is known.
  package func begins(_ chunk: Int) throws(Broken) -> Bool {
    while true {
      let (known, broken) = state.withLock { state -> (Bool?, Bool) in
        (chunk < state.inside.count ? state.inside[chunk] : nil, state.brokenFrom < chunk)
      }
      if let known { return known }
      if broken { throw Broken() }
      sched_yield()
    }
  }

  /// Publishes how the chunk after `chunk` begins.
  package func publish(after chunk: Int, inside: Bool) {
    state.withLock { state in
      precondition(state.inside.count == chunk + 1, "chunks publish in order")
      state.inside.append(inside)
    }
  }

  /// A chunk failed: those behind it may not wait for it any longer. Those before it go on, so that the
  /// first failure of a file is found on every run.
  package func abandon(_ chunk: Int) { state.withLock { $0.brokenFrom = min($0.brokenFrom, chunk) } }
}
