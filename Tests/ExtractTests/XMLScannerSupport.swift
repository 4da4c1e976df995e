import Columns
import Declarations
import Extract
import TestSupport

/// How the fast reader is given a document: as a stream, or in chunks, and how much it looks at in one go.
struct FastReading: Sendable, CustomStringConvertible {
  var piece: Int?
  /// nil reads a stream.
  var chunk: Int?
  /// Of a stream.
  var block = 2000
  var description: String { "pieces of \(piece ?? 0), chunks of \(chunk ?? 0), blocks of \(block)" }
}

/// Rows of batches as text, with places in the file.
private func append(_ batch: RecordBatch, records: Int, lines: Int, to read: inout ReadXML) {
  for row in 0..<batch.count {
    read.rows.append(
      batch.columns.indices.map { column in
        batch.field(column, row).map { String(decoding: $0, as: UTF8.self) }
      })
    read.lines.append(lines + Int(batch.lines[row]))
    read.indices.append(records + Int(batch.index[row]))
  }
  read.note(batch, records: records)
}

/// Reads a document with the fast reader alone; nil when it gives up.
func readFast(
  _ bytes: [UInt8], record: String, _ selectors: [XMLSelector], _ reading: FastReading = FastReading(),
  limits: XMLLimits = .standard
) throws -> ReadXML? {
  let file = try TemporaryFile(bytes)
  let reader = XMLChunkReader(
    record: record.split(separator: "/").map(String.init), selectors: selectors, limits: limits,
    pieceSize: reading.piece, chunkSize: reading.chunk ?? reading.block)
  var batch = RecordBatch(columnCount: selectors.count)
  var read = ReadXML()
  guard let chunk = reading.chunk else {
    guard var stream = try? ByteStream(path: file.path, encoding: .xml) else { return nil }
    let facts = try reader.stream(&stream, batch: &batch) { append($0, records: 0, lines: 0, to: &read) }
    guard let facts, facts.records == read.rows.count else { return nil }
    return read
  }
  let input = try InputFile(path: file.path)
  let chunks = (bytes.count + chunk - 1) / chunk
  let chain = XMLChain()
  var (records, lines) = (0, 0)
  for number in 0..<chunks {
    let facts = try reader.read(
      chunk: number, of: chunks, input, chain: chain, batch: &batch, hash: { _ in },
      sink: { append($0, records: records, lines: lines, to: &read) })
    guard let facts else { return nil }
    records += facts.records
    lines += facts.lines
  }
  return chain.isWhole(chunks) ? read : nil
}

/// Random documents: plain ones, and what a broken tool or an attacker makes of them.
struct XMLMaker {
  var random: SeededRandom
  private var text = ""

  init(seed: Int) { random = SeededRandom(seed) }

  private mutating func one(of texts: [String]) -> String { texts.randomElement(using: &random) ?? "" }
  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  mutating func document() -> [UInt8] {
    text = chance(10) ? "\u{FEFF}" : ""
    if chance(50) {
      text += one(of: ["<?xml version='1.0'?>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"])
    }
    around()
    text += "<r\(attributes(["xmlns"]))>"
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      content(depth: 1)
      element(one(of: ["a", "a", "a", "b", "aa", "день"]), depth: 2)
    }
    content(depth: 1)
    text += "</r\(blanks())>"
    around()
    return Array(text.utf8)
  }

  private mutating func blanks() -> String { chance(80) ? "" : one(of: [" ", "\n", "\t", "\n\n  ", "\r\n"]) }

  private mutating func around() {
    while chance(30) {
      text += blanks()
      if chance(20) {
        text += one(of: ["<!-- <a> -->", "<?p <a>?>", "<!---->", "<?xml-stylesheet href='x'?>"])
      }
    }
  }

  /// - Parameter more: those of the root alone.
  private mutating func attributes(_ more: [String] = []) -> String {
    var result = ""
    for name in ["i", "v", "long-name.1", "знак", "xmlns:p"] + more where chance(25) {
      let quote = one(of: ["'", "\""])
      var value = name.hasPrefix("xmlns") ? one(of: ["http://example.org/a", "urn:x:1"]) : ""
      if !name.hasPrefix("xmlns") {
        for _ in 0..<Int.random(in: 0...4, using: &random) {
          value += one(of: [
            "12.50", "é", " ", "\n", "\t", "&amp;", "&lt;", "&#38;", "&#x20AC;", "&#10;", "x>y", "😀",
          ])
          value += quote == "'" ? "\"" : "'"
        }
      }
      let blank = one(of: [" ", " ", " ", "\n", "  ", "\t"])
      result += "\(blank)\(name)\(chance(90) ? "" : " ")=\(chance(90) ? "" : " ")\(quote)\(value)\(quote)"
    }
    return result + blanks()
  }

  private mutating func element(_ name: String, depth: Int) {
    text += "<\(name)\(attributes())"
    if chance(15) { return text += "/>" }
    text += ">"
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      content(depth: depth)
      if depth < 5, chance(60) {
        element(one(of: ["n", "p", "a", "l", "i", "длинноеИмя"]), depth: depth + 1)
      }
    }
    content(depth: depth)
    text += "</\(name)\(blanks())>"
  }

  private mutating func content(depth: Int) {
    while chance(45) {
      let next = one(of: [
        "7", "1.5", "-3", "text", " ", "\n", "\r\n", "é", "ж", "ス", "😀", "&amp;", "&lt;", "&gt;", "&quot;",
        "&apos;", "&#49;", "&#x31;", "&#10;", "]", "]]", "] >", ">", "\"", "'", "\t", "<!-- c <a> -->",
        "<?p q?>",
        "<![CDATA[1.5]]>", "<![CDATA[<a>]]>", "<![CDATA[]]>", "<![CDATA[]]]]>", "<![CDATA[&amp; \n]]>",
      ])
      // `]]` and `>` must not meet outside of sections.
      text += next == ">" && text.hasSuffix("]") ? " >" : next
    }
  }

  /// A few bytes changed, dropped, doubled or put in, or the end cut off.
  mutating func broken(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      guard !bytes.isEmpty else { return bytes }
      let at = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<7, using: &random) {
      case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: at)
      case 2: bytes.insert(bytes[at], at: at)
      case 3: bytes.removeLast(bytes.count - at)
      case 4:
        let length = min(bytes.count - at, Int.random(in: 1...12, using: &random))
        bytes.insert(
          contentsOf: Array(bytes[at..<(at + length)]), at: Int.random(in: 0...bytes.count, using: &random))
      default:
        let piece = one(of: [
          "<", ">", "&", "\"", "'", "/", "=", "]]>", "<!--", "-->", "--", "<![CDATA[", "<?", "?>", "<a>",
          "</a>",
          "</r>", "<r/>", "&x;", "&#0;", "&#xD800;", "&#xFFFE;", "\u{FFFE}", "\u{0}", "\u{1}", "\r", "\r\n",
          ":",
          "a:", "xmlns:a='urn:a'", " i='1'", "<!DOCTYPE r>", "<?xml version='1.0'?>", "\u{85}", "\u{2028}",
          "<é",
          "<\u{B7}", "<1", "&#1114112;", "&#9;", "&amp", "\u{7F}",
        ])
        bytes.insert(contentsOf: Array(piece.utf8), at: at)
      }
    }
    return bytes
  }
}
