import Declarations
package import Diagnostics
package import EventSchema

/// What a file turned out to be.
package struct Inspection: Sendable {
  /// A heading of the file, and what is read from it.
  package struct Column: Sendable, Hashable {
    package var heading: String
    package var field: String
    /// How the text is read: `money`, `date yyyy-MM-dd`.
    package var type: String
  }

  /// An export's own total, beside the sum of its records.
  package struct Total: Sendable, Hashable {
    package var label: String
    package var line: Int
    package var measure: Measure
    package var stated: Exact
    package var sum: Exact
    package var verdict: ControlVerdict
  }

  /// Records that would be rejected for one reason.
  package struct Reject: Sendable, Hashable {
    package var count: Int
    package var reason: String
    package var column: String?
    package var line: Int
    package var hint: String
  }

  package var facts: [(name: String, value: String)]
  package var columns: [Column]
  /// Headings that nothing is read from.
  package var unused: [String]
  /// The profile's fields that the file has no column for.
  package var absent: [String]
  package var others: [ProfileSearch.Loser]
  package var totals: [Total]
  package var filtered: [(reason: String, count: Int)]
  /// Of `not_kept`, the texts that the profile does not keep, the commonest first.
  package var notKept: [(text: String, count: Int)] = []
  /// Stages of deals that the profile does not name, and takes for open; those of most deals first.
  package var unnamedStages: [(text: String, stage: UnnamedStage)] = []
  package var rejected: [Reject]
  package var rows: TextTable
  /// Why nothing of the file would count, as it is read here.
  package var problems: [Diagnostic] = []
  package var exit = ExitCode.success

  private var texts: String {
    let named = notKept.prefix(8).map { "\($0.text.isEmpty ? "(empty)" : $0.text) (\($0.count))" }
    return named.isEmpty ? "" : ": " + named.joined(separator: ", ") + (notKept.count > 8 ? ", …" : "")
  }

  package var rejects: [String] { rejected.map(\.text) }

  package var text: String {
    var text = Lines.pairs(facts)
    text += Lines.section("columns read", columns.map { ($0.heading, "\($0.field), \($0.type)") })
    text += Lines.list("columns not used", unused)
    text += Lines.list("fields without a column", absent)
    text += Lines.section("totals", totals.map { ("'\($0.label)', line \($0.line)", $0.text) })
    text += Lines.section(
      "left out", filtered.map { ($0.reason, String($0.count) + ($0.reason == "not_kept" ? texts : "")) })
    text += Lines.section(
      "stages not named, held as open",
      unnamedStages.map { ($0.text.isEmpty ? "(empty)" : $0.text, String($0.stage.deals)) })
    text += Lines.paragraphs("would be rejected", rejects)
    if !rows.rows.isEmpty {
      let events = rows.rows.map { row in
        zip(rows.columns, row).filter { !$1.isEmpty }.map { "\($0)=\($1)" }.joined(separator: ", ")
      }
      text += Lines.paragraphs("first events", events)
    }
    return text + Lines.section("not taken for", others.map { ($0.profile, $0.why) })
  }

  package var json: String {
    JSONValue.object(
      facts.map { ($0.name.replacing(" ", with: "_"), JSONValue.string($0.value)) } + [
        (
          "columns",
          .array(
            columns.map {
              .object([
                ("heading", .string($0.heading)), ("field", .string($0.field)), ("type", .string($0.type)),
              ])
            })
        ),
        ("columns_not_used", .strings(unused)), ("fields_without_a_column", .strings(absent)),
        ("totals", .array(totals.map(\.json))),
        ("filtered", .object(filtered.map { ($0.reason, .integer($0.count)) })),
        (
          "not_kept",
          .array(
            notKept.map { .object([("text", .string($0.text)), ("records", .integer($0.count))]) })
        ),
        ("stages_not_named", .array(UnnamedStages.json(unnamedStages))),
        ("rejects", .array(rejected.map(\.json))),
        (
          "first_events",
          .array(
            rows.rows.map { row in
              .object(zip(rows.columns, row).filter { !$1.isEmpty }.map { ($0, .string($1)) })
            })
        ),
        (
          "other_profiles",
          .array(others.map { .object([("profile", .string($0.profile)), ("why", .string($0.why))]) })
        ),
        (
          "problems",
          .array(
            problems.map {
              .object([
                ("line", ($0.location?.line).flatMap { $0 > 0 ? .integer($0) : nil } ?? .null),
                ("problem", .string($0.message)), ("hint", .optional($0.hint)),
              ])
            })
        ),
      ]
    ).pretty
  }
}

extension Inspection.Reject {
  fileprivate var text: String {
    let place = column.map { "column '\($0)'" } ?? "the record"
    return "\(count) × \(reason), \(place), first in line \(line): \(hint)"
  }

  fileprivate var json: JSONValue {
    .object([
      ("count", .integer(count)), ("reason", .string(reason)), ("column", .optional(column)),
      ("line", .integer(line)), ("hint", .string(hint)),
    ])
  }
}

extension Inspection.Total {
  fileprivate var text: String {
    let beginning = "\(measure.rawValue) \(stated)"
    switch verdict {
    case .matches: return beginning + ", as the records sum up to"
    case .rounded: return beginning + ", the records \(sum): rows are rounded one by one"
    case .differs: return beginning + ", but the records sum up to \(sum)"
    case .explained(let reason): return beginning + ", the records \(sum): \(reason.text(in: "en"))"
    }
  }

  fileprivate var json: JSONValue {
    .object([
      ("label", .string(label)), ("line", .integer(line)), ("measure", .string(measure.rawValue)),
      ("stated", .string(stated.description)), ("records", .string(sum.description)),
      ("verdict", .string(verdict.name)),
    ])
  }
}

/// A file that no profile fits: what it looks like, and what might be done.
package struct UnknownFile: Sendable {
  package var facts: [(name: String, value: String)]
  /// Heading and look; empty where no table was found.
  package var columns: [(heading: String, looks: String)]
  package var nearest: [ProfileSearch.Loser]
  package var proposal: Proposal?
  /// The proposal as an entry for `extract:`.
  package var entry: String?

  /// So many are listed; all of them in JSON.
  private static let mostColumns = 100

  package var text: String {
    var text = Lines.pairs(facts)
    let more = columns.count - Self.mostColumns
    text += Lines.section("columns", columns.prefix(Self.mostColumns).map { ($0.heading, $0.looks) })
    if more > 0 { text += "  and \(more) more\n" }
    text += Lines.section("nearest profiles", nearest.map { ($0.profile, $0.why) })
    if let entry {
      text +=
        "\na start: paste it under `extract:`; what is marked ? is a guess\n\n"
      text += entry
    }
    return text
  }

  package var json: String {
    JSONValue.object(
      [("profile", JSONValue.null)]
        + facts.map { ($0.name.replacing(" ", with: "_"), JSONValue.string($0.value)) } + [
          (
            "columns",
            .array(
              columns.map { .object([("heading", .string($0.heading)), ("looks_like", .string($0.looks))]) })
          ),
          (
            "other_profiles",
            .array(nearest.map { .object([("profile", .string($0.profile)), ("why", .string($0.why))]) })
          ),
          ("proposal", proposal?.json ?? .null),
        ]
    ).pretty
  }
}

extension Proposal {
  fileprivate var json: JSONValue {
    .object([
      ("profile", .string(profile)), ("numbers", .optional(notation)),
      ("or_numbers", .optional(otherNotation)),
      ("lacks_currency", .bool(lacksCurrency)),
      (
        "columns",
        .array(
          matches.map {
            .object([
              ("heading", .string($0.heading)), ("field", .string($0.field)), ("as", .optional($0.type)),
              ("sure", .bool($0.isSure)), ("remark", .optional($0.remark)),
            ])
          })
      ),
      ("missing", .array(missing.map { .strings($0) })), ("not_used", .strings(unused)),
    ])
  }
}
