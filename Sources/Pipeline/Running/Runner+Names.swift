import Declarations
import Diagnostics
import Engines
import EventSchema
import Kernel
import Normalize
import Render

/// Campaigns of an input that had several names.
package struct RenamedCampaigns: Sendable {
  struct Campaign: Sendable {
    var id: [UInt8]
    var name: [UInt8]
    var before: [[UInt8]]
  }
  var input: Int
  /// By the bytes of their ids.
  var campaigns: [Campaign]

  /// So many are listed; all are counted.
  private static let listed = 20

  /// An entry of `renamed_campaigns` in `report.json`.
  func json(_ plan: Plan) -> JSONValue {
    func text(_ bytes: [UInt8]) -> JSONValue { .string(String(decoding: bytes, as: UTF8.self)) }
    return .object([
      ("input", .string(plan.inputs[input].declaration.name)), ("count", .integer(campaigns.count)),
      (
        "campaigns",
        .array(
          campaigns.prefix(Self.listed).map { campaign in
            .object([
              ("campaign_id", text(campaign.id)), ("name", text(campaign.name)),
              ("before", .array(campaign.before.map(text))),
            ])
          })
      ), ("not_listed", .integer(max(0, campaigns.count - Self.listed))),
    ])
  }

  var note: Note { Note(.noteRenamed, ["n": .count(campaigns.count)]) }
}

/// Grouping campaigns under their newest names.
extension Runner {
  /// Reads files of inputs with `names: latest` once for the names of their campaigns. Costs nothing elsewhere.
  mutating func settleNames(_ files: [KernelFile]) async throws(Diagnostics) -> (
    [KernelFile], [RenamedCampaigns]
  ) {
    var settled = files
    var found: [RenamedCampaigns] = []
    for input in plan.inputs.indices
    where plan.file.naming(of: plan.inputs[input].declaration)?.names == .latest {
      let places = files.indices.filter { files[$0].input == input }
      let mapping = plan.kernel.inputs[input].reading([.campaign, .campaignID])
      for place in places { settled[place] = try reopened(files[place], mapping) }
      let histories = await read(places.map { settled[$0] }, for: .names, mapping).map(\.history)
      let renamed = NameHistory.renamed(histories)
      plan.kernel.inputs[input] = mapping
      plan.kernel.inputs[input].latestNames = renamed.mapValues(\.name)
      let campaigns = renamed.filter { !$0.value.before.isEmpty }.map {
        RenamedCampaigns.Campaign(id: $0.key, name: $0.value.name, before: $0.value.before)
      }
      guard !campaigns.isEmpty else { continue }
      found.append(
        RenamedCampaigns(
          input: input, campaigns: campaigns.sorted { $0.id.lexicographicallyPrecedes($1.id) }))
    }
    return (settled, found)
  }

  /// Where a tool's export states campaigns by their ids alone, as a CRM's deals do, their names are those that plans state
  /// beside the ids. Plans are read once more for it; costs nothing elsewhere.
  mutating func settlePlannedNames(_ files: [KernelFile]) async throws(Diagnostics) -> [KernelFile] {
    let nameless = plan.inputs.indices.filter { input in
      plan.inputs[input].profile.statesCampaignsByID && plan.kernel.inputs[input].latestNames == nil
        && plan.kernel.inputs[input].readsNames
    }
    guard !nameless.isEmpty else { return files }
    var histories: [NameHistory] = []
    for input in plan.inputs.indices where plan.inputs[input].profile.gives == .plan {
      let mapping = plan.kernel.inputs[input].reading([.campaign, .campaignID])
      var plans: [KernelFile] = []
      for file in files where file.input == input { plans.append(try reopened(file, mapping)) }
      histories += await read(plans, for: .names, mapping).map(\.history)
    }
    let names = NameHistory.newest(histories)
    guard !names.isEmpty else { return files }
    var settled = files
    for input in nameless {
      let mapping = plan.kernel.inputs[input].reading([.campaign, .campaignID])
      plan.kernel.inputs[input] = mapping
      plan.kernel.inputs[input].latestNames = names
      for place in files.indices where files[place].input == input {
        settled[place] = try reopened(files[place], mapping)
      }
    }
    return settled
  }

  /// What files say of whose days they state and of campaigns' names; nothing of a file that can't be read: the run
  /// itself tells why.
  func read(_ files: [KernelFile], for survey: Survey, _ mapping: InputMapping) async -> [Rollups] {
    await self.survey(files, survey, mapping).map { $0?.rollups ?? Rollups(plan: plan.kernel) }
  }

  /// The same, with all else that is known of files that can be read.
  func survey(_ files: [KernelFile], _ survey: Survey, _ mapping: InputMapping) async -> [FileResult?] {
    if files.isEmpty { return [] }
    var kernel = plan.kernel
    kernel.shapes = []
    kernel.customerDimensions = nil
    kernel.customer = nil
    kernel.linkDimensions = nil
    kernel.inputs[mapping.index] = mapping
    kernel.inputs[mapping.index].survey = survey
    return await EmbeddedEngine(threads: threads).run(files, plan: kernel).map { outcome in
      if case .whole(let result) = outcome { result } else { nil }
    }
  }
}

extension Profile {
  /// Whether the tool's exports name campaigns by their ids alone.
  fileprivate var statesCampaignsByID: Bool {
    columns.contains { column in
      guard case .none = column.place else { return false }
      return column.field == .dimension(.campaign) && column.standIn == .dimension(.campaignID)
    }
  }
}

extension InputMapping {
  /// Whether something is asked of its campaigns.
  fileprivate var readsNames: Bool {
    wanted.contains { profile.columns[$0].field == .dimension(.campaign) }
  }
}
