import Declarations
import EventSchema
import Normalize

/// Which of an input's files counts what is claimed of each thing and day.
///
/// Claims by action count where figures ask for actions, or where files without don't state all that is claimed; on all
/// other days those in all. Of rows by action one grain counts per action and day, and an action is left out where
/// another one that holds it is stated of the same thing and day.
struct ClaimChoice {
  struct File {
    var isByAction: Bool
    var grain: EntityGrain?
    /// By `dimensions`.
    var stated: StatedDays
    /// What it has columns of.
    var claims: Set<Measure>
  }
  struct Decision {
    /// Whether any row of it names an action.
    var isByAction: Bool
    var leftOut: [DaysByThing] = []
    var claimedElsewhere: DaysByThing?
    var containedActions: [DaysByThing] = []
  }
  private typealias Thing = [[UInt8]]

  private let files: [File]
  private let dimensions: [Dimension]
  /// A name's key → that of the one name of what it names.
  private let sameAction: ([UInt8]) -> [UInt8]
  private(set) var decisions: [Decision]

  /// - Parameters:
  ///   - dimensions: what the files' things are told apart by.
  ///   - names: which actions hold others; nil where none does.
  init(
    _ files: [File], dimensions: [Dimension], asked: Set<Dimension>, declared: EntityGrain?,
    names: ConversionNames?, sameAction: @escaping ([UInt8]) -> [UInt8]
  ) {
    self.files = files
    self.dimensions = dimensions
    self.sameAction = sameAction
    decisions = []
    decisions = files.map { file in
      Decision(
        isByAction: file.isByAction
          && file.stated.spans.keys.contains { !text(.action, $0).isEmpty })
    }
    chooseGrains(GrainChoice(asked: asked, declared: declared))
    if let names { leaveOutContained(names) }
    chooseSide(asked)
  }

  private var byAction: [Int] { files.indices.filter { decisions[$0].isByAction } }
  private var others: [Int] { files.indices.filter { !decisions[$0].isByAction } }

  /// Dimensions that decisions tell rows apart by.
  var told: Set<Dimension> {
    let days = decisions.flatMap {
      $0.leftOut + $0.containedActions + [$0.claimedElsewhere].compactMap(\.self)
    }
    return Set(days.flatMap { $0.parts.joined() })
  }

  /// Days of which only rows by action state more than conversions: each repeats it.
  var onlyByAction: [ClosedRange<Int32>] {
    let tells = tellsAccounts(files.indices)
    let known = days(of: others, tells) { _ in true }
    var only: Set<Int32> = []
    for (account, ranges) in days(of: byAction, tells, where: \.repeats) {
      only.formUnion(Set(ranges.joined()).subtracting(Set((known[account] ?? []).joined())))
    }
    return Self.joined(only.map { $0...$0 })
  }

  // MARK: Decisions

  /// Of files by action of several grains one counts, per action and day.
  private mutating func chooseGrains(_ choice: GrainChoice) {
    guard Set(byAction.compactMap { files[$0].grain }).count > 1 else { return }
    let tells = tellsAccounts(byAction)
    struct Stated: Hashable { var grain: EntityGrain, days: ClosedRange<Int32> }
    var stated: [Thing: Set<Stated>] = [:]
    var names: [[UInt8]: Set<[UInt8]>] = [:]
    for place in byAction {
      guard let grain = files[place].grain else { continue }
      for (thing, spans) in files[place].stated.spans {
        let action = text(.action, thing)
        names[sameAction(action), default: []].insert(action)
        for span in spans where span.claims {
          stated[[tells ? text(.account, thing) : [], sameAction(action)], default: []].insert(
            Stated(grain: grain, days: span.first...span.last))
        }
      }
    }
    var leftOut: [EntityGrain: [Thing: [ClosedRange<Int32>]]] = [:]
    for (key, stated) in stated {
      let overlaps = choice.overlaps(
        stated.map { GrainChoice.Fact(grain: $0.grain, days: $0.days, currency: 0, spend: 0) })
      for (grain, ranges) in GrainChoice.leftOut(overlaps) {
        for name in names[key[1]] ?? [] {
          leftOut[grain, default: [:]][tells ? [key[0], name] : [name]] = ranges
        }
      }
    }
    for place in byAction {
      guard let days = files[place].grain.flatMap({ leftOut[$0] }) else { continue }
      decisions[place].leftOut.append(
        DaysByThing(parts: tells ? [[.account], [.action]] : [[.action]], days: days))
    }
  }

  /// Leaves out actions where others that hold them are stated of the same thing and day, whatever file does so. Things
  /// are compared by what both files tell apart.
  private mutating func leaveOutContained(_ names: ConversionNames) {
    let kinds = Dictionary(grouping: byAction, by: toldApart)
    for (mine, places) in kinds {
      let stated = Set(places.flatMap { files[$0].stated.spans.keys.map { text(.action, $0) } })
      for (theirs, others) in kinds {
        let parts = Self.parts(of: mine.filter(theirs.contains))
        var days: [Thing: [ClosedRange<Int32>]] = [:]
        for (thing, actions) in actions(of: others, parts) {
          for action in stated {
            let holders = names.holders(of: action, among: Set(actions.keys))
            let holding = holders.flatMap { actions[$0] ?? [] }
            if !holding.isEmpty { days[[action] + thing] = Self.joined(holding) }
          }
        }
        guard !days.isEmpty else { continue }
        for place in places {
          decisions[place].containedActions.append(DaysByThing(parts: [[.action]] + parts, days: days))
        }
      }
    }
  }

  /// What counts of each action, by thing.
  private func actions(of places: [Int], _ parts: [[Dimension]]) -> [Thing: [[UInt8]: [ClosedRange<Int32>]]] {
    var actions: [Thing: [[UInt8]: [ClosedRange<Int32>]]] = [:]
    for place in places {
      for (thing, spans) in files[place].stated.spans {
        let counted = spans.filter { $0.claims && !isLeftOut(thing, $0, of: place) }
        guard !counted.isEmpty else { continue }
        let of = parts.map { part in part.map { text($0, thing) }.first { !$0.isEmpty } ?? [] }
        actions[of, default: [:]][text(.action, thing), default: []] += counted.map { $0.first...$0.last }
      }
    }
    return actions
  }

  /// Dimensions besides actions that some row of a file states.
  private func toldApart(_ place: Int) -> [Dimension] {
    dimensions.filter { dimension in
      dimension != .action && files[place].stated.spans.keys.contains { !text(dimension, $0).isEmpty }
    }
  }

  /// A campaign is told by its id, where both files have ids.
  private static func parts(of dimensions: [Dimension]) -> [[Dimension]] {
    dimensions.compactMap { dimension in
      switch dimension {
      case .campaignID: [.campaignID, .campaign]
      case .campaign: dimensions.contains(.campaignID) ? nil : [.campaign]
      default: [dimension]
      }
    }
  }

  /// Claims by action and claims in all: of each day one of both.
  private mutating func chooseSide(_ asked: Set<Dimension>) {
    let inAll = others.filter { !files[$0].claims.isEmpty }
    guard !inAll.isEmpty, !byAction.isEmpty else { return }
    let claimed = byAction.reduce(into: Set()) { $0.formUnion(files[$1].claims) }
    let tells = tellsAccounts(byAction + inAll)
    let parts: [[Dimension]] = tells ? [[.account]] : []
    if asked.contains(.action) || inAll.contains(where: { !files[$0].claims.isSuperset(of: claimed) }) {
      let elsewhere = days(of: byAction, tells, where: \.claims)
      for place in inAll {
        var mine: [Thing: [ClosedRange<Int32>]] = [:]
        for (account, ranges) in days(of: [place], tells, where: \.claims) {
          let both = Set(ranges.joined()).intersection((elsewhere[account] ?? []).joined())
          if !both.isEmpty { mine[account] = Self.joined(both.map { $0...$0 }) }
        }
        if !mine.isEmpty { decisions[place].claimedElsewhere = DaysByThing(parts: parts, days: mine) }
      }
    } else {
      let days = DaysByThing(parts: parts, days: days(of: inAll, tells, where: \.claims))
      for place in byAction where !days.days.isEmpty { decisions[place].leftOut.append(days) }
    }
  }

  // MARK: What files state

  private func text(_ dimension: Dimension, _ thing: Thing) -> [UInt8] {
    dimensions.firstIndex(of: dimension).map { thing[$0] } ?? []
  }

  private func tellsAccounts(_ places: some Sequence<Int>) -> Bool {
    dimensions.contains(.account)
      && places.allSatisfy { files[$0].stated.spans.keys.allSatisfy { !text(.account, $0).isEmpty } }
  }

  /// Days by account, or under nothing where accounts are not told apart.
  private func days(
    of places: [Int], _ tells: Bool, where isMeant: (StatedDays.Span) -> Bool
  ) -> [Thing: [ClosedRange<Int32>]] {
    var days: [Thing: [ClosedRange<Int32>]] = [:]
    for place in places {
      for (thing, spans) in files[place].stated.spans {
        let meant = spans.filter(isMeant)
        if !meant.isEmpty {
          days[tells ? [text(.account, thing)] : [], default: []] += meant.map { $0.first...$0.last }
        }
      }
    }
    return days.mapValues(Self.joined)
  }

  private func isLeftOut(_ thing: Thing, _ span: StatedDays.Span, of place: Int) -> Bool {
    decisions[place].leftOut.contains { days in
      let key = days.parts.map { part in part.first.map { text($0, thing) } ?? [] }
      return days.days[key]?.contains { $0.overlaps(span.first...span.last) } ?? false
    }
  }

  /// The same days in as few ranges as possible, ascending.
  private static func joined(_ ranges: [ClosedRange<Int32>]) -> [ClosedRange<Int32>] {
    Overlap.merged(ranges.map { $0.lowerBound...($0.upperBound + 1) })
      .map { $0.lowerBound...($0.upperBound - 1) }
  }
}
