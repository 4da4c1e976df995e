/// Names under which the same traffic source appears in addresses and exports.
///
/// An alias never leads into another source category: channels are the same before and after (a test).
package enum SourceAliases {
  /// The one name, and the names it replaces.
  package static let table: [(source: String, aliases: [String])] = [
    ("facebook", ["fb", "facebook.com", "l.facebook.com", "lm.facebook.com", "m.facebook.com"]),
    ("google", ["adwords", "google_ads", "googleads"]),
    ("instagram", ["ig", "instagram.com", "l.instagram.com"]),
    ("linkedin", ["linkedin.com", "lnkd.in"]),
  ]

  private static let sourceOf: [[UInt8]: [UInt8]] = Dictionary(
    table.flatMap { entry in entry.aliases.map { (Array($0.utf8), Array(entry.source.utf8)) } }
  ) { first, _ in first }

  /// The one name of a source, in lower case; other texts stay as they are.
  package static func normalise(_ source: [UInt8]) -> [UInt8] { sourceOf[folded(source)] ?? source }
}
