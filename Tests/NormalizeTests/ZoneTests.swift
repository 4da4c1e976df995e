import Declarations
import EventSchema
import Testing

@testable import Normalize

/// Expected values were worked out with Python's zoneinfo (tzdata 2025b).
@Suite("Time zones") struct ZoneTests {
  struct Local: Sendable, CustomTestStringConvertible {
    var zone: String, day: String, second: Int, expected: Zone.LocalTime
    init(_ zone: String, _ day: String, _ hour: Int, _ minute: Int, _ expected: Zone.LocalTime) {
      (self.zone, self.day, self.second, self.expected) = (zone, day, hour * 3600 + minute * 60, expected)
    }
    var testDescription: String { "\(day) second \(second) in \(zone) is \(expected)" }
  }

  @Test(
    "a local time is one instant, two, or none",
    arguments: [
      Local("America/New_York", "2025-03-09", 2, 30, .gap),
      Local("America/New_York", "2025-03-09", 1, 59, .unique(1_741_503_540)),
      Local("America/New_York", "2025-03-09", 3, 0, .unique(1_741_503_600)),
      Local("America/New_York", "2025-11-02", 1, 30, .fold(earlier: 1_762_061_400, later: 1_762_065_000)),
      Local("America/New_York", "2025-11-02", 0, 59, .unique(1_762_059_540)),
      Local("America/New_York", "2025-11-02", 2, 0, .unique(1_762_066_800)),
      Local("Europe/Moscow", "2014-10-26", 1, 30, .fold(earlier: 1_414_272_600, later: 1_414_276_200)),
      Local("Europe/Moscow", "2025-07-01", 0, 0, .unique(1_751_317_200)),
      Local("Asia/Shanghai", "2025-07-01", 0, 0, .unique(1_751_299_200)),
      Local("Asia/Kathmandu", "2025-01-01", 0, 0, .unique(1_735_668_900)),
      // Half an hour of summer time.
      Local("Australia/Lord_Howe", "2025-10-05", 2, 15, .gap),
      Local("Australia/Lord_Howe", "2025-04-06", 1, 45, .fold(earlier: 1_743_864_300, later: 1_743_866_100)),
      // Samoa went over the date line: the whole day is missing.
      Local("Pacific/Apia", "2011-12-30", 12, 0, .gap),
      Local("UTC", "1970-01-01", 0, 0, .unique(0)),
    ])
  func local(_ c: Local) throws {
    let zone = try Zone(named: c.zone)
    #expect(zone.utc(day: try #require(Day(iso: c.day)), secondOfDay: c.second) == c.expected)
  }

  struct Doubtful: Sendable, CustomTestStringConvertible {
    var zone: String, day: String, second: Int, first: Int64, again: Int64
    init(_ zone: String, _ day: String, _ hour: Int, _ minute: Int, _ first: Int64, _ again: Int64) {
      (self.zone, self.day, self.second) = (zone, day, hour * 3600 + minute * 60)
      (self.first, self.again) = (first, again)
    }
    var testDescription: String { "\(day) second \(second) in \(zone)" }
  }

  @Test(
    "a time that came twice is the first, the second or neither, as declared",
    arguments: [
      Doubtful("Europe/Berlin", "2026-10-25", 2, 30, 1_792_888_200, 1_792_891_800),
      Doubtful("Europe/Moscow", "2014-10-26", 1, 30, 1_414_272_600, 1_414_276_200),
      Doubtful("America/Santiago", "2026-04-04", 23, 30, 1_775_356_200, 1_775_359_800),
    ])
  func twice(_ c: Doubtful) throws {
    let zone = try Zone(named: c.zone)
    let day = try #require(Day(iso: c.day))
    func instant(_ rule: ClockChanges.Ambiguous) throws -> Int64 {
      try zone.instant(day: day, secondOfDay: c.second, ClockChanges(ambiguous: rule))
    }
    #expect(try instant(.first) == c.first)
    #expect(try instant(.second) == c.again)
    #expect(throws: Zone.Doubtful.twice) { try instant(.reject) }
  }

  // The offset from before the change, as zoneinfo has it with fold=0.
  @Test(
    "a time that clocks skipped is no instant, or as much later as they were set forward, as declared",
    arguments: [
      Local("Europe/Berlin", "2026-03-29", 2, 30, .unique(1_774_747_800)),
      // Clocks are set forward at midnight.
      Local("America/Santiago", "2025-09-07", 0, 30, .unique(1_757_219_400)),
      Local("Australia/Lord_Howe", "2025-10-05", 2, 15, .unique(1_759_592_700)),
      Local("Pacific/Apia", "2011-12-30", 12, 0, .unique(1_325_282_400)),
    ])
  func skipped(_ c: Local) throws {
    let zone = try Zone(named: c.zone)
    let day = try #require(Day(iso: c.day))
    #expect(throws: Zone.Doubtful.skipped) {
      try zone.instant(day: day, secondOfDay: c.second, ClockChanges())
    }
    let shifted = try zone.instant(
      day: day, secondOfDay: c.second, ClockChanges(nonexistent: .shiftForward))
    #expect(Zone.LocalTime.unique(shifted) == c.expected)
  }

  @Test("half past midnight in Shanghai is the day before in UTC")
  func shanghai() throws {
    let zone = try Zone(named: "Asia/Shanghai")
    let instant = try zone.instant(
      day: try #require(Day(iso: "2026-03-01")), secondOfDay: 1800, ClockChanges(ambiguous: .reject))
    #expect(instant == 1_772_296_200)
    #expect(Zone.utc.reportDay(ofUTC: instant).description == "2026-02-28")
    #expect(zone.reportDay(ofUTC: instant).description == "2026-03-01")
  }

  @Test(
    "the report day is the day of the report's zone",
    arguments: [
      ("Asia/Shanghai", 1_751_299_200, "2025-07-01"), ("Asia/Shanghai", 1_751_299_199, "2025-06-30"),
      ("America/New_York", 1_751_342_399, "2025-06-30"), ("America/New_York", 1_751_342_400, "2025-07-01"),
      ("America/New_York", -3600, "1969-12-31"), ("America/New_York", -68_401, "1969-12-30"),
      ("Europe/Moscow", 1_767_214_800, "2026-01-01"), ("UTC", -1, "1969-12-31"),
    ] as [(String, Int64, String)])
  func reportDay(name: String, instant: Int64, day: String) throws {
    let zone = try Zone(named: name)
    #expect(zone.reportDay(ofUTC: instant).description == day)
    var days = Zone.Days(zone)
    #expect(days.day(ofUTC: instant).description == day)
  }

  struct Walk: Sendable, CustomTestStringConvertible {
    var zone: String, offsets: Int, days: Int
    var testDescription: String { zone }
  }

  @Test(
    "offsets and days agree with zoneinfo from 1975 to 2025, twice a day",
    arguments: [
      Walk(zone: "America/New_York", offsets: 436_395_296, days: 610_178_871),
      Walk(zone: "Europe/Moscow", offsets: 981_492_310, days: 785_143_136),
      Walk(zone: "Europe/Dublin", offsets: 2_293_737, days: 372_062_946),
      Walk(zone: "Australia/Lord_Howe", offsets: 278_591_758, days: 585_760_259),
      Walk(zone: "Pacific/Apia", offsets: 977_496_456, days: 87_227_459),
      Walk(zone: "Asia/Shanghai", offsets: 240_477_194, days: 782_272_346),
    ])
  func walk(_ c: Walk) throws {
    let zone = try Zone(named: c.zone)
    var cached = Zone.Days(zone)
    var offsets = 0
    var days = 0
    var instant: Int64 = 157_766_400  // 1975-01-01
    while instant < 1_735_689_600 {  // 2025-01-01
      // The remainder of Python: never negative.
      offsets = ((offsets * 31 + zone.offset(atUTC: instant)) % 1_000_000_007 + 1_000_000_007) % 1_000_000_007
      let day = cached.day(ofUTC: instant)
      if day != zone.reportDay(ofUTC: instant) { Issue.record("the cached day differs at \(instant)") }
      days = (days * 31 + Int(day.number)) % 1_000_000_007
      instant += 43_201
    }
    #expect(offsets == c.offsets)
    #expect(days == c.days)
  }

  struct Rule: Sendable, CustomTestStringConvertible {
    var text: String, year: Int, instants: [Int64], offsets: [Int]
    var testDescription: String { "\(text) in \(year)" }
  }

  @Test(
    "the rule at the end of a zone file gives the changes of later years",
    arguments: [
      Rule(
        text: "CET-1CEST,M3.5.0,M10.5.0/3", year: 2060, instants: [2_847_661_200, 2_866_410_000],
        offsets: [7200, 3600]),
      Rule(
        text: "EST5EDT,M3.2.0,M11.1.0", year: 2060, instants: [2_846_473_200, 2_867_032_800],
        offsets: [-14_400, -18_000]),
      Rule(
        text: "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", year: 2060, instants: [2_848_230_000, 2_863_956_600],
        offsets: [37_800, 39_600]),
      Rule(
        text: "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", year: 2060, instants: [2_847_661_200, 2_866_410_000],
        offsets: [-3600, -7200]),
      Rule(
        text: "IST-1GMT0,M10.5.0,M3.5.0/1", year: 2060, instants: [2_847_661_200, 2_866_410_000],
        offsets: [3600, 0]),
      Rule(
        text: "IST-2IDT,M3.4.4/26,M10.5.0", year: 2060, instants: [2_847_484_800, 2_866_402_800],
        offsets: [10_800, 7200]),
      Rule(
        text: "EET-2EEST,M4.5.5/0,M10.5.4/24", year: 2060, instants: [2_850_501_600, 2_866_222_800],
        offsets: [10_800, 7200]),
      Rule(
        text: "<-04>4<-03>,M9.1.6/24,M4.1.6/24", year: 2060, instants: [2_848_273_200, 2_861_582_400],
        offsets: [-14_400, -10_800]),
      // Day 60 is 1 March in every year; day 59 from 0 is 29 February in a leap year.
      Rule(
        text: "EST5EDT,J60/2,J300/2", year: 2024, instants: [1_709_276_400, 1_730_008_800],
        offsets: [-14_400, -18_000]),
      Rule(
        text: "EST5EDT,59/2,299/2", year: 2024, instants: [1_709_190_000, 1_729_922_400],
        offsets: [-14_400, -18_000]),
    ])
  func rule(_ c: Rule) throws {
    let changes = try #require(PosixZoneRule(c.text)).transitions(in: c.year)
    #expect(changes.map(\.instant) == c.instants)
    #expect(changes.map(\.offset) == c.offsets)
  }

  @Test(
    "a damaged rule is refused",
    arguments: [
      "", "CET-1", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.5,M10.5.0",
      "CET,M3.5.0,M10.5.0", "<CET-1CEST,M3.5.0,M10.5.0", "CET-1CEST,J0,J300", "CET-1CEST,M3.5.0/x,M10.5.0",
    ])
  func badRule(text: String) { #expect(PosixZoneRule(text) == nil) }

  @Test("a year after the file's last change still has its summer time")
  func future() throws {
    // 2060-03-28 is the last Sunday of March; clocks go from 2:00 to 3:00.
    let zone = try Zone(named: "Europe/Berlin")
    #expect(zone.utc(day: try #require(Day(iso: "2060-03-28")), secondOfDay: 8100) == .gap)
  }

  @Test(
    "a name that is no zone, or a path, is refused",
    arguments: [
      "", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Europe", "Europe/", "Europe//../Berlin",
      "tz\u{0}", "Asia/Шанхай",
    ])
  func unknown(name: String) { #expect(throws: Zone.Failure.unknown(name)) { try Zone(named: name) } }

  @Test("a file that is no zone file is damaged")
  func damaged() {
    #expect(throws: Zone.Failure.damaged("leapseconds")) { try Zone(named: "leapseconds") }
  }

  @Test("a zone file cut anywhere never traps and never counts as whole")
  func truncated() throws {
    let bytes = try #require(ZoneFile.read("\(Zone.systemFolder)/Europe/Dublin"))
    let whole = try #require(ZoneTransitions(bytes))
    for count in 0..<bytes.count {
      if let part = ZoneTransitions(Array(bytes[..<count])) {
        #expect(part.starts.count <= whole.starts.count)
      }
    }
    var hostile = bytes
    for at in 20..<44 { hostile[at] = 0xFF }
    #expect(ZoneTransitions(hostile) == nil)
  }

  @Test("the data's version is told, or unknown")
  func version() {
    #expect(Zone.dataVersion(folder: "/nowhere") == "unknown")
    let version = Zone.dataVersion()
    #expect(version == "unknown" || version.hasPrefix("20"))
  }
}
