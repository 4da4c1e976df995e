import Declarations
import Diagnostics

extension Diagnostic {
  static func unknownZone(_ name: Located<String>) -> Diagnostic {
    Diagnostic(
      at: name.location, "unknown time zone '\(name.value)'",
      hint: "an IANA name such as Europe/Berlin; is the package tzdata installed?",
      length: name.value.unicodeScalars.count)
  }
}
