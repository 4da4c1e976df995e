package import Declarations
package import EventSchema

/// A statement as a word key and its arguments, so that every language says it in its own order.
///
/// Free prose has no place in values; text of users and exports travels as an argument and is
/// escaped by each format.
package struct Note: Hashable, Sendable {
  package var word: Word
  /// Placeholder name → value. A count named `n` selects the plural form.
  package var arguments: [String: Argument]

  package init(_ word: Word, _ arguments: [String: Argument] = [:]) {
    self.word = word
    self.arguments = arguments
  }

  package enum Argument: Hashable, Sendable {
    case text(String)
    case localized(LocalizedText)
    case word(Word)
    case count(Int)
    case figure(Figure)
    case change(Change)
    case period(Period)
    case day(Day)
    /// Shown as ranges of successive days.
    case days([Day])
    case currency(Currency)
    indirect case note(Note)
    /// A list in the language's own way of listing.
    case list([Argument])

    /// By its name in the report's language, or the pipeline file's own.
    package static func dimension(_ dimension: Dimension) -> Argument {
      dimension.isBuiltIn ? .word(Word(dimension)) : .text(dimension.rawValue)
    }

    /// A list of the first so many; that there are more, an ellipsis says.
    package static func list<Items: Collection>(
      _ items: Items, atMost count: Int, _ argument: (Items.Element) -> Argument
    ) -> Argument {
      .list(items.prefix(count).map(argument) + (items.count > count ? [.text("…")] : []))
    }
  }
}
