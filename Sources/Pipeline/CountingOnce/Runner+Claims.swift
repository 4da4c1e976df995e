import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize

/// What is claimed, or spent, on days of an input and counts nowhere, at least in part.
package struct ClaimGap: Sendable {
  var input: Int
  var days: [ClosedRange<Int32>]
  var measures: Set<Measure>
  var kind: Figures.Gap.Kind
}

/// What the files of an input claim, by a survey of all of their rows.
struct SurveyedClaims {
  /// Among all files.
  var places: [Int]
  /// What the files' things are told apart by.
  var dimensions: [Dimension]
  /// By place.
  var rows: [ClaimedRows]
  var stated: [StatedDays]
}

/// Counting a conversion once that files of an input state several times: by action and in all, at several grains, and
/// under several actions of which one holds the others.
extension Runner {
  /// Reads inputs with files by conversion action once for what they claim, and settles who states what. Costs nothing
  /// elsewhere.
  mutating func surveyClaims(
    _ files: [KernelFile]
  ) async throws(Diagnostics) -> ([KernelFile], [SurveyedClaims]) {
    var settled = files
    var surveyed: [SurveyedClaims] = []
    for input in Set(files.filter(\.isByAction).map(\.input)).sorted() {
      let places = files.indices.filter { files[$0].input == input }
      let dimensions = thingsOfClaims(input)
      let mapping = plan.kernel.inputs[input].reading(Set(dimensions))
      var again: [KernelFile] = []
      for place in places { again.append(try reopenedForClaims(files[place], mapping)) }
      let results = await survey(again, .claims(by: dimensions), mapping)
      let stated = results.map { $0?.rollups.claims ?? StatedDays() }
      let rows = zip(places, stated).map { place, stated in
        ClaimedRows(
          stated, isByAction: files[place].isByAction, action: dimensions.firstIndex(of: .action))
      }
      let others: ClaimReading = rows.allSatisfy { $0 == .inAll } ? .beside : .besideActions
      for (place, rows) in zip(places, rows) { settled[place].facts.claims = rows.reading ?? others }
      if rows.contains(.both) { plan.kernel.inputs[input] = plan.kernel.inputs[input].reading([.action]) }
      let days = results.map { $0?.statedDays.joined(with: $0?.rollups.claims.daysOfClaims) ?? nil }
      let mine = try await settleOverlaps(places.map { settled[$0] }, days, input)
      for (place, file) in zip(places, mine) {
        settled[place] = try reopenedAsSettled(file, plan.kernel.inputs[input])
      }
      surveyed.append(SurveyedClaims(places: places, dimensions: dimensions, rows: rows, stated: stated))
    }
    return (settled, surveyed)
  }

  /// Chooses what counts of what was surveyed, once it is known which rows in all count: those of one grain.
  mutating func settleClaims(
    _ files: [KernelFile], _ surveyed: [SurveyedClaims]
  ) async throws(Diagnostics) -> ([KernelFile], [ClaimGap]) {
    var settled = files
    var gaps: [ClaimGap] = []
    for claims in surveyed {
      let input = files[claims.places[0]].input
      let choice = try await claimChoice(files, claims, input)
      let mapping = plan.kernel.inputs[input].reading(choice.told)
      plan.kernel.inputs[input] = mapping
      for (index, place) in claims.places.enumerated() {
        settled[place] = try reopenedAsSettled(files[place], mapping)
        settled[place].facts.claimsElsewhere = choice.elsewhere[index]
      }
      let repeating = zip(claims.places, claims.rows).filter { $1 != .inAll }
      let measures = repeating.reduce(into: Set()) { $0.formUnion(settled[$1.0].measures(mapping)) }
      gaps.append(
        ClaimGap(
          input: input, days: choice.onlyByAction, measures: measures.filter { !$0.isClaimed },
          kind: .onlyByAction))
      for (measure, days) in choice.inPart.sorted(by: { $0.key < $1.key }) {
        gaps.append(ClaimGap(input: input, days: days, measures: [measure], kind: .overlappingClaims))
      }
    }
    gaps.removeAll { $0.days.isEmpty || $0.measures.isEmpty }
    return (settled, gaps)
  }

  private func claimChoice(
    _ files: [KernelFile], _ claims: SurveyedClaims, _ input: Int
  ) async throws(Diagnostics) -> ClaimChoice {
    let mapping = plan.kernel.inputs[input].reading(Set(claims.dimensions))
    // What others replace, or what counts at another grain, says nothing any more.
    let fewer = claims.places.indices.filter {
      let file = files[claims.places[$0]]
      return !file.roles.isEmpty || !file.facts.leftOut.isEmpty
    }
    var again: [KernelFile] = []
    for index in fewer {
      let file = files[claims.places[index]]
      var reading = try reopenedForClaims(file, mapping)
      (reading.roles, reading.facts.leftOut) = (file.roles, file.facts.leftOut)
      again.append(reading)
    }
    var stated = claims.stated
    for (index, result) in zip(fewer, await survey(again, .claims(by: claims.dimensions), mapping)) {
      stated[index] = result?.rollups.claims ?? StatedDays()
    }
    let taxonomy = try CatalogLibrary().conversions()
    let profile = plan.inputs[input].profile
    return ClaimChoice(
      claims.places.enumerated().map { index, place in
        ClaimChoice.File(
          rows: claims.rows[index], grain: files[place].source.grain, stated: stated[index],
          everStated: claims.stated[index])
      },
      dimensions: claims.dimensions, asked: mapping.askedFor,
      declared: plan.inputs[input].declaration.grain?.value,
      names: taxonomy.mayHoldEachOther(tool: profile.folder) ? ConversionNames(taxonomy) : nil,
      sameAction: mapping.traffic.keyOfAction)
  }

  /// Whether rows by action state more than conversions matters, too.
  private func reopenedForClaims(
    _ file: KernelFile, _ mapping: InputMapping
  ) throws(Diagnostics) -> KernelFile {
    var reading = try reopened(file, mapping)
    reading.facts.claims = .beside
    return reading
  }

  /// What things that claims are of are told apart by.
  func thingsOfClaims(_ input: Int) -> [Dimension] {
    let profile = plan.inputs[input].profile
    let known = profile.columns.compactMap { column -> Dimension? in
      if case .dimension(let dimension) = column.field { dimension } else { nil }
    }
    let parts = Set(profile.naturalKeyParts.joined()).union(
      [.account, .campaign, .campaignID].map { .dimension($0) })
    return Set(known.filter { $0 == .action || parts.contains(.dimension($0)) }).sorted()
  }
}

extension KernelFile {
  /// Measures that the file has columns of, as far as these are read.
  func measures(_ mapping: InputMapping) -> Set<Measure> {
    var measures: Set<Measure> = []
    for (position, index) in mapping.wanted.enumerated() {
      guard case .measure(let measure) = mapping.profile.columns[index].field else { continue }
      if source.layout.map({ $0.fields[position] >= 0 }) ?? !absent.contains(index) {
        measures.insert(measure)
      }
    }
    return measures
  }

  /// Those that its rows state.
  func statedMeasures(_ mapping: InputMapping) -> Set<Measure> {
    measures(mapping).filter(facts.claims.takes)
  }
}
