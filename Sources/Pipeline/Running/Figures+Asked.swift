import Aggregate
import Declarations
import EventSchema

extension Figures {
  /// What was looked up for one figure.
  struct Asked {
    var use = Use.shown
    /// Inputs that are complete in a part of the period only, from these days on.
    var beginning: [String: Day] = [:]
    var inputs: Set<String> = []
    /// Each once; mostly one.
    var periods: [Period] = []
    var claimed: Set<String> = []
    var lacksHistory = false
    /// Whose rows state the measures, where there are several.
    var rows = SideBySide()
    var comparesRows = false
    /// What figures about the market are of, and a measure of which that differs between periods.
    var things: [Measure: Set<[[UInt8]]>] = [:]
    var otherThings: NoValueReason?
    /// The segments that figures about the market are of, in the formula's order.
    var segments: [(part: KPIEvaluator.ScopedMeasure, of: Set<[UInt8]>)] = []
    /// A measure among those asked for that is known from one statement only.
    var opaque: Measure?
    /// What lacks a value somewhere in the periods that a formula looks at, and where.
    var lacking: [(part: KPIEvaluator.ScopedMeasure, periods: [Period])] = []
    /// Of which days levels are, and the levels themselves, by what exports state.
    var levels: [LevelDays] = []
    var levelsOf: [Measure: LevelFigure] = [:]

    /// Figures of one place that are of different segments: none is a part of another, or says anything of it.
    var otherSegments: NoValueReason? {
      for (place, mine) in segments.enumerated() {
        let other = segments[(place + 1)...].first {
          $0.part.scope == mine.part.scope && $0.part.measure != mine.part.measure && $0.of != mine.of
        }
        if let other { return .otherSegments(mine.part.measure, than: other.part.measure) }
      }
      return nil
    }

    func missing(_ reason: NoValueReason?) -> [Period] {
      guard case .missingIn(let measure, let scope)? = reason else { return [] }
      return lacking.first { $0.part.measure == measure && $0.part.scope == scope }?.periods ?? []
    }
  }
}
