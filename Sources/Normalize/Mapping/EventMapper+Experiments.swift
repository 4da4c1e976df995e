import Columns
import Declarations
import EventSchema

extension EventMapper {
  /// An experiment runs over days of its own: up to the end of the newest period all of it counts there, later days
  /// do not.
  mutating func experimentTimes(_ count: Int) -> EventTimes {
    let end = mapping.needs.countedUntil.number
    var times = EventTimes(days: ContiguousArray(repeating: end, count: count))
    for row in 0..<count {
      var day = inFile(roles.day).map { days[$0][row] } ?? .min
      if let last = inFile(roles.lastDay), days[last][row] != .min {
        if days[last][row] < day { reject(row, last, .endsBeforeStart) }
        day = days[last][row]
      }
      if day != .min {
        result.daysApart.ofExperiments = result.daysApart.ofExperiments.joined(with: day...day)
      }
      if day > end || mapping.needs.everything { times.days[row] = day }
    }
    return times
  }
}
