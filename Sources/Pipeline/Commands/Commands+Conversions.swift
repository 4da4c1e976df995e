import Declarations
import Diagnostics

extension Commands {
  /// What counts as one event, and which names each platform has for it.
  static func conversionsPage() throws(Diagnostics) -> String {
    let taxonomy = try CatalogLibrary().conversions()
    var page =
      generated + """
        # Conversions

        Every platform claims conversions under names of its own, and some claim the same one under several. Version
        \(taxonomy.version) of the catalog says which names are the same real event. Names are compared without case, spaces, `_` and `-`.

        ## One name per event

        The dimension `action` has the event's name: `aggregate: {by: [action]}`, `sections: [actions]`, tables' `by:` and channel
        rules take it. A name that nobody knows stays as it is. A pipeline file knows more, and wins:

        ```yaml
        normalize:
          conversions: {purchase: [Bestellung, Order done], demo: [Demo booked]}
        ```

        ## One conversion once

        - Rows by action repeat no spend. Where files of one input state claims with and without actions, of each thing and day one of
          both counts: by action where figures ask for actions, else in all. This is decided per measure: what only one side states
          counts there, be it a campaign, a day or the value. A thing is what both sides tell apart: the account, the campaign by its
          id or name, the ad group and so on; a row that leaves one of these empty is of all that agree in the others. In one file
          rows whose action is empty are those in all, and what they spent counts.
        - A row of several days holds its days together: the side counts that states all of them, whatever is asked for. Where none
          does, that with most days counts, and figures are incomplete. A side that states nothing but 0 states nothing where the
          other one does.
        - What is not counted is filtered, with its money in the ledger. What was spent where there are rows by action only is unknown,
          and figures that lack it say so. A column of actions in which nothing stands is none.
        - Some names hold others: Meta's `omni_purchase` is `purchase`, whose pixel purchases are a part of it. Where files of an input
          state several levels of one event for one thing and day, the widest counts; rows of the others are filtered as
          `contained_action`, with their money in the ledger. Things and days of several rows are told apart as above. What the widest
          name leaves empty, or states as 0 beside more, counts from the next one. Where no wider name is stated of it that day, a row
          counts. Names of one level add up: purchases on the website and in the app.
        - Where files by action are of several grains, one of them counts per action, thing and day. Rows in all that count at another
          grain state nothing beside rows by action, and what a later export replaces states nothing at all.
        - A later export restates an earlier one by names, however they are spelt. Of a pipeline file's own names for one action all are
          the same, as those of an export in another language; `overlap: add_up` where they are not, and stand in files of their own.
        - Several platforms may each claim the same order, rightly by their own rules. `checks: {double_claim: orders}` holds what they
          claim against what was counted, in all and by channel: of actions that are orders, and of rows that name no action.
          `double_claim: leads` does so for leads. The report names claims under names that nobody knows; `report.json` lists all
          actions under `checks`.

        ## The events

        Levels are parted by `⊃`, the widest first.

        """
    for action in taxonomy.actions {
      page += "\n### \(action.id)\n\n\(cell(action.title.text(in: "en")))"
      page += action.countedAs.map { "; compared with \($0.rawValue)" } ?? ""
      page += "\n\n| Platform | Names |\n| --- | --- |\n"
      for (platform, levels) in action.names {
        let title = taxonomy.platforms.first { $0.id == platform }?.title ?? platform
        let names = levels.map { $0.map { "`\($0)`" }.joined(separator: ", ") }.joined(separator: " ⊃ ")
        page += "| \(title) | \(names) |\n"
      }
    }
    page += "\n## Where the names are from\n\n| Platform | Evidence | Source |\n| --- | --- | --- |\n"
    for platform in taxonomy.platforms {
      page += "| \(platform.title) | \(platform.evidence.rawValue) | \(cell(platform.source)) |\n"
    }
    return page
  }
}
