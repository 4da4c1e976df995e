/// A gzip file of any bytes is read or refused: the two magic bytes stand before what the fuzzer gives.
package enum GzipHarness {
  package static func problem(_ input: [UInt8]) -> String? {
    guard input.count > 2 else { return nil }
    return ContainersHarness.problem([input[0] & 0x7F, input[1]] + [0x1F, 0x8B] + input[2...])
  }
}
