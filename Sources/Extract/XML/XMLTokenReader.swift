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
  private let context: xmlParserCtxtPtr?
  private let events: UnsafeMutablePointer<XMLTokenEvents>?
  private var filter = XMLDeclarationFilter()
  private var pieces: XMLFeed

  init(_ vocabulary: XMLVocabulary, limits: XMLLimits = .standard) {
    pieces = XMLFeed(limits: limits)
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
    let text = try filter.pass(bytes)
    try parse(text.span)
  }

  /// Ends the document: throws unless it was whole.
  mutating func finish() throws(XMLError) {
    if !filter.isDone {
      let rest = try filter.rest()
      if rest.allSatisfy(XMLDeclaration.isSpace) { throw XMLError(.empty, line: 1) }
      try parse(rest.span)
    }
    guard let context, let events else { throw XMLError(.outOfMemory, line: 0) }
    try pieces.finish { piece throws(XMLError) in try Self.parse(piece, context, events) }
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
    try pieces.pass(bytes) { piece throws(XMLError) in try Self.parse(piece, context, events) }
  }

  private static func parse(
    _ piece: UnsafeBufferPointer<UInt8>, _ context: xmlParserCtxtPtr,
    _ events: UnsafeMutablePointer<XMLTokenEvents>
  ) throws(XMLError) {
    let code = XMLRecordReader.push(piece, context)
    if let failure = events.pointee.failure { throw failure }
    if code != 0 { throw XMLRecordReader.parserError(context, code) }
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
