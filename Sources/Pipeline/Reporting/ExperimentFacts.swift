import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Render

/// The section `experiments`: every experiment up to the end of the newest period, judged by what was planned of it.
struct ExperimentFacts {
  private typealias Judged = (
    name: String, declared: ExperimentDeclaration?, judgement: ExperimentJudgement, values: [String: Worth]
  )
  /// What the exposures of a variant came to.
  private struct Worth {
    /// Nil where some rows leave it empty: it would be of others than the exposures.
    var value: Exact?
    /// How many rows state it, of how many.
    var stated: Int
    var rows: Int

    init(_ value: MeasureValue, of exposures: MeasureValue) {
      (stated, rows) = (value.statements, exposures.statements)
      self.value = stated == rows ? value.value : nil
    }
  }

  let figures: Figures
  /// Rows that were rejected: whose they are is not known.
  let rejected: Int
  private var plan: Plan { figures.plan }

  var facts: SectionFacts {
    let all = experiments()
    let without = plan.file.aggregate.experiments.filter { declared in
      !all.contains { $0.name == declared.name.value }
    }
    guard !all.isEmpty || !without.isEmpty else {
      return SectionFacts(
        tables: [FactTable(columns: [], rows: [], notes: [Note(.experimentsNone)])],
        json: [("list", .array([]))])
    }
    var tables = all.map(table)
    if !tables.isEmpty { tables[tables.count - 1].notes.append(Note(.experimentMethod)) }
    return SectionFacts(
      tables: tables + without.map(withoutRows),
      json: [("list", .array(all.map(json) + without.map(noRows)))],
      warnings: without.map { warning($0, among: all.map(\.name)) })
  }

  // MARK: Without rows

  private func withoutRows(_ declared: ExperimentDeclaration) -> FactTable {
    let name = Note.Argument.text(declared.name.value)
    var table = FactTable(columns: [], rows: [], notes: [Note(.experimentNoRows, ["experiment": name])])
    table.title = declared.title
    return table
  }

  private func noRows(_ declared: ExperimentDeclaration) -> JSONValue {
    .object([
      ("experiment", .string(declared.name.value)), ("control", .optional(declared.control?.value)),
      ("outcome", .string("no_rows")), ("exposures", .integer(0)),
      ("planned_exposures", declared.plannedExposures.map { .integer($0) } ?? .null),
      ("sample_ratio_p", .null), ("winner", .null), ("rejected_rows", .integer(rejected)),
      ("variants", .array([])),
    ])
  }

  private func warning(_ declared: ExperimentDeclaration, among names: [String]) -> Diagnostic {
    let name = declared.name.value
    return Diagnostic(
      .warning, at: declared.name.location,
      "no row up to \(plan.periods.focus.last) names the experiment '\(name)'",
      hint: nearest(to: name, in: names).map { "did you mean '\($0)'?" }
        ?? "add files that hold it, or drop the entry", length: name.unicodeScalars.count)
  }

  /// In the order of their names' bytes.
  private func experiments() -> [Judged] {
    let breakdown = figures.table.breakdown(by: [.experiment, .variant])
    var variants: [[UInt8]: [ExperimentJudgement.Variant]] = [:]
    var values: [[UInt8]: [String: Worth]] = [:]
    for group in breakdown.groups {
      func count(_ measure: Measure) -> Int? {
        figures.measure(measure, breakdown, group).flatMap { Int($0.decimal(places: 0)) }
      }
      guard let exposures = count(.exposures), let conversions = count(.variantConversions) else { continue }
      let (experiment, variant) = (group.key[0], group.texts[1])
      variants[experiment, default: []].append(
        .init(name: variant, exposures: exposures, conversions: conversions))
      values[experiment, default: [:]][variant] = Worth(
        breakdown.value(.variantValue, group: group, period: plan.periods.focus),
        of: breakdown.value(.exposures, group: group, period: plan.periods.focus))
    }
    return variants.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, variants in
      let name = String(decoding: key, as: UTF8.self)
      let declared = plan.file.aggregate.experiments.first { $0.name.value == name }
      return (
        name, declared,
        ExperimentJudgement(
          variants, control: control(declared, variants),
          split: declared?.split?.mapValues(\.approximate), planned: declared?.plannedExposures),
        values[key] ?? [:]
      )
    }
  }

  private func control(_ declared: ExperimentDeclaration?, _ variants: [ExperimentJudgement.Variant])
    -> String
  {
    if let control = declared?.control { return control.value }
    return variants.first { $0.name.lowercased() == "control" }?.name ?? variants[0].name
  }

  // MARK: The table

  private func table(_ judged: Judged) -> FactTable {
    let judgement = judged.judgement
    var table = FactTable(
      columns: [
        .init(.dimensionVariant, .text), .init(.measureExposures), .init(.measureVariantConversions),
        .init(.experimentRate), .init(.experimentDifference), .init(.experimentChance),
        .init(.experimentVerdict, .text), .init(.experimentValueEach, unit: .money(plan.reportCurrency)),
      ],
      rows: judgement.variants.indices.map { row($0, judged) },
      notes: [outcome(judgement)] + detectable(judgement)
        + (rejected > 0 ? [Note(.experimentRejected, ["n": .count(rejected)])] : []))
    table.title = judged.declared?.title ?? LocalizedText(judged.name)
    return table.withoutEmptyColumns
  }

  private func row(_ place: Int, _ judged: Judged) -> FactTable.Row {
    let judgement = judged.judgement
    let variant = judgement.variants[place]
    let isControl = place == 0 && judgement.comparisons.contains { $0 != nil }
    let comparison = judgement.comparisons[place]
    let isDecided = judgement.outcome == .decided
    var cells: [FactTable.Cell] = [
      .text(variant.name), .figure(.count(variant.exposures)), .figure(.count(variant.conversions)),
    ]
    cells.append(.optional(rate(variant, judgement.rates[place])))
    cells.append(.optional(comparison.map(difference)))
    cells.append(comparison.map { Self.chance($0.chance) } ?? .empty)
    if isControl {
      cells.append(.word(.experimentControl))
    } else if isDecided, let comparison {
      cells.append(.word(Word(comparison.verdict)))
    } else {
      cells.append(.empty)
    }
    cells.append(judged.values[variant.name].map { each($0, of: variant.exposures) } ?? .empty)
    return FactTable.Row(cells)
  }

  private func each(_ worth: Worth, of exposures: Int) -> FactTable.Cell {
    guard worth.stated > 0 else { return .empty }
    var figure = Figure.money(worth.value.flatMap { $0 / Exact(exposures) }, plan.reportCurrency)
    if worth.value == nil {
      figure.note = Note(
        .notePartlyStated,
        ["measure": .word(Word(.variantValue)), "n": .count(worth.stated), "all": .count(worth.rows)])
    }
    return .figure(figure)
  }

  private func rate(_ variant: ExperimentJudgement.Variant, _ interval: ClosedRange<Double>?) -> Note? {
    guard let interval, let rate = Exact(variant.conversions) / Exact(variant.exposures) else { return nil }
    func percent(_ value: Exact) -> Note.Argument { .figure(Figure(value, .percent, decimals: 2)) }
    return Note(
      .experimentInterval,
      [
        "value": percent(rate), "low": percent(Exact(rounding: interval.lowerBound)),
        "high": percent(Exact(rounding: interval.upperBound)),
      ])
  }

  private func difference(_ comparison: ExperimentJudgement.Comparison) -> Note {
    func number(_ value: Double) -> Note.Argument {
      .figure(Figure(Exact(rounding: 100 * value), .fractionalCount, decimals: 2))
    }
    let difference = comparison.difference
    return Note(
      .experimentInterval,
      [
        "value": .note(Note(.points, ["n": number(difference.difference)])),
        "low": number(difference.interval.lowerBound), "high": number(difference.interval.upperBound),
      ])
  }

  /// `0.0080`; what is smaller than four decimals show is `< 0.0001`.
  private static func chance(_ value: Double) -> FactTable.Cell {
    value < leastShown ? .note(chanceNote(value)) : .figure(chanceFigure(value))
  }

  /// `= 0.0008` or `< 0.0001`
  private static func chanceNote(_ value: Double) -> Note {
    Note(
      value < leastShown ? .lessThan : .equalTo, ["value": .figure(chanceFigure(max(value, leastShown)))])
  }

  private static func chanceFigure(_ value: Double) -> Figure {
    Figure(Exact(chance: value), .ratio, decimals: 4)
  }

  private static let leastShown = 0.0001

  /// What groups of these sizes can show at all: the variant that can show least.
  private func detectable(_ judgement: ExperimentJudgement) -> [Note] {
    switch judgement.outcome {
    case .decided, .interim(planned: .some): break
    case .interim(planned: nil), .notJudged, .sampleRatio: return []
    }
    guard let least = judgement.comparisons.compactMap({ $0?.detectable }).max() else { return [] }
    let points = Figure(Exact(rounding: 100 * least), .fractionalCount, decimals: 2)
    return [Note(.experimentDetectable, ["difference": .note(Note(.points, ["n": .figure(points)]))])]
  }

  private func outcome(_ judgement: ExperimentJudgement) -> Note {
    let control = Note.Argument.text(judgement.variants[0].name)
    switch judgement.outcome {
    case .notJudged(.oneVariant): return Note(.experimentOneVariant)
    case .notJudged(.noControl(let name)): return Note(.experimentNoControl, ["variant": .text(name)])
    case .notJudged(.noExposures(let name)): return Note(.experimentNoExposures, ["variant": .text(name)])
    case .notJudged(.moreConversionsThanExposures(let name)):
      return Note(.experimentTooMany, ["variant": .text(name)])
    case .notJudged(.plansAnotherSplit): return Note(.experimentOtherSplit)
    case .sampleRatio:
      return Note(.experimentSampleRatio, ["chance": .note(Self.chanceNote(judgement.sampleRatio ?? 0))])
    case .interim(nil): return Note(.experimentUnplanned)
    case .interim(let planned?):
      return Note(.experimentInterim, ["n": .count(judgement.exposures), "planned": .count(planned)])
    case .decided:
      guard let winner = judgement.winner, let comparison = judgement.comparisons[winner] else {
        return Note(.experimentNoWinner, ["control": control])
      }
      return Note(
        .experimentWinner,
        [
          "variant": .text(judgement.variants[winner].name), "control": control,
          "difference": .note(difference(comparison)),
        ])
    }
  }

  // MARK: report.json

  private func json(_ judged: Judged) -> JSONValue {
    let judgement = judged.judgement
    func number(_ value: Double) -> JSONValue { .string(Exact(rounding: value).description) }
    func chance(_ value: Double) -> JSONValue { .string(Exact(chance: value).description) }
    let variants = judgement.variants.indices.map { place -> JSONValue in
      let variant = judgement.variants[place]
      let rate = Exact(variant.conversions) / Exact(variant.exposures)
      var fields: [(String, JSONValue)] = [
        ("variant", .string(variant.name)), ("exposures", .integer(variant.exposures)),
        ("conversions", .integer(variant.conversions)),
        ("value", .optional(judged.values[variant.name]?.value?.description)),
        ("rate", .optional(rate?.description)),
      ]
      if let interval = judgement.rates[place] {
        fields += [("low", number(interval.lowerBound)), ("high", number(interval.upperBound))]
      }
      if let comparison = judgement.comparisons[place] {
        let difference = comparison.difference
        fields += [
          ("difference", number(difference.difference)),
          ("difference_low", number(difference.interval.lowerBound)),
          ("difference_high", number(difference.interval.upperBound)),
          ("test", .string(difference.test.rawValue)), ("p", chance(difference.chance)),
          ("p_corrected", chance(comparison.chance)),
          ("detectable_difference", comparison.detectable.map(number) ?? .null),
          ("verdict", judgement.outcome == .decided ? .string(comparison.verdict.rawValue) : .null),
        ]
      }
      return .object(fields)
    }
    return .object([
      ("experiment", .string(judged.name)), ("control", .string(judgement.variants[0].name)),
      ("outcome", .string(Self.name(judgement.outcome))), ("exposures", .integer(judgement.exposures)),
      ("planned_exposures", judged.declared?.plannedExposures.map { .integer($0) } ?? .null),
      ("sample_ratio_p", judgement.sampleRatio.map(chance) ?? .null),
      ("winner", .optional(judgement.winner.map { judgement.variants[$0].name })),
      ("rejected_rows", .integer(rejected)), ("variants", .array(variants)),
    ])
  }

  private static func name(_ outcome: ExperimentJudgement.Outcome) -> String {
    switch outcome {
    case .notJudged: "not_judged"
    case .sampleRatio: "not_divided_as_planned"
    case .interim: "interim"
    case .decided: "decided"
    }
  }
}

extension FactTable.Cell {
  fileprivate static func optional(_ note: Note?) -> Self { note.map { .note($0) } ?? .empty }
}

extension Word {
  fileprivate init(_ verdict: ExperimentJudgement.Verdict) {
    switch verdict {
    case .better: self = .better
    case .worse: self = .worse
    case .unclear: self = .experimentUnclear
    }
  }
}
