/// A message for a person: where, what was found, what was expected, what to do.
///
/// Parsers throw closed error enums; a target converts them into diagnostics once, at its edge.
package struct Diagnostic: Error, Hashable, Sendable {
  package enum Severity: String, Sendable { case error, warning, note }

  package var severity: Severity
  package var location: SourceLocation?
  /// One line without a trailing period: what was found and what was expected.
  package var message: String
  /// What to do about it. Knows what the user already set.
  package var hint: String?
  /// How many scalars the caret underlines, starting at the location's column.
  package var length: Int
  /// Of a file that counts nothing: why, as far as reports have words for it.
  package var problem: FileProblem?

  package init(
    _ severity: Severity = .error, at location: SourceLocation? = nil, _ message: String,
    hint: String? = nil, length: Int = 1
  ) {
    self.severity = severity
    self.location = location
    self.message = message
    self.hint = hint
    self.length = length
  }

  package func with(_ problem: FileProblem) -> Diagnostic {
    var copy = self
    copy.problem = problem
    return copy
  }
}

/// Several diagnostics, reported together: all problems of a file at once.
package struct Diagnostics: Error, Sendable {
  package var list: [Diagnostic]
  /// The exit code this failure leads to; see `ExitCode`.
  package var exit: ExitCode

  package init(_ list: [Diagnostic], exit: ExitCode) {
    self.list = list
    self.exit = exit
  }

  package init(_ one: Diagnostic, exit: ExitCode) {
    self.init([one], exit: exit)
  }
}

/// The documented exit codes. Scripts hold on to them: extend, don't renumber.
package enum ExitCode: Int32, Sendable {
  case success = 0
  /// Nothing usable was written.
  case nothingWritten = 1
  /// Reports were written, but they are incomplete.
  case incomplete = 3
  /// Reports were written, an alert fired, and the run was asked to fail for that.
  case alertFired = 4
  case usage = 64
  /// Input that can't be understood.
  case badInput = 65
  case missingInput = 66
  /// A bug of ours.
  case internalError = 70
  case cannotWrite = 73
  /// Locked by another run: try again.
  case busy = 75
  /// The pipeline file is invalid.
  case badPipeline = 78
  case interrupted = 130
  case terminated = 143
}
