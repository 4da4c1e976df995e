/// Campaign parameters of a landing page's address, or of a list of `utm_source: value` lines.
///
/// `utm_*`, `mtm_*` and `pk_*` (Matomo), `utm_name` for the campaign. The first occurrence wins;
/// values are percent-decoded, bad escapes stay as they are; an empty value counts as absent.
package struct UTMParameters: Sendable, Hashable {
  package var source: [UInt8]?
  package var medium: [UInt8]?
  package var campaign: [UInt8]?
  package var term: [UInt8]?
  package var content: [UInt8]?

  package static func parse(_ text: [UInt8]) -> UTMParameters {
    var result = UTMParameters()
    if let question = text.firstIndex(of: UInt8(ascii: "?")) {
      let query = text[(question + 1)...]
      for pair in query.split(whereSeparator: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "\n") }) {
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
        result.set(Array(pair[..<equals]), decoded(pair[(equals + 1)...]))
      }
    }
    for line in text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      result.set(trimmed(Array(line[..<colon])), trimmed(Array(line[(colon + 1)...])))
    }
    return result
  }

  private mutating func set(_ name: [UInt8], _ value: [UInt8]) {
    guard !value.isEmpty else { return }
    switch String(decoding: folded(name), as: UTF8.self) {
    case "utm_source", "mtm_source", "pk_source": if source == nil { source = value }
    case "utm_medium", "mtm_medium", "pk_medium": if medium == nil { medium = value }
    case "utm_campaign", "utm_name", "mtm_campaign", "pk_campaign": if campaign == nil { campaign = value }
    case "utm_term", "mtm_kwd", "pk_kwd", "mtm_keyword", "pk_keyword": if term == nil { term = value }
    case "utm_content", "mtm_content", "pk_content": if content == nil { content = value }
    default: break
    }
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    var i = bytes.startIndex
    func hex(_ byte: UInt8) -> UInt8? {
      switch byte {
      case 0x30...0x39: byte - 0x30
      case 0x41...0x46: byte - 0x37
      case 0x61...0x66: byte - 0x57
      default: nil
      }
    }
    while i < bytes.endIndex {
      if bytes[i] == UInt8(ascii: "+") {
        out.append(0x20)
      } else if bytes[i] == UInt8(ascii: "%"), i + 2 < bytes.endIndex, let high = hex(bytes[i + 1]), let low = hex(bytes[i + 2]) {
        out.append(high << 4 | low)
        i += 2
      } else {
        out.append(bytes[i])
      }
      i += 1
    }
    // A decoded byte string that is no text would poison a grouping key.
    return isValidUTF8(out) ? out : Array(bytes)
  }
}

/// Names under which the same traffic source appears.
package enum SourceAliases {
  private static let aliases: [String: String] = [
    "adwords": "google", "google_ads": "google", "googleads": "google", "fb": "facebook", "facebook.com": "facebook",
    "m.facebook.com": "facebook", "l.facebook.com": "facebook", "lm.facebook.com": "facebook", "ig": "instagram",
    "instagram.com": "instagram", "l.instagram.com": "instagram", "linkedin.com": "linkedin", "lnkd.in": "linkedin",
  ]

  /// The one name of a source; other texts stay as they are.
  package static func normalise(_ source: [UInt8]) -> [UInt8] {
    guard source.count <= 16 else { return source }
    return aliases[String(decoding: folded(source), as: UTF8.self)].map { Array($0.utf8) } ?? source
  }
}
