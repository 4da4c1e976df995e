import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize
import Render

/// What figures lack, and why.
extension DataQualityBuilder {
  /// So many reasons are named; the table of rejected rows has all.
  private static let namedReasons = 3

  /// Files that seem to be cut off.
  var cutOff: [Note] { result.cutOff.map { Note($0.word, ["file": .text($0.file.file.source.title)]) } }

  /// The statuses of an input's records, where none is one that counts.
  func noneKept(_ index: Int) -> Note? {
    let ledger = result.ledger(ofInput: index)
    guard !ledger.notKept.isEmpty, ledger.countsNone else { return nil }
    return Note(
      .noteNoneKept,
      [
        "input": .text(plan.inputs[index].declaration.name),
        "reason": .note(Note(filterReason: FilterReason.notKept.rawValue, ledger)),
      ])
  }

  /// Names that differ in white space only, and count apart.
  func spellings(_ dimension: Dimension) -> Note? {
    let found = figures.table.spellingsBySpace(dimension)
    guard !found.isEmpty else { return nil }
    let names = Note.Argument.list(found, atMost: 8) { name, count in
      .note(
        Note(
          .nameWithCount, ["name": .text(String(decoding: name, as: UTF8.self)), "count": .count(count)]))
    }
    return Note(
      .noteSpellingsBySpace,
      ["dimension": .dimension(dimension), "names": names])
  }

  /// How many of an input's records were rejected, and the commonest reasons.
  func rejected(_ index: Int) -> Note? {
    let files = result.files.filter { $0.file.input == index }
    let rejected = files.reduce(0) { $0 + $1.ledger.rejected }
    guard rejected > 0 else { return nil }
    var counts: [(reason: String, count: Int)] = []
    for (first, count) in files.flatMap(\.rejectKinds) {
      let reason = first.reason.rawValue
      if let known = counts.firstIndex(where: { $0.reason == reason }) {
        counts[known].count += count
      } else {
        counts.append((reason, count))
      }
    }
    counts.sort { $0.count == $1.count ? $0.reason < $1.reason : $0.count > $1.count }
    return Note(
      .noteRejected,
      [
        "input": .text(plan.inputs[index].declaration.name), "n": .count(rejected),
        "records": .count(files.reduce(0) { $0 + $1.ledger.records }),
        "reasons": .list(
          counts.prefix(Self.namedReasons).map { .word(Word(rejectReason: $0.reason) ?? .rejected) }),
      ])
  }
}

extension Note {
  /// So many texts that a profile does not keep are named, the commonest; all stand in `report.json`.
  private static let namedTexts = 8

  /// Why records are filtered; of those whose text the profile does not keep, which texts.
  init(filterReason reason: String, _ ledger: ReconciliationLedger) {
    let texts = ledger.commonestNotKept
    guard reason == FilterReason.notKept.rawValue, !texts.isEmpty else {
      self.init(Word(filterReason: reason) ?? .filtered)
      return
    }
    let named = Argument.list(texts, atMost: Self.namedTexts) { text, count in
      let name = text.isEmpty ? Argument.word(.notSet) : .text(text)
      return .note(Note(.nameWithCount, ["name": name, "count": .count(count)]))
    }
    self.init(.filterNotKeptTexts, ["texts": named])
  }

  /// Why an input counts nothing. What has no words of its own is said as on the terminal.
  init(unread diagnostic: Diagnostic) {
    let file = Argument.text(diagnostic.location?.description ?? "")
    switch diagnostic.problem {
    case .noMatch(let pattern)?: self.init(.noteNoFileMatches, ["pattern": .text(pattern)])
    case .headings(let profile, let missing)?:
      self.init(
        .noteUnreadHeadings,
        ["file": file, "profile": .text(profile), "headings": .list(missing.map { .text($0) })])
    case .otherProfile(let profile, let wanted)?:
      self.init(.noteUnreadOther, ["file": file, "profile": .text(profile), "wanted": .text(wanted)])
    case .noneUsable(let records, let reason)?:
      let word = Word(rejectReason: reason) ?? .rejected
      self.init(.noteNoneUsable, ["file": file, "n": .count(records), "reason": .word(word)])
    case .notUTF8?: self.init(.noteNotUTF8, ["file": file])
    case .empty?: self.init(.noteEmptyFile, ["file": file])
    case .noPeriod?: self.init(.noteNoPeriod, ["file": file])
    case .currencies(let heading, let currency, let other, let otherCurrency)?:
      self.init(
        .noteSeveralCurrencies,
        [
          "file": file, "heading": .text(heading), "currency": .text(currency), "other": .text(other),
          "other_currency": .text(otherCurrency),
        ])
    case nil: self.init(.noteUnreadable, ["file": file, "message": .text(diagnostic.message)])
    }
  }
}
