/// Who counts as one person, and as one account: `normalize: people:` and `accounts:`.
package struct IdentityDeclaration: Sendable, Hashable {
  package enum PersonKey: String, Sendable, CaseIterable {
    /// The tool's own id of a customer or contact: the field `person`.
    case customerID = "customer_id"
    /// The field `email`.
    case email
  }
  package enum AccountKey: String, Sendable, CaseIterable {
    /// The tool's own id or name of a company: the field `account`.
    case account
    /// What stands behind the `@`, unless anybody can have an address there.
    case emailDomain = "email_domain"
  }

  /// The first of these that a record states is its person's key.
  package var people: [PersonKey]
  /// The same of accounts, which then are the customers; nil where people are.
  package var accounts: [AccountKey]?
  /// Whether keys are held against each other: people, orders and addresses are counted for the report.
  package var isMeasured: Bool

  package init() {
    people = [.email, .customerID]
    isMeasured = false
  }

  /// The domains at which anybody can have an address are asked for.
  package var needsFreeMail: Bool { accounts?.contains(.emailDomain) ?? false }
}

extension PipelineFileLoader {
  static let peopleKeys: [KeySpec] = [
    KeySpec(
      "identify_by",
      "[email, customer_id] in the order of preference: the first that a record states is who it is of (fields `email` and `person`)",
      required: true)
  ]
  static let accountsKeys: [KeySpec] = [
    KeySpec(
      "identify_by",
      "[account, email_domain] in the order of preference; a free-mail domain is no account, its people stand for themselves",
      required: true)
  ]

  func identity(_ map: MappingReader) -> IdentityDeclaration {
    var identity = IdentityDeclaration()
    if let people = map.node("people") {
      identity.isMeasured = true
      identity.people = keys(people, "people", Self.peopleKeys)
    }
    if let accounts = map.node("accounts") {
      identity.accounts = keys(accounts, "accounts", Self.accountsKeys)
    }
    return identity
  }

  private func keys<Key: RawRepresentable & CaseIterable & Equatable>(
    _ node: YAMLNode, _ owner: String, _ specs: [KeySpec]
  ) -> [Key] where Key.RawValue == String {
    guard let map = reader.mapping(node, "'\(owner)'", keys: specs) else { return [] }
    var keys: [Key] = []
    for item in map.someTexts("identify_by") {
      guard let key = Key(rawValue: item.value) else {
        reader.unknown(
          item.value, "key of \(owner)", Key.allCases.map(\.rawValue), at: item.location)
        continue
      }
      if keys.contains(key) { reader.report(item.location, "'\(item.value)' stands twice") }
      keys.append(key)
    }
    return keys
  }
}
