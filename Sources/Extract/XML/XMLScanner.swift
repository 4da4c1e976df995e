import CByteScan
import Glibc

/// The fast front end: a scanner for plain XML, which gives up where it is not certain.
///
/// It takes UTF-8 without DOCTYPE and without prefixes, with predefined and numeric entities, comments, CDATA
/// sections and processing instructions. Everything it takes libxml2 takes too, and reads as the same records
/// (tests hold one against the other). It reports no errors: whatever it does not take is read again
/// from the front by `XMLRecordReader`, whose verdict and words count.
///
///     bytes   …</order>\n <order id="7">…   one piece of some ten KiB at a time
///     masks   where text, a value or a name may end (cbs_xml_index), 64 bytes a word
///     walk    from mark to mark; names against the open elements and the selector tree
///     commit  behind everything that counts: what is open there is begun again with the next piece
///
/// Advice for whoever changes this. Positions count from the piece's start. Reading a byte or eight behind
/// the piece's end is safe (whoever calls leaves `slack` bytes), but proves nothing: every step checks that
/// what it found ends within the piece, and `short` decides what it means when it does not. Searches stop at
/// the piece's end at the latest, because all bits behind it are set.
struct XMLScanner: ~Copyable {
  enum Outcome {
    /// The rest, from `position`, needs bytes behind it.
    case more
    /// A record starts at `position`, at or behind the place where the scan should stop.
    case stopped
    /// The end of a whole document.
    case complete
    /// The store is full: everything up to `position` counts.
    case full
    case gaveUp
  }

  /// Bytes that must be readable behind every piece.
  static let slack = 64
  /// Longer tags, comments and instructions are left to libxml2, whose reader limits them: safely below
  /// `XMLLimits.markupBytes`.
  static let markupBytes = 40 << 10

  struct Open {
    var name: XMLName
    var node: Int32
  }
  enum Phase { case head, prologue, content, epilogue }
  /// What a step found: a position, or why there is none.
  enum Step {
    static let more = -1
    static let bad = -2
  }

  let nodes: XMLNodes
  let limits: XMLLimits
  var builder: XMLRecordBuilder
  let open: UnsafeMutablePointer<Open>
  var depth = 0
  var phase = Phase.head
  /// Names of open elements whose tags have left the block.
  private var keptNames: ContiguousArray<UnsafeMutablePointer<UInt8>> = []

  // The piece.
  private(set) var blocks: UnsafeMutablePointer<cbs_xml_block>
  private var blockLines: UnsafeMutablePointer<UInt32>
  private var blockCapacity = 0
  /// The piece's first byte, its place in the block, its length.
  var text: UnsafePointer<UInt8>
  var origin = 0
  var end = 0
  /// Line breaks before the piece.
  var linesBefore = 0

  // Of one tag.
  var isEmptyTag = false
  var attributeNames: UnsafeMutablePointer<XMLName>
  var decoded: ContiguousArray<UInt8> = []

  // What of the store and of the staged rows is committed.
  private var committedStore = 0
  private var committedRows = 0

  /// Where the next scan must go on, in the block.
  private(set) var position = 0

  init(_ nodes: XMLNodes, limits: XMLLimits) {
    self.nodes = nodes
    self.limits = limits
    builder = XMLRecordBuilder(nodes, limits: limits)
    // A part begins inside the record's path, however long that is.
    open = .allocate(capacity: max(limits.depth, nodes.tree.record.count) + 1)
    attributeNames = .allocate(capacity: limits.attributes + 1)
    blocks = .allocate(capacity: 1)
    blockLines = .allocate(capacity: 1)
    // Something to point at until the first piece.
    text = UnsafeRawPointer(attributeNames).assumingMemoryBound(to: UInt8.self)
  }

  deinit {
    open.deallocate()
    attributeNames.deallocate()
    blocks.deallocate()
    blockLines.deallocate()
    for name in keptNames { name.deallocate() }
  }

  /// Begins a document.
  mutating func reset() {
    depth = 0
    phase = .head
    forget(linesBefore: 0)
  }

  /// Begins in the middle of one, where a record starts.
  mutating func resetInside(linesBefore: Int) {
    forget(linesBefore: linesBefore)
    depth = 0
    phase = .content
    for (name, node) in zip(nodes.parentPath, nodes.parentNodes) {
      open[depth] = Open(name: kept(name), node: node)
      depth += 1
    }
  }

  private mutating func forget(linesBefore lines: Int) {
    linesBefore = lines
    builder.restart()
    for name in keptNames { name.deallocate() }
    keptNames = []
  }

  private mutating func kept(_ name: [UInt8]) -> XMLName {
    // Names are read eight bytes at a time.
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: name.count + 8)
    copy.initialize(repeating: 0, count: name.count + 8)
    copy.update(from: name, count: name.count)
    keptNames.append(copy)
    return XMLName(copy, name.count)
  }

  /// Call before the block's bytes move: names of open elements must not stand in them.
  mutating func keepNames(in block: UnsafeMutableBufferPointer<UInt8>) {
    for i in 0..<depth {
      let name = open[i].name
      guard let base = block.baseAddress, name.bytes >= UnsafePointer(base),
        name.bytes < UnsafePointer(base + block.count)
      else { continue }
      open[i].name = kept(Array(UnsafeBufferPointer(start: name.bytes, count: name.length)))
    }
  }

  /// Reads a piece of the block as far as possible.
  ///
  /// - Parameters:
  ///   - range: the piece; `slack` bytes behind it must be readable.
  ///   - isEnd: whether the document ends with the piece.
  ///   - stop: a record that starts at or behind this place in the block is not begun.
  mutating func scan(
    _ block: UnsafePointer<UInt8>, _ range: Range<Int>, isEnd: Bool, stop: Int
  ) -> Outcome {
    text = block + range.lowerBound
    origin = range.lowerBound
    end = range.count
    position = origin
    reserve(end)
    // `reserve` made room as the function asks for it.
    guard cbs_xml_index(text, end, isEnd ? 1 : 0, blocks, blockLines) == 0 else { return .gaveUp }
    committedStore = builder.store.used
    committedRows = builder.rowCount
    var outcome = walk(stop: stop - origin, isEnd: isEnd)
    if builder.store.isFull { outcome = .full }
    if builder.failure != nil || (outcome == .more && isEnd) { return .gaveUp }
    builder.rollBack(storeUsed: committedStore, rowCount: committedRows)
    linesBefore += lines(before: position - origin)
    return outcome
  }

  private mutating func reserve(_ length: Int) {
    let count = length / 64 + 2
    guard count > blockCapacity else { return }
    blocks.deallocate()
    blockLines.deallocate()
    blocks = .allocate(capacity: count)
    blockLines = .allocate(capacity: count)
    blockCapacity = count
  }

  // MARK: Positions

  /// The first byte at or behind `from` that is marked; the end at the latest.
  @inline(__always)
  func search(_ mask: Mask, _ from: Int) -> Int {
    // Behind the end all bits are set, and nobody searches from further than the slack.
    var word = from &>> 6
    var bits = mask.of(blocks[word]) & (~0 &<< UInt64(truncatingIfNeeded: from & 63))
    while bits == 0 {
      word &+= 1
      bits = mask.of(blocks[word])
    }
    return word &<< 6 | bits.trailingZeroBitCount
  }

  /// Which of the masks to search.
  enum Mask {
    case text, value, name
    @inline(__always)
    func of(_ block: cbs_xml_block) -> UInt64 {
      switch self {
      case .text: block.text
      case .value: block.value
      case .name: block.name
      }
    }
  }

  /// Line breaks in the piece before a place.
  @inline(__always)
  func lines(before place: Int) -> Int {
    let below = blocks[place &>> 6].line & ((1 &<< UInt64(truncatingIfNeeded: place & 63)) &- 1)
    return Int(blockLines[place &>> 6]) + below.nonzeroBitCount
  }

  /// What a byte that was not the right one means: nothing, when it stands behind the end.
  @inline(__always)
  func short(_ place: Int) -> Int { place >= end ? Step.more : Step.bad }

  // MARK: Commits

  /// Everything before a place in the piece counts: no record and no wanted text is open there.
  @inline(__always)
  mutating func commit(_ place: Int, depth: Int) {
    position = origin &+ place
    self.depth = depth
    committedStore = builder.store.used
    committedRows = builder.rowCount
  }
}
