import Diagnostics
import EventSchema

/// Reading `aggregate: alerts:`.
extension PipelineFileLoader {
  static let alertKeys: [KeySpec] = [
    KeySpec("name", "what the report calls it", required: true),
    KeySpec("title", "its name per language (default: the name)"),
    KeySpec("kpi", "the KPI that is watched, whether or not the report shows it", required: true),
    KeySpec("per", "a dimension such as channel, each value by itself (default: the figure of everything)"),
    KeySpec("above", "alert on figures above it: \(StatedAmount.samples)"),
    KeySpec("below", "alert on figures below it"),
    KeySpec(
      "rose_more_than",
      "alert on a rise of more than a share of the figure before, such as 40%; of scores, more than so many points, such as 10; of shares also of percentage points, such as 2 pp"
    ),
    KeySpec(
      "fell_more_than",
      "alert on a fall of more than a share of the figure before, such as 30%; of scores, more than so many points, such as 10; of shares also of percentage points, such as 2 pp"
    ),
    KeySpec("against", "for rises and falls: the period compared with, as under `compare_with`"),
    KeySpec("trend", "falling or rising: alert where figures go one way, beyond chance"),
    KeySpec(
      "for", "for trends: how long, at least 2 weeks (judged by days) or 5 months (judged by months): 3 weeks"
    ),
    KeySpec(
      "unusual", "any, high or low: alert on figures beyond what those before let expect"),
    KeySpec(
      "drift", "falling or rising: alert where figures move away from what was usual, by little each time"),
    KeySpec(
      "history",
      "for unusual figures and drifts: how far back (default: 13 weeks of days, 52 weeks, 6 years of months, 40 of longer periods)"
    ),
    KeySpec(
      "ignore_below",
      "how small a figure is not worth an alert: 500 EUR, or {clicks: 100} of another KPI"),
  ]

  private static let kinds = [
    "above", "below", "rose_more_than", "fell_more_than", "trend", "unusual", "drift",
  ]

  /// - Parameter every: the length of the report's periods; nil where it has been found wrong.
  func alerts(_ node: YAMLNode, every: Grain?) -> [AlertDeclaration] {
    var alerts: [AlertDeclaration] = []
    for item in reader.items(node, "'alerts'") {
      guard let map = reader.mapping(item, "an alert", keys: Self.alertKeys),
        let alert = alert(map, every)
      else { continue }
      if alert.name.value.allSatisfy(\.isWhitespace) {
        reader.report(alert.name.location, "an alert needs a name", hint: "such as `name: spend jumped`")
      } else if alerts.contains(where: { $0.name.value == alert.name.value }) {
        reader.report(
          alert.name.location, "two alerts are named '\(alert.name.value)'",
          hint: "reports name them: give each its own", length: alert.name.value.unicodeScalars.count)
      }
      alerts.append(alert)
    }
    return alerts
  }

  private func alert(_ map: MappingReader, _ every: Grain?) -> AlertDeclaration? {
    let name = map.located("name")
    let kpi = map.located("kpi")
    let per = map.located("per")
    let dimension = per.flatMap { self.dimension($0) }
    let kind = map.exactlyOne(of: Self.kinds)
    checkCompanions(map, kind)
    let rule = kind.flatMap { self.rule($0, map, every) }
    let volume = map.node("ignore_below").flatMap { self.volume($0) }
    guard let name, let kpi, let rule else { return nil }
    return AlertDeclaration(
      name: name, title: map.localized("title") ?? LocalizedText(name.value), kpi: kpi, per: dimension,
      rule: rule, ignoreBelow: volume)
  }

  private func rule(_ kind: String, _ map: MappingReader, _ every: Grain?) -> AlertDeclaration.Rule? {
    switch kind {
    case "above": return amount(map, "above").map { .above($0) }
    case "below": return amount(map, "below").map { .below($0) }
    case "rose_more_than", "fell_more_than":
      let least = jump(map, kind)
      let against = map.located("against").flatMap { word in every.flatMap { comparison(word, $0) } }
      guard let least, let against else { return nil }
      return kind == "rose_more_than"
        ? .rose(moreThan: least, against: against) : .fell(moreThan: least, against: against)
    case "trend":
      let direction = map.choice("trend", AlertDeclaration.Direction.self)
      guard let span = span(map, "for"), let direction else { return nil }
      checkTrend(span, map, every)
      return .trend(direction, over: span)
    case "unusual":
      let side = map.choice("unusual", AlertDeclaration.Side.self)
      let history = history(map, every)
      return side.map { .unusual($0, history: history) }
    default:
      let direction = map.choice("drift", AlertDeclaration.Direction.self)
      let history = history(map, every)
      return direction.map { .drift($0, history: history) }
    }
  }

  /// What belongs to another kind of alert, or is missing for this one.
  private func checkCompanions(_ map: MappingReader, _ kind: String?) {
    guard let kind else { return }
    let needs = ["rose_more_than": "against", "fell_more_than": "against", "trend": "for"]
    for (key, owners) in [
      ("against", ["rose_more_than", "fell_more_than"]), ("for", ["trend"]),
      ("history", ["unusual", "drift"]),
    ] where map.node(key) != nil && !owners.contains(kind) {
      reader.report(
        map.keyLocation(key), "'\(key)' has no meaning beside '\(kind)'",
        hint: "it belongs to \(owners.joined(separator: " and "))", length: key.unicodeScalars.count)
    }
    if let needed = needs[kind], map.node(needed) == nil {
      reader.report(
        map.keyLocation(kind), "'\(kind)' needs '\(needed)'",
        hint: needed == "for"
          ? "how long: for: 3 weeks" : "the period compared with, as under `compare_with`",
        length: kind.unicodeScalars.count)
    }
  }

  private func amount(_ map: MappingReader, _ key: String) -> Located<StatedAmount>? {
    map.parsed(key, expected: StatedAmount.samples, meant: StatedAmount.meant) { StatedAmount($0) }.map {
      Located($0, at: map.valueLocation(key))
    }
  }

  private func jump(_ map: MappingReader, _ key: String) -> Located<StatedAmount>? {
    let amount: StatedAmount? = map.parsed(key, expected: "a share such as 40%, or points such as 10 or 2 pp")
    {
      text in
      if text.hasSuffix(" pp"), let points = Exact(decimal: text.dropLast(3)), points > .zero {
        return (points / Exact(100)).map { .percentagePoints($0) }
      }
      switch StatedAmount(text) {
      case .share(let size)? where size > .zero: return .share(size)
      case .number(let size)? where size > .zero: return .number(size)
      case .share, .number, .percentagePoints, .money, nil: return nil
      }
    }
    return amount.map { Located($0, at: map.valueLocation(key)) }
  }

  private func history(_ map: MappingReader, _ every: Grain?) -> AlertDeclaration.Span? {
    let span = span(map, "history")
    if let span, let every { checkHistory(span, map, every) }
    return span
  }

  private func span(_ map: MappingReader, _ key: String) -> AlertDeclaration.Span? {
    map.parsed(key, expected: AlertDeclaration.Span.samples) { AlertDeclaration.Span($0) }
  }

  private func checkTrend(_ span: AlertDeclaration.Span, _ map: MappingReader, _ every: Grain?) {
    let isLongEnough =
      switch span {
      case .days(let days): days >= 14
      case .months(let months): months >= 5
      }
    if !isLongEnough {
      reader.report(
        map.valueLocation("for"), "a trend can't be told from chance in so short a time",
        hint: "at least 2 weeks, whose days are compared, or 5 months, whose months are")
    }
    if case .months = span, let every, every.isOfDays {
      reader.report(
        map.valueLocation("for"), "months end before the newest period does",
        hint: "write it in weeks: for: 26 weeks")
    }
  }

  private func checkHistory(_ span: AlertDeclaration.Span, _ map: MappingReader, _ every: Grain) {
    let fits =
      switch span {
      case .days: every.isOfDays
      case .months: !every.isOfDays
      }
    if !fits {
      reader.report(
        map.valueLocation("history"),
        "the history of every \(every.rawValue) can't be '\(map.text("history") ?? "")'",
        hint: every.isOfDays ? "write it in days or weeks" : "write it in months, quarters or years")
    }
  }

  private func volume(_ node: YAMLNode) -> AlertDeclaration.Volume? {
    func amount(_ node: YAMLNode) -> Located<StatedAmount>? {
      guard let text = reader.text(node, "'ignore_below'") else { return nil }
      if let amount = StatedAmount(text) { return Located(amount, at: node.location) }
      reader.report(
        node.location, "expected \(StatedAmount.samples) for 'ignore_below', found '\(text)'",
        length: text.unicodeScalars.count)
      return nil
    }
    guard case .mapping(let entries, let at) = node else {
      return amount(node).map { .init(kpi: nil, least: $0) }
    }
    guard entries.count == 1, let entry = entries.first else {
      reader.report(at, "'ignore_below' names one KPI", hint: "such as {clicks: 100}")
      return nil
    }
    return amount(entry.value).map { .init(kpi: Located(entry.key, at: entry.keyAt), least: $0) }
  }
}
