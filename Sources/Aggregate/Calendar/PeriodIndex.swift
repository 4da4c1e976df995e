package import EventSchema

/// The periods of one grain that a run sums up, and the slot of any day among them.
package struct PeriodIndex: Sendable, Hashable {
  package let grain: Grain
  /// Ascending; need not be contiguous.
  package let periods: [Period]
  /// Per slot its days: those of the period, or of the stretch that begins with it.
  package let spans: [ClosedRange<Day>]
  private let firstDay: Int32
  /// Slot per day from `firstDay` on, -1 between periods.
  @usableFromInline let slots: ContiguousArray<Int32>

  package init(grain: Grain, periods: some Sequence<Period>) {
    self.grain = grain
    self.periods = Set(periods).sorted()
    spans = self.periods.map { $0.first...$0.last }
    var slots: ContiguousArray<Int32> = []
    firstDay = self.periods.first?.first.number ?? 0
    for (slot, period) in self.periods.enumerated() {
      let start = Int(period.first.number - firstDay)
      while slots.count < start { slots.append(-1) }
      slots += ContiguousArray(repeating: Int32(slot), count: period.dayCount)
    }
    self.slots = slots
  }

  /// Stretches of days in place of periods, apart from each other; `periods` are their first days.
  package init(windows: [ClosedRange<Day>]) {
    let windows = windows.sorted { $0.lowerBound < $1.lowerBound }
    grain = .day
    periods = windows.map { Period(.day, containing: $0.lowerBound) }
    spans = windows
    firstDay = windows.first?.lowerBound.number ?? 0
    var slots: ContiguousArray<Int32> = []
    for (slot, window) in windows.enumerated() {
      let start = Int(window.lowerBound.number - firstDay)
      slots += ContiguousArray(repeating: -1, count: max(0, start - slots.count))
      slots += ContiguousArray(repeating: Int32(slot), count: window.upperBound - window.lowerBound + 1)
    }
    self.slots = slots
  }

  /// The slot of a period; nil for one that is not among them.
  package func slot(of period: Period) -> Int? {
    let slot = Int(slot(ofDay: period.first.number))
    return slot >= 0 && periods[slot] == period ? slot : nil
  }

  /// The slot of a day, or -1 when it lies in none of the periods.
  @inline(__always)
  package func slot(ofDay day: Int32) -> Int32 {
    let offset = Int(day) - Int(firstDay)
    return offset >= 0 && offset < slots.count ? slots[offset] : -1
  }
}
