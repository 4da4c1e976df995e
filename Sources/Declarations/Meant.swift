import EventSchema

extension StatedAmount {
  /// What a text that is no amount may stand for: `10000 EUR` for `€10000` and `10000EUR`.
  package static func meant(_ text: String) -> String? {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    if words.count < 3, let first = words.first, Exact(decimal: first) != nil, mayBeThousands(first) {
      return ([first.filter { $0 != "." }] + words.dropFirst().map(String.init)).joined(separator: " ")
    }
    func isOfNumber(_ scalar: Unicode.Scalar) -> Bool {
      ("0"..."9").contains(scalar) || scalar == "." || scalar == "-"
    }
    let scalars = text.unicodeScalars.filter { !$0.properties.isWhitespace }
    guard let first = scalars.firstIndex(where: isOfNumber), let last = scalars.lastIndex(where: isOfNumber)
    else { return nil }
    let number = String(String.UnicodeScalarView(scalars[first...last]))
    let before = String(String.UnicodeScalarView(scalars[..<first]))
    let after = String(String.UnicodeScalarView(scalars[scalars.index(after: last)...]))
    guard Exact(decimal: number) != nil, before.isEmpty != after.isEmpty else { return nil }
    let name = before + after
    let code = CurrencyCodes.currency(name.utf8).map(\.description) ?? CurrencyCodes.meant(name)
    return code.map { "\(number) \($0)" }
  }
}

extension DatePattern {
  /// What a text that is no pattern may stand for: `dd/MM/yyyy` for `DD/MM/YYYY`, `TT/MM/JJJJ` and `%d/%m/%Y`.
  package static func meant(_ text: String) -> String? {
    var pattern = ""
    var rest = Substring(text)
    var hasHours = false
    while let letter = rest.first {
      if letter == "%", let code = rest.dropFirst().first, let part = printed[code] {
        pattern += part
        rest = rest.dropFirst(2)
        continue
      }
      let run = rest.prefix { $0 == letter }
      rest = rest.dropFirst(run.count)
      switch letter {
      case "y", "Y", "J": pattern += run.count == 2 ? "yy" : "yyyy"
      case "d", "D",
        "T" where run.count > 1 || letter != "T":
        pattern += String(repeating: "d", count: run.count)
      case "m" where !hasHours, "M" where !hasHours: pattern += String(repeating: "M", count: run.count)
      case "m", "M": pattern += "mm"
      case "S" where run.count == 2: pattern += "ss"
      case "h", "H":
        hasHours = true
        pattern += run
      default: pattern += run
      }
    }
    guard pattern != text, let found = DatePattern(pattern), found.hasDay else { return nil }
    return pattern
  }

  /// What programs that print dates write behind `%`.
  private static let printed: [Character: String] = [
    "d": "dd", "m": "MM", "Y": "yyyy", "y": "yy", "H": "HH", "M": "mm", "S": "ss", "b": "MMM", "B": "MMMM",
  ]
}
