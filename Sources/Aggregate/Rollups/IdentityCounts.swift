package import Columns

/// Of keys of one kind: beside how many keys of another kind each stands, one or several. A rollup: merging is
/// associative and commutative, since one other key is either met again or makes several.
///
/// Costs about 44 bytes a key; which other keys there are is not kept beyond the first.
package struct KeyLinks: Sendable {
  private var keys = PersonTable()
  /// The other key of each; `.nobody` where several were met.
  private var others: ContiguousArray<PersonToken> = []

  package init() {}

  package var count: Int { keys.count }
  /// Keys that stand beside several others.
  package var ambiguous: Int { others.reduce(0) { $0 + ($1.isNobody ? 1 : 0) } }

  /// Adds a pair; nothing where either is nobody.
  package mutating func add(_ key: PersonToken, beside other: PersonToken) {
    guard !key.isNobody, !other.isNobody else { return }
    join(key, other)
  }

  package mutating func merge(_ more: KeyLinks) {
    for (key, other) in zip(more.keys.tokens, more.others) { join(key, other) }
  }

  private mutating func join(_ key: PersonToken, _ other: PersonToken) {
    let (index, isNew) = keys.index(of: key)
    if isNew {
      others.append(other)
    } else if others[index] != other {
      others[index] = .nobody
    }
  }
}

/// Who stands behind the records, and where keys contradict each other: counted exactly, whatever the threads.
package struct IdentityCounts: Sendable {
  /// Accepted records that could name a person, and those of them that name nobody.
  package var records = 0
  package var withoutPerson = 0
  private var people = PersonTable()
  /// Per input, since two shops may number their orders alike: the persons beside an order.
  private var orders: [Int: KeyLinks] = [:]
  private var emails = KeyLinks()
  private var customers = KeyLinks()

  package init() {}

  package var personCount: Int { people.count }
  package var orderCount: Int { orders.values.reduce(0) { $0 + $1.count } }
  /// Orders that stand beside several persons.
  package var ambiguousOrders: Int { orders.values.reduce(0) { $0 + $1.ambiguous } }
  /// Addresses beside a customer id, and those beside several.
  package var emailCount: Int { emails.count }
  package var ambiguousEmails: Int { emails.ambiguous }
  /// Customer ids beside an address, and those beside several.
  package var customerCount: Int { customers.count }
  package var ambiguousCustomers: Int { customers.ambiguous }

  package mutating func add(_ keys: RecordKeys, input: Int) {
    records += keys.persons.count
    for row in keys.persons.indices {
      let person = keys.persons[row]
      if person.isNobody { withoutPerson += 1 } else { _ = people.index(of: person) }
      if !keys.orders.isEmpty { orders[input, default: KeyLinks()].add(keys.orders[row], beside: person) }
      if !keys.emails.isEmpty, !keys.customers.isEmpty {
        emails.add(keys.emails[row], beside: keys.customers[row])
        customers.add(keys.customers[row], beside: keys.emails[row])
      }
    }
  }

  package mutating func merge(_ other: IdentityCounts) {
    records += other.records
    withoutPerson += other.withoutPerson
    for token in other.people.tokens { _ = people.index(of: token) }
    for (input, links) in other.orders { orders[input, default: KeyLinks()].merge(links) }
    emails.merge(other.emails)
    customers.merge(other.customers)
  }
}

// MARK: Encoding

extension KeyLinks {
  /// The pairs of one partition, sorted by key.
  fileprivate func encode(into encoder: inout CanonicalEncoder, where isMine: (PersonToken) -> Bool) {
    let mine = keys.tokens.indices.filter { isMine(keys.tokens[$0]) }
    encoder.write(UInt64(mine.count))
    for index in mine.sorted(by: { keys.tokens[$0] < keys.tokens[$1] }) {
      encoder.write(keys.tokens[index])
      encoder.write(others[index])
    }
  }

  fileprivate init(decoding decoder: inout CanonicalDecoder) throws(CanonicalDecoder.Failure) {
    self.init()
    for _ in 0..<(try decoder.unsigned()) {
      let at = decoder.offset
      let key = try decoder.token()
      guard keys.index(of: key).isNew else { throw .unexpected(offset: at) }
      others.append(try decoder.token())
    }
  }
}

extension IdentityCounts {
  package typealias Failure = RollupFailure
  /// First byte: the kind of rollup; second: the version of its encoding.
  private static let mark: [UInt8] = [6, 1]

  /// The canonical bytes of one partition. Numbers of records stand in the first.
  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    func isMine(_ token: PersonToken) -> Bool {
      token.isIn(partition, of: count)
    }
    var encoder = CanonicalEncoder(mark: Self.mark)
    encoder.write(UInt64(partition == 0 ? records : 0))
    encoder.write(UInt64(partition == 0 ? withoutPerson : 0))
    let persons = people.tokens.filter(isMine).sorted()
    encoder.write(UInt64(persons.count))
    for token in persons { encoder.write(token) }
    encoder.write(UInt64(orders.count))
    for (input, links) in orders.sorted(by: { $0.key < $1.key }) {
      encoder.write(UInt64(input))
      links.encode(into: &encoder, where: isMine)
    }
    emails.encode(into: &encoder, where: isMine)
    customers.encode(into: &encoder, where: isMine)
    return encoder.bytes
  }

  package init(decoding bytes: [UInt8]) throws(Failure) {
    self.init()
    try CanonicalDecoder.read(bytes, mark: Self.mark) { decoder throws(CanonicalDecoder.Failure) in
      records = try decoder.count()
      withoutPerson = try decoder.count()
      for _ in 0..<(try decoder.unsigned()) { _ = people.index(of: try decoder.token()) }
      for _ in 0..<(try decoder.unsigned()) {
        let input = try decoder.count()
        orders[input] = try KeyLinks(decoding: &decoder)
      }
      emails = try KeyLinks(decoding: &decoder)
      customers = try KeyLinks(decoding: &decoder)
    }
  }
}

extension CanonicalDecoder {
  /// A number of things, or of an input.
  fileprivate mutating func count() throws(Failure) -> Int {
    let at = offset
    guard let count = Int(exactly: try unsigned()) else { throw .overlong(offset: at) }
    return count
  }
}
