import CLibXML2

/// libxml2's callbacks: each hands its event to what stands behind the user pointer.
enum XMLEvents {
  /// A SAX2 handler that builds nothing, loads nothing and keeps silent about errors (they are read
  /// from the parser's last error instead).
  static var handler: xmlSAXHandler {
    var sax = xmlSAXHandler()
    sax.initialized = sluice_xml_sax2_magic()
    sax.startElementNs = { data, name, _, namespace, _, _, count, _, attributes in
      guard let name else { return }
      XMLEvents.events(data)?.pointee.startElement(name, namespace, Int(count), attributes)
    }
    sax.endElementNs = { data, _, _, _ in XMLEvents.events(data)?.pointee.endElement() }
    sax.characters = { data, text, count in
      guard let text else { return }
      XMLEvents.events(data)?.pointee.characters(text, Int(count))
    }
    // The same pointer tells the parser not to look for blanks.
    sax.ignorableWhitespace = sax.characters
    sax.cdataBlock = { data, text, count in
      guard let text else { return }
      XMLEvents.events(data)?.pointee.section(text, Int(count))
    }
    sax.internalSubset = { data, _, _, _ in XMLEvents.events(data)?.pointee.doctype() }
    sax.externalSubset = { data, _, _, _ in XMLEvents.events(data)?.pointee.fail(.doctype) }
    sax.reference = { data, name in
      let text = name.map { String(cString: $0) } ?? ""
      XMLEvents.events(data)?.pointee.fail(.undeclaredEntity(detail: "&\(text);"))
    }
    sax.resolveEntity = { data, _, _ in
      XMLEvents.events(data)?.pointee.fail(.externalEntity)
      return nil
    }
    return sax
  }

  /// Notes an attempt to load something, if the parser is one of ours.
  static func refuseLoading(_ context: xmlParserCtxtPtr?) {
    guard let context, let mark = context.pointee._private, mark == context.pointee.userData else { return }
    events(mark)?.pointee.fail(.externalEntity)
  }

  /// The user pointer is always the events that `XMLRecordReader` made, alive during its calls.
  fileprivate static func events(_ data: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLParserEvents>? {
    data?.assumingMemoryBound(to: XMLParserEvents.self)
  }
}
