import Declarations
package import Diagnostics
import EventSchema

extension Commands {
  package static func kpis(_ name: String?) throws(Diagnostics) -> String {
    let library = CatalogLibrary()
    guard let name else {
      var text = ""
      for name in library.kpiNames {
        guard let kpi = try library.kpi(name) else { continue }
        for each in ([kpi] + kpi.variants).sorted(by: { $0.name < $1.name }) {
          text +=
            "\(each.name.padded(to: 31))\(each.title.text(in: "en").padded(to: 34))\(each.shown.rawValue.padded(to: 18))"
          text += "\(each.better.rawValue.padded(to: 9))\(each.formula.text)\n"
        }
      }
      return text
    }
    if let ambiguous = AmbiguousKPI(rawValue: name) {
      throw Diagnostics(Diagnostic(.error, ambiguous.message, hint: ambiguous.hint), exit: .usage)
    }
    guard let kpi = try library.kpi(name) else { throw unknown("KPI", name, library.kpiNames) }
    return try KPIView(kpi, library).text
  }

  static func unknown(_ what: String, _ name: String, _ known: [String]) -> Diagnostics {
    // Of a long list those of the same tool, or nothing.
    let tool = name.split(separator: "/").first.map { $0 + "/" } ?? ""
    let isLong = known.count > 20 && ["profile", "KPI"].contains(what)
    let alike = isLong ? known.filter { $0.hasPrefix(tool) } : known
    let hint =
      nearest(to: name, in: known).map { "did you mean '\($0)'?" }
      ?? (alike.isEmpty
        ? "`sluice \(what.lowercased())s` lists all \(known.count)"
        : "known: " + alike.joined(separator: ", "))
    return Diagnostics(Diagnostic(.error, "unknown \(what) '\(name)'", hint: hint), exit: .usage)
  }
}

extension String {
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}

extension Formula {
  /// The formula as it could be written in a KPI's file.
  package var text: String { write(0) }

  private func write(_ outer: Int) -> String {
    func binary(_ a: Formula, _ sign: String, _ b: Formula, _ own: Int, right: Int) -> String {
      let text = "\(a.write(own)) \(sign) \(b.write(right))"
      return own < outer ? "(\(text))" : text
    }
    switch self {
    case .number(let value): return value.description
    case .name(let name, _): return name
    case .add(let a, let b, _): return binary(a, "+", b, 1, right: 1)
    case .subtract(let a, let b, _): return binary(a, "-", b, 1, right: 2)
    case .multiply(let a, let b, _): return binary(a, "*", b, 2, right: 2)
    case .divide(let a, let b, _): return binary(a, "/", b, 2, right: 3)
    case .negate(let a): return "-" + a.write(3)
    case .ifZero(let a, let b): return "if_zero(\(a.write(0)), \(b.write(0)))"
    case .call(let function, let a, _): return function.text(of: a.write(0))
    }
  }
}
