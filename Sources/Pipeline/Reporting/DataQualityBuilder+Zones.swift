import Declarations
import EventSchema
import Extract
import Kernel
import Normalize
import Render

extension DataQualityBuilder {
  /// Whose days an input's days are, and that its times were converted, where the zone is not the report's.
  func zoneNotes(_ index: Int) -> [Note] {
    let files = result.files.map(\.file).filter { $0.input == index }
    let mapping = plan.kernel.inputs[index]
    let zone = mapping.sourceZone.name
    guard zone != plan.zoneName else {
      return Set(files.compactMap { $0.statedZone(unlike: mapping.reportZone) }).sorted().map {
        Note(.noteTimeZoneOfInput, ["zone": .text($0)])
      }
    }
    var notes: [Note] = []
    // Without files the declaration is all that is known.
    if files.isEmpty || files.contains(where: { $0.states(.days, mapping) }) {
      notes.append(Note(.noteTimeZoneOfInput, ["zone": .text(zone)]))
    }
    if files.contains(where: { $0.states(.localTimes, mapping) }) {
      notes.append(Note(.noteTimesConverted, ["zone": .text(zone), "report": .text(plan.zoneName)]))
    }
    return notes
  }
}

extension DataQualityBuilder {
  /// Columns of days that nothing but the profile's habit tells from months, in no file of the input.
  func dayOrderNotes(_ index: Int) -> [Note] {
    let mapping = plan.kernel.inputs[index]
    let files = result.files.filter { $0.file.input == index }
    guard !mapping.declared.contains(.dates) else { return [] }
    let proven = Set(
      files.flatMap { file in file.notations.filter { $0.value.evidence.contains(.proven) }.keys })
    var told: Set<Int> = []
    var notes: [Note] = []
    for file in files {
      for (column, pattern) in file.undecidedDays(mapping) where !proven.contains(column) {
        guard told.insert(column).inserted, let other = pattern.withDayAndMonthSwapped else { continue }
        notes.append(
          Note(
            .noteDayOrder,
            [
              "column": .text(file.columnName(column, mapping) ?? ""), "pattern": .text(pattern.text),
              "other": .text(other.text),
            ]))
      }
    }
    return notes
  }
}

/// How a file says when something was.
enum TimeStatement { case days, localTimes, exactTimes }

extension KernelFile {
  /// Whether a column that the file has, or its preamble, says times in this way.
  func states(_ statement: TimeStatement, _ mapping: InputMapping) -> Bool {
    let found = mapping.wanted.indices.compactMap { self.statement($0, mapping) }
    return found.contains(statement) || (statement == .days && found.isEmpty && facts.firstDay != nil)
  }

  private func statement(_ position: Int, _ mapping: InputMapping) -> TimeStatement? {
    if let layout = source.layout, layout.fields[position] < 0 { return nil }
    switch mapping.type(position, facts) {
    case .dateTime(let pattern): return pattern.hasZone ? .exactTimes : .localTimes
    case .date, .month, .quarter, .range, .nthDay, .excelDay: return .days
    case .text, .count, .fractionalCount, .money, .duration, .hours, .milliseconds: return nil
    }
  }

  /// The zone that the file itself states for its days, where its clocks differ from those of `zone`.
  fileprivate func statedZone(unlike zone: Zone) -> String? {
    guard let stated = facts.zone, let day = facts.firstDay, stated.contradicts(zone, around: day) else {
      return nil
    }
    return stated.text
  }
}
