package import Aggregate
package import Declarations
package import EventSchema
package import Extract
package import Normalize

/// What the kernel needs to turn files into rollups: a value, the same for every worker.
package struct KernelPlan: Sendable {
  package var inputs: [InputMapping]
  package var shapes: [GroupedSumsShape]
  /// Dimensions under which first orders are counted; nil when nobody asks for new customers.
  package var customerDimensions: [Dimension]?
  /// Whose first event makes a customer.
  package var customer: NormalizeDeclaration.Customer?
  /// Dimensions of events that wait for others; nil when none do.
  package var linkDimensions: [Dimension]?
  /// Those of them that a refund has from its order.
  package var inheritedDimensions: [Dimension] = []
  /// The run's day, behind which rows are told of.
  package var asOf: Day?

  package init(
    inputs: [InputMapping], shapes: [GroupedSumsShape], customerDimensions: [Dimension]?,
    customer: NormalizeDeclaration.Customer?
  ) {
    self.inputs = inputs
    self.shapes = shapes
    self.customerDimensions = customerDimensions
    self.customer = customer
  }

  /// Whether the first of these events makes a person a customer.
  func makesCustomers(_ batch: EventBatch) -> Bool {
    switch customer {
    case .order: batch.kind == .order
    case .deal: batch.kind == .deal && batch.measures.contains(.wonDeals)
    case .stage: batch.measures.contains(.newCustomers)
    case nil: false
    }
  }
}

/// One file to be read, as the kernel sees it.
package struct KernelFile: Sendable {
  package var source: SourceFile
  /// Index of the input in the plan.
  package var input: Int
  package var facts: FileFacts
  /// Columns of an XML file's profile that its records don't have, as those of a coarser grain.
  package var absent: Set<Int> = []
  /// What becomes of records that are stated more than once.
  package var roles = StatementRoles()
  /// Of which records it is noted what they state; nil for all.
  package var watched: StatementFilter?

  package init(source: SourceFile, mapping: InputMapping) {
    self.source = source
    input = mapping.index
    facts = PreambleFacts.facts(of: source, covers: mapping.covers, exported: mapping.exported)
    splitsXML = Self.splitsXML(source, mapping)
    chooseTypes(mapping)
    chooseGrain(mapping)
    facts.notesRows = source.size <= Self.smallSize
    if self.source.isByAction { facts.claims = .alone }
  }

  /// Whether its rows are by conversion action, and repeat all else.
  package var isByAction: Bool { facts.claims == .alone }

  /// The day that stands in the file's name, written so; nil for none.
  package func day(inName pattern: DatePattern) -> Day? { PreambleFacts.day(inNameOf: source, pattern) }

  private static func splitsXML(_ source: SourceFile, _ mapping: InputMapping) -> Bool {
    guard case .xml(let format) = source.profile.format, source.encoding == .utf8, source.file == .none else {
      return false
    }
    return source.size > 2 * XMLChunkReader.chunkSize
      && XMLChunkReader.canSplit(record: format.record, selectors: mapping.xmlSelectors)
  }

  /// Up to which size rows are held against each other. Larger files are made by machines, and each row would pay for it.
  private static let smallSize = 2 << 20

  /// How many pieces can be read independently.
  package var chunkCount: Int {
    switch source.container {
    case .plainCSV: max(1, (source.size + CSVChunkReader.chunkSize - 1) / CSVChunkReader.chunkSize)
    case .streamedCSV, .keyValue: 1
    case .xml: splitsXML ? (source.size + XMLChunkReader.chunkSize - 1) / XMLChunkReader.chunkSize : 1
    }
  }

  /// Whether several workers may read an XML file at once.
  package let splitsXML: Bool
}

extension InputMapping {
  /// One per wanted column. A column without a place in the XML (a constant) selects an attribute that no
  /// element has.
  var xmlSelectors: [XMLSelector] {
    wanted.map { index in
      if case .xml(let selector) = profile.columns[index].place { selector } else { .path([], attribute: "") }
    }
  }
}
