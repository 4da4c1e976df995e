import Aggregate
import Declarations
import EventSchema
import Render

/// How every KPI shown is computed, with its numbers.
extension ReportBuilder {
  func definitions() -> Definitions {
    Definitions(
      entries: plan.kpis.map(definition), assumptions: [Note(.noteRatiosRecomputed)] + plan.channelSetNotes)
  }

  private func definition(_ kpi: KPI) -> Definition {
    var terms: [String: Definition.Term] = [:]
    for reference in KPIEvaluator.references(in: kpi.formula) {
      terms[reference.scope.text(of: reference.name)] = term(reference, of: kpi)
    }
    var notes: [Note] = []
    for measure in kpi.optional where !plan.evaluator.stated.contains(measure) {
      notes.append(Note(.noteCountsAsZero, ["measure": .word(Word(measure))]))
    }
    for assumption in plan.evaluator.assumptions(of: kpi.name) {
      let value = assumedFigure(assumption, plan.evaluator.assumed[assumption])
      notes.append(Note(.noteAssumed, ["assumption": .word(Word(assumption)), "value": .figure(value)]))
    }
    if plan.evaluator.measures(of: kpi.name).contains(where: \.isClaimed) { notes.append(Note(.noteClaimed)) }
    return Definition(
      kpi: kpi.name, title: kpi.title, description: kpi.description, formula: kpi.formula, terms: terms,
      result: figure(kpi, in: total, group: total.whole, period: focus), source: kpi.source, notes: notes)
  }

  /// What a name of the formula means, and its value; nil for a name that nothing is known of.
  private func term(_ reference: KPIEvaluator.Reference, of kpi: KPI) -> Definition.Term? {
    let (name, scope) = (reference.name, reference.scope)
    if name != kpi.name, let inner = plan.evaluator.kpis[name] {
      let value =
        ofCampaigns(inner, in: kpi)
        ?? figures.value(inner, in: total, group: total.whole, period: focus, scope: scope, partOf: kpi)
      return .init(.localized(inner.title), figure(inner, value, focus))
    }
    if let assumption = Assumption(rawValue: name) {
      return .init(.word(Word(assumption)), assumedFigure(assumption, plan.evaluator.assumed[assumption]))
    }
    guard let measure = Measure(rawValue: name) else { return nil }
    let part = KPIEvaluator.ScopedMeasure(measure: measure, scope: scope)
    if let whole = ofCampaigns(kpi, in: kpi) {
      let value = whole.evaluation.parts.first { $0.measure == measure }?.value
      return .init(.word(Word(measure)), measureFigure(measure, value))
    }
    let value = figures.value(part, of: kpi, in: total, group: total.whole, period: focus)
    return .init(.word(Word(measure)), measureFigure(measure, value))
  }

  /// A part of a KPI of campaigns is of their own days, as the KPI is.
  private func ofCampaigns(_ inner: KPI, in kpi: KPI) -> Figures.Value? {
    figures.ofCampaigns.contains(kpi.name) ? figures.campaigns?.total[inner.name] : nil
  }

  private func assumedFigure(_ assumption: Assumption, _ value: Exact?) -> Figure {
    if assumption.isMoney { return .money(value, plan.reportCurrency) }
    return Figure(value, assumption.isShare ? .percent : .ratio, decimals: assumption.isShare ? 1 : 2)
  }

  private func measureFigure(_ measure: Measure, _ value: Exact?) -> Figure {
    switch measure.unit {
    case .count: Figure(value, .count, decimals: 0)
    case .fractionalCount, .duration: Figure(value, .fractionalCount, decimals: 2)
    case .money: .money(value, plan.reportCurrency)
    }
  }
}
