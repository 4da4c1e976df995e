/// Campaigns of one input whose names are not put together as its patterns say.
package struct NameQuality: Sendable {
  package struct Name: Sendable {
    package var name: String
    package var events: Int
    /// An amount per measure and currency.
    package var money: [Note.Argument]

    package init(name: String, events: Int, money: [Note.Argument]) {
      self.name = name
      self.events = events
      self.money = money
    }
  }

  package var input: String
  package var patterns: [String]
  /// Distinct names that fit no pattern.
  package var nameCount: Int
  /// Their events, of `checked` that name a campaign.
  package var events: Int
  package var checked: Int
  package var money: [Note.Argument]
  /// The first of them.
  package var names: [Name]

  package init(
    input: String, patterns: [String], nameCount: Int, events: Int, checked: Int, money: [Note.Argument],
    names: [Name]
  ) {
    self.input = input
    self.patterns = patterns
    self.nameCount = nameCount
    self.events = events
    self.checked = checked
    self.money = money
    self.names = names
  }

  /// All of them in a sentence.
  var lead: Note {
    Note(
      .namesOutsideLead,
      [
        "n": .count(nameCount), "input": .text(input), "events": .count(events), "checked": .count(checked),
        "patterns": .list(patterns.map { .text($0) }),
      ])
  }

  /// What the list leaves out; nil for nothing.
  var rest: Note? {
    nameCount > names.count ? Note(.otherCount, ["n": .count(nameCount - names.count)]) : nil
  }
}
