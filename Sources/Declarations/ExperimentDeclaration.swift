package import EventSchema

/// One entry under `aggregate: experiments:`: what was planned before an experiment began.
package struct ExperimentDeclaration: Sendable {
  package var name: Located<String>
  package var title: LocalizedText
  /// The variant that the others are held against; nil: the one called `control`, else the first by its name.
  package var control: Located<String>?
  /// How many exposures, of all variants together; before, nothing is decided.
  package var plannedExposures: Int?
  /// Shares by variant; nil: equal ones.
  package var split: [String: Exact]?

  package init(name: Located<String>, title: LocalizedText) {
    self.name = name
    self.title = title
  }
}
