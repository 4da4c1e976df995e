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

/// Counting a conversion once that files of an input state several times: by action and in all, at several grains, and
/// under several actions of which one holds the others.
extension Runner {
  /// Reads inputs with files by conversion action once for what they claim. Costs nothing elsewhere.
  mutating func settleClaims(
    _ files: [KernelFile]
  ) async throws(Diagnostics) -> ([KernelFile], [ClaimGap]) {
    var settled = files
    var gaps: [ClaimGap] = []
    for input in Set(files.filter(\.isByAction).map(\.input)).sorted() {
      let places = files.indices.filter { files[$0].input == input }
      let choice = try await claimChoice(places.map { files[$0] }, input)
      let mapping = plan.kernel.inputs[input].reading(choice.told)
      plan.kernel.inputs[input] = mapping
      for (place, facts) in zip(places, choice.decisions) {
        var file = try reopened(files[place], mapping)
        file.facts.settled(as: files[place].facts)
        let isByAction = files[place].isByAction && facts.isByAction
        file.facts.claims = isByAction ? .alone : choice.isByAction ? .besideActions : .beside
        file.facts.claimsElsewhere = facts.elsewhere
        settled[place] = file
      }
      let repeated = places.filter { settled[$0].isByAction }.map { settled[$0].measures(mapping) }
      let measures = repeated.reduce(into: Set()) { $0.formUnion($1) }.filter { !$0.isClaimed }
      gaps.append(
        ClaimGap(input: input, days: choice.onlyByAction, measures: measures, kind: .onlyByAction))
      for (measure, days) in choice.inPart.sorted(by: { $0.key < $1.key }) {
        gaps.append(ClaimGap(input: input, days: days, measures: [measure], kind: .overlappingClaims))
      }
    }
    gaps.removeAll { $0.days.isEmpty || $0.measures.isEmpty }
    return (settled, gaps)
  }

  private func claimChoice(_ files: [KernelFile], _ input: Int) async throws(Diagnostics) -> ClaimChoice {
    let profile = plan.inputs[input].profile
    let known = profile.columns.compactMap { column -> Dimension? in
      if case .dimension(let dimension) = column.field { dimension } else { nil }
    }
    let parts = Set(profile.naturalKeyParts.joined()).union(
      [.account, .campaign, .campaignID].map { .dimension($0) })
    let dimensions = Set(known.filter { $0 == .action || parts.contains(.dimension($0)) }).sorted()
    let mapping = plan.kernel.inputs[input].reading(Set(dimensions))
    var again: [KernelFile] = []
    for file in files {
      var reading = try reopened(file, mapping)
      // Whether rows by action state more than conversions matters, too.
      reading.facts.claims = .beside
      again.append(reading)
    }
    let stated = await read(again, for: .claims(by: dimensions), mapping).map(\.claims)
    let taxonomy = try CatalogLibrary().conversions()
    return ClaimChoice(
      zip(zip(files, again), stated).map { files, stated in
        let (known, file) = files
        return ClaimChoice.File(
          isByAction: known.isByAction, grain: file.source.grain, stated: stated)
      },
      dimensions: dimensions, asked: mapping.askedFor,
      declared: plan.inputs[input].declaration.grain?.value,
      names: taxonomy.mayHoldEachOther(tool: profile.folder) ? ConversionNames(taxonomy) : nil,
      sameAction: mapping.traffic.keyOfAction)
  }
}

extension KernelFile {
  /// Measures that the file has columns of, as far as these are read.
  fileprivate func measures(_ mapping: InputMapping) -> Set<Measure> {
    var measures: Set<Measure> = []
    for (position, index) in mapping.wanted.enumerated() {
      guard case .measure(let measure) = mapping.profile.columns[index].field else { continue }
      if source.layout.map({ $0.fields[position] >= 0 }) ?? !absent.contains(index) {
        measures.insert(measure)
      }
    }
    return measures
  }
}
