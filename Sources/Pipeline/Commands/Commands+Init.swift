import Declarations
package import Diagnostics
import EventSchema

/// A drafted pipeline file, and what to say about it.
package struct Draft: Sendable {
  package var text: String
  /// One line for whoever watches.
  package var summary: String
}

extension Commands {
  /// Drafts a pipeline file for the exports in a folder.
  ///
  /// - Parameters:
  ///   - folder: as named on the command line.
  ///   - target: the pipeline file to be; nil: it is printed, and will stand in the current folder.
  package static func draft(_ folder: String, for target: String?) async throws(Diagnostics) -> Draft {
    guard let absolute = FileFinder.resolve(folder) else {
      throw Diagnostics(
        Diagnostic(at: SourceLocation(file: folder), "there is no such folder", hint: "check the path"),
        exit: .missingInput)
    }
    guard FileFinder.isFolder(absolute) else {
      throw Diagnostics(
        Diagnostic(
          at: SourceLocation(file: folder), "this is a file, not a folder of exports",
          hint: "`sluice inspect \(folder)` looks at one file"),
        exit: .usage)
    }
    let home = target.map { Publisher.parent(of: $0) } ?? "."
    // Reports are written below the root: it is the pipeline file's folder where that holds the exports.
    let base = FileFinder.resolve(home) ?? absolute
    let isBelow = absolute == base || absolute.hasPrefix(base + "/")
    guard let finder = FileFinder(root: isBelow ? base : absolute) else {
      throw Diagnostics(
        Diagnostic(at: SourceLocation(file: folder), "the folder can't be read"), exit: .missingInput)
    }
    let below = isBelow && absolute != base ? String(absolute.dropFirst(base.count + 1)) : ""
    let survey = try await FolderSurvey.read(finder, below: below, library: ProfileLibrary(beside: home))
    guard !survey.groups.isEmpty else { throw Diagnostics(nothing(survey, folder), exit: .badInput) }
    let name = inputName(Publisher.name(of: absolute)).replacing("_", with: "-")
    var draft = PipelineDraft(
      survey, folder: folder, name: name, root: isBelow ? "." : absolute, home: isBelow ? home : folder)
    guard draft.period != nil else { throw Diagnostics(nothing(survey, folder), exit: .badInput) }
    let text = try draft.text()
    try check(text, root: finder.root)
    let files = draft.inputs.reduce(0) { $0 + $1.files.count }
    let path = target ?? "pipeline.yaml"
    return Draft(
      text: text,
      summary:
        "\(draft.inputs.count) inputs of \(files) files, \(survey.leftovers.count) files not read, \(draft.questions) questions\nnext: sluice run \(path)\n"
    )
  }

  /// A draft that does not load is a bug of ours: nobody should find out by running it.
  private static func check(_ text: String, root: String) throws(Diagnostics) {
    let (file, diagnostics) = PipelineFileLoader.load(text: text, file: "draft.yaml", environment: [:])
    guard let file else { throw Diagnostics(diagnostics, exit: .internalError) }
    var options = PlanBuilder.Options(asOf: Day(number: 0))
    options.root = root
    options.findsFiles = false
    do throws(Diagnostics) {
      _ = try PlanBuilder.build(file, text: text, options: options)
    } catch {
      throw Diagnostics(error.list, exit: .internalError)
    }
  }

  private static func nothing(_ survey: FolderSurvey, _ folder: String) -> [Diagnostic] {
    let head = Diagnostic(
      at: SourceLocation(file: folder), "no file of this folder can be read as it is",
      hint: "`sluice inspect FILE` proposes a mapping; `sluice profiles` lists what is read")
    return [head]
      + survey.leftovers.prefix(20).map { left in
        Diagnostic(.note, at: SourceLocation(file: left.path), left.why, hint: left.hint)
      }
  }

  /// Writes a drafted file.
  package static func write(_ draft: Draft, to path: String, replaces: Bool) throws(Diagnostics) {
    if !replaces, FileFinder.exists(path) {
      throw Diagnostics(
        Diagnostic(
          at: SourceLocation(file: path), "the file exists",
          hint: "choose another name, or replace it with --force"),
        exit: .cannotWrite)
    }
    do throws(TextFile.Failure) { try TextFile.write(draft.text, to: path) } catch {
      throw Diagnostics(
        Diagnostic(at: SourceLocation(file: path), "can't \(error.action) the file: \(error.reason)"),
        exit: .cannotWrite)
    }
  }
}
