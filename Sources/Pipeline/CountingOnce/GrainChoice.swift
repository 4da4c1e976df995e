import EventSchema

/// Which grain counts on which days, where files of several grains state one account's days.
///
/// Grains are never added up, and a coarser one is never derived from a finer one: what ads spent that were deleted
/// is in the campaign's figures only. Of the grains that state all days at hand the coarsest counts that says what
/// figures ask for; where none does, the finest.
struct GrainChoice {
  struct Fact {
    var grain: EntityGrain
    /// Days that one or several rows state as a whole.
    var days: ClosedRange<Int32>
    var currency: UInt32
    /// Units of 10^-6.
    var spend: Int128
  }
  /// Days that several grains state. One day, or what a row that spans days holds together.
  struct Overlap {
    var days: ClosedRange<Int32>
    /// Those that state all of these days.
    var complete: [EntityGrain]
    var counted: EntityGrain
    var spend: [EntityGrain: [UInt32: Int128]]
  }

  /// What figures depend on.
  let asked: Set<Dimension>
  /// The grain that the pipeline file wants.
  let declared: EntityGrain?

  /// The declared grain, then those that say what figures ask for, the coarsest first, then the others, the finest first.
  var byPreference: [EntityGrain] {
    let telling = EntityGrain.allCases.filter { grain in asked.allSatisfy(grain.states) }
    let others = EntityGrain.allCases.filter { !telling.contains($0) }.reversed()
    return [declared].compactMap(\.self) + (telling + others).filter { $0 != declared }
  }

  /// The days that several grains state, ascending.
  func overlaps(_ facts: [Fact]) -> [Overlap] {
    var overlaps: [Overlap] = []
    var rest = facts.sorted {
      ($0.days.lowerBound, $0.days.upperBound) < ($1.days.lowerBound, $1.days.upperBound)
    }[...]
    while let first = rest.first {
      var days = first.days
      var end = rest.startIndex
      while end < rest.endIndex, rest[end].days.lowerBound <= days.upperBound {
        days = days.lowerBound...max(days.upperBound, rest[end].days.upperBound)
        end += 1
      }
      if let overlap = overlap(rest[..<end], days) { overlaps.append(overlap) }
      rest = rest[end...]
    }
    return overlaps
  }

  private func overlap(_ facts: ArraySlice<Fact>, _ days: ClosedRange<Int32>) -> Overlap? {
    var stated: [EntityGrain: Set<Int32>] = [:]
    var spend: [EntityGrain: [UInt32: Int128]] = [:]
    for fact in facts {
      stated[fact.grain, default: []].formUnion(fact.days)
      spend[fact.grain, default: [:]][fact.currency, default: 0] += fact.spend
    }
    guard stated.count > 1 else { return nil }
    let all = stated.values.reduce(into: Set()) { $0.formUnion($1) }
    let complete = stated.filter { $0.value == all }.map(\.key).sorted()
    let candidates = complete.isEmpty ? Array(stated.keys) : complete
    guard let counted = byPreference.first(where: candidates.contains) else { return nil }
    return Overlap(days: days, complete: complete, counted: counted, spend: spend)
  }

  /// Days that don't count in files of each grain; neighbouring ones joined.
  static func leftOut(_ overlaps: [Overlap]) -> [EntityGrain: [ClosedRange<Int32>]] {
    var leftOut: [EntityGrain: [ClosedRange<Int32>]] = [:]
    for overlap in overlaps {
      for grain in overlap.spend.keys where grain != overlap.counted {
        var ranges = leftOut[grain] ?? []
        if let last = ranges.last, last.upperBound + 1 == overlap.days.lowerBound {
          ranges[ranges.count - 1] = last.lowerBound...overlap.days.upperBound
        } else {
          ranges.append(overlap.days)
        }
        leftOut[grain] = ranges
      }
    }
    return leftOut
  }
}

/// How much less a finer grain states than a coarser one for the same days of an input.
package struct GrainGap: Sendable, Equatable {
  var input: Int
  var coarse: EntityGrain
  var fine: EntityGrain
  /// What counted on these days.
  var counted: [EntityGrain]
  var first: Int32
  var last: Int32
  var dayCount: Int
  /// `Currency.packed`.
  var currency: UInt32
  var coarseSpend: Exact
  var fineSpend: Exact

  /// How far the two are apart day by day, added up: what one day lacks another may have too much.
  var apart: Exact

  var gap: Exact { coarseSpend - fineSpend }
  /// Of what the coarser grain states; nil where that is nothing.
  var share: Exact? { coarseSpend.isZero ? nil : gap / coarseSpend }

  /// How far they are apart day by day, of what the coarser grain states.
  var shareApart: Exact? { coarseSpend.isZero ? nil : apart / coarseSpend }

  /// - Parameter accounts: the overlaps of every account of the input.
  static func gaps(_ accounts: [[GrainChoice.Overlap]], input: Int) -> [GrainGap] {
    struct Key: Hashable { var coarse: EntityGrain, fine: EntityGrain, currency: UInt32 }
    struct Sum {
      var coarse: Int128 = 0
      var fine: Int128 = 0
      var apart: Int128 = 0
      var days: Set<Int32> = []
      var counted: Set<EntityGrain> = []
    }
    var sums: [Key: Sum] = [:]
    for overlap in accounts.joined() {
      for (coarse, fine) in zip(overlap.complete, overlap.complete.dropFirst()) {
        let (mine, theirs) = (overlap.spend[coarse] ?? [:], overlap.spend[fine] ?? [:])
        for currency in Set(mine.keys).union(theirs.keys) {
          var sum = sums[Key(coarse: coarse, fine: fine, currency: currency)] ?? Sum()
          let (own, other) = (mine[currency] ?? 0, theirs[currency] ?? 0)
          sum.coarse += own
          sum.fine += other
          sum.apart += own < other ? other - own : own - other
          sum.days.formUnion(overlap.days)
          sum.counted.insert(overlap.counted)
          sums[Key(coarse: coarse, fine: fine, currency: currency)] = sum
        }
      }
    }
    return sums.sorted {
      ($0.key.coarse, $0.key.fine, $0.key.currency) < ($1.key.coarse, $1.key.fine, $1.key.currency)
    }
    .map { key, sum in
      GrainGap(
        input: input, coarse: key.coarse, fine: key.fine, counted: sum.counted.sorted(),
        first: sum.days.min() ?? 0, last: sum.days.max() ?? 0, dayCount: sum.days.count,
        currency: key.currency, coarseSpend: Exact(units: sum.coarse, scale: 6),
        fineSpend: Exact(units: sum.fine, scale: 6), apart: Exact(units: sum.apart, scale: 6))
    }
  }
}
