import Declarations
import Diagnostics
import EventSchema
import Normalize

/// Stages that an account named itself, over those of the profile.
extension PlanBuilder {
  /// Lays `stages:` of an input over what its profile says of the texts: each means what is declared here alone.
  mutating func applyStages(_ declaration: InputDeclaration, to profile: inout Profile) {
    guard let stages = declaration.stages else { return }
    let known = profile.gives.stageWords
    guard !known.isEmpty,
      let index = profile.columns.firstIndex(where: { $0.field == profile.gives.stageField })
    else {
      problems.append(
        Diagnostic(
          at: stages.location, "'stages' is for deals and for stages of leads",
          hint: "'\(profile.name)' gives \(profile.gives.rawValue) events: take `stages` out",
          length: "stages".count))
      return
    }
    var values = profile.columns[index].values
    // Where the profile lists no texts, our words stand for themselves, and go on to.
    for word in known where !values.contains(where: { $0.ours == word }) { values.append((word, [])) }
    var meant: [[UInt8]: Located<String>] = [:]
    for (word, texts) in stages.words {
      guard known.contains(word.value) else {
        unknownStage(word, texts, known, profile)
        continue
      }
      for text in texts {
        let folded = ProfileColumn.key(ofValue: text.value)
        if folded.isEmpty {
          problems.append(
            Diagnostic(
              at: text.location, "an empty text under '\(word.value)' names no stage",
              hint: "write what the export calls it, or take it out: a row without a stage states none",
              length: text.value.unicodeScalars.count + 2))
          continue
        }
        if let other = meant[folded] {
          problems.append(
            Diagnostic(
              at: text.location, "'\(text.value)' stands under '\(other.value)' already",
              hint: "a stage means one thing: take it out of one of the lists",
              length: text.value.unicodeScalars.count))
          continue
        }
        meant[folded] = word
        for place in values.indices {
          values[place].theirs.removeAll { ProfileColumn.key(ofValue: $0) == folded }
          if values[place].ours == word.value { values[place].theirs.append(text.value) }
        }
      }
    }
    profile.columns[index].values = values
  }

  private mutating func unknownStage(
    _ word: Located<String>, _ texts: [Located<String>], _ known: [String], _ profile: Profile
  ) {
    // `stages: {Signed: won}`
    if let turned = texts.first, texts.count == 1, known.contains(turned.value) {
      problems.append(
        Diagnostic(
          at: word.location, "unknown stage '\(word.value)': our word stands before the account's",
          hint: "the other way round: `\(turned.value): [\(word.value)]`",
          length: word.value.unicodeScalars.count))
      return
    }
    unknown("stage of \(profile.gives == .deal ? "a deal" : "a lead")", word, known: known, command: nil)
  }
}
