import EventSchema

/// Reading `natural_key: [day, campaign_id or campaign, ad_group]`.
extension ProfileLoader {
  func naturalKey(_ map: MappingReader) -> NaturalKey {
    guard let node = map.node("natural_key") else { return .byKind }
    if case .scalar("none", _, _) = node { return .none }
    let parts = reader.texts(node, "'natural_key'").map { item in
      alternatives(item.value).compactMap { name -> Field? in
        let field = Field.named(name, kind: kind)
        if field == nil { reader.unknown(name, "field", Field.names(of: kind), at: item.location) }
        return field
      }
    }
    return .fields(parts)
  }

  /// `campaign_id or campaign`
  private func alternatives(_ text: String) -> [String] {
    var names: [String] = []
    var rest = text[...]
    while let or = rest.firstRange(of: " or ") {
      names.append(String(rest[..<or.lowerBound]))
      rest = rest[or.upperBound...]
    }
    return (names + [String(rest)]).map { name in
      String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }
}
