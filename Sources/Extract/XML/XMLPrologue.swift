import Columns

/// What the beginning of an XML file tells, for recognising it.
package struct XMLPrologue: Sendable {
  /// Local name of the root element; nil when it does not begin, or its tag does not end, in the prefix.
  package var root: String?
  /// Attributes of the root element by local name, in the file's order.
  package var attributes: [(name: String, value: String)] = []
  /// As the XML declaration names it; nil when not stated.
  package var declaredEncoding: String?
  /// What is wrong with the beginning, if anything.
  package var failure: XMLError?

  /// Reads as much as a prefix gives. Never fails: whether the file is good is found when it is read.
  ///
  /// - Parameters:
  ///   - prefix: The first bytes of the (unpacked) file, some tens of KiB.
  ///   - encoding: What the bytes are in; nil finds it from the bytes. Text from a `ByteStream` is UTF-8,
  ///     whatever its declaration says.
  package static func read(_ prefix: Span<UInt8>, encoding: TextEncoding? = nil) -> XMLPrologue {
    var prologue = XMLPrologue()
    var text: ContiguousArray<UInt8> = []
    if let encoding {
      var transcoder = Transcoder(encoding)
      try? transcoder.append(prefix, to: &text)
    } else if let found = try? TextEncoding.ofXML(prefix) {
      var transcoder = Transcoder(found.encoding)
      try? transcoder.append(prefix.extracting(found.markLength...), to: &text)
    } else {
      // An encoding that is not read: at least say which.
      for i in prefix.indices { text.append(prefix[i]) }
      prologue.declaredEncoding = XMLDeclaration(Array(text.prefix(XMLDeclaration.maximumLength)))?.encoding
      return prologue
    }
    prologue.declaredEncoding = XMLDeclaration(Array(text.prefix(XMLDeclaration.maximumLength)))?.encoding
    var reader = XMLRecordReader(record: [], selectors: [])
    var batch = RecordBatch(columnCount: 0)
    do throws(XMLError) { try reader.feed(text.span, batch: &batch) } catch { prologue.failure = error }
    if let root = reader.root {
      prologue.root = root.name
      prologue.attributes = root.attributes
    }
    return prologue
  }

  package static func read(_ prefix: [UInt8], encoding: TextEncoding? = nil) -> XMLPrologue {
    read(prefix.span, encoding: encoding)
  }
}
