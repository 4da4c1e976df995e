import Columns
import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize
import Render

extension Runner {
  /// How days are usually written in names of files.
  private static let usualDays = ["yyyy-MM-dd", "yyyyMMdd", "yyyy_MM_dd", "dd.MM.yyyy"].compactMap {
    DatePattern($0)
  }

  /// Exports that correct each other in the order of their names, while days in these names say another one.
  static func misordered(
    _ files: [KernelFile], _ roles: [StatementRoles], _ ranks: [Int]
  ) -> [Diagnostic] {
    let restating = files.indices.filter { roles[$0].restates }.sorted { ranks[$0] < ranks[$1] }
    guard restating.allSatisfy({ files[$0].facts.exported == nil }) else { return [] }
    for pattern in usualDays {
      let days = restating.compactMap { files[$0].day(inName: pattern) }
      guard days.count == restating.count,
        let place = days.indices.dropFirst().first(where: { days[$0] < days[$0 - 1] })
      else { continue }
      let (later, earlier) = (files[restating[place]], files[restating[place - 1]])
      return [
        Diagnostic(
          .warning, at: SourceLocation(file: later.source.title),
          "by its name this file comes after '\(earlier.source.title)' and counts, but the day in its name is earlier",
          hint: "if that is the day of the export, say `exported: \(pattern.text)` for the input")
      ]
    }
    return []
  }

  /// So many pairs of files are looked at for what they share.
  private static let pairsCompared = 20

  /// Files that correct each other though nothing says which is newer, or though they hardly state the same: exports of
  /// two accounts look so.
  static func doubtfulCorrections(
    _ files: [KernelFile], _ statements: ContiguousArray<Statement>, _ decision: StatementRoles.Decision,
    input: Int
  ) -> [DoubtfulCorrection] {
    let pairs = decision.corrections.sorted {
      ($0.key.earlier, $0.key.later) < ($1.key.earlier, $1.key.later)
    }
    func found(_ pair: StatementRoles.FilePair, _ count: Int, _ doubt: DoubtfulCorrection.Doubt)
      -> DoubtfulCorrection
    {
      DoubtfulCorrection(
        input: input, earlier: files[pair.earlier].source.title, later: files[pair.later].source.title,
        count: count, doubt: doubt)
    }
    for (pair, count) in pairs {
      let (a, b) = (files[pair.earlier], files[pair.later])
      guard a.facts.exported == nil, b.facts.exported == nil else { continue }
      if !NaturalOrder.isStated(Overlap.export(a), Overlap.export(b)) {
        return [found(pair, count, .orderIsGuessed)]
      }
    }
    for (pair, count) in pairs.prefix(pairsCompared) where shareLittle(pair, statements) {
      return [found(pair, count, .shareLittle)]
    }
    return []
  }

  /// Whether of the days that both files state, most of what each states the other does not.
  private static func shareLittle(
    _ pair: StatementRoles.FilePair, _ statements: ContiguousArray<Statement>
  ) -> Bool {
    func of(_ file: Int) -> [Int32: Set<PersonToken>] {
      var keys: [Int32: Set<PersonToken>] = [:]
      for statement in statements where Int(statement.file) == file {
        keys[statement.dayStated, default: []].insert(statement.key)
      }
      return keys
    }
    let (mine, theirs) = (of(pair.earlier), of(pair.later))
    var (shared, earlier, later) = (0, 0, 0)
    for (day, keys) in mine {
      guard let others = theirs[day] else { continue }
      shared += keys.intersection(others).count
      earlier += keys.count
      later += others.count
    }
    return shared * 2 < earlier && shared * 2 < later
  }
}

/// Files of which one corrects the other, which may not be meant.
package struct DoubtfulCorrection: Sendable {
  package enum Doubt: Sendable {
    /// Neither their names nor the pipeline file say which is newer.
    case orderIsGuessed
    /// On the days that both state, most things stand in one of them only.
    case shareLittle
  }
  package var input: Int
  var earlier: String
  var later: String
  /// How many statements the later one replaces.
  var count: Int
  var doubt: Doubt

  var note: Note {
    Note(
      doubt == .orderIsGuessed ? .noteOrderGuessed : .noteShareLittle,
      ["n": .count(count), "file": .text(later), "other": .text(earlier)])
  }

  var warning: Diagnostic {
    let rows = count == 1 ? "1 row" : "\(count) rows"
    let accounts =
      "if they are of different accounts, make an input of each, or export the column of accounts"
    switch doubt {
    case .orderIsGuessed:
      return Diagnostic(
        .warning, at: SourceLocation(file: later),
        "this file states \(rows) of '\(earlier)' otherwise, and nothing says which is newer: the later name counts",
        hint: "say when each was exported (`exported: yyyy-MM-dd`) or number their names; " + accounts)
    case .shareLittle:
      return Diagnostic(
        .warning, at: SourceLocation(file: later),
        "this file replaces \(rows) of '\(earlier)', though of the same days most of what each states the other does not",
        hint: accounts + "; if they complement each other, set `overlap: add_up`")
    }
  }
}
