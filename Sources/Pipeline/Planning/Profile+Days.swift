import Declarations

extension Profile {
  /// The profile for files that write all days in one way.
  func writing(days pattern: DatePattern) -> Profile {
    var profile = self
    for index in profile.columns.indices {
      profile.columns[index].otherTypes = []
      switch profile.columns[index].type {
      case .date, .dateTime:
        profile.columns[index].type = pattern.hasTime ? .dateTime(pattern) : .date(pattern)
      case .range: profile.columns[index].type = .range(pattern)
      case .text, .count, .fractionalCount, .money, .month, .quarter, .nthDay, .excelDay, .duration, .hours,
        .milliseconds:
        break
      }
    }
    return profile
  }
}
