/// A text that no spreadsheet takes for a formula: `'` stands before what would be one, the only way that all of them
/// understand. Numbers stay numbers.
///
/// A formula begins with `=`, `+`, `-` or `@`, also in their full-width forms, and behind blanks of any kind, which
/// spreadsheets leave out; tabs and line breaks at the front are blanks that begin a cell of its own in some.
package func harmless(_ text: String) -> String { isFormula(text) ? "'" + text : text }

/// Whether a spreadsheet might compute the text.
private func isFormula(_ text: String) -> Bool {
  // Nearly every text: letters and digits begin no formula.
  guard let first = text.utf8.first, !isWordByte(first) else { return false }
  if first == 0x09 || first == 0x0A || first == 0x0D { return true }
  let scalars = text.unicodeScalars.drop(while: isBlank)
  switch scalars.first {
  case "=", "＝", "@", "＠": return true
  case "+", "-", "＋", "－": return !isNumber(scalars)
  default: return false
  }
}

private func isWordByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0xC3...0xCB, 0xD0...0xD3: true
  default: false
  }
}

/// Spaces of any width and what has no width, control characters among them.
private func isBlank(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0...0x20, 0x7F...0xA0, 0xAD, 0x1680, 0x180E, 0x2000...0x200F, 0x2028...0x202F, 0x205F...0x2064, 0x3000,
    0xFEFF:
    true
  default: false
  }
}

/// Whether a text behind its blanks is a signed number such as `-12.50`, `+1 204,5`, `-3%` or `-12.5 EUR`, or nothing
/// but signs, as tools write what they don't state.
private func isNumber(_ text: Substring.UnicodeScalarView) -> Bool {
  var rest = text.dropFirst()
  let signs = rest.prefix { $0 == "-" || $0 == "+" }
  if signs.count == rest.count { return true }
  guard let first = rest.first, ("0"..."9").contains(first) || first == "." || first == "," else {
    return false
  }
  rest = rest.drop {
    ("0"..."9").contains($0) || $0 == "." || $0 == "," || $0 == " " || $0 == "\u{A0}" || $0 == "\u{202F}"
  }
  if rest.first == "%" { rest = rest.dropFirst() }
  // A currency's code; three letters compute nothing.
  return rest.isEmpty || (rest.count == 3 && rest.allSatisfy { ("A"..."Z").contains($0) })
}
