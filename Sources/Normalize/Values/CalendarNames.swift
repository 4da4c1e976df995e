/// The words themselves, one list per language, in the order of the year and of the week from Monday on.
package enum CalendarWords {
  package static let months = [
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
    "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
  ]
  package static let shortMonths = [
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "jan feb mär apr mai jun jul aug sept okt nov dez",
    "jan feb mrz apr mai jun jul aug sep okt nov dez",
    "янв фев мар апр май июн июл авг сен окт ноя дек",
    "янв февр мар апр мая июн июл авг сент окт нояб дек",
    "janv févr mars avr mai juin juil août sept oct nov déc",
    "ene feb mar abr may jun jul ago sept oct nov dic",
    "gen feb mar apr mag giu lug ago set ott nov dic",
    "jan fev mar abr mai jun jul ago set out nov dez",
  ]
  package static let weekdays = [
    "monday tuesday wednesday thursday friday saturday sunday",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "понедельник вторник среда четверг пятница суббота воскресенье",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miércoles jueves viernes sábado domingo",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "星期一 星期二 星期三 星期四 星期五 星期六 星期日", "周一 周二 周三 周四 周五 周六 周日",
  ]
  package static let shortWeekdays = [
    "mon tue wed thu fri sat sun", "mo di mi do fr sa so", "пн вт ср чт пт сб вс",
    "lun mar mer jeu ven sam dim", "lun mar mié jue vie sáb dom", "lun mar mer gio ven sab dom",
    "seg ter qua qui sex sáb dom",
  ]
}

/// Names of months or weekdays in exports, in eight languages: full and abbreviated, in any case.
struct CalendarNames: Sendable {
  /// Whose the point after an abbreviation is.
  enum Dot { case ofTheName, ofThePattern }

  private struct Name: Sendable {
    var bytes: [UInt8]
    var number: Int
    var isAbbreviation: Bool
  }

  /// 1 is January.
  static let months = CalendarNames(full: CalendarWords.months, abbreviated: CalendarWords.shortMonths)

  /// 1 is Monday.
  static let weekdays = CalendarNames(full: CalendarWords.weekdays, abbreviated: CalendarWords.shortWeekdays)

  /// Names by their first byte, in lower case; 128 for all beyond ASCII. The longest first: "sep" must not win
  /// over "september".
  private let names: [[Name]]

  private init(full: [String], abbreviated: [String]) {
    func list(_ lines: [String], isAbbreviation: Bool) -> [Name] {
      lines.flatMap { line in
        line.split(separator: " ").enumerated().map {
          Name(bytes: Array($1.utf8), number: $0 + 1, isAbbreviation: isAbbreviation)
        }
      }
    }
    var buckets = Array(repeating: [Name](), count: 129)
    for name in list(full, isAbbreviation: false) + list(abbreviated, isAbbreviation: true) {
      let bucket = Int(min(name.bytes[0], 128))
      if !buckets[bucket].contains(where: { $0.bytes == name.bytes }) { buckets[bucket].append(name) }
    }
    names = buckets.map { $0.sorted { $0.bytes.count > $1.bytes.count } }
  }

  /// Takes the name at `position`, with a point after an abbreviation.
  ///
  /// - Returns: the number of the month or weekday, or nil when no known name stands there as a whole word.
  func take(_ bytes: Span<UInt8>, _ position: inout Int, _ end: Int, dot: Dot) -> Int? {
    guard position < end else { return nil }
    let first = bytes[position]
    let bucket = Int(first >= 0x80 ? 128 : (0x41...0x5A).contains(first) ? first + 32 : first)
    for name in names[bucket] where Self.holds(name.bytes, bytes, position, end) {
      var after = position + name.bytes.count
      if after < end, Self.isLetter(bytes[after]) { continue }
      if name.isAbbreviation, dot == .ofTheName, after < end, bytes[after] == UInt8(ascii: ".") { after += 1 }
      position = after
      return name.number
    }
    return nil
  }

  private static func holds(_ name: [UInt8], _ bytes: Span<UInt8>, _ at: Int, _ end: Int) -> Bool {
    guard at + name.count <= end else { return false }
    var i = 0
    while i < name.count {
      if name[i] < 0x80 {
        let byte = bytes[at + i]
        guard ((0x41...0x5A).contains(byte) ? byte + 32 : byte) == name[i] else { return false }
        i += 1
      } else if name[i] < 0xE0 {
        let pair = UInt16(bytes[at + i]) << 8 | UInt16(bytes[at + i + 1])
        guard lowerCase(pair) == UInt16(name[i]) << 8 | UInt16(name[i + 1]) else { return false }
        i += 2
      } else {
        guard bytes[at + i] == name[i] else { return false }
        i += 1
        // The bytes behind it are no ASCII and have no case.
        while i < name.count, name[i] & 0xC0 == 0x80 {
          guard bytes[at + i] == name[i] else { return false }
          i += 1
        }
      }
    }
    return true
  }

  /// Lower case of a two-byte UTF-8 letter: А–Я and À–Þ; the others of these names have none.
  private static func lowerCase(_ pair: UInt16) -> UInt16 {
    switch pair {
    case 0xD090...0xD09F: pair + 0x20  // А–П → а–п
    case 0xD0A0...0xD0AF: pair + 0xE0  // Р–Я → р–я: the lead byte changes
    case 0xC380...0xC396, 0xC398...0xC39E: pair + 0x20  // À–Ö, Ø–Þ
    default: pair
    }
  }

  /// ASCII letters, and the first bytes of Latin-1 and Cyrillic ones.
  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || byte == 0xC3 || byte == 0xD0 || byte == 0xD1
  }
}
