import Declarations
package import Diagnostics
package import EventSchema

/// What the heading of an amount says of its currency: `Amount spent (EUR)`, `Value ($)`.
package struct HeadingCurrency: Sendable, Hashable {
  package var heading: String
  package var stated: StatedCurrency
  /// Its place in the heading row, from 0.
  var field: Int
  /// Where it begins in its line, in scalars from 1; 0 where that is not known.
  package internal(set) var column = 0
}

extension TableFinder.Match {
  /// The headings of amounts that name a currency: of columns that are read, by their places; where none of these says
  /// which it is, of all that the profile knows, as far as they agree.
  func currencies(_ profile: Profile, _ wanted: [Int]) -> [HeadingCurrency] {
    func named(_ columns: some Sequence<Int>) -> [HeadingCurrency] {
      let found = columns.filter { profile.columns[$0].isMoney }.map { fields[$0] }.filter { $0 >= 0 }
      return Set(found).sorted().compactMap { field in
        Heading(headings[field]).stated.map {
          HeadingCurrency(heading: headings[field], stated: $0, field: field)
        }
      }
    }
    let read = named(wanted)
    if read.contains(where: { $0.stated.currency != nil }) { return read }
    let known = named(profile.columns.indices)
    guard known.contradiction == nil else { return read }
    // A sign above what is not read decides nothing, and contradicts nothing.
    let deciding = known.filter { known in known.stated.currency != nil && !read.contains(known) }
    return read + deciding
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

extension [HeadingCurrency] {
  /// The first two whose amounts can't be in one currency.
  fileprivate var contradiction: (HeadingCurrency, HeadingCurrency)? {
    for (index, other) in enumerated() {
      if let first = self[..<index].first(where: { !$0.stated.agrees(with: other.stated) }) {
        return (first, other)
      }
    }
    return nil
  }
}

extension ProfileColumn {
  /// Whether it holds amounts, or ratios that are amounts for each of something.
  fileprivate var isMoney: Bool {
    if case .ratio(let ratio) = field { return ratio.isMoney }
    return type == .money
  }
}

extension SourceFile {
  /// The currency of amounts, where headings name it.
  package var headingCurrency: Currency? { headingCurrencies.lazy.compactMap(\.stated.currency).first }

  /// Signs in headings that may mean several currencies: of columns that are read, by their wanted positions.
  ///
  /// `元` is none that rows could contradict: Chinese headings have it above amounts in dollars, too (`金额(元)`).
  package var headingSigns: [(position: Int, stated: StatedCurrency)] {
    headingCurrencies.filter { $0.stated.currency == nil && $0.stated != .sign(.yuanWord) }.compactMap {
      heading in
      layout?.fields.firstIndex(of: heading.field).map { ($0, heading.stated) }
    }
  }

  /// A row's amounts are in one currency: headings of columns that are read may not name several.
  package func checkCurrencies() throws(Diagnostics) {
    guard let (first, other) = headingCurrencies.contradiction else { return }
    let at = SourceLocation(file: title, line: layout?.headerLine ?? 0, column: other.column)
    throw Diagnostics(.severalCurrencies(first, other, at: at), exit: .badInput)
  }
}
