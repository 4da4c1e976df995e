import Columns
import EventSchema

/// The parts of campaigns' names as dictionary codes: decided once per distinct name.
struct DerivedParts: Sendable {
  let names: CampaignNames
  /// Per part: campaign code → code of its text, -1 for none.
  private var codes: [Dimension: ContiguousArray<Int32>] = [:]
  /// Campaign code → whether a pattern fits.
  private(set) var fits: ContiguousArray<Bool> = []
  /// The campaigns of the batch at hand.
  private(set) var campaigns: ContiguousArray<Int32> = []

  init(_ names: CampaignNames) { self.names = names }

  /// Takes a batch's campaigns; those not seen before are taken apart.
  mutating func take(_ campaigns: ContiguousArray<Int32>, _ dictionaries: inout Dictionaries) {
    self.campaigns = campaigns
    guard let count = dictionaries.tables[.campaign]?.count else { return }
    while fits.count < count {
      let found = names.parts(of: dictionaries.text(.campaign, Int32(fits.count)))
      for (index, part) in names.parts.enumerated() {
        let text = found?[index] ?? []
        codes[part, default: []].append(text.isEmpty ? -1 : dictionaries.code(of: text, in: part))
      }
      fits.append(found != nil)
    }
  }

  /// Campaign code → code of the part's text; nil when names have no such part.
  subscript(part: Dimension) -> ContiguousArray<Int32>? { codes[part] }
}
