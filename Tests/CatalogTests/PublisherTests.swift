import Foundation
import Pipeline
import Testing

/// Folders of reports appear whole or not at all, with files that are written bit by bit, too.
@Suite("Publishing") struct PublisherTests {
  struct Folder: ~Copyable {
    let path = NSTemporaryDirectory() + "sluice-publish-" + UUID().uuidString
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Name → text of the files below; hidden folders are those that a run left behind.
    var files: [String: String] {
      let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
      var texts: [String: String] = [:]
      for name in names where (try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)) != nil {
        texts[name] = try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
      }
      return texts
    }
  }

  /// More than the buffer holds, in pieces of odd lengths.
  static let pieces = (0..<3000).map { "\($0),\(String(repeating: "x", count: $0 % 97))\n" }

  @Test("a long file stands beside the others, readable by its owner alone; nothing is there before all is")
  func streamed() throws {
    let folder = try Folder()
    let target = "\(folder.path)/reports/march"
    let publisher = Publisher()
    for round in 1...2 {
      let staged = try publisher.stage([.init(name: "a.md", bytes: Array("round \(round)".utf8))], at: target)
      var output = try publisher.begin("rejects.csv", mode: 0o600, in: staged)
      for piece in Self.pieces { try output.append(Array(piece.utf8)) }
      let seen = folder.files["reports/march/a.md"]
      #expect(seen == (round == 1 ? nil : "round 1"))
      try output.finish()
      #expect(output.size == Self.pieces.joined().utf8.count)
      try publisher.publish([staged])
      let files = folder.files
      #expect(
        files == ["reports/march/a.md": "round \(round)", "reports/march/rejects.csv": Self.pieces.joined()])
    }
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(target)/rejects.csv")
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
  }

  @Test("what is discarded leaves the old report whole and nothing else")
  func discarded() throws {
    let folder = try Folder()
    let target = "\(folder.path)/march"
    let publisher = Publisher()
    try publisher.publish([try publisher.stage([.init(name: "a.md", bytes: [65])], at: target)])
    let staged = try publisher.stage([.init(name: "a.md", bytes: [66])], at: target)
    var output = try publisher.begin("rejects.csv", mode: 0o600, in: staged)
    try output.append([67])
    publisher.discard([staged])
    let files = folder.files
    #expect(files == ["march/a.md": "A"])
  }

  @Test("a name that is taken is not written over")
  func taken() throws {
    let folder = try Folder()
    let publisher = Publisher()
    let staged = try publisher.stage([.init(name: "a.csv", bytes: [65])], at: "\(folder.path)/march")
    #expect(throws: Publisher.Failure.self) {
      var output = try publisher.begin("a.csv", mode: 0o600, in: staged)
      try output.finish()
    }
    publisher.discard([staged])
  }
}
