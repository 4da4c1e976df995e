import Columns
import Declarations
import EventSchema

/// What texts in keys name: an export that spells a source otherwise, or in another language, states the same.
extension InputMapping {
  /// The one name of what a text of a wanted column names: that under which figures group it. Asked once per distinct
  /// text.
  func keyName(_ text: [UInt8], _ position: Int) -> [UInt8] {
    let column = profile.columns[wanted[position]]
    guard case .dimension(let dimension) = column.field else { return text }
    let own = column.values.isEmpty || profile.judges(by: dimension) ? text : column.word(for: text)
    switch dimension {
    // The catalog's names of one action are of parts that add up; a pipeline file's own are of the same thing.
    case .action: return traffic.keyOfAction(text)
    case .landingPage: return Self.sortingParameters(of: text)
    // Figures by account have one line for it, whatever its case: so has what is compared.
    case .account: return PersonNormaliser.accountName(own)
    default: return FreeName.key(traffic.normalised(own, dimension), dimension)
    }
  }

  /// An address whose parameters stand in another order is the same.
  static func sortingParameters(of address: [UInt8]) -> [UInt8] {
    guard let question = address.firstIndex(of: UInt8(ascii: "?")) else { return address }
    let end = address[question...].firstIndex(of: UInt8(ascii: "#")) ?? address.endIndex
    let pairs = address[(question + 1)..<end].split(separator: UInt8(ascii: "&"))
    guard pairs.count > 1 else { return address }
    let sorted = pairs.sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: [UInt8(ascii: "&")])
    return Array(address[...question]) + Array(sorted) + Array(address[end...])
  }
}
