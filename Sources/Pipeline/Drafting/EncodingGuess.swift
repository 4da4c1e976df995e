import Declarations
import Diagnostics
import Extract

/// An encoding in which a file makes sense that is not UTF-8 and does not say what it is: a guess for a draft, which asks
/// about it. Runs never guess.
struct EncodingGuess: Sendable {
  var encoding: TextEncoding
  /// The first character that tells whether the guess is right, such as `ü`.
  var letter: Character?

  /// What is asked about it.
  var question: String {
    "which encoding? The text is not UTF-8; \(encoding.rawValue) is a guess"
      + (letter.map { " that reads its first letter beyond ASCII as '\($0)'." } ?? ".")
  }
  /// The line of an input's entry.
  var line: String { "encoding: \(encoding.rawValue)" }

  /// Those that spreadsheets save as, the commonest first.
  private static let candidates: [TextEncoding] = [
    .windows1252, .windows1251, .gb18030, .big5, .shiftJIS, .eucKR,
  ]

  /// - Returns: the first of those in which most of a profile's headings stand, of one that fits before others, with
  ///   the file's beginning in it; nil where the file's encoding is not what keeps it from being read.
  static func read(
    _ file: FileFinder.Found, _ recogniser: Recogniser
  ) -> (guess: EncodingGuess, heads: SourceFileOpener.FileHeads)? {
    let opener = SourceFileOpener()
    do throws(InputError) {
      _ = try opener.heads(file.absolute, encoding: nil)
      return nil
    } catch {
      guard error.leavesEncodingOpen else { return nil }
    }
    var best: (encoding: TextEncoding, heads: SourceFileOpener.FileHeads, score: (Int, Int))?
    for encoding in candidates {
      guard let heads = try? opener.heads(file.absolute, encoding: encoding) else { continue }
      let search = ProfileSearch(heads, recogniser: recogniser)
      let score = (search.best?.matched ?? 0, search.known)
      if score > best?.score ?? (-1, -1) { best = (encoding, heads, score) }
    }
    guard let best else { return nil }
    let letter = best.heads.texts.lazy.compactMap { head in
      String(decoding: head.bytes, as: UTF8.self).first { !$0.isASCII }
    }.first
    return (EncodingGuess(encoding: best.encoding, letter: letter), best.heads)
  }
}
