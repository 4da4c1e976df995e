/// A JSON value with ordered keys: written in the order given, the same bytes every time.
package indirect enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case string(String)
  case array([JSONValue])
  case object([(String, JSONValue)])

  package static func strings(_ list: [String]) -> JSONValue { .array(list.map { .string($0) }) }
  package static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  /// One line, no spaces after separators.
  package var compact: String {
    var out = ""
    write(to: &out, indent: nil)
    return out
  }

  /// Two spaces per level; arrays of scalars and small objects on one line.
  package var pretty: String {
    var out = ""
    write(to: &out, indent: 0)
    return out + "\n"
  }

  private var isFlat: Bool {
    switch self {
    case .array(let items): items.allSatisfy(\.isScalar)
    case .object(let items): items.allSatisfy { $0.1.isScalar }
    case .null, .bool, .integer, .string: true
    }
  }

  private var isScalar: Bool {
    switch self {
    case .null, .bool, .integer, .string: true
    case .array(let items): items.isEmpty
    case .object(let items): items.isEmpty
    }
  }

  private func write(to out: inout String, indent: Int?) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .integer(let value): out += String(value)
    case .string(let text): Self.quote(text, to: &out)
    case .array(let items):
      Self.list(items.map { (nil, $0) }, "[", "]", flat: isFlat, to: &out, indent: indent)
    case .object(let items):
      Self.list(items.map { ($0.0, $0.1) }, "{", "}", flat: isFlat, to: &out, indent: indent)
    }
  }

  private static func list(
    _ items: [(key: String?, value: JSONValue)], _ open: String, _ close: String, flat: Bool,
    to out: inout String, indent: Int?
  ) {
    out += open
    let inner = flat ? nil : indent.map { $0 + 1 }
    for (index, item) in items.enumerated() {
      if index > 0 { out += inner == nil && indent != nil ? ", " : "," }
      if let inner { out += "\n" + String(repeating: "  ", count: inner) }
      if let key = item.key {
        quote(key, to: &out)
        out += indent == nil ? ":" : ": "
      }
      item.value.write(to: &out, indent: inner ?? (indent == nil ? nil : indent))
    }
    if let indent, inner != nil, !items.isEmpty { out += "\n" + String(repeating: "  ", count: indent) }
    out += close
  }

  private static func quote(_ text: String, to out: inout String) {
    out += "\""
    guard text.utf8.contains(where: mayNeedEscape) else {
      // Nearly every text: one append instead of one per character.
      out += text
      out += "\""
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{2028}", "\u{2029}": out += "\\u" + String(scalar.value, radix: 16)
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let hex = String(scalar.value, radix: 16)
          out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    out += "\""
  }
}

/// Whether a byte is escaped, or begins U+2028 or U+2029.
private func mayNeedEscape(_ byte: UInt8) -> Bool {
  switch byte {
  case ..<0x20, 0x7F, 0xE2, UInt8(ascii: "\""), UInt8(ascii: "\\"): true
  default: false
  }
}

/// One CSV row by RFC 4180: quoted only where needed.
package func csvRow(_ fields: [String]) -> String { csv([fields]) }

/// CSV rows by RFC 4180. Bytes are put together, not texts: appending to a String costs ten times as much.
package func csv(_ rows: some Sequence<[String]>) -> String {
  var bytes: [UInt8] = []
  for fields in rows {
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
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
