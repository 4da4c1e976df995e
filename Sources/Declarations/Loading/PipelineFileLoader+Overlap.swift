import EventSchema

/// What is said about files of an input that state the same, and about days that are not final yet.
extension PipelineFileLoader {
  func overlap(_ map: MappingReader, _ input: inout InputDeclaration) {
    input.overlap = map.choice("overlap", InputDeclaration.Overlap.self).map {
      Located($0, at: map.keyLocation("overlap"))
    }
    input.severalRows = map.choice("several_rows", InputDeclaration.SeveralRows.self).map {
      Located($0, at: map.keyLocation("several_rows"))
    }
    input.exported = map.parsed(
      "exported", expected: "a date pattern such as yyyy-MM-dd or yyyyMMdd", meant: DatePattern.meant
    ) {
      DatePattern($0).flatMap { $0.hasDay && !$0.hasTime ? $0 : nil }
    }
    input.stillChangingForDays = map.parsed(
      "still_changing_for", expected: "a number of days such as '3 days'"
    ) {
      Self.days($0, 1...10_000)
    }
    if input.exported != nil, input.overlap?.value == .addUp {
      reader.report(
        map.keyLocation("exported"), "'exported' says which file is later, but 'overlap: add_up' counts all",
        hint: "drop one of them")
    }
  }

  /// `5 days`, `1 day`
  static func days(_ text: String, _ allowed: ClosedRange<Int>) -> Int? {
    let words = text.split(separator: " ")
    guard words.count == 2, words[1] == "days" || words[1] == "day", let days = Int(words[0]),
      allowed.contains(days)
    else { return nil }
    return days
  }
}
