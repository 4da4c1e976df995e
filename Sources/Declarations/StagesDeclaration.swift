package import Diagnostics

/// What the stages are called of an account of a CRM, over those that the profile names:
/// `stages: {won: [Deal won, Signed], lost: [No answer]}`.
package struct StagesDeclaration: Sendable {
  /// Our words with the export's texts, in the order of the file.
  package var words: [(word: Located<String>, texts: [Located<String>])]
  package var location: SourceLocation
}
