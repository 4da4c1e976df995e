import Columns
import Declarations
import EventSchema

/// People and ids behind the events. Keys become tokens here; nothing else of them leaves the mapper.
extension EventMapper {
  /// Where a key stands in the records, and what of it counts.
  enum KeySource {
    /// An id or an address of its own in every row.
    case cells(Int)
    /// A text that many rows share.
    case account(Int)
    /// What stands behind the `@`.
    case domain(Int)
  }

  /// The keys of people that the file states, in the order of preference.
  var peopleSources: [KeySource] {
    mapping.needs.identity.people.compactMap { key in
      switch key {
      case .customerID: inFile(roles.person).map { .cells($0) }
      case .email: inFile(roles.email).map { .cells($0) }
      }
    }
  }

  /// The same of customers: accounts, where these are asked for, before people; else after them.
  private var customerSources: [KeySource] {
    let account = roles.dimensions[.account].flatMap { textColumns[$0] == nil ? nil : KeySource.account($0) }
    guard let accounts = mapping.needs.identity.accounts else {
      return peopleSources + (account.map { [$0] } ?? [])
    }
    var sources: [KeySource] = []
    for key in accounts {
      switch key {
      case .account: if let account { sources.append(account) }
      // Ids may be addresses, too.
      case .emailDomain:
        sources += [inFile(roles.email), inFile(roles.person)].compactMap { $0 }.map { .domain($0) }
      }
    }
    return sources + peopleSources
  }

  /// Tokens of the people or accounts behind the records.
  func personTokens(_ batch: borrowing RecordBatch) -> ContiguousArray<PersonToken> {
    let all = ContiguousArray(0..<UInt32(batch.count))
    if mapping.needs.engagement, [.account, .touch].contains(mapping.profile.gives) {
      var accounts = tokens(of: all, accountSources, batch)
      accounts.resize(to: batch.count, filling: .nobody)
      return accounts
    }
    guard mapping.needs.persons else { return [] }
    return tokens(of: all, customerSources, batch)
  }

  /// The keys of accounts alone.
  private var accountSources: [KeySource] {
    var sources: [KeySource] = []
    for key in mapping.needs.identity.accounts ?? [.account] {
      switch key {
      case .account:
        sources += roles.dimensions[.account].flatMap { inFile($0) }.map { [.account($0)] } ?? []
      case .emailDomain:
        sources += [inFile(roles.email), inFile(roles.person)].compactMap { $0 }.map { .domain($0) }
      }
    }
    return sources
  }

  /// Tokens of the accounts and of the people behind some rows; nobody where a record does not say who.
  func parties(
    of accepted: ContiguousArray<Int32>, _ batch: borrowing RecordBatch
  ) -> (accounts: ContiguousArray<PersonToken>, people: ContiguousArray<PersonToken>) {
    let rows = ContiguousArray(accepted.map { UInt32(bitPattern: $0) })
    var accounts = tokens(of: rows, accountSources, batch)
    var people = tokens(of: rows, peopleSources, batch)
    accounts.resize(to: rows.count, filling: .nobody)
    people.resize(to: rows.count, filling: .nobody)
    return (accounts, people)
  }

  /// The tokens of some rows: of the first source that states one. Empty where there is no source.
  func tokens(
    of rows: ContiguousArray<UInt32>, _ sources: [KeySource], _ batch: borrowing RecordBatch
  ) -> ContiguousArray<PersonToken> {
    var tokens: ContiguousArray<PersonToken> = []
    for source in sources { fill(&tokens, of: rows, from: source, batch) }
    return tokens
  }

  private func fill(
    _ tokens: inout ContiguousArray<PersonToken>, of rows: ContiguousArray<UInt32>, from source: KeySource,
    _ batch: borrowing RecordBatch
  ) {
    if tokens.isEmpty {
      if case .cells(let position) = source {
        let (column, block) = (cells[position], batch.bytes)
        tokens = PersonNormaliser.tokens(
          of: rows.span, column.span, block.span, mapping.personKey, ids: mapping.idKey)
        return
      }
      tokens = ContiguousArray(repeating: .nobody, count: rows.count)
    }
    switch source {
    case .cells(let position):
      let (column, block) = (cells[position], batch.bytes)
      let open = tokens.indices.filter { tokens[$0].isNobody }
      let left = ContiguousArray(open.map { rows[$0] })
      let found = PersonNormaliser.tokens(
        of: left.span, column.span, block.span, mapping.personKey, ids: mapping.idKey)
      for (place, token) in zip(open, found) { tokens[place] = token }
    case .account(let position):
      for place in tokens.indices where tokens[place].isNobody {
        let code = codes[position][Int(rows[place])]
        if code >= 0 { tokens[place] = accountTokens[Int(code)] }
      }
    case .domain(let position):
      let (column, block) = (cells[position], batch.bytes)
      for place in tokens.indices where tokens[place].isNobody {
        let token = PersonNormaliser.domainToken(column[Int(rows[place])], block.span, mapping.personKey)
        if !mapping.freeMail.contains(token) { tokens[place] = token }
      }
    }
  }

  /// Hashes the accounts that were not seen before.
  mutating func extendAccounts() {
    guard
      mapping.needs.persons || mapping.needs.engagement || mapping.needs.contribution
        || mapping.profile.gives == .contract,
      let account = roles.dimensions[.account],
      let table = textColumns[account]?.table
    else { return }
    while accountTokens.count < table.count {
      let text = table[Int32(accountTokens.count)]
      accountTokens.append(PersonNormaliser.accountToken(text, mapping.personKey, ids: mapping.idKey))
      accountForms.formUnion(PersonNormaliser.accountForm(text))
    }
  }

  /// Where the records' ids stand.
  func entityCells() -> ContiguousArray<Cell> {
    guard mapping.needs.persons || mapping.needs.everything, let position = roles.key else { return [] }
    return cells[position]
  }

  /// The keys of the accepted records, where keys are held against each other; nil where the file names nobody.
  func recordKeys(_ batch: borrowing RecordBatch) -> RecordKeys? {
    let sources = peopleSources
    guard mapping.needs.identity.isMeasured, !sources.isEmpty else { return nil }
    let rows = ContiguousArray((0..<UInt32(batch.count)).filter { verdicts[Int($0)] == 0 })
    var keys = RecordKeys()
    keys.persons = tokens(of: rows, sources, batch)
    if let email = inFile(roles.email), let person = inFile(roles.person) {
      keys.emails = tokens(of: rows, [.cells(email)], batch)
      keys.customers = tokens(of: rows, [.cells(person)], batch)
    }
    if mapping.profile.gives == .order, let order = inFile(roles.key) {
      keys.orders = tokens(of: rows, [.cells(order)], batch)
    }
    return keys
  }
}
