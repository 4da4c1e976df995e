import Columns
import Synchronization

/// A ZIP archive or a workbook, opened once for all of its tables: its directory, what its sheets share, and the hash
/// of its bytes.
package final class PackedFile: Sendable {
  let archive: ZipArchive
  /// Nil for an archive of files.
  let workbook: Workbook?
  private let identity: InputFile.Identity
  private let limits: ByteStream.Limits
  private let sharedTexts = Mutex<WorkbookTexts?>(nil)
  private let hash = Mutex<String?>(nil)

  /// - Returns: nil for files of other kinds.
  package static func open(
    _ path: String, limits: ByteStream.Limits = .standard
  ) throws(InputError) -> PackedFile? {
    let file = try InputFile(path: path)
    var head: ContiguousArray<UInt8> = []
    try file.read(4096, at: 0, into: &head)
    switch FileKind.sniff(head.span) {
    case .zip, .excelWorkbook: return try PackedFile(file, limits: limits)
    case .gzip, .spreadsheetML, .xml, .text, .html, .json, .foreign: return nil
    }
  }

  init(_ file: borrowing InputFile, limits: ByteStream.Limits) throws(InputError) {
    archive = try ZipArchive(file, limits: limits)
    workbook = Workbook.isOfficeDocument(archive) ? try Workbook(archive, file) : nil
    identity = file.identity
    self.limits = limits
  }

  /// Fails for another file of the same name, such as one that was replaced meanwhile.
  func check(_ file: borrowing InputFile) throws(InputError) {
    guard file.identity == identity else { throw .changedWhileReading }
  }

  /// The texts and formats that a workbook's sheets share; read by the first sheet that is opened, and kept where
  /// there are others: the files of a run are open all together.
  func texts(of workbook: Workbook, _ file: borrowing InputFile) throws(InputError) -> WorkbookTexts {
    if let known = sharedTexts.withLock({ $0 }) { return known }
    let texts = try WorkbookTexts(workbook, archive, file, limits: limits)
    if workbook.readable.count > 1 { sharedTexts.withLock { $0 = texts } }
    return texts
  }

  /// The hash of the whole file as it stands; computed for the first table that is read to its end.
  func contentHash(of file: borrowing InputFile) throws(InputError) -> String {
    if let known = hash.withLock({ $0 }) { return known }
    var hasher = ContentHasher()
    var block: ContiguousArray<UInt8> = []
    var position = 0
    while position < file.size {
      position += try file.read(ContentHash.blockSize, at: position, into: &block, from: 0)
      hasher.update(block.span)
    }
    let found = hasher.finish()
    hash.withLock { $0 = found }
    return found
  }
}
