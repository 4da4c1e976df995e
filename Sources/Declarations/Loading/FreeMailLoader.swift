package import Diagnostics

/// Reads the list of domains at which anybody can have an address.
package enum FreeMailLoader {
  private static let keys: [KeySpec] = [KeySpec("domains", "in lower case", required: true)]

  package static func load(text: String, file: String) -> (domains: [String]?, diagnostics: [Diagnostic]) {
    let (root, diagnostics) = YAMLDocument.read(text, file: file)
    guard let root else { return (nil, diagnostics) }
    let reader = DeclarationReader(file: file)
    let domains = reader.mapping(root, "the list", keys: keys)?.someTexts("domains") ?? []
    var known: Set<String> = []
    for domain in domains where !known.insert(domain.value).inserted {
      reader.report(domain.location, "'\(domain.value)' stands twice")
    }
    return (reader.hasErrors ? nil : domains.map(\.value), reader.diagnostics)
  }
}
