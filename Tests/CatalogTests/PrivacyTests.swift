import Columns
import Declarations
import Diagnostics
import EventSchema
import Extract
import Foundation
import Kernel
import Normalize
import Pipeline
import Testing

/// Nothing of a personal column reaches any output: a canary sits in every personal cell of every profile's own
/// tests, and everything that the commands print and write is searched for it.
@Suite("Privacy") struct PrivacyTests {
  static let canary = "canary"
  static let address = "canary@canary.example"

  static let profiles = ProfileTests.library.profileNames.filter { name in
    (try? ProfileTests.library.profile(name))?.columns.contains { $0.personal } ?? false
  }

  /// The texts in a file's personal cells.
  static func personalTexts(_ text: String, _ profile: Profile, _ test: ProfileTest) throws -> [String: Int] {
    let path = NSTemporaryDirectory() + "sluice-privacy-" + UUID().uuidString
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let heads = try SourceFileOpener().heads(path, encoding: nil)
    let single = try SingleFile(
      .init(path: "given", absolute: path), profile: profile, heads: heads, currency: test.currency,
      covers: test.covers, needsEverything: true)
    let mapping = single.plan.inputs[0]
    var texts: [String: Int] = [:]
    for table in single.tables {
      let worker = KernelWorker(
        plan: single.plan,
        records: { batch in
          for (position, index) in mapping.wanted.enumerated() where mapping.profile.columns[index].personal {
            for row in 0..<batch.count {
              guard let bytes = batch.field(position, row), !bytes.isEmpty else { continue }
              texts[String(decoding: bytes, as: UTF8.self), default: 0] += 1
            }
          }
        })
      worker.begin(table)
      if case .plainCSV(let layout) = table.source.container {
        _ = try worker.readChunk(0, of: try InputFile(path: path), layout: layout, chain: QuoteChain())
      } else {
        try worker.readStream()
      }
      _ = worker.finish()
    }
    return texts
  }

  static func planted(_ profile: Profile, _ test: ProfileTest) throws -> String? {
    let texts = try personalTexts(test.given, profile, test)
    var text = test.given
    // Longer texts first: a shorter one may be part of them.
    for (personal, cells) in texts.sorted(by: { ($0.key.count, $0.key) > ($1.key.count, $1.key) })
    where text.components(separatedBy: personal).count - 1 == cells {
      text = text.replacing(personal, with: address)
    }
    if text == test.given { text = extended(text, profile) ?? text }
    let read = (try? personalTexts(text, profile, test)) ?? [:]
    return read.keys.contains { $0.contains(canary) } ? text : nil
  }

  /// The text with a personal column that it does not have.
  static func extended(_ given: String, _ profile: Profile) -> String? {
    guard let column = profile.columns.first(where: { $0.personal }) else { return nil }
    switch (profile.format, column.place) {
    case (.csv, .headings(let languages)): return extended(given, profile, languages)
    case (.xml(let format), .xml(.path(let path, let attribute))):
      guard let record = format.record.last else { return nil }
      let open = try? Regex("<((\\w+:)?\(record))(?=[ >/])")
      guard let open, let place = given.firstRange(of: open) else { return nil }
      if path.isEmpty, let attribute {
        return given.replacingCharacters(
          in: place, with: given[place] + " \(attribute)=\"\(address)\"")
      }
      guard attribute == nil, let end = given[place.upperBound...].firstIndex(of: ">") else { return nil }
      let inner =
        path.map { "<\($0)>" }.joined() + address + path.reversed().map { "</\($0)>" }.joined()
      return given.replacingCharacters(in: end...end, with: ">" + inner)
    default: return nil
    }
  }

  private static func extended(
    _ given: String, _ profile: Profile, _ languages: [(language: String, names: [String])]
  ) -> String? {
    var lines = given.components(separatedBy: "\n")
    for (language, names) in languages {
      let known = profile.columns.filter(\.required).flatMap { column -> [String] in
        guard case .headings(let all) = column.place else { return [] }
        return all.filter { $0.language == language }.flatMap(\.names)
      }
      guard let name = names.first,
        let head = lines.firstIndex(where: { line in known.contains { line.contains($0) } })
      else { continue }
      let delimiter = [",", ";", "\t"].max {
        lines[head].components(separatedBy: $0).count < lines[head].components(separatedBy: $1).count
      }
      for index in lines.indices where index >= head && !lines[index].isEmpty {
        lines[index] += (delimiter ?? ",") + (index == head ? name : address)
      }
      return lines.joined(separator: "\n")
    }
    return nil
  }

  static func kpis(_ kind: EventKind) -> String {
    switch kind {
    case .order: "[revenue, new_customers]"
    case .deal: "[won_deals, new_customers]"
    case .stage: "[leads, new_customers]"
    case .email: "[opens, unique_opens]"
    case .survey: "[nps]"
    case .contract: "[mrr, churn]"
    case .market: "[brand_awareness]"
    case .account: "[account_engagement]"
    case .touch: "[account_engagement]"
    case .refund: "[refunds]"
    case .level: "[followers, list_size]"
    case .ad, .cost, .visit, .plan, .content, .variant: "[spend]"
    }
  }

  @Test("no command prints or writes a personal text, of any profile", arguments: profiles)
  func canary(_ name: String) async throws {
    let profile = try #require(try ProfileTests.library.profile(name))
    for test in profile.tests {
      let folder = NSTemporaryDirectory() + "sluice-privacy-" + UUID().uuidString
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      guard let text = try Self.planted(profile, test) else { continue }
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/export"))
      let outputs = try await Self.everything(folder, profile)
      #expect(outputs.count >= 8, "\(name): \(outputs.map(\.0))")
      for (what, output) in outputs {
        #expect(!output.lowercased().contains(Self.canary), "\(name), \(test.name): \(what)")
      }
    }
  }

  @Test("a canary finds its cell in the tests of nearly every profile, or the others would hold for nothing")
  func isPlanted() throws {
    let without = try Self.profiles.filter { name in
      let profile = try #require(try ProfileTests.library.profile(name))
      return try !profile.tests.contains { try Self.planted(profile, $0) != nil }
    }
    #expect(without.count <= 2, "\(without)")
  }

  /// All that the commands print and write about one file.
  static func everything(_ folder: String, _ profile: Profile) async throws -> [(String, String)] {
    var outputs: [(String, String)] = []
    let pipeline = """
      sluice: 1
      name: p
      root: .
      period: {every: year, only: 2026}
      currency: {report_in: EUR}
      extract:
        it: {profile: \(profile.name), files: export, currency: EUR, history_since: 2000-01-01, covers: 2026-01-01 to 2026-01-31}
      normalize: {people: {identify_by: [email, customer_id]}}
      aggregate: {by: [channel, landing_page, campaign], kpis: \(kpis(profile.gives))}
      render:
        r: {formats: [html, markdown], output: out/, sections: [headline, channels, data_quality, definitions], rejects: {file: rejects.csv, raw_values: yes}}

      """.replacing("{every: year, only: 2026}", with: "{every: quarter, only: 2026-Q1}")
    try Data(pipeline.utf8).write(to: URL(fileURLWithPath: "\(folder)/p.yaml"))
    let session = Session(environment: [:], root: nil, asOf: Day(iso: "2026-06-01"), now: 0)
    func diagnostics(_ what: String, _ work: () async throws -> Void) async {
      do { try await work() } catch {
        let list = (error as? Diagnostics)?.list ?? []
        outputs.append((what + " failed", list.map { DiagnosticRenderer().render($0) }.joined() + "\(error)"))
      }
    }
    let path = "\(folder)/p.yaml"
    await diagnostics("run") {
      let run = try await Commands.run(session, pipeline: path, threads: 2, writes: true)
      outputs += [
        ("run", run.text), ("run --json", run.json), ("warnings", DiagnosticRenderer().render(run.warnings)),
      ]
      let out = "\(folder)/out"
      for name in try FileManager.default.contentsOfDirectory(atPath: out).sorted() {
        outputs.append((name, try String(contentsOfFile: "\(out)/\(name)", encoding: .utf8)))
      }
    }
    await diagnostics("events") {
      var text = ""
      let events = try await Commands.events(
        session, pipeline: path, input: nil, fields: .all, format: .ndjson, threads: 1
      ) { text += $0 }
      outputs += [("events", text), ("events warnings", DiagnosticRenderer().render(events.warnings))]
    }
    await diagnostics("plan") {
      let plan = try Commands.plan(session, pipeline: path)
      outputs += [("plan", plan.text), ("plan --json", plan.json)]
    }
    await diagnostics("records") {
      var text = ""
      let records = try Commands.records("\(folder)/export", profile: profile.name, format: .ndjson) {
        text += $0
      }
      outputs += [("records", text), ("records warnings", DiagnosticRenderer().render(records.warnings))]
    }
    await diagnostics("inspect") {
      let found = try await Commands.look(at: "\(folder)/export", profile: profile.name, threads: 1)
      if case .known(let inspection) = found {
        outputs += [("inspect", inspection.text), ("inspect --json", inspection.json)]
      }
    }
    return outputs
  }
}
