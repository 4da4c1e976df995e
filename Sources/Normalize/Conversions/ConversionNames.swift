package import Declarations

/// The actions that platforms' names stand for, and which names hold others.
///
/// Names are compared without case, spaces, `_` and `-`: `Add to cart`, `ADD_TO_CART` and `AddToCart` are one.
package struct ConversionNames: Sendable {
  /// Name → action.
  private var actionOf: [[UInt8]: [UInt8]] = [:]
  /// Per platform and action whose names hold each other: key of a name → level, the widest has the lowest.
  package private(set) var levels: [[[UInt8]: Int]] = []
  private let named: Set<[UInt8]>

  /// - Parameter own: a pipeline file's names, over those of the catalog.
  package init(_ taxonomy: ConversionTaxonomy, own: [ConversionMapping] = []) {
    for action in taxonomy.actions {
      for (_, levels) in action.names {
        var level: [[UInt8]: Int] = [:]
        for (index, names) in levels.enumerated() {
          for name in names {
            level[Self.key(name)] = index
            actionOf[Self.key(name)] = Array(action.id.utf8)
          }
        }
        if levels.count > 1 { self.levels.append(level) }
      }
      actionOf[Self.key(action.id)] = Array(action.id.utf8)
    }
    for mapping in own {
      for name in [mapping.action] + mapping.names { actionOf[Self.key(name)] = Array(mapping.action.utf8) }
    }
    named = Set(actionOf.values)
  }

  /// The action that a name stands for; the name itself where nobody says.
  package func action(of name: [UInt8]) -> [UInt8] { actionOf[Self.key(name)] ?? name }

  /// Whether somebody says what the action is.
  package func knows(_ action: [UInt8]) -> Bool { named.contains(action) }

  static func key(_ name: String) -> [UInt8] { key(Array(name.utf8)) }

  /// A name without what names are compared without.
  package static func key(_ name: [UInt8]) -> [UInt8] {
    CaseFolding.fold(trimmed(name)).filter { ![0x20, 0x2D, 0x5F].contains($0) }
  }
}
