import Declarations
import EventSchema
extension DataQuality {
  /// What touches figures: shown first, as a list.
  var important: [Note] {
    var notes = warnings
    for input in inputs {
      if let reason = input.missing {
        notes.append(Note(.inputMissing, ["input": .text(input.name), "reason": .note(reason)]))
      } else if input.files.isEmpty {
        notes.append(Note(.inputMissing, ["input": .text(input.name), "reason": .word(.noFiles)]))
      }
      if !input.daysMissing.isEmpty {
        notes.append(Note(.inputDaysMissing, ["input": .text(input.name), "days": .days(input.daysMissing)]))
      }
    }
    return notes
  }

  /// What explains the rows and touches no figure.
  var explanations: [Note] {
    inputs.flatMap { input in
      input.notes.map { Note(.inputNote, ["input": .text(input.name), "note": .note($0)]) }
    } + remarks
  }

  var files: [FileQuality] { inputs.flatMap(\.files) }

  /// All files together: rows read and what became of them.
  var everyRow: Note {
    let count = { (part: (FileQuality) -> Int) in Note.Argument.count(files.reduce(0) { $0 + part($1) }) }
    return Note(
      hasRepeated ? .everyRowLeadRepeated : .everyRowLead,
      [
        "n": .count(files.count), "records": count(\.records), "accepted": count(\.accepted),
        "filtered": count(\.filteredCount), "rejected": count(\.rejected), "repeated": count(\.repeated),
      ])
  }

  /// Whether any record is stated more than once: only then is there a column for them.
  var hasRepeated: Bool { files.contains { $0.repeated > 0 } }

  var addsUp: Bool { files.allSatisfy(\.addsUp) }
  /// Tables of files that figures may lack.
  var unreadTables: [Note] { warnings.filter { $0.word == .tablesUnread } }
  /// Every row of every table that is meant was read and adds up.
  var isComplete: Bool { addsUp && unreadTables.isEmpty }
}

extension FileQuality {
  /// What stands behind the file's numbers.
  var remarks: [Note] {
    var notes = filtered.filter { $0.count > 0 }.map {
      Note(.filteredBecause, ["n": .count($0.count), "reason": .note($0.reason)])
    }
    if duplicate > 0 { notes.append(Note(.ofThemDuplicate, ["n": .count(duplicate)])) }
    if replaced > 0 { notes.append(Note(.ofThemReplaced, ["n": .count(replaced)])) }
    return notes + self.notes
  }
}
