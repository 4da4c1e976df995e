import Declarations
import EventSchema
import Foundation
import Render
import Testing

/// The catalog's own languages and styles, as a run uses them.
enum Shipped {
  static let codes = ["en", "zh-Hans", "ru"]

  static func language(_ code: String) throws -> Language {
    try #require(try CatalogLibrary().language(code), "no language '\(code)'")
  }

  static func wording(_ code: String) throws -> Wording {
    Wording(try language(code), english: try language("en"))
  }

  static func css() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "Catalog/styles/report.css"), encoding: .utf8)
  }
}

func exact(_ text: String) throws -> Exact { try #require(Exact(decimal: text)) }
func day(_ text: String) throws -> Day { try #require(Day(iso: text)) }
func period(_ label: String) throws -> Period { try #require(Period(label: label)) }

extension String {
  func count(of part: String) -> Int { components(separatedBy: part).count - 1 }
}
