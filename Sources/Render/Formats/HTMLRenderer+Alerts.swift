import Declarations
import EventSchema

extension HTMLRenderer {
  func alerts(_ list: AlertList, caption: String) -> HTML {
    let remarks = self.list(
      list.remarks.map { note -> HTML in "\(text: wording.sentence(note))" }, "remarks")
    guard !list.fired.isEmpty else {
      return
        "<p class=\"empty\">\(text: wording.text(.alertsQuiet, ["n": .count(list.judged)]))</p>\n\(remarks)"
    }
    var head: HTML = "<th scope=\"col\">\(word(.alert))</th><th scope=\"col\">\(word(.alertWhere))</th>"
    head +=
      "<th scope=\"col\" class=\"n\">\(word(.value))</th><th scope=\"col\" class=\"n\">\(word(.change))</th>"
    head += "<th scope=\"col\">\(word(.alertAgainst))</th><th scope=\"col\">\(word(.alertSince))</th>"
    var body: HTML = "<tbody>\n"
    for alert in list.fired.prefix(AlertList.shownRows) { body += row(alert) }
    return table(caption, head, body + "</tbody>\n") + remarks
  }

  private func row(_ alert: AlertList.Fired) -> HTML {
    let change: HTML =
      alert.change.map { self.change($0, word: .hidden) } ?? "\(text: wording.beyond(alert) ?? "")"
    let status: HTML =
      alert.figure.status == .provisional ? " <small>\(word(.provisional))</small>" : ""
    let kpi = wording.text(alert.kpi.title)
    return """
      <tr><th scope="row"><strong>\(text: wording.text(alert.title))</strong>\
      <small class="detail">\(text: kpi): \(text: wording.text(alert.rule))</small></th>\
      <td class="name">\(label(wording.label(alert.label)))</td>\
      <td class="n">\(text: wording.figure(alert.figure))\(status)</td><td class="n">\(change)</td>\
      <td>\(text: wording.text(alert.against))</td><td>\(text: wording.text(alert.sinceNote))</td></tr>

      """
  }
}
