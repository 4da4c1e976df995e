package import Declarations
package import EventSchema

/// Says values in one language: numbers, money, dates and the fixed words.
///
/// Nothing of the machine is asked: no locale, no time zone, no clock.
package struct Wording: Sendable {
  package enum Minus: String, Sendable {
    /// U+002D, for text that is copied into other programs.
    case hyphen = "-"
    /// U+2212, as wide as a digit.
    case typographic = "\u{2212}"
  }

  package let language: Language
  /// Words that the language lacks and takes from English, in the order of `Word`.
  package let missing: [Word]
  package let rounding: Exact.Rounding
  package var minus: Minus = .hyphen
  /// What a pipeline file calls dimensions of its own.
  package var dimensionTitles: [Dimension: LocalizedText] = [:]
  private let english: Language

  package init(_ language: Language, english: Language, rounding: Exact.Rounding = .halfEven) {
    self.language = language
    self.english = english
    self.rounding = rounding
    missing = Word.allCases.filter {
      language.words[$0.rawValue] == nil && language.plurals[$0.rawValue] == nil
    }
  }

  func with(minus: Minus) -> Wording {
    var copy = self
    copy.minus = minus
    return copy
  }

  // MARK: Words

  /// A fixed word or sentence.
  ///
  /// - Precondition: English has the word. A word without an English text is a bug of ours.
  package func text(_ word: Word, _ arguments: [String: Note.Argument] = [:]) -> String {
    fill(template(word, in: language, arguments) ?? englishTemplate(word, arguments), arguments)
  }

  /// The name of a dimension; a pipeline file's own is called as it says there.
  package func text(_ dimension: Dimension) -> String {
    if dimension.isBuiltIn { return text(Word(dimension)) }
    return dimensionTitles[dimension].map(text) ?? dimension.rawValue
  }

  package func text(_ note: Note) -> String { text(note.word, note.arguments) }

  /// A note that stands by itself: its own words begin with a capital, an export's text stays.
  package func sentence(_ note: Note) -> String {
    let text = text(note)
    let found =
      template(note.word, in: language, note.arguments) ?? englishTemplate(note.word, note.arguments)
    guard let first = text.first, !found.hasPrefix("{") else { return text }
    return first.uppercased() + text.dropFirst()
  }

  package func text(_ text: LocalizedText) -> String { text.text(in: language.code) }

  package func text(_ argument: Note.Argument) -> String {
    switch argument {
    case .text(let text): text
    case .localized(let text): self.text(text)
    case .word(let word): text(word)
    case .count(let count): number(Exact(count), decimals: 0)
    case .figure(let figure): self.figure(figure)
    case .change(let change): self.change(change)
    case .period(let period): self.period(period)
    case .day(let day): self.day(day)
    case .days(let days): self.days(days)
    case .currency(let currency): currency.description
    case .note(let note): text(note)
    case .list(let items): items.map(text).joined(separator: text(.listSeparator))
    }
  }

  private func englishTemplate(_ word: Word, _ arguments: [String: Note.Argument]) -> String {
    guard let found = template(word, in: english, arguments) else {
      preconditionFailure("the English language file lacks the word '\(word.rawValue)'")
    }
    return found
  }

  private func template(_ word: Word, in language: Language, _ arguments: [String: Note.Argument]) -> String?
  {
    if let forms = language.plurals[word.rawValue] {
      guard case .count(let count)? = arguments["n"] else { return forms["other"] }
      return forms[language.plural.form(of: count).rawValue] ?? forms["other"]
    }
    return language.words[word.rawValue]
  }

  /// Puts arguments into placeholders, each once: text that holds braces is not looked at again.
  private func fill(_ template: String, _ arguments: [String: Note.Argument]) -> String {
    Template.fill(template) { name in arguments[name].map(text) }
  }
}

extension Language.PluralRule {
  package enum Form: String, Sendable { case one, few, many, other }

  /// The form for a whole number, by CLDR's cardinal rules for integers.
  package func form(of count: Int) -> Form {
    let n = count.magnitude
    switch self {
    case .other: return .other
    case .oneOther: return n == 1 ? .one : .other
    case .oneFewMany:
      let tens = n % 100
      switch n % 10 {
      case 1 where tens != 11: return .one
      case 2, 3, 4: return (12...14).contains(tens) ? .many : .few
      default: return .many
      }
    }
  }
}

/// `{name}` placeholders.
enum Template {
  /// A placeholder that `value` does not know stays as it is, so that it is seen.
  static func fill(_ template: String, _ value: (String) -> String?) -> String {
    var out = ""
    var rest = Substring(template)
    while let open = rest.firstIndex(of: "{") {
      out += rest[..<open]
      rest = rest[open...]
      guard let close = rest.firstIndex(of: "}") else { break }
      let name = String(rest[rest.index(after: open)..<close])
      out += value(name) ?? String(rest[...close])
      rest = rest[rest.index(after: close)...]
    }
    return out + rest
  }
}
