import Diagnostics
import EventSchema

/// The tests that stand in a KPI's own file.
extension KPILoader {
  static let testKeys: [KeySpec] = [
    KeySpec("given", "measure or assumption → number", required: true),
    KeySpec("previous", "measures of the period before"),
    KeySpec("year_ago", "measures of the same period a year earlier"),
    KeySpec("total", "measures over all groups"),
    KeySpec("where", "by measure, what there is where there is some of it"),
    KeySpec("expect", "number or n/a", required: true),
  ]
  private static let functions: [FormulaFunction] = [.previous, .yearAgo, .total]

  static func tests(_ map: MappingReader) -> [KPITest] {
    guard let node = map.node("tests") else { return [] }
    return map.reader.items(node, "'tests'").compactMap { test($0, map.reader) }
  }

  private static func test(_ node: YAMLNode, _ reader: DeclarationReader) -> KPITest? {
    guard let map = reader.mapping(node, "a test", keys: testKeys), let given = map.node("given"),
      let expected = map.text("expect")
    else { return nil }
    var test = KPITest(given: [:], expected: nil, location: map.location)
    for (key, keyAt, value) in reader.entries(given, "'given'") {
      if let assumption = Assumption(rawValue: key) {
        let text = reader.text(value, "'\(key)'") ?? ""
        test.assumed[assumption] = assumption.value(text)
        if test.assumed[assumption] == nil {
          reader.report(
            value.location, "expected \(assumption.example) or alike for '\(key)', found '\(text)'")
        }
      } else {
        take((key, keyAt, value), into: &test.given, reader)
      }
    }
    for function in functions {
      guard let node = map.node(function.name) else { continue }
      var values: [Measure: Exact] = [:]
      for entry in reader.entries(node, "'\(function.name)'") { take(entry, into: &values, reader) }
      test.scoped[FormulaScope.own.entering(function)] = values
    }
    if let node = map.node("where") {
      for (key, keyAt, inner) in reader.entries(node, "'where'") {
        guard let having = Measure(rawValue: key) else {
          reader.unknown(key, "measure", Measure.allCases.map(\.rawValue), at: keyAt)
          continue
        }
        var values: [Measure: Exact] = [:]
        for entry in reader.entries(inner, "'\(key)'") { take(entry, into: &values, reader) }
        test.scoped[FormulaScope.own.entering(.whereThereIs(having))] = values
      }
    }
    if expected == "n/a" { return test }
    let parts = expected.split(separator: "/", omittingEmptySubsequences: false).map { Exact(decimal: $0) }
    if parts.count == 1 { test.expected = parts[0] }
    if parts.count == 2, let numerator = parts[0], let denominator = parts[1] {
      test.expected = numerator / denominator
    }
    if test.expected == nil {
      reader.report(map.valueLocation("expect"), "expected a number, a fraction or n/a, found '\(expected)'")
      return nil
    }
    return test
  }

  private static func take(
    _ entry: (key: String, keyAt: SourceLocation, value: YAMLNode), into values: inout [Measure: Exact],
    _ reader: DeclarationReader
  ) {
    guard let measure = Measure(rawValue: entry.key) else {
      reader.unknown(entry.key, "measure", Measure.allCases.map(\.rawValue), at: entry.keyAt)
      return
    }
    guard let text = reader.text(entry.value, "'\(entry.key)'") else { return }
    values[measure] = Exact(decimal: text)
    if values[measure] == nil {
      reader.report(
        entry.value.location, "expected a number such as 12.50 for '\(entry.key)', found '\(text)'")
    }
  }
}
