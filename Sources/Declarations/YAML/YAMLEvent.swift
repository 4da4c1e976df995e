/// One step of a YAML text, as libyaml's parser tells it.
struct YAMLEvent {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd
    /// Names an anchor.
    case alias(String)
    case scalar(String, isQuoted: Bool)
    case listStart, listEnd, mappingStart, mappingEnd
  }

  var kind: Kind
  /// An explicit tag, resolved; nil where there is none.
  var tag: String?
  var anchor: String?
  /// 1-based; columns count Unicode scalars.
  var line: Int
  var column: Int
}

/// Why a text is not YAML.
enum YAMLSyntaxError: Error {
  /// - line, column: 1-based.
  case malformed(String, line: Int, column: Int)
  /// A character that no YAML text may hold, or bytes that are no UTF-8.
  case unreadable(String, byteOffset: Int)
  case outOfMemory
}
