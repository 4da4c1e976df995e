package import Diagnostics
package import EventSchema

/// How one kind of export file is recognised, read and mapped to events. One YAML file each.
package struct Profile: Sendable {
  /// How well the format is known: real files seen, vendor documentation, others' parsers, hearsay.
  package enum Evidence: String, Sendable, CaseIterable { case verified, documented, reported, unverified }

  /// `tool/export`, the file's path below `Catalog/profiles/`.
  package var name: String
  package var tool: String
  package var evidence: Evidence
  package var gives: EventKind
  package var description: LocalizedText
  package var recognise: Recognition
  package var format: Format
  package var preamble: [PreambleRule]
  package var totals: TotalsRule?
  /// Rows to leave out (counted as filtered) because their first cell starts with one of these:
  /// copyright lines, "No data available."
  package var footers: [String]
  /// Cell texts that mean "not stated", compared after trimming.
  package var nulls: [String]
  /// The zone in which the tool always writes times without an offset; its days are days of it.
  package var timezone: Located<String>?
  /// Number notation by heading language; "en" is the default of the others.
  package var numbers: [String: NumberStyle]
  package var columns: [ProfileColumn]
  /// Constant dimension values, such as `source: google` for an ad platform's own traffic.
  package var constants: [Dimension: String]
  /// Channel rules for the tool's own traffic: they stand behind a pipeline's own and before its versioned set.
  package var channels: ChannelRules?
  /// Rows to keep by the text of a field; others are filtered with reason `not_kept`.
  package var keep: [(field: String, texts: [String])]
  /// What an order's amount below 0 is; nil: see `negatives`.
  package var negativeAmounts: NegativeAmounts?
  /// Lines that continue the record above (Shopify order lines): the same text in `same`, nothing in `blank`.
  package var continuation: (same: String, blank: String)?
  /// What a row is about; nil where exports have one grain only.
  package var grain: ProfileGrain?
  /// What identifies a row among all files of an input.
  package var naturalKey = NaturalKey.byKind
  package var tests: [ProfileTest]
  package var location: SourceLocation

  package init(
    name: String, tool: String, evidence: Evidence, gives: EventKind, description: LocalizedText,
    recognise: Recognition, format: Format, columns: [ProfileColumn], location: SourceLocation
  ) {
    self.name = name
    self.tool = tool
    self.evidence = evidence
    self.gives = gives
    self.description = description
    self.recognise = recognise
    self.format = format
    self.columns = columns
    self.location = location
    preamble = []
    footers = []
    nulls = []
    numbers = [:]
    constants = [:]
    keep = []
    tests = []
  }
}

extension Profile {
  /// What stands before the `/` of its name: the tool.
  package var folder: String { name.split(separator: "/").first.map(String.init) ?? name }

  /// A text holds several blocks with headings of their own.
  package var readsSeveralTables: Bool {
    if case .csv(let format) = format { format.hasSeveralTables } else { false }
  }

  /// What a file must show to be taken for this export without being told.
  package struct Recognition: Sendable {
    /// Canonical names of fields (keys under `columns`): of each group the heading of at least one must be present
    /// (CSV).
    package var fields: [[String]] = []
    /// The preamble's first line starts with one of these; empty when there need be no preamble (CSV).
    package var preambleStarts: [String] = []
    /// Headings that must be there although no column reads them: they tell similar exports apart (CSV).
    package var headings: [String] = []
    /// Headings that other exports have and this one has not (CSV).
    package var headingsAbsent: [String] = []
    /// Of a text with several blocks those with such a line above their headings; empty: any (CSV).
    package var titles: [String] = []
    /// The root element's local name (XML).
    package var root: String?
    /// Attributes the root element must have, with these values (XML).
    package var rootAttributes: [String: String] = [:]

    package init() {}
  }

  package enum Format: Sendable {
    case csv(CSVFormat)
    case xml(XMLFormat)
  }

  package struct CSVFormat: Sendable {
    /// `,` `;` TAB `|`
    package static let usualDelimiters: [UInt8] = [
      UInt8(ascii: ","), UInt8(ascii: ";"), 9, UInt8(ascii: "|"),
    ]
    /// Delimiters to look for in the header line, first match wins.
    package var delimiters = Self.usualDelimiters
    /// Encodings tried, by name; empty means those of `TextEncoding.automatic`.
    package var encodings: [String] = []
    package var shape = Shape.table
    /// 1 or 2. Of two rows, the texts of the first stand above all columns up to the next one.
    package var headerRows = 1
    /// Several blocks stand below each other, each with headings of its own.
    package var hasSeveralTables = false
    /// Lines that begin with this byte are no rows.
    package var comments: UInt8?

    package enum Shape: String, Sendable, CaseIterable {
      case table
      /// Every line is a label and its value: one record.
      case keyValue = "key_value"
    }

    package init() {}
  }

  package struct XMLFormat: Sendable {
    /// Local names from the root to the record element: `report/matrix/rows/row`.
    package var record: [String]

    package init(record: [String]) { self.record = record }
  }

  /// Facts that stand above the table.
  package struct PreambleRule: Sendable {
    package enum Fact: String, Sendable, CaseIterable {
      case period, currency
      case firstDay = "first_day"
      case lastDay = "last_day"
      case timezone
      /// How many records there are.
      case rows
      /// The day on which the file was exported.
      case exported
    }

    package var fact: Fact
    /// 1-based line, or nil to look for `startsWith` in every preamble line.
    package var line: Int?
    /// The fact is the rest of the line after this text, up to a closing parenthesis if one is open there.
    package var startsWith: String?
    /// Where the fact stands in XML; `startsWith` is its label then.
    package var at: Place?
    /// The fact stands in the name of the file or of its archive; `line` and `startsWith` are nil then.
    package var isInFileName = false
    /// Date patterns of both ends of a period: `MMMM d, yyyy`. The ends are separated by ` - ` or ` – `.
    package var patterns: [DatePattern]

    /// An attribute before the first record of an XML file.
    package struct Place: Sendable, Hashable {
      /// The element below the root; nil for the root itself.
      package var element: String?
      package var attribute: String

      package init(element: String?, attribute: String) {
        self.element = element
        self.attribute = attribute
      }

      /// Stands before the value in the preamble that an XML file is given: `date-range/@date: `.
      package var label: String { (element.map { $0 + "/" } ?? "") + "@\(attribute): " }
    }

    package init(fact: Fact, line: Int?, startsWith: String?, patterns: [DatePattern]) {
      self.fact = fact
      self.line = line
      self.startsWith = startsWith
      self.patterns = patterns
    }
  }

  /// Rows that sum up other rows: never events; kept as control totals.
  package struct TotalsRule: Sendable {
    /// The row's first cell (or any) starts with one of these …
    package var startsWith: [String]
    /// … or is one of these (whole cell).
    package var equals: [String]
    /// The label may stand in any cell.
    package var isInAnyColumn = false
    /// Of several totals, the first of these that occurs is compared with the sum of the rows;
    /// empty means the first total row of the file.
    package var compare: [String]
    /// Why a total may differ from the sum of the rows, by how its label starts: it covers more or less than they.
    package var explain: [(label: String, reason: LocalizedText)] = []

    package init(startsWith: [String], equals: [String], compare: [String]) {
      self.startsWith = startsWith
      self.equals = equals
      self.compare = compare
    }
  }
}

/// One field of a profile: where its text stands and how it is read.
package struct ProfileColumn: Sendable {
  /// The event schema's name: `day`, `campaign`, `spend`, …
  package var field: Field
  package var place: Place
  package var type: ValueType
  /// Other ways in which dates may be written: a file is read by the first of all that reads its first cells.
  package var otherTypes: [ValueType]
  /// A record without it is rejected; a file without it is not understood.
  package var required: Bool
  /// Personal data: raw values never reach logs, rejects or reports.
  package var personal: Bool
  /// Where the value comes from when the file has no such column.
  package var fallback: Fallback?
  /// What an empty cell says of a count or an amount.
  package var blank = Blank.notStated
  /// Texts that mean "not stated" here, besides the profile's: 0 for a guest without an account.
  package var nulls: [String] = []
  /// The source's texts for a closed set of ours: `won` ← `Closed Won`.
  package var values: [(ours: String, theirs: [String])]
  /// What texts not listed under `values` mean; nil rejects the record.
  package var otherwise: String?
  /// Fields whose amounts are subtracted where present: tax and shipping from a gross total.
  package var minus: [String]
  /// Headings of the column's own that mean something else in a file with one of the others: `Campaign ID` is a
  /// group's no more where the group has a name of its own.
  package var meansElseBeside: [(heading: String, others: [String])] = []
  /// Parts of an order that its amount as stated does not contain: discounts already off.
  package var netOf: [OrderPart] = []
  /// The amount is an integer of millionths of the currency unit.
  package var isMicros: Bool
  /// The number is of hundredths: 40 stands for 0.4.
  package var isPercent = false
  /// The export states what is spent as less than nothing: `-12.50`.
  package var isNegated = false
  /// The share of tax on top of the net amounts that the amounts include: figures are without it.
  package var includesVAT: Located<Exact>?
  /// A part of the field's count or amount: where a file has no column of its own for the field, but all of its parts,
  /// their sum stands in.
  package var isPart = false
  /// The part of the cell that is read; nil for all of it.
  package var excerpt: Excerpt?
  package var location: SourceLocation

  package init(field: Field, place: Place, type: ValueType, required: Bool, location: SourceLocation) {
    self.field = field
    self.place = place
    self.type = type
    otherTypes = []
    self.required = required
    self.location = location
    personal = field == .person || field == .emailAddress
    values = []
    minus = []
    isMicros = false
  }

  package enum Place: Sendable {
    /// Headings per language, matched after normalisation (trim, spaces collapsed, case folded,
    /// currency suffix dropped).
    case headings([(language: String, names: [String])])
    case xml(XMLSelector)
    /// A constant, or a column that only pipeline files can name.
    case none
  }

  /// A part of a cell's text. Where the marks are not there, the whole text is read, but nothing behind a mark.
  package enum Excerpt: Sendable, Hashable {
    /// What stands before the mark: `1,410` of `1,410 (38.9%)`.
    case before(String)
    /// What stands behind the first such mark: `organic` of `google / organic`.
    case after(String)
    /// What stands between two characters at both ends: `9` of `[9]`.
    case inside(open: String, close: String)
  }

  package enum Fallback: Sendable, Hashable {
    /// The period stated in the preamble: first and last day.
    case preamblePeriod
    /// The currency in the heading of the money column: `Amount spent (AUD)`.
    case heading
    case constant(String)
    /// Another text of the record: the campaign's id where it has no name.
    case field(Field)
  }
}

/// How an XML column finds its text, relative to the record element. Names are local names.
package enum XMLSelector: Sendable, Hashable {
  /// Element path below the record; empty for the record itself; then its text or an attribute.
  case path([String], attribute: String?)
  /// The same, from the element that encloses the record.
  case parent([String], attribute: String?)
  /// Any of one or several element paths below the record: whichever of them a record has first. Of all other
  /// selectors a record may have one alone.
  case anyOf([XMLPath])
  /// The value in a list of name/value pairs: `ЗначенияРеквизитов/ЗначениеРеквизита`.
  case named(list: [String], name: String, value: String, equals: String)
  /// The sum over items of the product of their parts; exact decimals.
  case sumOfProducts(items: [String], factors: [String])
}

/// Local names of elements, and an attribute of the last one.
package struct XMLPath: Sendable, Hashable {
  package var elements: [String]
  package var attribute: String?

  package init(_ elements: [String], attribute: String?) {
    self.elements = elements
    self.attribute = attribute
  }
}

/// A field of the event schema as profiles and pipeline files name it.
package enum Field: Hashable, Sendable {
  case day, lastDay, at, created, closed
  /// The order's, deal's or lead's own id.
  case key
  case person, currency
  /// An address of the person; beside `person`, the tool's own id.
  case emailAddress
  /// What happened to an email: sent, delivered, open, machine_open, click, bounce, unsubscribe, complaint.
  case event
  /// Parts of an order's total that `minus` may subtract.
  case tax, shipping, discount
  /// When money was given back for the order.
  case refundDay
  /// Id of the deal that the order came from.
  case ofDeal
  /// Number of a line of the order: the order has a row per line, and counts once.
  case line
  /// Won, lost or open deals' amount; becomes won_amount or lost_amount.
  case amount
  /// How likely an open deal is to be won, as a share.
  case probability
  /// When somebody first spoke to a lead.
  case firstContact
  /// Why a lead was turned away; whoever states nothing there was not.
  case disqualifiedReason
  /// When, or that, a record was cancelled or deleted in its tool: any text but `false`, `0` and `no` leaves it out.
  case withdrawn
  /// An answer's score, and the highest score there is.
  case score, scale
  /// What a market figure is of, the figure, and how many people it rests on.
  case metric, value, base
  /// Whether people were shown the brand's name: yes or no.
  case aided
  /// Whether an account is one that is aimed at: yes or no.
  case target
  /// A quotient of other columns that the export states, too: only a check looks at it.
  case ratio(StatedRatio)
  case dimension(Dimension)
  case measure(Measure)
}

/// A test that lives in the profile's file.
package struct ProfileTest: Sendable {
  package var name: String
  package var given: String
  /// Stands for the input's `currency:`, where the file states none.
  package var currency: Currency?
  /// Stands for the input's `covers:`, where the file states no period.
  package var covers: ClosedRange<Day>?
  /// Expected events: field name → text as the `events` command prints it.
  package var events: [[String: String]]
  /// Expected control totals: measure → decimal.
  package var controlTotals: [String: String]
  /// Expected rejects: (line, reason).
  package var rejects: [(line: Int, reason: String)]
  package var location: SourceLocation

  package init(name: String, given: String, location: SourceLocation) {
    self.name = name
    self.given = given
    self.location = location
    events = []
    controlTotals = [:]
    rejects = []
  }
}
