package import Declarations
package import Diagnostics
package import EventSchema

/// The currency that the heading of an amount names: `Amount spent (EUR)`.
package struct HeadingCurrency: Sendable, Hashable {
  package var heading: String
  package var currency: Currency
  /// Its place in the heading row, from 0.
  var field: Int
  /// Where it begins in its line, in scalars from 1; 0 where that is not known.
  package internal(set) var column = 0
}

extension TableFinder.Match {
  /// The headings of amounts that name a currency: of columns that are read, by their places; where none of these does,
  /// of all that the profile knows, as far as they agree.
  func currencies(_ profile: Profile, _ wanted: [Int]) -> [HeadingCurrency] {
    func named(_ columns: some Sequence<Int>) -> [HeadingCurrency] {
      let found = columns.filter { profile.columns[$0].type == .money }.map { fields[$0] }.filter { $0 >= 0 }
      return Set(found).sorted().compactMap { field in
        Heading(headings[field]).currency.map {
          HeadingCurrency(heading: headings[field], currency: $0, field: field)
        }
      }
    }
    let read = named(wanted)
    if !read.isEmpty { return read }
    let known = named(profile.columns.indices)
    return known.allSatisfy { $0.currency == known[0].currency } ? known : []
  }

  /// Where a heading begins in its line, in scalars from 1; 0 where the line does not hold its headings as they are read.
  ///
  /// - Parameter bytes: of the text, from its beginning.
  func column(of field: Int, in bytes: [UInt8]) -> Int {
    guard headerStart <= dataStart, dataStart <= bytes.count else { return 0 }
    let line = bytes[headerStart..<dataStart]
    var (begin, end) = (headerStart, headerStart)
    for heading in headings[...field] where !heading.isEmpty {
      let text = Array(heading.utf8)
      let places = line[end...].indices
      guard let place = places.first(where: { line[$0...].starts(with: text) }) else { return 0 }
      (begin, end) = (place, place + text.count)
    }
    return String(decoding: line[..<begin], as: UTF8.self).unicodeScalars.count + 1
  }
}

extension SourceFile {
  /// The currency of amounts, where headings name it.
  package var headingCurrency: Currency? { headingCurrencies.first?.currency }

  /// A row's amounts are in one currency: headings of columns that are read may not name several.
  package func checkCurrencies() throws(Diagnostics) {
    guard let first = headingCurrencies.first,
      let other = headingCurrencies.first(where: { $0.currency != first.currency })
    else { return }
    let at = SourceLocation(file: title, line: layout?.headerLine ?? 0, column: other.column)
    throw Diagnostics(.severalCurrencies(first, other, at: at), exit: .badInput)
  }
}
