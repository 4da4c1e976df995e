import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Render

extension AlertJudge {
  /// What the report's section shows.
  ///
  /// - Parameter builder: says why a figure has no value.
  func list(_ builder: ReportBuilder) -> AlertList {
    var notes: [Note] = []
    if plan.isUnfinished(focus) { notes.append(Note(.alertsUnfinished, ["day": .day(focus.last)])) }
    for (alert, gaps) in zip(plan.alerts, gaps) {
      for (gap, entry) in Self.sorted(gaps) {
        var arguments: [String: Note.Argument] = [
          "n": .count(max(1, entry.groups.count)), "alert": .localized(alert.declaration.title),
        ]
        switch gap {
        case .noValue(let lack):
          arguments["reason"] = .note(builder.note(lack, focus) ?? Note(.noteNoHistory))
          notes.append(Note(.alertNoValue, arguments))
        case .noBase(let reason):
          let note = Note(.alertNoBase, arguments)
          notes.append(.several([note] + [reason.map { builder.note($0, focus) }].compactMap(\.self)) ?? note)
        case .noHistory(let needed):
          let counts: [String: Note.Argument] = ["known": .count(entry.known), "needed": .count(needed)]
          notes.append(Note(.alertNoHistory, arguments.merging(counts) { first, _ in first }))
        case .incomplete(let gaps):
          arguments["reason"] = Note.several(gaps.map { Note($0) }).map { .note($0) }
          notes.append(Note(.alertIncomplete, arguments))
        case .young(let young):
          arguments["reason"] = .note(Note(.noteYoungCohort, ["n": .count(young.daysNeeded)]))
          notes.append(Note(.alertYoung, arguments))
        }
      }
    }
    return AlertList(fired: findings.map(\.fired), judged: judged.reduce(0, +), notes: notes)
  }

  private static func sorted(_ gaps: [Gap: (groups: [String], known: Int)]) -> [(
    gap: Gap, entry: (groups: [String], known: Int)
  )] {
    gaps.sorted { (name($0.key), why($0.key) ?? "") < (name($1.key), why($1.key) ?? "") }.map {
      ($0.key, $0.value)
    }
  }

  private static func name(_ gap: Gap) -> String {
    switch gap {
    case .noValue: "no_value"
    case .noBase: "nothing_to_compare_with"
    case .noHistory: "not_enough_history"
    case .incomplete: "incomplete"
    case .young: "young_cohort"
    }
  }

  /// Why a figure has no value.
  private static func why(_ gap: Gap) -> String? {
    switch gap {
    case .noValue(let lack): lack.text
    case .noBase(let reason): reason?.text
    case .noHistory: nil
    case .incomplete(let gaps): gaps.map(\.text).joined(separator: "; ")
    case .young(let young): young.text
    }
  }

  /// Alerts that are blind: no figure of theirs has a value, for want of data. A division by zero is no such want,
  /// and a history that is short yet grows by itself, as a cohort gets older.
  var warnings: [Diagnostic] {
    plan.alerts.indices.compactMap { index in
      guard judged[index] == 0 else { return nil }
      let wanting = Self.sorted(gaps[index]).first { gap, _ in
        switch gap {
        case .noValue(let lack): lack.reason?.isWantOfData ?? true
        case .incomplete: true
        case .noBase, .noHistory, .young: false
        }
      }
      guard let (gap, _) = wanting, let why = Self.why(gap) else { return nil }
      var hint = "add an input that states it, or drop the alert"
      if case .incomplete(let gaps) = gap {
        hint = gaps.remedy + ", or drop the alert"
      }
      let name = plan.alerts[index].declaration.name
      return Diagnostic(
        .warning, at: name.location, "the alert '\(name.value)' judged nothing in \(focus): \(why)",
        hint: hint, length: name.value.unicodeScalars.count)
    }
  }

  /// What became of an alert, in a word.
  private func status(_ index: Int) -> String {
    if findings.contains(where: { $0.alert == index }) { return "fired" }
    if judged[index] > 0 { return "quiet" }
    let lacksData = gaps[index].keys.contains {
      switch $0 {
      case .noValue, .incomplete: true
      case .noBase, .noHistory, .young: false
      }
    }
    return lacksData ? "no_data" : "not_judged"
  }

  /// One line per alert that fired, for the terminal.
  var lines: [String] {
    findings.map { finding in
      let fired = finding.fired
      let place = fired.place.map { " of \($0.dimension.rawValue) '\($0.value)'" } ?? ""
      let kpi = fired.kpi
      let value = kpi.display(fired.figure.value, plan.rounding)
      let days = finding.lacking.isEmpty ? "" : " (\(finding.lacking.joined(separator: "; ")))"
      return "alert: \(fired.name): \(kpi.name)\(place) is \(value) in \(focus)\(days)"
    }
  }

  // MARK: report.json

  /// The alerts that fired, the largest in money first.
  var firedJSON: [JSONValue] {
    findings.map { finding in
      let fired = finding.fired
      let by = fired.place.map { [($0.dimension.rawValue, JSONValue.string($0.value))] } ?? []
      return .object(
        [
          ("alert", .string(fired.name)), ("kpi", .string(fired.kpi.name)), ("by", .object(by)),
          ("period", .string(focus.description)),
          ("kind", .string(plan.alerts[finding.alert].declaration.rule.name)),
          ("exact", .optional(fired.figure.value?.description)),
          ("display", .string(fired.kpi.display(fired.figure.value, plan.rounding))),
          ("unit", .string(plan.unitText(fired.kpi))),
          ("status", .string(finding.status)),
        ] + finding.facts
          + (finding.chance.map { [("chance", .string(Exact(chance: $0).description))] } ?? []) + [
            ("size", .optional(fired.size?.decimal(places: 6))), ("since", .string(fired.since.description)),
            ("periods", .integer(fired.periods)),
          ] + (finding.lacking.isEmpty ? [] : [("notes", .strings(finding.lacking))]))
    }
  }

  /// What became of every alert.
  var rulesJSON: [JSONValue] {
    plan.alerts.indices.map { index in
      let count = findings.count { $0.alert == index }
      let gaps = Self.sorted(gaps[index]).map { gap, entry -> JSONValue in
        var fields: [(String, JSONValue)] = [
          ("reason", .string(Self.name(gap))), ("groups", .integer(entry.groups.count)),
        ]
        if let why = Self.why(gap) { fields.append(("why", .string(why))) }
        if case .noHistory(let needed) = gap {
          fields += [("known", .integer(entry.known)), ("needed", .integer(needed))]
        }
        if plan.alerts[index].declaration.per != nil {
          fields.append(("first", .strings(Array(entry.groups.prefix(20)))))
        }
        return .object(fields)
      }
      return .object([
        ("alert", .string(plan.alerts[index].declaration.name.value)), ("status", .string(status(index))),
        ("judged", .integer(judged[index])), ("fired", .integer(count)), ("not_judged", .array(gaps)),
      ])
    }
  }
}

extension AlertDeclaration.Rule {
  /// Whether the newest figure is held against what those before it let expect.
  var isByHistory: Bool {
    switch self {
    case .unusual, .drift: true
    case .above, .below, .rose, .fell, .trend: false
    }
  }

  /// As the pipeline file calls it.
  var name: String {
    switch self {
    case .above: "above"
    case .below: "below"
    case .rose: "rose_more_than"
    case .fell: "fell_more_than"
    case .trend: "trend"
    case .unusual: "unusual"
    case .drift: "drift"
    }
  }
}
