package import Declarations
package import Diagnostics
import EventSchema
package import Extract
import Kernel
import Normalize

/// A change in an export's columns: between the files of an input, or against what its profile knows.
package struct ColumnDrift: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// Most of the input's files don't have it.
    case new
    /// Most of the input's files have it, this one does not.
    case missing
    /// Missing, and a heading that nobody knows is spelt much like it.
    case renamed(to: String)
    /// The profile knows it as a field for which it prefers another heading, which the file has, too.
    case passedOver(for: String)
  }

  package var input: Int
  package var file: String
  /// The heading row's line.
  package var line: Int
  package var column: String
  package var kind: Kind

  /// What one file's columns are, made comparable: a field where the profile knows the heading, else the heading.
  private struct Columns {
    var headings: [String: String] = [:]
    var unknown: [String] = []

    init(_ source: SourceFile, _ known: [String: String]) {
      for heading in source.headings where !heading.isEmpty {
        let key = Heading(heading).key
        if known[key] == nil { unknown.append(heading) }
        headings[known[key] ?? key] = headings[known[key] ?? key] ?? heading
      }
    }
  }

  /// What drifted among the files of one input.
  ///
  /// - Parameters:
  ///   - wanted: fields that figures need, by name: looked for under another heading also in a single file.
  ///   - read: the profile's columns that files are read for, in the order of `CSVLayout.fields`.
  package static func find(
    _ sources: [SourceFile], input: Int, profile: Profile, wanted: Set<String>, read: [Int]
  ) -> [ColumnDrift] {
    let known = knownHeadings(profile)
    let tables = sources.filter { $0.layout != nil }
    let columns = tables.map { Columns($0, known) }
    var counts: [String: Int] = [:]
    for file in columns { for name in file.headings.keys { counts[name, default: 0] += 1 } }
    var found: [ColumnDrift] = []
    for (source, file) in zip(tables, columns) {
      func note(_ column: String, _ kind: Kind) {
        found.append(
          ColumnDrift(
            input: input, file: source.place, line: source.layout?.headerLine ?? 1, column: column, kind: kind
          )
        )
      }
      for (name, count) in counts.sorted(by: { $0.key < $1.key })
      where count * 2 >= tables.count && file.headings[name] == nil {
        let usual = columns.lazy.compactMap { $0.headings[name] }.first ?? name
        note(
          Heading.shown(usual), similar(to: name, usual, file, profile).map { .renamed(to: $0) } ?? .missing)
      }
      for name in wanted.sorted() where file.headings[name] == nil && counts[name] == nil {
        let usual = headings(of: name, profile).first ?? name
        if let other = similar(to: name, usual, file, profile) { note(usual, .renamed(to: other)) }
      }
      for (name, heading) in file.headings.sorted(by: { $0.key < $1.key }) {
        guard tables.count > 1, let count = counts[name], count * 2 < tables.count else { continue }
        // What a missing column is called now has been said.
        let isName = found.contains { $0.file == source.place && $0.kind == .renamed(to: heading) }
        if !isName { note(Heading.shown(heading), .new) }
      }
      for (column, other) in passedOver(in: source, profile, read) { note(column, .passedOver(for: other)) }
    }
    return found
  }

  /// Headings of a file that a profile knows for a measure which is read from another, and the other. Of days and
  /// names, a second column is usual and changes no figure.
  private static func passedOver(
    in source: SourceFile, _ profile: Profile, _ read: [Int]
  ) -> [(column: String, taken: String)] {
    guard let fields = source.layout?.fields else { return [] }
    let taken = zip(read, fields).filter { column, field in
      guard case .measure = profile.columns[column].field else { return false }
      return source.headings.indices.contains(field)
    }
    let names = taken.map { column, _ in
      Set(profile.columns[column].names.flatMap(\.names).map { Heading($0).key })
    }
    return source.headings.enumerated().compactMap { field, heading in
      guard !fields.contains(field) else { return nil }
      let key = Heading(heading).key
      return names.firstIndex { $0.contains(key) }.map { (heading, source.headings[taken[$0].1]) }
    }
  }

  /// Heading → field, for every heading that the profile knows.
  private static func knownHeadings(_ profile: Profile) -> [String: String] {
    var known: [String: String] = [:]
    for column in profile.columns {
      for (_, names) in column.names {
        for name in names { known[Heading(name).key] = column.field.name(kind: profile.gives) }
      }
    }
    return known
  }

  private static func headings(of field: String, _ profile: Profile) -> [String] {
    profile.columns.filter { $0.field.name(kind: profile.gives) == field }.flatMap {
      $0.names.flatMap(\.names)
    }
  }

  /// A heading of the file that nobody knows and that is spelt much like one of a field.
  private static func similar(
    to field: String, _ usual: String, _ file: Columns, _ profile: Profile
  ) -> String? {
    let names = ([usual] + headings(of: field, profile)).filter { $0.unicodeScalars.count > 3 }
    return file.unknown.first { nearest(to: $0, in: names) != nil }
  }

  /// As an error of its file.
  package var diagnostic: Diagnostic {
    let at = SourceLocation(file: file, line: line)
    switch kind {
    case .new:
      return Diagnostic(
        at: at, "the column '\(column)' is not in the input's other files",
        hint: "export all files alike, or set `new_columns: note` for this input")
    case .missing:
      return Diagnostic(
        at: at, "the column '\(column)' is missing, the input's other files have it",
        hint: "export all files alike, or set `missing_columns: note` for this input")
    case .renamed(let other):
      return Diagnostic(
        at: at, "the column '\(column)' is missing; is it called '\(other)' now?",
        hint: "map it under `columns:` for this input, or set `missing_columns: note`")
    case .passedOver(let other):
      return Diagnostic(
        at: at, "the column '\(column)' is not read: the profile prefers '\(other)'",
        hint: "say under `columns:` of this input which one counts")
    }
  }

  /// As a line of a plan.
  package var text: String {
    switch kind {
    case .new: "new column '\(column)' (line \(line)): the other files don't have it"
    case .missing: "no column '\(column)' (line \(line)): other files have it"
    case .renamed(let other): "no column '\(column)' (line \(line)): is it called '\(other)' now?"
    case .passedOver(let other):
      "column '\(column)' (line \(line)) is not read: '\(other)' comes first; `columns:` can say otherwise"
    }
  }

  package func json(input: String) -> JSONValue {
    var fields: [(String, JSONValue)] = [
      ("input", .string(input)), ("file", .string(file)), ("line", .integer(line)),
      ("column", .string(column)),
    ]
    switch kind {
    case .new: fields.append(("change", .string("new")))
    case .missing: fields.append(("change", .string("missing")))
    case .renamed(let other): fields += [("change", .string("renamed")), ("to", .string(other))]
    case .passedOver(let other): fields += [("change", .string("passed_over")), ("for", .string(other))]
    }
    return .object(fields)
  }

  /// What the pipeline file says about such a change.
  package func rule(_ declaration: InputDeclaration) -> InputDeclaration.OnDrift {
    switch kind {
    case .new: declaration.newColumns
    case .missing, .renamed: declaration.missingColumns
    case .passedOver: .note
    }
  }
}

extension Plan {
  /// Fields that the figures of this plan read from an input, by name.
  private func wantedFields(_ input: Int) -> Set<String> {
    let mapping = kernel.inputs[input]
    let columns = mapping.wanted.map { mapping.profile.columns[$0] }
    let measures = columns.filter { column in
      if case .measure = column.field { column.fallback == nil } else { false }
    }
    return Set(measures.map { $0.field.name(kind: mapping.profile.gives) })
  }

  /// What drifted in the columns of all files, what is to be ignored left out.
  package func drift(_ all: [(input: Int, source: SourceFile)]) -> [ColumnDrift] {
    // Blocks of one file are different tables, not versions of one.
    let sources = all.filter { $0.source.part.lines == nil }
    return inputs.indices.flatMap { index in
      ColumnDrift.find(
        sources.filter { $0.input == index }.map(\.source), input: index, profile: inputs[index].profile,
        wanted: wantedFields(index), read: kernel.inputs[index].wanted
      ).filter { $0.rule(inputs[index].declaration) != .ignore }
    }
  }
}
