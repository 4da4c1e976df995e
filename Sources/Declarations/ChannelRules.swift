package import Diagnostics
package import EventSchema

/// An ordered set of channel rules: read from the top, the first match wins.
package struct ChannelRules: Sendable {
  /// `pipeline`, or the name of a versioned set such as `ga4-2026`.
  package var name: String
  package var steps: [Step]
  /// Named lists of traffic sources (search, social, video, shopping), folded to lower case.
  package var sourceCategories: [String: [String]]

  package init(name: String, steps: [Step], sourceCategories: [String: [String]] = [:]) {
    self.name = name
    self.steps = steps
    self.sourceCategories = sourceCategories
  }

  package enum Step: Sendable {
    /// All conditions must hold.
    case rule(channel: String, when: [Condition], id: String, location: SourceLocation)
    /// Go on with another versioned set.
    case then(String, location: SourceLocation)
    case everythingElse(channel: String, location: SourceLocation)
  }

  package struct Condition: Sendable, Hashable {
    package var dimension: Dimension
    package var test: Test

    package init(_ dimension: Dimension, _ test: Test) {
      self.dimension = dimension
      self.test = test
    }
  }

  /// Tests compare bytes with A–Z folded. An absent value is the empty text.
  package enum Test: Sendable, Hashable {
    case equals([String])
    case startsWith([String])
    case endsWith([String])
    case contains([String])
    /// A pattern of the linear-time matcher, over the whole text.
    case matches(String)
    /// The text is in the named source category.
    case inCategory(String)
    case isEmpty
  }
}
