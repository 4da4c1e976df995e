package import Diagnostics
import Extract
package import Kernel
import Synchronization

/// Runs the kernel over all files on this machine's cores.
///
/// A large plain file is read by all workers at once, chunk by chunk; other files one worker each.
/// The result does not depend on the number of workers: parts are joined by chunk number, and every
/// rollup merges in any order.
package struct EmbeddedEngine: Sendable {
  /// What became of one file.
  package enum Outcome: Sendable {
    case whole(FileResult)
    /// Nothing of the file counts.
    case failed(Diagnostic, ExitCode)
  }

  private let threads: Int

  package init(threads: Int) { self.threads = max(1, threads) }

  /// - Returns: one outcome per file, in the order of the files.
  package func run(_ files: [KernelFile], plan: KernelPlan) async -> [Outcome] {
    await judgeNotations(await read(files, plan: plan), plan)
  }

  /// As `run`, but whether columns contradict their notation is not judged yet.
  package func read(_ files: [KernelFile], plan: KernelPlan) async -> [Outcome] {
    let schedule = Schedule(files.map(\.chunkCount))
    let jobs = files.map { FileJob($0, plan: plan) }
    let workers = min(threads, max(1, files.reduce(0) { $0 + $1.chunkCount }))
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<workers {
        group.addTask { Self.work(schedule, jobs, plan) }
      }
    }
    await reread(jobs, plan)
    return jobs.map { $0.outcome(plan) }
  }

  /// Reads the files again that the fast readers did not take.
  private func reread(_ jobs: [FileJob], _ plan: KernelPlan) async {
    let counts = jobs.map { $0.restartIfNeeded() ? 1 : 0 }
    let schedule = Schedule(counts)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<min(threads, counts.reduce(0, +)) {
        group.addTask { Self.work(schedule, jobs, plan) }
      }
    }
  }

  /// One worker: takes chunks until none is left.
  private static func work(_ schedule: Schedule, _ jobs: [FileJob], _ plan: KernelPlan) {
    let worker = KernelWorker(plan: plan)
    var current: Int?
    while let (file, chunk) = schedule.next() {
      if current != file {
        if let current { jobs[current].add(worker.finish()) }
        worker.begin(jobs[file].file)
        current = file
      }
      do throws(KernelWorker.Failure) {
        try jobs[file].read(chunk, with: worker)
      } catch {
        jobs[file].fail(error, chunk: chunk)
        schedule.abandon(file)
      }
    }
    if let current { jobs[current].add(worker.finish()) }
  }
}

/// Deals out chunks in order: file by file, chunk by chunk.
private final class Schedule: Sendable {
  private struct State {
    var file = 0
    var chunk = 0
    var counts: [Int]
  }
  private let state: Mutex<State>

  init(_ counts: [Int]) { state = Mutex(State(counts: counts)) }

  func next() -> (file: Int, chunk: Int)? {
    state.withLock { state in
      while state.file < state.counts.count, state.chunk >= state.counts[state.file] {
        state.file += 1
        state.chunk = 0
      }
      guard state.file < state.counts.count else { return nil }
      defer { state.chunk += 1 }
      return (state.file, state.chunk)
    }
  }

  /// No more chunks of a file that failed.
  func abandon(_ file: Int) { state.withLock { $0.counts[file] = 0 } }
}

/// One file while it is read: its open descriptor, its quote chain, the parts so far.
private final class FileJob: Sendable {
  private let chain = QuoteChain()
  private let xmlChain = XMLChain()
  private let opened: Mutex<Result<SharedInput, InputError>?> = Mutex(nil)
  private struct State {
    var parts: [FilePart] = []
    var failure: (chunk: Int, cause: KernelWorker.Failure)?
    var file: KernelFile
    /// Only libxml2 may read this file.
    var isCareful = false
    /// Chunks that nobody has read to their end.
    var chunksLeft: Int
    /// The last line has no end: its last number may have lost digits.
    var lacksLineEnd = false
    /// Why what was read is worth nothing: the file changed meanwhile.
    var change: InputError?

    init(_ file: KernelFile) {
      self.file = file
      chunksLeft = file.chunkCount
    }
  }
  private let state: Mutex<State>

  init(_ file: KernelFile, plan: KernelPlan) { state = Mutex(State(file)) }

  /// As it is read now.
  var file: KernelFile { state.withLock { $0.file } }

  func read(_ chunk: Int, with worker: KernelWorker) throws(KernelWorker.Failure) {
    let (file, isCareful) = state.withLock { ($0.file, $0.isCareful) }
    switch file.source.container {
    case .plainCSV(let layout):
      try worker.readChunk(chunk, of: input().file, layout: layout, chain: chain)
    case .streamedCSV, .keyValue: try worker.readStream()
    case .xml:
      if isCareful { return try worker.readXMLCarefully() }
      guard file.splitsXML else { return try worker.readStream() }
      try worker.readXMLChunk(chunk, of: input().file, chain: xmlChain)
    }
    closeIfRead()
  }

  /// Closes the file when all of its chunks are read: of ten thousand files few are open at a time.
  private func closeIfRead() {
    let isRead = state.withLock { state in
      state.chunksLeft -= 1
      return state.chunksLeft == 0
    }
    guard isRead, case .success(let shared)? = opened.withLock({ $0 }) else { return }
    let lacksLineEnd = lacksLineEnd(shared.file)
    var change: InputError?
    do throws(InputError) { try shared.file.checkUnchanged() } catch { change = error }
    state.withLock { [change] state in (state.lacksLineEnd, state.change) = (lacksLineEnd, change) }
    opened.withLock { $0 = nil }
  }

  private func input() throws(KernelWorker.Failure) -> SharedInput {
    switch open() {
    case .success(let shared): return shared
    case .failure(let error): throw .input(error)
    }
  }

  /// Drops everything about a file that a fast reader did not take, so that it is read again.
  func restartIfNeeded() -> Bool {
    state.withLock { state in
      var file = state.file
      let isUnfinished = file.splitsXML && state.failure == nil && !xmlChain.isWhole(file.chunkCount)
      if case .reread? = state.failure?.cause {} else if !isUnfinished { return false }
      file.source = file.source.fromTheFront
      state = State(file)
      state.isCareful = true
      return true
    }
  }

  private func open() -> Result<SharedInput, InputError> {
    opened.withLock { known in
      if let known { return known }
      let result = Result { () throws(InputError) in try SharedInput(path: file.source.absolute) }
      known = result
      return result
    }
  }

  func add(_ part: FilePart) { state.withLock { $0.parts.append(part) } }

  func fail(_ failure: KernelWorker.Failure, chunk: Int) {
    chain.abandon(chunk)
    xmlChain.abandon()
    opened.withLock { $0 = nil }
    // Of several failures the first in the file wins, and those that name a cause before those that only
    // followed from it: which one is noticed first depends on the threads.
    state.withLock { state in
      if let known = state.failure, (Self.rank(known.cause), known.chunk) <= (Self.rank(failure), chunk) {
        return
      }
      state.failure = (chunk, failure)
    }
  }

  private static func rank(_ failure: KernelWorker.Failure) -> Int {
    switch failure {
    case .input, .csv, .xml: 0
    case .reread: 1
    case .abandoned: 2
    }
  }

  /// Call when all workers are done.
  func outcome(_ plan: KernelPlan) -> EmbeddedEngine.Outcome {
    // Whoever joins the parts must hold them alone: else they would be copied.
    let (state, parts) = self.state.withLock { state in
      let parts = state.parts
      state.parts = []
      return (state, parts)
    }
    let (file, failure) = (state.file, state.failure?.cause)
    let path = file.source.place
    if let failure {
      switch failure {
      case .input(let error): return .failed(error.diagnostic(file: path), error.exit)
      case .xml(let error): return .failed(error.diagnostic(file: path), .badInput)
      case .csv(let error):
        return .failed(.csv(error, path: path), .badInput)
      case .abandoned, .reread:
        return .failed(Diagnostic(at: SourceLocation(file: path), "reading was abandoned"), .internalError)
      }
    }
    if let change = state.change { return .failed(change.diagnostic(file: path), .badInput) }
    var result = FileResult(joining: parts, file: file, plan: plan)
    if state.lacksLineEnd { result.lacksLineEnd = true }
    return .whole(result)
  }

  /// Whether a plain table's last line has no end: its last number may have lost digits.
  private func lacksLineEnd(_ input: borrowing InputFile) -> Bool {
    guard case .plainCSV = file.source.container, input.size > 0 else { return false }
    var last: ContiguousArray<UInt8> = []
    _ = try? input.read(1, at: input.size - 1, into: &last)
    return last.first.map { $0 != 0x0A && $0 != 0x0D } ?? false
  }
}

/// An open file that several workers read by position.
private final class SharedInput: Sendable {
  let file: InputFile
  init(path: String) throws(InputError) { file = try InputFile(path: path) }
}
