package import Declarations
package import EventSchema

/// What is known about one file besides its records.
package struct FileFacts: Sendable, Hashable {
  /// The period stated in the preamble.
  package var firstDay: Day?
  package var lastDay: Day?
  /// Stated in the preamble or in a heading.
  package var currency: Currency?
  /// That of a heading alone: rows that name another contradict it.
  package var headingCurrency: Currency?
  /// Signs in headings that may mean several currencies: amounts below them are in one of these.
  package var headingSigns: [HeadingSign] = []
  /// Language of the headings; decides the number notation.
  package var language: String
  /// How this file writes the columns that may be written in several ways, by wanted position.
  package var types: [Int: ValueType] = [:]
  /// In which other ways cells of these columns may be written, beside each other: a workbook's own dates.
  package var otherTypes: [Int: [ValueType]] = [:]
  /// The zone that the preamble says its days are of.
  package var zone: StatedZone?
  /// How many records the preamble says there are.
  package var statedRows: Int?
  /// Days that count at another grain.
  package var leftOut: [DaysByThing] = []
  /// What is read of the platform's claims.
  package var claims = ClaimReading.beside
  /// Days of which other rows of the input count what these claim.
  package var claimsElsewhere: [ClaimsElsewhere] = []
  /// Whether all amounts are weighed for what they say about the file's notation, or only those it can't read.
  package var weighing = Weighing.unread
  /// Columns of the profile, by index, whose notation their own cells prove.
  package var provenColumns: Set<Int> = []
  /// The headings of its columns, trimmed: where a cell that can't be read is one, its row is a heading row.
  package var headings: Set<[UInt8]> = []
  /// The days that the input says it covers, where neither the file nor its rows need them to be dated.
  package var covers: ClosedRange<Day>?
  /// The day on which the file was exported, where it or its name says so.
  package var exported: Day?
  /// Whether rows of the file are held against each other: those of small ones are.
  package var notesRows = false

  package init(firstDay: Day? = nil, lastDay: Day? = nil, currency: Currency? = nil, language: String = "en")
  {
    self.firstDay = firstDay
    self.lastDay = lastDay
    self.currency = currency
    self.language = language
  }
}

/// A sign in the heading of an amount that may mean several currencies: `Value ($)`.
package struct HeadingSign: Sendable, Hashable {
  /// Of the amount's column among those that are wanted.
  package var position: Int
  package var stated: StatedCurrency

  package init(position: Int, stated: StatedCurrency) {
    self.position = position
    self.stated = stated
  }
}

extension FileFacts {
  package mutating func note(headings: [String]) {
    self.headings = Set(headings.map { trimmed(Array($0.utf8)) }.filter { !$0.isEmpty })
  }

  /// Takes over what was decided about the same file when it was opened before.
  package mutating func settled(as other: FileFacts) {
    (claims, leftOut) = (other.claims, other.leftOut)
    claimsElsewhere = other.claimsElsewhere
    provenColumns = other.provenColumns
  }
}

/// Which cells are held against other notations.
package enum Weighing: Sendable, Hashable { case unread, all }

/// What files are read for before they are read for figures.
package enum Survey: Sendable, Hashable {
  /// Of what and of which days they claim conversions: told apart by these dimensions.
  case claims(by: [Dimension])
  /// How they spell accounts.
  case accounts
  /// Where deals came from.
  case deals
  /// Which days of what they state: told apart by the first of each part that a row states.
  case grains(by: [[Dimension]])
  /// Which names campaigns' ids have.
  case names
}

/// Which of a file's claimed conversions are read, and what beside them.
package enum ClaimReading: Sendable, Hashable {
  /// As all other columns.
  case beside
  /// So, too, but where the file has no column of them, rows by conversion action state them.
  case besideActions
  /// Nothing else: rows by conversion action would each repeat the spend.
  case alone
  /// Of rows by conversion action nothing else, of those in all, which stand beside them in the file, everything.
  case aloneByAction

  /// Whether a measure is read.
  package func takes(_ measure: Measure) -> Bool {
    switch self {
    case .beside, .besideActions, .aloneByAction: true
    case .alone: measure.isClaimed
    }
  }
}
