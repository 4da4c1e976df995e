import Columns

/// What is wrong with fields of records: values that stand twice, elements where text is meant.
extension XMLRecordBuilder {
  /// Whether a column takes another value than the one it has, or one from another namespace: an element of the
  /// record's own namespace goes before any other, in whatever order they stand.
  @inline(never)
  mutating func takes(_ column: Int, _ known: Cell) -> Bool {
    guard known.length >= 0 else {
      foreignColumns.insert(column)
      return true
    }
    if foreignColumns.contains(column) != isForeign {
      if isForeign { return false }
      foreignColumns.remove(column)
      return true
    }
    if !nodes.tree.takesFirst[column] { note(.repeated, column) }
    return false
  }

  /// Notes what is wrong with a field of the open record.
  mutating func note(_ kind: RecordFault.Kind, _ column: Int) {
    let fault = RecordFault(row: Int32(rowCount), column: Int32(column), kind: kind)
    let isKnown = faults.reversed().prefix { $0.row == fault.row }.contains(fault)
    if !isKnown { faults.append(fault) }
  }

  mutating func noteEnclosing(_ kind: RecordFault.Kind, _ column: Int) {
    let isKnown = enclosingFaults.contains { $0.column == column && $0.kind == kind }
    if !isKnown { enclosingFaults.append((column, kind)) }
  }

  /// Notes that the text of an element with others inside is no value.
  mutating func spoil(_ target: XMLSelectorTree.Target) {
    switch target {
    case .column(let column): if isInRecord { note(.holdsElements, column) }
    case .enclosing(let column): noteEnclosing(.holdsElements, column)
    case .pairName(let index), .pairValue(let index): pairFaults[index] = .holdsElements
    case .factor(let sum, _): productSums[sum].spoil()
    }
  }
}
