import Diagnostics

extension PipelineFileLoader {
  /// `stages: {won: [Deal won, Signed], lost: No answer}`: our words, and what an account calls them.
  func stages(_ map: MappingReader) -> StagesDeclaration? {
    guard let node = map.node("stages") else { return nil }
    return StagesDeclaration(
      words: reader.entries(node, "'stages'").map { entry in
        (Located(entry.key, at: entry.keyAt), reader.texts(entry.value, "'\(entry.key)'"))
      }, location: map.keyLocation("stages"))
  }
}
