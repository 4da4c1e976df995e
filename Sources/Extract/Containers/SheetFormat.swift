/// What a cell's number format makes of its number.
enum SheetFormat: Sendable, Hashable {
  case number
  /// A day.
  case date
  /// A day and a time of it.
  case dateTime
  /// A time of day, or a duration of less than one.
  case time
  /// A duration: hours, minutes or seconds that may go beyond a day or an hour.
  case elapsed

  /// Formats that workbooks name by number alone; 27–36 and 50–58 are the East Asian ones.
  static func builtIn(_ id: Int) -> SheetFormat {
    switch id {
    case 14...17, 27...31, 36, 50...54, 57, 58: .date
    case 22: .dateTime
    case 18...21, 32...35, 45, 47, 55, 56: .time
    case 46: .elapsed
    default: .number
    }
  }

  /// Judges a format's code, such as `[$-409]d\-mmm\-yy h:mm AM/PM;@`, by its first section: a date has `y`, `m`,
  /// `d`, `h` or `s` outside quotes, brackets and escapes. `m` beside `h` or `s` alone means minutes.
  init(code: String) {
    var hasDay = false
    var hasTime = false
    var hasM = false
    var scalars = code.unicodeScalars.makeIterator()
    loop: while let scalar = scalars.next() {
      switch scalar {
      case ";": break loop
      case "\"":
        while let next = scalars.next(), next != "\"" {}
      case "\\", "_", "*": _ = scalars.next()
      case "[":
        var inside = ""
        while let next = scalars.next(), next != "]" { inside.unicodeScalars.append(next) }
        // `[h]:mm` counts hours beyond a day; `[Red]`, `[$€-407]` and `[>5]` say nothing.
        if !inside.isEmpty,
          inside.lowercased().unicodeScalars.allSatisfy({ "hms".unicodeScalars.contains($0) })
        {
          self = .elapsed
          return
        }
      case "y", "Y", "d", "D": hasDay = true
      case "h", "H", "s", "S": hasTime = true
      case "m", "M": hasM = true
      // `General` and its translations are words, not letters of a format.
      case "G",
        "g" where code.lowercased().hasPrefix("general"):
        self = .number
        return
      default: break
      }
    }
    if hasM, !hasTime { hasDay = true }
    self =
      switch (hasDay, hasTime) {
      case (true, true): .dateTime
      case (true, false): .date
      case (false, true): .time
      case (false, false): .number
      }
  }
}
