/// Text as GitHub-flavoured Markdown that shows exactly this text, in a paragraph or a table cell.
enum MarkdownText {
  private static let escaped: Set<Unicode.Scalar> = [
    "\\", "|", "`", "[", "]", "*", "_", "#", "!", "<", ">", "&", "~", "$", "@",
  ]

  enum Place {
    /// A paragraph or cell begins with it.
    case start
    /// Something of ours stands before it, such as a mark or a sign.
    case inside
  }

  /// For text of users and exports: nothing in it becomes markup, a link or a second line.
  static func escape(_ text: String, at place: Place = .start) -> String {
    let scalars = trimmed(text)
    var out = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "-", "+", "=":
        // List items, rules and headings; elsewhere these mean nothing.
        if index == 0, place == .start { out.append("\\") }
        out.append(scalar)
      case ":":
        // `https://…` would turn into a link.
        if index + 1 < scalars.count, scalars[index + 1] == "/" { out.append("\\") }
        out.append(scalar)
      case ".":
        if endsWWW(scalars[..<index]) || isNumber(scalars[..<index]) && place == .start { out.append("\\") }
        out.append(scalar)
      case "\t", "\n", "\r", "\u{2028}", "\u{2029}", "\u{85}":
        out.append(" ")
      default:
        if scalar.isControl || scalar.isDirectionOverride {
          out.append("\u{FFFD}")
        } else {
          if escaped.contains(scalar) { out.append("\\") }
          out.append(scalar)
        }
      }
    }
    return String(out)
  }

  /// `www.` turns into a link.
  private static func endsWWW(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    scalars.count >= 3 && scalars.suffix(3).allSatisfy { $0 == "w" || $0 == "W" }
  }

  /// `1.` begins a numbered list.
  private static func isNumber(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    !scalars.isEmpty && scalars.count <= 9 && scalars.allSatisfy { ("0"..."9").contains($0) }
  }

  /// Spaces at the ends would break emphasis and turn four of them into code.
  private static func trimmed(_ text: String) -> [Unicode.Scalar] {
    let isSpace = { (scalar: Unicode.Scalar) in
      scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
    }
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.firstIndex(where: { !isSpace($0) }),
      let last = scalars.lastIndex(where: { !isSpace($0) })
    else { return [] }
    return Array(scalars[first...last])
  }

  /// Code in a paragraph or a table cell: the fence is longer than any run of backticks inside.
  static func code(_ text: String) -> String {
    var inner = String.UnicodeScalarView()
    var run = 0
    var longest = 0
    for scalar in text.unicodeScalars {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
      let isHarmless = !scalar.isControl && !scalar.isDirectionOverride
      // In a table even code must escape its pipes, so a look-alike stands in.
      inner.append(scalar == "|" ? "\u{00A6}" : isHarmless ? scalar : " ")
    }
    let fence = String(repeating: "`", count: longest + 1)
    let padding = longest > 0 ? " " : ""
    return fence + padding + String(inner) + padding + fence
  }

  /// A YAML scalar in double quotes.
  static func yaml(_ text: String) -> String {
    var out = String.UnicodeScalarView("\"".unicodeScalars)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "\"":
        out.append("\\")
        out.append(scalar)
      case "\t", "\n", "\r", "\u{2028}", "\u{2029}": out.append(" ")
      default: out.append(scalar.isControl ? "\u{FFFD}" : scalar)
      }
    }
    out.append("\"")
    return String(out)
  }
}

/// A table: headings, alignment, rows. All cells are Markdown already.
struct MarkdownTable {
  enum Alignment { case text, number }

  private let columns: [(heading: String, alignment: Alignment)]
  private var rows: [[String]] = []

  init(_ columns: [(heading: String, alignment: Alignment)]) { self.columns = columns }

  /// - Precondition: One cell per column.
  mutating func add(_ cells: [String]) {
    precondition(cells.count == columns.count, "a row of a Markdown table has one cell per column")
    rows.append(cells)
  }

  var text: String {
    let line = { (cells: [String]) in "| " + cells.joined(separator: " | ") + " |\n" }
    var out = line(columns.map(\.heading))
    out += line(columns.map { $0.alignment == .number ? "---:" : "---" })
    for row in rows { out += line(row) }
    return out
  }
}
