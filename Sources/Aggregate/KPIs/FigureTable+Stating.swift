package import EventSchema

extension FigureTable.Breakdown {
  /// Whether the input states the measure of the group in some period of the run.
  package func states(_ measure: Measure, _ group: FigureTable.Group, input: String) -> Bool {
    guard let index = measures.firstIndex(of: measure), let place = inputs.firstIndex(of: input) else {
      return false
    }
    return stating(index, group).contains(place)
  }
}
