import Diagnostics

extension PipelineFileLoader {
  /// `source_aliases: {facebook: [fb, meta], newsletter: nl}`: the one name of a source, and its others.
  func sourceAliases(_ node: YAMLNode) -> [NormalizeDeclaration.SourceAlias] {
    var known: [String: String] = [:]
    return reader.entries(node, "'source_aliases'").flatMap { entry in
      reader.texts(entry.value, "'\(entry.key)'").compactMap { alias -> NormalizeDeclaration.SourceAlias? in
        let folded = alias.value.lowercased()
        if let other = known[folded] {
          reader.report(
            alias.location, "'\(alias.value)' is an alias of '\(other)' already",
            length: alias.value.unicodeScalars.count)
          return nil
        }
        known[folded] = entry.key
        return .init(alias: alias.value, source: entry.key)
      }
    }
  }
}
