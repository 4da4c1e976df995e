import Declarations
import Diagnostics
import Extract

extension Plan {
  /// What is wrong with a file that an input's profile can't open, with the profile that it is an export of, where
  /// that is certain: a tool's own, and no other fits as well.
  func recognised(
    _ problems: [Diagnostic], in found: FileFinder.Found, of input: Input, _ encoding: TextEncoding?
  ) -> [Diagnostic] {
    // What can't be read at all is like nothing.
    guard let first = problems.first, problems.count == 1, first.isOfProfile,
      let profiles = try? ProfileLibrary(beside: Publisher.parent(of: file.file)).all().profiles,
      let heads = try? SourceFileOpener().heads(found.absolute, encoding: encoding, profiles: profiles),
      !heads.texts.isEmpty
    else { return problems }
    let candidates = Recogniser(profiles: profiles).candidates(heads.texts)
    guard let best = candidates.first, best.profile.name != input.profile.name,
      !best.profile.name.hasPrefix("generic/"), candidates.dropFirst().allSatisfy({ !$0.ties(with: best) })
    else { return problems }
    var told = first.with(.otherProfile(best.profile.name, wanted: input.profile.name))
    told.hint =
      "this looks like \(best.profile.name): give it an input of its own with that profile, or change `files:` so that it leaves the file out"
    return [told]
  }
}

extension Diagnostic {
  /// Whether another profile might open the file.
  fileprivate var isOfProfile: Bool {
    if case .headings? = problem { true } else { message.hasPrefix("expected ") }
  }
}
