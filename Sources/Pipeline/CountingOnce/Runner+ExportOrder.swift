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
  private static func misordered(
    _ files: [KernelFile], _ roles: [StatementRoles], _ ranks: [Int]
  ) -> (earlier: Int, later: Int, pattern: DatePattern)? {
    let restating = files.indices.filter { roles[$0].restates }.sorted { ranks[$0] < ranks[$1] }
    guard restating.allSatisfy({ files[$0].facts.exported == nil }) else { return nil }
    for pattern in usualDays {
      let days = restating.compactMap { files[$0].day(inName: pattern) }
      guard days.count == restating.count,
        let place = days.indices.dropFirst().first(where: { days[$0] < days[$0 - 1] })
      else { continue }
      return (restating[place - 1], restating[place], pattern)
    }
    return nil
  }

  /// So many pairs of files are looked at for what they share.
  private static let pairsCompared = 20

  /// Files that correct each other though nothing says which is newer, or though they hardly state the same: exports of
  /// two accounts look so.
  static func doubtfulCorrections(
    _ files: [KernelFile], _ statements: ContiguousArray<Statement>, _ decision: StatementRoles.Decision,
    ranks: [Int], input: Int
  ) -> [DoubtfulCorrection] {
    typealias Pair = (key: StatementRoles.FilePair, value: StatementRoles.Corrections)
    let pairs = decision.corrections.sorted {
      ($0.key.earlier, $0.key.later) < ($1.key.earlier, $1.key.later)
    }
    func days(_ pairs: [Pair]) -> [ClosedRange<Int32>] {
      let all = pairs.reduce(into: Set<Int32>()) { $0.formUnion($1.value.days) }
      return Overlap.joined(all.map { $0...$0 })
    }
    func found(_ doubtful: [Pair], _ doubt: DoubtfulCorrection.Doubt) -> DoubtfulCorrection? {
      guard let first = doubtful.first else { return nil }
      return DoubtfulCorrection(
        input: input, earlier: files[first.key.earlier].source.title,
        later: files[first.key.later].source.title, count: first.value.count, days: days(doubtful),
        doubt: doubt)
    }
    if let wrong = misordered(files, decision.roles, ranks) {
      return [
        DoubtfulCorrection(
          input: input, earlier: files[wrong.earlier].source.title, later: files[wrong.later].source.title,
          count: 0, days: days(pairs), doubt: .misordered(wrong.pattern))
      ]
    }
    let exported = files.map(\.facts.exported)
    let equallyNew = pairs.filter { pair, _ in
      exported[pair.earlier] != nil && exported[pair.earlier] == exported[pair.later]
        && ranks[pair.earlier] != ranks[pair.later]
    }
    let ofFile = Dictionary(grouping: equallyNew) { $0.key.later }.sorted { $0.key < $1.key }
    let told = ofFile.compactMap { later, pairs in exported[later].flatMap { found(pairs, .equallyNew($0)) } }
    if !told.isEmpty { return told }
    let guessed = pairs.filter { pair, _ in
      exported[pair.earlier] == nil && exported[pair.later] == nil
        && !NaturalOrder.isStated(Overlap.export(files[pair.earlier]), Overlap.export(files[pair.later]))
    }
    if let guessed = found(guessed, .orderIsGuessed) { return [guessed] }
    let apart = pairs.prefix(pairsCompared).filter { shareLittle($0.key, statements) }
    return [found(apart, .shareLittle)].compactMap(\.self)
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
  enum Doubt: Sendable {
    /// Their names order them otherwise than the days that stand in these, written so.
    case misordered(DatePattern)
    /// Both were exported on one day.
    case equallyNew(Day)
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
  /// The days that these are about, and those of other files in the same doubt.
  var days: [ClosedRange<Int32>]
  var doubt: Doubt

  var note: Note {
    let arguments: [String: Note.Argument] = [
      "n": .count(count), "file": .text(later), "other": .text(earlier),
    ]
    switch doubt {
    case .misordered: return Note(.noteMisordered, ["file": .text(later), "other": .text(earlier)])
    case .equallyNew(let day):
      return Note(.noteEquallyNew, arguments.merging(["day": .day(day)]) { $1 })
    case .orderIsGuessed: return Note(.noteOrderGuessed, arguments)
    case .shareLittle: return Note(.noteShareLittle, arguments)
    }
  }

  var warning: Diagnostic {
    let rows = count == 1 ? "1 row" : "\(count) rows"
    let accounts =
      "if they are of different accounts, make an input of each, or export the column of accounts"
    switch doubt {
    case .misordered(let pattern):
      return Diagnostic(
        .warning, at: SourceLocation(file: later),
        "by its name this file comes after '\(earlier)' and counts, but the day in its name is earlier",
        hint: "if that is the day of the export, say `exported: \(pattern.text)` for the input")
    case .equallyNew(let day):
      return Diagnostic(
        .warning, at: SourceLocation(file: later),
        "this file and '\(earlier)' were both exported on \(day) and state the same otherwise: "
          + "the later name counts",
        hint: "leave one of them out, or name them in the order of export; " + accounts)
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
