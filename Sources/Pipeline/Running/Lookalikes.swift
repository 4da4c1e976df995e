import Declarations
import Diagnostics
import Extract

/// What files look like that their input's profile can't open. Profiles are read once, when a file asks for them first.
struct Lookalikes {
  /// The folder whose profiles count, too.
  private let folder: String
  private lazy var profiles = (try? ProfileLibrary(beside: folder).all().profiles) ?? []
  private lazy var recogniser = Recogniser(profiles: profiles)

  init(beside pipeline: String) { folder = Publisher.parent(of: pipeline) }

  /// What is wrong with a file, with the profile that it is an export of, where that is certain: a tool's own, and no
  /// other fits as well.
  mutating func recognise(
    _ problems: [Diagnostic], in found: FileFinder.Found, of input: Plan.Input, _ encoding: TextEncoding?
  ) -> [Diagnostic] {
    // What can't be read at all is like nothing.
    guard let first = problems.first, problems.count == 1, first.isOfProfile,
      let heads = try? SourceFileOpener().heads(found.absolute, encoding: encoding, profiles: profiles),
      !heads.texts.isEmpty
    else { return problems }
    let search = recogniser.search(heads.texts)
    guard let best = search.candidates.first, best.profile.name != input.profile.name,
      !best.profile.name.hasPrefix("generic/"),
      search.candidates.dropFirst().allSatisfy({ !$0.ties(with: best) })
    else { return problems }
    // An export of the input's own tool with a column renamed has most of its headings still.
    let own = search.misses.first { $0.profile.name == input.profile.name }?.found ?? 0
    guard best.matched > own else { return problems }
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
