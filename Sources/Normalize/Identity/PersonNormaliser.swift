/// Makes keys of the same person equal, before they are hashed.
package enum PersonNormaliser {
  /// Trims; folds A–Z of the whole address where the key holds an `@`. Other ids keep their case:
  /// `aB1` and `Ab1` may be two people. Nothing clever: dots and `+tags` of mailboxes stay.
  package static func normalise(_ key: [UInt8]) -> [UInt8] {
    let key = trimmed(key)
    return key.contains(UInt8(ascii: "@")) ? folded(key) : key
  }
}
