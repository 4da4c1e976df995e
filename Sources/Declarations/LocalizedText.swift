package import Diagnostics

/// A text in several languages, keyed by BCP 47 code (`en`, `zh-Hans`, `ru`).
///
/// In YAML either one scalar (taken as English) or a mapping from language code to text.
package struct LocalizedText: Hashable, Sendable {
  package var texts: [String: String]

  package init(_ texts: [String: String]) { self.texts = texts }
  package init(_ english: String) { texts = ["en": english] }

  /// The text in a language; English where it is missing; then the first by code.
  package func text(in language: String) -> String {
    texts[language] ?? texts["en"] ?? texts.sorted { $0.key < $1.key }.first?.value ?? ""
  }
}

/// A value with the place where it was declared.
package struct Located<Value: Sendable>: Sendable {
  package var value: Value
  package var location: SourceLocation

  package init(_ value: Value, at location: SourceLocation) {
    self.value = value
    self.location = location
  }
}
