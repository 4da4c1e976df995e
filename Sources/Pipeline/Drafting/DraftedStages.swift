import Declarations
import EventSchema

/// `stages:` of an input's draft: what an account calls its stages, as far as that is plain.
///
/// Stages that are called as if they closed deals are proposed as such. Where something speaks for it that others close deals,
/// too, these are named nowhere, so that a run goes on telling them until somebody has said what they mean.
struct DraftedStages {
  let question: String
  let line: String

  /// Nil where the profile names all stages.
  init?(_ stages: [String: UnnamedStage], deals: Int) {
    guard !stages.isEmpty else { return nil }
    let sorted = stages.sorted { a, b in
      a.value.deals == b.value.deals ? a.key < b.key : a.value.deals > b.value.deals
    }
    var lists: [String: [String]] = [:]
    for (text, _) in sorted where !text.isEmpty {
      let called = UnnamedStages.called(text)
      if called.count < 2 { lists[called.first ?? "open", default: []].append(text) }
    }
    let closes = lists["won"] != nil || lists["lost"] != nil
    let unnamed = sorted.reduce(0) { $0 + $1.value.deals }
    // Where the profile knows none of the words, the others are hardly all open.
    if unnamed >= deals, !closes { lists = [:] }
    let shown = sorted.prefix(8).map { "'\($0.key)' (\($0.value.deals))" }.joined(separator: ", ")
    question =
      "which of these stages close deals? The profile does not name them: \(shown)\(sorted.count > 8 ? ", …" : ""). "
      + "Stages that are named nowhere count as open, and reports tell them."
    line =
      "stages: {"
      + ["won", "lost", "open"].compactMap { word in
        guard let texts = lists[word] else { return word == "open" ? nil : "\(word): []" }
        return "\(word): [\(texts.map { yamlText($0) }.joined(separator: ", "))]"
      }.joined(separator: ", ") + "}"
  }
}
