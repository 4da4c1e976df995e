/// The keys of some accepted records, one entry per record; a column that the records can't state is empty.
package struct RecordKeys: Sendable {
  /// Who the record is of, by the preferred key that it states.
  package var persons: ContiguousArray<PersonToken> = []
  package var emails: ContiguousArray<PersonToken> = []
  /// Tools' own ids of customers.
  package var customers: ContiguousArray<PersonToken> = []
  package var orders: ContiguousArray<PersonToken> = []

  package init() {}
}
