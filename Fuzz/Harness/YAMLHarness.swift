internal import Declarations
internal import Diagnostics

/// Every text is either understood or refused, with places that lie in it and messages that can be shown.
package enum YAMLHarness {
  /// - Parameter input: one byte that chooses the kind of file, then the text.
  package static func problem(_ input: [UInt8]) -> String? {
    guard let choice = input.first else { return nil }
    let text = String(decoding: input.dropFirst(), as: UTF8.self)
    let result = read(Int(choice), text)
    let errors = result.diagnostics.filter { $0.severity == .error }
    if result.isRead != errors.isEmpty {
      return
        "\(result.isRead ? "read" : "refused") with \(errors.count) errors: \(errors.first?.message ?? "")"
    }
    return problem(result.diagnostics, text)
  }

  private static func read(_ choice: Int, _ text: String) -> (isRead: Bool, diagnostics: [Diagnostic]) {
    switch choice % 6 {
    case 0:
      result(
        PipelineFileLoader.load(text: text, file: "f", environment: ["HOME": "x", "DATE": "2026-03-01"]))
    case 1: result(ProfileLoader.load(text: text, file: "f"))
    case 2: result(KPILoader.load(text: text, file: "f"))
    case 3: result(SectionLoader.load(text: text, file: "f"))
    case 4: result(LanguageLoader.load(text: text, file: "f"))
    default: result(ChannelRulesLoader.load(text: text, file: "f"))
    }
  }

  private static func result<Value>(_ result: (Value?, diagnostics: [Diagnostic])) -> (
    isRead: Bool, diagnostics: [Diagnostic]
  ) { (result.0 != nil, result.diagnostics) }

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
