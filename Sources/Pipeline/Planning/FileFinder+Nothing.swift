import Diagnostics

extension FileFinder {
  /// What to do about a pattern that matches no file: where was looked, and what may be meant.
  func whyNothing(_ pattern: String) -> String {
    let relative = pattern.hasPrefix(root + "/") ? String(pattern.dropFirst(root.count + 1)) : pattern
    let components = relative.split(separator: "/").map(String.init).filter { $0 != "." }
    let name = components.last ?? relative
    var folder = ""
    for component in components.dropLast() where !Self.isPattern(component) {
      let next = folder.isEmpty ? component : folder + "/" + component
      guard Self.isFolder(root + "/" + next) else {
        let near = nearest(to: component, in: names(in: folder)).map { "; is '\($0)' meant?" } ?? ""
        return "there is no folder '\(next)' below the root folder \(root)\(near)"
      }
      folder = next
    }
    let place = folder.isEmpty ? "in the root folder \(root)" : "in '\(folder)' below the root folder \(root)"
    if name.contains(where: { "[]{}".contains($0) }) || relative.contains("**") {
      return "looked \(place); only * and ? stand for other signs, and none of them for a /"
    }
    let found = names(in: folder)
    if let near = nearest(to: name, in: found) { return "looked \(place); is '\(near)' meant?" }
    if found.isEmpty { return "looked \(place), which is empty" }
    let rest = found.count - Self.namedFiles
    let named = found.prefix(Self.namedFiles).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    return "looked \(place), which holds \(named)"
  }

  /// So many files of a folder are named.
  private static let namedFiles = 4

  private static func isPattern(_ component: String) -> Bool {
    component.contains("*") || component.contains("?")
  }
}
