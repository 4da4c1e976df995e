import CLibYAML

/// The events of a YAML text, one after another.
struct YAMLEvents: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  /// libyaml reads the text where it stands: this copy lives as long as the parser.
  private let bytes: UnsafeMutableBufferPointer<UInt8>

  init(_ text: String) throws(YAMLSyntaxError) {
    let utf8 = text.utf8
    bytes = .allocate(capacity: utf8.count)
    _ = bytes.initialize(fromContentsOf: utf8)
    parser = .allocate(capacity: 1)
    guard yaml_parser_initialize(parser) == 1 else { throw .outOfMemory }
    // Named: else libyaml would look for a byte order mark and take the text for UTF-16.
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    bytes.deallocate()
  }

  /// The next event. After the end of the stream, or an error, nothing more may be asked.
  mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
    defer { yaml_event_delete(&event) }
    let (kind, tag, anchor) = Self.facts(event)
    return YAMLEvent(
      kind: kind, tag: tag, anchor: anchor, line: event.start_mark.line + 1,
      column: event.start_mark.column + 1)
  }

  private static func facts(_ event: yaml_event_t) -> (YAMLEvent.Kind, tag: String?, anchor: String?) {
    switch event.type {
    case YAML_STREAM_START_EVENT: return (.streamStart, nil, nil)
    case YAML_DOCUMENT_START_EVENT: return (.documentStart, nil, nil)
    case YAML_DOCUMENT_END_EVENT: return (.documentEnd, nil, nil)
    case YAML_ALIAS_EVENT: return (.alias(string(event.data.alias.anchor) ?? ""), nil, nil)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      // In bounds: libyaml owns `length` bytes at `value`, which may hold NULs, until the event is deleted.
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      // A byte order mark that was pasted along is invisible, and no part of the text.
      let text = String(decoding: bytes.dropFirst(bytes.starts(with: "\u{FEFF}".utf8) ? 3 : 0), as: UTF8.self)
      return (
        .scalar(text, isQuoted: scalar.style != YAML_PLAIN_SCALAR_STYLE),
        scalar.quoted_implicit == 1 ? nil : string(scalar.tag), string(scalar.anchor)
      )
    case YAML_SEQUENCE_START_EVENT:
      let list = event.data.sequence_start
      return (.listStart, list.implicit != 0 ? nil : string(list.tag), string(list.anchor))
    case YAML_SEQUENCE_END_EVENT: return (.listEnd, nil, nil)
    case YAML_MAPPING_START_EVENT:
      let mapping = event.data.mapping_start
      return (.mappingStart, mapping.implicit != 0 ? nil : string(mapping.tag), string(mapping.anchor))
    case YAML_MAPPING_END_EVENT: return (.mappingEnd, nil, nil)
    default: return (.streamEnd, nil, nil)
    }
  }

  /// A text of libyaml's, which ends in a NUL.
  private static func string(_ text: UnsafePointer<UInt8>?) -> String? { text.map { String(cString: $0) } }

  private var failure: YAMLSyntaxError {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "the text can't be read"
    switch parser.pointee.error {
    case YAML_MEMORY_ERROR: return .outOfMemory
    case YAML_READER_ERROR: return .unreadable(problem, byteOffset: parser.pointee.problem_offset)
    default:
      let mark = parser.pointee.problem_mark
      return .malformed(problem, line: mark.line + 1, column: mark.column + 1)
    }
  }
}
