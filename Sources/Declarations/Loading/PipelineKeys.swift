/// The keys of a pipeline file: the one description that drives the loader's checks and suggestions and the
/// reference page.
extension PipelineFileLoader {
  /// A mapping of the pipeline file, for the reference page.
  package struct KeyGroup: Sendable {
    /// Where it stands: `extract: NAME`.
    package var path: String
    /// What it declares, in a sentence.
    package var doc: String
    package var keys: [KeySpec]
  }

  /// All groups, in the order in which they stand in a file.
  package static let reference: [KeyGroup] = [
    KeyGroup(path: "", doc: "The top level. Paths are relative to `root`.", keys: keys),
    KeyGroup(
      path: "period", doc: "Which periods are reported. Exactly one of `last`, `from` and `to`, or `only`.",
      keys: periodKeys),
    KeyGroup(
      path: "calendar",
      doc: "Whose days are meant, and what becomes of times that clock changes make doubtful.",
      keys: calendarKeys),
    KeyGroup(
      path: "currency",
      doc:
        "The report's currency. Amounts are converted by your own dated rates or not at all: by the rate of their day, else an average that holds it; directly, by an inverse, or through one third currency.",
      keys: currencyKeys),
    KeyGroup(
      path: "extract: NAME", doc: "One input: the exports of one tool, under a name of your own.",
      keys: inputKeys),
    KeyGroup(
      path: "extract: NAME: columns: HEADING",
      doc: "A heading of yours for a field: the field's name, or a mapping.", keys: columnKeys),
    KeyGroup(
      path: "extract: NAME: campaigns",
      doc: "How this input's campaigns are named, instead of `normalize: campaigns`.",
      keys: inputCampaignKeys),
    KeyGroup(path: "normalize", doc: "What the events mean.", keys: normalizeKeys),
    KeyGroup(
      path: "normalize: campaigns",
      doc:
        "How campaigns are named. The parts of a name are dimensions: for `by`, and for `when` of channel rules.",
      keys: campaignKeys),
    KeyGroup(
      path: "normalize: dimensions: NAME", doc: "A dimension of your own, with its title.",
      keys: dimensionKeys),
    KeyGroup(
      path: "normalize: people",
      doc:
        "Who counts as one person. Keys become keyed tokens when they are read, and never stand in an output.",
      keys: peopleKeys),
    KeyGroup(
      path: "normalize: accounts",
      doc: "Who counts as one account: two buyers of one account are one customer.", keys: accountsKeys),
    KeyGroup(
      path: "normalize: channels: RULE", doc: "One rule; rules are read from the top, the first match wins.",
      keys: ChannelRulesLoader.stepKeys),
    KeyGroup(
      path: "normalize: channels: RULE: when",
      doc: "Dimensions with their tests, which must all hold. Beside them may stand:",
      keys: ChannelRulesLoader.combinationKeys),
    KeyGroup(
      path: "normalize: channels: RULE: when: DIMENSION",
      doc: "A test of a dimension or of `input`: a text, a list of texts, or a mapping.",
      keys: ChannelRulesLoader.testKeys),
    KeyGroup(
      path: "normalize: refunds",
      doc:
        "Money given back is a measure of its own. The order's day is looked up by the order's id in the pipeline's inputs.",
      keys: refundKeys),
    KeyGroup(
      path: "normalize: orders",
      doc: "An order that names a deal is looked up by the deal's id in the pipeline's inputs of deals.",
      keys: orderKeys),
    KeyGroup(
      path: "normalize: shared_costs: RULE",
      doc:
        "Costs that state no channel and meet the conditions are divided among channels, per period and currency, to the cent; the first rule that matches takes them.",
      keys: sharedCostKeys),
    KeyGroup(path: "aggregate", doc: "Which figures, by what.", keys: aggregateKeys),
    KeyGroup(
      path: "aggregate: kpis: KPI",
      doc:
        "The name of a built-in KPI ([kpis.md](kpis.md) lists them), one of its variants as `{win_rate: value}`, or one of your own. A formula and a table's column name a variant as `win_rate.value`.",
      keys: KPILoader.ownKeys),
    KeyGroup(
      path: "aggregate: assume",
      doc: "What no export says. KPIs and own formulas use it by name; the definitions print it.",
      keys: assumeKeys),
    KeyGroup(
      path: "aggregate: experiments: EXPERIMENT",
      doc:
        "What was planned of an experiment (generic/experiments). Without an entry it is shown as interim.",
      keys: experimentKeys),
    KeyGroup(
      path: "aggregate: alerts: ALERT",
      doc:
        "One alert: exactly one of `above`, `below`, `rose_more_than`, `fell_more_than`, `trend`, `unusual`, `drift`. See [alerts](alerts.md).",
      keys: alertKeys),
    KeyGroup(
      path: "aggregate: engagement",
      doc: "What touches (generic/touches) of target accounts (generic/accounts) are worth.",
      keys: engagementKeys),
    KeyGroup(
      path: "aggregate: pipeline_contribution",
      doc:
        "What of the deals created is marketing's: by their own channel, and by touches (generic/touches) before.",
      keys: contributionKeys),
    KeyGroup(
      path: "aggregate: targets: TARGET",
      doc:
        "What a figure of the newest period is to be. Money states its currency and is converted at the rate of the period's first day.",
      keys: targetKeys),
    KeyGroup(
      path: "aggregate: campaign_review",
      doc:
        "Planned campaigns, each over its own days up to the newest period's last: the section `campaign_review`. Needs an input of campaign plans.",
      keys: reviewKeys),
    KeyGroup(
      path: "aggregate: campaign_review: verdicts: RULE",
      doc:
        "A verdict and the conditions that must all hold. A rule of which some figure is n/a and no other condition fails leaves the campaign without a verdict.",
      keys: verdictKeys),
    KeyGroup(
      path: "aggregate: campaign_review: verdicts: RULE: when: KPI",
      doc: "One or both bounds of a KPI's figure.", keys: boundKeys),
    KeyGroup(
      path: "aggregate: checks",
      doc:
        "What must hold, and what becomes of a run where it does not: `show` tells the report's readers, `warn` the terminal, too (exit 3), `fail` publishes nothing (exit 65).",
      keys: checkKeys),
    KeyGroup(path: "render: NAME", doc: "One report, under a name of your own.", keys: reportKeys),
    KeyGroup(
      path: "render: NAME: rejects",
      doc:
        "Every rejected record with file, record, line, column, reason and what to do, as CSV that only its owner may read.",
      keys: rejectsKeys),
    KeyGroup(
      path: "render: NAME: sections: SECTION", doc: "A section's name, or a mapping with one of its own.",
      keys: sectionKeys),
    KeyGroup(
      path: "render: NAME: sections: cohorts",
      doc: "Who came in the same month, and what became of them by the end of each month since.",
      keys: cohortKeys),
    KeyGroup(
      path: "render: tables: NAME", doc: "A table that `sluice table` prints.", keys: tableKeys),
  ]

  static let keys: [KeySpec] = [
    KeySpec("sluice", "format version: 1", required: true),
    KeySpec("name", "short name of the pipeline", required: true),
    KeySpec("title", "title of its reports, per language"),
    KeySpec("root", "folder that paths are relative to"),
    KeySpec("period", "{every: month, last: 13}", required: true),
    KeySpec("calendar", "{timezone: Europe/Berlin}"),
    KeySpec("currency", "{report_in: EUR, rates: fx.csv}"),
    KeySpec("extract", "inputs: name → profile and files", required: true),
    KeySpec("normalize", "channels, customers, revenue"), KeySpec("aggregate", "by, kpis, assume, checks"),
    KeySpec("render", "reports and tables", required: true),
  ]

  static let periodKeys: [KeySpec] = [
    KeySpec(
      "every",
      "day, week, month, quarter, half, year, or so many days such as 28 days, the newest of which end on the last full day",
      required: true),
    KeySpec("last", "how many finished periods"),
    KeySpec(
      "to_date",
      "yes: with `last`, the newest period is the one that is under way, up to the last full day; every other counts as many of its first days (default: no)"
    ),
    KeySpec("from", "first day"), KeySpec("to", "last day"),
    KeySpec("only", "one period, such as 2026-02, 2026-Q1 or FY2025-Q1"),
    KeySpec("compare_with", "previous_month, same_month_last_year"),
  ]

  static let calendarKeys: [KeySpec] = [
    KeySpec("timezone", "IANA name such as Europe/Berlin", required: true),
    KeySpec("week_starts", "monday or sunday (default: monday, ISO 8601)"),
    KeySpec("fiscal_year_starts", "month in which the year begins, such as april (default: january)"),
    KeySpec("fiscal_year_named_after", "start or end: the calendar year that names it"),
    KeySpec(
      "fiscal_months", "calendar, 4-4-5, 4-5-4 or 5-4-4: weeks per month of a quarter (default: calendar)"),
    KeySpec(
      "nonexistent_times",
      "reject or shift_forward: local times that clocks skipped; 02:30 becomes 03:30 (default: reject)"),
    KeySpec(
      "ambiguous_times",
      "first, second or reject: local times that came twice, where no offset is stated (default: first)"),
  ]

  static let currencyKeys: [KeySpec] = [
    KeySpec("report_in", "currency of the report", required: true),
    KeySpec(
      "rates",
      "CSV files with day,from,to,rate; a day may be a month (2026-02) or quarter (2026-Q1), for an average. A row of several days, such as a month's cost, is converted at the rate of its first"
    ),
    KeySpec("rates_are", "month_average or quarter_average, where the files date averages by a day"),
    KeySpec("through", "a third currency to convert through where no rate joins two: EUR"),
    KeySpec("if_rate_missing", "fail, reject or use_previous, or [use_previous, reject] (default: fail)"),
    KeySpec("no_older_than", "how old a previous rate may be: 5 days"),
    KeySpec("rounding", "half_even or half_up: how figures are rounded at display (default: half_even)"),
  ]

  static let inputKeys: [KeySpec] = [
    KeySpec("profile", "tool/export, or a profile file beside the pipeline file", required: true),
    KeySpec(
      "files",
      "path below the root, or a pattern: * stands for any signs but /, ? for one, all others for themselves; or a list",
      required: true),
    KeySpec("timezone", "the source's own zone, over that of its profile"),
    KeySpec("currency", "currency where the file states none"),
    KeySpec("required", "yes: the run fails without it, or without a record in it"),
    KeySpec(
      "history_since",
      "day from which the history is complete: before it nobody is new, and nothing is compared"),
    KeySpec(
      "nothing_after",
      "last day of a tool that was given up: later days had nothing, and are not missed; those before it are"),
    KeySpec("columns", "heading → field"),
    KeySpec("must_reach", "the day its data must reach, else the report says so: \(Reach.samples)"),
    KeySpec(
      "ids_of",
      "whose customer and account ids the files hold, a name of yours: inputs of one name share their ids (default: the tool, what stands before / in the profile's name)"
    ),
    KeySpec("rejected_rows_at_most", "the limit of this input alone: \(RejectLimit.samples)"),
    KeySpec(
      "covers",
      "days the files cover, such as 2026-03-01 to 2026-03-31, where they do not say: rows without a day are of these, and days without a row had nothing"
    ),
    KeySpec(
      "spread",
      "evenly_over_days: a cost of a month, quarter or range of days counts on each of them (default: only in periods that hold it whole)"
    ),
    KeySpec(
      "negative_amounts",
      "refunds or revenue: what an order's amount below 0 is (default: refunds; revenue where rows sum up many orders)"
    ),
    KeySpec(
      "overlap",
      "latest_wins, add_up or refuse: where files of the input state the same (default: latest_wins; costs without `exported:` add up)"
    ),
    KeySpec(
      "several_rows",
      "refuse, add_up or count_once: where a file has several rows of one order, deal, contract or lead's stage (default: refuse; count_once for stages)"
    ),
    KeySpec(
      "stages",
      "what an account of a CRM calls its stages, over those of the profile: {won: [Signed], lost: [No answer]}; of leads: {mql: [Marketing qualified]}"
    ),
    KeySpec("exported", "how the day of the export stands in the files' names, such as yyyy-MM-dd"),
    KeySpec(
      "still_changing_for", "how long the tool corrects its figures: 3 days; newer ones are provisional"),
    KeySpec("numbers", "a sample such as 1.234,56"), KeySpec("dates", "a pattern such as dd.MM.yyyy"),
    KeySpec("encoding", "such as windows-1251"),
    KeySpec(
      "tables",
      "which tables are meant, where a file holds several: patterns of members, sheets or titles (default: all that fit)"
    ),
    KeySpec("channel", "channel of every row"),
    KeySpec(
      "grain",
      "account, campaign, ad_group, ad or term: what counts where files of several grains state the same days"
    ),
    KeySpec("campaigns", "how its campaigns are named: {pattern: <country>_<objective>}"),
    KeySpec("source", "source of every row"),
    KeySpec("medium", "medium of every row"), KeySpec("campaign", "campaign of every row"),
    KeySpec(
      "new_columns",
      "note, error or ignore: columns that only some of the input's files have (default: note)"),
    KeySpec(
      "missing_columns",
      "note, error or ignore: columns that a file lacks and others have, or that figures need (default: note)"
    ),
  ]

  static let columnKeys: [KeySpec] = [
    KeySpec("field", "our name of the field", required: true),
    KeySpec("as", "type, such as money or date dd.MM.yyyy"),
    KeySpec("includes_vat", "the tax that the amounts include, such as 20%: figures are without it"),
    KeySpec("negate", "yes: amounts are stated with the opposite sign, such as refunds below 0"),
    KeySpec("nulls", "texts that mean \"not stated\" in a column of texts or ids, such as [0, guest]"),
    KeySpec("blank", "0: an empty cell of a count or an amount means 0 (default: it states nothing)"),
  ]

  static let normalizeKeys: [KeySpec] = [
    KeySpec("channels", "rules, read from the top"),
    KeySpec("source_aliases", "the one name of a traffic source → its others: {facebook: [fb, meta]}"),
    KeySpec(
      "conversions",
      "an action → the names it has in exports: {purchase: [Kauf, Bestellung]}; the catalog knows those of the platforms"
    ),
    KeySpec("campaigns", "how campaigns are named: {pattern: <country>_<objective>}"),
    KeySpec(
      "dimensions",
      "dimensions of your own, for `columns` of inputs: [brand, market]; or with titles: {brand: {title: {en: Brand, ru: Марка}}}, also for parts of campaigns' names"
    ),
    KeySpec("customer_is", "order, deal or stage"),
    KeySpec(
      "revenue_is",
      "orders, won deals, orders and won deals (a deal's orders counted once), or orders net of tax, discount and shipping"
    ),
    KeySpec("orders", "whose channel and campaign orders have that state none"),
    KeySpec("refunds", "when money given back counts, and at which day's rate"),
    KeySpec("shared_costs", "costs that channels share, and the keys by which they do"),
    KeySpec("people", "who counts as one person; with it, the report counts people and keys that contradict"),
    KeySpec("accounts", "customers are accounts: who counts as one"),
    KeySpec("own_names", "names under which figures of the market state ourselves: [Acme, Acme Inc.]"),
    KeySpec(
      "rejected_rows_at_most",
      "\(RejectLimit.samples), over all inputs without a limit of their own: beyond it the run is incomplete (exit 3), within it nothing is told; figures of periods of which more of an input was rejected are incomplete (default: half of each input and file, all is told, and any rejected row marks its period)"
    ),
  ]

  static let aggregateKeys: [KeySpec] = [
    KeySpec("by", "dimensions: [channel, campaign]"),
    KeySpec(
      "kpis",
      "names, variants such as {win_rate: value}, or own KPIs; reports show the first ones, in this order"),
    KeySpec("assume", "what no export says: {gross_margin: 42%}"),
    KeySpec("experiments", "what was planned of them: [{name: checkout, planned_exposures: 20000}]"),
    KeySpec("alerts", "what of the figures is to be told: limits, jumps, trends, drifts, unusual values"),
    KeySpec("engagement", "what touches of accounts are worth: {weights: {visit: 1, demo_request: 10}}"),
    KeySpec(
      "pipeline_contribution", "what of new deals is marketing's: {marketing_channels: [Paid Search, Email]}"),
    KeySpec("targets", "what figures are to be: [{kpi: roas, at_least: 3}]"),
    KeySpec("campaign_review", "how planned campaigns are reviewed: {verdicts: […]}"),
    KeySpec("checks", "{control_totals: must_match}"),
    KeySpec(
      "small_below",
      "rates, costs and averages of fewer things than this are marked as resting on little; 0 marks none; default 30"
    ),
    KeySpec(
      "cohorts_mature_after_days",
      "shares of those who came in a period are provisional until so many days have passed since its last one; default 90"
    ),
    KeySpec(
      "groups_at_most",
      "how many groups of a dimension report.json lists, the largest by the first KPI (default: 10000)"),
  ]

  static let reportKeys: [KeySpec] = [
    KeySpec("languages", "such as [en, zh-Hans, ru]"), KeySpec("formats", "html, markdown", required: true),
    KeySpec("output", "folder, with <pipeline>, <period>, <as-of>", required: true),
    KeySpec("sections", "in order", required: true),
    KeySpec(
      "rejects", "a file of all rejected records beside the report: rejects.csv, or a mapping (default: none)"
    ),
  ]

  static let sectionKeys: [KeySpec] = [
    KeySpec("sort_by", "one of the report's KPIs; its column is shown (default: the first that has a total)"),
    KeySpec("rows", "how many rows before the rest is summed up (default: 50)"),
  ]

  static let tableKeys: [KeySpec] = [
    KeySpec("by", "dimensions and a grain", required: true), KeySpec("columns", "KPIs", required: true),
    KeySpec("headings", "name → heading"),
    KeySpec("decimals", "name → decimals"),
    KeySpec("rounding", "half_even or half_up (default: that of `currency:`)"),
    KeySpec("undefined_as", "text where there is no value"),
    KeySpec("hide_all_zero", "yes: leave out rows of zeros"), KeySpec("order", "columns to sort by"),
  ]
}
