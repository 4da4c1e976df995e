/// Campaign parameters of a landing page's address, or of a list of `utm_source: value` lines.
///
/// Understands `utm_*`, `utm_name` for the campaign, and Matomo's `mtm_*`, `matomo_*`, `pk_*` and
/// `piwik_*`; in the query, the fragment or a bare `name=value&…` text. The first occurrence wins, an
/// empty value counts as absent. Names are folded; values are percent-decoded (`+` is a space) and
/// trimmed, nothing else: for the one name of a source see `TrafficNames`.
package struct UTMParameters: Sendable, Hashable {
  package var source: [UInt8]?
  package var medium: [UInt8]?
  package var campaign: [UInt8]?
  package var term: [UInt8]?
  package var content: [UInt8]?
  /// `utm_id`: the campaign's id.
  package var id: [UInt8]?
  /// Of the click ids there are, the place of the most telling one in `TrafficNames.clicks`.
  package var click: Int?

  package init() {}

  /// - Parameters:
  ///   - text: an address in any state of decay, or lines; UTF-8.
  ///   - clickIDs: folded names of click ids with their places.
  package static func parse(_ text: [UInt8], clickIDs: [[UInt8]: Int] = [:]) -> UTMParameters {
    var result = UTMParameters()
    // Whatever stands before the `?` is no known name, so that every separator may be treated alike.
    for pair in text.split(whereSeparator: { "?&#\n\r".utf8.contains($0) }) {
      guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
      result.set(trimmed(Array(pair[..<equals])), trimmed(decoded(pair[(equals + 1)...])), clickIDs)
    }
    for line in text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      result.set(trimmed(Array(line[..<colon])), trimmed(Array(line[(colon + 1)...])), clickIDs)
    }
    return result
  }

  private mutating func set(_ name: [UInt8], _ value: [UInt8], _ clickIDs: [[UInt8]: Int]) {
    guard !value.isEmpty else { return }
    var name = folded(name)
    // Addresses copied out of HTML.
    if name.starts(with: "amp;".utf8) { name.removeFirst(4) }
    if let place = clickIDs[name] {
      click = min(click ?? place, place)
    } else if let path = Self.parameter(String(decoding: name, as: UTF8.self)), self[keyPath: path] == nil {
      self[keyPath: path] = value
    }
  }

  private static func parameter(_ name: String) -> WritableKeyPath<UTMParameters, [UInt8]?>? {
    guard let underscore = name.firstIndex(of: "_") else { return nil }
    let kind = name[name.index(after: underscore)...]
    switch name[..<underscore] {
    case "utm":
      switch kind {
      case "source": return \.source
      case "medium": return \.medium
      case "campaign", "name": return \.campaign
      case "term": return \.term
      case "content": return \.content
      case "id": return \.id
      default: return nil
      }
    case "mtm", "pk", "matomo", "piwik":
      switch kind {
      case "source": return \.source
      case "medium": return \.medium
      case "campaign", "cpn": return \.campaign
      case "kwd", "keyword": return \.term
      case "content": return \.content
      case "cid": return \.id
      default: return nil
      }
    default: return nil
    }
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    var i = bytes.startIndex
    while i < bytes.endIndex {
      if bytes[i] == UInt8(ascii: "+") {
        out.append(0x20)
      } else if bytes[i] == UInt8(ascii: "%"), i + 2 < bytes.endIndex, let high = hex(bytes[i + 1]),
        let low = hex(bytes[i + 2])
      {
        out.append(high << 4 | low)
        i += 2
      } else {
        out.append(bytes[i])
      }
      i += 1
    }
    // A decoded byte string that is no text would poison a grouping key.
    return BytePattern.isUTF8(out.span) ? out : Array(bytes)
  }

  private static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
