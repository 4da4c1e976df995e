import Columns

/// What a front end's events build: records, staged until they are handed to a batch.
///
/// A front end walks the document, finds each element's node, and reports what happens at nodes: `begin`,
/// `attribute`, `text` (only directly inside a node that wants text), `end`. It judges whether the document
/// is well-formed; the builder only keeps to the limits and notes the first failure.
///
/// Advice for whoever changes this: it runs once per element and text that is wanted, so there is nothing to
/// allocate, retain or slice here. Cells point into the store, which is either the builder's own (libxml2
/// hands over text from anywhere) or the block that is being read: then a text that stands there in one
/// piece is not copied. Everything since a mark can be taken back (`rollBack`).
struct XMLRecordBuilder: ~Copyable {
  let nodes: XMLNodes
  let limits: XMLLimits
  let columnCount: Int
  var store = XMLByteStore()
  private(set) var failure: XMLError.Kind?
  private(set) var recordCount = 0
  private(set) var matchedPathLength = 0

  /// Staged records, row by row; the row behind them is the one being filled.
  private var cells: UnsafeMutablePointer<Cell>
  private var lines: UnsafeMutablePointer<Int32>
  private var rowCapacity = 256
  var rowCount = 0

  // Texts of open elements.
  private struct Capture {
    /// A text in one piece in the store; spilled to `spills` otherwise.
    var start = 0
    var count = 0
    var isSpilled = false
    /// An element that nobody wants began inside.
    var holdsElements = false
  }
  private let captures: UnsafeMutablePointer<Capture>
  private var captureCount = 0
  private var spills: ContiguousArray<ContiguousArray<UInt8>> = []

  // The record.
  private(set) var isInRecord = false
  private var recordStart = 0
  private var recordLine: Int32 = 0
  private var recordBytes = 0
  private let pairName: UnsafeMutablePointer<Cell>
  private let pairValue: UnsafeMutablePointer<Cell>
  let productSums: UnsafeMutablePointer<ProductSum>
  /// What is wrong with fields of staged records, ascending by row.
  var faults: [RecordFault] = []
  /// What is wrong with the open item of each name/value list.
  var pairFaults: [RecordFault.Kind?]
  /// What is wrong with what stands around the records.
  var enclosingFaults: [(column: Int, kind: RecordFault.Kind)] = []
  /// The element at hand has another namespace than the record: one of the record's own goes before it.
  var isForeign = false
  var foreignColumns: Set<Int> = []

  // The element around the record: cells count from the start of `enclosingBytes`.
  let enclosing: UnsafeMutablePointer<Cell>
  var enclosingBytes: ContiguousArray<UInt8> = []
  /// Where `enclosingBytes` stand in the store; -1 when they are not there.
  var enclosingBase = -1
  private let hasEnclosing: Bool
  private let hasSums: Bool

  init(_ nodes: XMLNodes, limits: XMLLimits) {
    self.nodes = nodes
    self.limits = limits
    let tree = nodes.tree
    columnCount = tree.isFromEnclosing.count
    hasEnclosing = tree.isFromEnclosing.contains(true)
    hasSums = !tree.sums.isEmpty
    pairFaults = Array(repeating: nil, count: tree.pairs.count)
    cells = .allocate(capacity: rowCapacity * columnCount + 1)
    lines = .allocate(capacity: rowCapacity)
    captures = .allocate(capacity: limits.depth + 2)
    pairName = .allocate(capacity: tree.pairs.count + 1)
    pairValue = .allocate(capacity: tree.pairs.count + 1)
    enclosing = .allocate(capacity: columnCount + 1)
    enclosing.initialize(repeating: .absent, count: columnCount)
    pairName.initialize(repeating: .absent, count: tree.pairs.count)
    pairValue.initialize(repeating: .absent, count: tree.pairs.count)
    productSums = .allocate(capacity: tree.sums.count + 1)
    for (i, sum) in tree.sums.enumerated() {
      (productSums + i).initialize(to: ProductSum(factorCount: sum.factorCount))
    }
  }

  deinit {
    cells.deallocate()
    lines.deallocate()
    captures.deallocate()
    pairName.deallocate()
    pairValue.deallocate()
    enclosing.deallocate()
    productSums.deinitialize(count: nodes.tree.sums.count)
    productSums.deallocate()
    store.free()
  }

  mutating func fail(_ kind: XMLError.Kind) { if failure == nil { failure = kind } }

  // MARK: Elements

  mutating func begin(_ node: Int32) {
    let index = Int(node)
    matchedPathLength = max(matchedPathLength, nodes.nodes[index].pathPlace)
    if nodes.nodes[index].isEnclosing, hasEnclosing { beginEnclosing() }
    if nodes.nodes[index].isRecord { beginRecord() }
    for i in nodes.nodes[index].pairs {
      pairName[nodes.numbers[i]] = .absent
      pairValue[nodes.numbers[i]] = .absent
      pairFaults[nodes.numbers[i]] = nil
    }
    for i in nodes.nodes[index].sums { productSums[nodes.numbers[i]].beginItem() }
    if !nodes.nodes[index].texts.isEmpty {
      // At most one per open element, and these are limited.
      captures[captureCount] = Capture()
      captureCount += 1
    }
  }

  /// An element that nobody wants begins directly inside one whose text is wanted.
  mutating func beginUnknown() { captures[captureCount - 1].holdsElements = true }

  mutating func end(_ node: Int32) {
    let index = Int(node)
    if !nodes.nodes[index].texts.isEmpty { endCapture(nodes.nodes[index].texts) }
    for i in nodes.nodes[index].pairs { endPair(nodes.numbers[i]) }
    for i in nodes.nodes[index].sums { productSums[nodes.numbers[i]].endItem() }
    if nodes.nodes[index].isRecord { endRecord() }
  }

  private mutating func beginRecord() {
    if rowCount == rowCapacity { growRows() }
    isInRecord = true
    recordStart = store.used
    recordBytes = 0
    if !foreignColumns.isEmpty { foreignColumns = [] }
    let row = cells + rowCount * columnCount
    for i in 0..<columnCount { row[i] = .absent }
    if hasSums { for i in nodes.tree.sums.indices { productSums[i].beginRecord() } }
  }

  /// The line of the record that began.
  mutating func setLine(_ line: Int) { recordLine = Int32(truncatingIfNeeded: line) }

  private mutating func growRows() {
    let capacity = rowCapacity * 2
    let moreCells = UnsafeMutablePointer<Cell>.allocate(capacity: capacity * columnCount + 1)
    moreCells.moveInitialize(from: cells, count: rowCount * columnCount)
    cells.deallocate()
    cells = moreCells
    let moreLines = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
    moreLines.moveInitialize(from: lines, count: rowCount)
    lines.deallocate()
    lines = moreLines
    rowCapacity = capacity
  }

  private mutating func endPair(_ index: Int) {
    let (name, value) = (pairName[index], pairValue[index])
    // Nothing of it may stay: the bytes it points to are handed over with its record.
    (pairName[index], pairValue[index]) = (.absent, .absent)
    guard name.length >= 0, value.length >= 0 else { return }
    let text = UnsafeBufferPointer(start: store.base + Int(name.start), count: Int(name.length))
    for (equals, column) in nodes.tree.pairs[index].columns where text.elementsEqual(equals) {
      setColumn(column, value)
      if let kind = pairFaults[index] { note(kind, column) }
    }
  }

  private mutating func endRecord() {
    if hasSums { endSums() }
    isInRecord = false
    guard failure == nil else { return }
    if recordCount >= limits.records { return fail(.tooManyRecords(limit: limits.records)) }
    let row = cells + rowCount * columnCount
    if hasEnclosing { addEnclosing(row) }
    lines[rowCount] = recordLine
    rowCount += 1
    recordCount += 1
  }

  private mutating func endSums() {
    for i in nodes.tree.sums.indices {
      let column = nodes.tree.sums[i].column
      var cell = Cell.absent
      // A pointer of its own: the closure changes the rest of the builder.
      let sum = productSums + i
      sum.pointee.withText { cell = store.append($0) }
      setColumn(column, cell)
    }
  }

  // MARK: Texts

  /// Text directly inside the innermost open element, whose text is wanted.
  ///
  /// - Parameter offset: its place in the store; -1 when it stands elsewhere.
  @inline(__always)
  mutating func text(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) {
    let top = captures + (captureCount - 1)
    if offset >= 0, top.pointee.count == 0, !top.pointee.isSpilled, text.count <= limits.fieldBytes {
      top.pointee.start = offset
      top.pointee.count = text.count
    } else {
      spill(text)
    }
  }

  private mutating func spill(_ text: UnsafeBufferPointer<UInt8>) {
    let top = captureCount - 1
    while spills.count < captureCount { spills.append([]) }
    if !captures[top].isSpilled {
      spills[top].removeAll(keepingCapacity: true)
      // In the store, see `text`.
      spills[top].append(
        contentsOf: UnsafeBufferPointer(start: store.base + captures[top].start, count: captures[top].count))
      captures[top].isSpilled = true
    }
    if spills[top].count + text.count > limits.fieldBytes {
      return fail(.fieldTooLong(limitInBytes: limits.fieldBytes))
    }
    spills[top].append(contentsOf: text)
  }

  private mutating func endCapture(_ targets: Range<Int>) {
    captureCount -= 1
    let capture = captures[captureCount]
    if capture.holdsElements { for i in targets { spoil(nodes.texts[i]) } }
    if !capture.isSpilled {
      let start = UnsafePointer(store.base + capture.start)
      for i in targets {
        deliver(start, capture.count, at: capture.start, to: nodes.texts[i])
      }
      return
    }
    // Out and back in, so that the text can't move meanwhile.
    var spilled = ContiguousArray<UInt8>()
    swap(&spilled, &spills[captureCount])
    spilled.withUnsafeBufferPointer { text in
      guard let start = text.baseAddress else { return }
      for i in targets { deliver(start, text.count, at: -1, to: nodes.texts[i]) }
    }
    swap(&spilled, &spills[captureCount])
  }

  /// A wanted attribute of the innermost element, by its number in the tree.
  mutating func attribute(_ index: Int, _ start: UnsafePointer<UInt8>, _ count: Int, at offset: Int) {
    deliver(start, count, at: offset, to: nodes.attributes[index].target)
  }

  /// Delivers a text, trimmed.
  private mutating func deliver(
    _ text: UnsafePointer<UInt8>, _ length: Int, at offset: Int, to target: XMLSelectorTree.Target
  ) {
    var (start, end) = (0, length)
    while start < end, XMLDeclaration.isSpace(text[start]) { start += 1 }
    while end > start, XMLDeclaration.isSpace(text[end - 1]) { end -= 1 }
    if end - start > limits.fieldBytes { return fail(.fieldTooLong(limitInBytes: limits.fieldBytes)) }
    let trimmed = UnsafeBufferPointer(start: text + start, count: end - start)
    let place = offset < 0 ? -1 : offset + start
    switch target {
    case .column(let column):
      if isInRecord { setColumn(column, cell(trimmed, place)) }
    case .enclosing(let column): setEnclosing(column, trimmed)
    case .pairName(let index):
      if pairName[index].length >= 0 { return pairFaults[index] = .repeated }
      pairName[index] = cell(trimmed, place)
    case .pairValue(let index):
      if pairValue[index].length >= 0 { return pairFaults[index] = .repeated }
      pairValue[index] = cell(trimmed, place)
    case .factor(let sum, let index): productSums[sum].take(trimmed, as: index)
    }
  }

  @inline(__always)
  private mutating func cell(_ text: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Cell {
    offset < 0 ? store.append(text) : Cell(start: UInt32(offset), length: Int32(text.count))
  }

  private mutating func setColumn(_ column: Int, _ cell: Cell) {
    let row = cells + rowCount * columnCount
    guard cell.length >= 0 else { return }
    if row[column].length >= 0 || isForeign, !takes(column, row[column]) { return }
    row[column] = cell
    recordBytes += Int(cell.length)
    if recordBytes > limits.recordBytes { fail(.recordTooLong(limitInBytes: limits.recordBytes)) }
  }

  // MARK: Staging

  /// Uses a block that is being read as the store, from `used` on for texts that don't stand in it.
  mutating func use(_ block: UnsafeMutableBufferPointer<UInt8>, used: Int) {
    store.free()
    store = XMLByteStore(block, used: used)
  }

  /// Takes back everything after the last finished record: the element it stood in is read again.
  mutating func rollBack(storeUsed: Int, rowCount rows: Int) {
    recordCount -= rowCount - rows
    rowCount = rows
    while let last = faults.last, last.row >= Int32(rows) { faults.removeLast() }
    captureCount = 0
    isInRecord = false
    store.used = storeUsed
    if enclosingBase >= storeUsed { enclosingBase = -1 }
  }

  /// Forgets staged records.
  private mutating func discard() {
    recordCount -= rowCount
    rowCount = 0
    faults = []
    enclosingBase = -1
  }

  /// Begins a document, or a part of one, with what is left of the memory.
  mutating func restart() {
    discard()
    beginEnclosing()
    recordCount = 0
    matchedPathLength = 0
    captureCount = 0
    isInRecord = false
    failure = nil
  }

  /// Hands finished records and their bytes over, which go behind the batch's: for a store of its own.
  mutating func flush(into batch: inout RecordBatch) {
    let keep = isInRecord ? recordStart : store.used
    guard batch.bytes.count + keep <= Int(Int32.max) else {
      // Cells hold 32-bit offsets; callers take a batch long before.
      discard()
      return fail(.recordTooLong(limitInBytes: Int(Int32.max)))
    }
    let shift = UInt32(batch.bytes.count)
    batch.bytes.append(contentsOf: UnsafeBufferPointer(start: store.base, count: keep))
    dropStored(keep)
    flush(0..<rowCount, into: &batch, shift: shift)
    dropRows()
  }

  /// Hands over some of the staged records. The batch's bytes must be the block in use.
  func flush(_ rows: Range<Int>, into batch: inout RecordBatch, shift: UInt32 = 0) {
    for column in 0..<columnCount {
      // Out and back in: one look at the array instead of one per record.
      var filled = ContiguousArray<Cell>()
      swap(&filled, &batch.columns[column])
      filled.reserveCapacity(filled.count + rows.count)
      var from = cells + (rows.lowerBound * columnCount + column)
      for _ in rows {
        var cell = from.pointee
        if cell.length >= 0 { cell.start &+= shift }
        filled.append(cell)
        from += columnCount
      }
      swap(&filled, &batch.columns[column])
    }
    for fault in faults where rows.contains(Int(fault.row)) {
      var fault = fault
      fault.row += Int32(batch.count - rows.lowerBound)
      batch.faults.append(fault)
    }
    for row in rows { batch.index.append(Int32(truncatingIfNeeded: recordCount - rowCount + row)) }
    batch.lines.append(contentsOf: UnsafeBufferPointer(start: lines + rows.lowerBound, count: rows.count))
    batch.count += rows.count
  }

  /// Forgets the staged records, which were handed over.
  mutating func dropRows() {
    enclosingBase = -1
    if isInRecord, rowCount > 0 {
      cells.update(from: cells + rowCount * columnCount, count: columnCount)
    }
    if !faults.isEmpty {
      faults.removeAll { $0.row < Int32(rowCount) }
      for i in faults.indices { faults[i].row -= Int32(rowCount) }
    }
    rowCount = 0
  }

  /// Drops the first bytes of an own store; what the open record has moves down.
  private mutating func dropStored(_ count: Int) {
    store.drop(count)
    guard isInRecord else { return }
    let row = cells + rowCount * columnCount
    for i in 0..<columnCount where row[i].length >= 0 { row[i].start -= UInt32(count) }
    for i in nodes.tree.pairs.indices {
      if pairName[i].length >= 0 { pairName[i].start -= UInt32(count) }
      if pairValue[i].length >= 0 { pairValue[i].start -= UInt32(count) }
    }
    recordStart = 0
  }
}
