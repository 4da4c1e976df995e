import EventSchema

/// Charts inside an HTML report. Colours are classes, so that dark mode and print follow the page.
enum SVGCharts {
  /// A line without axes; decoration beside a figure and its comparisons.
  static func spark(_ values: [Exact?]) -> HTML {
    let known = values.compactMap { $0 }
    guard known.count > 1, let low = known.min(), let high = known.max() else { return "" }
    let plot = Plot(low: low, high: high, left: 3, right: 137, top: 4, bottom: 32, count: values.count)
    var svg: HTML = "<svg class=\"spark\" viewBox=\"0 0 140 36\" aria-hidden=\"true\" focusable=\"false\">"
    svg += "<path class=\"line\" d=\"\(text: plot.path(values))\"/>"
    for point in plot.lonely(values) { svg += dot("dot", plot, point.index, point.value, radius: 2) }
    if let last = values.last, let last { svg += dot("dot", plot, values.count - 1, last, radius: 3) }
    return svg + "</svg>"
  }

  /// A quiet bar: the share of the largest.
  static func bar(_ value: Exact?, of largest: Exact?) -> HTML {
    guard let value, let largest, !value.isNegative, let share = value / largest else { return "" }
    let width = (share * Exact(100)).decimal(places: 1)
    return """
      <svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">\
      <rect class="track" width="100" height="6"/><rect class="fill" width="\(text: width)" height="6"/></svg>
      """
  }

  /// A line over time with a round scale from 0, last year's line behind it, gaps as gaps.
  static func trend(_ trend: Trend, name: HTML, _ wording: Wording) -> HTML {
    let values = trend.points.map(\.value)
    let lastYear = trend.points.map(\.lastYear)
    guard let first = trend.points.first, let last = trend.points.last,
      let scale = Scale((shown(values, trend.unit) + shown(lastYear, trend.unit)))
    else { return "" }
    let labels = scale.ticks.map { tick($0, trend.unit, scale.decimals, wording) }
    let margin = 12 + 7 * (labels.map(\.unicodeScalars.count).max() ?? 0)
    let plot = Plot(
      low: scale.low, high: scale.high, left: margin, right: 348, top: 14, bottom: 146, count: values.count)
    var svg: HTML = """
      <svg class="trend" viewBox="0 0 360 176" role="img" aria-labelledby="t-\(name) d-\(name)">\
      <title id="t-\(name)">\(text: wording.text(trend.title))</title>\
      <desc id="d-\(name)">\(text: description(trend, wording))</desc>
      """
    for (value, label) in zip(scale.ticks, labels) {
      let y = plot.y(value)
      let kind: HTML = value.isZero ? "zero-line" : "grid"
      svg += """
        <path class="\(kind)" d="M\(margin) \(text: y)H348"/>\
        <text class="tick" x="\(margin - 6)" y="\(text: y)" dy="4" text-anchor="end">\(text: label)</text>
        """
    }
    let scaled = values.map { $0.map { onAxis($0, trend.unit) } }
    let scaledLastYear = lastYear.map { $0.map { onAxis($0, trend.unit) } }
    svg += "<path class=\"before\" d=\"\(text: plot.path(scaledLastYear))\"/>"
    for point in plot.lonely(scaledLastYear) {
      svg += dot("before-dot", plot, point.index, point.value, radius: 2)
    }
    svg += "<path class=\"line\" d=\"\(text: plot.path(scaled))\"/>"
    for (index, value) in scaled.enumerated() {
      guard let value else { continue }
      let isLonely = plot.lonely(scaled).contains { $0.index == index }
      switch trend.points[index].status {
      case _ where trend.points[index].lacks != nil: svg += dot("part-dot", plot, index, value, radius: 4)
      case .provisional: svg += dot("open-dot", plot, index, value, radius: 4)
      case .final where index == values.count - 1: svg += dot("dot", plot, index, value, radius: 4)
      case .final where isLonely: svg += dot("dot", plot, index, value, radius: 2)
      case .final: break
      }
    }
    svg += "<text class=\"tick\" x=\"\(margin)\" y=\"168\">\(text: wording.shortPeriod(first.period))</text>"
    if values.count > 1 {
      svg += """
        <text class="tick" x="352" y="168" text-anchor="end">\(text: wording.shortPeriod(last.period))</text>
        """
    }
    return svg + "</svg>"
  }

  static func description(_ trend: Trend, _ wording: Wording) -> String {
    guard let first = trend.points.first, let last = trend.points.last,
      let low = trend.points.compactMap(\.value).min(), let high = trend.points.compactMap(\.value).max()
    else { return wording.text(.gap) }
    func shown(_ value: Exact) -> Note.Argument {
      var figure = Figure(value, trend.unit, decimals: trend.decimals)
      if trend.points.contains(where: { $0.value == value && $0.lacks != nil }) { figure.extent = .part }
      return figure.inSentence
    }
    return wording.text(
      .trendDescription,
      [
        "first": .period(first.period), "last": .period(last.period), "low": shown(low), "high": shown(high),
      ])
  }

  private static func dot(_ kind: StaticString, _ plot: Plot, _ index: Int, _ value: Exact, radius: Int)
    -> HTML
  {
    let kind = HTML(stringLiteral: kind)
    return """
      <circle class="\(kind)" cx="\(text: plot.x(index))" cy="\(text: plot.y(value))" r="\(radius)"/>
      """
  }

  /// Percentages get their round steps as percentages.
  private static func onAxis(_ value: Exact, _ unit: FigureUnit) -> Exact {
    unit.isShare ? value * Exact(100) : value
  }

  private static func shown(_ values: [Exact?], _ unit: FigureUnit) -> [Exact] {
    values.compactMap { $0.map { onAxis($0, unit) } }
  }

  private static func tick(_ value: Exact, _ unit: FigureUnit, _ decimals: Int, _ wording: Wording) -> String
  {
    if unit.isShare, let share = value / Exact(100) { return wording.value(share, unit, decimals: decimals) }
    return wording.number(value, decimals: decimals)
  }
}
