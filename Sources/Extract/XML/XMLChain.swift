import Glibc
import Synchronization

/// Tells every chunk of an XML file where its first record starts.
///
/// A chunk owns the records that start in it. Whoever takes a chunk assumes that the first start tag of a
/// record in it is one, reads on to the first record behind the chunk, and asks here whether the chunk
/// before ended exactly at the assumed place; then everything was right, and it publishes its own end.
/// Otherwise it reads again from the true place. A record starts only directly inside the element
/// around it, so the place tells the open elements, too. This splits files exactly: no guess survives.
package final class XMLChain: Sendable {
  package enum Place: Sendable, Hashable {
    /// The `<` of a record, from the file's start.
    case record(at: Int)
    /// The document was whole before this chunk.
    case ended
  }

  private struct State {
    var places: [Place] = []
    var records = 0
    var isBroken = false
  }
  private let state = Mutex(State())

  package init() {}

  /// Where the first record of a chunk starts, the first chunk excepted: maybe behind the chunk. Waits until
  /// that is known; nil when it never will be.
  package func begins(_ chunk: Int) -> Place? {
    var looks = 0
    while true {
      let (known, broken) = state.withLock { state -> (Place?, Bool) in
        (chunk <= state.places.count ? state.places[chunk - 1] : nil, state.isBroken)
      }
      if broken { return nil }
      if let known { return known }
      looks += 1
      // The chunk before is being read by a running thread: mostly it is about to be done.
      if looks < 200 { sched_yield() } else { usleep(50) }
    }
  }

  /// Publishes how the chunk after `chunk` begins; `records` is how many were in this one.
  package func publish(after chunk: Int, _ place: Place, records: Int) {
    state.withLock { state in
      precondition(state.places.count == chunk, "chunks publish in order")
      state.places.append(place)
      state.records += records
      if state.records > XMLLimits.standard.records { state.isBroken = true }
    }
  }

  /// A chunk failed: nobody may wait for it any longer.
  package func abandon() { state.withLock { $0.isBroken = true } }

  /// Whether all chunks were read, to the end of a whole document.
  package func isWhole(_ chunks: Int) -> Bool {
    state.withLock { !$0.isBroken && $0.places.count == chunks && $0.places.last == .ended }
  }
}
