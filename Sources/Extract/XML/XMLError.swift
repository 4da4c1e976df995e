package import Diagnostics

/// Why an XML file is refused as a whole.
package struct XMLError: Error, Sendable, Hashable {
  /// 1-based line where the parser stood; 0 when unknown.
  package var line: Int
  package var kind: Kind

  package enum Kind: Sendable, Hashable {
    /// No element at all.
    case empty
    /// The first character is not `<`.
    case notMarkup
    /// The XML declaration has no end.
    case unclosedDeclaration
    /// The version that the XML declaration states.
    case unsupportedVersion(String)
    case mismatchedTag(detail: String)
    /// The file ends while elements are open.
    case truncated(openElements: Int)
    /// Something follows the root element: a second root, or text.
    case contentAfterRoot
    case doctype
    case undeclaredEntity(detail: String)
    /// A `&` that begins no entity.
    case bareAmpersand
    /// A name with a prefix that no `xmlns:` declares.
    case undeclaredPrefix(detail: String)
    /// The parser was asked to load something from outside the file.
    case externalEntity
    case badCharacter(detail: String)
    /// `&#0;`, `&#xD800;`.
    case badReference
    case nul
    case tooDeep(limit: Int)
    case tooManyAttributes(limit: Int)
    /// A tag, comment or processing instruction longer than the limit, which begins in the line.
    case endlessMarkup(Markup, limitInBytes: Int)
    case fieldTooLong(limitInBytes: Int)
    case recordTooLong(limitInBytes: Int)
    case tooManyRecords(limit: Int)
    /// Anything else that libxml2 found, in its words.
    case malformed(code: Int32, detail: String)
    case outOfMemory
  }

  package enum Markup: Sendable, Hashable, CaseIterable { case tag, comment, instruction }

  package init(_ kind: Kind, line: Int) {
    self.kind = kind
    self.line = line
  }
}

extension XMLError {
  /// What was found, on one line.
  package var message: String {
    switch kind {
    case .empty: "the XML file holds no element"
    case .notMarkup: "the XML file does not begin with '<'"
    case .unclosedDeclaration: "the XML declaration has no end"
    case .unsupportedVersion(let version): "the file says that it is XML '\(version)'"
    case .mismatchedTag(let detail): "the XML is malformed: \(detail)"
    case .truncated(let open):
      "the XML file ends too early: \(open) element\(open == 1 ? " is" : "s are") still open"
    case .contentAfterRoot: "the XML file goes on after its root element"
    case .doctype: "the XML file has a DOCTYPE"
    case .undeclaredEntity(let detail): "the XML file refers to something it does not define: \(detail)"
    case .bareAmpersand: "a '&' in the XML stands for itself, where it must begin something like '&amp;'"
    case .undeclaredPrefix(let detail): "the XML uses a prefix that it does not declare: \(detail)"
    case .externalEntity: "the XML file refers to another file"
    case .badCharacter(let detail): "the XML file holds a character that is not allowed: \(detail)"
    case .badReference: "the XML file refers by number to a character that no XML may hold"
    case .nul: "the XML file holds a NUL byte"
    case .tooDeep(let limit): "elements are nested more than \(limit) deep"
    case .tooManyAttributes(let limit): "an element has more than \(limit) attributes"
    case .endlessMarkup(let markup, let limit): "\(markup.description) is longer than \(limit >> 10) KiB"
    case .fieldTooLong(let limit): "the text of a field is longer than \(limit >> 10) KiB"
    case .recordTooLong(let limit): "a record holds more than \(limit >> 10) KiB"
    case .tooManyRecords(let limit): "there are more than \(limit) records"
    case .malformed(_, let detail): "the XML is malformed: \(detail)"
    case .outOfMemory: "out of memory while reading XML"
    }
  }

  /// What to do about it.
  package var hint: String? {
    switch kind {
    case .empty, .truncated, .nul, .unclosedDeclaration:
      "fetch the file again: it was not written or transferred completely"
    case .notMarkup: "check that this is the XML export"
    case .doctype, .externalEntity:
      "files with a DOCTYPE or entities are refused, because these can pull in other files; export without it"
    case .undeclaredEntity: "write the character itself, or as a number such as &#160;"
    case .bareAmpersand:
      "the tool must write '&amp;' for '&': export as CSV if it can, or replace each '&' that stands alone"
    case .undeclaredPrefix:
      "the root element must declare it, as in xmlns:g=\"…\": was the file cut out of a larger one? fetch the export again"
    case .badCharacter: "check that the XML declaration names the real encoding"
    case .badReference:
      "the tool must leave such characters out: remove the reference, or export as CSV if it can"
    case .mismatchedTag, .contentAfterRoot, .malformed:
      "the tool wrote malformed XML, or files were joined; fetch the export again"
    case .unsupportedVersion: "only XML 1.0 is read, as every version 1.x is: export the file as XML 1.0"
    case .endlessMarkup(let markup, _):
      "it begins here: look whether \(markup.missing) is missing, or fetch the export again"
    case .tooDeep, .tooManyAttributes, .fieldTooLong, .recordTooLong:
      "no known export looks like this; check the file"
    case .tooManyRecords: "split the export into smaller files"
    case .outOfMemory: nil
    }
  }

  package func diagnostic(file: String) -> Diagnostic {
    Diagnostic(at: SourceLocation(file: file, line: line), message, hint: hint)
  }
}

extension XMLError.Markup {
  /// With its article.
  var description: String {
    switch self {
    case .tag: "a tag"
    case .comment: "a comment"
    case .instruction: "a processing instruction"
    }
  }

  /// What would end it.
  var missing: String {
    switch self {
    case .tag: "a '\"' or its '>'"
    case .comment: "its '-->'"
    case .instruction: "its '?>'"
    }
  }
}
