import Columns
import Declarations
package import EventSchema

/// Dimension codes of a batch's rows: from columns, from UTM parameters and click ids of landing pages, from
/// campaigns' names, from constants. Decided once per distinct value.
struct DerivedDimensions: Sendable {
  /// Text column code → dictionary code, per dimension.
  private var translations: [Dimension: ContiguousArray<Int32>] = [:]
  /// Landing page code → codes of what it says, per dimension.
  private var landing: [Dimension: LandingCodes] = [:]
  private var constants: [Dimension: Int32] = [:]
  private var channels: DerivedChannels?
  private var found: UndividedParameter = .none
  /// The first parameter by name that stands behind a `;` in a landing page's address; nil where none does.
  var undivided: [UInt8]? { found.joined(with: channels?.undivided ?? .none).name }
  /// What campaigns' names say, where a pattern says how they are put together.
  private(set) var parts: DerivedParts?
  /// Parts of names that channel rules look at.
  private let ruledParts: [Dimension]
  /// The dimensions that events carry.
  private let computed: [Dimension]

  init(_ mapping: InputMapping) {
    computed = mapping.dimensions
    parts = mapping.names.map { DerivedParts($0) }
    let ruled = computed.contains(.channel) ? mapping.classifier?.dimensions ?? [] : []
    ruledParts = mapping.names?.parts.filter(ruled.contains) ?? []
    channels = computed.contains(.channel) ? mapping.classifier.map { DerivedChannels($0, mapping) } : nil
  }

  /// What a batch holds for the dimensions to be derived from.
  struct Source {
    var count: Int
    var columns: [ContiguousArray<Int32>]
    var texts: [TextColumn?]
    var roles: Roles
    var mapping: InputMapping
    /// Dictionary codes of parts of names.
    var parts: [Dimension: ContiguousArray<Int32>] = [:]

    func isPersonal(_ position: Int) -> Bool { mapping.profile.columns[mapping.wanted[position]].personal }

    /// The column of a dimension whose texts the profile translates.
    func translated(_ dimension: Dimension) -> ProfileColumn? {
      roles.dimensions[dimension].map { mapping.profile.columns[mapping.wanted[$0]] }.flatMap { column in
        column.values.isEmpty || mapping.profile.judges(by: dimension) ? nil : column
      }
    }

    /// The position of the landing page column, where the file has it.
    var landing: Int? { roles.dimensions[.landingPage].flatMap { columns[$0].isEmpty ? nil : $0 } }

    /// The rows whose own columns say where they came from: there click ids say nothing.
    var statesTraffic: ContiguousArray<Bool> {
      var states = ContiguousArray(repeating: false, count: count)
      for dimension in [Dimension.source, .medium] {
        guard let position = roles.dimensions[dimension], !columns[position].isEmpty else { continue }
        for row in 0..<count where columns[position][row] >= 0 { states[row] = true }
      }
      return states
    }
  }

  /// Codes per dimension for all rows of a batch, in the order of `mapping.dimensions`.
  mutating func codes(_ given: Source, dictionaries: inout Dictionaries) -> [ContiguousArray<Int32>] {
    var source = given
    if let landing = source.landing, let column = source.texts[landing] {
      extendLanding(column, source.mapping.traffic, &dictionaries)
    }
    if parts != nil {
      let campaigns = codes(of: .campaign, source, &dictionaries)
      parts?.take(campaigns, &dictionaries)
      for part in ruledParts { source.parts[part] = codes(of: part, source, &dictionaries) }
    }
    return computed.map { dimension in
      let own = codes(of: dimension, source, &dictionaries)
      guard dimension == .channel, channels != nil else { return own }
      return channels?.codes(source, stated: own, &dictionaries) ?? own
    }
  }

  /// Counts the rows of the last batch by the rules that decided, where the input's needs ask for it.
  mutating func tally(_ verdicts: ContiguousArray<UInt8>) { channels?.tally(verdicts) }

  /// Which rows of the last batch have the channel of their deal: its codes, -1 for all others.
  mutating func note(ofDeals codes: ContiguousArray<Int32>) { channels?.note(ofDeals: codes) }

  /// Which rows of the last batch have the channel of their order, if that is found.
  mutating func note(waiting rows: ContiguousArray<Bool>) { channels?.note(waiting: rows) }

  /// How many records each rule decided since the last call, and would decide of those that wait for their order.
  mutating func takeRules(_ dictionaries: Dictionaries)
    -> (decided: [ChannelDecision: Int], waiting: [ChannelDecision: Int])
  {
    channels?.takeRules(dictionaries) ?? ([:], [:])
  }

  private mutating func codes(
    of dimension: Dimension, _ source: Source, _ dictionaries: inout Dictionaries
  ) -> ContiguousArray<Int32> {
    let constant = constantCode(dimension, source.mapping, &dictionaries)
    // Of personal texts, such as a shop's notes, only what their parameters say leaves the mapper.
    let position = source.roles.dimensions[dimension].flatMap { source.isPersonal($0) ? nil : $0 }
    let told = parts?[dimension]
    let parameters =
      source.landing != nil && UTMDimensions.all.contains(dimension) ? self.landing[dimension] : nil
    guard position != nil || parameters != nil || told != nil else {
      return ContiguousArray(repeating: constant, count: source.count)
    }
    if let position, let column = source.texts[position] {
      extendTranslation(
        dimension, column, source.translated(dimension), source.mapping.traffic, &dictionaries)
    }
    if let told {
      return DerivedCodes.merge(
        count: source.count, own: position.map { source.columns[$0] },
        translation: translations[dimension] ?? [], derivedFrom: parts?.campaigns, parameters: told,
        constant: constant)
    }
    return DerivedCodes.merge(
      source, own: position.map { source.columns[$0] }, translation: translations[dimension] ?? [],
      parameters: parameters, constant: constant)
  }

  private mutating func constantCode(
    _ dimension: Dimension, _ mapping: InputMapping, _ dictionaries: inout Dictionaries
  ) -> Int32 {
    if let known = constants[dimension] { return known }
    let code = mapping.constant(dimension).map { dictionaries.code(of: $0, in: dimension) } ?? -1
    constants[dimension] = code
    return code
  }

  private mutating func extendTranslation(
    _ dimension: Dimension, _ column: TextColumn, _ translated: ProfileColumn?, _ traffic: TrafficNames,
    _ dictionaries: inout Dictionaries
  ) {
    var known = translations[dimension] ?? []
    while known.count < column.table.count {
      let own = column.table[Int32(known.count)]
      let text = traffic.normalised(translated?.word(for: own) ?? own, dimension)
      known.append(dictionaries.code(of: text, in: dimension))
    }
    translations[dimension] = known
  }

  private mutating func extendLanding(
    _ column: TextColumn, _ traffic: TrafficNames, _ dictionaries: inout Dictionaries
  ) {
    let wanted = UTMDimensions.all.filter { computed.contains($0) || ($0 == .campaign && parts != nil) }
    guard let first = wanted.first else { return }
    for code in (landing[first]?.count ?? 0)..<max(landing[first]?.count ?? 0, column.table.count) {
      let address = column.table[Int32(code)]
      let parameters = traffic.parameters(of: address)
      found = found.joined(with: UndividedParameter(in: address))
      for dimension in wanted {
        let texts = UTMDimensions.texts(dimension, of: parameters, traffic)
        func intern(_ text: [UInt8]?) -> Int32 { text.map { dictionaries.code(of: $0, in: dimension) } ?? -1 }
        landing[dimension, default: LandingCodes()].append(
          stated: intern(texts.stated), clicked: intern(texts.clicked))
      }
    }
  }
}

/// What landing pages' parameters say about dimensions.
package enum UTMDimensions {
  /// Those that parameters state.
  package static let all: [Dimension] = [.source, .medium, .campaign, .campaignID, .term, .content]

  /// The text that a dimension's own parameter states, and the one that a click id stands for, as far as no
  /// source or medium is stated beside it; nil when absent.
  package static func texts(
    _ dimension: Dimension, of parameters: UTMParameters, _ traffic: TrafficNames
  ) -> (stated: [UInt8]?, clicked: [UInt8]?) {
    let stated: [UInt8]? =
      switch dimension {
      case .source: parameters.source
      case .medium: parameters.medium
      case .campaign: parameters.campaign
      case .campaignID: parameters.id
      case .term: parameters.term
      default: parameters.content
      }
    var clicked: [UInt8]?
    if let click = parameters.click, parameters.source == nil, parameters.medium == nil {
      if dimension == .source { clicked = traffic.clicks[click].source }
      if dimension == .medium { clicked = traffic.clicks[click].medium }
    }
    return (stated.map { traffic.normalised($0, dimension) }, clicked)
  }
}

/// Codes of what landing pages say about a dimension, by landing page code; -1 for nothing.
struct LandingCodes: Sendable {
  private(set) var stated: ContiguousArray<Int32> = []
  /// What click ids stand for. Empty where no landing page has one.
  private(set) var clicked: ContiguousArray<Int32> = []

  var count: Int { stated.count }

  mutating func append(stated code: Int32, clicked click: Int32) {
    if click >= 0, clicked.isEmpty { clicked = ContiguousArray(repeating: -1, count: stated.count) }
    if click >= 0 || !clicked.isEmpty { clicked.append(click) }
    stated.append(code)
  }
}

enum DerivedCodes {
  /// Own column first, then the landing page's parameter, then its click id, then the constant.
  static func merge(
    _ source: DerivedDimensions.Source, own: ContiguousArray<Int32>?, translation: ContiguousArray<Int32>,
    parameters: LandingCodes?, constant: Int32
  ) -> ContiguousArray<Int32> {
    var merged = ContiguousArray(repeating: constant, count: source.count)
    if let parameters, let landing = source.landing.map({ source.columns[$0] }) {
      if !parameters.clicked.isEmpty {
        let states = source.statesTraffic
        put(landing.span, parameters.clicked.span, into: &merged) { !states[$0] }
      }
      put(landing.span, parameters.stated.span, into: &merged) { _ in true }
    }
    if let own { put(own.span, translation.span, into: &merged) { _ in true } }
    return merged
  }

  /// Own column first, then what another column says, such as a part of a campaign's name, then the constant.
  static func merge(
    count: Int, own: ContiguousArray<Int32>?, translation: ContiguousArray<Int32>,
    derivedFrom: ContiguousArray<Int32>?, parameters: ContiguousArray<Int32>?, constant: Int32
  ) -> ContiguousArray<Int32> {
    var merged = ContiguousArray(repeating: constant, count: count)
    if let derivedFrom, let parameters { put(derivedFrom.span, parameters.span, into: &merged) { _ in true } }
    if let own { put(own.span, translation.span, into: &merged) { _ in true } }
    return merged
  }

  @inline(__always)
  private static func put(
    _ codes: Span<Int32>, _ translation: Span<Int32>, into merged: inout ContiguousArray<Int32>,
    where isWanted: (Int) -> Bool
  ) {
    var out = merged.mutableSpan
    for row in 0..<codes.count where codes[row] >= 0 && isWanted(row) {
      let code = translation[Int(codes[row])]
      if code >= 0 { out[row] = code }
    }
  }
}
