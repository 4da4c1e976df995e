/// Why a ZIP archive, or one member of it, is refused.
package enum ZipProblem: Sendable, Hashable {
  /// There is no directory at its end.
  case truncated
  /// Records do not fit together, near this offset.
  case damaged(offset: Int)
  /// Bytes that are no part of the archive, from about this offset on.
  case moreBehind(offset: Int)
  case severalDisks
  case encrypted
  /// The number of a compression method other than stored and deflate.
  case method(Int)
  /// Two members share bytes.
  case overlapping
  case tooManyMembers(limit: Int)
  /// A name that leads out of the archive.
  case unsafeName
  case sameName
  /// What stands before a member and what the directory says differ.
  case headersDisagree
  case wrongChecksum
  case wrongLength
  /// An archive or workbook inside the archive.
  case nested
  /// No member that could hold records.
  case nothingToRead
  /// A member is named as a table, and is something else.
  case noTable(String)
  /// The name of a member that was asked for.
  case noSuchMember
}

extension ZipProblem {
  /// - Parameter member: as the archive names it; nil where no member is concerned.
  package func message(member: String?) -> String {
    let one = member.map { "the member '\($0)'" } ?? "a member"
    return switch self {
    case .truncated: "the ZIP archive ends too early: the directory at its end is missing"
    case .damaged(let offset): "the ZIP archive is damaged near byte \(offset)"
    case .moreBehind(let offset): "other bytes follow the ZIP archive near byte \(offset)"
    case .severalDisks: "the ZIP archive is one part of several"
    case .encrypted: "\(one) of the ZIP archive is encrypted"
    case .method(let number): "\(one) of the ZIP archive is packed by \(Self.name(ofMethod: number))"
    case .overlapping: "\(one) of the ZIP archive shares its bytes with another"
    case .tooManyMembers(let limit): "the ZIP archive has more than \(limit) members"
    case .unsafeName: "the ZIP archive names a member '\(member ?? "")', which leads out of it"
    case .sameName: "the ZIP archive has two members named '\(member ?? "")'"
    case .headersDisagree: "the ZIP archive says two different things about \(one)"
    case .wrongChecksum: "\(one) of the ZIP archive is damaged: its checksum does not match"
    case .wrongLength: "\(one) of the ZIP archive is damaged: its length does not match"
    case .nested: "\(one) of the ZIP archive is an archive itself"
    case .nothingToRead: "the ZIP archive holds no CSV, XML or other table"
    case .noTable(let reason): "\(one) of the ZIP archive is no table: \(reason)"
    case .noSuchMember: "the ZIP archive has no member '\(member ?? "")'"
    }
  }

  package var hint: String {
    switch self {
    case .truncated, .damaged, .moreBehind, .wrongChecksum, .wrongLength, .headersDisagree:
      "fetch the file again: it was not transferred or written completely"
    case .severalDisks: "join the parts first, or export to one file"
    case .encrypted: "unpack it with its password and name the files inside"
    case .method: "pack it again with the usual method (deflate), or unpack it and name the files inside"
    case .overlapping, .unsafeName, .sameName:
      "no export looks like this; it may be made to do harm. Unpack it by hand if you trust it"
    case .tooManyMembers: "unpack it and name the files inside"
    case .nested: "unpack the archive once and name the archives inside"
    case .nothingToRead: "choose CSV or XML in the tool's export"
    case .noTable:
      "fetch the export again; where the others are enough, name them under `tables:` of the input"
    case .noSuchMember: "`sluice inspect` lists the tables of an archive"
    }
  }

  private static func name(ofMethod number: Int) -> String {
    switch number {
    case 9: "Deflate64"
    case 12: "bzip2"
    case 14: "LZMA"
    case 93: "Zstandard"
    case 95: "xz"
    default: "method \(number)"
    }
  }
}
