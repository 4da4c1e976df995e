/// The data that ships inside the binary: profiles, KPIs, channel rules, sections, languages, styles.
///
/// Files are named by their path below `Catalog/`, such as `profiles/google-ads/report.yaml`.
package enum Catalog {
  /// Paths of all files below `folder`, sorted by bytes.
  package static func paths(in folder: String) -> [String] {
    embedded.lazy.map { "\($0.path)" }.filter { $0.hasPrefix(folder + "/") }
  }

  /// The text of one file, or nil when there is none of that path.
  package static func text(at path: String) -> String? {
    embedded.first { "\($0.path)" == path }.map { "\($0.text)" }
  }
}

#if EMPTY_CATALOG
  extension Catalog {
    static let embedded: [(path: StaticString, text: StaticString)] = []
  }
#endif
