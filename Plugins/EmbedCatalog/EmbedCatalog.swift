import Foundation
import PackagePlugin

/// Turns every YAML and CSS file under `Catalog/` into one Swift source of string literals.
///
/// A new file is picked up by itself: no list to edit.
@main
struct EmbedCatalog: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let root = context.package.directoryURL.appending(path: "Catalog")
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedCatalog.swift")
    let found = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    var files: [URL] = []
    while let file = found?.nextObject() as? URL {
      if ["yaml", "css", "csv"].contains(file.pathExtension) { files.append(file) }
    }
    files.sort { $0.path < $1.path }
    return [
      .buildCommand(
        displayName: "Embedding the catalog",
        executable: try context.tool(named: "CatalogEmbedder").url,
        arguments: [root.path, output.path] + files.map(\.path),
        inputFiles: files, outputFiles: [output])
    ]
  }
}
