import EventSchema
import Render

/// Why a check had nothing to look at: it has neither passed nor failed.
enum CheckNothing: Hashable, Sendable {
  case noSpend, noGrains, noClicks, noFiles, noTotals, noRatios
  case nothingClaimed
  /// Orders or leads.
  case nothingCounted(Measure)

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
    }
  }
}
