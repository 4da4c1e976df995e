import Declarations
import Diagnostics
import EventSchema
import Extract

extension PlanBuilder {
  /// Refuses headings of which a file would lose one: two for one field, and two spellings of one heading.
  mutating func refuseRepeated(_ columns: [InputDeclaration.ColumnOverride], _ profile: Profile) {
    for (index, column) in columns.enumerated() {
      let before = columns[..<index]
      let (field, key) = (name(column.field.value, profile), Heading(column.heading).key)
      if let first = before.first(where: { name($0.field.value, profile) == field }) {
        problems.append(
          Diagnostic(
            at: column.field.location,
            "'\(column.heading)' and '\(first.heading)' are both mapped to '\(column.field.value)'",
            hint:
              "the first is in line \(first.field.location.line): keep one; files with another heading are an "
              + "input of their own", length: column.field.value.unicodeScalars.count))
      } else if let first = before.first(where: { Heading($0.heading).key == key }) {
        problems.append(
          Diagnostic(
            at: column.field.location, "'\(column.heading)' and '\(first.heading)' are the same heading",
            hint: "the first is in line \(first.field.location.line): keep one",
            length: column.field.value.unicodeScalars.count))
      }
    }
  }

  /// A field's one name; a dimension of the pipeline file's own has only that.
  private func name(_ text: String, _ profile: Profile) -> String {
    Field.named(text, kind: profile.gives)?.name(kind: profile.gives) ?? text
  }
}
