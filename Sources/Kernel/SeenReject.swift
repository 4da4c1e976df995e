package import Normalize

/// One rejected record, as it is shown to whoever lists them all.
package struct SeenReject: Sendable, Hashable {
  /// The record's index in its chunk.
  package var index: Int32
  /// Row of the record batch; nil where the row was no record of the table at all.
  package var row: Int?
  /// Lines before it in its chunk.
  package var linesBefore: Int
  /// Index in the mapping's wanted columns, -1 for the whole record.
  package var column: Int
  package var reason: RejectReason
}
