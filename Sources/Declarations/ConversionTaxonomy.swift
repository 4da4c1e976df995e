import EventSchema

/// Which actions of ad platforms are the same real event: `Catalog/conversions/VERSION.yaml`.
package struct ConversionTaxonomy: Sendable {
  package struct Platform: Sendable {
    package var id: String
    package var title: String
    /// Where its names and what holds what are taken from.
    package var source: String
    package var evidence: Profile.Evidence
  }
  package struct Action: Sendable {
    /// Its name in figures: `purchase`.
    package var id: String
    package var title: LocalizedText
    /// What is counted of the same event; nil where nothing is.
    package var countedAs: AggregateDeclaration.DoubleClaim?
    /// The names per platform, the widest level first: each level holds what the next ones hold.
    package var names: [(platform: String, levels: [[String]])]
  }

  /// Whether actions of a tool may hold each other; true of tools that are not among the platforms.
  package func mayHoldEachOther(tool: String) -> Bool {
    let id = tool.replacing("-", with: "_")
    guard platforms.contains(where: { $0.id == id }) else { return true }
    return actions.contains { action in
      action.names.contains { $0.platform == id && $0.levels.count > 1 }
    }
  }

  package var version: String
  package var platforms: [Platform]
  package var actions: [Action]
}

/// `normalize: conversions:`: an action, and names of it that the user's platforms have.
package struct ConversionMapping: Sendable, Hashable {
  package var action: String
  package var names: [String]

  package init(action: String, names: [String]) {
    self.action = action
    self.names = names
  }
}
