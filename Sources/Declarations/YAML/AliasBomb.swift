/// Aliases are refused, but only once Yams has composed the file, and composing hashes whatever
/// stands as a key. Aliases of aliases make that endless, so a suspicious text is first composed
/// without them: then its anchors are found as in any other file.
enum AliasBomb {
  /// Fewer can't multiply to anything that takes noticeable time.
  private static let harmlessAliases = 30

  /// The text with a private character of the same width for every star that could begin an alias;
  /// nil when there are too few to do harm.
  static func disarmed(_ text: String) -> String? {
    var aliases = 0
    var result = String.UnicodeScalarView()
    var previous: Unicode.Scalar = "\n"
    for scalar in text.unicodeScalars {
      if scalar == "*", " \t\r\n[]{},:?-".unicodeScalars.contains(previous) {
        aliases += 1
        result.append("\u{F1000}")
      } else {
        result.append(scalar)
      }
      previous = scalar
    }
    return aliases > harmlessAliases ? String(result) : nil
  }
}
