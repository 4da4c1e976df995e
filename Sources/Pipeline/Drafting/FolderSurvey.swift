import Declarations
import Diagnostics
import EventSchema
import Extract
import Normalize

/// What stands in a folder of exports.
struct FolderSurvey: Sendable {
  /// The files of one profile in one folder.
  struct Group: Sendable {
    var profile: Profile
    var folder: String
    var files: [FileSurvey]
    /// Patterns that match these files and no others.
    var patterns: [String]
    /// Name of the input.
    var name = ""

    var days: (first: Day, last: Day)? {
      let days = files.compactMap(\.days)
      guard let first = days.map(\.first).min(), let last = days.map(\.last).max() else { return nil }
      return (first, last)
    }
    /// Events that lie across the end of a period of this grain, and all events.
    func cut(_ grain: Grain) -> (events: Int, all: Int) {
      let cut = files.reduce(0) { sum, file in
        sum + file.ranges.filter { !DraftPeriod.holds($0.key, grain) }.reduce(0) { $0 + $1.value }
      }
      return (cut, files.reduce(0) { $0 + $1.events })
    }
    /// What must be declared of the way they are written: the same of all of them.
    var notations: DraftedNotations { files.first?.notations ?? DraftedNotations() }
    var records: Int { files.reduce(0) { $0 + $1.records } }
    var rejected: Int { files.reduce(0) { $0 + $1.rejected } }
    var unnamedStages: [String: UnnamedStage] {
      files.reduce(into: [:]) { $0.merge($1.unnamedStages, uniquingKeysWith: +) }
    }
    var currencies: Set<Currency> { files.reduce(into: []) { $0.formUnion($1.currencies) } }
    var lacksCurrency: Bool { files.contains(where: \.lacksCurrency) }
    /// Two files that hold some of the same days.
    var overlap: (String, String)? {
      let files = files.filter { $0.days != nil }.sorted { a, b in
        (a.days?.first ?? Day(number: 0), a.file.path) < (b.days?.first ?? Day(number: 0), b.file.path)
      }
      for (a, b) in zip(files, files.dropFirst()) {
        if let last = a.days?.last, let first = b.days?.first, first <= last {
          return (a.file.path, b.file.path)
        }
      }
      return nil
    }
    /// The columns that nothing reads. A tool's profile leaves out what it knows; of another table nobody knows what its
    /// columns are.
    var unreadRemark: String? {
      guard profile.name.hasPrefix("generic/"), let unread = files.first?.unread, !unread.isEmpty else {
        return nil
      }
      let shown = unread.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
      return
        "Not read: \(shown)\(unread.count > 12 ? ", …" : ""). `columns:` names their fields, where they have one."
    }
    /// Asks which export it is, where nothing tells.
    var rivalQuestion: String? {
      guard let rivals = files.first?.rivals, !rivals.isEmpty else { return nil }
      return
        "\(profile.name) or \(rivals.joined(separator: " or "))? The headings fit each. Where the table holds both, "
        + "two inputs may read one file."
    }
    /// Nothing of it can be used.
    var isUseless: Bool { days == nil && !files.contains(where: \.isOfEveryDay) }
    /// Nothing of it can be used until somebody says which days its files cover.
    var needsPeriod: Bool { isUseless && files.contains(where: \.lacksPeriod) }
  }

  /// A file that gives no input, and why.
  struct Leftover: Sendable {
    var path: String
    var why: String
    /// What to do, or the nearest profile.
    var hint: String?
    /// An entry to start from.
    var entry: String?
  }

  var groups: [Group] = []
  var leftovers: [Leftover] = []
  /// Tables of exchange rates that don't contradict each other.
  var rates: [String] = []
  /// The first day that they are of.
  var ratesSince: Day?
  private var rateFiles: [(path: String, bytes: [UInt8])] = []

  /// Extensions of files that are no exports and are passed over without a word.
  private static let others: Set<String> = [
    "yaml", "yml", "md", "css", "png", "jpg", "jpeg", "svg", "html", "log",
  ]

  /// - Parameters:
  ///   - folder: below the finder's root, or empty for all of it.
  ///   - library: profiles to recognise files by.
  static func read(
    _ finder: FileFinder, below folder: String, library: ProfileLibrary
  ) async throws(Diagnostics) -> FolderSurvey {
    let (profiles, problems) = try library.all()
    guard problems.isEmpty else { throw Diagnostics(problems, exit: .badPipeline) }
    // Reports of earlier runs are no exports.
    let (files, outside) = finder.all(below: folder) { path, names in
      !names.contains("report.json") && path != "profiles" && !path.hasSuffix("/profiles")
    }
    var survey = FolderSurvey()
    var contents: [String: String] = [:]
    let recogniser = Recogniser(profiles: profiles)
    for file in files where !others.contains(file.path.fileExtension) {
      await survey.read(file, recogniser, library, &contents)
    }
    for path in outside {
      survey.leftovers.append(
        Leftover(path: path, why: "the link leads out of the folder", hint: "copy the file into the folder"))
    }
    for index in survey.groups.indices {
      survey.groups[index].patterns = patterns(of: survey.groups[index], among: files.map(\.path))
    }
    survey.groups.sort { ($0.profile.name, $0.folder) < ($1.profile.name, $1.folder) }
    survey.nameInputs()
    return survey
  }

  private mutating func read(
    _ file: FileFinder.Found, _ recogniser: Recogniser, _ library: ProfileLibrary,
    _ contents: inout [String: String]
  ) async {
    do throws(Diagnostics) {
      var heads: SourceFileOpener.FileHeads
      var guess: EncodingGuess?
      do throws(Diagnostics) {
        heads = try Inspector.heads(file, encoding: nil, profiles: recogniser.profiles)
      } catch {
        guard let found = EncodingGuess.read(file, recogniser) else { throw error }
        (guess, heads) = found
      }
      if guess == nil, addRates(file, heads.texts[0]) { return }
      let search = ProfileSearch(heads, recogniser: recogniser)
      guard let best = search.best else {
        leave(file, heads, search, recogniser.profiles, library, guess)
        return
      }
      var survey = try await FileSurvey.read(file, best.profile, heads: heads, encoding: guess)
      survey.rivals = search.rivals
      if let twin = contents[survey.content], survey.records > 0 {
        leftovers.append(
          Leftover(path: file.path, why: "it holds the same as \(twin): counted once", hint: nil))
        return
      }
      contents[survey.content] = file.path
      add(survey)
    } catch {
      let first = error.list.first
      leftovers.append(Leftover(path: file.path, why: first?.message ?? "can't be read", hint: first?.hint))
    }
  }

  private mutating func leave(
    _ file: FileFinder.Found, _ heads: SourceFileOpener.FileHeads, _ search: ProfileSearch,
    _ profiles: [Profile],
    _ library: ProfileLibrary, _ guess: EncodingGuess?
  ) {
    let unknown = Inspector(library: library, threads: 1).unknown(
      file, heads, search, profiles, encoding: guess?.encoding)
    if let obstacle = Inspector.obstacle(heads.texts[0], search, path: file.path) {
      leftovers.append(Leftover(path: file.path, why: obstacle.message, hint: obstacle.hint))
      return
    }
    let problem = Inspector.noProfile(search, path: file.path)
    let near = search.losers.first.map { "nearest: \($0.profile): \($0.why)" }
    leftovers.append(
      Leftover(
        path: file.path, why: problem.message, hint: search.duplicate == nil ? near : problem.hint,
        entry: unknown.entry))
  }

  private mutating func add(_ survey: FileSurvey) {
    let folder = Publisher.folder(of: survey.file.path)
    let index = groups.firstIndex {
      $0.profile.name == survey.profile.name && $0.folder == folder && $0.notations == survey.notations
    }
    if let index {
      groups[index].files.append(survey)
    } else {
      groups.append(Group(profile: survey.profile, folder: folder, files: [survey], patterns: []))
    }
  }

  /// - Returns: whether the file is a table of rates.
  private mutating func addRates(_ file: FileFinder.Found, _ head: SourceFileOpener.Head) -> Bool {
    let line = head.bytes.prefix { $0 != 0x0A && $0 != 0x0D }
    let names = String(decoding: line, as: UTF8.self).lowercased().split { ",;\t\"\u{FEFF}".contains($0) }
    guard Set(names.map(String.init)).isSuperset(of: ["day", "from", "to", "rate"]),
      head.size < TextFile.limit,
      let bytes = TextFile.read(file.absolute), RateTable.load([(file.path, bytes)]).diagnostics.isEmpty
    else { return false }
    let loaded = RateTable.load(rateFiles + [(file.path, bytes)])
    if let problem = loaded.diagnostics.first {
      leftovers.append(Leftover(path: file.path, why: problem.message, hint: problem.hint))
      return true
    }
    rateFiles.append((file.path, bytes))
    ratesSince = loaded.table.firstDay
    rates.append(file.path)
    return true
  }

  /// What a draft says about amounts without a rate: a remark, and lines under `currency:`.
  func whereRatesMiss(of inputs: [Group], in currency: Currency?) -> (remark: [String], lines: String) {
    let needed = inputs.filter { $0.currencies.contains { $0 != currency } }.compactMap(\.days?.first).min()
    let age = "  no_older_than: 5 days\n"
    guard let since = ratesSince, let needed, needed < since else {
      return ([], "  if_rate_missing: use_previous   # weekends have no rates\n" + age)
    }
    let remark =
      "The rates begin on \(since): earlier amounts in other currencies are rejected, and the report names them."
    return ([remark], "  if_rate_missing: [use_previous, reject]\n" + age)
  }

  // MARK: Patterns and names

  /// `folder/*.csv` where that is exactly the group, else a longer common beginning, else the files one by one.
  private static func patterns(of group: Group, among all: [String]) -> [String] {
    let own = Set(group.files.map(\.file.path))
    let siblings = all.filter { Publisher.folder(of: $0) == group.folder }
    var patterns: [String] = []
    for suffix in Set(own.map(\.longExtension)).sorted() {
      let files = own.filter { $0.longExtension == suffix }.sorted()
      if files.count == 1 {
        patterns.append(files[0])
        continue
      }
      let names = files.map { String($0.dropFirst(group.folder.isEmpty ? 0 : group.folder.count + 1)) }
      let prefix = group.folder.isEmpty ? "" : group.folder + "/"
      let begin = names.dropFirst().reduce(names[0]) { $0.commonPrefix(with: $1) }
      let tries = ["*\(suffix)", "\(begin)*\(suffix)"]
      let fitting = tries.first { pattern in
        Set(siblings.filter { FileFinder.matches($0.dropFirst(prefix.count), pattern) }) == Set(files)
      }
      patterns += fitting.map { [prefix + $0] } ?? files
    }
    return patterns
  }

  /// Inputs are named after their tool; two of one tool by export, then by folder.
  private mutating func nameInputs() {
    func parts(_ group: Group) -> [String] { group.profile.name.split(separator: "/").map(String.init) }
    var used: Set<String> = []
    for index in groups.indices {
      let group = groups[index]
      let own = parts(group)
      let isGeneric = own.first == "generic"
      let sameTool = groups.count { parts($0).first == own.first }
      let sameProfile = groups.count { $0.profile.name == group.profile.name }
      var name = isGeneric ? own.last ?? "" : own.first ?? ""
      if !isGeneric, sameTool > sameProfile { name = own.joined(separator: "_") }
      if sameProfile > 1, let folder = group.folder.split(separator: "/").last,
        inputName(String(folder)) != inputName(name)
      {
        name += "_\(folder)"
      }
      var candidate = inputName(name)
      var number = 2
      while !used.insert(candidate).inserted {
        candidate = "\(inputName(name))_\(number)"
        number += 1
      }
      groups[index].name = candidate
    }
  }
}

extension String {
  /// `csv` of `a/b.c.csv`; empty where there is none.
  var fileExtension: String {
    let name = split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  /// `.csv.gz` of `a/b.csv.gz`, `.csv` of `a/2026.02.csv`; with its dot and as it is written.
  var longExtension: String {
    func tail(_ name: Substring) -> Substring {
      guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
      return name[dot...]
    }
    let name = split(separator: "/").last ?? ""
    let last = tail(name)
    guard last.lowercased() == ".gz" else { return String(last) }
    return String(tail(name.dropLast(last.count))) + last
  }

  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
