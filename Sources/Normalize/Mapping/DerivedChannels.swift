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
    /// Landing page code → outcome codes of what it says.
    var ofLanding = LandingCodes()
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
  private let traffic: TrafficNames
  private(set) var undivided = UndividedParameter.none
  private var counts: RuleCounts?

  init(_ classifier: ChannelClassifier, _ mapping: InputMapping) {
    self.classifier = classifier
    traffic = mapping.traffic
    counts = mapping.needs.channelRules ? RuleCounts() : nil
    inputs = classifier.dimensions.map { Input(dimension: $0) }
    pairs = Array(repeating: PairTable(), count: max(0, inputs.count - 1))
    for index in inputs.indices {
      let constant = mapping.constant(inputs[index].dimension) ?? []
      inputs[index].otherwise = outcome(of: constant, index)
    }
  }

  /// - Parameter stated: channel codes that columns or constants state; -1 where rules decide.
  mutating func codes(
    _ source: DerivedDimensions.Source, stated: ContiguousArray<Int32>, _ dictionaries: inout Dictionaries
  ) -> ContiguousArray<Int32> {
    guard stated.contains(where: { $0 < 0 }) else {
      counts?.note(stated: stated, combined: [])
      return stated
    }
    if let landing = source.landing, let column = source.texts[landing] { extendLanding(column) }
    var combined =
      inputs.isEmpty ? ContiguousArray(repeating: 0, count: source.count) : outcomes(0, source, dictionaries)
    for index in inputs.indices.dropFirst() {
      let other = outcomes(index, source, dictionaries)
      Self.combine(&combined, other.span, &pairs[index - 1])
    }
    counts?.note(stated: stated, combined: combined)
    var result = stated
    fill(&result, combined, &dictionaries)
    return result
  }

  /// Which rows of the last batch have the channel of their deal: its codes, -1 for all others.
  mutating func note(ofDeals codes: ContiguousArray<Int32>) { counts?.ofDeals = codes }

  /// Which rows of the last batch have the channel of their order, if that is found.
  mutating func note(waiting rows: ContiguousArray<Bool>) { counts?.waiting = rows }

  /// Counts the accepted rows of the last batch by what decided their channel.
  mutating func tally(_ verdicts: ContiguousArray<UInt8>) { counts?.tally(verdicts.span) }

  /// How many records each rule decided since the last call, and would decide of those that wait for their order.
  mutating func takeRules(_ dictionaries: Dictionaries)
    -> (decided: [ChannelDecision: Int], waiting: [ChannelDecision: Int])
  {
    guard let taken = counts?.take() else { return ([:], [:]) }
    func decided(_ counts: [Int]) -> [ChannelDecision: Int] {
      var rules: [ChannelDecision: Int] = [:]
      for (id, count) in counts.enumerated() where count > 0 {
        rules[classifier.classify(outcomes: outcomes(ofCombination: Int32(id))), default: 0] += count
      }
      return rules
    }
    var rules = decided(taken.combined)
    for (counts, rule) in [(taken.stated, ChannelDecision.stated), (taken.ofDeals, ChannelDecision.ofDeal)] {
      for (code, count) in counts.enumerated() where count > 0 {
        let channel = String(decoding: dictionaries.text(.channel, Int32(code)), as: UTF8.self)
        rules[ChannelDecision(channel: channel, rule: rule), default: 0] += count
      }
    }
    return (rules, decided(taken.waiting))
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
        known[id] = dictionaries.code(of: traffic.name(of: decision), in: .channel)
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
    let says = source.landing != nil && UTMDimensions.all.contains(dimension)
    return DerivedCodes.merge(
      source, own: position.map { source.columns[$0] }, translation: inputs[index].ofText,
      parameters: says ? inputs[index].ofLanding : nil, constant: inputs[index].otherwise)
  }

  private mutating func extendTexts(_ index: Int, _ column: TextColumn, _ translated: ProfileColumn?) {
    let dimension = inputs[index].dimension
    let isNormalised = dimension == .source || dimension == .action || translated != nil
    while inputs[index].ofText.count < column.table.count {
      let code = Int32(inputs[index].ofText.count)
      let decided =
        isNormalised
        ? outcome(
          of: traffic.normalised(
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
      let address = column.table[Int32(inputs[first].ofLanding.count)]
      let parameters = traffic.parameters(of: address)
      undivided = undivided.joined(with: UndividedParameter(in: address))
      for index in wanted {
        let texts = UTMDimensions.texts(inputs[index].dimension, of: parameters, traffic)
        let stated = texts.stated.map { outcome(of: $0, index) } ?? -1
        inputs[index].ofLanding.append(
          stated: stated, clicked: texts.clicked.map { outcome(of: $0, index) } ?? -1)
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

/// How many records each combination of outcomes, and each stated channel, brought.
private struct RuleCounts: Sendable {
  typealias Counts = (stated: [Int], combined: [Int], ofDeals: [Int], waiting: [Int])
  private var counts: Counts = ([], [], [], [])
  /// Of the last batch: the stated channels' codes, and combinations where there is none.
  private var stated: ContiguousArray<Int32> = []
  private var combined: ContiguousArray<Int32> = []
  /// Channels that rows have from their deals; empty for none.
  var ofDeals: ContiguousArray<Int32> = []
  /// Rows that have the channel of their order, if that is found; empty for none.
  var waiting: ContiguousArray<Bool> = []

  mutating func note(stated: ContiguousArray<Int32>, combined: ContiguousArray<Int32>) {
    (self.stated, self.combined, ofDeals, waiting) = (stated, combined, [], [])
  }

  mutating func tally(_ verdicts: Span<UInt8>) {
    for row in 0..<min(stated.count, verdicts.count) where verdicts[row] == 0 {
      if !waiting.isEmpty, waiting[row] {
        Self.count(Int(combined[row]), &counts.waiting)
      } else if !ofDeals.isEmpty, ofDeals[row] >= 0 {
        Self.count(Int(ofDeals[row]), &counts.ofDeals)
      } else if stated[row] >= 0 {
        Self.count(Int(stated[row]), &counts.stated)
      } else {
        Self.count(Int(combined[row]), &counts.combined)
      }
    }
    (stated, combined, ofDeals, waiting) = ([], [], [], [])
  }

  @inline(__always)
  private static func count(_ place: Int, _ counts: inout [Int]) {
    if place >= counts.count { counts.append(contentsOf: repeatElement(0, count: place + 1 - counts.count)) }
    counts[place] += 1
  }

  mutating func take() -> Counts {
    defer { counts = ([], [], [], []) }
    return counts
  }
}
