import Columns
import Declarations
import EventSchema

/// Dimension codes of a batch's rows: from columns, from UTM parameters of landing pages, from campaigns'
/// names, from constants. Decided once per distinct value.
struct DerivedDimensions: Sendable {
  /// Text column code → dictionary code, per dimension.
  private var translations: [Dimension: ContiguousArray<Int32>] = [:]
  /// Landing page code → codes of its UTM parameters, per dimension.
  private var utm: [Dimension: ContiguousArray<Int32>] = [:]
  private var constants: [Dimension: Int32] = [:]
  private var channels: DerivedChannels?
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
  }

  /// Codes per dimension for all rows of a batch, in the order of `mapping.dimensions`.
  mutating func codes(_ given: Source, dictionaries: inout Dictionaries) -> [ContiguousArray<Int32>] {
    var source = given
    if let landing = source.landing, let column = source.texts[landing] { extendUTM(column, &dictionaries) }
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

  private mutating func codes(
    of dimension: Dimension, _ source: Source, _ dictionaries: inout Dictionaries
  ) -> ContiguousArray<Int32> {
    let constant = constantCode(dimension, source.mapping, &dictionaries)
    // Of personal texts, such as a shop's notes, only what their parameters say leaves the mapper.
    let position = source.roles.dimensions[dimension].flatMap { source.isPersonal($0) ? nil : $0 }
    var (derivedFrom, parameters) = (parts?.campaigns, parts?[dimension])
    if parameters == nil, let landing = source.landing, UTMDimensions.all.contains(dimension) {
      (derivedFrom, parameters) = (source.columns[landing], utm[dimension])
    }
    guard position != nil || parameters != nil else {
      return ContiguousArray(repeating: constant, count: source.count)
    }
    if let position, let column = source.texts[position] {
      extendTranslation(dimension, column, source.translated(dimension), &dictionaries)
    }
    return DerivedCodes.merge(
      count: source.count, own: position.map { source.columns[$0] },
      translation: translations[dimension] ?? [], derivedFrom: derivedFrom, parameters: parameters,
      constant: constant)
  }

  private mutating func constantCode(
    _ dimension: Dimension, _ mapping: InputMapping, _ dictionaries: inout Dictionaries
  ) -> Int32 {
    if let known = constants[dimension] { return known }
    let code = mapping.constants[dimension].flatMap { dictionaries.tables[dimension]?.intern($0) } ?? -1
    constants[dimension] = code
    return code
  }

  private mutating func extendTranslation(
    _ dimension: Dimension, _ column: TextColumn, _ translated: ProfileColumn?,
    _ dictionaries: inout Dictionaries
  ) {
    var known = translations[dimension] ?? []
    while known.count < column.table.count {
      let own = column.table[Int32(known.count)]
      let text = DerivedCodes.normalised(translated?.word(for: own) ?? own, dimension)
      known.append(text.withSpan { dictionaries.tables[dimension]?.intern($0, 0, $0.count).code } ?? -1)
    }
    translations[dimension] = known
  }

  private mutating func extendUTM(_ column: TextColumn, _ dictionaries: inout Dictionaries) {
    let wanted = UTMDimensions.all.filter { computed.contains($0) || ($0 == .campaign && parts != nil) }
    guard let first = wanted.first else { return }
    for code in (utm[first]?.count ?? 0)..<max(utm[first]?.count ?? 0, column.table.count) {
      let parameters = UTMParameters.parse(column.table[Int32(code)])
      for dimension in wanted {
        let code = UTMDimensions.text(dimension, of: parameters).flatMap { text in
          text.withSpan { dictionaries.tables[dimension]?.intern($0, 0, $0.count).code }
        }
        utm[dimension, default: []].append(code ?? -1)
      }
    }
  }
}

/// What landing pages' parameters say about dimensions.
enum UTMDimensions {
  static let all: [Dimension] = [.source, .medium, .campaign, .term, .content]

  /// The text of a dimension; nil when absent or empty.
  static func text(_ dimension: Dimension, of parameters: UTMParameters) -> [UInt8]? {
    let text: [UInt8]? =
      switch dimension {
      case .source: parameters.source.map(SourceAliases.normalise)
      case .medium: parameters.medium
      case .campaign: parameters.campaign
      case .term: parameters.term
      default: parameters.content
      }
    return text.flatMap { $0.isEmpty ? nil : $0 }
  }
}

enum DerivedCodes {
  static func normalised(_ text: [UInt8], _ dimension: Dimension) -> [UInt8] {
    dimension == .source ? SourceAliases.normalise(text) : text
  }

  /// Own column first, then what another column says (a landing page's parameter, a part of a campaign's name),
  /// then the constant.
  static func merge(
    count: Int, own: ContiguousArray<Int32>?, translation: ContiguousArray<Int32>,
    derivedFrom: ContiguousArray<Int32>?, parameters: ContiguousArray<Int32>?, constant: Int32
  ) -> ContiguousArray<Int32> {
    var merged = ContiguousArray(repeating: constant, count: count)
    var out = merged.mutableSpan
    if let derivedFrom, let parameters {
      let origin = derivedFrom.span
      let parameters = parameters.span
      for row in 0..<count where origin[row] >= 0 {
        let code = parameters[Int(origin[row])]
        if code >= 0 { out[row] = code }
      }
    }
    if let own {
      let own = own.span
      let translation = translation.span
      for row in 0..<count where own[row] >= 0 {
        let code = translation[Int(own[row])]
        if code >= 0 { out[row] = code }
      }
    }
    return merged
  }
}

extension Array where Element == UInt8 {
  /// The bytes as a span, for functions that take one.
  func withSpan<Result>(_ body: (Span<UInt8>) -> Result) -> Result { body(span) }
}
