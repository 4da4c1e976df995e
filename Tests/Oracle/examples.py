#!/usr/bin/env python3
"""What pipelines/website.yaml and pipelines/accounts.yaml must say, worked out apart from the program.

Standard library only; reads the fixtures. Usage: python3 Tests/Oracle/examples.py [--write]; without --write the
committed expectations are compared with the fixtures.

Definitions
- Every row belongs to its day, or to the quarter or month that its period names; all amounts are in euros.
- A person's opens (clicks) count once per letter, channel and month in unique ones; openings by machines are none of
  them. Visitors and people reached are those of one row.
- A new customer's first order, or an account's first won deal, falls in the period.
- The agency's bill is 70 % Paid Search's and 30 % Email's, to the cent.
- NPS: 9 and 10 promote, 0 to 6 detract. Satisfied are the two highest of five. Reviews are rescaled to five stars.
- A contract's last day still counts. Of accounts that had one on the eve of a quarter: who stays, what is lost.
- Touches: visit 1, webinar 3, tasting 10 points; from 3 points on a target account is engaged.
- A deal is influenced where its account was touched by Events or the Website, all there are, in the 60 days before.
- Levels (followers, list size): the last, first or average statement of each source in a month, sources added up.
- roas, cpa, cac_paid, cost_share, roi.media and orders, leads and goals per click are of the channels with ad spend
  (with clicks) in the month, on both sides; their blended variants of all.
- Where nothing is stated there is no value, and so none of what is worked out from it.
"""

import csv
import datetime
import json
import pathlib
import sys
from fractions import Fraction

from oracle_sums import Sums, exact, less, ratio, times

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parents[1] / "fixtures/generic"


def rows(name):
    with open(FIXTURES / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def quarter(text):
    """2025-Q4 of a quarter, a month or a day."""
    return text if "Q" in text else f"{text[:4]}-Q{(int(text[5:7]) + 2) // 3}"


# The website

CHANNELS = ("Organic Search", "Paid Search", "Paid Social", "Email", "Content")

def website_cells(wanted):
    """Sums of rows for which `wanted` holds, of a month."""

    def cell(month):
        sums = Sums()
        visits = ("visits", "page_views", "seconds", "engaged", "web_bounces", "completions")
        ads = ("spend", "impressions", "clicks", "conversions_claimed", "conversion_value_claimed")
        for name, columns in (("website-visits", visits), ("website-ads", ads)):
            found = [row for row in rows(name) if row["day"].startswith(month) and wanted(row)]
            for row in found:
                for column in columns:
                    sums.add(column, row[column])
            if len(found) == 1:  # people of two rows may be the same
                for column in ("visitors", "reach"):
                    sums.add(column, found[0].get(column))
        letters = [row for row in rows("website-letters") if row["at"].startswith(month) and wanted(row)]
        if letters:
            kinds = ("sent", "delivered", "open", "machine_open", "click", "bounce", "unsubscribe")
            for kind in kinds:
                found = [(row["campaign"], row["person"]) for row in letters if row["event"] == kind]
                sums[kind], sums[f"unique {kind}"] = Fraction(len(found)), Fraction(len(set(found)))
        leads = rows("website-leads")
        if any(row["day"].startswith(month) for row in leads):  # of a channel without a row there were none
            sums.update(dict.fromkeys(("lead", "mql", "qualified", "accepted", "refused"), Fraction(0)))
        for row in leads:
            if row["day"].startswith(month) and wanted(row):
                sums.add(row["stage"], "1")
                if row["stage"] == "lead":
                    mine = [other for other in leads if other["lead"] == row["lead"]]
                    reached = {"mql", "sql", "sqo", "opportunity", "customer"}
                    sums.add("qualified", int(any(other["stage"] in reached for other in mine)))
                    sums.add("accepted", int(any(other["stage"] == "sql" for other in mine)))
                    sums.add("refused", int(any(other["disqualified_reason"] for other in mine)))
        for row in rows("website-content"):
            if row["day"].startswith(month) and wanted(dict(row, channel="Content")):
                sums.add("content", "1")
                sums.add("views", row["views"])
                sums.add("watched", row["watch_seconds"])
        firsts = {}
        for row in rows("website-orders"):
            firsts.setdefault(row["person"], row["order"])
        orders = [row for row in rows("website-orders") if row["day"].startswith(month) and wanted(row)]
        for row in orders:
            sums.add("revenue", row["revenue"])
        if any(row["day"].startswith(month) for row in rows("website-orders")):
            sums.add("revenue", 0)
            sums["buyers"] = Fraction(len({row["person"] for row in orders}))
            numbers = {row["order"] for row in orders}
            sums["orders"], sums["new"] = Fraction(len(numbers)), Fraction(len(numbers & set(firsts.values())))
        for row in rows("website-costs"):
            if not row["day"].startswith(month):
                continue
            if row["cost_type"] == "agency":
                search = Fraction(round(Fraction(row["cost"]) * 70), 100)
                for channel, part in (("Paid Search", search), ("Email", Fraction(row["cost"]) - search)):
                    if wanted({"channel": channel}):
                        sums.add("cost", part)
                        sums.add("allocated", part)
            elif wanted(row):
                sums.add("cost", row["cost"])
                sums.add("hours", row["hours"])
                if row["tool"]:
                    sums.add("tool", row["cost"])
        return sums

    return cell


def levels(cell, month, wanted):
    """Levels of a month by all three rules, every source by its own days."""
    for column in ("followers", "list_size"):
        stated = {}
        for row in rows("website-audience"):
            if row["day"].startswith(month) and row[column] and wanted(row):
                stated.setdefault(row["source"], []).append((row["day"], int(row[column])))
        for found in stated.values():
            values = [value for _, value in sorted(found)]
            cell.add(column, values[-1])
            cell.add(column + " first", values[0])
            cell.add(column + " average", Fraction(sum(values), len(values)))
    return cell


def website(cell, before, total, parts):
    """KPIs of a cell; `before` is the same of the month before, `total` of all channels together, `parts` its channels'."""

    def where(measure, other):
        """Of the channels with something of the other: where there is none, nothing."""
        found = [part[measure] for part in parts if part[other]]
        return None if cell[other] is None or None in found else sum(found, Fraction(0))

    margin, revenue, spend = Fraction(60, 100), cell["revenue"], cell["spend"]
    cost = None if spend is None and cell["cost"] is None else (spend or 0) + (cell["cost"] or 0)
    average = ratio(revenue, cell["orders"])
    value = times(average, 4, 3)
    cac = ratio(cost, cell["new"])
    saved = times(less(Fraction(12), cell["hours"]), 32)
    earned = times(revenue, margin)
    return {
        "visits": cell["visits"], "visitors": cell["visitors"], "page_views": cell["page_views"],
        "visit_depth": ratio(cell["page_views"], cell["visits"]),
        "reach": cell["reach"], "frequency": ratio(None if cell["reach"] is None else cell["impressions"], cell["reach"]),
        "orders": cell["orders"], "revenue": revenue, "conversions": cell["orders"],
        "visit_conversion_rate": ratio(cell["orders"], cell["visits"]),
        "bounce_rate": ratio(cell["web_bounces"], cell["visits"]),
        "engagement_rate": ratio(cell["engaged"], cell["visits"]),
        "landing_page_conversion": ratio(cell["completions"], cell["visits"]),
        "traffic_to_lead": ratio(cell["lead"], cell["visits"]),
        "lead_to_mql.cohort": ratio(cell["qualified"], cell["lead"]), "mql_to_sql.cohort": ratio(cell["accepted"], cell["qualified"]),
        "cost_per_mql.cohort": ratio(cost, cell["qualified"]), "cost_per_sql.cohort": ratio(cost, cell["accepted"]),
        "traffic_to_mql": ratio(cell["mql"], cell["visits"]),
        "avg_time_on_page": ratio(cell["seconds"], cell["page_views"]),
        "cpm": times(ratio(spend, cell["impressions"]), 1000),
        "click_conversion_rate": ratio(where("orders", "clicks"), cell["clicks"]),
        "click_conversion_rate.leads": ratio(where("lead", "clicks"), cell["clicks"]),
        "click_conversion_rate.goals": ratio(where("completions", "clicks"), cell["clicks"]),
        "cpa": ratio(spend, where("orders", "spend")), "cpa.leads": ratio(spend, where("lead", "spend")),
        "cpa.goals": ratio(spend, where("completions", "spend")),
        "roas": ratio(where("revenue", "spend"), spend), "roas.blended": ratio(revenue, spend),
        "roi.media": ratio(less(where("revenue", "spend"), spend), spend),
        "conversions.leads": cell["lead"], "conversions.goals": cell["completions"],
        "cost_share.blended": ratio(spend, revenue),
        "cpa_claimed": ratio(spend, cell["conversions_claimed"]),
        "conversion_value_claimed": cell["conversion_value_claimed"], "cost_share": ratio(spend, where("revenue", "spend")),
        "delivered": cell["delivered"], "delivery_rate": ratio(cell["delivered"], cell["sent"]),
        "email_bounces": cell["bounce"], "opens": cell["open"], "unique_opens": cell["unique open"],
        "machine_opens": cell["machine_open"], "email_clicks": cell["click"],
        "unique_clicks": cell["unique click"], "unsubscribes": cell["unsubscribe"],
        "open_rate.sent": ratio(cell["unique open"], cell["sent"]), "open_rate.total": ratio(cell["open"], cell["delivered"]),
        "click_rate.sent": ratio(cell["unique click"], cell["sent"]), "click_rate.total": ratio(cell["click"], cell["delivered"]),
        "unsubscribe_rate.sent": ratio(cell["unsubscribe"], cell["sent"]),
        "click_to_open": ratio(cell["unique click"], cell["unique open"]),
        "content_published": cell["content"], "video_views": cell["views"],
        "followers": cell["followers"], "followers.first": cell["followers first"],
        "followers.average": cell["followers average"],
        "follower_growth": ratio(less(cell["followers"], before["followers"]), before["followers"]),
        "list_size": cell["list_size"],
        "list_size.first": cell["list_size first"], "list_size.average": cell["list_size average"],
        "list_growth": ratio(less(cell["list_size"], before["list_size"]), before["list_size"]),
        "watch_time": ratio(cell["watched"], 3600), "avg_watch_time": ratio(cell["watched"], cell["views"]),
        "marketing_cost": cost, "allocated_cost": cell["allocated"],
        "marketing_cost_share": ratio(cost, revenue),
        "lead_quality": ratio(cell["accepted"], cell["lead"]),
        "valid_lead_rate": ratio(less(cell["lead"], cell["refused"]), cell["lead"]),
        "repeat_purchase_rate": ratio(less(cell["buyers"], cell["new"]), cell["buyers"]),
        "sales_growth": ratio(less(revenue, before["revenue"]), before["revenue"]),
        "revenue_share": ratio(revenue, total["revenue"]), "product_mix": ratio(revenue, total["revenue"]),
        "gross_margin_money": earned, "roi_on_margin": ratio(less(earned, cost), cost),
        "cac_paid": ratio(spend, where("new", "spend")), "clv.margin": times(value, margin),
        "ltv_to_cac.revenue": ratio(value, cac), "clv": value, "ltv_to_cac": ratio(times(value, margin), cac),
        "payback": ratio(cac, times(average, Fraction(4, 12), margin)),
        "automation_roi": ratio(less(saved, cell["tool"]), cell["tool"]),
    }


def website_report():
    months, everything = ["2025-11", "2025-12", "2026-01", "2026-02"], website_cells(lambda row: True)
    cells = {month: levels(everything(month), month, lambda row: True) for month in months}
    by_channel = {
        channel: website_cells(lambda row, channel=channel: row.get("channel") == channel) for channel in CHANNELS
    }
    totals = {
        month: website(cells[month], cells[before], cells[month], [cell(month) for cell in by_channel.values()])
        for before, month in zip(months, months[1:])
    }
    for figures in totals.values():
        figures["breakeven_roas"] = 1 / Fraction(60, 100)
    channels = {}
    for channel in CHANNELS:
        wanted = lambda row: row.get("channel") == channel
        now, then = (levels(website_cells(wanted)(month), month, wanted) for month in ("2026-02", "2026-01"))
        channels[channel] = website(now, then, cells["2026-02"], [now])
    return totals, {"2026-02": channels}


# Accounts, voice and market


def accounts_cells():
    cells = {}

    def cell(period):
        return cells.setdefault(quarter(period), Sums())

    targets = {row["account"] for row in rows("accounts") if row["target"] == "yes"}
    points = {}
    for row in rows("account-touches"):
        if row["account"] in targets:
            key = quarter(row["day"]), row["account"]
            points[key] = points.get(key, 0) + {"visit": 1, "webinar": 3, "tasting": 10}[row["type"]]
    for (period, _), sum_ in points.items():
        cell(period).add("points", sum_)
        cell(period).add("engaged", 1 if sum_ >= 3 else 0)
        cell(period)["targets"] = Fraction(len(targets))
    won = sorted((row["closed"], row["account"]) for row in rows("account-deals") if row["status"] == "won")
    for index, (closed, account) in enumerate(won):
        if account not in {earlier for _, earlier in won[:index]}:
            cell(closed).add("new", 1)
    for row in rows("account-costs"):
        if row["account"]:
            cell(row["day"]).add("account cost", row["cost"])
    for row in rows("answers"):
        sums, kind = cell(row["day"]), row["kind"]
        sums.add("invited", row["invited"])
        if not row["score"]:
            continue
        score = Fraction(row["score"])
        sums.add(f"{kind} answers", 1)
        if kind == "nps":
            sums.add("nps net", (score >= 9) - (score <= 6))
        else:
            sums.add(f"{kind} points", score * 5 / Fraction(row["scale"] or 5))
            sums.add(f"{kind} low", int(score * 5 / Fraction(row["scale"] or 5) <= 2))
            sums.add("stars" if kind == "review" else "satisfied",
                     score * 5 / Fraction(row["scale"] or 5) if kind == "review" else score >= 4)
    for row in rows("market"):
        ours = row["name"] in ("", "Kaffeewerk")
        metric = row["metric"]
        if metric == "brand_aware":
            if ours:
                cell(row["period"]).add("aware " + row["aided"], row["value"])
                cell(row["period"]).add("asked " + row["aided"], row["base_n"])
        else:
            cell(row["period"]).add(metric if ours or metric != "mentions" else "other mentions", row["value"])
            cell(row["period"]).setdefault("segments of " + metric, set()).add(row["segment"])
    return cells


def influenced(period):
    """Deals created in a quarter that somebody met in the 60 days before, by amount and by number."""

    def met(deal):
        until = datetime.date.fromisoformat(deal["created"])
        since = str(until - datetime.timedelta(days=60))
        return any(
            touch["account"] == deal["account"] and since <= touch["day"] <= deal["created"]
            for touch in rows("account-touches")
        )

    created = [row for row in rows("account-deals") if quarter(row["created"]) == period]
    amount = sum(Fraction(row["amount"]) for row in created)
    return {
        "pipeline_contribution.influenced": ratio(sum(Fraction(row["amount"]) for row in created if met(row)), amount),
        "pipeline_contribution.influenced_count": ratio(sum(map(met, created)), len(created)),
    }


def since_first_touch(period):
    """Costs that name an account, from its first touch to its first won deal, of those who became customers."""
    touched, won = {}, {}
    for row in rows("account-touches"):
        touched[row["account"]] = min(row["day"], touched.get(row["account"], row["day"]))
    for row in rows("account-deals"):
        if row["status"] == "won":
            won[row["account"]] = min(row["closed"], won.get(row["account"], row["closed"]))
    new = [name for name, day in won.items() if quarter(day) == period and touched.get(name, "9") <= day]
    spent = sum(
        Fraction(row["cost"]) for row in rows("account-costs")
        if row["account"] in new and touched[row["account"]] <= row["day"] <= won[row["account"]]
    )
    return {"cac.since_first_touch": ratio(spent, len(new))}


def contracts(before, last):
    """What accounts pay each month, from the eve of a period to its last day; ISO days compare as texts."""

    def running(day):
        paid = {}
        for row in rows("account-contracts"):
            if row["start"] <= day <= (row["end"] or "9999-12-31"):
                paid[row["account"]] = paid.get(row["account"], 0) + Fraction(row["recurring_amount"])
        return paid

    then, now = running(before), running(last)
    stayed = Fraction(len(then.keys() & now.keys()), len(then))
    lost = sum(max(amount - now.get(account, 0), 0) for account, amount in then.items())
    return {
        "mrr": sum(now.values()), "retention": stayed, "churn": 1 - stayed,
        "revenue_churn": Fraction(lost) / sum(then.values()),
        "net_revenue_retention": sum(Fraction(now.get(account, 0)) for account in then) / sum(then.values()),
    }


def share_of_market(cell, part):
    """Only where both are of the same segments."""
    if cell["segments of " + part] != cell["segments of market_revenue"]:
        return None
    return ratio(cell[part], cell["market_revenue"])


def accounts(cell, before):
    share, was = (share_of_market(each, "own_revenue") for each in (cell, before))
    aware, once = (ratio(each["aware no"], each["asked no"]) for each in (cell, before))
    aided, then = (ratio(each["aware yes"], each["asked yes"]) for each in (cell, before))
    answers = sum(cell[name] or 0 for name in ("nps answers", "csat answers"))
    mentions = less(cell["mentions"], times(cell["other mentions"], -1))
    return {
        "engaged_accounts": ratio(cell["engaged"], cell["targets"]),
        "account_engagement": ratio(cell["points"], cell["targets"]),
        "new_customers": cell["new"], "cac_per_account": ratio(cell["account cost"], cell["new"]),
        "nps": times(ratio(cell["nps net"], cell["nps answers"]), 100),
        "csat": ratio(cell["satisfied"], cell["csat answers"]),
        "csat.mean": ratio(cell["csat points"], cell["csat answers"]),
        "review_score.low": ratio(cell["review low"], cell["review answers"]),
        "review_score": ratio(cell["stars"], cell["review answers"]),
        "survey_response_rate": ratio(answers, cell["invited"]),
        "market_share": share, "market_share_change": less(share, was),
        "market_growth": ratio(less(cell["market_revenue"], before["market_revenue"]), before["market_revenue"]),
        "competitor_share": share_of_market(cell, "competitor_revenue"),
        "brand_awareness": aware, "brand_awareness.aided": ratio(cell["aware yes"], cell["asked yes"]),
        "awareness_lift": less(aware, once), "awareness_lift.aided": less(aided, then), "share_of_voice": ratio(cell["mentions"], mentions),
        "pr_mentions": cell["mentions"],
    }


def accounts_report():
    cells = accounts_cells()
    newest, before = cells["2025-Q4"], cells["2025-Q3"]
    return {
        "2025-Q4": accounts(newest, before) | contracts("2025-09-30", "2025-12-31") | influenced("2025-Q4")
        | since_first_touch("2025-Q4"),
        "2025-Q3": accounts(before, cells.get("2025-Q2", Sums())) | contracts("2025-06-30", "2025-09-30"),
    }, {}


def main():
    failed = False
    for name, (totals, channels) in (("website", website_report()), ("accounts", accounts_report())):
        def shown(figures):
            return {kpi: None if value is None else {"exact": exact(value)} for kpi, value in figures.items()}

        made = {
            "totals": {period: shown(figures) for period, figures in totals.items()},
            "channels": {
                period: {channel: shown(figures) for channel, figures in each.items()}
                for period, each in channels.items()
            },
            "files": [],
        }
        text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
        place = HERE / f"{name}.expected.json"
        if "--write" in sys.argv:
            place.write_text(text, encoding="utf-8")
        elif place.read_text(encoding="utf-8") != text:
            print(f"{place.name} differs from the fixtures", file=sys.stderr)
            failed = True
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
