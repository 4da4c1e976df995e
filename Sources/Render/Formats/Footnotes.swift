import Declarations
import EventSchema
/// Notes of figures, numbered in the order of their first mention.
struct Footnotes {
  private(set) var notes: [Note] = []

  /// The note's number, 1 and up; the same note keeps its number.
  mutating func number(of note: Note) -> Int {
    if let index = notes.firstIndex(of: note) { return index + 1 }
    notes.append(note)
    return notes.count
  }
}
