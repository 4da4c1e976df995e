import Columns

/// Names that differ in nothing but the case of their letters are one name, under one of its spellings: the one
/// whose bytes come first, so that `Brand` goes before `brand` whatever file or row is read first.
///
/// There may be a million names: each costs one look into a table, and only second spellings cost more.
package struct Spellings: Sendable {
  /// What the spellings of a name have in common.
  private var keys = InternTable()
  /// Code of a key → the spelling that is shown.
  private var shownByKey: ContiguousArray<[UInt8]> = []
  /// The spellings of names that have several, but for some that are shown → the code of their key.
  private var others: [[UInt8]: Int32] = [:]
  private var room: [UInt8] = []

  package init() {}

  package mutating func add(_ text: [UInt8]) {
    if text.isEmpty { return }
    var key: [UInt8] = []
    swap(&key, &room)
    key.removeAll(keepingCapacity: true)
    FreeName.append(text.span, to: &key)
    let (code, isNew) = keys.intern(key.span, 0, key.count)
    swap(&key, &room)
    if isNew { return shownByKey.append(text) }
    let shown = shownByKey[Int(code)]
    if shown == text { return }
    others[shown] = code
    others[text] = code
    if text.lexicographicallyPrecedes(shown) { shownByKey[Int(code)] = text }
  }

  /// Every spelling that is not shown → the one that is.
  package var shown: [[UInt8]: [UInt8]] {
    var shown: [[UInt8]: [UInt8]] = [:]
    for (text, code) in others where shownByKey[Int(code)] != text { shown[text] = shownByKey[Int(code)] }
    return shown
  }
}
