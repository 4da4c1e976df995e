import Aggregate
import Columns
package import Declarations
package import Diagnostics
package import EventSchema
package import Extract
package import Kernel
import Normalize

/// One file read under a profile alone, without a pipeline: for `inspect`, `records` and the profiles' tests.
package struct SingleFile {
  /// The tables of the file, in their order; one or more.
  package let tables: [KernelFile]
  /// What else the file holds.
  package let unread: [UnreadPart]
  package let plan: KernelPlan

  package init(
    _ found: FileFinder.Found, profile: Profile, heads: SourceFileOpener.FileHeads, currency: Currency? = nil,
    covers: ClosedRange<Day>? = nil, numbers: NumberStyle? = nil, dates: DatePattern? = nil,
    needsEverything: Bool
  ) throws(Diagnostics) {
    let profile = dates.map { profile.writing(days: $0) } ?? profile
    let needs = Needs(
      dimensions: [], measures: Set(Measure.allCases), persons: false, customer: nil, revenueIs: .orders,
      everything: needsEverything, grain: .quarter)
    // What the profile knows about the channels of the tool's own traffic.
    let rules = profile.channels ?? ChannelRules(name: "none", steps: [])
    var mapping = InputMapping(
      index: 0, name: "file", profile: profile, needs: needs, currency: currency ?? .unstated,
      sourceZone: try Self.zone(profile),
      reportZone: .utc, numbers: numbers, constants: [:], classifier: try ChannelClassifier(rules: rules),
      traffic: TrafficNames(), personKey: .published, covers: covers)
    if numbers != nil { mapping.declared.insert(.numbers) }
    if dates != nil { mapping.declared.insert(.dates) }
    let opened = try SourceFileOpener().open(
      path: found.path, absolute: found.absolute, heads: heads, profile: profile, wanted: mapping.wanted)
    for table in opened.tables { try table.checkCurrencies() }
    plan = KernelPlan(inputs: [mapping], shapes: [], customerDimensions: nil, customer: nil)
    // Nobody may see a record of a file that is then read again from its front.
    let judged = mapping
    tables = opened.tables.map { KernelFile(source: $0.fromTheFront, mapping: judged) }
    unread = opened.unread
  }

  /// The zone that the tool always writes in, else UTC.
  private static func zone(_ profile: Profile) throws(Diagnostics) -> Zone {
    guard let name = profile.timezone else { return .utc }
    do throws(Zone.Failure) { return try Zone(named: name.value) } catch {
      throw Diagnostics(.unknownZone(name), exit: .badPipeline)
    }
  }

  /// The first events, of the tables as they were judged: what stands behind a fault that stops the reading has none.
  package func firstEvents(limit: Int, of tables: [KernelFile]) -> TextTable {
    var events: [EventText] = []
    for table in tables where events.count < limit {
      // What is wrong with the file is told by whoever read it whole.
      try? EventReader(plan: plan).read(table, while: { events.count < limit }) { event in
        if events.count < limit { events.append(event) }
      }
    }
    var table = EventPrinter.table(events)
    // Of one file, without rules, two columns say nothing.
    for name in ["input", "channel", "file"] {
      guard let index = table.columns.firstIndex(of: name) else { continue }
      table.columns.remove(at: index)
      for row in table.rows.indices { table.rows[row].remove(at: index) }
    }
    return table
  }
}
