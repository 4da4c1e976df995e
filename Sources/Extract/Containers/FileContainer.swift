/// What a table's text stands in.
package enum FileContainer: Sendable, Hashable {
  /// The file itself is the text.
  case none
  case gzip
  /// A member of a ZIP archive.
  case zip(String)
  /// A sheet of a workbook; `in` describes what the workbook stands in, if anything.
  case sheet(String, in: String?)

  /// Whether the text is `TableText`.
  package var isSheet: Bool { if case .sheet = self { true } else { false } }

  /// The sheet's name, if it is one.
  var sheetName: String? { if case .sheet(let name, _) = self { name } else { nil } }

  /// For people; nil when there is nothing to say.
  package var description: String? {
    switch self {
    case .none: nil
    case .gzip: "gzip"
    case .zip(let member): "member '\(member)' of a ZIP archive"
    case .sheet(let name, let outer): "sheet '\(name)' of a workbook" + (outer.map { ", \($0)" } ?? "")
    }
  }
}
