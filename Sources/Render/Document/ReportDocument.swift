package import Declarations
package import EventSchema

/// A report as values: what every format and every language is rendered from.
package struct ReportDocument: Sendable {
  /// The pipeline's identifier.
  package var pipeline: String
  package var title: LocalizedText
  package var header: Header
  package var sections: [ReportSection]
  package var footer: Footer
  /// What the first lines say is missing, whether or not a section shows it.
  package var quality: DataQuality?

  package init(
    pipeline: String, title: LocalizedText, header: Header, sections: [ReportSection], footer: Footer,
    quality: DataQuality? = nil
  ) {
    self.pipeline = pipeline
    self.title = title
    self.header = header
    self.sections = sections
    self.footer = footer
    self.quality = quality
  }
}

/// One block under its heading.
package struct ReportSection: Sendable {
  /// Identifier of the section's declaration, unique within a report: the anchor in HTML.
  package var name: String
  package var title: LocalizedText
  /// One sentence under the heading; may be empty.
  package var lead: LocalizedText
  package var block: Block

  package init(name: String, title: LocalizedText, lead: LocalizedText, block: Block) {
    self.name = name
    self.title = title
    self.lead = lead
    self.block = block
  }

  package init(_ section: Section, _ block: Block) {
    self.init(name: section.name, title: section.title, lead: section.lead, block: block)
  }
}

/// Every kind of block. A new case makes the compiler list the renderers that lack it.
package enum Block: Sendable {
  /// With what is to be said of figures that have no card.
  case headline([HeadlineCard], more: Note?)
  case breakdown(BreakdownTable)
  case trend([Trend])
  case dataQuality(DataQuality)
  case definitions(Definitions)
  case utmAudit(CampaignAudit)
  case alerts(AlertList)
  /// Plain tables: the market, accounts.
  case facts([FactTable])
  case targets([TargetRow])
  case campaignReview(CampaignReview)
}

/// What a reader must know before the first figure.
package struct Header: Sendable {
  package var period: Period
  /// Compared with, in the order of the pipeline file.
  package var comparisons: [(kind: PeriodDeclaration.Comparison, period: Period)]
  /// Asked for, but the calendar has no such period.
  package var withoutCounterpart: [PeriodDeclaration.Comparison] = []
  /// Of those compared with that have other weeks than the period.
  package var otherWeeks: [Note] = []
  package var currency: Currency?
  /// How foreign amounts were converted.
  package var conversion: Note?
  /// IANA name.
  package var timeZone: String?
  package var asOf: Day
  /// Whether the period's days may still be restated.
  package var provisional: Note?

  package init(
    period: Period, comparisons: [(kind: PeriodDeclaration.Comparison, period: Period)] = [],
    currency: Currency? = nil, conversion: Note? = nil, timeZone: String? = nil, asOf: Day,
    provisional: Note? = nil
  ) {
    self.period = period
    self.comparisons = comparisons
    self.currency = currency
    self.conversion = conversion
    self.timeZone = timeZone
    self.asOf = asOf
    self.provisional = provisional
  }
}

/// What it takes to make the same report again.
package struct Footer: Sendable {
  package var version: String
  /// Hash of the pipeline file, with its algorithm: `xxh3:…`.
  package var pipelineHash: String
  package var asOf: Day
  package var inputs: [(path: String, content: String)]
  /// The command line that repeats the report.
  package var command: String

  package init(
    version: String, pipelineHash: String, asOf: Day, inputs: [(path: String, content: String)],
    command: String
  ) {
    self.version = version
    self.pipelineHash = pipelineHash
    self.asOf = asOf
    self.inputs = inputs
    self.command = command
  }
}
