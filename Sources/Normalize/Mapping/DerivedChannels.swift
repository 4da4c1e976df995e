import Columns
import Declarations
import EventSchema

/// The channel of every row: the stated one, else what the rules say.
///
/// Conditions are tried once per distinct value; values that meet the same conditions share an
/// *outcome code*. Rows combine the outcome codes of the rules' dimensions pair by pair, and rules run
/// once per distinct combination: a handful, also where there are a million campaigns.
struct DerivedChannels: Sendable {
  private struct Input: Sendable {
    let dimension: Dimension
    /// The sets of outcomes seen so far.
    var outcomes = InternTable()
    /// Text column code → outcome code.
    var ofText: ContiguousArray<Int32> = []
    /// Landing page code → outcome code, -1 where the page says nothing.
    var ofLanding: ContiguousArray<Int32> = []
    /// Outcome code of the constant, or of the empty text.
    var otherwise: Int32 = -1
  }

  private let classifier: ChannelClassifier
  // Room to work in.
  private var found: [UInt8] = []
  private var room: [UInt8] = []
  private var inputs: [Input]
  /// `pairs[i]` combines what was combined before with the outcome code of input i + 1.
  private var pairs: [PairTable]
  /// Channel code of every combination; -2 where the rules have not run yet.
  private var channels: ContiguousArray<Int32> = []

  init(_ classifier: ChannelClassifier, _ mapping: InputMapping) {
    self.classifier = classifier
    inputs = classifier.dimensions.map { Input(dimension: $0) }
    pairs = Array(repeating: PairTable(), count: max(0, inputs.count - 1))
    for index in inputs.indices {
      let constant = mapping.constants[inputs[index].dimension].map { Array($0.utf8) } ?? []
      inputs[index].otherwise = outcome(of: constant, index)
    }
  }

  /// - Parameter stated: channel codes that columns or constants state; -1 where rules decide.
  mutating func codes(
    _ source: DerivedDimensions.Source, stated: ContiguousArray<Int32>, _ dictionaries: inout Dictionaries
  ) -> ContiguousArray<Int32> {
    guard stated.contains(where: { $0 < 0 }) else { return stated }
    if let landing = source.landing, let column = source.texts[landing] { extendLanding(column) }
    var combined =
      inputs.isEmpty ? ContiguousArray(repeating: 0, count: source.count) : outcomes(0, source, dictionaries)
    for index in inputs.indices.dropFirst() {
      let other = outcomes(index, source, dictionaries)
      Self.combine(&combined, other.span, &pairs[index - 1])
    }
    var result = stated
    fill(&result, combined, &dictionaries)
    return result
  }

  private static func combine(
    _ combined: inout ContiguousArray<Int32>, _ other: Span<Int32>, _ pairs: inout PairTable
  ) {
    var out = combined.mutableSpan
    for row in 0..<other.count { out[row] = pairs.id(out[row], other[row]) }
  }

  private mutating func fill(
    _ result: inout ContiguousArray<Int32>, _ combined: ContiguousArray<Int32>,
    _ dictionaries: inout Dictionaries
  ) {
    var known = ContiguousArray<Int32>()
    swap(&known, &channels)
    var out = result.mutableSpan
    for row in 0..<combined.count where out[row] < 0 {
      let id = Int(combined[row])
      if id >= known.count || known[id] == -2 {
        while known.count <= id { known.append(-2) }
        let decision = classifier.classify(outcomes: outcomes(ofCombination: combined[row]))
        known[id] = dictionaries.tables[.channel]?.intern(decision.channel) ?? -1
      }
      out[row] = known[id]
    }
    swap(&known, &channels)
  }

  /// Outcomes per dimension of a combination.
  private func outcomes(ofCombination id: Int32) -> [[UInt8]] {
    var codes: [Int32] = []
    var rest = id
    for pair in pairs.reversed() {
      let (before, code) = pair[rest]
      codes.insert(code, at: 0)
      rest = before
    }
    if !inputs.isEmpty { codes.insert(rest, at: 0) }
    return zip(inputs, codes).map { $0.outcomes[$1] }
  }

  // MARK: Outcome codes

  private mutating func outcomes(
    _ index: Int, _ source: DerivedDimensions.Source, _ dictionaries: Dictionaries
  ) -> ContiguousArray<Int32> {
    let dimension = inputs[index].dimension
    if let own = source.parts[dimension] {
      while inputs[index].ofText.count < dictionaries.tables[dimension]?.count ?? 0 {
        let text = dictionaries.text(dimension, Int32(inputs[index].ofText.count))
        inputs[index].ofText.append(outcome(of: text, index))
      }
      return DerivedCodes.merge(
        count: source.count, own: own, translation: inputs[index].ofText, derivedFrom: nil, parameters: nil,
        constant: inputs[index].otherwise)
    }
    let position = source.roles.dimensions[dimension]
    if let position, let column = source.texts[position] {
      extendTexts(index, column, source.translated(dimension))
    }
    let landing = UTMDimensions.all.contains(dimension) ? source.landing : nil
    return DerivedCodes.merge(
      count: source.count, own: position.map { source.columns[$0] }, translation: inputs[index].ofText,
      derivedFrom: landing.map { source.columns[$0] }, parameters: inputs[index].ofLanding,
      constant: inputs[index].otherwise)
  }

  private mutating func extendTexts(_ index: Int, _ column: TextColumn, _ translated: ProfileColumn?) {
    let isNormalised = inputs[index].dimension == .source || translated != nil
    while inputs[index].ofText.count < column.table.count {
      let code = Int32(inputs[index].ofText.count)
      let decided =
        isNormalised
        ? outcome(
          of: DerivedCodes.normalised(
            translated?.word(for: column.table[code]) ?? column.table[code], inputs[index].dimension), index)
        : column.table.withBytes(of: code) { outcome(of: $0, index) }
      inputs[index].ofText.append(decided)
    }
  }

  /// Parses every landing page once, for all dimensions.
  private mutating func extendLanding(_ column: TextColumn) {
    let wanted = inputs.indices.filter { UTMDimensions.all.contains(inputs[$0].dimension) }
    guard let first = wanted.first else { return }
    while inputs[first].ofLanding.count < column.table.count {
      let parameters = UTMParameters.parse(column.table[Int32(inputs[first].ofLanding.count)])
      for index in wanted {
        let text = UTMDimensions.text(inputs[index].dimension, of: parameters)
        inputs[index].ofLanding.append(text.map { outcome(of: $0, index) } ?? -1)
      }
    }
  }

  private mutating func outcome(of text: [UInt8], _ index: Int) -> Int32 { outcome(of: text.span, index) }

  private mutating func outcome(of text: Span<UInt8>, _ index: Int) -> Int32 {
    classifier.find(&found, of: text, inDimension: index, room: &room)
    let outcomes = found
    return inputs[index].outcomes.intern(outcomes.span, 0, outcomes.count).code
  }
}
