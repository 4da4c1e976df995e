import Declarations
import Diagnostics
import EventSchema
import Render

extension KitchenSink {
  /// Alerts about places whose names try to be markup, with notes about what was not judged.
  static func alerts(_ eur: Currency) throws -> AlertList {
    let march = try period("2026-03")
    let kpi = KPI(
      name: "spend", title: spend, description: LocalizedText(""), formula: .number(.zero), shown: .money,
      decimals: 2, better: .lower, location: SourceLocation(file: "spend.yaml"))
    let fired = try hostile.enumerated().map { index, text in
      var alert = AlertList.Fired(
        name: "a\(index)", title: LocalizedText("Spend jumped"), kpi: kpi, place: (.campaign, text),
        figure: .money(try exact("1500"), eur),
        rule: Note(.alertAbove, ["limit": .figure(.money(try exact("1000"), eur))]),
        against: Note(.alertLimit, ["limit": .figure(.money(try exact("1000"), eur))]), since: march)
      alert.change = Change(from: .money(try exact("1000"), eur), to: alert.figure, better: .lower)
      alert.periods = index + 1
      return alert
    }
    return AlertList(
      fired: fired, judged: 12,
      notes: [
        Note(
          .alertNoValue,
          [
            "n": .count(2), "alert": .localized(LocalizedText(hostile[0])),
            "reason": .note(Note(.noteNoData)),
          ])
      ])
  }
}
