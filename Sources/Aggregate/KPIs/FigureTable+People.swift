import EventSchema

/// What is no sum of what the parts of groups state.
extension FigureTable {
  /// Adds what is no sum of what the groups' parts state: medians and shares of cohorts.
  func addLengths(to groups: inout [Group], _ place: ([[UInt8]]) -> Int?) {
    let wanted = measures.filter(\.isOfLengths)
    guard let lengths, !wanted.isEmpty else { return }
    let values = lengths.counts.values(of: wanted, in: shape, asOf: lengths.asOf, group: place)
    for found in values {
      guard let row = groups[found.group].index(ofSlot: found.slot),
        let measure = measures.firstIndex(of: found.measure)
      else { continue }
      groups[found.group].rows[row].cells[measure].value = found.value
    }
  }

  private struct PeopleKey: Hashable {
    /// Places of the measure and the group.
    var measure: Int
    var group: Int
    var slot: Int
  }

  /// Adds how many different people a group has in a period to what exports state as counts.
  func addPeople(to groups: inout [Group], _ place: ([[UInt8]]) -> Int?) {
    guard !people.isEmpty else { return }
    let counts = people.counts { fine -> PeopleKey? in
      guard let measure = measures.firstIndex(of: fine.measure),
        let group = place(fine.texts)
      else { return nil }
      return PeopleKey(measure: measure, group: group, slot: fine.slot)
    }
    for (people, count) in counts where count != 0 {
      guard let row = groups[people.group].index(ofSlot: people.slot) else { continue }
      if let count {
        groups[people.group].rows[row].cells[people.measure].add(Exact(count))
      } else {
        groups[people.group].rows[row].cells[people.measure].isUnknown = true
      }
    }
  }
}
