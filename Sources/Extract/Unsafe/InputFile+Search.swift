import CByteScan

extension InputFile {
  /// Whether any of some texts stands anywhere in the file. Cost: a pass over the file's bytes per text.
  ///
  /// - Parameter texts: none of them empty.
  package func mentions(any texts: [[UInt8]], blockSize: Int = 1 << 20) throws(InputError) -> Bool {
    // A text that lies across two blocks begins in what is kept of the first.
    let kept = max(0, (texts.map(\.count).max() ?? 0) - 1)
    var block: ContiguousArray<UInt8> = []
    for offset in stride(from: 0, to: size, by: blockSize) {
      block.removeFirst(max(0, block.count - kept))
      try read(blockSize, at: offset, into: &block)
      if texts.contains(where: { Self.find($0, in: block) }) { return true }
    }
    return false
  }

  private static func find(_ text: [UInt8], in block: ContiguousArray<UInt8>) -> Bool {
    block.withUnsafeBufferPointer { block in
      text.withUnsafeBufferPointer { text in
        // Both pointers stay within their calls; nothing stands in an empty block.
        guard let start = block.baseAddress else { return false }
        return cbs_find(start, block.count, text.baseAddress, text.count) < block.count
      }
    }
  }
}
