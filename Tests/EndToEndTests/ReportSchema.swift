import Foundation

/// What `docs/report.schema.json` uses of JSON Schema (draft 7). A keyword beyond that is a problem, not passed over.
/// Unlike the schema, which lets readers meet keys of later versions, this one knows every key or tells of it.
struct ReportSchema {
  private let root: [String: Any]

  private static let text = FileManager.default.contents(atPath: "\(Sluice.root)/docs/report.schema.json")
  static var docs: ReportSchema? { text.flatMap { try? ReportSchema($0) } }

  init(_ data: Data) throws { root = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:] }

  /// Where a value is not what the schema says, in the order of the paths.
  func problems(_ value: Any) -> [String] { problems(value, root, "").sorted() }

  /// Paths as `ReportPage` writes them: `figures[].by.*`.
  var paths: Set<String> { paths(root, "") }

  private func problems(_ value: Any, _ schema: [String: Any], _ path: String) -> [String] {
    schema.flatMap { keyword, rule in
      switch (keyword, rule) {
      case ("$schema", _), ("title", _), ("description", _), ("definitions", _): [String]()
      case ("$ref", let name as String): problems(value, definition(name), path)
      case ("type", _): isOf(rule, value) ? [] : ["\(path): \(value) is no \(rule)"]
      case ("const", _): isSame(value, rule) ? [] : ["\(path): \(value)"]
      case ("enum", let all as [Any]): all.contains { isSame(value, $0) } ? [] : ["\(path): \(value)"]
      case ("pattern", let pattern as String): matches(value, pattern) ? [] : ["\(path): \(value)"]
      case ("minimum", let least as Int):
        (value as? Int).map { $0 >= least } ?? true ? [] : ["\(path): \(value)"]
      case ("minItems", let least as Int): count(value) >= least ? [] : ["\(path): too few"]
      case ("maxItems", let most as Int): count(value) <= most ? [] : ["\(path): too many"]
      case ("items", let items as [String: Any]):
        (value as? [Any] ?? []).flatMap { problems($0, items, path + "[]") }
      case ("allOf", let all as [[String: Any]]): all.flatMap { problems(value, $0, path) }
      case ("anyOf", let all as [[String: Any]]):
        all.contains { problems(value, $0, path).isEmpty } ? [] : ["\(path): \(value)"]
      case ("required", let keys as [String]): lacking(keys, value, path)
      case ("properties", let known as [String: [String: Any]]): entries(value, known, path)
      case ("additionalProperties", let any as [String: Any]):
        (value as? [String: Any] ?? [:]).flatMap { problems($1, any, join(path, "*")) }
      default: ["\(path): the schema's \(keyword) is not understood"]
      }
    }
  }

  private func lacking(_ keys: [String], _ value: Any, _ path: String) -> [String] {
    guard let object = value as? [String: Any] else { return [] }
    return keys.filter { object[$0] == nil }.map { "\(join(path, $0)): missing" }
  }

  private func entries(_ value: Any, _ known: [String: [String: Any]], _ path: String) -> [String] {
    (value as? [String: Any] ?? [:]).flatMap { key, value in
      known[key].map { problems(value, $0, join(path, key)) } ?? ["\(join(path, key)): not in the schema"]
    }
  }

  private func paths(_ schema: [String: Any], _ path: String) -> Set<String> {
    var found: Set<String> = path.isEmpty ? [] : [path]
    if let name = schema["$ref"] as? String { found.formUnion(paths(definition(name), path)) }
    for part in (schema["allOf"] ?? schema["anyOf"]) as? [[String: Any]] ?? [] {
      found.formUnion(paths(part, path))
    }
    for (key, part) in schema["properties"] as? [String: [String: Any]] ?? [:] {
      found.formUnion(paths(part, join(path, key)))
    }
    if let part = schema["additionalProperties"] as? [String: Any] {
      found.formUnion(paths(part, join(path, "*")))
    }
    if let items = schema["items"] as? [String: Any] { found.formUnion(paths(items, path + "[]")) }
    return found
  }

  private func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  private func definition(_ name: String) -> [String: Any] {
    let all = root["definitions"] as? [String: [String: Any]] ?? [:]
    return all[String(name.split(separator: "/").last ?? "")] ?? ["$ref to nowhere": name]
  }

  private func count(_ value: Any) -> Int { (value as? [Any])?.count ?? 0 }

  private func isSame(_ one: Any, _ other: Any) -> Bool { (one as? NSObject) == (other as? NSObject) }

  private func matches(_ value: Any, _ pattern: String) -> Bool {
    (value as? String).map { $0.range(of: pattern, options: .regularExpression) != nil } ?? true
  }

  private func isOf(_ types: Any, _ value: Any) -> Bool {
    (types as? [String] ?? [types as? String ?? ""]).contains { type in
      switch type {
      case "null": value is NSNull
      case "object": value is [String: Any]
      case "array": value is [Any]
      case "string": value is String
      case "boolean": isBoolean(value)
      case "integer": !isBoolean(value) && value is Int
      default: false
      }
    }
  }

  /// Foundation's numbers are both; only what was read as one of the two words is a boolean.
  private func isBoolean(_ value: Any) -> Bool {
    (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? (value is Bool)
  }
}
