import Columns

/// The element around the record, whose texts go with each of its records.
extension XMLRecordBuilder {
  /// Forgets what stood around earlier records.
  mutating func beginEnclosing() {
    for i in 0..<columnCount { enclosing[i] = .absent }
    enclosingBytes.removeAll(keepingCapacity: true)
    enclosingBase = -1
    enclosingFaults = []
  }

  /// Gives the record that ends what stands around it.
  mutating func addEnclosing(_ row: UnsafeMutablePointer<Cell>) {
    if enclosingBase < 0 {
      enclosingBase = Int(enclosingBytes.withUnsafeBufferPointer { store.append($0) }.start)
    }
    for i in 0..<columnCount where nodes.tree.isFromEnclosing[i] {
      row[i] = enclosing[i]
      if row[i].length >= 0 { row[i].start += UInt32(enclosingBase) }
    }
    for fault in enclosingFaults { note(fault.kind, fault.column) }
  }

  /// Takes a text that stands around the records that follow.
  mutating func setEnclosing(_ column: Int, _ text: UnsafeBufferPointer<UInt8>) {
    guard enclosing[column].length < 0 else {
      // What is read again after a step back is the same text.
      let known = enclosingBytes[Int(enclosing[column].start)...].prefix(Int(enclosing[column].length))
      if !known.elementsEqual(text) { noteEnclosing(.repeated, column) }
      return
    }
    enclosing[column] = Cell(start: UInt32(enclosingBytes.count), length: Int32(text.count))
    enclosingBytes.append(contentsOf: text)
    // The copy in the store lacks this text.
    enclosingBase = -1
    if enclosingBytes.count > limits.recordBytes { fail(.recordTooLong(limitInBytes: limits.recordBytes)) }
  }
}
