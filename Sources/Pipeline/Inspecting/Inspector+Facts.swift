import Aggregate
import Declarations
import EventSchema
import Extract
import Kernel
import Normalize

/// What is said about a file before its columns.
extension Inspector {
  /// Columns that are read in the file's notation of numbers.
  private static let numbers: [ValueType.Storage] = [.count, .fractionalCount, .money]

  static func facts(
    _ single: SingleFile, _ tables: [JudgedTable], _ candidate: Recogniser.Candidate
  ) -> [(name: String, value: String)] {
    let profile = candidate.profile
    var facts: [(name: String, value: String)] = [
      ("profile", profile.name), ("tool", profile.tool),
      ("evidence", "\(profile.evidence.rawValue): \(profile.evidence.meaning)"), ("why", candidate.why),
    ]
    for table in tables {
      // Of several tables each fact says of which one it is.
      let name = tables.count > 1 ? table.file.source.part.name : nil
      facts += Self.facts(table.file, table.result, single).map { fact in
        (name.map { "\(fact.name) of \($0)" } ?? fact.name, fact.value)
      }
    }
    for (number, unread) in single.unread.enumerated() {
      let member = unread.part.member.map { "\($0): " } ?? ""
      let lines = unread.part.lines.map { "lines \($0.lowerBound) to \($0.upperBound): " } ?? ""
      facts.append(("not read \(number + 1)", member + lines + unread.text))
    }
    return facts
  }

  /// - Parameter result: nil where reading the records stopped.
  private static func facts(
    _ file: KernelFile, _ result: FileResult?, _ single: SingleFile
  ) -> [(name: String, value: String)] {
    let source = file.source
    var facts: [(name: String, value: String)] = [("encoding", encoding(source))]
    if let layout = source.layout {
      if !source.file.isSheet { facts.append(("delimiter", delimiter(layout.delimiter))) }
      facts.append(("heading line", String(layout.headerLine)))
      facts.append(("heading language", source.language))
    }
    for (index, line) in source.preamble.enumerated() where !line.isEmpty {
      facts.append(("above the table", "\(index + 1): \(line)"))
    }
    let stated = file.facts
    if let mapping = single.plan.inputs.first, let sample = mapping.numberStyle(stated).sample,
      mapping.wanted.contains(where: { Self.numbers.contains(mapping.profile.columns[$0].type.storage) })
    {
      facts.append(("numbers", "read as \(sample)"))
    }
    if let first = stated.firstDay, let last = stated.lastDay {
      facts.append(("period", "\(first) to \(last)"))
    } else if let mapping = single.plan.inputs.first,
      file.lacksPeriod(mapping)
        || result?.rejectKinds.contains(where: { mapping.lacksPeriod($0.first) }) ?? false
    {
      facts.append(
        ("period", "none stated: say `covers: \(CoveredDays.sample)` for the input, here --covers"))
    }
    if let zone = stated.zone {
      facts.append(("time zone", zone.text + (zone.isUnderstood ? "" : " (as found, not understood)")))
    }
    if let rows = result?.statedRows, let found = result?.tableRows {
      facts.append(("rows stated", "\(rows)" + (found == rows ? ", as read" : ", but \(found) were read")))
    }
    if let day = stated.exported { facts.append(("exported", day.description)) }
    if let currency = stated.currency { facts.append(("currency", currency.description)) }
    return facts + (result.map(Self.sums) ?? [])
  }

  /// What the records of a table add up to.
  private static func sums(_ result: FileResult) -> [(name: String, value: String)] {
    let ledger = result.ledger
    var facts: [(name: String, value: String)] = [("lines", String(ledger.lines))]
    facts.append(
      (
        "records",
        "\(ledger.records) = \(ledger.accepted) accepted + \(ledger.filteredCount) filtered + \(ledger.rejected) rejected"
      ))
    facts.append(("events", String(ledger.events)))
    for (key, money) in ledger.money.sorted(by: { $0.key < $1.key }) {
      let isStated = !key.currency.isEmpty && key.currency != Currency.unstated.description
      let currency =
        isStated
        ? key.currency : key.written.isEmpty ? "(no currency stated)" : "\(key.written) (no currency code)"
      facts.append((key.measure.rawValue, "\(Exact(units: money.records, scale: 6)) \(currency)"))
    }
    facts.append(("content", result.contentHash))
    return facts
  }

  static func encoding(_ head: SourceFileOpener.Head) -> String {
    head.encoding.rawValue + (head.markLength > 0 ? " with byte order mark" : "")
      + (head.container.description.map { ", \($0)" } ?? "")
  }

  private static func encoding(_ source: SourceFile) -> String {
    source.encoding.rawValue + (source.hasMark ? " with byte order mark" : "")
      + (source.file.description.map { ", \($0)" } ?? "")
  }

  static func delimiter(_ byte: UInt8) -> String {
    byte == 9 ? "tab" : "'\(Character(Unicode.Scalar(byte)))'"
  }
}
