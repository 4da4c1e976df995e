internal import Declarations
internal import Diagnostics

/// Every text is either understood or refused, with places that lie in it and messages that can be shown.
package enum YAMLHarness {
  package static func problem(_ input: [UInt8]) -> String? {
    let text = String(decoding: input, as: UTF8.self)
    let environment = ["HOME": "x", "DATE": "2026-03-01"]
    let results: [(name: String, isRead: Bool, diagnostics: [Diagnostic])] = [
      (
        "YAML", YAMLDocument.read(text, file: "f").root != nil, YAMLDocument.read(text, file: "f").diagnostics
      ),
      read("pipeline", PipelineFileLoader.load(text: text, file: "f", environment: environment)),
      read("profile", ProfileLoader.load(text: text, file: "f")),
      read("KPI", KPILoader.load(text: text, file: "f")),
      read("section", SectionLoader.load(text: text, file: "f")),
      read("language", LanguageLoader.load(text: text, file: "f")),
      read("channel rules", ChannelRulesLoader.load(text: text, file: "f")),
    ]
    for (name, isRead, diagnostics) in results {
      let errors = diagnostics.filter { $0.severity == .error }
      if isRead != errors.isEmpty {
        return
          "\(name): \(isRead ? "read" : "refused") with \(errors.count) errors: \(errors.first?.message ?? "")"
      }
      if let problem = self.problem(diagnostics, text) { return "\(name): \(problem)" }
    }
    return nil
  }

  private static func read<Value>(_ name: String, _ result: (Value?, diagnostics: [Diagnostic])) -> (
    name: String, isRead: Bool, diagnostics: [Diagnostic]
  ) { (name, result.0 != nil, result.diagnostics) }

  private static func problem(_ diagnostics: [Diagnostic], _ text: String) -> String? {
    // What libyaml takes for the end of a line; one more, since an error may stand at the very end.
    let lines = 2 + text.unicodeScalars.count { "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) }
    for diagnostic in diagnostics {
      if diagnostic.message.isEmpty { return "a message without words" }
      guard let location = diagnostic.location else { return "no place: \(diagnostic.message)" }
      guard (0...lines).contains(location.line), location.column >= 0 else {
        return "line \(location.line) of \(lines): \(diagnostic.message)"
      }
    }
    let shown = DiagnosticRenderer(sources: ["f": text]).render(diagnostics)
    let isPlain = shown.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" || $0 == "\t" }
    return isPlain ? nil : "control characters are shown as they are"
  }
}
