import Declarations
import Extract
import Foundation
import Pipeline
import Testing

@Suite("Built-in profiles: files of their own") struct OwnFilesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var profile: String
    var test: ProfileTest
    var testDescription: String { "\(profile): \(test.name)" }
  }

  static let profiles = CatalogLibrary().profileNames.compactMap { try? CatalogLibrary().profile($0) }
  static let cases = profiles.flatMap { profile in profile.tests.map { Case(profile: profile.name, test: $0) }
  }

  /// The profile that wins over all others for a file with this text.
  static func winner(_ text: String) throws -> String? {
    let scratch = try ScratchFile(text: text, folder: NSTemporaryDirectory())
    let heads = try SourceFileOpener().heads(scratch.path, encoding: nil)
    return Recogniser(profiles: profiles).candidates(heads.texts).first?.profile.name
  }

  @Test("a profile's own test files are taken for its exports without being told", arguments: cases)
  func own(_ c: Case) throws {
    #expect(try Self.winner(c.test.given) == c.profile)
  }

  @Test(
    "a table that anybody could have written is no tool's export",
    arguments: [
      "day,campaign,spend,impressions,clicks\n2026-01-01,A,1,2,3\n",
      "Date,Campaign name,Spend,Impressions,Clicks\n2026-01-01,A,1,2,3\n",
      "Datum;Kampagne;Ausgaben;Impressionen;Klicks\n2026-01-01;A;1;2;3\n",
      "Дата;Кампания;Расход;Показы;Клики\n01.01.2026;А;1;2;3\n",
      "日期,广告系列,花费,展示次数\n2026-01-01,A,1,2\n",
      "order,day,revenue,currency\n1,2026-01-01,2,EUR\n",
      "Order Date,Status,Total\n2026-01-01,paid,2\n",
      "Date,Status,Commission\n2026-01-01,approved,2\n",
    ])
  func anybodys(_ text: String) throws {
    let winner = try Self.winner(text)
    #expect(winner?.hasPrefix("generic/") ?? true, "\(winner ?? "")")
  }
}
