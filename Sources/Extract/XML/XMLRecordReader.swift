import CLibXML2
package import Columns
package import Declarations
import Glibc

/// Reads records out of XML, piece by piece, with libxml2's SAX2 push parser.
///
///     var reader = XMLRecordReader(record: ["report", "rows", "row"], selectors: selectors)
///     while try stream.read(into: &text) > 0 {
///       try reader.feed(text.span, batch: &batch)
///       // take the batch's records, then: batch.removeAll(); text.removeAll(keepingCapacity: true)
///     }
///     try reader.finish(batch: &batch)
///
/// Text must be UTF-8 (see `ByteStream`); what the XML declaration says about it is ignored. Records
/// count only once `finish` has returned: a file that breaks off at its end is refused as a whole.
///
/// Advice for whoever changes this. The verdict is ours: after `xmlStopParser` libxml2 up to 2.14 still
/// says "well-formed", so a file is accepted only when the last chunk returned 0, no failure of ours
/// was noted and the root was closed. Never a file name, never a tree. Never NOENT, DTDLOAD, DTDATTR,
/// DTDVALID, HUGE, RECOVER or XINCLUDE. Every limit here is ours, too: SAX mode has none.
package struct XMLRecordReader: ~Copyable {
  private let context: xmlParserCtxtPtr?
  private let events: UnsafeMutablePointer<XMLParserEvents>?
  private var filter = XMLDeclarationFilter()
  private var pieces: XMLFeed
  private var failure: XMLError?

  /// - Parameters:
  ///   - record: Local names from the root to the record element.
  ///   - selectors: One per column of the batch. Names in `named` and factors of sums may also be
  ///     `@attribute` or `.` (the item's own text).
  package init(record: [String], selectors: [XMLSelector], limits: XMLLimits = .standard) {
    pieces = XMLFeed(limits: limits)
    _ = Self.processSetUp
    var handler = XMLEvents.handler
    guard let context = xmlCreatePushParserCtxt(&handler, nil, nil, 0, nil) else {
      context = nil
      events = nil
      failure = XMLError(.outOfMemory, line: 0)
      return
    }
    self.context = context
    xmlCtxtUseOptions(context, sluice_xml_options())
    let events = UnsafeMutablePointer<XMLParserEvents>.allocate(capacity: 1)
    let tree = XMLSelectorTree(record: record, selectors: selectors)
    events.initialize(to: XMLParserEvents(tree, context: context, limits: limits))
    self.events = events
    // The handler was copied; callbacks get the events, which live as long as the parser.
    context.pointee.userData = UnsafeMutableRawPointer(events)
    // Marks the parser as ours for the process-wide loader.
    context.pointee._private = UnsafeMutableRawPointer(events)
  }

  deinit {
    if let context { xmlFreeParserCtxt(context) }
    if let events {
      events.deinitialize(count: 1)
      events.deallocate()
    }
  }

  /// Once per process, before any parser: nothing outside a file is ever loaded.
  static let processSetUp: Void = {
    xmlInitParser()
    xmlSetExternalEntityLoader { _, _, context in
      XMLEvents.refuseLoading(context)
      return nil
    }
  }()

  /// Local name and attributes of the root element, once seen.
  package var root: (name: String, attributes: [(name: String, value: String)])? {
    events?.pointee.root
  }

  /// Finished records so far.
  package var recordCount: Int { events?.pointee.builder.recordCount ?? 0 }

  /// How many elements of the record's path have occurred, from the root. A file without records that
  /// matched all but the last is an empty export; with fewer it is another kind of file.
  package var matchedPathLength: Int { events?.pointee.builder.matchedPathLength ?? 0 }

  /// Takes more text; every record that ends in it is appended to `batch`.
  ///
  /// A batch without records loses its bytes first, so call `removeAll()` on it once they were used.
  package mutating func feed(_ bytes: Span<UInt8>, batch: inout RecordBatch) throws(XMLError) {
    try run(&batch) { reader throws(XMLError) in
      if reader.filter.isDone { return try reader.parse(bytes) }
      let text = try reader.filter.pass(bytes)
      try reader.parse(text.span)
    }
  }

  package mutating func feed(
    _ bytes: borrowing ContiguousArray<UInt8>, batch: inout RecordBatch
  ) throws(XMLError) {
    try feed(bytes.span, batch: &batch)
  }

  /// Ends the file: throws unless it was whole.
  package mutating func finish(batch: inout RecordBatch) throws(XMLError) {
    try run(&batch) { reader throws(XMLError) in
      if !reader.filter.isDone {
        let rest = try reader.filter.rest()
        if rest.allSatisfy(XMLDeclaration.isSpace) { throw XMLError(.empty, line: 1) }
        try reader.parse(rest.span)
      }
      guard let context = reader.context, let events = reader.events else { return }
      try reader.pieces.finish { piece throws(XMLError) in try Self.parse(piece, context, events) }
      let openElements = events.pointee.openElements
      let code = xmlParseChunk(context, nil, 0, 1)
      if let failure = events.pointee.failure { throw failure }
      if code == 0, events.pointee.isRootClosed, context.pointee.nsWellFormed != 0 { return }
      let line = Int(xmlSAX2GetLineNumber(context))
      if openElements > 0 { throw XMLError(.truncated(openElements: openElements), line: line) }
      let problem = Self.parserError(context, Int32(code))
      // The end without any root is one of these to libxml2.
      let isEnd =
        problem.kind == .contentAfterRoot
        || UInt32(bitPattern: Int32(code)) == XML_ERR_DOCUMENT_EMPTY.rawValue
      if events.pointee.root == nil, code == 0 || isEnd { throw XMLError(.empty, line: line) }
      throw problem
    }
  }

  /// Fills the batch with what the events built; makes the first failure the last word.
  private mutating func run(
    _ batch: inout RecordBatch, _ body: (inout XMLRecordReader) throws(XMLError) -> Void
  ) throws(XMLError) {
    if let failure { throw failure }
    guard let events else { return }
    if batch.count == 0 { batch.bytes.removeAll(keepingCapacity: true) }
    do {
      // Records that were whole before a failure are handed over, too.
      defer { events.pointee.builder.flush(into: &batch) }
      try body(&self)
    } catch {
      failure = error
      throw error
    }
    if let failure = events.pointee.failure {
      self.failure = failure
      throw failure
    }
  }

  private mutating func parse(_ bytes: Span<UInt8>) throws(XMLError) {
    guard let context, let events else { return }
    try pieces.pass(bytes) { piece throws(XMLError) in try Self.parse(piece, context, events) }
  }

  private static func parse(
    _ piece: UnsafeBufferPointer<UInt8>, _ context: xmlParserCtxtPtr,
    _ events: UnsafeMutablePointer<XMLParserEvents>
  ) throws(XMLError) {
    let code = push(piece, context)
    if let failure = events.pointee.failure { throw failure }
    if code != 0 { throw parserError(context, code) }
    // To libxml2 such a document is well-formed all the same.
    if context.pointee.nsWellFormed == 0 { throw parserError(context, code) }
  }

  /// Gives the parser a piece, which it copies as far as it does not use it up.
  static func push(_ piece: UnsafeBufferPointer<UInt8>, _ context: xmlParserCtxtPtr) -> Int32 {
    // Int32 is safe: markup is limited, and text comes in small pieces.
    UnsafeRawBufferPointer(piece).withMemoryRebound(to: CChar.self) {
      xmlParseChunk(context, $0.baseAddress, Int32($0.count), 0)
    }
  }

  // MARK: Failures

  static func parserError(_ context: xmlParserCtxtPtr, _ returned: Int32) -> XMLError {
    let noted = sluice_xml_error_code(context)
    let code = noted == 0 ? returned : noted
    var detail = sluice_xml_error_message(context).map { String(cString: $0) } ?? "error \(code)"
    detail = String(detail.prefix { $0 != "\n" })
    let kind: XMLError.Kind
    switch UInt32(bitPattern: code) {
    case XML_ERR_NO_MEMORY.rawValue: kind = .outOfMemory
    case XML_ERR_TAG_NAME_MISMATCH.rawValue: kind = .mismatchedTag(detail: detail)
    case XML_NS_ERR_UNDEFINED_NAMESPACE.rawValue: kind = .undeclaredPrefix(detail: detail)
    case XML_ERR_ENTITYREF_SEMICOL_MISSING.rawValue: kind = .bareAmpersand
    case XML_ERR_NAME_REQUIRED.rawValue where detail.contains("EntityRef"): kind = .bareAmpersand
    case XML_ERR_DOCUMENT_END.rawValue: kind = .contentAfterRoot
    case XML_ERR_UNDECLARED_ENTITY.rawValue, XML_WAR_UNDECLARED_ENTITY.rawValue:
      kind = .undeclaredEntity(detail: detail)
    case XML_ERR_INVALID_CHARREF.rawValue: kind = .badReference
    case XML_ERR_INVALID_CHAR.rawValue where detail.contains("CharRef"): kind = .badReference
    case XML_ERR_INVALID_CHAR.rawValue, XML_ERR_INVALID_ENCODING.rawValue:
      kind = .badCharacter(detail: detail)
    case XML_ERR_INTERNAL_ERROR.rawValue:
      kind = .malformed(code: code, detail: "something stands in an element that may not stand there")
    default: kind = .malformed(code: code, detail: detail)
    }
    return XMLError(kind, line: Int(sluice_xml_error_line(context)))
  }
}
