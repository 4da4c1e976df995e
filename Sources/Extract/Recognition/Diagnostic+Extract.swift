import Declarations
package import Diagnostics

/// The prose of everything that can be wrong with a file as a whole.
extension Diagnostic {
  package static func input(_ error: InputError, path: String) -> Diagnostic {
    let at = SourceLocation(file: path)
    switch error {
    case .cannotOpen(let reason): return Diagnostic(at: at, "the file can't be opened: \(reason)", hint: "check the path and its permissions")
    case .notAFile: return Diagnostic(at: at, "this is not a regular file", hint: "name a file, not a folder, pipe or device")
    case .cannotRead(let reason): return Diagnostic(at: at, "the file can't be read: \(reason)")
    case .changed: return Diagnostic(at: at, "the file changed while it was read", hint: "run again once the export is complete")
    case .gzip(let problem):
      let what =
        switch problem {
        case .truncated: "the gzip file ends too early"
        case .damaged: "the gzip file is damaged: its data or checksum is wrong"
        case .trailingBytes: "bytes that are not gzip follow the gzip data"
        case .bomb: "the gzip file unpacks to more than it may"
        }
      return Diagnostic(at: at, what, hint: "download the export again")
    case .encoding(let name, let offset):
      return Diagnostic(at: at, "byte \(offset) is not \(name)", hint: "set `encoding:` for this input")
    case .unknownEncoding(let name):
      return Diagnostic(
        at: at, "the encoding \(name) can't be read",
        hint: "known: " + TextEncoding.allCases.map(\.rawValue).joined(separator: ", ") + "; export as UTF-8")
    case .looksLike(let kind): return Diagnostic(at: at, "this is \(kind.rawValue), not CSV or XML", hint: kind.advice)
    }
  }

  static func notXML(path: String, profile: String) -> Diagnostic {
    Diagnostic(at: SourceLocation(file: path), "expected XML for the profile \(profile), found text", hint: "export as XML, or choose another profile")
  }

  static func notCSV(path: String, profile: String) -> Diagnostic {
    Diagnostic(at: SourceLocation(file: path), "expected CSV for the profile \(profile), found XML", hint: "export as CSV, or choose another profile")
  }

  static func otherRoot(path: String, profile: String, expected: String, found: String) -> Diagnostic {
    Diagnostic(
      at: SourceLocation(file: path, line: 1), "expected the root element <\(expected)> of the profile \(profile), found <\(found)>",
      hint: "`sluice inspect \(path)` tells which profile fits")
  }

  static func noTable(_ miss: TableFinder.Miss, path: String, profile: Profile) -> Diagnostic {
    let at = SourceLocation(file: path, line: miss.headerLine)
    if let duplicate = miss.duplicates.first {
      return Diagnostic(at: at, "the heading '\(duplicate.heading)' stands twice", hint: "remove one of the columns from the export")
    }
    let wanted = miss.missing.map { missing in "'\(missing.known.first ?? missing.field)'" }.joined(separator: ", ")
    var hint = "map your headings under `columns:` for this input"
    if let first = miss.missing.first, let near = miss.headings.first(where: { heading in nearest(to: heading, in: first.known) != nil }) {
      hint = "is '\(near)' meant? " + hint
    } else if !miss.headings.isEmpty {
      hint += "; found: " + miss.headings.prefix(12).joined(separator: ", ")
    }
    return Diagnostic(at: at, "no heading row of the profile \(profile.name): missing \(wanted)", hint: hint)
  }

  package static func csv(_ failure: CSVFailure, path: String, line: Int) -> Diagnostic {
    let at = SourceLocation(file: path, line: line)
    switch failure {
    case .unclosedQuote: return Diagnostic(at: at, "a quote opens here and never closes", hint: "close it, or double quotes inside the field; is the file cut off?")
    case .nulByte: return Diagnostic(at: at, "the file holds NUL bytes", hint: "the export is damaged, or UTF-16 without a byte order mark: download it again as UTF-8")
    case .recordTooLong(_, let limit):
      return Diagnostic(at: at, "one record is longer than \(limit >> 20) MiB", hint: "is a quote left open?")
    }
  }

  package static func xml(_ failure: XMLFailure, path: String) -> Diagnostic {
    switch failure {
    case .notWellFormed(let message, let line):
      return Diagnostic(at: SourceLocation(file: path, line: line), "not well-formed XML: \(message)", hint: "download the export again; nothing of this file was counted")
    case .doctype(let line):
      return Diagnostic(at: SourceLocation(file: path, line: line), "a document type declaration (<!DOCTYPE) is not allowed", hint: "exports need none, and it can make a reader load other files: remove it")
    case .entity(let line):
      return Diagnostic(at: SourceLocation(file: path, line: line), "a reference to an undeclared entity", hint: "write the character itself")
    case .tooDeep(let line):
      return Diagnostic(at: SourceLocation(file: path, line: line), "elements nest deeper than \(XMLRecordReader.maximumDepth) levels")
    case .tooMuchMarkup(let line):
      return Diagnostic(at: SourceLocation(file: path, line: line), "more than \(XMLRecordReader.maximumMarkup >> 10) KiB of attributes or comment in one piece")
    case .fieldTooLong(let line):
      return Diagnostic(at: SourceLocation(file: path, line: line), "a text is longer than \(XMLRecordReader.maximumField >> 20) MiB")
    case .noRecordElement(let expected):
      return Diagnostic(at: SourceLocation(file: path), "no element at \(expected)", hint: "is this another export of the same tool?")
    }
  }
}
