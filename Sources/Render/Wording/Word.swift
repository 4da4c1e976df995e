// Long because every fixed word of a report stands in this one list.

/// Every fixed word and sentence of a report: the keys of `words` and `plurals` in a language file.
///
/// Placeholders are given with each group. A key is text or a plural form in a file, not both.
package enum Word: String, CaseIterable, Hashable, Sendable {
  // Frame
  case period, currency
  case comparedWith = "compared_with"
  case timeZone = "time_zone"
  case asOf = "as_of"
  /// `{weekday} {day}`
  case dayWithWeekday = "day_with_weekday"
  /// `{period} {days}`
  case periodWithDays = "period_with_days"
  case periodToDate = "period_to_date"
  case periodOfDays = "period_of_days"
  case notAvailable = "not_available"
  case provisional, incomplete
  /// `{value}`
  case inPart = "in_part"
  case summary, notes, source
  case showData = "show_data"
  case listSeparator = "list_separator"
  /// `{first} {last}`
  case daySpan = "day_span"
  /// `{term} {text}`
  case labelled
  case yes, no

  // Comparisons: as names, then behind a change
  case previousDay = "previous_day"
  case previousWeek = "previous_week"
  case previousMonth = "previous_month"
  case previousQuarter = "previous_quarter"
  case previousHalf = "previous_half"
  case previousYear = "previous_year"
  case previousDays = "previous_days"
  case sameDaysLastYear = "same_days_last_year"
  case sameDayLastYear = "same_day_last_year"
  case sameWeekLastYear = "same_week_last_year"
  case sameMonthLastYear = "same_month_last_year"
  case sameQuarterLastYear = "same_quarter_last_year"
  case sameHalfLastYear = "same_half_last_year"
  case sameWeekdayLastWeek = "same_weekday_last_week"
  case sameWeekdayLastYear = "same_weekday_last_year"
  /// `{base} {period}`: the base figure of a comparison.
  case comparisonBase = "comparison_base"
  case better, worse, unchanged
  case higherIsBetter = "higher_is_better"
  case lowerIsBetter = "lower_is_better"
  /// `{n}` with sign
  case points = "percentage_points"
  case scorePoints = "score_points"
  /// `{n}`
  case daysAmount = "days_amount", hoursAmount = "hours_amount"
  case noComparison = "no_comparison"

  // Summary: `{kpi} {value}`, `{change} {comparison}`, `{label} {from} {to} {kpi}`
  case summaryFigure = "summary_figure"
  case summaryToDate = "summary_to_date"
  case summaryNoCounterpart = "summary_no_counterpart"
  case summaryFigureChange = "summary_figure_change"
  case summaryMover = "summary_mover"
  case summaryMissingInput = "summary_missing_input"
  case summaryRejected = "summary_rejected"
  case summaryNoRows = "summary_no_rows"
  case summaryRowsEnd = "summary_rows_end"
  case inputUpTo = "input_up_to"
  case summaryNothingMissing = "summary_nothing_missing"
  case summaryDoesNotAddUp = "summary_does_not_add_up"
  case summaryChecks = "summary_checks"

  // Targets: `{value}`, `{goal} {stated}`, `{n} {met}`, `{place}`
  case keyFigure = "key_figure"
  case target, actual, achievement, result
  case targetPlace = "target_place"
  case targetAtLeast = "target_at_least"
  case targetAtMost = "target_at_most"
  case targetStated = "target_stated"
  case targetMet = "target_met"
  case targetMissed = "target_missed"
  case targetNoData = "target_no_data"
  case targetUnderWay = "target_under_way"
  case targetMarks = "target_marks"
  case noteNoAchievement = "note_no_achievement"
  case noteTargetOpen = "note_target_open"
  case noteAchievement = "note_achievement"
  case noteNoSuchGroup = "note_no_such_group"
  case summaryTargets = "summary_targets"
  case summaryTargetsOpen = "summary_targets_open"

  // Campaigns reviewed: `{day}`, `{n}`, `{kpi} {value} {goal}`, `{kpi} {reason}`, `{elapsed} {planned}`, `{n} {verdicts}`
  case verdict
  case verdictInvest = "verdict_invest"
  case verdictKeep = "verdict_keep"
  case verdictImprove = "verdict_improve"
  case verdictStop = "verdict_stop"
  case verdictBecause = "verdict_because"
  case verdictElse = "verdict_else"
  case verdictNone = "verdict_none"
  case verdictUnknown = "verdict_unknown"
  case reviewDays = "review_days"
  /// `{day}`
  case reviewOpen = "review_open"
  case reviewUntil = "review_until"
  case reviewOver = "review_over"
  case reviewCountsOn = "review_counts_on"
  /// `{campaign} {names}`
  case reviewOtherNames = "review_other_names"
  case noCampaigns = "no_campaigns"
  case noteCostOfPlan = "note_cost_of_plan", noteNoCostNamesIt = "note_no_cost_names_it"
  case noteNotAllStated = "note_not_all_stated"
  case noteOfOneCampaign = "note_of_one_campaign"
  case summaryVerdicts = "summary_verdicts"

  // Checks: `{share} {amount} {total} {limit}`, `{n} {campaigns}`, `{file} {day} {as_of}`, `{input} {day} {wanted}`
  case check, checks
  case checkLimit = "check_limit"
  case checkFound = "check_found"
  case checkPassed = "check_passed"
  case checkNotPassed = "check_not_passed"
  case checkNothing = "check_nothing"
  case checkOpen = "check_open"
  case checkSpendWithoutChannel = "check_spend_without_channel"
  case checkGrainGaps = "check_grain_gaps"
  case checkClicksOverImpressions = "check_clicks_over_impressions"
  case checkFutureDates = "check_future_dates"
  case checkDoubleClaim = "check_double_claim"
  case checkNoSpend = "check_no_spend"
  case checkNoGrains = "check_no_grains"
  case checkNoClicks = "check_no_clicks"
  case checkNoFiles = "check_no_files"
  case checkNoTotals = "check_no_totals"
  case checkStatedRatios = "check_stated_ratios"
  case checkNoRatios = "check_no_ratios"
  case checkNothingClaimed = "check_nothing_claimed"
  /// `{check} {reason}`
  case noteNothingChecked = "note_nothing_checked"
  case noteCheckOpen = "note_check_open"
  case checkFreshness = "check_freshness"
  case noteSpendWithoutChannel = "note_spend_without_channel"
  case noteClicksOverImpressions = "note_clicks_over_impressions"
  case noteFutureDates = "note_future_dates"
  /// `{place} {ratio} {n} {compared} {stated} {computed}`
  case noteStatedRatios = "note_stated_ratios"
  case noteNotFresh = "note_not_fresh"
  case noteNothingToReach = "note_nothing_to_reach"

  // Breakdowns
  case total, other, share, change
  /// `{n}`
  case otherCount = "other_count"
  /// `{names} {reason}`: columns and rows of a table without any figure
  case foldedColumns = "folded_columns"
  case foldedRows = "folded_rows"
  case noteNoneStated = "note_none_stated"
  case sharedCosts = "shared_costs"
  case notSet = "not_set"
  /// `{column}`
  case sortedBy = "sorted_by"
  /// `{column} {comparison} {period}`
  case changeAgainst = "change_against"
  case noRows = "no_rows"

  // Trends
  case trend, value
  case lastYear = "last_year"
  /// `{first} {last} {low} {high}`
  case trendDescription = "trend_description"
  case gap

  // Data quality
  case whatToKnow = "what_to_know"
  case everyRow = "every_row"
  /// `{n} {records} {accepted} {filtered} {rejected}`
  case everyRowLead = "every_row_lead"
  /// The same with `{repeated}`.
  case everyRowLeadRepeated = "every_row_lead_repeated"
  /// Rows that are stated more than once and don't count.
  case repeated
  case rowsUnaccounted = "rows_unaccounted"
  case input, profile, tool, file, lines, records, events, accepted, filtered, rejected, line, column, reason
  case rows
  case newestDay = "newest_day"
  case moneyCheck = "money_check"
  case measure
  case controlTotal = "control_total"
  case controlMatches = "control_matches"
  /// `{total}`
  case controlRounded = "control_rounded"
  case currencyUnknown = "currency_unknown"
  case currencyNotStated = "currency_not_stated"
  case controlDiffers = "control_differs"
  case noControlTotal = "no_control_total"
  case addsUp = "adds_up"
  case doesNotAddUp = "does_not_add_up"
  case rejectedRows = "rejected_rows"
  case whatToDo = "what_to_do"
  case missingInput = "missing_input"
  /// `{input} {reason}`
  case inputMissing = "input_missing"
  /// `{input} {days}`
  case inputDaysMissing = "input_days_missing"
  case inputRequired = "input_required", inputOptional = "input_optional"
  /// `{input} {note}`
  case inputNote = "input_note"
  /// `{n}`
  case ofThemDuplicate = "of_them_duplicate", ofThemReplaced = "of_them_replaced"
  /// `{measure} {day} {before} {now}`
  case restatedFigure = "restated_figure"
  /// `{measure} {day} {before} {now} {n}`
  case restatedOften = "restated_often"
  /// `{measure} {day} {dimension} {before} {now}`
  case restatedOrigin = "restated_origin"
  /// `{measure} {day} {dimension} {before} {now} {n}`
  case restatedOriginOften = "restated_origin_often"
  /// No amount at all.
  case nothing
  /// `{name} {amount}`
  case nameWithAmount = "name_with_amount"
  /// `{n}`
  case restatedMore = "restated_more"
  /// `{n} {input} {places}`
  case noteStanding = "note_standing"
  /// `{n} {places}`
  case noteRowsAlike = "note_rows_alike"
  case noteRowsRepeated = "note_rows_repeated"
  case noteRowsRepeatedAmounts = "note_rows_repeated_amounts"
  /// `{n} {columns} {places}`
  case noteRowsUnmatched = "note_rows_unmatched"
  case noteRowsUnmatchedAmounts = "note_rows_unmatched_amounts"
  /// `{n} {channel} {rule}`
  case channelByRule = "channel_by_rule"
  /// `{n} {channel}`
  case channelStated = "channel_stated", channelByNoRule = "channel_by_no_rule"
  case channelOfDeal = "channel_of_deal", channelOfOrder = "channel_of_order"
  /// `{n}`
  case channelRulesMore = "channel_rules_more"
  /// `{n} {reason}`
  case filteredBecause = "filtered_because"
  case noFiles = "no_files"
  /// `{label} {measure} {total} {reason}`
  case totalExplained = "total_explained"
  /// `{label} {measure} {total} {sum}`
  case totalDiffers = "total_differs"
  /// `{stated} {read}`
  case rowsDiffer = "rows_differ"
  /// `{column} {files}`
  case columnNew = "column_new"
  case columnMissing = "column_missing"
  /// `{column} {heading} {files}`
  case columnRenamed = "column_renamed"
  case columnPassedOver = "column_passed_over"
  /// `{file} {n} {tables}`
  case tablesUnread = "tables_unread"
  case sheetsHidden = "sheets_hidden"
  /// `{n} {input} {coarse} {fine} {coarse_spend} {fine_spend} {gap} {share} {counted}`
  case grainGap = "grain_gap"
  case grainApart = "grain_apart"
  case grainSame = "grain_same"
  case grainDiffers = "grain_differs"
  case grainAccount = "grain_account"
  case grainCampaign = "grain_campaign"
  case grainAdGroup = "grain_ad_group"
  case grainAd = "grain_ad"
  case grainTerm = "grain_term"
  case namesOutside = "names_outside"
  /// `{n} {input} {events} {checked} {patterns}`
  case namesOutsideLead = "names_outside_lead"
  // Campaigns of costs and of traffic
  case auditCampaigns = "audit_campaigns"
  case auditMatched = "audit_matched"
  case auditMatchedByAlias = "audit_matched_by_alias"
  case auditSpendWithoutTraffic = "audit_spend_without_traffic"
  case auditTrafficWithoutSpend = "audit_traffic_without_spend"
  case marketWho = "market_who"
  case marketOwn = "market_own"
  case marketUnnamed = "market_unnamed"
  case marketRest = "market_rest"
  case marketWhole = "market_whole"
  case marketShare = "market_share"
  case marketMentions = "market_mentions"
  case marketVoice = "market_voice"
  case marketAware = "market_aware"
  case marketAwareAided = "market_aware_aided"
  case marketAskedAided = "market_asked_aided"
  /// `{names}`
  case marketFewerSegments = "market_fewer_segments"
  case marketAsked = "market_asked"
  case marketKnow = "market_know"
  case marketHow = "market_how"
  case marketAided = "market_aided"
  case marketUnaided = "market_unaided"
  case marketWaves = "market_waves"
  case marketExceeded = "market_exceeded"
  case marketLonger = "market_longer"
  case marketSmallBase = "market_small_base"
  case marketIntervals = "market_intervals"
  case interval = "interval"
  case intervalOfChange = "interval_of_change"
  case intervalFromTo = "interval_from_to"
  case voiceSurvey = "voice_survey"
  case voiceAnswers = "voice_answers"
  case voiceBest = "voice_best"
  case voiceWorst = "voice_worst"
  case voiceScore = "voice_score"
  case voiceNps = "voice_nps"
  case voiceCsat = "voice_csat"
  case voiceReviews = "voice_reviews"
  case voiceIntervals = "voice_intervals"
  case voiceInvited = "voice_invited"
  case accountsCustomers = "accounts_customers"
  case accountsEngaged = "accounts_engaged"
  case accountsPoints = "accounts_points"
  case accountsPointsEach = "accounts_points_each"
  case accountsNoTier = "accounts_no_tier"
  case accountsEachTouch = "accounts_each_touch"
  case accountsWeights = "accounts_weights"
  case accountsHalfLife = "accounts_half_life"
  case accountsFromPoints = "accounts_from_points"
  case accountsFromTouches = "accounts_from_touches"
  case accountsTouches = "accounts_touches"
  case accountsUnweighted = "accounts_unweighted"
  case accountsContradicted = "accounts_contradicted"
  case costsEach = "costs_each"
  case costsMark = "costs_mark"
  case costsHigh = "costs_high"
  case costsLow = "costs_low"
  case costsNone = "costs_none"
  case costsSince = "costs_since"
  case costsRule = "costs_rule"
  case costsSame = "costs_same"
  case costsTooFew = "costs_too_few"
  case costsOpen = "costs_open"
  case costsMore = "costs_more"
  case cohortMonth = "cohort_month"
  case cohortAll = "cohort_all"
  case cohortsWon = "cohorts_won"
  case cohortsMqls = "cohorts_mqls"
  case cohortsSqls = "cohorts_sqls"
  case cohortsCustomers = "cohorts_customers"
  case cohortsRetention = "cohorts_retention"
  case cohortsAges = "cohorts_ages"
  case cohortsPooled = "cohorts_pooled"
  case cohortsNobody = "cohorts_nobody"
  case cohortsNoHistory = "cohorts_no_history"
  case cohortsMoreAges = "cohorts_more_ages"
  case repsNobody = "reps_nobody"
  case repsWinRate = "reps_win_rate"
  case repsCycle = "reps_cycle"
  case repsResponse = "reps_response"
  case repsDays = "reps_days"
  case repsMore = "reps_more"
  case noteMoreFigures = "note_more_figures"
  /// `{n}`
  case auditMore = "audit_more"
  /// `{campaign} {spend} {channels} {amounts} {others}`
  case auditChannelsApart = "audit_channels_apart"

  // Alerts: `{limit}`, `{limit} {comparison}`, `{low} {high}`, `{n} {amount}`
  case alert
  case alertWhere = "alert_where"
  case alertAgainst = "alert_against"
  case alertSince = "alert_since"
  case alertAbove = "alert_above"
  case alertBelow = "alert_below"
  case alertRose = "alert_rose"
  case alertFell = "alert_fell"
  case alertUnusualHigh = "alert_unusual_high"
  case alertUnusualLow = "alert_unusual_low"
  case alertFalling = "alert_falling"
  case alertRising = "alert_rising"
  case alertDriftsDown = "alert_drifts_down"
  case alertDriftsUp = "alert_drifts_up"
  /// `{limit}`
  case alertOfBase = "alert_of_base"
  /// `{base} {from} {to}`
  case alertUsual = "alert_usual"
  /// `{amount}`
  case alertBeyond = "alert_beyond"
  case alertLimit = "alert_limit"
  case alertExpected = "alert_expected"
  case alertExpectedShort = "alert_expected_short"
  case alertSlopeDays = "alert_slope_days"
  case alertSlopeMonths = "alert_slope_months"
  /// `{n} {period}`
  case alertSinceRun = "alert_since_run"
  /// `{n}`
  case alertsQuiet = "alerts_quiet"
  case alertsMore = "alerts_more"
  /// `{day}`
  case alertsUnfinished = "alerts_unfinished"
  /// `{n} {alert} {known} {needed}`
  case alertNoHistory = "alert_no_history"
  /// `{n} {alert} {reason}`
  case alertNoValue = "alert_no_value"
  case alertYoung = "alert_young"
  case alertIncomplete = "alert_incomplete"
  case alertNoBase = "alert_no_base"
  /// `{n} {alerts}`
  case summaryAlerts = "summary_alerts"

  // Experiments
  case experimentRate = "experiment_rate"
  case experimentDifference = "experiment_difference"
  case experimentChance = "experiment_chance"
  case lessThan = "less_than"
  case equalTo = "equal_to"
  case experimentVerdict = "experiment_verdict"
  case experimentValueEach = "experiment_value_each"
  case experimentControl = "experiment_control"
  case experimentUnclear = "experiment_unclear"
  /// `{value} {low} {high}`
  case experimentInterval = "experiment_interval"
  /// `{variant} {control} {difference}`
  case experimentWinner = "experiment_winner"
  /// `{control}`
  case experimentNoWinner = "experiment_no_winner"
  /// `{n} {planned}`
  case experimentInterim = "experiment_interim"
  /// `{difference}`
  case experimentDetectable = "experiment_detectable"
  case experimentUnplanned = "experiment_unplanned"
  /// `{n}`
  case experimentRejected = "experiment_rejected"
  /// `{chance}`
  case experimentSampleRatio = "experiment_sample_ratio"
  case experimentOneVariant = "experiment_one_variant"
  /// `{variant}`
  case experimentNoControl = "experiment_no_control"
  case experimentNoExposures = "experiment_no_exposures"
  case experimentTooMany = "experiment_too_many"
  case experimentOtherSplit = "experiment_other_split"
  case experimentMethod = "experiment_method"
  case experimentsNone = "experiments_none"
  case experimentNoRows = "experiment_no_rows"
  case measureExposures = "measure_exposures"
  case measureVariantConversions = "measure_variant_conversions"
  case measureVariantValue = "measure_variant_value"
  case dimensionExperiment = "dimension_experiment"
  case dimensionVariant = "dimension_variant"

  // Definitions
  case formula
  case withNumbers = "with_numbers"
  case assumptions
  case noValue = "no_value"
  /// `{a} {b}`
  case ifZero = "if_zero"
  /// `{a}`
  case functionPrevious = "function_previous"
  case functionYearAgo = "function_year_ago"
  case functionTotal = "function_total"
  case functionWhere = "function_where"
  case functionYearToDate = "function_year_to_date"
  /// `{a} {n}`
  case functionRolling = "function_rolling"

  // Footer
  case reproduce
  case madeWith = "made_with"
  case pipeline
  case pipelineHash = "pipeline_hash"
  case command
  case contentHash = "content_hash"

  // Notes that the pipeline gives. `{measure}`: a measure's word
  case noteDivisionByZero = "note_division_by_zero"
  case noteNoData = "note_no_data"
  case noteNoHistory = "note_no_history"
  case notePublishedKey = "note_published_key"
  /// `{n} {records} {without}`
  case notePeople = "note_people"
  /// `{n} {all}`
  case noteOrdersOfSeveral = "note_orders_of_several"
  case noteEmailsOfSeveral = "note_emails_of_several"
  case noteCustomersOfSeveral = "note_customers_of_several"
  case noteNotStated = "note_not_stated"
  /// `{input} {day}`
  case noteBeforeHistory = "note_before_history"
  case notePlanWithoutEnd = "note_plan_without_end"
  case noteUnderWay = "note_under_way"
  case noteNegativeBase = "note_negative_base"
  case noteCampaignToDate = "note_campaign_to_date"
  case noteNoRows = "note_no_rows"
  /// `{input} {day}`
  case noteEndsBefore = "note_ends_before"
  /// `{input}`
  case noteInputMissing = "note_input_missing"
  /// `{file}`
  case noteFileCutOff = "note_file_cut_off"
  /// `{input}`
  case noteLongerRowsOf = "note_longer_rows_of"
  case noteMostlyRejected = "note_mostly_rejected"
  /// `{input} {n} {all}`
  case noteHeldOpen = "note_held_open"
  /// `{n}`
  case noteNameless = "note_nameless"
  case noteMoreClicks = "note_more_clicks"
  case noteNoCycle = "note_no_cycle"
  /// `{dimension} {n} {all} {measure}`
  case noteUnnamed = "note_unnamed"
  /// `{dimension} {n} {all} {measure} {amount}`
  case noteUnnamedMoney = "note_unnamed_money"
  /// `{dimension} {n} {all} {measure} {least} {amount}`
  case noteUnnamedMoneyBetween = "note_unnamed_money_between"
  /// `{dimension} {measure}`
  case noteNamedByNone = "note_named_by_none"
  case noteLongerRows = "note_longer_rows"
  /// `{input} {days}`
  case noteOnlyByAction = "note_only_by_action"
  case noteOverlappingClaims = "note_overlapping_claims"
  case noteCountedTwice = "note_counted_twice"
  /// `{measure} {period}`
  case noteNotStatedIn = "note_not_stated_in"
  case noteNoSuchPeriod = "note_no_such_period"
  case noteNotAdditive = "note_not_additive"
  /// `{measure} {inputs}`
  case noteNotComparable = "note_not_comparable"
  /// `{measure} {n} {all}`
  case notePartlyStated = "note_partly_stated"
  case notePartlyStatedBeside = "note_partly_stated_beside"
  case noteInPart = "note_in_part"
  case noteNeverBeside = "note_never_beside"
  case noteNotStatedBy = "note_not_stated_by"
  case noteChannelsUntold = "note_channels_untold"
  /// `{kpi}`
  case noteOfAllChannels = "note_of_all_channels"
  case noteUnstatedWhere = "note_unstated_where"
  case noteNamesNobody = "note_names_nobody"
  case noteAfterAsOf = "note_after_as_of"
  case noteWeeksDiffer = "note_weeks_differ"
  case noteSeveralSources = "note_several_sources"
  case noteOverlappingFigures = "note_overlapping_figures"
  case notePartOfPeriod = "note_part_of_period"
  case noteOtherSegments = "note_other_segments"
  /// `{measure} {day}`
  case noteLevelAsOf = "note_level_as_of"
  /// `{measure} {days} {all}`
  case noteLevelAverage = "note_level_average"
  /// `{measure} {things}`
  case noteLevelNotStated = "note_level_not_stated"
  /// `{measure} {day}`
  case noteLevelTwice = "note_level_twice"
  /// `{measure}`
  case noteLevelOthers = "note_level_others"
  /// `{measure} {other}`
  case noteSegmentsDiffer = "note_segments_differ"
  case notePlansPartlyStated = "note_plans_partly_stated"
  case noteDivisorIsZero = "note_divisor_is_zero"
  /// `{input} {days}`
  case noteCoversOnly = "note_covers_only"
  case noteCoversNone = "note_covers_none"
  case noteCampaignsInPart = "note_campaigns_in_part"
  /// `{n}`
  case noteYoungCohort = "note_young_cohort"
  case noteSmall = "note_small"
  /// `{notes}`
  case noteSeveral = "note_several"
  case noteNoProbability = "note_no_probability"
  case noteCostsUnknown = "note_costs_unknown"
  case noteTouchesUnknown = "note_touches_unknown"
  /// `{channel}`
  case noteUnknownMarketingChannel = "note_unknown_marketing_channel"
  case noteClaimed = "note_claimed"
  case noteClaimedTwice = "note_claimed_twice"
  case noteCountsAsZero = "note_counts_as_zero"
  /// `{assumption} {value}`
  case noteAssumed = "note_assumed"
  /// `{assumption}`
  case noteNotAssumed = "note_not_assumed"
  case noteProvisional = "note_provisional"
  /// `{day}`
  case noteUnfinished = "note_unfinished"
  case noteRatesFrom = "note_rates_from"
  /// `{kinds} {files}`
  case noteRatesOfKinds = "note_rates_of_kinds"
  /// `{measure} {rate}`
  case noteIncludesVAT = "note_includes_vat"
  case ratesDay = "rates_day"
  case ratesWeek = "rates_week"
  case ratesMonth = "rates_month"
  case ratesQuarter = "rates_quarter"
  case ratesHalf = "rates_half"
  case ratesYear = "rates_year"
  /// `{n} {currency} {path} {days} {files}`
  case noteConverted = "note_converted"
  case pathDirect = "path_direct"
  case pathInverse = "path_inverse"
  /// `{base}`
  case pathThrough = "path_through"
  case noteRatesAge = "note_rates_age"
  /// `{n} {from} {to} {days} {lines}`
  case noteRatesContradict = "note_rates_contradict"
  case noteOneCurrency = "note_one_currency"
  case noteUnconverted = "note_unconverted"
  case noteNoChannel = "note_no_channel"
  case noteTimeZoneOfInput = "note_time_zone_of_input"
  /// `{zone} {report}`
  case noteTimesConverted = "note_times_converted"
  case noteTimeZoneUnknown = "note_time_zone_unknown"
  case noteSpread = "note_spread"
  case noteDayOrder = "note_day_order"
  case noteThousands = "note_thousands"
  /// `{parameter}`
  case noteUndividedParameters = "note_undivided_parameters"
  case noteRefundsWithTax = "note_refunds_with_tax"
  case noteNoLineEnd = "note_no_line_end"
  case noteCutOff = "note_cut_off"
  case noteNamelessCustomers = "note_nameless_customers"
  case noteTotalsMissing = "note_totals_missing"
  case noteCutInRow = "note_cut_in_row"
  case noteInputsAlike = "note_inputs_alike"
  case noteRangesTwice = "note_ranges_twice"
  /// `{file} {other} {columns} {days}`
  case noteColumnsTwice = "note_columns_twice"
  /// `{input} {files} {days}`
  case noteColumnsCountedTwice = "note_columns_counted_twice"
  case noteDoubtfulCorrection = "note_doubtful_correction"
  case noteSameFile = "note_same_file"
  case noteNoneKept = "note_none_kept"
  /// `{dimension} {names}`
  case noteSpellingsBySpace = "note_spellings_by_space"
  /// `{input} {n} {all} {stages}`
  case noteUnnamedStages = "note_unnamed_stages"
  case noteNoStageNamed = "note_no_stage_named"
  case noteStagesCalledClosed = "note_stages_called_closed"
  /// `{name} {amount} {key}`
  case noteAllocatedBy = "note_allocated_by"
  case noteNotAllocated = "note_not_allocated"
  /// `{name} {amount} {channels}`
  case noteAllocatedEqually = "note_allocated_equally"
  /// `{name} {amount} {shares}`
  case noteAllocatedFixed = "note_allocated_fixed"
  /// `{n}`
  case noteUnknownOrders = "note_unknown_orders", noteFilteredOrders = "note_filtered_orders"
  case noteRejectedOrders = "note_rejected_orders"
  /// `{n} {dimension}`
  case noteOrdersDiffer = "note_orders_differ"
  /// `{n} {amounts}`
  case noteCountedAsDeals = "note_counted_as_deals"
  /// `{n} {amounts} {place}`
  case noteRefundsBeforeOrder = "note_refunds_before_order"
  case noteRefundsBeyondOrder = "note_refunds_beyond_order"
  /// `{n} {amounts}`
  case noteIdsOnSeveralDays = "note_ids_on_several_days"
  case noteOrdersOnSeveralDays = "note_orders_on_several_days"
  case noteOrdersMoved = "note_orders_moved"
  /// `{n} {amounts}`
  case noteRefundsTwice = "note_refunds_twice"
  /// `{n} {file} {other}`
  case noteEquallyNew = "note_equally_new", noteMisordered = "note_misordered"
  case noteOrderGuessed = "note_order_guessed", noteShareLittle = "note_share_little"
  /// `{n} {input} {grain} {other} {other_grain}`
  case noteGrainsApart = "note_grains_apart"
  /// `{n} {input} {amounts}`
  case noteOrdersMultiplied = "note_orders_multiplied"
  /// `{n} {input}`
  case noteOrdersOfSeveralBuyers = "note_orders_of_several_buyers"
  case noteRowsContradict = "note_rows_contradict"
  /// `{n} {input} {rows}`
  case noteCountedOnce = "note_counted_once", noteStagesReachedAgain = "note_stages_reached_again"
  /// `{input} {other}`
  case noteAccountsApart = "note_accounts_apart"
  /// `{n}`
  case noteAmbiguousOrders = "note_ambiguous_orders"
  case noteRefundsInherit = "note_refunds_inherit"
  case noteOrdersInherit = "note_orders_inherit"
  case noteUnknownDeals = "note_unknown_deals"
  case noteAmbiguousDeals = "note_ambiguous_deals"
  case noteOrdersOfSeveralDeals = "note_orders_of_several_deals"
  case noteSpansPeriods = "note_spans_periods"
  /// `{channel} {measure} {claimed} {counted} {period}`
  case claimedTooMuch = "claimed_too_much"
  case claimedTooMuchBy = "claimed_too_much_by"
  /// `{columns}`
  case noteByAction = "note_by_action"
  case noteByActionBeside = "note_by_action_beside"
  /// `{measure} {days}`
  case noteClaimsByAction = "note_claims_by_action"
  /// `{actions} {claimed} {measure}`
  case noteUnknownActions = "note_unknown_actions"
  case noteRenamed = "note_renamed"
  case noteRestated = "note_restated"
  case noteOverlap = "note_overlap"
  case noteDoesNotReach = "note_does_not_reach"
  case noteNoFileMatches = "note_no_file_matches"
  /// `{file} {message}`, the message as on the terminal
  case noteUnreadable = "note_unreadable"
  /// `{file} {profile} {headings}`
  case noteUnreadHeadings = "note_unread_headings"
  /// `{file} {profile} {wanted}`
  case noteUnreadOther = "note_unread_other"
  /// `{file} {n} {reason}`
  case noteNoneUsable = "note_none_usable"
  /// `{file}`
  case noteNotUTF8 = "note_not_utf8"
  /// `{file}`
  case noteEmptyFile = "note_empty_file"
  /// `{file}`
  case noteNoPeriod = "note_no_period"
  /// `{file} {heading} {currency} {other} {other_currency}`
  case noteSeveralCurrencies = "note_several_currencies"
  /// `{input} {n} {records} {reasons}`
  case noteRejected = "note_rejected"
  case noteRatiosRecomputed = "note_ratios_recomputed"
  case noteChannelSet = "note_channel_set"
  case noteChannelSetSince = "note_channel_set_since"
  case noteChannelSetEarlier = "note_channel_set_earlier"
  case noteCredits = "note_credits"
  case noteAssumption = "note_assumption"

  // Why rows are left out
  case filterTotal = "filter_total"
  case filterFooter = "filter_footer"
  case filterNotKept = "filter_not_kept"
  case filterNotKeptTexts = "filter_not_kept_texts"
  case nameWithCount = "name_with_count"
  /// `{name} {count} {amounts}`
  case nameWithCountAndMoney = "name_with_count_and_money"
  case filterSpansPeriods = "filter_spans_periods"
  case filterOtherGrain = "filter_other_grain"
  case filterContainedAction = "filter_contained_action"

  // Why rows are rejected, and what to do about it
  case rejectMissingValue = "reject_missing_value"
  case rejectNotANumber = "reject_not_a_number"
  case rejectBadGrouping = "reject_bad_grouping"
  case rejectTooManyDecimals = "reject_too_many_decimals"
  case rejectSheetError = "reject_sheet_error"
  case rejectSpreadsheetDay = "reject_spreadsheet_day"
  case rejectWholeMonth = "reject_whole_month"
  case rejectRepeatedHeading = "reject_repeated_heading"
  case rejectSeveralValues = "reject_several_values"
  case rejectElementsInValue = "reject_elements_in_value"
  case rejectThousandsOrDecimals = "reject_thousands_or_decimals"
  case rejectOutOfRange = "reject_out_of_range"
  case rejectNotADate = "reject_not_a_date"
  case rejectNoSuchDay = "reject_no_such_day"
  case rejectNoSuchTime = "reject_no_such_time"
  case rejectOtherCurrency = "reject_other_currency"
  case rejectNoSuchLocalTime = "reject_no_such_local_time"
  case rejectAmbiguousLocalTime = "reject_ambiguous_local_time"
  case rejectUnknownZone = "reject_unknown_zone"
  case rejectEndsBeforeStart = "reject_ends_before_start"
  case rejectRangeTooLong = "reject_range_too_long"
  case rejectBadText = "reject_bad_text"
  case rejectUnknownValue = "reject_unknown_value"
  case rejectUnknownCurrency = "reject_unknown_currency"
  case rejectNoCurrency = "reject_no_currency"
  case rejectNoExchangeRate = "reject_no_exchange_rate"
  case rejectWrongFieldCount = "reject_wrong_field_count"
  case rejectStrayQuote = "reject_stray_quote"
  case rejectEventOrCounts = "reject_event_or_counts"
  case rejectOutOfScale = "reject_out_of_scale"
  case rejectNotAProbability = "reject_not_a_probability"
  case rejectMoreThanAsked = "reject_more_than_asked"
  case rejectNotACount = "reject_not_a_count"
  case rejectNegativeRefund = "reject_negative_refund"
  case rejectContradictingRefund = "reject_contradicting_refund"
  case rejectNegativePlan = "reject_negative_plan"
  case hintMissingValue = "hint_missing_value"
  case hintNotANumber = "hint_not_a_number"
  case hintBadGrouping = "hint_bad_grouping"
  case hintTooManyDecimals = "hint_too_many_decimals"
  case hintSheetError = "hint_sheet_error"
  case hintSpreadsheetDay = "hint_spreadsheet_day"
  case hintWholeMonth = "hint_whole_month"
  case hintRepeatedHeading = "hint_repeated_heading"
  case hintSeveralValues = "hint_several_values"
  case hintElementsInValue = "hint_elements_in_value"
  case hintThousandsOrDecimals = "hint_thousands_or_decimals"
  case hintOutOfRange = "hint_out_of_range"
  case hintNotADate = "hint_not_a_date"
  case hintNoSuchDay = "hint_no_such_day"
  case hintNoSuchTime = "hint_no_such_time"
  case hintOtherCurrency = "hint_other_currency"
  case hintNoSuchLocalTime = "hint_no_such_local_time"
  case hintAmbiguousLocalTime = "hint_ambiguous_local_time"
  case hintUnknownZone = "hint_unknown_zone"
  case hintEndsBeforeStart = "hint_ends_before_start"
  case hintRangeTooLong = "hint_range_too_long"
  case hintBadText = "hint_bad_text"
  case hintUnknownValue = "hint_unknown_value"
  case hintUnknownCurrency = "hint_unknown_currency"
  case hintNoCurrency = "hint_no_currency"
  case hintNoExchangeRate = "hint_no_exchange_rate"
  case hintWrongFieldCount = "hint_wrong_field_count"
  case hintStrayQuote = "hint_stray_quote"
  case hintEventOrCounts = "hint_event_or_counts"
  case hintOutOfScale = "hint_out_of_scale"
  case hintNotAProbability = "hint_not_a_probability"
  case hintMoreThanAsked = "hint_more_than_asked"
  case hintNotACount = "hint_not_a_count"
  case hintNegativeRefund = "hint_negative_refund"
  case hintContradictingRefund = "hint_contradicting_refund"
  case hintNegativePlan = "hint_negative_plan"

  // Measures and dimensions, by their names in the event schema
  case measureImpressions = "measure_impressions"
  case measureReach = "measure_reach"
  case measureClicks = "measure_clicks"
  case measureSpend = "measure_spend"
  case measureConversionsClaimed = "measure_conversions_claimed"
  case measureConversionValueClaimed = "measure_conversion_value_claimed"
  case measureCost = "measure_cost"
  case measureAllocatedCost = "measure_allocated_cost"
  case measureVisits = "measure_visits"
  case measureVisitors = "measure_visitors"
  case measurePageViews = "measure_page_views"
  case measureVisitSeconds = "measure_visit_seconds"
  case measureEngagedVisits = "measure_engaged_visits"
  case measureWebBounces = "measure_web_bounces"
  case measureGoalCompletions = "measure_goal_completions"
  case measureSent = "measure_sent"
  case measureDelivered = "measure_delivered"
  case measureOpens = "measure_opens"
  case measureUniqueOpens = "measure_unique_opens"
  case measureMachineOpens = "measure_machine_opens"
  case measureEmailClicks = "measure_email_clicks"
  case measureUniqueClicks = "measure_unique_clicks"
  case measureEmailBounces = "measure_email_bounces"
  case measureUnsubscribes = "measure_unsubscribes"
  case measureComplaints = "measure_complaints"
  case measureOrders = "measure_orders"
  case measureQuantity = "measure_quantity"
  case measureRevenue = "measure_revenue"
  case measureRefunds = "measure_refunds"
  case measureDealsCreated = "measure_deals_created"
  case measureDealAmount = "measure_deal_amount"
  case measureWonDeals = "measure_won_deals"
  case measureWonAmount = "measure_won_amount"
  case measureLostDeals = "measure_lost_deals"
  case measureCreatedWonAmount = "measure_created_won_amount"
  case measureLostAmount = "measure_lost_amount"
  case measureOpenDeals = "measure_open_deals"
  case measurePipelineValue = "measure_pipeline_value"
  case measureExpectedPipeline = "measure_expected_pipeline"
  case measureUnweightedDeals = "measure_unweighted_deals"
  case measureSourcedDeals = "measure_sourced_deals"
  case measureSourcedAmount = "measure_sourced_amount"
  case measureTracedDeals = "measure_traced_deals"
  case measureTracedAmount = "measure_traced_amount"
  case measureInfluencedDeals = "measure_influenced_deals"
  case measureInfluencedAmount = "measure_influenced_amount"
  case measureUnwatchedDeals = "measure_unwatched_deals"
  case measureTouchedCustomers = "measure_touched_customers"
  case measureCostToWin = "measure_cost_to_win"
  case measureUncoveredCustomers = "measure_uncovered_customers"
  case measureClosedCycleDeals = "measure_closed_cycle_deals"
  case measureClosedCycleDays = "measure_closed_cycle_days"
  case measureStatedCtr = "measure_stated_ctr"
  case measureStatedCpc = "measure_stated_cpc"
  case measureStatedCpm = "measure_stated_cpm"
  case measureStatedCpa = "measure_stated_cpa_claimed"
  case measureStatedRoas = "measure_stated_roas_claimed"
  case measureStatedOpenRate = "measure_stated_open_rate"
  case measureStatedClickRate = "measure_stated_click_rate"
  case measureStatedBounceRate = "measure_stated_bounce_rate"
  case measureStatedEngagementRate = "measure_stated_engagement_rate"
  case measureCycleDeals = "measure_cycle_deals"
  case measureCycleDays = "measure_cycle_days"
  case measureMedianCycleDays = "measure_median_cycle_days"
  case measureWinIncidence = "measure_win_incidence"
  case measureWinIncidence30 = "measure_win_incidence_30"
  case measureWinIncidence60 = "measure_win_incidence_60"
  case measureWinIncidence90 = "measure_win_incidence_90"
  case measureWinIncidence180 = "measure_win_incidence_180"
  case measureTypedDeals = "measure_typed_deals"
  case measureUpsellDeals = "measure_upsell_deals"
  case measureCrossSellDeals = "measure_cross_sell_deals"
  case measureAnsweredLeads = "measure_answered_leads"
  case measureResponseSeconds = "measure_response_seconds"
  case measureMedianResponseSeconds = "measure_median_response_seconds"
  case measureBuyers = "measure_buyers"
  case measureCohortLeads = "measure_cohort_leads"
  case measureCohortMqls = "measure_cohort_mqls"
  case measureCohortSqls = "measure_cohort_sqls"
  case measureCohortSqos = "measure_cohort_sqos"
  case measureCohortOpportunities = "measure_cohort_opportunities"
  case measureCohortCustomers = "measure_cohort_customers"
  case measureDisqualifiedLeads = "measure_disqualified_leads"
  case measureUnjudgedLeads = "measure_unjudged_leads"
  case measureRecurringAmount = "measure_recurring_amount"
  case measureMrr = "measure_mrr"
  case measureStartingAccounts = "measure_starting_accounts"
  case measureKeptAccounts = "measure_kept_accounts"
  case measureLostAccounts = "measure_lost_accounts"
  case measureStartingMrr = "measure_starting_mrr"
  case measureKeptMrr = "measure_kept_mrr"
  case measureLostMrr = "measure_lost_mrr"
  case measureOtherCurrencyAccounts = "measure_other_currency_accounts"
  case measureLeads = "measure_leads"
  case measureMqls = "measure_mqls"
  case measureSqls = "measure_sqls"
  case measureSqos = "measure_sqos"
  case measureOpportunities = "measure_opportunities"
  case measureNewCustomers = "measure_new_customers"
  case measureBudget = "measure_budget"
  case measureExpectedRevenue = "measure_expected_revenue"
  case measureActualCost = "measure_actual_cost"
  case measurePlannedDays = "measure_planned_days"
  case measureElapsedDays = "measure_elapsed_days"
  case measureContentPublished = "measure_content_published"
  case measureVideoViews = "measure_video_views"
  case measureWatchSeconds = "measure_watch_seconds"
  case measureFollowers = "measure_followers"
  case measureListSize = "measure_list_size"
  case measureFirstFollowers = "measure_first_followers"
  case measureFirstListSize = "measure_first_list_size"
  case measureAverageFollowers = "measure_average_followers"
  case measureAverageListSize = "measure_average_list_size"
  case measureNpsResponses = "measure_nps_responses"
  case measureNpsPromoters = "measure_nps_promoters"
  case measureNpsDetractors = "measure_nps_detractors"
  case measureCsatResponses = "measure_csat_responses"
  case measureCsatSatisfied = "measure_csat_satisfied"
  case measureReviews = "measure_reviews"
  case measureCsatPoints = "measure_csat_points"
  case measureCsatUnscaled = "measure_csat_unscaled"
  case measureLowReviews = "measure_low_reviews"
  case measureReviewStars = "measure_review_stars"
  case measureSurveysInvited = "measure_surveys_invited"
  case measureMarketRevenue = "measure_market_revenue"
  case measureOwnRevenue = "measure_own_revenue"
  case measureCompetitorRevenue = "measure_competitor_revenue"
  case measureBrandAware = "measure_brand_aware"
  case measureBrandAsked = "measure_brand_asked"
  case measureAidedAware = "measure_aided_aware"
  case measureAidedAsked = "measure_aided_asked"
  case measureCompetitorAware = "measure_competitor_aware"
  case measureCompetitorAsked = "measure_competitor_asked"
  case measureCompetitorAidedAware = "measure_competitor_aided_aware"
  case measureCompetitorAidedAsked = "measure_competitor_aided_asked"
  case measureOwnMentions = "measure_own_mentions"
  case measureCompetitorMentions = "measure_competitor_mentions"
  case measureTouches = "measure_touches"
  case measureEngagementPoints = "measure_engagement_points"
  case measureTargetAccounts = "measure_target_accounts"
  case measureEngagedTargets = "measure_engaged_targets"
  case measureAccountCost = "measure_account_cost"
  case measureToolCost = "measure_tool_cost"
  case measureManualHours = "measure_manual_hours"
  case assumptionGrossMargin = "assumption_gross_margin"
  case assumptionPurchasesPerYear = "assumption_purchases_per_year"
  case assumptionCustomerYears = "assumption_customer_years"
  case assumptionBaselineHours = "assumption_baseline_hours"
  case assumptionHourlyRate = "assumption_hourly_rate"
  case dimensionChannel = "dimension_channel"
  case dimensionSource = "dimension_source"
  case dimensionMedium = "dimension_medium"
  case dimensionCampaign = "dimension_campaign"
  case dimensionCampaignId = "dimension_campaign_id"
  case dimensionAdGroup = "dimension_ad_group"
  case dimensionAd = "dimension_ad"
  case dimensionTerm = "dimension_term"
  case dimensionContent = "dimension_content"
  case dimensionLandingPage = "dimension_landing_page"
  case dimensionProduct = "dimension_product"
  case dimensionRegion = "dimension_region"
  case dimensionDevice = "dimension_device"
  case dimensionNetwork = "dimension_network"
  case dimensionCampaignType = "dimension_campaign_type"
  case dimensionCostType = "dimension_cost_type"
  case dimensionDealType = "dimension_deal_type"
  case dimensionLeadSource = "dimension_lead_source"
  case dimensionRevenueStream = "dimension_revenue_stream"
  case dimensionTool = "dimension_tool"
  case dimensionOwner = "dimension_owner"
  case dimensionAccount = "dimension_account"
  case dimensionCoupon = "dimension_coupon"
  case dimensionAction = "dimension_action"
  case dimensionStatus = "dimension_status"
  case dimensionStage = "dimension_stage"
  case dimensionGoal = "dimension_goal"
  case dimensionTitle = "dimension_title"
  case dimensionContentType = "dimension_content_type"
  case dimensionSurveyKind = "dimension_survey_kind"
  case dimensionSegment = "dimension_segment"
  case dimensionWave = "dimension_wave"
  case dimensionCompetitor = "dimension_competitor"
  case dimensionSourceOfFigure = "dimension_source_of_figure"
  case dimensionTier = "dimension_tier"
  case dimensionTouchType = "dimension_touch_type"
  case dimensionMilestone = "dimension_milestone"
  case dimensionInput = "dimension_input"
}
