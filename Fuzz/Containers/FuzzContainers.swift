internal import FuzzHarness

/// What libFuzzer calls with every input; see `ContainersHarness`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // libFuzzer's buffer lives until we return; it may be nil when it is empty.
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  if let problem = ContainersHarness.problem(input) { stop(problem) }
  return 0
}
