import Columns

/// Reads XML that is not records: the parts of a workbook.
enum PackagePart {
  private static let pieceSize = 64 << 10

  enum Failure: Error {
    case input(InputError)
    case problem(WorkbookProblem)

    /// - Parameter part: what the workbook calls the part that was read.
    func inputError(part: String?) -> InputError {
      switch self {
      case .input(let error): error
      case .problem(let problem): .workbook(problem, part: part)
      }
    }
  }

  /// Gives the tokens of an archive's member, piece by piece.
  ///
  /// - Parameter take: called while the part is read; what it learned counts when this returns.
  static func read(
    _ member: ZipArchive.Member, _ file: borrowing InputFile, _ vocabulary: XMLVocabulary,
    take: (borrowing XMLTokens) throws(Failure) -> Void
  ) throws(InputError) {
    var reader = try ZipMemberReader(member)
    do throws(Failure) {
      try tokens(vocabulary) { (piece, maximum) throws(InputError) in
        try reader.read(from: file, into: &piece, maximum: maximum)
      } take: { (tokens) throws(Failure) in
        try take(tokens)
      }
    } catch {
      throw error.inputError(part: member.name)
    }
  }

  /// Gives the tokens of XML in any encoding that is read.
  ///
  /// - Parameter more: appends some more bytes; returns how many, 0 at the end.
  static func tokens(
    _ vocabulary: XMLVocabulary, more: (inout ContiguousArray<UInt8>, Int) throws(InputError) -> Int,
    take: (borrowing XMLTokens) throws(Failure) -> Void
  ) throws(Failure) {
    var piece: ContiguousArray<UInt8> = []
    var text: ContiguousArray<UInt8> = []
    var tokens = XMLTokens()
    var reader = XMLTokenReader(vocabulary)
    var transcoder: Transcoder?
    var count = 1
    while count > 0 {
      piece.removeAll(keepingCapacity: true)
      do throws(InputError) { count = try more(&piece, pieceSize) } catch { throw .input(error) }
      text.removeAll(keepingCapacity: true)
      do throws(EncodingError) {
        if transcoder == nil, count > 0 {
          let found = try TextEncoding.ofXML(piece.span)
          piece.removeFirst(found.markLength)
          transcoder = Transcoder(found.encoding, offset: found.markLength)
        }
        if count == 0 { try transcoder?.finish() } else { try transcoder?.append(piece.span, to: &text) }
      } catch {
        throw .input(.encoding(error, line: 0))
      }
      do throws(XMLError) {
        if count == 0 { try reader.finish() } else { try reader.feed(text.span) }
      } catch {
        throw .problem(.xml(error))
      }
      reader.takeTokens(&tokens)
      try take(tokens)
    }
  }
}

extension XMLTokens {
  /// The value of a start tag's attribute.
  ///
  /// - Parameter start: index of the start token: its attributes follow it.
  func attribute(_ name: Int, after start: Int) -> Token? {
    var index = start + 1
    while index < list.count, list[index].kind == .attribute {
      if Int(list[index].name) == name { return list[index] }
      index += 1
    }
    return nil
  }

  func attributeText(_ name: Int, after start: Int) -> String? {
    attribute(name, after: start).map { text($0) }
  }

  /// A whole number of up to nine digits.
  func number(_ token: Token) -> Int? {
    let range = range(token)
    guard (1...9).contains(range.count) else { return nil }
    var value = 0
    for byte in bytes[range] {
      guard SheetNumber.isDigit(byte) else { return nil }
      value = value * 10 + Int(byte) - 0x30
    }
    return value
  }
}
