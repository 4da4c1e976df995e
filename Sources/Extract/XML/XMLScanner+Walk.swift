/// The walk from mark to mark.
extension XMLScanner {
  /// Walks the piece to its end or as far as it goes.
  mutating func walk(stop: Int, isEnd: Bool) -> Outcome {
    var at = 0
    if phase == .head {
      at = head()
      if at < 0 { return outcome(at) }
      phase = .prologue
      commit(at, depth: 0)
    }
    if phase == .prologue {
      at = beside(at)
      if at < 0 { return outcome(at) }
      guard at < end else { return .more }
      at = root(at, stop: stop)
      if at < 0 { return at == Self.stopped ? .stopped : outcome(at) }
    }
    if phase == .content {
      let reached = content(at, stop: stop)
      if reached < 0 { return reached == Self.stopped ? .stopped : outcome(reached) }
      at = reached
    }
    guard phase == .epilogue else { return .more }
    at = beside(at)
    if at < 0 { return outcome(at) }
    guard at == end else { return .gaveUp }
    return isEnd ? .complete : .more
  }

  /// Beside `Step`: a record starts where the scan should stop.
  static var stopped: Int { -3 }

  private func outcome(_ step: Int) -> Outcome { step == Step.more ? .more : .gaveUp }

  // MARK: Around the root

  /// Mark, blanks and declaration, as `XMLDeclarationFilter` takes them out.
  private func head() -> Int {
    let beginning = UnsafeBufferPointer(start: text, count: end)
    var at = beginning.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while at < end, XMLDeclaration.isSpace(text[at]) { at += 1 }
    guard at + 6 <= end else { return Step.more }
    guard beginning[at...].starts(with: "<?xml".utf8), XMLDeclaration.isSpace(text[at + 5]) else { return at }
    let declaration = XMLDeclaration(Array(beginning[at...].prefix(XMLDeclaration.maximumLength)))
    guard let declaration else { return short(at + XMLDeclaration.maximumLength) }
    return declaration.isReadable ? at + declaration.end : Step.bad
  }

  /// Blanks, comments and processing instructions, up to something else or the end.
  private mutating func beside(_ from: Int) -> Int {
    var at = from
    while true {
      while at < end, XMLDeclaration.isSpace(text[at]) { at += 1 }
      if at == end || text[at] != UInt8(ascii: "<") { return at }
      guard at + 4 <= end else { return Step.more }
      if text[at + 1] == UInt8(ascii: "!") {
        at = comment(at)
      } else if text[at + 1] == UInt8(ascii: "?") {
        at = instruction(at)
      } else {
        return at
      }
      if at < 0 { return at }
      commit(at, depth: 0)
    }
  }

  private mutating func root(_ at: Int, stop: Int) -> Int {
    guard text[at] == UInt8(ascii: "<") else { return Step.bad }
    guard at + 1 < end else { return Step.more }
    phase = .content
    // Nothing is open yet: the root is a child of the document.
    let next = content(at, stop: stop)
    if depth == 0, phase == .content { phase = .prologue }
    return next
  }

  // MARK: Inside the root

  /// Walks until the root is closed; the place behind it, or a `Step`.
  ///
  /// `depth` is that of the last commit; `open` below it is not touched until the next one.
  private mutating func content(_ from: Int, stop: Int) -> Int {
    // Copies: the compiler can't know that nothing written here changes them.
    let (text, end, open) = (self.text, self.end, self.open)
    var at = from
    var depth = self.depth
    var node: Int32 = depth == 0 ? 0 : open[depth - 1].node
    var kind: XMLNodes.Kind = depth == 0 ? [] : self.kind(of: node)
    // Open elements that must be whole before anything counts.
    var pending = 0
    while true {
      let mark = search(.text, at)
      guard mark < end else { return Step.more }
      if text[mark] != UInt8(ascii: "<") {
        at = interruption(at, mark, isWanted: kind.contains(.text))
        if at < 0 { return at }
        continue
      }
      if kind.contains(.text), mark > at { take(at, mark) }
      guard mark + 1 < end else { return Step.more }
      let sign = text[mark + 1]
      if sign == UInt8(ascii: "/") {
        guard depth > 0 else { return Step.bad }
        at = endTag(mark, open[depth - 1].name)
        if at < 0 { return at }
        if kind.contains(.busy) { builder.end(node) }
        if kind.contains(.whole) { pending -= 1 }
        depth -= 1
      } else if sign == UInt8(ascii: "!") || sign == UInt8(ascii: "?") {
        if depth == 0 { return Step.bad }
        at = sign == UInt8(ascii: "?") ? instruction(mark) : declared(mark, isWanted: kind.contains(.text))
        if at < 0 { return at }
        if pending == 0 { commit(at, depth: depth) }
        continue
      } else {
        let nameEnd = search(.name, mark + 1)
        guard nameEnd < end else { return Step.more }
        let name = XMLName(text + (mark + 1), nameEnd - mark - 1)
        let child = node < 0 ? -1 : self.child(of: node, name)
        if child < 0 {
          if !isGoodName(name) { return Step.bad }
          if kind.contains(.text) { builder.beginUnknown() }
        }
        guard depth < limits.depth else { return Step.bad }
        let childKind = self.kind(of: child)
        if childKind.contains(.record), mark >= stop, pending == 0 {
          commit(mark, depth: depth)
          return Self.stopped
        }
        if childKind.contains(.busy) { builder.begin(child) }
        at = text[nameEnd] == UInt8(ascii: ">") ? nameEnd + 1 : attributes(nameEnd, of: child, depth)
        if at < 0 { return at }
        guard at - mark <= Self.markupBytes else { return Step.bad }
        let isEmpty = text[at - 2] == UInt8(ascii: "/")
        if childKind.contains(.record) {
          // Where libxml2 stands when it reports the tag.
          builder.setLine(linesBefore + lines(before: at - (isEmpty ? 2 : 1)) + 1)
        }
        if isEmpty {
          if childKind.contains(.busy) { builder.end(child) }
        } else {
          open[depth] = Open(name: name, node: child)
          depth += 1
          node = child
          kind = childKind
          if kind.contains(.whole) { pending += 1 }
          if pending == 0 { commit(at, depth: depth) }
          continue
        }
      }
      // An element was closed. What did not fit must not be committed.
      if builder.store.isFull || builder.failure != nil { return Step.bad }
      if depth == 0 {
        phase = .epilogue
        commit(at, depth: 0)
        return at
      }
      if pending == 0 { commit(at, depth: depth) }
      node = open[depth - 1].node
      kind = self.kind(of: node)
    }
  }

  @inline(__always)
  private func kind(of node: Int32) -> XMLNodes.Kind { node < 0 ? [] : nodes.kinds[Int(node)] }

  @inline(__always)
  private func child(of node: Int32, _ name: XMLName) -> Int32 {
    for i in nodes.nodes[Int(node)].children where nodes.children[i].name == name {
      return nodes.children[i].node
    }
    return -1
  }

  /// The place behind an end tag of that name.
  @inline(__always)
  private func endTag(_ mark: Int, _ name: XMLName) -> Int {
    var at = mark + 2 + name.length
    // The whole name and a byte more stand in the piece.
    guard at < end else { return Step.more }
    guard XMLName(text + (mark + 2), name.length) == name else { return Step.bad }
    while at < end, XMLDeclaration.isSpace(text[at]) { at += 1 }
    guard at < end else { return Step.more }
    return text[at] == UInt8(ascii: ">") && at - mark <= Self.markupBytes ? at + 1 : Step.bad
  }

  /// Hands a run of text to the builder.
  @inline(__always)
  private mutating func take(_ from: Int, _ to: Int) {
    // Both lie within the piece.
    builder.text(UnsafeBufferPointer(start: text + from, count: to - from), at: origin + from)
  }

  /// What interrupts text: an entity, a CR, or `]]>`, which must not stand there.
  private mutating func interruption(_ from: Int, _ mark: Int, isWanted: Bool) -> Int {
    if isWanted, mark > from { take(from, mark) }
    switch text[mark] {
    case UInt8(ascii: "&"):
      decoded.removeAll(keepingCapacity: true)
      let next = entity(mark)
      if next >= 0, isWanted {
        decoded.withUnsafeBufferPointer { builder.text($0, at: -1) }
      }
      return next
    case UInt8(ascii: "\r"):
      guard mark + 1 < end else { return Step.more }
      // The LF behind it is the first byte of the text that follows. A CR alone is left to libxml2.
      return text[mark + 1] == UInt8(ascii: "\n") ? mark + 1 : Step.bad
    default: return Step.bad
    }
  }

  /// `<!` inside the root: a comment or a CDATA section.
  private mutating func declared(_ mark: Int, isWanted: Bool) -> Int {
    guard mark + 9 <= end else { return Step.more }
    // "<![CDATA" as it is loaded.
    guard XMLName.head(text + mark, 8) == 0x41_54_41_44_43_5B_21_3C, text[mark + 8] == UInt8(ascii: "[")
    else {
      return comment(mark)
    }
    var at = mark + 9
    while true {
      at = search(.text, at)
      guard at < end else { return Step.more }
      switch text[at] {
      case UInt8(ascii: ">"):
        // Marked only behind `]]`, which can't be part of `<![CDATA[`.
        if isWanted, at - 2 > mark + 9 { take(mark + 9, at - 2) }
        return at + 1
      // libxml2's push parser leaves line breaks in sections as they are in some versions.
      case UInt8(ascii: "\r"): return Step.bad
      default: at += 1
      }
    }
  }
}
