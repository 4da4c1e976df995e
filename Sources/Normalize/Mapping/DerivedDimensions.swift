import Columns
import EventSchema

/// Dimension codes of a batch's rows: from columns, from UTM parameters of landing pages, from
/// constants; and the channel that the rules give them. Decided once per distinct value.
struct DerivedDimensions: Sendable {
  /// Text column code → dictionary code, per dimension.
  private var translations: [Dimension: ContiguousArray<Int32>] = [:]
  /// Landing page code → codes of its UTM parameters, per dimension.
  private var utm: [Dimension: ContiguousArray<Int32>] = [:]
  private var constants: [Dimension: Int32] = [:]
  private var combinations: TupleTable
  private var channelOfCombination: ContiguousArray<Int32> = []
  /// Channel by the codes of two rule dimensions.
  private var memo = DenseMemo(width: 64)
  private let ruleDimensions: [Dimension]
  /// All dimensions computed per batch; the rules' own included.
  let computed: [Dimension]
  private static let utmDimensions: [Dimension] = [.source, .medium, .campaign, .term, .content]

  init(_ mapping: InputMapping) {
    ruleDimensions = mapping.dimensions.contains(.channel) ? mapping.classifier?.dimensions ?? [] : []
    computed = Set(mapping.dimensions).union(ruleDimensions).subtracting([.channel]).sorted()
    combinations = TupleTable(width: max(1, ruleDimensions.count))
  }

  /// Codes per dimension for all rows of a batch; `channel` among them when asked for.
  mutating func codes(
    count: Int, columns: [ContiguousArray<Int32>], texts: [Int: TextColumn], roles: Roles,
    mapping: InputMapping, dictionaries: inout Dictionaries
  ) -> [Dimension: ContiguousArray<Int32>] {
    var result: [Dimension: ContiguousArray<Int32>] = [:]
    let landing = roles.dimensions[.landingPage].flatMap { columns[$0].isEmpty ? nil : $0 }
    if let landing, let column = texts[landing] { extendUTM(column, &dictionaries) }
    for dimension in computed {
      let constant = constantCode(dimension, mapping, &dictionaries)
      let position = roles.dimensions[dimension]
      let parameters = landing != nil && Self.utmDimensions.contains(dimension) ? utm[dimension] : nil
      guard position != nil || parameters != nil else {
        result[dimension] = ContiguousArray(repeating: constant, count: count)
        continue
      }
      if let position, let column = texts[position] { extendTranslation(dimension, column, &dictionaries) }
      result[dimension] = Self.merge(
        count: count, own: position.map { columns[$0] }, translation: translations[dimension] ?? [],
        landing: landing.map { columns[$0] }, parameters: parameters, constant: constant)
    }
    if mapping.dimensions.contains(.channel) {
      result[.channel] = channels(
        count: count, columns: columns, texts: texts, roles: roles, codes: result, mapping: mapping,
        dictionaries: &dictionaries)
    }
    return result
  }

  /// Own column first, then the landing page's parameter, then the constant.
  private static func merge(
    count: Int, own: ContiguousArray<Int32>?, translation: ContiguousArray<Int32>,
    landing: ContiguousArray<Int32>?, parameters: ContiguousArray<Int32>?, constant: Int32
  ) -> ContiguousArray<Int32> {
    var merged = ContiguousArray<Int32>()
    merged.reserveCapacity(count)
    for row in 0..<count {
      var code: Int32 = -1
      if let own, own[row] >= 0 { code = translation[Int(own[row])] }
      if code < 0, let landing, let parameters, landing[row] >= 0 { code = parameters[Int(landing[row])] }
      merged.append(code >= 0 ? code : constant)
    }
    return merged
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
    _ dimension: Dimension, _ column: TextColumn, _ dictionaries: inout Dictionaries
  ) {
    var known = translations[dimension] ?? []
    while known.count < column.table.count {
      let text = column.table[Int32(known.count)]
      let normalised = dimension == .source ? SourceAliases.normalise(text) : text
      known.append(
        normalised.withSpan { dictionaries.tables[dimension]?.intern($0, 0, $0.count).code } ?? -1)
    }
    translations[dimension] = known
  }

  private mutating func extendUTM(_ column: TextColumn, _ dictionaries: inout Dictionaries) {
    var done = utm[.source]?.count ?? 0
    while done < column.table.count {
      let parameters = UTMParameters.parse(column.table[Int32(done)])
      for dimension in Self.utmDimensions {
        let text: [UInt8]? =
          switch dimension {
          case .source: parameters.source.map(SourceAliases.normalise)
          case .medium: parameters.medium
          case .campaign: parameters.campaign
          case .term: parameters.term
          default: parameters.content
          }
        let code = text.flatMap { text in
          text.isEmpty ? nil : text.withSpan { dictionaries.tables[dimension]?.intern($0, 0, $0.count).code }
        }
        utm[dimension, default: []].append(code ?? -1)
      }
      done += 1
    }
  }

  /// A stated channel wins; then the rules decide.
  private mutating func channels(
    count: Int, columns: [ContiguousArray<Int32>], texts: [Int: TextColumn], roles: Roles,
    codes: [Dimension: ContiguousArray<Int32>], mapping: InputMapping, dictionaries: inout Dictionaries
  ) -> ContiguousArray<Int32> {
    let constant = constantCode(.channel, mapping, &dictionaries)
    let position = roles.dimensions[.channel]
    if let position, let column = texts[position] { extendTranslation(.channel, column, &dictionaries) }
    let stated = position.map { columns[$0] }
    let translation = translations[.channel] ?? []
    let inputs = ruleDimensions.map { codes[$0] ?? ContiguousArray(repeating: -1, count: count) }
    var tuple = ContiguousArray<Int64>(repeating: -1, count: max(1, inputs.count))
    var result = ContiguousArray<Int32>()
    result.reserveCapacity(count)
    let usesMemo = inputs.count == 2
    for row in 0..<count {
      if let stated, stated[row] >= 0 {
        result.append(translation[Int(stated[row])])
        continue
      }
      if constant >= 0 {
        result.append(constant)
        continue
      }
      if usesMemo {
        let known = memo.value(Int(inputs[0][row]) + 1, Int(inputs[1][row]) + 1)
        if known >= 0 {
          result.append(known)
          continue
        }
      }
      for i in inputs.indices { tuple[i] = Int64(inputs[i][row]) }
      let (id, isNew) = combinations.intern(tuple.span)
      if isNew { classify(id, mapping, &dictionaries) }
      let channel = channelOfCombination[Int(id)]
      if usesMemo, channel >= 0 { memo.remember(channel, Int(inputs[0][row]) + 1, Int(inputs[1][row]) + 1) }
      result.append(channel)
    }
    return result
  }

  private mutating func classify(_ id: Int32, _ mapping: InputMapping, _ dictionaries: inout Dictionaries) {
    var code: Int32 = -1
    if let classifier = mapping.classifier {
      let decision = classifier.classify { dimension in
        guard let i = ruleDimensions.firstIndex(of: dimension) else { return [] }
        return dictionaries.text(dimension, Int32(combinations.element(i, of: Int(id))))
      }
      code = dictionaries.tables[.channel]?.intern(decision.channel) ?? -1
    }
    channelOfCombination.append(code)
  }
}

extension Array where Element == UInt8 {
  /// The bytes as a span, for functions that take one.
  func withSpan<Result>(_ body: (Span<UInt8>) -> Result) -> Result { body(span) }
}
