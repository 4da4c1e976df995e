import Diagnostics

/// Findings as lines of a terminal: aligned, broken at words, control characters made visible.
enum Lines {
  /// How wide a line may be: a terminal's usual width.
  static let width = 80

  /// `name  value`, values below each other.
  static func pairs(_ pairs: [(name: String, value: String)], indent: Int = 0) -> String {
    let widest = min(36, pairs.map { cells(printable($0.name)) }.max() ?? 0)
    return pairs.map { pair in
      let name = printable(pair.name)
      let pad = String(repeating: " ", count: max(0, widest - cells(name)))
      let first = String(repeating: " ", count: indent) + name + pad + "  "
      return broken(printable(pair.value), first: first, hanging: indent + widest + 2)
    }.joined()
  }

  /// A title and pairs below it; nothing where there are none.
  static func section(_ title: String, _ items: [(String, String)]) -> String {
    items.isEmpty ? "" : "\n\(title)\n" + pairs(items.map { (name: $0.0, value: $0.1) }, indent: 2)
  }

  /// A title and items in one paragraph.
  static func list(_ title: String, _ items: [String]) -> String {
    guard !items.isEmpty else { return "" }
    return "\n\(title)\n"
      + broken(
        items.map { printable($0.isEmpty ? "(no heading)" : $0) }.joined(separator: ", "), first: "  ",
        hanging: 2)
  }

  /// A title and a paragraph per item.
  static func paragraphs(_ title: String, _ items: [String]) -> String {
    items.isEmpty
      ? "" : "\n\(title)\n" + items.map { broken(printable($0), first: "  ", hanging: 4) }.joined()
  }

  /// A text broken at spaces.
  static func broken(_ text: String, first: String, hanging: Int, width: Int = width) -> String {
    var lines = ""
    var line = first
    var isFresh = true
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let extra = (isFresh ? 0 : 1) + cells(String(word))
      if !isFresh, cells(line) + extra > width {
        lines += line + "\n"
        line = String(repeating: " ", count: hanging)
        isFresh = true
        if word.isEmpty { continue }
      }
      line += (isFresh ? "" : " ") + word
      isFresh = false
    }
    return lines + line + "\n"
  }

  /// Cells of a terminal.
  static func cells(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + (isWide($1) ? 2 : 1) } }
}
