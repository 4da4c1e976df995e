import Foundation

/// Writes the catalog's files as one Swift array of (path, text), sorted by path.
///
///     CatalogEmbedder ROOT OUTPUT FILE...
let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
  FileHandle.standardError.write(Data("usage: CatalogEmbedder ROOT OUTPUT FILE...\n".utf8))
  exit(64)
}
let root = arguments[1] + "/"
var source = """
  // Written by the EmbedCatalog plugin from the files under Catalog/. Do not edit.
  extension Catalog {
    static let embedded: [(path: StaticString, text: StaticString)] = [

  """
for path in arguments[3...].sorted() {
  let text = try String(contentsOfFile: path, encoding: .utf8)
  guard !text.contains("\"\"\"####") else {
    FileHandle.standardError.write(Data("\(path): contains the literal's own delimiter\n".utf8))
    exit(65)
  }
  let name = path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
  // A literal without a final line break needs it said; every catalog file ends with one.
  source += "    (\n      \"\(name)\",\n      ####\"\"\"\n\(text)\n\"\"\"####\n    ),\n"
}
source += "  ]\n}\n"
try source.write(toFile: arguments[2], atomically: true, encoding: .utf8)
