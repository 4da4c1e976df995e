import Diagnostics
import EventSchema

/// Reading the `columns:` of a profile.
extension ProfileLoader {
  func columns(_ map: MappingReader) -> [ProfileColumn] {
    guard let node = map.node("columns") else { return [] }
    return reader.entries(node, "'columns'").flatMap { key, keyAt, value -> [ProfileColumn] in
      guard let field = Field.named(key, kind: kind) else {
        reader.unknown(key, "field", Field.names(of: kind), at: keyAt)
        return []
      }
      return column(key, field, value, at: keyAt).map { [$0] + parts(of: $0, key, value) } ?? []
    }
  }

  /// The columns that `else: {sum_of: [[Hard bounces], [Soft bounces]]}` adds up.
  private func parts(of column: ProfileColumn, _ name: String, _ node: YAMLNode) -> [ProfileColumn] {
    guard case .mapping(let entries, _) = node,
      case .mapping(let rule, _)? = entries.first(where: { $0.key == "else" })?.value,
      let sum = rule.first(where: { $0.key == "sum_of" })
    else { return [] }
    guard case .measure = column.field, [.count, .fractionalCount, .money].contains(column.type.storage),
      case .headings = column.place
    else {
      reader.report(
        sum.keyAt, "'sum_of' is for counts and amounts of tables: '\(name)' is none")
      return []
    }
    let parts = reader.items(sum.value, "'sum_of'").map { item in
      var part = column
      part.place = .headings([("en", reader.texts(item, "a part of '\(name)'").map(\.value))])
      part.isPart = true
      part.required = false
      return part
    }
    if parts.count < 2 { reader.report(sum.keyAt, "'sum_of' adds up two columns or more") }
    return parts
  }

  private static let columnKeys: [KeySpec] = [
    KeySpec("headings", "headings, a list or one list per language"),
    KeySpec("at", "XML path from the record, or several of which a record has one"),
    KeySpec("of", "parent: the path starts at the enclosing element"),
    KeySpec("repeated", "first: of a path that a record may hold several times, the first one counts"),
    KeySpec("named", "value in a name/value list"),
    KeySpec("sum_of", "sum over items of a product"), KeySpec("as", "type, or a list of types of dates"),
    KeySpec("required", "yes or no"),
    KeySpec("personal", "yes or no"),
    KeySpec(
      "else",
      "preamble period, heading, {constant: text}, {sum_of: [[Heading], [Heading]]}, or the field of a text that stands in"
    ),
    KeySpec("nulls", "texts that mean \"not stated\" in this column, such as 0 for a guest's id"),
    KeySpec(
      "means_else_beside",
      "heading → headings of files in which it is another thing's: {Campaign ID: [Campaign Group Name]}"),
    KeySpec("blank", "0: the tool leaves cells of 0 empty; else an empty cell states nothing"),
    KeySpec("values", "our word → the source's texts"), KeySpec("otherwise", "what other texts mean"),
    KeySpec("minus", "fields to subtract"), KeySpec("scale", "micros or percent"),
    KeySpec(
      "net_of", "parts of an order that the amount as stated does not contain: tax, discount, shipping"),
    KeySpec("negate", "yes: amounts are stated with the opposite sign"),
    KeySpec("includes_vat", "the tax that the amounts include, such as 20%: figures are without it"),
    KeySpec("before", "the mark before which the value stands"),
    KeySpec("after", "the mark behind which it stands"),
    KeySpec("inside", "the two characters between which it stands"),
  ]

  private func column(_ name: String, _ field: Field, _ node: YAMLNode, at location: SourceLocation)
    -> ProfileColumn?
  {
    guard let map = reader.mapping(node, "column '\(name)'", keys: Self.columnKeys) else { return nil }
    let types = self.types(map, of: field, name)
    var column = ProfileColumn(
      field: field, place: place(map), type: types.first ?? field.defaultType,
      required: map.flag("required") ?? false, location: location)
    column.otherTypes = Array(types.dropFirst())
    column.personal = map.flag("personal") ?? column.personal
    column.fallback = fallback(map, of: field)
    checkConstant(of: column, name, map)
    if let values = map.node("values") {
      column.values = reader.entries(values, "'values'").map {
        ($0.key, reader.texts($0.value, "'\($0.key)'").map(\.value))
      }
    }
    if let beside = map.node("means_else_beside") {
      column.meansElseBeside = reader.entries(beside, "'means_else_beside'").map {
        ($0.key, reader.texts($0.value, "'\($0.key)'").map(\.value))
      }
    }
    column.nulls = map.someTexts("nulls").map(\.value)
    if map.node("nulls") != nil, column.type.storage != .text {
      reader.report(
        map.keyLocation("nulls"),
        "'nulls' of a column is for texts: '\(name)' is read as \(column.type.text)",
        hint: "`nulls` beside `columns` is for all columns")
    }
    if let blank = map.blank("blank") {
      column.blank = blank.value
      if let problem = column.blankProblem(name, at: blank.location) {
        reader.report(blank.location, problem.message, hint: problem.hint)
      }
    }
    column.excerpt = excerpt(map)
    column.otherwise = map.text("otherwise")
    column.isNegated = map.flag("negate") ?? false
    if let problem = column.signProblem(name, at: map.keyLocation("negate")), let place = problem.location {
      reader.report(place, problem.message)
    }
    column.minus = map.texts("minus").map(\.value)
    column.netOf = map.texts("net_of").compactMap { text in
      if let part = OrderPart(rawValue: text.value) { return part }
      reader.unknown(text.value, "part of an order", OrderPart.allCases.map(\.rawValue), at: text.location)
      return nil
    }
    column.includesVAT = map.tax("includes_vat")
    if let problem = column.taxProblem(name), let place = problem.location {
      reader.report(place, problem.message, hint: problem.hint)
    }
    if let scale = map.text("scale") {
      column.isMicros = scale == "micros"
      column.isPercent = scale == "percent"
      if !column.isMicros, !column.isPercent {
        reader.report(map.valueLocation("scale"), "expected micros or percent for 'scale', found '\(scale)'")
      }
    }
    return column
  }

  /// One type, or several ways to write dates, of which none may be taken for another.
  private func types(_ map: MappingReader, of field: Field, _ name: String) -> [ValueType] {
    let texts = map.texts("as")
    let types = texts.compactMap { Self.type($0, of: field, name, reader) }
    guard types.count > 1, types.count == texts.count else { return types }
    if let index = types.firstIndex(where: { $0.storage != .day && $0.storage != .time }) {
      reader.report(texts[index].location, "only dates may be written in several ways")
    }
    for (index, type) in types.enumerated() {
      for earlier in types[..<index] {
        guard let a = earlier.pattern, let b = type.pattern, a.isConfused(with: b) else { continue }
        reader.report(
          texts[index].location, "'\(a.text)' and '\(b.text)' read one text as two dates",
          hint: "one profile for each, or `dates:` of the input")
      }
    }
    return types
  }

  /// Reads a type that fills the field.
  static func type(_ text: Located<String>, of field: Field, _ name: String, _ reader: DeclarationReader)
    -> ValueType?
  {
    guard let type = type(text, reader) else { return nil }
    if !field.accepts(type) {
      reader.report(
        text.location, "'\(name)' can't be read as '\(text.value)'", hint: "it takes \(field.typeHint)",
        length: text.value.unicodeScalars.count)
    }
    return type
  }

  static func type(_ text: Located<String>, _ reader: DeclarationReader) -> ValueType? {
    if let type = ValueType(text.value) { return type }
    let words = text.value.split(separator: " ", maxSplits: 1).map(String.init)
    let near = words.count == 2 ? DatePattern.meant(words[1]).map { "\(words[0]) \($0)" } : nil
    let meant = near.flatMap { ValueType($0) == nil || reader.holdsVariable(text.location) ? nil : $0 }
    reader.report(
      text.location, "'\(text.value)' is not a type",
      hint: meant.map { "did you mean '\($0)'?" } ?? ValueType.examples.joined(separator: ", "))
    return nil
  }

  private func excerpt(_ map: MappingReader) -> ProfileColumn.Excerpt? {
    let keys = ["before", "after", "inside"].filter { map.node($0) != nil }
    if keys.count > 1 {
      reader.report(map.keyLocation(keys[1]), "\(map.owner) needs at most one of before, after, inside")
    }
    for (key, sample) in [("before", "("), ("after", " / ")] {
      guard let mark = map.text(key) else { continue }
      if mark.isEmpty { reader.report(map.valueLocation(key), "'\(key)' needs a mark such as \"\(sample)\"") }
      return key == "before" ? .before(mark) : .after(mark)
    }
    guard let marks = map.text("inside") else { return nil }
    guard marks.count == 2, let open = marks.first, let close = marks.last else {
      reader.report(map.valueLocation("inside"), "'inside' needs two characters such as \"[]\"")
      return nil
    }
    return .inside(open: String(open), close: String(close))
  }

  /// Each place is for one format, and a column has one place.
  private func checkPlace(_ map: MappingReader) {
    let places = ["headings", "at", "named", "sum_of"].filter { map.node($0) != nil }
    if places.count > 1 {
      reader.report(map.location, "\(map.owner) needs at most one of headings, at, named, sum_of")
    } else if let place = places.first, isXML != (place != "headings") {
      reader.report(
        map.keyLocation(place),
        isXML
          ? "'headings' is for tables: an XML column is found by 'at', 'named' or 'sum_of'"
          : "'\(place)' is for XML: a table's columns are found by 'headings'")
    }
    if map.node("repeated") != nil {
      if map.node("at") == nil || map.node("of") != nil {
        reader.report(map.keyLocation("repeated"), "'repeated' needs a path under 'at', from the record")
      }
      if let which = map.text("repeated"), which != "first" {
        reader.report(map.valueLocation("repeated"), "expected first for 'repeated', found '\(which)'")
      }
    }
    guard map.node("of") != nil else { return }
    if map.node("at") == nil { reader.report(map.keyLocation("of"), "'of' needs 'at'") }
    if let of = map.text("of"), of != "parent" {
      reader.report(map.valueLocation("of"), "expected parent for 'of', found '\(of)'")
    }
  }

  private func place(_ map: MappingReader) -> ProfileColumn.Place {
    checkPlace(map)
    if let node = map.node("headings") {
      if case .mapping(let entries, _) = node {
        return .headings(entries.map { ($0.key, reader.texts($0.value, "'\($0.key)'").map(\.value)) })
      }
      return .headings([("en", reader.texts(node, "'headings'").map(\.value))])
    }
    if let node = map.node("named"),
      let rule = reader.mapping(
        node, "'named'",
        keys: ["list", "name", "value", "is"].map { KeySpec($0, "of the name/value list", required: true) }),
      let list = rule.text("list"), let name = rule.text("name"), let value = rule.text("value"),
      let text = rule.text("is")
    {
      return .xml(.named(list: Self.path(list), name: name, value: value, equals: text))
    }
    if let node = map.node("sum_of"),
      let rule = reader.mapping(
        node, "'sum_of'",
        keys: [KeySpec("items", "path", required: true), KeySpec("product", "elements", required: true)]),
      let items = rule.text("items")
    {
      return .xml(.sumOfProducts(items: Self.path(items), factors: rule.texts("product").map(\.value)))
    }
    let paths = map.texts("at").map { xmlPath($0) }
    guard let first = paths.first else { return .none }
    let isParent = map.text("of") == "parent"
    if paths.count > 1 || map.node("repeated") != nil {
      if isParent { reader.report(map.keyLocation("of"), "'of' needs one path under 'at'") }
      return .xml(.anyOf(paths))
    }
    return .xml(
      isParent
        ? .parent(first.elements, attribute: first.attribute)
        : .path(first.elements, attribute: first.attribute))
  }

  private func xmlPath(_ at: Located<String>) -> XMLPath {
    var path = Self.path(at.value)
    var attribute: String?
    if let last = path.last, last.hasPrefix("@") {
      attribute = String(last.dropFirst())
      path.removeLast()
    }
    if path.contains(where: { $0.hasPrefix("@") }) {
      reader.report(
        at.location, "'\(at.value)' is not a path: elements, then at most one @attribute",
        length: at.value.unicodeScalars.count)
    }
    return XMLPath(path, attribute: attribute)
  }

  /// A constant must be one that the field can take, and that something reads.
  private func checkConstant(of column: ProfileColumn, _ name: String, _ map: MappingReader) {
    guard case .constant(let text)? = column.fallback else { return }
    let at = map.valueLocation("else")
    switch column.field {
    case .currency:
      if Currency(text) == nil {
        reader.report(at, "'\(text)' is not a currency", hint: "a code of ISO 4217, such as EUR")
      }
    case .measure, .amount, .tax, .shipping, .discount, .scale:
      if Exact(decimal: text) == nil {
        reader.report(at, "'\(text)' is not a number", hint: "plain digits, such as 1 or 0.5")
      }
    case .dimension(.status), .dimension(.stage), .day, .lastDay, .at, .created, .closed, .refundDay, .key,
      .ofDeal, .person, .emailAddress, .event, .score, .line, .metric, .value, .base,
      .probability, .firstContact, .disqualifiedReason, .withdrawn, .ratio:
      reader.report(
        at, "'\(name)' can't have a constant",
        hint: "it says of every record what happened: only a column can")
    case .aided, .target:
      if !["yes", "no"].contains(text) {
        reader.report(at, "expected yes or no for '\(name)', found '\(text)'")
      }
    case .dimension: break
    }
  }

  private func fallback(_ map: MappingReader, of field: Field) -> ProfileColumn.Fallback? {
    guard let node = map.node("else") else { return nil }
    if case .mapping = node {
      let map = reader.mapping(
        node, "'else'", keys: [KeySpec("constant", "the text"), KeySpec("sum_of", "columns to add up")])
      return map?.exactlyOne(of: ["constant", "sum_of"]) == "constant"
        ? map?.text("constant").map { .constant($0) } : nil
    }
    switch reader.text(node, "'else'") {
    case "preamble period": return .preamblePeriod
    case "heading": return .heading
    case let other:
      if let other, case .dimension? = Field.named(other, kind: kind), case .dimension = field,
        Field.named(other, kind: kind) != field
      {
        return Field.named(other, kind: kind).map { .field($0) }
      }
      reader.report(
        node.location,
        "expected 'preamble period', 'heading', {constant: …} or another field of texts for 'else', found '\(other ?? "")'"
      )
      return nil
    }
  }
}
