import CLibXML2

/// Turns XML into tokens, piece by piece, with libxml2's SAX2 push parser under the rules of `XMLRecordReader`.
///
///     var reader = XMLTokenReader(vocabulary)
///     while … { try reader.feed(text.span); reader.takeTokens(&tokens); … }
///     try reader.finish()
///
/// Text must be UTF-8; what the XML declaration says about it is ignored. Tokens count only once `finish` has
/// returned.
struct XMLTokenReader: ~Copyable {
  /// Bytes per call of the parser: how finely the limits bite.
  private static let pieceSize = 8 << 10

  private let context: xmlParserCtxtPtr?
  private let events: UnsafeMutablePointer<XMLTokenEvents>?
  private var filter = XMLDeclarationFilter()
  private let limits: XMLLimits

  init(_ vocabulary: XMLVocabulary, limits: XMLLimits = .standard) {
    self.limits = limits
    _ = XMLRecordReader.processSetUp
    var handler = Self.handler
    guard let context = xmlCreatePushParserCtxt(&handler, nil, nil, 0, nil) else {
      context = nil
      events = nil
      return
    }
    self.context = context
    xmlCtxtUseOptions(context, sluice_xml_options())
    let events = UnsafeMutablePointer<XMLTokenEvents>.allocate(capacity: 1)
    events.initialize(to: XMLTokenEvents(vocabulary, context: context, limits: limits))
    self.events = events
    // The handler was copied; callbacks get the events, which live as long as the parser.
    context.pointee.userData = UnsafeMutableRawPointer(events)
  }

  deinit {
    if let context { xmlFreeParserCtxt(context) }
    if let events {
      events.deinitialize(count: 1)
      events.deallocate()
    }
  }

  /// Gives what came of the pieces fed since the last call, in exchange for tokens that are no longer needed.
  mutating func takeTokens(_ tokens: inout XMLTokens) {
    tokens.removeAll()
    guard let events else { return }
    swap(&tokens, &events.pointee.tokens)
  }

  /// Local name of the root element, once seen.
  var root: String? { events?.pointee.root }

  mutating func feed(_ bytes: Span<UInt8>) throws(XMLError) {
    if filter.isDone { return try parse(bytes) }
    let text: [UInt8]
    do throws(XMLDeclarationFilter.Problem) { text = try filter.pass(bytes) } catch {
      throw XMLRecordReader.headProblem(error)
    }
    try parse(text.span)
  }

  /// Ends the document: throws unless it was whole.
  mutating func finish() throws(XMLError) {
    if !filter.isDone {
      let rest = filter.rest()
      if rest.allSatisfy(XMLDeclaration.isSpace) { throw XMLError(.empty, line: 1) }
      try parse(rest.span)
    }
    guard let context, let events else { throw XMLError(.outOfMemory, line: 0) }
    let openElements = events.pointee.openElements
    let code = xmlParseChunk(context, nil, 0, 1)
    if let failure = events.pointee.failure { throw failure }
    if code == 0, events.pointee.isRootClosed { return }
    let line = Int(xmlSAX2GetLineNumber(context))
    if openElements > 0 { throw XMLError(.truncated(openElements: openElements), line: line) }
    if events.pointee.root == nil { throw XMLError(.empty, line: line) }
    throw XMLRecordReader.parserError(context, Int32(code))
  }

  private mutating func parse(_ bytes: Span<UInt8>) throws(XMLError) {
    guard let context, let events else { throw XMLError(.outOfMemory, line: 0) }
    var at = 0
    while at < bytes.count {
      let piece = bytes.extracting(at..<min(bytes.count, at + Self.pieceSize))
      at += piece.count
      if XMLRecordReader.firstZero(piece) != nil { throw XMLError(.nul, line: events.pointee.line) }
      events.pointee.quietBytes += piece.count
      let code = piece.withUnsafeBytes { raw in
        // The parser copies what it does not use up; Int32 is safe for a piece.
        xmlParseChunk(context, raw.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(raw.count), 0)
      }
      if let failure = events.pointee.failure { throw failure }
      if code != 0 { throw XMLRecordReader.parserError(context, Int32(code)) }
      if events.pointee.quietBytes > limits.quietBytes {
        throw XMLError(.endlessMarkup(limitInBytes: limits.quietBytes), line: events.pointee.line)
      }
    }
  }

  /// Like `XMLEvents.handler`, for tokens.
  private static var handler: xmlSAXHandler {
    var sax = xmlSAXHandler()
    sax.initialized = sluice_xml_sax2_magic()
    sax.startElementNs = { data, name, _, _, _, _, count, _, attributes in
      guard let name else { return }
      tokenEvents(data)?.pointee.startElement(name, Int(count), attributes)
    }
    sax.endElementNs = { data, _, _, _ in tokenEvents(data)?.pointee.endElement() }
    sax.characters = { data, text, count in
      guard let text else { return }
      tokenEvents(data)?.pointee.characters(text, Int(count))
    }
    // The same pointer tells the parser not to look for blanks.
    sax.ignorableWhitespace = sax.characters
    sax.cdataBlock = sax.characters
    sax.comment = { data, _ in tokenEvents(data)?.pointee.quietBytes = 0 }
    sax.processingInstruction = { data, _, _ in tokenEvents(data)?.pointee.quietBytes = 0 }
    sax.internalSubset = { data, _, _, _ in tokenEvents(data)?.pointee.doctype() }
    sax.externalSubset = { data, _, _, _ in tokenEvents(data)?.pointee.fail(.doctype) }
    sax.reference = { data, name in
      let text = name.map { String(cString: $0) } ?? ""
      tokenEvents(data)?.pointee.fail(.undeclaredEntity(detail: "&\(text);"))
    }
    sax.resolveEntity = { data, _, _ in
      tokenEvents(data)?.pointee.fail(.externalEntity)
      return nil
    }
    return sax
  }
}

/// The user pointer is always the events that `XMLTokenReader` made, alive during its calls.
private func tokenEvents(_ data: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLTokenEvents>? {
  data?.assumingMemoryBound(to: XMLTokenEvents.self)
}
