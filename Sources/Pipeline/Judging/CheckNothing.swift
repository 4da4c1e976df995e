import EventSchema
import Render

/// Why a check had nothing to look at, or can't be decided: it has neither passed nor failed.
enum CheckNothing: Hashable, Sendable {
  case noSpend, noGrains, noClicks, noFiles, noTotals, noRatios
  case nothingClaimed
  /// Orders or leads.
  case nothingCounted(Measure)
  /// What it looks at is certainly known in part, and what is missing may decide otherwise.
  case knownInPart([Figures.Gap])

  /// Nil where nothing is missing.
  init?(_ gaps: [Figures.Gap]) {
    guard !gaps.isEmpty else { return nil }
    self = .knownInPart(gaps.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
  }

  /// So many gaps are named.
  private static let named = 3

  var isOpen: Bool {
    if case .knownInPart = self { true } else { false }
  }

  /// What may be done about it.
  var hint: String {
    guard case .knownInPart(let gaps) = self else { return "add what it looks at, or drop the check" }
    return gaps.remedy + ", or drop the check"
  }

  /// As `report.json` and the terminal say it.
  var text: String {
    switch self {
    case .noSpend: "there is no ad spend in the period"
    case .noGrains: "no input has files of several grains"
    case .noClicks: "no campaign states both clicks and impressions in the period"
    case .noFiles: "no file was read"
    case .noTotals: "no file states a total"
    case .noRatios: "no row states a ratio and what it is made of"
    case .nothingClaimed: "no platform claims conversions in the period"
    case .nothingCounted(let measure): "no input states \(measure.rawValue) in the period"
    case .knownInPart(let gaps): gaps.prefix(Self.named).map(\.text).joined(separator: "; ")
    }
  }

  var note: Note {
    switch self {
    case .noSpend: Note(.checkNoSpend)
    case .noGrains: Note(.checkNoGrains)
    case .noClicks: Note(.checkNoClicks)
    case .noFiles: Note(.checkNoFiles)
    case .noTotals: Note(.checkNoTotals)
    case .noRatios: Note(.checkNoRatios)
    case .nothingClaimed: Note(.checkNothingClaimed)
    case .nothingCounted(let measure): Note(.noteNotStated, ["measure": .word(Word(measure))])
    case .knownInPart(let gaps): .several(gaps.prefix(Self.named).map { Note($0) }) ?? Note(.checkOpen)
    }
  }
}
