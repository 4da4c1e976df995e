import Declarations
import EventSchema

extension MarkdownRenderer {
  func alerts(_ list: AlertList) -> String {
    let remarks = self.list(list.remarks.map { escape(wording.sentence($0)) })
    guard !list.fired.isEmpty else {
      return escape(wording.text(.alertsQuiet, ["n": .count(list.judged)])) + "\n\n" + remarks
    }
    var table = MarkdownTable([
      (word(.alert), .text), (word(.alertWhere), .text), (word(.value), .number), (word(.change), .number),
      (word(.alertAgainst), .text), (word(.alertSince), .text),
    ])
    for alert in list.fired.prefix(AlertList.shownRows) {
      let kpi = escape(wording.text(alert.kpi.title), at: .inside)
      let status = alert.figure.status == .provisional ? " (\(word(.provisional)))" : ""
      table.add([
        "**\(escape(wording.text(alert.title)))** · \(kpi): \(escape(wording.text(alert.rule), at: .inside))",
        escape(wording.label(alert.label)), escape(wording.figure(alert.figure), at: .inside) + status,
        escape(alert.change.map { wording.markedChange($0) } ?? wording.beyond(alert) ?? "", at: .inside),
        escape(wording.text(alert.against), at: .inside), escape(wording.text(alert.sinceNote), at: .inside),
      ])
    }
    return table.text + "\n" + remarks
  }
}
