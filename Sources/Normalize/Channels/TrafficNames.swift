import Columns
package import Declarations
package import EventSchema

/// How traffic is named: one name per source, whatever its spelling, and what click ids stand for.
///
/// Sources and media are folded, since `Google` and `google` are one source; click ids are never looked into.
/// An alias never leads into another source category: channels are the same before and after (a test).
package struct TrafficNames: Sendable {
  /// Folded alias → the one name.
  private var sourceOf: [[UInt8]: [UInt8]] = [:]
  /// Folded parameter → its place in `clicks`.
  private(set) var clickIDs: [[UInt8]: Int] = [:]
  /// The traffic that click ids stand for; the medium is nil where they don't tell.
  private(set) var clicks: [(source: [UInt8], medium: [UInt8]?)] = []

  /// Folded channel → its spelling where rules or inputs name it.
  private var channels: [[UInt8]: [UInt8]] = [:]

  /// Spelling → the one that is shown, of accounts that are spelled in several ways.
  package var accounts: [[UInt8]: [UInt8]] = [:]

  /// What platforms' names of conversions stand for; nil where nobody asks for them.
  package var conversions: ConversionNames?
  /// A pipeline file's own names of actions and these themselves, as `ConversionNames.key` has them → the action.
  private var ownActions: [[UInt8]: [UInt8]] = [:]

  /// - Parameter own: aliases of a pipeline file, over those of the catalog.
  package init(
    own: [NormalizeDeclaration.SourceAlias] = [], library: CatalogLibrary = CatalogLibrary()
  ) {
    for (alias, source) in library.sourceAliases() { sourceOf[Array(alias.utf8)] = Array(source.utf8) }
    let catalog = sourceOf
    for alias in own {
      let source = CaseFolding.fold(Array(alias.source.utf8))
      sourceOf[CaseFolding.fold(Array(alias.alias.utf8))] = catalog[source] ?? source
    }
    for (parameter, source, medium) in library.clickIDs() {
      clickIDs[Array(parameter.utf8)] = clicks.count
      clicks.append((Array(source.utf8), medium.isEmpty ? nil : Array(medium.utf8)))
    }
  }

  /// The text under which a dimension's value is grouped: sources and media folded, sources by their one name.
  package func normalised(_ text: [UInt8], _ dimension: Dimension) -> [UInt8] {
    switch dimension {
    case .source:
      let folded = CaseFolding.fold(text)
      return sourceOf[folded] ?? folded
    case .medium: return CaseFolding.fold(text)
    case .action: return conversions?.action(of: text) ?? text
    case .account: return accounts[text] ?? text
    case .channel:
      if channels.isEmpty { return text }
      return channels[CaseFolding.fold(text)] ?? text
    default: return text
    }
  }

  /// Takes a pipeline file's own names of actions.
  package mutating func name(_ own: [ConversionMapping]) {
    for mapping in own {
      for name in [mapping.action] + mapping.names {
        ownActions[ConversionNames.key(name)] = ConversionNames.key(mapping.action)
      }
    }
  }

  /// What tells an action's rows apart from those of others: a name, however it is spelt; of a pipeline file's own
  /// names for one action all are the same.
  package func keyOfAction(_ name: [UInt8]) -> [UInt8] {
    let key = ConversionNames.key(name)
    return ownActions[key] ?? key
  }

  /// Channels that rows may state in another case, each once.
  package mutating func spell(_ names: [String]) {
    for name in names {
      let text = ComposedText.of(name)
      channels.merge([CaseFolding.fold(text): text]) { first, _ in first }
    }
  }

  /// The channel that rules decided, under its one name.
  func name(of decision: ChannelDecision) -> [UInt8] { normalised(Array(decision.channel.utf8), .channel) }

  package func parameters(of text: [UInt8]) -> UTMParameters { .parse(text, clickIDs: clickIDs) }
}
