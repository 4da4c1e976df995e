import Declarations
import Extract
import Kernel
import Normalize

extension KernelFile {
  /// Whether neither a column of the table nor what stands above it says when its rows were.
  func lacksPeriod(_ mapping: InputMapping) -> Bool {
    guard let layout = source.layout, facts.firstDay == nil else { return false }
    let columns = zip(mapping.wanted, layout.fields).map { (mapping.profile.columns[$0], $1) }
    let isTime: (ProfileColumn) -> Bool = { [.day, .at, .created].contains($0.field) }
    return columns.contains { $0.0.fallback == .preamblePeriod }
      && !columns.contains { isTime($0.0) && $0.1 >= 0 }
  }
}

extension InputMapping {
  /// Whether a record was rejected since neither it nor its file says when it was.
  func lacksPeriod(_ reject: FileResult.Reject) -> Bool {
    reject.reason == .missingValue
      && EventMapper.column(reject.column, of: self)?.fallback == .preamblePeriod
  }

  /// What to do about a reject.
  func hint(_ reject: FileResult.Reject) -> String {
    if lacksPeriod(reject) {
      return
        "neither the record nor the file says when it was: export it by day, or say `covers: \(CoveredDays.sample)` for its input"
    }
    return reject.reason.hint(expected: EventMapper.column(reject.column, of: self)?.type)
  }
}
