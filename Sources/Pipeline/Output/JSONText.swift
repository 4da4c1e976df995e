/// A JSON value with ordered keys: written in the order given, the same bytes every time.
package enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case string(String)
  case array([JSONValue])
  case object([(String, JSONValue)])
  /// A long list of objects, each piece made when it is written: all of them at once may take gigabytes.
  case pieces([@Sendable () -> [JSONValue]])

  package static func strings(_ list: [String]) -> JSONValue { .array(list.map { .string($0) }) }
  package static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  /// One line, no spaces after separators.
  package var compact: String {
    var out: [UInt8] = []
    write(to: &out, indent: nil)
    return String(decoding: out, as: UTF8.self)
  }

  /// Two spaces per level; arrays of scalars and small objects on one line.
  package var pretty: String { String(decoding: prettyBytes, as: UTF8.self) }

  /// `pretty` as UTF-8.
  package var prettyBytes: [UInt8] {
    var out: [UInt8] = []
    write(to: &out, indent: 0)
    out.append(0x0A)
    return out
  }

  private var isFlat: Bool {
    switch self {
    case .array(let items): items.allSatisfy(\.isScalar)
    case .object(let items): items.allSatisfy { $0.1.isScalar }
    case .pieces: false
    case .null, .bool, .integer, .string: true
    }
  }

  private var isScalar: Bool {
    switch self {
    case .null, .bool, .integer, .string: true
    case .array(let items): items.isEmpty
    case .object(let items): items.isEmpty
    case .pieces: false
    }
  }

  // Bytes are put together, not texts: appending to a String costs ten times as much.
  private func write(to out: inout [UInt8], indent: Int?) {
    switch self {
    case .null: out += "null".utf8
    case .bool(let value): out += (value ? "true" : "false").utf8
    case .integer(let value): out += String(value).utf8
    case .string(let text): Self.quote(text, to: &out)
    case .array(let items):
      let inner = isFlat ? nil : indent.map { $0 + 1 }
      out.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        Self.begin(index, inner, indent, to: &out)
        item.write(to: &out, indent: inner ?? indent)
      }
      Self.end(items.count, inner, indent, to: &out)
      out.append(UInt8(ascii: "]"))
    case .pieces(let pieces):
      let inner = indent.map { $0 + 1 }
      var count = 0
      out.append(UInt8(ascii: "["))
      for piece in pieces {
        for item in piece() {
          Self.begin(count, inner, indent, to: &out)
          item.write(to: &out, indent: inner)
          count += 1
        }
      }
      Self.end(count, inner, indent, to: &out)
      out.append(UInt8(ascii: "]"))
    case .object(let items):
      let inner = isFlat ? nil : indent.map { $0 + 1 }
      out.append(UInt8(ascii: "{"))
      for (index, item) in items.enumerated() {
        Self.begin(index, inner, indent, to: &out)
        Self.quote(item.0, to: &out)
        out += (indent == nil ? ":" : ": ").utf8
        item.1.write(to: &out, indent: inner ?? indent)
      }
      Self.end(items.count, inner, indent, to: &out)
      out.append(UInt8(ascii: "}"))
    }
  }

  /// What stands before an item of a list.
  private static func begin(_ index: Int, _ inner: Int?, _ indent: Int?, to out: inout [UInt8]) {
    if index > 0 { out += (inner == nil && indent != nil ? ", " : ",").utf8 }
    if let inner { breakLine(inner, to: &out) }
  }

  private static func end(_ count: Int, _ inner: Int?, _ indent: Int?, to out: inout [UInt8]) {
    if let indent, inner != nil, count > 0 { breakLine(indent, to: &out) }
  }

  private static func breakLine(_ indent: Int, to out: inout [UInt8]) {
    out.append(0x0A)
    for _ in 0..<indent { out += "  ".utf8 }
  }

  private static func quote(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    if text.utf8.contains(where: mayNeedEscape) {
      for scalar in text.unicodeScalars { escape(scalar, to: &out) }
    } else {
      // Nearly every text: one append instead of one per character.
      out += text.utf8
    }
    out.append(UInt8(ascii: "\""))
  }

  private static func escape(_ scalar: Unicode.Scalar, to out: inout [UInt8]) {
    switch scalar {
    case "\"": out += "\\\"".utf8
    case "\\": out += "\\\\".utf8
    case "\n": out += "\\n".utf8
    case "\r": out += "\\r".utf8
    case "\t": out += "\\t".utf8
    case "\u{2028}", "\u{2029}": out += ("\\u" + String(scalar.value, radix: 16)).utf8
    default:
      if scalar.value < 0x20 || scalar.value == 0x7F {
        let hex = String(scalar.value, radix: 16)
        out += ("\\u" + String(repeating: "0", count: 4 - hex.count) + hex).utf8
      } else {
        out += UTF8.encode(scalar).map { Array($0) } ?? []
      }
    }
  }
}

/// Whether a byte is escaped, or begins U+2028 or U+2029.
private func mayNeedEscape(_ byte: UInt8) -> Bool {
  switch byte {
  case ..<0x20, 0x7F, 0xE2, UInt8(ascii: "\""), UInt8(ascii: "\\"): true
  default: false
  }
}

/// One CSV row by RFC 4180: quoted only where needed. No text is a formula: see `harmless`.
package func csvRow(_ fields: [String]) -> String { csv([fields]) }

/// CSV rows by RFC 4180, without formulas. Bytes are put together, not texts: appending to a String costs ten times as much.
package func csv(_ rows: some Sequence<[String]>) -> String {
  var bytes: [UInt8] = []
  for fields in rows {
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      let field = harmless(field)
      if field.utf8.contains(where: isSpecialInCSV) {
        bytes.append(UInt8(ascii: "\""))
        for byte in field.utf8 {
          if byte == UInt8(ascii: "\"") { bytes.append(byte) }
          bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
      } else {
        bytes += field.utf8
      }
    }
    bytes.append(0x0A)
  }
  return String(decoding: bytes, as: UTF8.self)
}

private func isSpecialInCSV(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D: true
  default: false
  }
}
