import Declarations
import Diagnostics
package import Extract

/// A part of an input's file that nothing is read of, while other parts are.
package struct UnreadTable: Sendable, Hashable {
  package var input: Int
  /// The file's path.
  package var file: String
  package var unread: UnreadPart

  /// The table itself: its member, sheet or first line, and what stands there.
  var name: String {
    let place = unread.part.lines.map { "\($0.lowerBound)" }
    return [unread.part.member, place].compactMap(\.self).joined(separator: ":")
  }

  /// A table that does not fit the profile.
  var isLeftOut: Bool { unread.kind == .misfit || unread.kind == .otherTable }

  /// The files of some tables with these tables, in their order.
  static func byFile(_ tables: [UnreadTable]) -> [(file: String, tables: [UnreadTable])] {
    var files: [(file: String, tables: [UnreadTable])] = []
    for table in tables {
      let place = files.firstIndex { $0.file == table.file } ?? files.count
      if place == files.count { files.append((table.file, [])) }
      files[place].tables.append(table)
    }
    return files
  }

  /// One warning for every file of which a table is left out that figures may lack.
  static func warnings(_ all: [UnreadTable]) -> [Diagnostic] {
    byFile(all.filter(\.isLeftOut)).map { file, tables in
      let first = tables.prefix(3).map { "'\($0.name)' (\($0.unread.text))" }.joined(separator: ", ")
      let more = tables.count > 3 ? " and \(tables.count - 3) more" : ""
      return Diagnostic(
        .warning, at: SourceLocation(file: file),
        "\(tables.count == 1 ? "a table" : "\(tables.count) tables") of the file can't be read: \(first)\(more)",
        hint:
          "map changed headings under `columns:` for its input, or say under `tables:` which tables are meant"
      )
    }
  }

  func json(input: String) -> JSONValue {
    let kind =
      switch unread.kind {
      case .noTable: "no_table"
      case .hidden: "hidden"
      case .damaged: "damaged"
      case .otherTable: "other_table"
      case .otherBlock: "other_block"
      case .misfit: "misfit"
      }
    return .object([
      ("input", .string(input)), ("file", .string(file)), ("table", .string(name)), ("kind", .string(kind)),
      ("text", .string(unread.text)),
    ])
  }
}

extension InputDeclaration {
  /// Which tables of its files are meant.
  var tableChoice: TableChoice { TableChoice(tables.map(\.value)) }
}
