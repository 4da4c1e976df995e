import EventSchema

extension FigureTable {
  /// A measure of one group in one period.
  struct Cell: Sendable {
    var value: Exact?
    /// Places of the inputs that state it.
    var inputs: [Int] = []
    /// How many rows state it, as far as that matters.
    var statements = 0

    /// Something was stated that can't be counted: there is no value, whatever else is stated.
    var isUnknown = false

    var isSomething: Bool { value.map { !$0.isZero } ?? false }

    mutating func add(_ amount: Exact) { value = value.map { $0 + amount } ?? amount }

    /// - Parameter input: the one that states it, as a list.
    mutating func add(_ amount: Exact, of input: [Int]) {
      add(amount)
      inputs.insert(input)
    }
  }
}

extension [Int] {
  /// Adds a place that stands alone in a list, unless it is there.
  mutating func insert(_ alone: [Int]) {
    if isEmpty {
      self = alone
    } else if !contains(alone[0]) {
      append(alone[0])
    }
  }
}

extension FigureTable {
  /// The order of groups: by the bytes of their texts.
  static func precedes(_ key: [[UInt8]], _ other: [[UInt8]]) -> Bool {
    for place in key.indices where key[place] != other[place] {
      return key[place].lexicographicallyPrecedes(other[place])
    }
    return false
  }
}
