import Aggregate
import Declarations
import EventSchema

extension NoValueReason {
  /// As `report.json` says it.
  var text: String {
    switch self {
    case .missing(let measure) where measure.isOfLengths: "no data for this period"
    case .missing(.expectedPipeline): "an open deal with an amount states no probability, or there is none"
    case .missing(.costToWin): "not all costs are known since these customers' first touch, or there are none"
    case .missing(.influencedDeals), .missing(.influencedAmount):
      "touches are not known for all of the look-back before these deals, or there are none"
    case .missing(let measure): "no input states \(measure.rawValue)"
    case .missingIn(let measure, let scope): "no input states \(scope.text(of: measure.rawValue))"
    case .noCycle: "no deal that closed here had been created before"
    case .noSuchPeriod: "the calendar has no such period"
    case .notAdditive(let measure): "several statements of \(measure.rawValue) can't be added up"
    case .notComparable(let measure, let inputs):
      "not comparable: no \(measure.rawValue) from \(inputs.joined(separator: ", "))"
    case .divisionByZero(.name(let name)): "\(name) is 0"
    case .divisionByZero(.composite(let names)) where names.isEmpty: "the divisor is 0"
    case .divisionByZero(.composite(let names)): "the divisor of \(names.joined(separator: ", ")) is 0"
    case .zeroSoFar(let term, let part, let found):
      NoValueReason.divisionByZero(term).text + "; " + Figures.Gap(unnamed: found, of: part).text
    case .statedBySome(let measure, let rows, let all):
      "\(measure.rawValue) stands in \(rows) of \(all) plans only"
    case .leftOpen(let measure, let rows, let all):
      Figures.Gap(input: "", kind: .blank(measure, rows: rows, of: all)).text
    case .longerRows(let measure):
      "no input states \(measure.rawValue) for this period alone: rows of longer times are left out"
    case .onlyByAction(let input, let days):
      Figures.Gap(input: input, days: days, kind: .onlyByAction).text
    case .namesNobody(let measure): "\(measure.rawValue) can't be counted: some rows name nobody"
    case .channelsUntold(let measure, let having, let inputs, let instead):
      "\(inputs.joined(separator: ", ")) does not tell channels apart: which \(measure.rawValue) is of channels with "
        + "\(having.rawValue) is unknown" + (instead.map { "; \($0) is of all channels" } ?? "")
    case .unstatedWhere(let measure, let having, let name):
      "no input states \(measure.rawValue) of \(name), which has \(having.rawValue)"
    case .namedByNone(let measure, let dimension):
      "no row that states \(measure.rawValue) names a \(dimension.rawValue)"
    case .neverBeside(let measure): "no row that states \(measure.rawValue) states what it is held against"
    case .marketProblem(let measure, .severalSources(let sources)):
      "\(measure.rawValue) has several sources: \(sources.joined(separator: ", ")); keep one, or group by "
        + "source_of_figure"
    case .marketProblem(let measure, .overlapping(let sources)):
      "\(measure.rawValue) of \(sources.joined(separator: ", ")) is stated for times that overlap"
    case .marketProblem(let measure, .partOfPeriod):
      "\(measure.rawValue) is stated for a part of the period only"
    case .levelProblem(let measure, .notStated(let things)):
      "\(measure.rawValue) of \(LevelFigure.named(things)) was stated before, and is not in this period: "
        + "state 0 once for what is gone"
    case .levelProblem(let measure, .severalOnDay(let day)):
      "\(measure.rawValue) is stated several times for \(day): name the column that tells these apart"
    case .levelProblem(let measure, .otherThings):
      "not comparable: \(measure.rawValue) is not of the same things in the other period"
    case .otherThings(let measure):
      "not comparable: \(measure.rawValue) is of other segments in the other period"
    case .beforeHistory(let input, let since): "\(input) is complete from \(since) on only"
    case .mostlyRejected(let input, let count, let all):
      Figures.Gap(input: input, kind: .rejected(count, of: all)).text
    case .planWithoutEnd: "the plan states no end"
    case .underWay(let day): "the period is not over (it ends on \(day)): nothing whole is held against it"
    case .negativeBase: "the figure that it is a share of is below 0"
    case .notAllCampaigns: "not all of the campaigns state it"
    case .ofOneCampaign: "makes sense for one campaign, not for several together"
    case .campaignToDate: "known per campaign and for all of them, over their own days"
    case .otherSegments(let measure, let other):
      "not comparable: \(measure.rawValue) and \(other.rawValue) are of different segments"
    case .notAssumed(let assumption): "\(assumption.rawValue) is not assumed"
    }
  }
}

extension Figures.Value {
  /// Why there is no value, as `report.json` says it.
  var why: String? { lacksHistory || evaluation.reason != nil ? lack.text : nil }

  /// Why there is no value.
  var lack: Figures.Lack {
    Figures.Lack(reason: lacksHistory ? nil : evaluation.reason, missing: missing, place: place)
  }
}

extension Figures {
  /// Why a figure has no value, and of which periods that is.
  struct Lack: Hashable {
    /// Nil: the history does not reach back.
    var reason: NoValueReason?
    var missing: [Period] = []
    var place = Elsewhere.own

    /// As `report.json` says it.
    var text: String {
      guard let reason else { return "the history does not reach back: set history_since" }
      if !missing.isEmpty { return Elsewhere.text(missing) + ": " + reason.text }
      return place.labelled(reason.text)
    }
  }
}

extension Figures.Elsewhere {
  /// As `report.json` says it: `2026-01 to 2026-03: …`
  func labelled(_ text: String) -> String {
    guard let periods else { return text }
    let (first, last) = (periods.lowerBound, periods.upperBound)
    return first == last ? "\(first): \(text)" : "\(first) to \(last): \(text)"
  }

  /// Periods one by one.
  static func text(_ periods: [Period]) -> String {
    periods.sorted().map(\.description).joined(separator: ", ")
  }
}

extension Figures.Gap {
  /// `google_ads covers only 2026-02-01 to 2026-02-20`
  var text: String {
    guard elsewhere.scope.isOwn, let base = elsewhere.periods?.lowerBound else { return plainText }
    return "\(base): \(plainText)"
  }

  private func name(_ measure: Measure) -> String { elsewhere.scope.text(of: measure.rawValue) }

  private var plainText: String {
    switch kind {
    case .onlyByAction: return "\(input) has rows by conversion action only, which repeat it, for \(ranges)"
    case .overlappingClaims:
      return
        "\(input) claims conversions of \(ranges) in rows of different times, and nowhere of all these days"
    case .countedTwice:
      return "\(input) has rows of ranges beside others of the same days, and counts both: \(ranges)"
    case .columnsCountedTwice(let file, let other):
      return "\(input) counts twice what \(other) and \(file) both state of \(ranges)"
    case .ordersMoved(let count, let money): return IDsOnSeveralDays.moved(count, input, money)
    case .endsBefore(let day): return "\(input) has no day of it: its last before is \(day)"
    case .missing: return "\(input) is missing: what it states does not count"
    case .cutOff(let file): return "\(file) breaks off: rows may be missing"
    case .doubtfulCorrection(let file, let other):
      return "\(file) replaces what \(other) states of \(ranges), and nothing certain says that it should"
    case .longerRows: return "rows of \(input) that cover several periods are left out"
    case .rejected(let count, let all): return "\(count) of \(all) records of \(input) were rejected"
    case .unnamedStages(let count, let all):
      return "\(count) of \(all) deals of \(input) count as open: its profile does not name their stages"
    case .nameless(let count):
      return count == 1
        ? "1 record that makes a customer names nobody" : "\(count) records that make customers name nobody"
    case .unnamed(let measure, let found, let currency):
      let text =
        "\(found.leeway.records) of \(found.all) rows that state \(name(measure)) name no "
        + "\(found.dimension.rawValue) and may belong here"
      guard let currency else { return text }
      let (less, more) = (found.leeway.less.decimal(places: 2), found.leeway.more.decimal(places: 2))
      return found.leeway.less.isZero
        ? text + ": up to \(more) \(currency)" : text + ": from \(less) to \(more) \(currency)"
    case .accountsApart(let ids, let named): return AccountsApart.text(ids: ids, named: named)
    case .afterAsOf(let day, let asOf):
      return "\(input) has rows up to \(day): those after \(asOf) count, too"
    case .blank(let measure, let rows, let all):
      return "\(name(measure)) stands in \(rows) of \(all) rows only"
    case .blankBeside(let measure, let rows, let all):
      return
        "\(name(measure)) stands in \(rows) of \(all) rows only: the figure is of rows that state all of it"
    case .unstated(let measure, let inputs):
      return "\(inputs.joined(separator: ", ")) states no \(name(measure))"
    case .days: break
    }
    if days.isEmpty { return "\(input) covers none of these days" }
    return "\(input) covers only \(ranges)"
  }

  private var ranges: String {
    days.map { "\(Day(number: $0.lowerBound)) to \(Day(number: $0.upperBound))" }.joined(separator: ", ")
  }
}
