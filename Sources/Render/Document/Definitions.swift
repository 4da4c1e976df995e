import EventSchema
package import Declarations

/// How every figure of the report is defined, with its own numbers put in.
package struct Definitions: Sendable {
  package var entries: [Definition]
  /// What was assumed or decided for this report.
  package var assumptions: [Note]

  package init(entries: [Definition], assumptions: [Note] = []) {
    self.entries = entries
    self.assumptions = assumptions
  }
}

package struct Definition: Sendable {
  /// What a name of the formula means, and its value in the report's period.
  package struct Term: Sendable {
    /// `.localized` of a KPI's title, `.word` of a measure.
    package var title: Note.Argument
    package var figure: Figure

    package init(_ title: Note.Argument, _ figure: Figure) {
      self.title = title
      self.figure = figure
    }
  }

  /// The KPI's identifier.
  package var kpi: String
  package var title: LocalizedText
  package var description: LocalizedText
  package var formula: Formula
  /// Name in the formula → term. A name without a term shows as it is, its number as n/a.
  package var terms: [String: Term]
  package var result: Figure
  /// Where the definition comes from; nil for a pipeline file's own.
  package var source: LocalizedText?
  /// What is excluded, what counts as 0, who claims it.
  package var notes: [Note]

  package init(
    kpi: String, title: LocalizedText, description: LocalizedText, formula: Formula, terms: [String: Term],
    result: Figure, source: LocalizedText?, notes: [Note] = []
  ) {
    self.kpi = kpi
    self.title = title
    self.description = description
    self.formula = formula
    self.terms = terms
    self.result = result
    self.source = source
    self.notes = notes
  }
}
