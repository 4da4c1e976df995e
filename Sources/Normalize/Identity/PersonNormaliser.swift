/// Makes keys of the same person equal: trims; folds A–Z of e-mail addresses.
package enum PersonNormaliser {
  package static func normalise(_ key: [UInt8]) -> [UInt8] {
    let key = trimmed(key)
    return key.contains(UInt8(ascii: "@")) ? folded(key) : key
  }
}
